"""
Searching documents: every mention in its context, and what was searched where there is none.

No index: the folded texts of forty reports are gone through in some milliseconds, and every hit
is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.errors import N_
from dashboard.filings.document import Document
from dashboard.filings.folding import FOLDING
from dashboard.filings.library import Read
from dashboard.filings.page_text import DocumentText
from dashboard.filings.terms import Term
from dashboard.market.documents import Searched
from dashboard.message import Message

NAMED = 3  # documents of a kind that are named one by one
REPORT_KINDS = ("annual-report", "half-year-report", "quarterly-report")
AROUND = 60  # signs of context on either side


@dataclass(frozen=True, slots=True)
class Hit:
    """
    One mention.

    Attributes
    ----------
    document : Document
    page : int
        From 1, as the document's own file counts them.
    term, word : str
        The term, and which of its synonyms stands there.
    context : str
        Folded text around it.
    start, end : int
        Place of the word in the context.
    place : int
        Place in the folded text of the document.
    """

    document: Document
    page: int
    term: str
    word: str
    context: str
    start: int
    end: int
    place: int


@dataclass(frozen=True, slots=True)
class Absence:
    """
    What was searched of a security without a hit: evidence as good as a hit, and as exact.

    Attributes
    ----------
    symbol : str
    documents : tuple of Document
    pages, unreadable : int
        Of all of them: pages, and those among them that nobody could search.
    terms : tuple of Term
        Those without a hit.
    day : date
        When it was searched.
    folding : int
        Version of the folding.
    """

    symbol: str
    documents: tuple[Document, ...]
    pages: int
    unreadable: int
    terms: tuple[Term, ...]
    day: date
    searched: tuple[tuple[Document, DocumentText], ...]
    folding: int = FOLDING

    @property
    def parts(self) -> tuple[Searched, ...]:
        """What was searched: reports one by one, what there are hundreds of by their number."""
        by_kind: dict[str, list[tuple[Document, DocumentText]]] = {}
        for document, text in self.searched:
            by_kind.setdefault(document.kind, []).append((document, text))
        return tuple(part for several in by_kind.values() for part in _parts(several))

    @property
    def message(self) -> Message:
        """What was searched, for what, and when: nothing found is not that nothing exists."""
        return Message.of(
            N_("{symbol}: searched {documents} for {terms} on {day}, folding {folding}: no hits."),
            symbol=self.symbol,
            documents=tuple(each.message for each in self.parts),
            terms=tuple(word for term in self.terms for word in term.texts),
            day=self.day,
            folding=self.folding,
        )


def _parts(several: Sequence[tuple[Document, DocumentText]]) -> Iterator[Searched]:
    kind = several[0][0].kind
    if len(several) > NAMED and kind not in REPORT_KINDS:
        pages, lacking = (sum(getattr(text, n) for _, text in several) for n in _COUNTED)
        yield Searched(kind, "", pages, lacking, len(several))
        return
    for document, text in several:
        when = document.period or document.day.isoformat()
        yield Searched(kind, when, text.pages, text.unreadable, id=document.id)


_COUNTED = ("pages", "unreadable")


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a search gave.

    Attributes
    ----------
    hits : tuple of Hit
        By security as asked, publication, page.
    absences : tuple of Absence
        Of the securities that have documents.
    unsearched : tuple of str
        Securities without any document that could be searched: of them nothing is known.
    refused : tuple of (Document, Message)
        Documents without a text, with the reason.
    counts : dict of (str, str, str) to int
        Hits by symbol, id of the document and term.
    """

    hits: tuple[Hit, ...]
    absences: tuple[Absence, ...]
    unsearched: tuple[str, ...]
    refused: tuple[tuple[Document, Message], ...]

    @property
    def counts(self) -> dict[tuple[str, str, str], int]:
        """Hits by security, document and term."""
        return dict(Counter((hit.document.symbol, hit.document.id, hit.term) for hit in self.hits))


def search(
    read: Iterable[tuple[Document, Read]],
    terms: Sequence[Term],
    symbols: Sequence[str],
    today: date,
) -> Found:
    """
    Search documents for terms.

    Parameters
    ----------
    read : iterable of (Document, Read)
        Every document of the securities with what was read of it.
    terms : sequence of Term
    symbols : sequence of str
        Securities, in the order of the answer.
    today : date
    """
    texts: dict[str, list[tuple[Document, DocumentText]]] = {symbol: [] for symbol in symbols}
    refused = []
    for document, held in read:
        if held.text is not None and held.text.pages > held.text.unreadable:
            texts[document.symbol].append((document, held.text))
        elif held.refused is not None:
            refused.append((document, held.refused))
        else:
            refused.append((document, Message.of(NO_TEXT)))
    hits: list[Hit] = []
    absences: list[Absence] = []
    for symbol, documents in texts.items():
        documents.sort(key=lambda each: (each[0].published, each[0].id))
        mine = [hit for document, text in documents for hit in hits_in(document, text, terms)]
        hits += mine
        found = {hit.term for hit in mine}
        lacking = tuple(term for term in terms if term.name not in found)
        if documents and lacking:
            absences.append(_absence(symbol, documents, lacking, today))
    unsearched = tuple(symbol for symbol, documents in texts.items() if not documents)
    return Found(tuple(hits), tuple(absences), unsearched, tuple(refused))


NO_TEXT = N_(
    "No page of the document has text that can be searched: it is a scan, or its letters have no "
    "meaning."
)


def hits_in(document: Document, text: DocumentText, terms: Iterable[Term]) -> list[Hit]:
    """Every mention in one document, in its order."""
    found = [
        _hit(document, text, term, span) for term in terms for span in term.spans(text.lowered)
    ]
    return sorted(found, key=lambda hit: (hit.place, hit.term))


def _hit(document: Document, text: DocumentText, term: Term, span: tuple[int, int, str]) -> Hit:
    start, end, word = span
    first, last = max(0, start - AROUND), min(len(text.text), end + AROUND)
    context = text.text[first:last]
    led = len(context) - len(context.lstrip())
    return Hit(
        document=document,
        page=text.page(start),
        term=term.name,
        word=word,
        context=context.strip(),
        start=start - first - led,
        end=end - first - led,
        place=start,
    )


def _absence(
    symbol: str,
    documents: Sequence[tuple[Document, DocumentText]],
    terms: tuple[Term, ...],
    today: date,
) -> Absence:
    return Absence(
        symbol=symbol,
        documents=tuple(document for document, _ in documents),
        pages=sum(text.pages for _, text in documents),
        unreadable=sum(text.unreadable for _, text in documents),
        terms=terms,
        day=today,
        searched=tuple(documents),
    )
