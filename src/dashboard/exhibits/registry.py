"""The registry of figures: every page with its figures, each known here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.errors import N_, InputError
from dashboard.exhibits import claims, data, exposure, prices, robustness, story, timeline
from dashboard.exhibits.exhibit import Exhibit, Figure, NumbersOf, Page, Reader

PAGES: dict[str, Page] = {
    page.name: page
    for page in (
        story.PAGE,
        prices.PAGE,
        timeline.PAGE,
        exposure.PAGE,
        robustness.PAGE,
        claims.PAGE,
        data.PAGE,
    )
}
"""Pages with figures, by name, in the order of the navigation."""


def exhibits(page: str = "") -> dict[str, Exhibit]:
    """Figures of a page by name, in its order; of all pages where none is named."""
    chosen = PAGES.values() if not page else [PAGES[page]] if page in PAGES else []
    return {each.name: each for one in chosen for each in one.exhibits}


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
    if found is None or found.make is None:
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
