"""One figure of a page, alone: for a frame on another page, without anything around it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard.errors import N_
from dashboard.ui import components, edition_banner, source_words, state
from dashboard.ui.state import View

Draw = Callable[[View], None]

# What a list calls each figure: its title is a finding, and costs the numbers behind it.
LABELS: dict[str, str] = {
    "returns": N_("Return of each stock"),
    "splits": N_("All splits of the stocks"),
    "build-up": N_("How the gap built up"),
    "story-table": N_("Which story fits"),
    "exposure": N_("What the documents say"),
    "change": N_("What would change the answer"),
    "lines": N_("Return since the base"),
    "window-returns": N_("Returns over the window"),
    "panels": N_("Each stock beside its group"),
    "candles": N_("Candles of one stock"),
    "timeline": N_("Timeline of prices and events"),
    "order": N_("Share of the gap before each event"),
    "events": N_("Events in words"),
    "matrix": N_("Stocks and stories"),
    "grades": N_("Returns against grades"),
    "two-by-two": N_("Documented and rumoured"),
    "statements": N_("Every statement"),
    "window-grid": N_("Neighbouring windows"),
    "after": N_("After the window"),
    "leave-one-out": N_("One stock left out"),
    "estimation": N_("Estimation windows"),
    "models": N_("Two models of the market"),
    "placebo-time": N_("Earlier windows"),
    "placebo-groups": N_("Groups of other stocks"),
    "hindsight": N_("The best few of random stocks"),
    "limits": N_("Closes at the limit"),
    "hold-out": N_("Evidence after the close"),
    "event-study": N_("Textbook tests"),
    "claims": N_("Statements of the article"),
    "base": N_("Base of the published returns"),
    "sources": N_("Sources of the prices"),
    "differences": N_("Where two sources differ"),
    "tables": N_("Tables of the case"),
    "health": N_("State of the data"),
    "sessions": N_("Sessions with a price"),
}


def _story() -> Mapping[str, Draw]:
    from dashboard.ui import story_table, story_view  # noqa: PLC0415 - one page's figures alone

    return {
        "returns": story_view.returns_figure,
        "splits": story_table.splits_figure,
        "build-up": story_view.build_up_figure,
        "story-table": story_table.which_story_fits,
        "exposure": story_view.exposure_in_small,
        "change": story_view.what_would_change,
    }


def _prices() -> Mapping[str, Draw]:
    from dashboard.ui import prices_view  # noqa: PLC0415

    return {
        "lines": prices_view.lines,
        "window-returns": prices_view.window_returns,
        "panels": prices_view.panels,
        "candles": prices_view.candle_chart,
    }


def _timeline() -> Mapping[str, Draw]:
    from dashboard.ui import timeline_view  # noqa: PLC0415

    return {
        name: partial(timeline_view.one_figure, name=name)
        for name in ("timeline", "order", "events")
    }


def _exposure() -> Mapping[str, Draw]:
    from dashboard.ui import exposure_view  # noqa: PLC0415

    return {
        "matrix": exposure_view.matrix_figure,
        "grades": exposure_view.grades_figure,
        "two-by-two": exposure_view.two_by_two_figure,
        "statements": exposure_view.statements,
    }


def _robustness() -> Mapping[str, Draw]:
    from dashboard.ui import robustness_view as page  # noqa: PLC0415

    return {
        "window-grid": page.grid_figure,
        "after": page.after_figure,
        "leave-one-out": page.leave_one_out_figure,
        "estimation": page.specification_part,
        "models": page.model_pair_figure,
        "placebo-time": page.placebo_time_figure,
        "placebo-groups": lambda view: page.placebo_group_figure(view, st.container()),
        "hindsight": page.hindsight_figure,
        "limits": page.limit_part,
        "hold-out": page.clock_part,
        "event-study": page.expert_panel,
    }


def _claims() -> Mapping[str, Draw]:
    from dashboard.ui import claims_view  # noqa: PLC0415

    return {"claims": claims_view.ledger, "base": claims_view.published_base}


def _data() -> Mapping[str, Draw]:
    from dashboard.ui import data_view, sources_view  # noqa: PLC0415

    return {
        "sources": _live_only(sources_view.standing_part),
        "differences": _live_only(sources_view.differences),
        "tables": data_view.tables,
        "health": data_view.health,
        "sessions": data_view.sessions,
        "base": data_view.base,
    }


def _live_only(draw: Callable[[View], object]) -> Draw:
    """Nothing for an edition: what the store holds today is no part of what was frozen."""

    def drawn(view: View) -> None:
        if view.edition is None:
            draw(view)

    return drawn


_PAGES: dict[str, Callable[[], Mapping[str, Draw]]] = {
    "story": _story,
    "prices": _prices,
    "timeline": _timeline,
    "exposure": _exposure,
    "robustness": _robustness,
    "claims": _claims,
    "data": _data,
}


def figures(page: str) -> Mapping[str, Draw]:
    """Figures of a page by name, in its order; empty for a page that has none."""
    return _PAGES[page]() if page in _PAGES else {}


def draw(view: View, page: str, name: str) -> None:
    """
    Draw one figure of a page, and under it what it shows and the way to the whole page.

    Parameters
    ----------
    view : View
        The reader.
    page, name : str
        Page and figure; where the page has no such figure, a sentence names those it has.
    """
    known = figures(page)
    with st.container(key="only"):
        st.session_state.pop(components.HEADED, None)
        if name in known:
            known[name](view)
            if components.HEADED not in st.session_state:
                _say(view.t("This case has nothing to show in this figure."))
        else:
            _say(_unknown(view, name, known))
        anchor = str(st.session_state.pop(components.HEADED, ""))
        st.html(f'<footer class="alone">{_way_back(view, page, anchor)}{_shown(view)}</footer>')


def _unknown(view: View, name: str, known: Mapping[str, Draw]) -> str:
    t = view.t
    if not known:
        return t("This page has no figure that could stand alone.")
    return t(
        "There is no figure “{name}” on this page; it can be {known}.",
        name=name[:40],
        known=", ".join(known),
    )


def _say(sentence: str) -> None:
    st.html(f'<p class="nothing" role="status">{html.escape(sentence)}</p>')


def _shown(view: View) -> str:
    """Source, and which case, window and numbers these are: HTML."""
    t = view.t
    facts = t(
        "{case} · close of {base} to {last} · {numbers}",
        case=t.pick(view.case.title),
        base=t.long_day(view.base),
        last=t.long_day(view.window.last),
        numbers=_numbers(view),
    )
    return (
        f'<p class="source">{html.escape(facts)}</p>'
        f'<p class="source">{source_words.source_line(view)}</p>'
    )


def _numbers(view: View) -> str:
    """Which numbers: an edition's, or those of today."""
    t = view.t
    if view.edition is None:
        return t("live numbers of {date}", date=t.long_day(datetime.now(UTC).date()))
    made = edition_banner.day_of(view.edition.edition.made.at, t)
    return (
        t("edition {id} of {date}", id=view.edition.id, date=made)
        if made
        else t("edition {edition}", edition=view.edition.id)
    )


def _way_back(view: View, page: str, anchor: str) -> str:
    """Link to the whole page with the same settings, in a tab of its own."""
    query = state.everything(page)
    for name in ("theme", "open"):
        query.pop(name, None)
    address = f"?{urlencode(query | {'lang': view.t.code})}{f'#{anchor}' if anchor else ''}"
    return (
        f'<p class="whole"><a href="{html.escape(address, quote=True)}" target="_blank" '
        f'rel="noopener">{html.escape(view.t("Open the whole page"))}</a></p>'
    )
