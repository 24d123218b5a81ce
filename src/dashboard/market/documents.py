"""What listed companies publish: kinds of documents, their names, how much of one was searched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from dashboard.errors import N_
from dashboard.message import Message

Kind = Literal[
    "annual-report",
    "half-year-report",
    "quarterly-report",
    "abnormal-movement",
    "clarification",
    "notice",
    "answer",
    "investor-relations",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_WORDS: dict[Kind, str] = {
    "annual-report": N_("annual report"),
    "half-year-report": N_("half-year report"),
    "quarterly-report": N_("quarterly report"),
    "abnormal-movement": N_("notice of abnormal movement"),
    "clarification": N_("clarification"),
    "notice": N_("notice"),
    "answer": N_("answer to an investor"),
    "investor-relations": N_("record of investor relations"),
    "other": N_("document"),
}

FORMS: dict[str, Kind] = {
    "10-K": "annual-report",
    "20-F": "annual-report",
    "40-F": "annual-report",
    "10-Q": "quarterly-report",
    "6-K": "notice",
    "8-K": "notice",
}
"""Forms of the SEC, and what they are here."""


def document_name(kind: Kind, when: str) -> Message:
    """
    What a document is called.

    Parameters
    ----------
    kind : str
    when : str
        Period of a report (``2023``, ``2024H1``, ``2024Q3``), else the ISO day of publication.
    """
    said = Message.of(KIND_WORDS[kind])
    if "-" in when:
        return Message.of(N_("{kind} of {day}"), kind=said, day=date.fromisoformat(when))
    year, part = when[:4], when[4:]
    if part.startswith("Q"):
        return Message.of(N_("{year} report of quarter {n}"), year=year, n=part[1:])
    return Message.of(N_("{year} {kind}"), year=year, kind=said)


@dataclass(frozen=True, slots=True)
class Searched:
    """
    A document that was searched, or several of a kind.

    Attributes
    ----------
    kind : str
    when : str
        Period or ISO day; empty of several.
    pages, lacking : int
        Of all of them: pages, and those among them without text that can be searched.
    n : int
        How many documents.
    id : str
        What names the one document in the store; empty of several.
    """

    kind: Kind
    when: str
    pages: int
    lacking: int = 0
    n: int = 1
    id: str = ""

    @property
    def message(self) -> Message:
        """The document with its pages, or how many of its kind there are."""
        if self.n > 1 or not self.when:
            return Message.of(
                N_("{n} documents of the kind “{kind}” ({pages} pages, {lacking} without text)"),
                n=self.n,
                kind=Message.of(KIND_WORDS[self.kind]),
                pages=self.pages,
                lacking=self.lacking,
            )
        name = document_name(self.kind, self.when)
        if self.lacking:
            told = N_("the {document} ({n} pages, {lacking} without text)")
            return Message.of(told, document=name, n=self.pages, lacking=self.lacking)
        told = (
            N_("the {document} (1 page)") if self.pages == 1 else N_("the {document} ({n} pages)")
        )
        return Message.of(told, document=name, n=self.pages)
