"""One market story on trial: stocks, groups, stories, events, evidence, claims.

Everything here is frozen and knows nothing of files, prices or pages.  The
vocabularies are part of the case format; adding a word to one changes the format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeVar, get_args

from dashboard.errors import N_, NotFoundError

FORMAT = 1

UNIVERSE_RETURNS = "universe"
"""A benchmark's `returns`: made from the store's universe instead of read from a file."""

Precision = Literal["second", "minute", "day", "before-open", "after-close", "by"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

EventKind = Literal[
    "product",
    "app-downloads",
    "attention",
    "news",
    "broker-report",
    "filing",
    "investor-qa",
    "company-response",
    "market",
]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)

SourceKind = Literal[
    "annual-report",
    "interim-report",
    "exchange-filing",
    "company-statement",
    "investor-qa",
    "broker",
    "press",
    "market-talk",
]
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)

# How far the kind of document can be relied on: 7 is best.
SOURCE_QUALITY = dict(zip(SOURCE_KINDS, (7, 6, 6, 5, 4, 3, 2, 1), strict=True))

Finding = Literal[
    "quantified",
    "established",
    "stated",
    "small",
    "mixed",
    "early-stage",
    "none-found",
    "denied",
    "rumoured",
]
FINDINGS: tuple[Finding, ...] = get_args(Finding)

StoryKind = Literal["evidence", "label", "market"]
STORY_KINDS: tuple[StoryKind, ...] = get_args(StoryKind)

Expected = Literal["rise", "fall"]
EXPECTED: tuple[Expected, ...] = get_args(Expected)

Status = Literal["open", "closed"]
STATUSES: tuple[Status, ...] = get_args(Status)

ClaimKind = Literal[
    "return",
    "rank-max",
    "rank-min",
    "group-mean",
    "session-count",
    "series-growth",
    "order",
    "evidence",
    "forecast",
    "part-of-whole",
    "compound-growth",
    "statement",
    "thesis",
]
CLAIM_KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)

CLAIM_RELATIONS: dict[ClaimKind, tuple[str, ...]] = {
    **dict.fromkeys(CLAIM_KINDS, ("",)),
    **dict.fromkeys(("return", "session-count", "series-growth"), ("=",)),
    "group-mean": ("<=", ">=", "="),
    "order": ("before",),
    "evidence": ("at-least", "at-most", "is"),
}

# How much a finding counts in the rank tests.  A rumour is a fact about the
# market's belief, so it counts for a label story and for nothing else.
ORDINALS: dict[Finding, int] = {
    **dict.fromkeys(FINDINGS, 0),
    **dict.fromkeys(("quantified", "established"), 3),
    "stated": 2,
    "small": 1,
}


def ordinal(finding: Finding, story_kind: StoryKind) -> int:
    """
    Rank of a finding in the tests of a story.

    >>> ordinal("stated", "evidence"), ordinal("rumoured", "evidence")
    (2, 0)
    >>> ordinal("rumoured", "label")
    1
    """
    if finding == "rumoured" and story_kind == "label":
        return 1
    return ORDINALS[finding]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in English and Chinese; either may be empty, never both."""

    en: str = ""
    zh: str = ""

    def __str__(self) -> str:
        return self.en or self.zh


@dataclass(frozen=True, slots=True)
class Moment:
    """
    When something was published, as exactly as the source says.

    Attributes
    ----------
    stamp : datetime
        Local time in `timezone`, without tzinfo; midnight where only the day is known.
    precision : str
        How much of the stamp is known; ``by`` is a deadline: known no later than.
    timezone : str
        IANA name.
    """

    stamp: datetime
    precision: Precision
    timezone: str


@dataclass(frozen=True, slots=True)
class Source:
    """The article or note that told the story; `author` is empty where it is not known."""

    title: str
    publisher: str
    url: str
    published: datetime
    author: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The sessions under trial, both included; the base is the close before `first`."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Estimation:
    """The estimation window: `sessions` sessions that end `gap` + 1 before the window."""

    sessions: int
    gap: int


@dataclass(frozen=True, slots=True)
class Group:
    """Named stocks treated alike; `chosen` before or after their returns were known."""

    id: str
    title: Text
    chosen: Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Stock:
    """
    A stock of the case.

    Attributes
    ----------
    symbol : str
        Yahoo style (300249.SZ, 603881.SS).
    name : Text
    group : str
    listed : date or None
        First session of a stock that was new: its first sessions have no price limit.
    """

    symbol: str
    name: Text
    group: str
    listed: date | None = None

    def __str__(self) -> str:
        """Symbol, as files write a stock; pages write its name in the reader's language."""
        return self.symbol


@dataclass(frozen=True, slots=True)
class Benchmark:
    """
    A yardstick of daily mean returns.

    `returns` names a file of them, or is `UNIVERSE_RETURNS`; with None `id` is a symbol.
    """

    id: str
    title: Text
    returns: str | None = None


@dataclass(frozen=True, slots=True)
class Universe:
    """File of the window returns of many stocks, for placebo groups."""

    window_returns: str


@dataclass(frozen=True, slots=True)
class Story:
    """
    One rival explanation and what it predicts.

    `expects` says which way it takes a stock the more of it there is: with "fall", the higher
    the grade the lower the return.

    `terms` are what its filings are searched for, each with its synonyms behind it.
    """

    id: str
    kind: StoryKind
    title: Text
    predicts: Text
    expects: Expected = "rise"
    terms: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something dated; `value` and `unit` make it a reading of `series`.

    `source_zh` and `unit_zh` say in Chinese what their namesakes say, where a file has them.
    """

    id: str
    published: Moment
    kind: EventKind
    title: Text
    source: str
    url: str = ""
    series: str = ""
    value: float | None = None
    unit: str = ""
    stories: tuple[str, ...] = ()
    stocks: tuple[str, ...] = ()
    source_zh: str = ""
    unit_zh: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One graded statement about one stock and one story, from one document.

    Fields in ``_zh`` say in Chinese what their namesakes say, which else stand in both languages.
    `searched`, `searched_in`: what was looked for without a hit (`cases.search_record`).
    `via` names who reported the statement of a document that nobody here has read, and
    `via_published` when; empty and None where it was read in the document itself.
    `confirms` and `contradicts` name the reported row that it bears out or does not.
    """

    id: str
    stock: str
    story: str
    finding: Finding
    document: str
    source_kind: SourceKind
    published: Moment
    statement: Text
    url: str = ""
    value: float | None = None
    unit: str = ""
    measure: str = ""
    denominator: str = ""
    period: str = ""
    page: str = ""
    quote: str = ""
    searched: str = ""
    searched_in: str = ""
    unit_zh: str = ""
    document_zh: str = ""
    measure_zh: str = ""
    denominator_zh: str = ""
    period_zh: str = ""
    via: str = ""
    via_zh: str = ""
    via_published: Moment | None = None
    confirms: str = ""
    contradicts: str = ""

    @property
    def is_reported(self) -> bool:
        """Whether a third party reports it of a document that nobody here has read."""
        return bool(self.via)

    @property
    def public(self) -> Moment:
        """
        When the market could know it.

        That is when its document came out, whoever reported it later; a reported row that
        names neither document nor period was not to be had before its report.
        """
        if self.via_published is None or self.document or self.period:
            return self.published
        return self.via_published


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One sentence of the article behind the case.

    Attributes
    ----------
    stated : str
        Its number with the digits published, a finding, or our reading of it in either form.
    said : Text
        What the article says where `stated` is our reading of it: a few of its own words.
    rate : str
        Second number of a claim about arithmetic: a share, or a growth per year.
    known : str
        What a document gives for the figure that the arithmetic implies, in `unit`.
    document, document_zh : str
        Document against which the arithmetic can be held.
    beside : tuple of str
        Evidence claims that it does not contradict, though the grades exclude each other.
    """

    id: str
    kind: ClaimKind
    subject: str
    relation: str
    stated: str
    unit: str
    first: date | None
    last: date | None
    tolerance: float | None
    text: Text
    said: Text = Text()
    rate: str = ""
    known: str = ""
    document: str = ""
    document_zh: str = ""
    beside: tuple[str, ...] = ()

    @property
    def is_our_reading(self) -> bool:
        """Whether `stated` is a number or grade of ours, not of the article."""
        return self.said != Text() or self.kind in {"order", "evidence"}


@dataclass(frozen=True, slots=True)
class Correction:
    """Something in the case that was put right: on which day, what, and by whom, where known."""

    date: date
    what: Text
    by: str = ""

    @property
    def id(self) -> str:
        """Name among the others: its day and how it begins."""
        return f"{self.date.isoformat()}: {str(self.what)[:40]}"


@dataclass(frozen=True, slots=True)
class ConceptTag:
    """
    A label that a list gives a stock: what the market files it under, no evidence.

    `seen` is when the list was read, `story` the story of evidence that it is held against.
    """

    id: str
    stock: str
    tag: str
    source: str
    seen: date
    story: str = ""
    reason: str = ""
    url: str = ""
    tag_zh: str = ""
    source_zh: str = ""
    reason_zh: str = ""


_Named = TypeVar("_Named", Group, Story, Benchmark, Event, Evidence, Claim)


def _by_id(items: Iterable[_Named], wanted: str) -> _Named:
    for item in items:
        if item.id == wanted:
            return item
    raise NotFoundError(N_("The case has nothing called “{name}”."), name=wanted)


@dataclass(frozen=True, slots=True)
class Case:
    """
    A market story on trial, without its prices.

    `asks` is the id of the story that the question is about (empty: the first), `review` the
    day on which an open case is due to be looked at again.
    """

    slug: str
    title: Text
    question: Text
    source: Source
    calendar: str
    timezone: str
    currency: str
    window: Window
    estimation: Estimation
    groups: tuple[Group, ...]
    stocks: tuple[Stock, ...]
    benchmarks: tuple[Benchmark, ...]
    stories: tuple[Story, ...]
    universe: Universe | None = None
    events: tuple[Event, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    claims: tuple[Claim, ...] = ()
    format: int = field(default=FORMAT)
    asks: str = ""
    status: Status = "closed"
    review: date | None = None
    corrections: tuple[Correction, ...] = ()
    tags: tuple[ConceptTag, ...] = ()

    @property
    def asked(self) -> Story | None:
        """The story that the question is about: the one named, else the first."""
        if self.asks:
            return self.story(self.asks)
        return self.stories[0] if self.stories else None

    @property
    def symbols(self) -> tuple[str, ...]:
        """All stocks, in the order of the case file."""
        return tuple(stock.symbol for stock in self.stocks)

    @property
    def needs_universe(self) -> bool:
        """Whether one of its benchmarks is made from the store's universe."""
        return any(mark.returns == UNIVERSE_RETURNS for mark in self.benchmarks)

    def members(self, group: str) -> tuple[Stock, ...]:
        """Stocks of one group, in the order of the case file."""
        return tuple(stock for stock in self.stocks if stock.group == group)

    def stock(self, symbol: str) -> Stock:
        """Return the stock of that symbol, or raise NotFoundError."""
        for stock in self.stocks:
            if stock.symbol == symbol:
                return stock
        raise NotFoundError(N_("The case has no stock “{symbol}”."), symbol=symbol)

    def group(self, group: str) -> Group:
        """Return the group of that id, or raise NotFoundError."""
        return _by_id(self.groups, group)

    def story(self, story: str) -> Story:
        """Return the story of that id, or raise NotFoundError."""
        return _by_id(self.stories, story)

    def benchmark(self, benchmark: str) -> Benchmark:
        """Return the benchmark of that id, or raise NotFoundError."""
        return _by_id(self.benchmarks, benchmark)

    def event(self, event: str) -> Event:
        """Return the event of that id, or raise NotFoundError."""
        return _by_id(self.events, event)
