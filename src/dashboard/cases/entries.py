"""One case of the list of cases: what is known of it without reading its folder again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.case import Status, Stock, Text, Window
from dashboard.cases.folders import CaseFolder, shipped_directory
from dashboard.errors import Fault
from dashboard.files import plain
from dashboard.message import Message
from dashboard.store import kept_work

KIND = "folders"  # of work that is kept

_NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """
    One folder of the list of cases.

    Attributes
    ----------
    slug : str
        Its name in addresses.
    title : Text
        Its title; the slug when the folder was refused.
    path : Path
        Where it stands.
    faults : tuple of Fault
        Why it was refused; empty when it can be opened.
    window : Window or None
        The sessions on trial; None when the folder was refused.
    question : Text
    stocks : tuple of Stock
    status : str
    review : date or None
        When an open case is due to be looked at again.
    draft : int
        Marks that wait for a reader's yes.
    priced : bool
        Whether it keeps prices of its own.
    series : tuple of str
        Symbols that the store has to have where it does not: stocks and benchmarks.
    universe : bool
        Whether a benchmark of it is the store's universe.
    calendar, timezone : str
        Of its exchange.
    digest : str
        Of all its files; empty when the folder was refused.
    changed : float
        Time of its newest file, in seconds since 1970.
    """

    slug: str
    title: Text
    path: Path
    faults: tuple[Fault, ...] = ()
    window: Window | None = None
    question: Text = _NO_TEXT
    stocks: tuple[Stock, ...] = ()
    status: Status = "closed"
    review: date | None = None
    draft: int = 0
    priced: bool = False
    series: tuple[str, ...] = ()
    universe: bool = False
    calendar: str = ""
    timezone: str = ""
    digest: str = ""
    changed: float = 0.0

    @property
    def ships(self) -> bool:
        """Whether it came with the product."""
        return self.path.parent == shipped_directory()


def entry_of(content: CaseFolder, folder: Path, changed: float = 0.0) -> CaseEntry:
    """Entry of a case that was read."""
    case = content.case
    marks = tuple(mark.id for mark in case.benchmarks if mark.returns is None)
    return CaseEntry(
        slug=case.slug,
        title=case.title,
        path=folder,
        window=case.window,
        question=case.question,
        stocks=case.stocks,
        status=case.status,
        review=case.review,
        draft=len(content.marks),
        priced=not content.market.prices.empty,
        series=(*case.symbols, *marks),
        universe=case.needs_universe,
        calendar=case.calendar,
        timezone=case.timezone,
        digest=content.digest,
        changed=changed,
    )


def refused(folder: Path, *faults: Fault, changed: float = 0.0) -> CaseEntry:
    """Entry of a folder that was refused."""
    return CaseEntry(folder.name, Text(folder.name, folder.name), folder, faults, changed=changed)


# Kept in the store -----------------------------------------------------


def keep_entry(store: Path, folder: Path, stamp: str, entry: CaseEntry) -> None:
    """Keep what was read of a folder; faults that are not plain text are read again."""
    if _is_plain(fault.rule for fault in entry.faults):
        kept_work.keep(store, KIND, str(folder), stamp, plain(asdict(entry)))


def _is_plain(said: Iterable[object]) -> bool:
    """Whether values are texts, numbers, and half sentences of such."""
    return all(
        type(value) in {str, int, float}
        or (isinstance(value, Message) and _is_plain((value.template, *value.values.values())))
        for value in said
    )


def load_entry(store: Path, folder: Path, stamp: str) -> CaseEntry | None:
    """What was read of a folder when it had this very stamp; None where that is not kept."""
    found = kept_work.load_kept(store, KIND, str(folder), stamp)
    try:
        return None if found is None else _entry(found, folder)
    except (KeyError, TypeError, ValueError):  # damaged
        return None


def _entry(found: dict[str, Any], folder: Path) -> CaseEntry:
    window, faults = found.pop("window"), found.pop("faults")
    texts = {name: Text(**found.pop(name)) for name in ("title", "question")}
    stocks = tuple(
        Stock(**{**each, "name": Text(**each["name"]), "listed": _day(each["listed"])})
        for each in found.pop("stocks")
    )
    return CaseEntry(
        **{
            **found,
            **texts,
            "path": folder,
            "series": tuple(found["series"]),
            "review": _day(found["review"]),
        },
        stocks=stocks,
        faults=tuple(_fault(each) for each in faults),
        window=window and Window(*(date.fromisoformat(window[n]) for n in ("first", "last"))),
    )


def _fault(found: dict[str, Any]) -> Fault:
    return Fault(**{**found, "rule": _message(found["rule"])})


def _message(found: dict[str, Any]) -> Message:
    inside = {
        name: _message(value) if isinstance(value, dict) else value
        for name, value in found["fields"]
    }
    return Message.of(found["template"], **inside)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
