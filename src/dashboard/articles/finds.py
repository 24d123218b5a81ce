"""What the reader finds in an article: one frozen value a find, each with quote and place.

Values are fractions (0.15 is 15 %), days are ISO dates of the exchange, places count code
points of the text as read: ``text[place[0]:place[1]] == quote``.  docs/articles.md lists
the vocabularies.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

from dashboard.message import Message

Role: TypeAlias = Literal["subject", "source", "vendor", "media", "seat"]
"""What a listed company is in the article; only subjects are what it is about."""

How: TypeAlias = Literal["code", "name", "former", "short", "english", "abroad"]
"""What a stock was recognised by; the strongest of its mentions."""

Unresolved: TypeAlias = Literal[
    "ambiguous-name", "misprinted-code", "code-and-name-differ", "unknown-code", "unknown-name"
]

ReturnKind: TypeAlias = Literal[
    "return",  # from close to close
    "intraday",  # at midday, at the opening, while trading: not checkable on daily closes
    "limit-up",
    "limit-down",
    "touched-limit-up",  # reached while trading; the close may be another
    "touched-limit-down",
    "boards",  # `sessions` closes at the upper limit in a row
    "boards-within",  # `boards` closes at the upper limit within `sessions`
    "streak",  # `sessions` rises or falls in a row, of any size
]
Operator: TypeAlias = Literal["is", "about", "nearly", "over", "at-least", "under", "at-most"]
BaseRule: TypeAlias = Literal["prior-close", "first-close", "either"]
"""Which close a return counts from; either where an article may mean one or the other."""

Precision: TypeAlias = Literal[
    "minute",
    "day",
    "before-open",
    "midday",
    "intraday",
    "after-close",
    "week",
    "month",
    "quarter",
    "half-year",
    "year",
]
Unit: TypeAlias = Literal["fraction", "times", "growth", "CNY", "USD", "HKD"]
Origin: TypeAlias = Literal["given", "text", "inferred"]
Speaker: TypeAlias = Literal["company", "article"]
Hedge: TypeAlias = Literal["possible", "forecast", "attributed", "rumour", "uncertain"]


class Place(NamedTuple):
    """Code points of the text as read, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundStock:
    """
    A security that the article names.

    Attributes
    ----------
    name : str
        Short name as the article uses it, with its marks; as written where the list has none.
    today : str
        Short name of the list; the same unless it has changed.
    symbol : str
        Yahoo style.
    places : tuple of Place
        Every mention, a code in brackets behind it included.
    role : str
        One of `Role`.
    how : str
        One of `How`.
    written : str
        The first mention as written.
    twins : tuple of str
        Symbols of the same company elsewhere.
    quote : str
        The first mention with the sentence's words around it.
    """

    name: str
    today: str
    symbol: str
    places: tuple[Place, ...]
    role: Role
    how: How
    written: str
    twins: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class NotResolved:
    """Something that looks like a security and was not resolved, with the ones it may mean."""

    written: str
    reason: Unresolved
    candidates: tuple[str, ...]
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Stocks that the article treats alike, with the label it gives them."""

    label: str
    members: tuple[str, ...]
    open: bool
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundReturn:
    """
    A move that the article states of a stock.

    Attributes
    ----------
    symbol, kind : str
    direction : {"up", "down"}
    value : float or None
        Signed fraction; None where no number stands.
    operator : str
        One of `Operator`; of the size, whatever the sign.
    first, last : date or None
        Sessions from and to; None where the article leaves them open.
    base : date or None
        Session whose close it counts from, by `base_rule`.
    base_rule : str
        One of `BaseRule`.
    base_other : date or None
        The other session it may count from, where the rule is "either".
    sessions : int or None
        As stated, else as the calendar counts from first to last.
    boards : int or None
        Closes at the limit within the sessions.
    flags : tuple of str
        ``sessions-differ``: the stated count is not the calendar's.
    """

    symbol: str
    kind: ReturnKind
    direction: Literal["up", "down"]
    value: float | None
    operator: Operator
    first: date | None
    last: date | None
    base: date | None
    base_rule: BaseRule
    base_other: date | None
    sessions: int | None
    boards: int | None
    flags: tuple[str, ...]
    quote: str
    place: Place
    subject_place: Place


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day or period that the article names; `session` is session 0 of a day."""

    date: dt.date | None
    precision: Precision
    session: dt.date | None
    time: str
    origin: Origin
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """Sessions from one day to another; `stated` is the article's own count of them."""

    first: date
    last: date
    base: date
    sessions: int
    stated: int | None
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundShare:
    """A number with its denominator (占营业收入的35%), or a share told without one."""

    symbol: str | None
    value: float | None
    unit: Unit
    operator: Operator
    denominator: str
    measure: str
    period: str
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A research report with its broker; no title where the article gives none."""

    broker: str
    title: str
    date: dt.date | None
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundReading:
    """One dated reading of a quantity (downloads, shipments, a price)."""

    series: str
    value: float
    unit: str
    date: dt.date | None
    operator: Operator
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundDenial:
    """A negation and its scope; `speaker` is the company's or the article's own."""

    symbols: tuple[str, ...]
    cue: str
    speaker: Speaker
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundHedge:
    """Words that hold something possible, expected, said by others or rumoured."""

    symbols: tuple[str, ...]
    cue: str
    kind: Hedge
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class FoundCause:
    """What the article names as a reason for a move, or denies as one."""

    cause: str
    symbols: tuple[str, ...]
    negated: bool
    hedged: bool
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class Published:
    """When the article appeared, and how that is known; `moment` has a time where one stands."""

    day: date | None
    moment: datetime | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Finds:
    """
    Everything found in one article.

    Attributes
    ----------
    text : str
        As read; all places are its own.
    title : str
        Its first line, or the one a page names.
    published : Published
    language : {"zh", "zh-Hant", "en", "other"}
    stocks ... causes : tuple
        In the order of the text.
    window : FoundSpan or None
        The span that most returns count over.
    notices : tuple of Message
        What a reader should know of the reading itself.
    second : tuple of Place
        Places of the finds that a second reader proposed and a person confirmed.
    """

    text: str
    title: str
    published: Published
    language: str
    stocks: tuple[FoundStock, ...] = ()
    not_resolved: tuple[NotResolved, ...] = ()
    groups: tuple[FoundGroup, ...] = ()
    returns: tuple[FoundReturn, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    spans: tuple[FoundSpan, ...] = ()
    shares: tuple[FoundShare, ...] = ()
    reports: tuple[FoundReport, ...] = ()
    readings: tuple[FoundReading, ...] = ()
    denials: tuple[FoundDenial, ...] = ()
    hedges: tuple[FoundHedge, ...] = ()
    causes: tuple[FoundCause, ...] = ()
    window: FoundSpan | None = None
    notices: tuple[Message, ...] = ()
    second: tuple[Place, ...] = ()

    @property
    def subjects(self) -> tuple[FoundStock, ...]:
        """The stocks that the article is about."""
        return tuple(stock for stock in self.stocks if stock.role == "subject")
