"""Which of the documents are listed: by kind and period, as the link says; searched are all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.filings.document import Document
from dashboard.language.language import Language
from dashboard.language.words import period
from dashboard.market.documents import KIND_WORDS, KINDS
from dashboard.ui import components
from dashboard.ui.filings.shelf import Shelf, one_of

NO_PERIOD = "none"
"""Word of the link for documents that report on no period, such as notices and answers."""
YEAR = 4  # signs of a year, with which its halves and quarters begin


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """
    What the link asks the list of documents for.

    Attributes
    ----------
    kind : str
        Empty for all.
    period : str
        A year, which its halves and quarters belong to, one of those, or `NO_PERIOD`; empty for
        all.
    ignored : tuple of DashboardError
        Values that were not used.
    """

    kind: str = ""
    period: str = ""
    ignored: tuple[DashboardError, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether documents may be left out."""
        return bool(self.kind or self.period)

    def fits(self, document: Document) -> bool:
        """
        Whether a document is listed.

        >>> told = ("300249.SZ", "0" * 64, "pdf", 1, "half-year-report", "", "2024-08-20", "")
        >>> report = Document(*told, "2024H1")
        >>> [DocumentFilter("", each).fits(report) for each in ("2024", "2024H1", "2024Q1")]
        [True, True, False]
        """
        told = document.period or NO_PERIOD
        fitting = {"", told, told[:YEAR]} if document.period else {"", told}
        return self.kind in {"", document.kind} and self.period in fitting


def asked(held: Shelf) -> DocumentFilter:
    """Read the link; a period is one that a document of the case has."""
    ignored: list[DashboardError] = []
    kind = one_of("kind", list(KINDS), ignored)
    known = periods(document for document, _ in held.documents)
    return DocumentFilter(kind, one_of("period", known, ignored), tuple(ignored))


def periods(documents: Iterable[Document]) -> list[str]:
    """Periods that can be chosen: years, the newest first, each before its parts."""
    found = {document.period or NO_PERIOD for document in documents}
    without = found & {NO_PERIOD}
    found -= without
    found |= {each[:YEAR] for each in found}
    by_year = sorted(sorted(found), key=lambda each: each[:YEAR], reverse=True)
    return [*by_year, *without]


def draw(held: Shelf, wanted: DocumentFilter, t: Language) -> None:
    """Draw both controls, whose truth is the link."""
    there = [document for document, _ in held.documents]
    present = {document.kind for document in there} | {wanted.kind}
    kinds = {"": t("All kinds")}
    kinds |= {kind: t(KIND_WORDS[kind]) for kind in KINDS if kind in present}
    spans = {"": t("All periods")} | {each: _span(each, t) for each in periods(there)}
    with st.container(
        key="controls_filings_documents", horizontal=True, vertical_alignment="bottom"
    ):
        components.link_select("kind", t("Kind"), kinds, wanted.kind, width=260)
        components.link_select("period", t("Period"), spans, wanted.period, width=260)


def _span(text: str, t: Language) -> str:
    if text == NO_PERIOD:
        return t("Without a period")
    if len(text) == YEAR:
        return t("{year}, with its halves and quarters", year=text)
    return period(text, t)
