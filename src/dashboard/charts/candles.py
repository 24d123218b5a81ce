"""Candles and volume of one stock, session by session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.analysis.window.daily_bars import DailyBar, DailyBars
from dashboard.analysis.window.timing import EventTime, event_numbers
from dashboard.charts.events import add_events, headroom, shade_window, stacks
from dashboard.charts.session_axis import set_sessions
from dashboard.charts.theme import LIMIT_MARKS, Look, blank
from dashboard.errors import N_

PRICES = {False: 300, True: 250}  # pixels of the price panel, by compact
VOLUME, BETWEEN = 84, 30  # pixels of the volume panel and of the gap above it

# Units that case files use; another one is shown as written.
UNITS = (N_("shares"), N_("lots of 100 shares"))


def plot_candles(
    bars: DailyBars,
    events: Sequence[EventTime],
    *,
    base: date,
    last: date,
    calendar: str,
    volume_unit: str,
    currency: str,
    look: Look,
) -> go.Figure:
    """
    Candles over volume: hollow where the close is above the open, filled where below.

    Colour repeats the fill, it does not replace it.  Short grey strokes are the
    limit prices of the window's sessions; a session without a row is a gap.
    """
    stacked = stacks(bars.sessions, events)
    top = headroom(stacked) + 6
    plots = PRICES[look.compact] + BETWEEN + VOLUME
    figure = blank(
        look, plots + top + 28, margin={"l": 52, "r": 12, "t": top, "b": 28}, hovermode="x"
    )
    figure.update_layout(
        xaxis={
            "range": [-0.7, len(bars.sessions) - 0.3],
            "rangeslider": {"visible": False},
            "anchor": "y2",
        },
        yaxis={"domain": [(VOLUME + BETWEEN) / plots, 1], "nticks": 7, "title": None},
        yaxis2={
            "domain": [0, VOLUME / plots],
            "showgrid": False,
            "tickfont": {"color": look.palette.grey, "size": 12},
            "fixedrange": True,
            "rangemode": "tozero",
            "zerolinecolor": look.palette.grey,
            **_volume_ticks(bars.known, look),
        },
    )
    shade_window(figure, bars.sessions, base, last, look)
    _add_limit_prices(figure, bars, base, last, look)
    _add_candles(figure, bars, volume_unit, look)
    _add_hits(figure, bars, look)
    _add_volume(figure, bars, look)
    _add_units(figure, volume_unit, currency, look)
    add_events(figure, stacked, event_numbers(events), look)
    set_sessions(figure, calendar, bars.sessions, look)
    return figure


def _volume_ticks(known: Sequence[DailyBar], look: Look) -> dict[str, object]:
    highest = max((bar.volume or 0.0 for bar in known), default=0.0)
    if not highest:
        return {"tickvals": [0], "ticktext": ["0"], "range": [0, 1]}
    unit = 10 ** (len(str(int(highest))) - 1)
    step = next(unit * part for part in (5, 2, 1, 0.5) if unit * part <= highest)
    return {
        "tickvals": [0, step],
        "ticktext": ["0", look.language.compact(step)],
        "range": [0, highest * 1.04],
    }


def _add_limit_prices(
    figure: go.Figure, bars: DailyBars, base: date, last: date, look: Look
) -> None:
    marks = [
        (place, price)
        for place, bar in enumerate(bars.bars)
        if bar is not None and bar.limits and base < bar.date <= last
        for price in bar.limits
    ]
    figure.add_scatter(
        name="limits",
        x=[place for place, _ in marks],
        y=[price for _, price in marks],
        mode="markers",
        marker={
            "symbol": "line-ew-open",
            "size": 8 if look.compact else 20,
            "color": look.palette.grey,
            "line": {"width": 1.2, "color": look.palette.grey},
        },
        opacity=0.6,
        hoverinfo="skip",
    )


def _add_candles(figure: go.Figure, bars: DailyBars, volume_unit: str, look: Look) -> None:
    shown = {
        name: [None if bar is None else getattr(bar, name) for bar in bars.bars]
        for name in ("open", "high", "low", "close")
    }
    figure.add_candlestick(
        x=list(range(len(bars.sessions))),
        **shown,
        increasing={"line": {"color": look.up, "width": 1.3}, "fillcolor": look.palette.paper},
        decreasing={"line": {"color": look.down, "width": 1.3}, "fillcolor": look.down},
        hovertext=[_reading(bar, volume_unit, look) for bar in bars.bars],
        hoverinfo="text",
        hoverlabel={"split": False},
    )


def _reading(bar: DailyBar | None, volume_unit: str, look: Look) -> str:
    if bar is None:
        return ""
    t = look.language
    rows = [
        f"<b>{t.long_day(bar.date)} {t.weekday(bar.date)}</b>",
        t(
            "open {open}, high {high}, low {low}",
            open=t.number(bar.open, 2),
            high=t.number(bar.high, 2),
            low=t.number(bar.low, 2),
        ),
        t(
            "close {close} ({change})",
            close=t.number(bar.close, 2),
            change=t.percent(bar.change, 2),
        ),
        t(
            "volume {volume} ({unit})",
            volume=t.compact(bar.volume),
            unit=unit_words(volume_unit, look),
        ),
    ]
    if bar.limits:
        down, up = (t.number(price, 2) for price in bar.limits)
        rows.append(t("limits {down} and {up}", down=down, up=up))
    if bar.hit:
        rows.append(
            t("▲ closed at limit-up") if bar.hit.side == "up" else t("▼ closed at limit-down")
        )
        if bar.hit.one_price:
            rows.append(t("□ one price all day"))
    return "<br>".join(rows)


def unit_words(unit: str, look: Look) -> str:
    """Unit of the volume in the reader's language, where it is a usual one."""
    return look.language(unit) if unit in UNITS else unit


def _add_hits(figure: go.Figure, bars: DailyBars, look: Look) -> None:
    """Triangles above limit-up closes and below limit-down ones, framed on one-price days."""
    hits = [(place, bar) for place, bar in enumerate(bars.bars) if bar is not None and bar.hit]
    lowest = min((bar.low for bar in bars.known), default=0.0)
    highest = max((bar.high for bar in bars.known), default=1.0)
    away = (highest - lowest or 1.0) * 0.045
    for framed in (False, True):
        chosen = [(p, bar) for p, bar in hits if bar.hit and (bar.hit.one_price or not framed)]
        ups = [bar.hit is not None and bar.hit.side == "up" for _, bar in chosen]
        figure.add_scatter(
            name="one price" if framed else "closes at the limit",
            x=[place for place, _ in chosen],
            y=[
                bar.high + away if up else bar.low - away
                for (_, bar), up in zip(chosen, ups, strict=True)
            ],
            mode="markers",
            marker={
                "symbol": "square-open"
                if framed
                else [LIMIT_MARKS["up" if up else "down"] for up in ups],
                "size": 14 if framed else 8,
                "color": [look.up if up else look.down for up in ups],
                "line": {"width": 1.1, "color": [look.up if up else look.down for up in ups]},
            },
            hoverinfo="skip",
        )


def _add_volume(figure: go.Figure, bars: DailyBars, look: Look) -> None:
    rises = [bar is not None and bar.close >= bar.open for bar in bars.bars]
    figure.add_bar(
        name="volume",
        x=list(range(len(bars.sessions))),
        y=[None if bar is None else bar.volume for bar in bars.bars],
        yaxis="y2",
        width=0.62,
        marker={
            "color": [look.palette.paper if up else look.down for up in rises],
            "line": {"width": 1.1, "color": [look.up if up else look.down for up in rises]},
        },
        hoverinfo="skip",
    )


def _add_units(figure: go.Figure, volume_unit: str, currency: str, look: Look) -> None:
    t = look.language
    for text, axis in (
        (t("Price, {currency}", currency=currency), "y"),
        (t("Volume, {unit}", unit=unit_words(volume_unit, look)), "y2"),
    ):
        figure.add_annotation(
            text=text,
            x=0,
            xref="paper",
            xanchor="left",
            y=1,
            yref=f"{axis} domain",
            yanchor="top" if axis == "y" else "bottom",
            showarrow=False,
            xshift=2,
            yshift=2,
            font={"size": 12, "color": look.palette.grey},
            bgcolor=look.palette.paper if axis == "y" else "rgba(0,0,0,0)",
        )
