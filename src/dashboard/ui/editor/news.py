"""Head of the page: what the desk amounts to, and what happened to the case meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from dashboard.cases.editing import versions
from dashboard.cases.editing.merging import Collision, taken_over
from dashboard.cases.folders import CaseFolder
from dashboard.errors import N_, CaseError, DashboardError, InputError, NotFoundError
from dashboard.html.elements import el, markup
from dashboard.language.language import Language
from dashboard.ui import components, data, fields
from dashboard.ui.editor.steps import FORMS, TABLE_TITLES, row_number, value_said
from dashboard.ui.editor.workplace import News, Workplace

Then = Callable[[Callable[[], None]], Callable[[], None]]
"""Makes a callback of what is done to the desk."""

MOST = 6  # collisions with buttons of their own
CLIPPED = 90
BOTH = "edit_both"

GONE = N_(
    "The folder of this case is gone from the disk. What you changed is kept on this desk; bring "
    "the folder back, and saving goes on."
)
UNREADABLE = N_(
    "The folder was changed on the disk and cannot be read now: {fault} What you changed is kept; "
    "saving waits until the folder is mended."
)


def look(desk: Workplace) -> bool:
    """
    Look whether the folder on the disk is still the one the desk comes from; take in what is new.

    Returns
    -------
    bool
        Whether anything was taken in.
    """
    try:
        found = data.folder(desk.slug)
    except NotFoundError:
        desk.trouble = InputError(GONE)
        return False
    except CaseError as error:
        desk.trouble = InputError(UNREADABLE, fault=str(error.faults[0]))
        return False
    except (DashboardError, OSError):
        desk.trouble = InputError(GONE)
        return False
    desk.trouble = None
    if found.digest == desk.desk.digest:
        return False
    _take_in(desk, found)
    return True


def _take_in(desk: Workplace, found: CaseFolder) -> None:
    merged = desk.desk.merged(found)
    open_still = [each for each in desk.collisions if each not in merged.collisions]
    desk.news = _news(desk, found, len(merged.taken))
    desk.collisions = (*merged.collisions, *_unsettled(open_still, merged.collisions))
    desk.desk = desk.desk.on(found, merged.sheets)
    desk.saved = with_prices(found, desk.saved)


def _unsettled(before: list[Collision], after: tuple[Collision, ...]) -> tuple[Collision, ...]:
    places = {(each.table, each.key, each.column) for each in after}
    return tuple(each for each in before if (each.table, each.key, each.column) not in places)


def with_prices(found: CaseFolder, before: CaseFolder) -> CaseFolder:
    """Folder as read, on the prices that the page had where it keeps none itself."""
    if len(found.market.prices) or not len(before.market.prices):
        return found
    try:
        return data.stored(found.case.slug)
    except DashboardError:  # no price is no reason not to edit
        return found


def _news(desk: Workplace, found: CaseFolder, taken: int) -> News:
    newest = next(iter(versions.versions(data.store_folder(), desk.slug)), None)
    if newest is not None and newest.digest == found.digest and not newest.by_hand:
        return News(newest.who, newest.when, taken, by_hand=False)
    return News("", datetime.now().astimezone(), taken, by_hand=True)


# Headline -----------------------------------------------------------------


def headline(desk: Workplace, t: Language) -> str:
    """What the desk amounts to: wrong cells, collisions, stories that move."""
    parts = []
    wrong = len(desk.judged.faults)
    if wrong:
        parts.append(
            t.plural(
                "{count} cell cannot be read",
                "{count} cells cannot be read",
                wrong,
                count=_capital(t.spelled(wrong), t),
            )
        )
    if desk.collisions:
        n = len(desk.collisions)
        parts.append(
            t.plural("{count} cell collides", "{count} cells collide", n, count=_first(parts, n, t))
        )
    if desk.changes and desk.moved:
        n = desk.moved
        parts.append(
            t.plural("{count} story moves", "{count} stories move", n, count=_first(parts, n, t))
        )
    if parts:
        return t("; ").join(parts)
    n = len(desk.changes)
    if not n:
        return t("Nothing is changed yet")
    return t.plural(
        "{count} change, not saved yet", "{count} changes, not saved yet", n, count=_first([], n, t)
    )


def _first(parts: list[str], n: int, t: Language) -> str:
    spelled = t.spelled(n)
    return spelled if parts else _capital(spelled, t)


def _capital(text: str, t: Language) -> str:
    return text[:1].upper() + text[1:] if t.code == "en" else text


# Banner -------------------------------------------------------------------


def banner(desk: Workplace, t: Language, then: Then) -> None:
    """
    Say what somebody else did, and ask where both changed the same.

    Parameters
    ----------
    desk : Workplace
    t : Language
    then : callable
        Makes a callback of what is done to the desk.
    """
    if desk.barred is not None:
        components.notice(t.error(desk.barred))
    if desk.trouble is not None:
        components.notice(t.error(desk.trouble))
    if desk.elsewhere is not None:
        components.notice(t.say(desk.elsewhere))
    if desk.news is None and not desk.collisions:
        return
    with st.container(key="edit_news", horizontal=True, vertical_alignment="center"):
        st.html(_told(desk, t))
        with st.container(key="edit_news_deeds", horizontal=True, width="content"):
            if not desk.collisions:
                st.button(
                    t("Good"),
                    key="edit_news_read",
                    type="tertiary",
                    on_click=then(lambda: _settle(desk)),
                )
            elif len(desk.collisions) == 1:
                _choice(desk, desk.collisions[0], 0, t, then)
            if desk.collisions:
                st.button(
                    t("See both"),
                    key="edit_news_both",
                    type="tertiary",
                    on_click=then(_toggle),
                )
    if desk.collisions and (len(desk.collisions) > 1 or st.session_state.get(BOTH)):
        _each(desk, t, then)


def _toggle() -> None:
    st.session_state[BOTH] = not st.session_state.get(BOTH)


def _settle(desk: Workplace) -> None:
    desk.news = None


def _told(desk: Workplace, t: Language) -> str:
    parts = []
    if desk.news is not None:
        parts.append(_who(desk.news, t))
        if desk.news.taken:
            parts.append(
                t.plural(
                    "{n} change of theirs goes in as it is.",
                    "{n} changes of theirs go in as they are.",
                    desk.news.taken,
                )
            )
    n = len(desk.collisions)
    if n == 1:
        parts.append(t("One cell collides: {place}.", place=_place(desk, desk.collisions[0], t)))
    elif n:
        parts.append(t("{n} cells collide; nothing is overwritten until you have chosen.", n=n))
    first, *rest = parts
    return el("p.newsline", el("b", first), " ", t.sentences(rest))


def _who(news: News, t: Language) -> str:
    at = f"{news.when.astimezone():%H:%M}"
    if news.by_hand:
        return t("The folder was changed by hand at {time}, while you were editing.", time=at)
    if news.who:
        return t("{who} saved this case at {time}, while you were editing.", who=news.who, time=at)
    return t("Somebody saved this case at {time}, while you were editing.", time=at)


def _place(desk: Workplace, found: Collision, t: Language) -> str:
    """Where two collide, with both values."""
    where = place_said(desk, found, t)
    if not found.column:
        return t("{place}, the row as a whole", place=where)
    return t(
        "{place}, yours “{mine}”, theirs “{theirs}”",
        place=where,
        mine=_short(_said(desk, found, found.mine, t), t),
        theirs=_short(_said(desk, found, found.theirs, t), t),
    )


def place_said(desk: Workplace, found: Collision, t: Language) -> str:
    """Place of a collision: table, row, column."""
    if not found.table:
        return found.key
    parts = [t(TABLE_TITLES[found.table])]
    n = row_number(desk.sheets, found.table, found.key)
    if found.table not in FORMS:
        parts.append(t("row {n}", n=n) if n is not None else found.key)
    if found.column:
        parts.append(fields.name(found.column, t))
    return t(", ").join(parts)


def _said(desk: Workplace, found: Collision, value: str, t: Language) -> str:
    return value_said(desk.sheets, found.table, found.column, value, t) if found.column else value


def _short(text: str, t: Language) -> str:
    if not text:
        return t("(empty)")
    return text if len(text) <= CLIPPED else text[: CLIPPED - 1] + "…"


def _choice(desk: Workplace, found: Collision, n: int, t: Language, then: Then) -> None:
    for label, key, mine in (
        (t("Keep mine"), "mine", True),
        (t("Take theirs"), "theirs", False),
    ):
        st.button(
            label,
            key=f"edit_{key}_{n}",
            on_click=then(partial(resolve, desk, found, mine=mine)),
        )


def resolve(desk: Workplace, found: Collision, *, mine: bool) -> None:
    """Settle one collision; taking theirs is a step that can be undone."""
    if not mine:
        desk.step(taken_over(desk.sheets, found, desk.base))
    desk.collisions = tuple(each for each in desk.collisions if each != found)
    if not desk.collisions:
        desk.news = None


def _each(desk: Workplace, t: Language, then: Then) -> None:
    """Every collision with both sides in full."""
    with st.container(key="edit_both_sides"):
        for n, found in enumerate(desk.collisions[:MOST], start=1):
            with st.container(key=f"edit_side_{n}"):
                st.html(
                    markup(
                        el("h4", place_said(desk, found, t)),
                        el(
                            "dl.sides",
                            el("dt", t("As it was")),
                            el("dd", found.base or t("(empty)")),
                            el("dt", t("Yours")),
                            el("dd", found.mine or t("(empty)")),
                            el("dt", t("Theirs")),
                            el("dd", found.theirs or t("(empty)")),
                        ),
                    )
                )
                if len(desk.collisions) > 1:
                    with st.container(key=f"edit_side_deeds_{n}", horizontal=True):
                        _choice(desk, found, n, t, then)
