"""What the check of a claim amounts to: verdict, numbers, sentence, data, tensions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, get_args

from dashboard.case import Claim, Stock, Text
from dashboard.message import Message

ClaimVerdict: TypeAlias = Literal[
    "holds",
    "holds-within-rounding",
    "partly",
    "does-not-hold",
    "on-file",
    "circular",
    "cannot-be-checked",
]
VERDICTS: tuple[ClaimVerdict, ...] = get_args(ClaimVerdict)

Number: TypeAlias = float | int | str | None
Computed: TypeAlias = Number | dict[str, Number]


# Values inside sentences ----------------------------------------------
#
# A sentence travels as a template with values.  Names and percentages keep their
# meaning until the reader's language is known; `str` gives the English form.


@dataclass(frozen=True, slots=True)
class Percent:
    """A fraction to be said as percent; `sign` also says a plus."""

    fraction: float
    digits: int = 2
    sign: bool = True

    def __str__(self) -> str:
        shown = self.fraction * 100
        return f"{shown:+.{self.digits}f}%" if self.sign else f"{shown:.{self.digits}f}%"


@dataclass(frozen=True, slots=True)
class CaseName:
    """Something of the case by its name in the reader's language."""

    text: Text

    def __str__(self) -> str:
        return self.text.en or self.text.zh


@dataclass(frozen=True, slots=True)
class NameList:
    """Several names, to be joined as the reader's language does."""

    names: tuple[CaseName, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.names))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is no share, with the decimals it needs up to `digits`."""

    value: float
    digits: int = 2

    def __str__(self) -> str:
        if float(self.value).is_integer():
            return f"{self.value:,.0f}"
        return f"{self.value:,.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; sums of money are said in the reader's own large numbers."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:.4g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding or cell state, to be said by its word."""

    state: str

    def __str__(self) -> str:
        return self.state


def named(stock: Stock) -> CaseName:
    """Name of a stock, for a sentence."""
    return CaseName(stock.name)


# What was checked -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """
    One stock or event that a claim names, or one way of reading its figure.

    Attributes
    ----------
    name : str
        Symbol of the stock, id of the event, or a way of reading a figure.
    holds : bool or None
        Whether the claim holds of it; None when it cannot be checked.
    value : float, str or None
        What was found: a return, a share of the difference, a finding, the level that a
        reading implies for the first year.
    """

    name: str
    holds: bool | None
    value: Number = None


@dataclass(frozen=True, slots=True)
class DataUsed:
    """
    What a check rests on.

    Attributes
    ----------
    symbols : tuple of str
        Stocks whose closes were used.
    base, last : date or None
        Sessions of these closes, or the days between which was counted.
    events, evidence : tuple of str
        Ids of the events and of the rows of evidence.
    addressed : tuple of str
        Those of `evidence` that have an address or a quote.
    reported : tuple of str
        Those of `evidence` that a third party reports of a document nobody here has read.
    """

    symbols: tuple[str, ...] = ()
    base: date | None = None
    last: date | None = None
    events: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """
    Where a reader can see for himself what a claim was checked against.

    Attributes
    ----------
    page : str
        Name of the page.
    anchor : str
        Place on it; empty for its top.
    stock : str
        Symbol to highlight there; empty for none.
    base, last : date or None
        The claim's own window, for the pages that draw one.
    """

    page: str
    anchor: str = ""
    stock: str = ""
    base: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Tension:
    """
    Another claim that cannot hold together with this one.

    Attributes
    ----------
    claim : str
        Id of the other claim.
    story : str
        Story both speak of.
    stocks : tuple of str
        Stocks of which both cannot hold.
    """

    claim: str
    story: str
    stocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """
    One claim, checked.

    Attributes
    ----------
    claim : Claim
    verdict : str
        One of `VERDICTS`.
    computed : float, int, str or None
        The recomputed value in the claim's own unit: a return or mean as a fraction, a
        count, a multiple, the whole that a part implies, the symbol that ranks first or
        last.  None for claims about
        several stocks or events (see `parts`) and where nothing can be computed.
    stated : float, str or None
        What the claim states, a number where it is one.
    sentence : Message
        Why, in one sentence.
    remarks : tuple of Message
        What else the reader should know.
    parts : tuple of ClaimPart
        The stocks or events the claim names, each with what was found.
    data : DataUsed
    targets : tuple of ClaimLink
        Charts and evidence behind the verdict.
    tensions : tuple of Tension
    low, high : float or None
        What rounding, of prices or of the figures themselves, allows `computed` to be; None
        where nothing is rounded.
    """

    claim: Claim
    verdict: ClaimVerdict
    sentence: Message
    computed: Number = None
    stated: Number = None
    remarks: tuple[Message, ...] = ()
    parts: tuple[ClaimPart, ...] = ()
    data: DataUsed = field(default=DataUsed())
    targets: tuple[ClaimLink, ...] = ()
    tensions: tuple[Tension, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def computed_value(self) -> Computed:
        """`computed`, or what was found of each part by name; ready for JSON."""
        if self.computed is None and self.parts:
            return {part.name: part.value for part in self.parts}
        return self.computed


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims came to which verdict."""

    counts: tuple[tuple[ClaimVerdict, int], ...]

    def of(self, *verdicts: ClaimVerdict) -> int:
        """Count of these verdicts together."""
        return sum(count for verdict, count in self.counts if verdict in verdicts)

    @property
    def total(self) -> int:
        """All claims."""
        return sum(count for _, count in self.counts)

    @property
    def hold(self) -> int:
        """Claims that hold, those within rounding among them."""
        return self.of("holds", "holds-within-rounding")

    @property
    def checked(self) -> int:
        """
        Claims that were really held against something here.

        Not those that agree with statements nobody can look up (*on file*), nor those
        that only the article itself supports (*circular*).
        """
        return self.total - self.of("on-file", "circular", "cannot-be-checked")


def tally(results: tuple[ClaimResult, ...]) -> Tally:
    """Count the verdicts, in the order of `VERDICTS`."""
    found = [result.verdict for result in results]
    return Tally(tuple((verdict, found.count(verdict)) for verdict in VERDICTS))


def verdict_of(parts: tuple[ClaimPart, ...]) -> ClaimVerdict:
    """
    Verdict of a claim that names several stocks or events.

    It holds when it holds of all of them, holds partly when of some, does not hold when of
    none, whereby parts that cannot be checked keep it from holding in full; with no part
    that can be checked there is no verdict.
    """
    checked = [part.holds for part in parts if part.holds is not None]
    if not checked:
        return "cannot-be-checked"
    if all(checked) and len(checked) == len(parts):
        return "holds"
    return "partly" if any(checked) else "does-not-hold"
