"""The page of the radar: the evening's themes by rank, one of them open in place."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard.charts.theme import RED_IS_UP
from dashboard.html import radar, radar_sources, radar_theme
from dashboard.html import radar_words as words
from dashboard.html.elements import el, inside_link
from dashboard.language.language import Language
from dashboard.radar.kept import Entry, KeptEvening, rank_history
from dashboard.ui import data, state
from dashboard.ui.components import nothing
from dashboard.ui.radar import controls, making, none_yet
from dashboard.ui.radar.full_list import list_csv
from dashboard.ui.radar_link import (
    ROW,
    SHOWN,
    Wanted,
    evening,
    lists_address,
    read_wanted,
    row_key,
    rows,
)

MARKET = "XSHG"  # the universe is mainland China's


def draw(t: Language) -> None:
    """Draw the evening that the link asks for; how one is made where none is kept."""
    wanted = read_wanted(state.everything("radar"))
    if wanted.view:
        from dashboard.ui.radar import lists_page  # noqa: PLC0415 - pandas, for this page alone

        lists_page.draw(t)
        return
    kept = None if wanted.day is None else evening(wanted.day)
    if kept is None:
        none_yet.draw(t)
        return
    st.html(head(kept, wanted.span, t))
    controls.draw(kept, wanted, t)
    found = rows(kept, wanted)
    if found:
        _list(found, kept, wanted, t)
    else:
        nothing(t("No theme of this evening matches."))
    _foot(kept, t)


def head(kept: KeptEvening, span: int, t: Language) -> str:
    """Headline and what it rests on."""
    title = words.headline(kept, span, t)
    base, last = t.between(kept.base(span), kept.day)
    window = t.plural(
        "Move over {n} session: close of {base} to close of {last}.",
        "Move over {n} sessions: close of {base} to close of {last}.",
        span,
        base=base,
        last=last,
    )
    return el(
        "header.head",
        el("p.kicker", t("Radar · {day}, after the close", day=t.long_day(kept.day))),
        el("h1", [el("span", part) for part in _clauses(title)]),
        el("p.standfirst", words.standfirst(kept, span, t)),
        el("p.remark", t.sentences([window, words.stands_out(t)])),
    )


def _clauses(title: str) -> list[str]:
    """Lines of a headline break between clauses where they can."""
    for sign in ("；", "; "):
        before, found, after = title.partition(sign)
        if found:
            return [before + sign, after]
    return [title]


def _is_red(t: Language) -> bool:  # noqa: ARG001 - a reader's choice, whatever the language
    up = state.asked("up")
    return up == "red" if up in {"red", "green"} else MARKET in RED_IS_UP


def _link(wanted: Wanted, entry: Entry) -> tuple[str, str]:
    """Where a row opens in place, or closes when it is open."""
    key = row_key(entry.theme)
    query = state.everything("radar")
    if key == wanted.row:
        query.pop(ROW, None)
    else:
        query[ROW] = key
    return f"radar?{urlencode(query)}", key


def _list(found: Sequence[Entry], kept: KeptEvening, wanted: Wanted, t: Language) -> None:
    """Draw the rows; below an open one what is known of its theme."""
    is_red = _is_red(t)
    shown = list(found[: wanted.show])
    open_at = next((at for at, e in enumerate(found) if row_key(e.theme) == wanted.row), -1)
    if open_at >= len(shown):  # a link may open what is further down
        shown = list(found[: open_at + 1])
    first_quiet = next((at for at, entry in enumerate(shown) if not entry.stands_out), -1)

    def table(part: list[Entry], start: int) -> None:
        drawn = radar.listing(
            part,
            kept,
            wanted.span,
            lambda entry: _link(wanted, entry),
            t,
            rise_is_red=is_red,
            headed=start == 0,
            opened=wanted.row,
            line_before=first_quiet - start,
        )
        st.html(drawn)

    if open_at < 0:
        table(shown, 0)
    else:
        table(shown[: open_at + 1], 0)
        _open(shown[open_at], kept, t, is_red=is_red)
        if shown[open_at + 1 :]:
            table(shown[open_at + 1 :], open_at + 1)
    left = len(found) - len(shown)
    if left > 0:
        with st.container(key="more_themes"):
            st.button(
                t.plural("Show {n} more", "Show {n} more", min(SHOWN, left)),
                key="show_more_themes",
                type="tertiary",
                on_click=lambda: state.put("show", str(wanted.show + SHOWN)),
            )
            told = t("{shown} of {all} themes are shown.", shown=len(shown), all=len(found))
            st.html(el("p.grey", told))


def _open(entry: Entry, kept: KeptEvening, t: Language, *, is_red: bool) -> None:
    """Draw what is known of the theme that is open."""
    names = {symbol: each.name for symbol, each in data.known_stocks().items()}
    with st.container(key="radar_open"):
        st.html(radar_theme.panel(entry, kept, names, t, rise_is_red=is_red))
        making.draw(entry, kept, t)
        detail = entry.detail
        below = []
        if detail is not None:
            told = t.plural("{n} member", "{n} members", len(detail.members))
            table = radar_theme.members_table(detail, names, t, rise_is_red=is_red)
            below.append(radar_theme.folded("members", told, table))
            if detail.splits:
                n, all_ = len(detail.splits), detail.tried
                told = t("Labels tried: {all}, the best {n} of them", all=all_, n=n)
                if n == all_:
                    told = t("Labels tried: {all}", all=all_)
                table = radar_theme.splits_table(detail, t)
                below.append(radar_theme.folded("splits", told, table))
        if entry.others:
            n = len({entry.theme.source, *(each.theme.source for each in entry.others)})
            told = t.plural("{n} source side by side", "{n} sources side by side", n)
            beside = radar_sources.side_by_side(entry, kept, names, t)
            below.append(radar_theme.folded("sources", told, beside))
        past = rank_history(data.store_folder(), entry.theme, entry.span)
        told = t.plural("Ranks of {n} evening kept", "Ranks of {n} evenings kept", len(past))
        below.append(radar_theme.folded("ranks", told, radar_theme.history_table(past, t)))
        st.html(el("div.radarbelow", below))


def _foot(kept: KeptEvening, t: Language) -> None:
    """What the numbers are, and the whole list as a file."""
    told = t.sentences(
        [
            words.listed(kept, t),
            t(
                "Move: equal-weight return less that of stocks of the same board, past swings and "
                "past 20 sessions."
            ),
            t(
                "Chance: the evening’s whole list redrawn {n} times with matched stocks.",
                n=kept.lists,
            ),
            t("A suspended stock is missing, not zero."),
        ]
    )
    with st.container(key="radar_foot"):
        st.html(el("p.legend", told))
        st.html(inside_link(lists_address(), t("Lists of themes"), kind="lists"))
        st.download_button(
            t("Download all {n} themes", n=kept.n_themes),
            data=lambda: list_csv(kept),
            file_name=f"radar-{kept.day}.csv",
            mime="text/csv",
            key="download_radar",
            on_click="ignore",
            type="tertiary",
        )
