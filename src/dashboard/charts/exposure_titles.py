"""What the figures of the Exposure page say in words: titles, notes, text alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dashboard.analysis.stories.exposure import (
    ExposurePoint,
    ExposureResult,
    exposure_points,
    shown_stories,
)
from dashboard.analysis.stories.fourfold import TwoByTwo
from dashboard.case import Case
from dashboard.language import words
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
    """

    everyone: int | None
    assessed: int | None


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
    return Direction(*(rank_sign(*_columns(chosen)) for chosen in (points, known)))


def _columns(points: Sequence[ExposurePoint]) -> tuple[list[float], list[float]]:
    return [point.ordinal for point in points], [point.value or 0.0 for point in points]


def finding_words(found: Direction, t: Language) -> str:
    """Direction of one story in a few words."""
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


def title_returns(case: Case, result: ExposureResult, t: Language) -> str:
    """Whether the stocks with higher grades in the first story rose more."""
    stories = shown_stories(case, result)
    sign = direction(result, stories[0].id).everyone if stories else None
    if sign is None:
        return t("Did stocks with higher grades rise more?")
    story = t.pick(stories[0].title)
    if stories[0].kind == "label":
        if sign > 0:
            return t("{story}: stocks so regarded rose more", story=story)
        return t("{story}: stocks so regarded did not rise more", story=story)
    if sign > 0:
        return t("{story}: the better documented stocks rose more", story=story)
    return t("{story}: the better documented stocks did not rise more", story=story)


def note_returns(result: ExposureResult, base: date, t: Language) -> str:
    """What is drawn, and how many dots rest on an assumption."""
    text = t(
        "Return from the close of {base} to the close of {last} over the grade of each stock’s "
        "evidence, one dot a stock; no line is drawn through so few.",
        base=t.day(base),
        last=t.long_day(result.window.last),
    )
    if any(summary.not_assessed for summary in result.summaries if summary.kind != "label"):
        text += t(" Hollow dots are not assessed and stand at 0 by assumption.")
    return text


def describe_returns(case: Case, result: ExposureResult, t: Language) -> str:
    """Every panel in a sentence: its direction, its stocks by grade."""
    return " ".join(
        t(
            "{story}: {finding}; {stocks}.",
            story=t.pick(story.title),
            finding=finding_words(direction(result, story.id), t),
            stocks=t.listing(
                [
                    t(
                        "{stock} grade {grade} {value}",
                        stock=t.name(case.stock(point.symbol)),
                        grade=point.ordinal if point.assessed else words.finding("not-assessed", t),
                        value=t.percent(point.value),
                    )
                    for point in exposure_points(result, story.id)
                ]
            ),
        )
        for story in shown_stories(case, result)
    )


def title_two_by_two(found: TwoByTwo, t: Language) -> str:
    """Mean returns of the rumoured stocks with and without a documented link, or the question."""
    both = found.cell(documented=True, rumoured=True).mean
    alone = found.cell(documented=False, rumoured=True).mean
    if both is None or alone is None:
        return t("Was it the documented link or the rumour?")
    return t(
        "Rumoured and documented: {both} on average; rumoured alone: {alone}",
        both=t.percent(both),
        alone=t.percent(alone),
    )


def note_two_by_two(case: Case, found: TwoByTwo, t: Language) -> str:
    """Which two stories are crossed, and what counts as documented."""
    return t(
        "{documented}, crossed with {rumoured}: mean return of the stocks in each cell. Documented "
        "means stated by the company or better. Stocks that nobody has assessed stand apart and "
        "outside the mean.",
        documented=t.pick(case.story(found.pair.documented).title),
        rumoured=t.pick(case.story(found.pair.rumoured).title),
    )
