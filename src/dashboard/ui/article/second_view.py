"""The second reader on the page: to whom the text goes, then its proposals, one button each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.settings.loading import load_settings
from dashboard.ui import components, people_view
from dashboard.ui.article import work
from dashboard.ui.article.work import Work

# Nothing of the second reader is imported where none is set up.
if TYPE_CHECKING:
    from markupsafe import Markup

    from dashboard.articles.second.proposals import Proposal, SecondFinds
    from dashboard.articles.second.reading import SecondReader

SECOND = "article_second"  # key of what the session knows of it


@dataclass(slots=True, eq=False)
class _Second:
    """A reading of the article in hand, and which proposals a person took in."""

    work: Work
    finds: SecondFinds
    taken: set[str] = field(default_factory=set)


def sent_to(found: Work, t: Language) -> str:
    """Say that the text of the article in hand has left the house; empty where it has not."""
    second = _of(found)
    if second is None:
        return ""
    return t(
        "Read by rules; its text was also sent to {to}. What that model proposes stands below, "
        "apart; the case holds only short quotes of the article.",
        to=second.finds.to,
    )


def draw(found: Work, t: Language) -> None:
    """Draw the section; nothing where no second reader is set up."""
    if not load_settings().reader.base:
        return
    from dashboard.articles.second.reading import second_reader  # noqa: PLC0415

    with st.container(key="article_second"):
        try:
            reader = second_reader(load_settings())
        except DashboardError as error:
            components.trouble(error, t)
            return
        if reader is None:
            return
        second = _of(found)
        note = (
            t.say(reader.before_sending(found.finds))
            if second is None
            else t("Proposals of {to}: each enters the draft only by its own button.", to=reader.to)
        )
        components.heading(t("Second reader, a language model"), note, anchor="second")
        if second is None:
            _offer(reader, found, t)
        else:
            _proposals(second, t)


def _of(found: Work) -> _Second | None:
    second: _Second | None = st.session_state.get(SECOND)
    return second if second is not None and second.work is found else None


def _offer(reader: SecondReader, found: Work, t: Language) -> None:
    if not st.button(t("Send it and have it read"), key="article_second_send"):
        return
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415

    try:
        people_view.refuse_readers()
        with st.spinner(t("The second reader is reading…")):
            finds = reader.read(found.finds, known_listing(load_settings().store))
    except DashboardError as error:
        components.trouble(error, t)
        return
    st.session_state[SECOND] = _Second(found, finds)
    st.rerun()


def _proposals(second: _Second, t: Language) -> None:
    from dashboard.articles.second.lines import dropped_lines  # noqa: PLC0415 - as above

    if not second.finds.kept:
        components.nothing(t("It proposes nothing that the rules have not found."))
    changed = second.work.draft is not None and second.work.content is not second.work.draft.content
    for proposal in second.finds.kept:
        with st.container(
            key=f"proposal_{proposal.id}", horizontal=True, vertical_alignment="center"
        ):
            st.html(_row(proposal, second, t))
            if not proposal.is_opinion and not changed:
                taken = proposal.id in second.taken
                st.button(
                    t("Take it out again") if taken else t("Take it into the draft"),
                    key=f"article_take_{proposal.id}",
                    on_click=_toggle,
                    args=(second, proposal.id),
                )
    if changed:
        told = t(
            "The draft has been changed since: to take in more, read the article again and begin "
            "with the second reader."
        )
        components.nothing(told)
    st.html(el("p.note.second", t.sentences(list(dropped_lines(second.finds, t)))))


def _row(proposal: Proposal, second: _Second, t: Language) -> Markup:
    """One proposal: what it is, and the words of the article."""
    from dashboard.articles.second.lines import proposal_parts  # noqa: PLC0415 - as above

    names = {stock.symbol: stock.name for stock in second.work.finds.stocks}
    parts = proposal_parts(proposal, names, t)
    if proposal.id in second.taken:
        parts.append(t("in the draft"))
    quote = " ".join(proposal.quote.split())
    return el(
        "div.proposal",
        el("span.what", t(" · ").join(parts)),
        el("span.said", t("“{quote}”", quote=quote)),
    )


def _toggle(second: _Second, name: str) -> None:
    """Take one proposal in or out; there is no button for several."""
    from dashboard.articles.second.proposals import with_confirmed  # noqa: PLC0415

    people_view.refuse_readers()
    second.taken ^= {name}
    work.draft_anew(second.work, with_confirmed(second.work.finds, second.finds, second.taken))
