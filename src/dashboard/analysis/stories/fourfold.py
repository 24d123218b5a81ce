"""Documented or not, rumoured or not: the four cells that separate fact from belief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from dashboard.analysis.stories.exposure import ExposureResult
from dashboard.analysis.stories.grading import CellState
from dashboard.case import Case, Story
from dashboard.errors import N_, InputError

STATED = 2
"""Ordinal from which a link counts as documented: stated by the company, or better."""


class StoryPair(NamedTuple):
    """An evidence story and a label story, by their ids."""

    documented: str
    rumoured: str


@dataclass(frozen=True, slots=True)
class Member:
    """
    One stock in the two-by-two table.

    Attributes
    ----------
    symbol, group : str
        The stock and its group.
    value : float or None
        Window return, fraction; None where undefined.
    documented, rumoured : str
        State of the stock's cell in either story.
    assessed : bool
        Whether the evidence story has a row that counts for it; without one the stock
        stands under "not documented" with a mark, and outside the cell's mean.
    """

    symbol: str
    group: str
    value: float | None
    documented: CellState
    rumoured: CellState
    assessed: bool


@dataclass(frozen=True, slots=True)
class FourfoldCell:
    """
    One of the four cells.

    Attributes
    ----------
    documented, rumoured : bool
        Which cell it is.
    members : tuple of Member
        Assessed stocks, highest return first.
    not_assessed : tuple of Member
        Stocks that nobody looked into: neither documented nor undocumented.
    n : int
        Assessed members with a return.
    mean : float or None
        Their mean return, fraction; None without any.
    n_with_not_assessed : int
        The same with `not_assessed` taken as undocumented.
    mean_with_not_assessed : float or None
        Their mean return, fraction.
    """

    documented: bool
    rumoured: bool
    members: tuple[Member, ...]
    not_assessed: tuple[Member, ...]
    n: int
    mean: float | None
    n_with_not_assessed: int
    mean_with_not_assessed: float | None


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """
    Documented against rumoured.

    Attributes
    ----------
    pair : StoryPair
        The two stories.
    threshold : int
        Ordinal from which a link counts as documented.
    cells : tuple of FourfoldCell
        Both, documented only, rumoured only, neither.
    """

    pair: StoryPair
    threshold: int
    cells: tuple[FourfoldCell, ...]

    def cell(self, *, documented: bool, rumoured: bool) -> FourfoldCell:
        """Return one of the four cells."""
        return self.cells[2 * (not documented) + (not rumoured)]


def story_pairs(case: Case) -> tuple[StoryPair, ...]:
    """
    Pairs of an evidence story and a label story, the closest kin first.

    Two stories are kin by the first part of their ids (alibaba-evidence and
    alibaba-label), then by the number of events they share.
    """

    def distance(pair: tuple[Story, Story]) -> tuple[bool, int]:
        one, other = (story.id for story in pair)
        shared = sum(one in event.stories and other in event.stories for event in case.events)
        return one.partition("-")[0] != other.partition("-")[0], -shared

    pairs = [
        (evidence, label)
        for evidence in case.stories
        if evidence.kind == "evidence"
        for label in case.stories
        if label.kind == "label"
    ]
    return tuple(StoryPair(one.id, other.id) for one, other in sorted(pairs, key=distance))


def default_pair(case: Case) -> StoryPair | None:
    """Evidence story and label story that belong together; None without such stories."""
    return next(iter(story_pairs(case)), None)


def two_by_two(
    case: Case, exposure: ExposureResult, pair: StoryPair | None = None, *, threshold: int = STATED
) -> TwoByTwo | None:
    """
    Split the stocks into documented or not and rumoured or not.

    Parameters
    ----------
    case : Case
        The market story on trial.
    exposure : ExposureResult
        Its matrix, with the returns of the window.
    pair : StoryPair, optional
        The two stories; by default the pair that belongs together.
    threshold : int, optional
        Ordinal from which a link counts as documented.

    Returns
    -------
    TwoByTwo or None
        None when the case has no evidence story or no label story.

    Raises
    ------
    InputError
        If the pair is not an evidence story and a label story of the case.
    """
    if pair is None:
        pair = default_pair(case)
        if pair is None:
            return None
    if pair not in story_pairs(case):
        raise InputError(
            N_("“{documented}” and “{rumoured}” are not an evidence story and a label story."),
            documented=pair.documented,
            rumoured=pair.rumoured,
        )
    return TwoByTwo(
        pair=pair,
        threshold=threshold,
        cells=tuple(
            _cell(exposure, pair, threshold, documented=documented, rumoured=rumoured)
            for documented in (True, False)
            for rumoured in (True, False)
        ),
    )


def _cell(
    exposure: ExposureResult,
    pair: StoryPair,
    threshold: int,
    *,
    documented: bool,
    rumoured: bool,
) -> FourfoldCell:
    stocks = [
        Member(symbol, group, value, fact.state, belief.state, fact.assessed)
        for symbol, group, value, fact, belief in zip(
            exposure.stocks,
            exposure.groups,
            exposure.returns,
            exposure.column(pair.documented),
            exposure.column(pair.rumoured),
            strict=True,
        )
        if ((fact.ordinal or 0) >= threshold) is documented
        and ((belief.ordinal or 0) > 0) is rumoured
    ]
    stocks.sort(key=lambda member: (member.value is None, -(member.value or 0.0)))
    members = tuple(member for member in stocks if member.assessed)
    n, mean = _mean(members)
    n_all, mean_all = _mean(stocks)
    return FourfoldCell(
        documented=documented,
        rumoured=rumoured,
        members=members,
        not_assessed=tuple(member for member in stocks if not member.assessed),
        n=n,
        mean=mean,
        n_with_not_assessed=n_all,
        mean_with_not_assessed=mean_all,
    )


def _mean(members: Iterable[Member]) -> tuple[int, float | None]:
    values = [member.value for member in members if member.value is not None]
    return len(values), fsum(values) / len(values) if values else None
