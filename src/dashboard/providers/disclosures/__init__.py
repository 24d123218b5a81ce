"""Sources of documents: lists of what companies published, and the documents themselves.

One file a source.  A source lists what it has of a security and brings single documents; what
kind a document is, its title says (`dashboard.filings.titles`), and a form where one exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal, Protocol

BEIJING = timezone(timedelta(hours=8))
MOST_PAGES = 60  # pages of a list that are asked for; thirty rows each


@dataclass(frozen=True, slots=True)
class DisclosureAsk:
    """
    What is wanted of a source.

    Attributes
    ----------
    symbol : str
        Yahoo style.
    since, until : date
        Days of publication, both included.
    kinds : sequence of str
        Kinds wanted, where a source can be asked for them; a source may list more.
    name : str
        Short name of the security; empty when unknown.
    """

    symbol: str
    since: date
    until: date
    kinds: Sequence[str] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """
    One document of a list.

    Attributes
    ----------
    title : str
    published : str
        ISO day, or time with its offset.
    url : str
        Where a reader finds it; names it for good.
    path : str
        What the source is asked for to bring it.
    kind, period : str
        Where the source says them; else empty.
    body : bytes
        The document itself, where the list has it.
    """

    title: str
    published: str
    url: str
    path: str = ""
    kind: str = ""
    period: str = ""
    body: bytes = b""

    @property
    def day(self) -> date:
        """Day of publication."""
        return date.fromisoformat(self.published[:10])


class DisclosureSource(Protocol):
    """One source of documents."""

    @property
    def id(self) -> str:
        """Word for it in settings, files and links."""

    @property
    def gives(self) -> Literal["announcements", "answers", "records"]:
        """What it has: of one sort a second source is asked only when the first fails."""

    def covers(self, symbol: str) -> bool:
        """Whether it carries such a security."""

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List what was published, newest first; empty when nothing was.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """

    def fetch(self, listed: Listed) -> bytes:
        """Bring one document, or raise SourceError."""


def stamp(milliseconds: object) -> str:
    """
    Day or time of an instant that Chinese sources write: midnight in Beijing is a day alone.

    Raises
    ------
    ValueError
        If it is no instant of this age.

    Examples
    --------
    >>> stamp(1713715200000), stamp("1713751500000")
    ('2024-04-22', '2024-04-22T10:05+08:00')
    """
    try:
        moment = datetime.fromtimestamp(int(str(milliseconds)) / 1000, BEIJING)
    except (OverflowError, OSError) as error:
        raise ValueError(milliseconds) from error
    if not 1990 <= moment.year < 2100:
        raise ValueError(milliseconds)
    if (moment.hour, moment.minute) == (0, 0):
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes")


def answer_text(question: str, answer: str, asked: str, answered: str) -> bytes:
    """Give a question and its answer as one document."""
    return f"问（{asked}）：{question}\n答（{answered}）：{answer}\n".encode()
