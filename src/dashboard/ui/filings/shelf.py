"""Documents of a case's stocks as the page has them: what was read, what was asked, what was found.

Nothing is fetched or parsed here: a page shows what the store holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from dashboard.case import Case
from dashboard.cases.terms import check_terms, read_terms, written_terms
from dashboard.errors import DashboardError
from dashboard.filings.document import Document
from dashboard.filings.library import Library, Read
from dashboard.filings.search import Found, Hit, search
from dashboard.filings.terms import Term, terms_of
from dashboard.ui import data, state

MOST_TEXTS = 200  # texts of documents that are held in memory


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    Documents of the stocks of a case.

    Attributes
    ----------
    library : Library
    held : mapping of str to tuple of (Document, Read or None)
        By symbol in the case's order, oldest publication first; None of what was not read yet.
    """

    library: Library
    held: Mapping[str, tuple[tuple[Document, Read | None], ...]]

    @property
    def documents(self) -> tuple[tuple[Document, Read | None], ...]:
        """All of them."""
        return tuple(each for several in self.held.values() for each in several)

    @property
    def unread(self) -> tuple[Document, ...]:
        """Documents that are kept and were not read yet."""
        return tuple(document for document, read in self.documents if read is None)

    @property
    def read(self) -> tuple[tuple[Document, Read], ...]:
        """Documents that were read, with their texts or why there is none."""
        return tuple((document, read) for document, read in self.documents if read is not None)

    def is_whole(self, symbol: str) -> bool:
        """Whether every document of a stock could be searched, and there is one."""
        several = self.held.get(symbol, ())
        return bool(several) and all(
            read is not None and read.text is not None and read.text.pages > read.text.unreadable
            for _, read in several
        )


def library() -> Library:
    """Documents in the store of this server."""
    return Library(data.store_folder())


def shelf(case: Case, as_of: date | None = None) -> Shelf:
    """Documents of a case's stocks, published by a day, with what was read of them before."""
    held = library()
    return Shelf(
        held,
        {
            symbol: tuple(
                (each, _read(held, each))
                for each in held.documents(symbol)
                if as_of is None or each.day <= as_of
            )
            for symbol in case.symbols
        },
    )


def _read(held: Library, document: Document) -> Read | None:
    stamp = held.stamp(document)
    return _text(held.store, document, stamp) if stamp else None


@lru_cache(maxsize=MOST_TEXTS)
def _text(store: Path, document: Document, stamp: int) -> Read | None:  # noqa: ARG001 - the key
    return Library(store).read(document)


# What the link asks for -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the link asks for.

    Attributes
    ----------
    text : str
        Words to look for, as written.
    terms : tuple of Term
    story : str
        Id of the story whose words they are; empty for those of all.
    about : str
        Symbol of the only stock that is shown; empty for all.
    term : str
        Name of the only term of which hits are listed; empty for all.
    ignored : tuple of DashboardError
        Values that were not used.
    """

    text: str
    terms: tuple[Term, ...]
    story: str = ""
    about: str = ""
    term: str = ""
    ignored: tuple[DashboardError, ...] = ()


def asked(case: Case) -> Asked:
    """Read the link."""
    ignored: list[DashboardError] = []
    story = one_of("story", [each.id for each in case.stories], ignored)
    about = one_of("about", list(case.symbols), ignored)
    text = own_words(case, story)
    if state.asked("q"):
        try:
            text = check_terms(state.asked("q"))
        except DashboardError as error:
            ignored.append(error)
    terms = terms_of(list(dict.fromkeys(read_terms(text))))
    term = one_of("term", [each.name for each in terms], ignored)
    return Asked(text, terms, story, about, term, tuple(ignored))


def own_words(case: Case, story: str) -> str:
    """Words that the case has for a story, or for all of them, each word once."""
    seen: set[str] = set()
    terms = []
    for each in case.stories:
        for term in each.terms if story in {"", each.id} else ():
            fresh = tuple(word for word in term if word.casefold() not in seen)
            seen.update(word.casefold() for word in fresh)
            terms += [fresh] if fresh else []
    return written_terms(terms)


def one_of(name: str, known: list[str], ignored: list[DashboardError]) -> str:
    """Value of the link; empty where it is none of those known, which is then told."""
    wanted = state.asked(name)
    if wanted and wanted not in known:
        ignored.append(state.not_known(name, wanted, known))
        return ""
    return wanted


def address(case: Case, **changes: str) -> str:
    """Address of this page with some of its parameters changed; empty ones go."""
    own = {name: state.asked(name) for name in state.OWN["filings"]} | changes
    query = state.link(case=case.slug) | {name: value for name, value in own.items() if value}
    return f"filings?{urlencode(query)}"


# What was found ---------------------------------------------------------


def today() -> date:
    """Day on which a search is made."""
    return datetime.now(UTC).date()


def found(held: Shelf, wanted: Asked, case: Case) -> Found:
    """Hits and absences of all stocks, or of the one that is asked for."""
    symbols = (wanted.about,) if wanted.about else case.symbols
    read = tuple(each for each in held.read if each[0].symbol in symbols)
    key = (
        tuple((document, held.library.stamp(document)) for document, _ in read),
        tuple(term.texts for term in wanted.terms),
        symbols,
        today(),
    )
    return data.computed(
        "filings search", key, lambda: search(read, wanted.terms, symbols, today())
    )


def name_of(hit: Hit) -> str:
    """Name of a hit in links: its document, its place in it, and how long it is."""
    length = hit.end - hit.start
    return f"{hit.document.symbol}~{hit.document.id}~{hit.place}~{length}"


def listed(hits: tuple[Hit, ...], wanted: Asked) -> tuple[Hit, ...]:
    """Hits of the term that is asked for, or all."""
    return tuple(hit for hit in hits if wanted.term in {"", hit.term})
