"""Which way returns go with the grades of a story, and whether clearer than by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.analysis.stories.exposure import (
    ExposurePoint,
    ExposureResult,
    exposure_points,
)
from dashboard.analysis.stories.fit import WEAK
from dashboard.analysis.stories.rank_tests import RankTest, rank_test
from dashboard.language.language import Language


class Direction(NamedTuple):
    """
    Whether higher grades went with higher returns: 1, 0, -1, or None where undefined.

    Attributes
    ----------
    everyone : int or None
        With stocks not assessed counted as 0.
    assessed : int or None
        Without them.
    clear : bool
        The exact rank test over everyone has a one-sided p of 0.20 or less on that side: a
        direction that chance matches more often is not called one.
    n_assessed : int
        Stocks with a return that were assessed.
    """

    everyone: int | None
    assessed: int | None
    clear: bool = True
    n_assessed: int = 0

    @property
    def told(self) -> int:
        """Direction that may be spoken of: 0 where there is none, or none clear enough."""
        return (self.everyone or 0) if self.clear else 0


def rank_sign(grades: Sequence[float], values: Sequence[float]) -> int | None:
    """
    Sign of the rank correlation; None where one side does not vary.

    Twice a centred midrank is the number of smaller values less that of larger ones,
    so the sign of the sum of products is exact.

    >>> rank_sign([3, 2, 0], [0.1, 0.2, 0.3]), rank_sign([1, 1], [0.1, 0.2])
    (-1, None)
    """

    def scores(numbers: Sequence[float]) -> list[int]:
        return [sum((a > b) - (a < b) for b in numbers) for a in numbers]

    left, right = scores(grades), scores(values)
    if not any(left) or not any(right):
        return None
    total = sum(a * b for a, b in zip(left, right, strict=True))
    return (total > 0) - (total < 0)


def direction(result: ExposureResult, story: str) -> Direction:
    """Direction of one story over all stocks with a return, and over the assessed ones."""
    points = [point for point in exposure_points(result, story) if point.value is not None]
    known = [point for point in points if point.assessed]
    grades, values = _columns(points)
    test = rank_test([int(grade) for grade in grades], values) if points else None
    clear = (
        isinstance(test, RankTest) and min(test.pvalue_one_sided, test.pvalue_other_side) <= WEAK
    )
    return Direction(
        rank_sign(grades, values), rank_sign(*_columns(known)), clear=clear, n_assessed=len(known)
    )


def _columns(points: Sequence[ExposurePoint]) -> tuple[list[float], list[float]]:
    return [point.ordinal for point in points], [point.value or 0.0 for point in points]


def finding_words(found: Direction, t: Language) -> str:
    """Direction of one story in a few words."""
    if found.everyone is not None and not found.clear:
        return t("no direction clearer than chance")
    match found.everyone:
        case None:
            return t("all stocks have the same grade")
        case 1:
            same = t("higher grade, higher return")
        case -1:
            same = t("higher grade, lower return")
        case _:
            same = t("no direction")
    if found.assessed in {None, found.everyone}:
        return same
    return t("{finding}; not so without the hollow dots", finding=same)
