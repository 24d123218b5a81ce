"""The registry of figures: every page with its figures, each known here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.errors import N_, InputError
from dashboard.exhibits import claims, data, timeline
from dashboard.exhibits.exhibit import Exhibit, Figure, NumbersOf, Page, Reader
from dashboard.exhibits.exposure import first_hand, fourfold, grades, matrix, tags
from dashboard.exhibits.exposure import numbers as stated
from dashboard.exhibits.exposure import opening as exposure
from dashboard.exhibits.prices import candles, lines, panels
from dashboard.exhibits.prices import opening as prices
from dashboard.exhibits.robustness import event_study, hold_out, limits, placebos, stocks, windows
from dashboard.exhibits.robustness import opening as robustness
from dashboard.exhibits.story import (
    afterwards,
    build_up,
    changes,
    corrections,
    returns,
    splits,
    story_table,
)
from dashboard.exhibits.story import opening as story

_PAGES = (
    Page(
        "story",
        N_("Story"),
        story.opening,
        (
            *returns.EXHIBITS,
            *splits.EXHIBITS,
            *build_up.EXHIBITS,
            *story_table.EXHIBITS,
            matrix.IN_SMALL,
            *changes.EXHIBITS,
            *afterwards.EXHIBITS,
            *corrections.EXHIBITS,
        ),
    ),
    Page(
        "prices",
        N_("Prices"),
        prices.opening,
        (*lines.EXHIBITS, *panels.EXHIBITS, *candles.EXHIBITS),
    ),
    Page("timeline", N_("Timeline"), timeline.opening, timeline.EXHIBITS),
    Page(
        "exposure",
        N_("Exposure"),
        exposure.opening,
        (
            *matrix.EXHIBITS,
            *stated.EXHIBITS,
            *tags.EXHIBITS,
            *grades.EXHIBITS,
            *first_hand.EXHIBITS,
            *fourfold.EXHIBITS,
            matrix.STATEMENTS,
        ),
    ),
    Page(
        "robustness",
        N_("Robustness"),
        robustness.opening,
        (
            *windows.EXHIBITS,
            *stocks.EXHIBITS,
            *placebos.EXHIBITS,
            *limits.EXHIBITS,
            *hold_out.EXHIBITS,
            *event_study.EXHIBITS,
        ),
    ),
    Page("claims", N_("Claims"), claims.opening, claims.EXHIBITS),
    Page("data", N_("Data"), data.opening, data.EXHIBITS, data.PANELS),
)

PAGES: dict[str, Page] = {page.name: page for page in _PAGES}
"""Pages with figures, by name, in the order of the navigation."""


def exhibits(page: str = "") -> dict[str, Exhibit]:
    """Figures of a page by name, in its order; of all pages where none is named."""
    chosen = PAGES.values() if not page else [PAGES[page]] if page in PAGES else []
    return {each.name: each for one in chosen for each in one.exhibits}


def page_of(name: str) -> str:
    """Page that a figure belongs to: the first that shows it."""
    return next(page for page in PAGES if name in exhibits(page))


def charts() -> dict[str, Exhibit]:
    """Figures that can be saved as a still, by name."""
    found = exhibits().values()
    return {each.name: each for each in found if each.is_chart and each.in_files}


def with_paragraph(page: str = "") -> dict[str, Exhibit]:
    """Figures that have a paragraph, by name."""
    return {name: each for name, each in exhibits(page).items() if each.finding is not None}


def numbers() -> Iterator[NumbersOf]:
    """Tables of all figures, in the order of the pages."""
    for each in exhibits().values():
        yield from each.numbers


def chart(trial: Trial, look: Look, name: str) -> Figure:
    """
    One chart by its name, as a file shows it.

    Raises
    ------
    InputError
        If no chart has that name, or this case has no such chart.
    """
    found = charts().get(name)
    if found is None:
        raise InputError(
            N_("There is no figure “{name}”; it can be {known}."),
            name=name[:60],
            known=", ".join(charts()),
        )
    made = found.make(trial, Reader(look))
    if isinstance(made, Figure):
        return made
    reason = look.language("the case has nothing to draw in it") if made is None else made.reason
    raise InputError(
        N_("The figure “{name}” cannot be drawn: {reason}."), name=name, reason=reason.rstrip(".。")
    )
