"""Notes and disputes: a quiet mark with their count beside a row, unfolding; and as a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup

from dashboard.cases.notes import Note, NoteAnswer, NoteKind, Outcome, Table
from dashboard.errors import N_, NP_
from dashboard.html.elements import Child, el, inside_link, markup
from dashboard.language.language import Language

KIND_WORDS: dict[NoteKind, str] = {"note": NP_("reader", "Note"), "dispute": N_("Dispute")}
OUTCOME_WORDS: dict[Outcome, str] = {
    "answered": N_("Answered"),
    "changed": N_("Changed accordingly"),
    "rejected": N_("Rejected"),
}
TABLE_WORDS: dict[Table, str] = {
    "evidence": N_("Evidence"),
    "claims": N_("Statement of the article"),
    "events": N_("Event"),
}


def note_mark(found: Sequence[Note], t: Language) -> Markup:
    """How many notes stand at a row, and how many of them wait; unfolding into their words."""
    waiting = sum(each.is_open for each in found)
    told = t.plural("{n} reader’s note", "{n} readers’ notes", len(found))
    if waiting:
        told = t("{notes}, {n} open", notes=told, n=waiting)
    return el("details.notes", el("summary", told), [_note(each, t) for each in found])


PLACES: dict[Table, tuple[str, str]] = {
    "evidence": ("exposure", "statement-"),
    "claims": ("claims", "claim-"),
    "events": ("timeline", "event-"),
}
"""Page on which the rows of a table stand, and what their anchors begin with."""


def note_list(
    found: Sequence[Note], t: Language, to: Callable[[str, str], str] | None = None
) -> Markup:
    """
    All notes of a case with what each is about.

    Parameters
    ----------
    found : sequence of Note
    t : Language
    to : callable, optional
        Address of an anchor on a page; without it nothing is linked.
    """
    return el(
        "ul.plain.notelist",
        [
            el(
                "li",
                el("p.grey", t(TABLE_WORDS[each.table]), " · ", _about(each, to)),
                _note(each, t),
            )
            for each in found
        ],
    )


def _about(note: Note, to: Callable[[str, str], str] | None) -> Child:
    """What a note is about, leading to its row."""
    told = note.about or note.row
    if to is None:
        return told
    page, anchor = PLACES[note.table]
    return inside_link(to(page, f"{anchor}{note.row}"), told)


def _note(note: Note, t: Language) -> Markup:
    head = [el("b", t(KIND_WORDS[note.kind])), note.who, moment(note.when, t)]
    return el(
        "div.note",
        el("p.grey", markup(head, by=" · ")),
        el("p.words", note.text),
        [_answer(each, t) for each in note.answers],
    )


def _answer(answer: NoteAnswer, t: Language) -> Markup:
    head = [el("b", t(OUTCOME_WORDS[answer.outcome])), answer.who, moment(answer.when, t)]
    return el("div.reply", el("p.grey", markup(head, by=" · ")), el("p.words", answer.text))


def moment(when: datetime, t: Language) -> str:
    """Day and time in UTC."""
    return t("{day}, {time} UTC", day=t.long_day(when), time=f"{when:%H:%M}")
