"""Documents brought from their sources: what is there already is not asked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from dashboard.errors import N_, DashboardError, PausedError, SourceError
from dashboard.filings.document import Document
from dashboard.filings.library import Library
from dashboard.filings.reading import Known, put_document
from dashboard.filings.titles import named
from dashboard.market.documents import KINDS, Kind
from dashboard.message import Message
from dashboard.providers.breaker import through
from dashboard.providers.disclosures import DisclosureAsk, DisclosureSource, Listed
from dashboard.providers.disclosures.registry import DisclosureSources

REPORTS: tuple[Kind, ...] = ("annual-report", "half-year-report", "quarterly-report")
USUAL: tuple[Kind, ...] = (
    *(*REPORTS, "abnormal-movement", "clarification"),
    *("answer", "investor-relations"),
)
"""Kinds that are brought unless others are named; notices are hundreds a year."""


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What is wanted.

    Attributes
    ----------
    since, until : date
        Days of publication.
    kinds : tuple of str
    """

    since: date
    until: date
    kinds: tuple[Kind, ...] = USUAL


@dataclass(frozen=True, slots=True)
class Brought:
    """
    What came of one document, or of one security.

    Attributes
    ----------
    symbol, source : str
    kind : {"new", "kept", "failed", "none"}
        New, there already, not to be had, or nothing listed.
    document : Document or None
    remark : Message or None
        Why it failed.
    of : int
        Documents wanted of the list it stands in.
    gives : str
        Which list of the source that is.
    """

    symbol: str
    source: str
    kind: Literal["new", "kept", "failed", "none"]
    document: Document | None = None
    remark: Message | None = None
    of: int = 1
    gives: str = ""


def bring(
    library: Library,
    whom: DisclosureSources,
    names: Mapping[str, str],
    wish: Wish,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Brought]:
    """
    Bring the documents of securities, one by one; what was brought stays, whenever it ends.

    Parameters
    ----------
    library : Library
    whom : DisclosureSources
    names : mapping of str to str
        Short names by symbol.
    wish : Wish
    is_stopped : callable
        Asked before every request.
    """
    for symbol, name in names.items():
        ask = DisclosureAsk(symbol, wish.since, wish.until, wish.kinds, name)
        able = [source for source in whom.sources if source.covers(symbol)]
        if not able:
            remark = Message.of(
                N_("No source of documents carries {symbol}; add them by hand."), symbol=symbol
            )
            yield Brought(symbol, "", "failed", remark=remark)
        served: set[str] = set()
        for source in able:
            if is_stopped():
                return
            if source.gives in served or not _is_wanted(source, wish.kinds):
                continue
            try:
                listed = through(whom.breaker(source), partial(source.listed, ask))
            except SourceError as error:
                yield Brought(symbol, source.id, "failed", remark=error.remark, gives=source.gives)
                continue
            served.add(source.gives)
            yield from _documents(library, whom, source, ask, listed, is_stopped)


def _is_wanted(source: DisclosureSource, kinds: Sequence[Kind]) -> bool:
    if source.gives == "records":
        return "investor-relations" in kinds
    # Some companies put such a record among their announcements.
    return any((kind == "answer") == (source.gives == "answers") for kind in kinds)


def _documents(
    library: Library,
    whom: DisclosureSources,
    source: DisclosureSource,
    ask: DisclosureAsk,
    listed: Sequence[Listed],
    is_stopped: Callable[[], bool],
) -> Iterator[Brought]:
    """Bring what is listed and wanted."""
    told = partial(Brought, ask.symbol, source.id, gives=source.gives)
    held = {each.url: each for each in library.documents(ask.symbol) if each.url}
    wanted = [
        (each, known) for each in listed if (known := _known(each, source.id)).kind in ask.kinds
    ]
    if not wanted:
        yield told("none")
    for each, known in wanted:
        if is_stopped():
            return
        before = held.get(each.url)
        if before is not None and _is_same(library.file(before), each.body):
            yield told("kept", before, of=len(wanted))
            continue
        try:
            data = each.body or through(whom.breaker(source), partial(source.fetch, each))
            document = put_document(library, ask.symbol, data, known, now=datetime.now(UTC))
        except PausedError as error:
            # The others would be refused for the same reason, unasked.
            yield told("failed", remark=error.remark)
            return
        except DashboardError as error:
            remark = Message.of(N_("“{title}”: {reason}"), title=each.title, reason=error.remark)
            yield told("failed", remark=remark, of=len(wanted))
            continue
        yield told("new", document, of=len(wanted))


def _is_same(file: Path, body: bytes) -> bool:
    """Whether a document is there; an answer that came with its list may have changed since."""
    try:
        return file.read_bytes() == body if body else file.is_file()
    except OSError:
        return False


def _known(listed: Listed, source: str) -> Known:
    found = named(listed.title)
    said = [kind for kind in KINDS if kind == listed.kind]
    return Known(
        kind=said[0] if said else found.kind,
        title=listed.title,
        published=listed.published,
        period=listed.period or ("" if said else found.period),
        url=listed.url,
        source=source,
    )
