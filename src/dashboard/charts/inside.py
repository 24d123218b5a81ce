"""One small panel a session to the minute: stocks and group means since the close before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.analysis.window import event_words
from dashboard.analysis.window.inside import EventInside, SessionInside
from dashboard.analysis.window.session_minutes import StockSession
from dashboard.case import Case
from dashboard.charts import inside_words, marks
from dashboard.charts.events import StemLabel, add_stems, plain
from dashboard.charts.lettering import text_width
from dashboard.charts.theme import LIMIT_MARKS, Look, add_all, blank, percent_ticks

COLUMNS = {False: 3, True: 1}  # panels side by side, by compact
PANEL = {False: 210, True: 190}  # pixels of one panel's plot
HEAD, FOOT = 44, 26  # pixels above a panel for its day; below for the hours
NUMBERS = 17  # pixels at the top of a plot for the numbers of the events
NAMES = 26  # pixels above all panels for the names of the groups
EDGE, RIGHT = 46, 22  # pixels left of the first panel for the scale, and right of the last
GAP = 34  # pixels from one panel to the next
_WIDE = {False: 1180, True: 358}  # pixels of the whole figure that panels are laid out for
STEP = 5  # minutes: of finer bars the last price of every five is drawn
PAUSE, SHRUNK = 20, 6  # minutes: a longer gap is a pause, and takes so many
EARLY = 7  # minutes left of the opening, where an event stands that came before it
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


@dataclass(frozen=True, slots=True)
class Clock:
    """The axis of one session in minutes of trading: a pause takes next to no room."""

    opens: datetime
    knots: tuple[datetime, ...]
    places: tuple[float, ...]

    def place(self, moment: datetime) -> float:
        """Where a moment stands; one before the opening left of it."""
        if moment < self.opens:
            return float(-EARLY)
        at = bisect_right(self.knots, moment) - 1
        if at + 1 == len(self.knots):
            return self.places[-1]
        (before, after), (left, right) = self.knots[at : at + 2], self.places[at : at + 2]
        return left + (right - left) * ((moment - before) / (after - before))


def clock(found: SessionInside) -> Clock:
    """Axis from the first bar's begin to the last bar's end, over all stocks of a session."""
    ends = sorted({end for stock in found.stocks for end in stock.ends})
    opens = min(stock.ends[0] - stock.width for stock in found.stocks)
    width = max(stock.interval for stock in found.stocks)
    knots = [opens, *(end for end in ends if end > opens)]
    places = [0.0]
    for before, after in pairwise(knots):
        gap = (after - before) / timedelta(minutes=1)
        if gap > PAUSE + width:
            gap = SHRUNK + width
        places.append(places[-1] + gap)
    return Clock(opens, tuple(knots), tuple(places))


def thinned(stock: StockSession) -> tuple[tuple[datetime, ...], tuple[float, ...]]:
    """Times and moves that are drawn: the first price, then of every five minutes the last."""
    kept = [
        at
        for at, end in enumerate(stock.ends)
        if stock.interval >= STEP
        or at + 1 == len(stock.ends)
        or _fives(stock.ends[at + 1]) > _fives(end)
    ]
    return (
        (stock.ends[0] - stock.width, *(stock.ends[at] for at in kept)),
        (stock.opening, *(stock.closes[at] for at in kept)),
    )


def _fives(end: datetime) -> int:
    """Which five minutes a bar belongs to, by its end."""
    return -(-(end.hour * 60 + end.minute) // STEP)


def mean_line(stocks: Sequence[StockSession]) -> tuple[list[datetime], list[float]]:
    """Mean of stocks at the times that are drawn, each at its last price, once all have one."""
    lines = [thinned(stock) for stock in stocks]
    first = max(times[0] for times, _ in lines)
    times = sorted({time for own, _ in lines for time in own if time >= first})
    moves = [
        sum(line[bisect_right(own, time) - 1] for own, line in lines) / len(lines) for time in times
    ]
    return times, moves


@dataclass(frozen=True, slots=True)
class _Panel:
    found: SessionInside
    clock: Clock
    number: int

    @property
    def suffix(self) -> str:
        return "" if self.number == 1 else str(self.number)

    @property
    def axes(self) -> dict[str, str]:
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where panels stand, in pixels, and the scale that they share."""

    look: Look
    n: int
    low: float
    high: float

    @property
    def columns(self) -> int:
        most = COLUMNS[self.look.compact]
        return min(most, 2 if self.n == 4 else max(self.n, 1))  # two rows of two, not three and one

    @property
    def rows(self) -> int:
        return -(-self.n // self.columns)

    @property
    def step(self) -> int:
        return HEAD + PANEL[self.look.compact] + FOOT

    @property
    def height(self) -> int:
        return NAMES + self.rows * self.step

    @property
    def width(self) -> float:
        """Pixels of one panel."""
        room = _WIDE[self.look.compact] - EDGE - RIGHT - GAP * (self.columns - 1)
        return room / self.columns

    def column(self, panel: _Panel) -> int:
        return (panel.number - 1) % self.columns

    def across(self, panel: _Panel) -> list[float]:
        whole = _WIDE[self.look.compact] - EDGE - RIGHT
        left = self.column(panel) * (self.width + GAP)
        return [left / whole, (left + self.width) / whole]

    def upwards(self, panel: _Panel) -> list[float]:
        top = NAMES + (panel.number - 1) // self.columns * self.step + HEAD
        bottom = top + PANEL[self.look.compact]
        return [1 - bottom / self.height, 1 - top / self.height]


def plot_inside(
    case: Case,
    found: Sequence[SessionInside],
    shown: Sequence[EventInside],
    numbered: Mapping[str, int],
    *,
    look: Look,
    stock: str = "",
) -> go.Figure:
    """
    Draw sessions to the minute on one common scale, with their events and first limits.

    Parameters
    ----------
    case : Case
    found : sequence of SessionInside
    shown : sequence of EventInside
        Events that are marked.
    numbered : mapping of str to int
        Numbers of events by id.
    look : Look
    stock : str
        Symbol of the highlighted stock, or empty.
    """
    names = {each.event for each in shown}
    moves = [move for each in found for line in each.stocks for move in line.closes]
    low, high = min([*moves, 0.0]), max([*moves, 0.0])
    pad = (high - low or 0.02) * 0.07
    plot = PANEL[look.compact]
    grid = _Grid(look, len(found), low - pad, high + pad)
    top = grid.low + (grid.high - grid.low) * plot / (plot - NUMBERS)
    figure = blank(look, grid.height, margin={"l": EDGE, "r": RIGHT, "t": 0, "b": 0})
    panels = [_Panel(each, clock(each), at) for at, each in enumerate(found, 1)]
    ticks = percent_ticks(grid.low, grid.high, look, 7 if look.compact else 5)
    for panel in panels:
        figure.update_layout(_axes(panel, grid, top, ticks))
        events = [each for each in panel.found.events if each.event in names]
        _add_events(figure, panel, events, numbered, (grid.low, top), grid)
        _add_stocks(figure, case, panel, stock, look)
        _add_limits(figure, case, panel, look)
    notes = [_head(panel, look) for panel in panels]
    add_all(figure, annotations=[*notes, *_names(case, grid)], shapes=_dashes(case, grid))
    return figure


def _axes(
    panel: _Panel, grid: _Grid, top: float, ticks: Mapping[str, object]
) -> dict[str, dict[str, object]]:
    look = grid.look
    hours = _hours(panel.clock)
    axis = {
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"color": look.palette.grey, "size": 11},
        "fixedrange": True,
        "ticks": "",
    }
    return {
        f"xaxis{panel.suffix}": {
            **axis,
            "domain": grid.across(panel),
            "anchor": f"y{panel.suffix}",
            "range": [-EARLY - 3, panel.clock.places[-1] + 3],
            "tickvals": [place for place, _ in hours],
            "ticktext": [text for _, text in hours],
            "tickangle": 0,
        },
        f"yaxis{panel.suffix}": {
            **axis,
            "domain": grid.upwards(panel),
            "anchor": f"x{panel.suffix}",
            "range": [grid.low, top],
            "showgrid": True,
            "gridcolor": look.palette.rule,
            **ticks,
            "showticklabels": grid.column(panel) == 0,
        },
    }


def _hours(axis: Clock) -> list[tuple[float, str]]:
    """Opening, each pause and the end, by the clock."""
    pauses = [
        (place, f"{before:%H:%M}")
        for (before, after), place in zip(pairwise(axis.knots), axis.places, strict=False)
        if (after - before) > timedelta(minutes=PAUSE) and before != axis.opens
    ]
    longest = pauses[:1] if len(pauses) == 1 else []  # several are hours of a coarse bar
    return [
        (0.0, f"{axis.opens:%H:%M}"),
        *longest,
        (axis.places[-1], f"{axis.knots[-1]:%H:%M}"),
    ]


def _add_events(
    figure: go.Figure,
    panel: _Panel,
    events: Sequence[EventInside],
    numbered: Mapping[str, int],
    extent: tuple[float, float],
    grid: _Grid,
) -> None:
    """Dotted lines at the times of events, their numbers above all lines of the panel."""
    if not events:
        return
    low, high = extent
    pixel = (high - low) / PANEL[grid.look.compact]
    places = [panel.clock.place(each.span.earliest) for each in events]
    scale = grid.width / (panel.clock.places[-1] + EARLY + 6)
    labels = []
    for each in _together(events, places, scale):
        shown = [events[at] for at in each]
        labels.append(
            StemLabel(
                sum(places[at] for at in each) / len(each),
                _numbers(shown, numbered, grid.look),
                "<br>".join(_event_hover(one, numbered, grid.look) for one in shown),
                shown[0].event,
            )
        )
    heights = (low, high - NUMBERS * pixel, high - NUMBERS / 2 * pixel)
    add_stems(figure, panel.axes, places, labels, heights, grid.look, size=11, width=1.2)


def _numbers(events: Sequence[EventInside], numbered: Mapping[str, int], look: Look) -> str:
    return event_words.number_list([numbered[each.event] for each in events], look.language)


def _together(
    events: Sequence[EventInside], places: Sequence[float], scale: float
) -> list[list[int]]:
    """Neighbours whose numbers would touch share a label."""
    found: list[list[int]] = []
    for at in range(len(events)):
        if found and (places[at] - places[found[-1][-1]]) * scale < 16:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _event_hover(found: EventInside, numbered: Mapping[str, int], look: Look) -> str:
    words = plain(inside_words.moment(found, look.language))
    return f"<b>{numbered[found.event]}</b> {found.span.earliest:%H:%M} · {words}"


def _add_stocks(figure: go.Figure, case: Case, panel: _Panel, chosen: str, look: Look) -> None:
    """Thin lines of the stocks, the highlighted one strong, and the means of groups over them."""
    for stock in panel.found.stocks:
        ends, moves = thinned(stock)
        is_chosen = stock.symbol == chosen
        _add_line(
            figure,
            panel,
            ends,
            moves,
            t_name=plain(look.language.name(case.stock(stock.symbol))),
            line={"color": _colour(case, stock.symbol, look), "width": 2 if is_chosen else 1},
            opacity=1.0 if is_chosen else 0.45,
            look=look,
            mark=marks.whole("stock", stock.symbol),
        )
    for at, group in enumerate(case.groups):
        own = [each for each in panel.found.stocks if case.stock(each.symbol).group == group.id]
        if len(own) > 1:
            _add_line(
                figure,
                panel,
                *mean_line(own),
                t_name=plain(look.language.pick(group.title)),
                line={"color": look.group(at), "width": 2.4, "dash": DASHES[at % len(DASHES)]},
                opacity=1.0,
                look=look,
                mark={},
            )


def _add_line(
    figure: go.Figure,
    panel: _Panel,
    ends: Sequence[datetime],
    moves: Sequence[float],
    *,
    t_name: str,
    line: Mapping[str, object],
    opacity: float,
    look: Look,
    mark: Mapping[str, object],
) -> None:
    figure.add_scatter(
        **panel.axes,
        x=[round(panel.clock.place(end), 2) for end in ends],
        y=[round(move, 5) for move in moves],
        mode="lines",
        connectgaps=False,
        line=dict(line),
        opacity=opacity,
        hovertext=[
            f"<b>{end:%H:%M}</b> {t_name} {look.language.percent(move)}"
            for end, move in zip(ends, moves, strict=True)
        ],
        hoverinfo="text",
        **mark,
    )


def _colour(case: Case, symbol: str, look: Look) -> str:
    names = [group.id for group in case.groups]
    return look.group(names.index(case.stock(symbol).group))


def _add_limits(figure: go.Figure, case: Case, panel: _Panel, look: Look) -> None:
    """A triangle where a stock first met a limit, in its colour."""
    lines = {each.symbol: each for each in panel.found.stocks}
    touches = panel.found.touches
    if not touches:
        return
    at = [lines[each.symbol].ends.index(each.met) for each in touches]
    moves = [
        (lines[each.symbol].highs if each.side == "up" else lines[each.symbol].lows)[place]
        for each, place in zip(touches, at, strict=True)
    ]
    figure.add_scatter(
        **panel.axes,
        x=[panel.clock.place(each.met) for each in touches],
        y=moves,
        mode="markers",
        marker={
            "symbol": [LIMIT_MARKS[each.side] for each in touches],
            "size": 9,
            "color": [_colour(case, each.symbol, look) for each in touches],
            "line": {"width": 1, "color": look.palette.paper},
        },
        hovertext=[
            f"<b>{each.met:%H:%M}</b> {plain(look.language.name(case.stock(each.symbol)))}"
            for each in touches
        ],
        hoverinfo="text",
        cliponaxis=False,
        **marks.points("stock", [each.symbol for each in touches]),
    )


def _head(panel: _Panel, look: Look) -> dict[str, object]:
    t, day = look.language, panel.found.session
    return {
        "text": f"<b>{t.weekday(day)} {t.day(day)}</b>",
        "x": 0,
        "y": 1,
        "xref": f"x{panel.suffix} domain",
        "yref": f"y{panel.suffix} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "borderpad": 0,
        "showarrow": False,
        "font": {"size": 13, "color": look.palette.ink},
    }


# Names of the groups --------------------------------------------------------

_SAMPLE = 26  # pixels of the piece of line before a name


def _places(case: Case, grid: _Grid) -> list[float]:
    """Left ends of the groups' pieces of line above the panels, in pixels."""
    found, at = [], 0.0
    for group in case.groups:
        found.append(at)
        at += _SAMPLE + 6 + text_width(grid.look.language.pick(group.title)) * 1.05 + 22
    return found


def _dashes(case: Case, grid: _Grid) -> list[dict[str, object]]:
    level = 1 - NAMES / 2 / grid.height
    return [
        {
            "type": "line",
            "xref": "paper",
            "yref": "paper",
            "xsizemode": "pixel",
            "xanchor": 0,
            "x0": left,
            "x1": left + _SAMPLE,
            "y0": level,
            "y1": level,
            "line": {
                "color": grid.look.group(at),
                "width": 2.4,
                "dash": DASHES[at % len(DASHES)],
            },
        }
        for at, left in enumerate(_places(case, grid))
    ]


def _names(case: Case, grid: _Grid) -> list[dict[str, object]]:
    return [
        {
            "text": plain(grid.look.language.pick(group.title)),
            "x": 0,
            "y": 1 - NAMES / 2 / grid.height,
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": left + _SAMPLE + 6,
            "borderpad": 0,
            "showarrow": False,
            "font": {"size": 12.5, "color": grid.look.group(at)},
        }
        for at, (group, left) in enumerate(zip(case.groups, _places(case, grid), strict=True))
    ]
