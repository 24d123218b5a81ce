"""What is done with a whole case from its entry: copied, renamed, archived, deleted, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import streamlit as st

from dashboard.case import Case, Text, Window
from dashboard.cases import folders
from dashboard.cases.folders import read_case
from dashboard.cases.reviewing import set_review
from dashboard.cases.shelf import CaseShelf, is_shipped
from dashboard.cases.whereabouts import put_away
from dashboard.errors import N_, DashboardError
from dashboard.html.elements import inside_link, sentence
from dashboard.language.language import Language
from dashboard.market.sessions import months_later
from dashboard.message import Message
from dashboard.ui import components, data, people_view, state
from dashboard.ui.gallery import entry_links

DONE, REFUSED = "shelf_done", "shelf_refused"  # what was done last, and why something was not

DUPLICATE, VARY, RENAME, ARCHIVE, DELETE = "duplicate", "vary", "rename", "archive", "delete"
LOOKED = "looked"
_WORDS: dict[str, str] = {
    LOOKED: N_("Looked at"),
    DUPLICATE: N_("Duplicate"),
    VARY: N_("Vary"),
    RENAME: N_("Rename"),
    ARCHIVE: N_("Archive"),
    DELETE: N_("Delete"),
}
_NOTES: dict[str, str] = {
    LOOKED: N_("It was looked at: when is it due again, or is nothing left to look at?"),
    DUPLICATE: N_("A copy with everything in it; the case itself stays as it is."),
    VARY: N_("A copy over other sessions, or without some groups or stocks."),
    RENAME: N_(
        "Its name in links changes; history, notes and editions stay with it, and a link with the "
        "old name is answered with the new one."
    ),
    ARCHIVE: N_("It leaves the list and can be brought back at any time; its editions stay."),
    DELETE: N_("It leaves the list and can be brought back below; its editions stay."),
}
_BUTTONS: dict[str, str] = {
    LOOKED: N_("Keep it"),
    DUPLICATE: N_("Make the copy"),
    VARY: N_("Make the copy"),
    RENAME: N_("Rename it"),
    ARCHIVE: N_("Yes, archive it"),
    DELETE: N_("Yes, delete it"),
}


# Months until a case that was looked at is due again; 0 closes it.
_AGAIN: dict[int, str] = {
    3: N_("again in three months"),
    6: N_("again in six months"),
    12: N_("again in a year"),
    0: N_("close it"),
}


class Listed(Protocol):
    """What is asked of an entry of the list of cases."""

    @property
    def slug(self) -> str:
        """Its name in links."""

    @property
    def title(self) -> Text:
        """Its title."""

    @property
    def path(self) -> Path:
        """Its folder."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done last: the sentence that says so, the case to open, the name to undo by."""

    told: Message
    opens: str = ""
    undo: str = ""


def menu(entry: Listed, t: Language) -> None:
    """Draw what can be done with a case, once it is asked for; nothing where nobody may."""
    if not people_view.may_edit():
        return
    with st.container(key=f"shelf_{entry.slug}"):
        _choices(entry, t)


def done(t: Language) -> None:
    """Say what was done last, with its undo; or why it was not."""
    refused = st.session_state.pop(REFUSED, None)
    if isinstance(refused, DashboardError):
        components.trouble(refused, t)
    last = st.session_state.get(DONE)
    if not isinstance(last, Done):
        return
    with st.container(key="shelf_done", horizontal=True, vertical_alignment="center"):
        told = t.say(last.told)
        if last.opens:
            query = urlencode(state.link(case=last.opens, base="", last="", edition=""))
            way = inside_link(f"./?{query}", t("open it"))
            components.notice(sentence(t, "{told} {link}", told=told, link=way))
        else:
            components.notice(told)
        if last.undo:
            st.button(
                t("Undo"), key="shelf_undo", type="tertiary", on_click=_restore, args=(last.undo,)
            )


def away(t: Language) -> None:
    """List what was archived or deleted, each with the button that brings it back."""
    found = put_away(folders.own_directory())
    if not found or not people_view.may_edit():
        return
    box = st.expander(
        t.plural("{n} case put away", "{n} cases put away", len(found)),
        key="shelf_away",
        on_change="rerun",
    )
    if not box.open:
        return
    for each in found:
        with box, st.container(horizontal=True, vertical_alignment="center"):
            told = (
                t("“{title}” ({slug}), archived", title=t.pick(each.title), slug=each.slug)
                if each.when is None
                else t(
                    "“{title}” ({slug}), deleted on {day}",
                    title=t.pick(each.title),
                    slug=each.slug,
                    day=t.long_day(each.when),
                )
            )
            st.text(told, width="content")
            st.button(
                t("Bring back"),
                key=f"shelf_back_{each.name}",
                type="tertiary",
                on_click=_restore,
                args=(each.name,),
            )


# Inside the menu ------------------------------------------------------


def _choices(entry: Listed, t: Language) -> None:
    slug, shipped = entry.slug, is_shipped(entry.path)
    known = [DUPLICATE, VARY] if shipped else list(_WORDS)
    chosen = st.radio(
        t("What to do"),
        known,
        key=f"shelf_what_{slug}",
        format_func=lambda name: t(_WORDS[name]),
        horizontal=True,
        label_visibility="collapsed",
    )
    st.caption(t(_NOTES[chosen]))
    if shipped:
        st.caption(t("This case ships with the dashboard: it stays as it is, a copy can change."))
    if not _fields(entry, chosen, t):
        return
    st.button(
        t(_BUTTONS[chosen]),
        key=f"shelf_do_{slug}",
        type="primary",
        on_click=_act,
        args=(entry, chosen),
    )


def _fields(entry: Listed, chosen: str, t: Language) -> bool:
    """Ask for what is needed; False where the case cannot be copied as it is."""
    slug = entry.slug
    name = t("Name in links: small letters, digits, hyphens")
    if chosen == LOOKED:
        st.radio(
            t("When again"),
            list(_AGAIN),
            key=f"shelf_again_{slug}",
            format_func=lambda months: t(_AGAIN[months]),
            label_visibility="collapsed",
        )
    if chosen == RENAME:
        st.text_input(name, slug, key=f"shelf_new_{slug}", max_chars=64)
    if chosen not in {DUPLICATE, VARY}:
        return True
    try:
        case = read_case(entry.path).case
    except DashboardError as error:
        components.trouble(error, t)
        return False
    name_of = N_("{title} (variation)") if chosen == VARY else N_("{title} (copy)")
    title = t(name_of, title=t.pick(case.title))
    # A key each: what stands in one is no title for the other.
    st.text_input(t("Title of the copy"), title, key=f"shelf_title_{chosen}_{slug}", max_chars=200)
    st.text_input(name, shelf().free(slug), key=f"shelf_slug_{slug}", max_chars=64)
    if chosen == VARY:
        _variation(case, t)
    return True


def _variation(case: Case, t: Language) -> None:
    window, slug = case.window, case.slug
    st.date_input(t("First session"), window.first, key=f"shelf_first_{slug}")
    st.date_input(t("Last session"), window.last, key=f"shelf_last_{slug}")
    parts = {group.id: t.pick(group.title) for group in case.groups}
    parts |= {stock.symbol: t.name(stock) for stock in case.stocks}
    st.multiselect(
        t("Leave out"),
        list(parts),
        key=f"shelf_less_{slug}",
        format_func=lambda name: parts[name],
        placeholder=t("nothing"),
    )


# Acting ---------------------------------------------------------------


def shelf() -> CaseShelf:
    """Return the directory of cases in the name of this reader."""
    return CaseShelf(data.store_folder(), people_view.who())


def _given(entry: Listed, name: str) -> Any:
    """What stands in a field now, which a click may be the first to tell."""
    found = st.session_state[f"shelf_{name}_{entry.slug}"]
    return found.strip() if isinstance(found, str) else found


def _act(entry: Listed, chosen: str) -> None:
    acts: dict[str, Callable[[Listed], Done]] = {
        LOOKED: _look_again,
        DUPLICATE: _copy,
        VARY: _vary,
        RENAME: _rename,
        ARCHIVE: _archive,
        DELETE: _delete,
    }
    guarded(lambda: acts[chosen](entry))


def _restore(name: str) -> None:
    guarded(lambda: _restored(name))


def guarded(act: Callable[[], Done]) -> None:
    """Do it where the reader may; keep what is to be said on the next run."""
    st.session_state.pop(DONE, None)
    try:
        people_view.refuse_readers()
        st.session_state[DONE] = act()
        state.put(entry_links.MENU, "")  # the menu that it was chosen from
    except DashboardError as error:
        st.session_state[REFUSED] = error
    data.forget_cases()


def _copy(entry: Listed) -> Done:
    title = _given(entry, f"title_{DUPLICATE}")
    made = shelf().duplicate(entry.path, _given(entry, "slug"), Text(title, title))
    return Done(Message.of(N_("“{title}” was made."), title=title), opens=made.name)


def _vary(entry: Listed) -> Done:
    title = _given(entry, f"title_{VARY}")
    made = shelf().vary(
        entry.path,
        _given(entry, "slug"),
        Text(title, title),
        window=Window(_given(entry, "first"), _given(entry, "last")),
        leave_out=_given(entry, "less"),
    )
    return Done(Message.of(N_("“{title}” was made."), title=title), opens=made.name)


def _look_again(entry: Listed) -> Done:
    months, now = _given(entry, "again"), datetime.now(UTC).date()
    review = months_later(now, months) if months else None
    set_review(
        data.store_folder(),
        entry.path,
        review,
        status=None if months else "closed",
        who=people_view.who(),
        what="looked at",
    )
    if review is None:
        return Done(Message.of(N_("“{title}” was looked at and is closed."), title=entry.title))
    told = N_("“{title}” was looked at; it is due again on {day}.")
    return Done(Message.of(told, title=entry.title, day=review))


def _rename(entry: Listed) -> Done:
    slug = _given(entry, "new")
    shelf().rename(entry.slug, slug)
    told = Message.of(N_("“{title}” is called {slug} now."), title=entry.title, slug=slug)
    return Done(told, opens=slug)


def _archive(entry: Listed) -> Done:
    shelf().archive(entry.slug)
    return Done(Message.of(N_("“{title}” was archived."), title=entry.title), undo=entry.slug)


def _delete(entry: Listed) -> Done:
    gone = shelf().delete(entry.slug)
    return Done(Message.of(N_("“{title}” was deleted."), title=entry.title), undo=gone.name)


def _restored(name: str) -> Done:
    folder = shelf().restore(name)
    told = Message.of(N_("“{slug}” is back."), slug=folder.name)
    return Done(told, opens=folder.name)
