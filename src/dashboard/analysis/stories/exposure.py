"""Who is linked to which story: the stock x story matrix of one window.

A cell without a row is *not assessed*, which is not "none found": the rank tests count
it as 0, say how many stocks that assumption touches, and repeat the test without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from dashboard.analysis.stories.grading import Cell, Publication, grade, publication
from dashboard.case import Case, Story, StoryKind, Window
from dashboard.errors import N_, NotFoundError
from dashboard.market.sessions import Sessions


@dataclass(frozen=True, slots=True)
class StorySummary:
    """
    What the reader must know before a story's ordinals are compared with returns.

    Attributes
    ----------
    story, kind : str
        Id and kind of the story.
    assessed : tuple of str
        Stocks with a row that counts.
    not_assessed : tuple of str
        The others; a rank test that takes them as 0 is assuming so.
    after_window : tuple of str
        Those of `not_assessed` that have late rows.
    named_after : tuple of str
        Stocks that got the label only after the window.
    is_grouping : bool
        The ordinals split the stocks exactly as the groups do: whatever separates the
        groups separates this story, and the two cannot be told apart.
    measures : tuple of str
        Kinds of figure in the story's rows (measure, unit, denominator); with more than
        one, the figures must not stand in one column.
    """

    story: str
    kind: StoryKind
    assessed: tuple[str, ...]
    not_assessed: tuple[str, ...]
    after_window: tuple[str, ...]
    named_after: tuple[str, ...]
    is_grouping: bool
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExposureResult:
    """
    The stock x story matrix of one window.

    Attributes
    ----------
    window : Window
        The sessions under trial.
    close : datetime
        Close of the window's last session, exchange time: the as-of cut.
    with_late : bool
        Whether evidence published after the window counts in the ordinals.
    stories : tuple of str
        Story ids in the order of the case; market stories without rows are left out.
    stocks : tuple of str
        Symbols by group, then by return, highest first, then in the order of the case.
    groups : tuple of str
        Group of each of `stocks`.
    cells : tuple of Cell
        Row by row: all stories of the first stock, then of the second.
    returns : tuple of (float or None)
        Window return of each of `stocks`, fraction; None where undefined or not given.
    publications : tuple of Publication
        One for each row of evidence in the matrix.
    summaries : tuple of StorySummary
        One for each of `stories`.
    """

    window: Window
    close: datetime
    with_late: bool
    stories: tuple[str, ...]
    stocks: tuple[str, ...]
    groups: tuple[str, ...]
    cells: tuple[Cell, ...]
    returns: tuple[float | None, ...]
    publications: tuple[Publication, ...] = field(repr=False)
    summaries: tuple[StorySummary, ...] = field(repr=False)

    def cell(self, stock: str, story: str) -> Cell:
        """Cell of that stock and story, or NotFoundError."""
        if stock not in self.stocks or story not in self.stories:
            raise NotFoundError(
                N_("The exposure matrix has no cell for “{stock}” and “{story}”."),
                stock=stock,
                story=story,
            )
        row, column = self.stocks.index(stock), self.stories.index(story)
        return self.cells[row * len(self.stories) + column]

    def column(self, story: str) -> tuple[Cell, ...]:
        """Cells of one story, in the order of `stocks`."""
        return tuple(self.cell(stock, story) for stock in self.stocks)

    def row(self, stock: str) -> tuple[Cell, ...]:
        """Cells of one stock, in the order of `stories`."""
        return tuple(self.cell(stock, story) for story in self.stories)

    def publication(self, evidence: str) -> Publication:
        """Publication of that row of evidence, or NotFoundError."""
        for each in self.publications:
            if each.evidence == evidence:
                return each
        raise NotFoundError(N_("The case has nothing called “{name}”."), name=evidence)

    def summary(self, story: str) -> StorySummary:
        """Summary of that story, or NotFoundError."""
        for summary in self.summaries:
            if summary.story == story:
                return summary
        raise NotFoundError(N_("The case has nothing called “{name}”."), name=story)


class Ordinals(NamedTuple):
    """
    One story as the rank tests see it.

    Attributes
    ----------
    values : tuple of int
        In the order of the result's `stocks`; not assessed counts as 0.
    assumed_zero : tuple of str
        Stocks without a row that counts: their 0 is an assumption.
    assessed : tuple of str
        The others.
    """

    values: tuple[int, ...]
    assumed_zero: tuple[str, ...]
    assessed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExposurePoint:
    """One stock's return (fraction) against its ordinal, assumed 0 where not `assessed`."""

    symbol: str
    group: str
    ordinal: int
    assessed: bool
    value: float | None


def exposure(
    case: Case,
    sessions: Sessions,
    window: Window,
    *,
    returns: Mapping[str, float | None] | None = None,
    with_late: bool = False,
) -> ExposureResult:
    """
    Stock x story matrix under the as-of rule.

    Parameters
    ----------
    case : Case
        The market story on trial.
    sessions : Sessions
        Calendar of the case's exchange.
    window : Window
        Its last session's close is the as-of cut.
    returns : mapping of str to (float or None), optional
        Window return by symbol, as a fraction; orders the stocks and travels along.
    with_late : bool, optional
        Let evidence published after the window count, for the test that asks whether
        the fit survives what came later.

    Returns
    -------
    ExposureResult
    """
    close = sessions.close_time(window.last)
    known = dict(returns or {})
    stocks = _stock_order(case, known)
    kinds = {story.id: story.kind for story in _stories(case)}
    rows = [row for row in case.evidence if row.story in kinds and row.stock in stocks]
    dates = {row.id: publication(row, sessions, close) for row in rows}
    cells = tuple(
        grade(
            stock,
            story,
            kinds[story],
            [row for row in rows if (row.stock, row.story) == (stock, story)],
            dates,
            with_late=with_late,
        )
        for stock in stocks
        for story in kinds
    )
    groups = tuple(case.stock(stock).group for stock in stocks)
    return ExposureResult(
        window=window,
        close=close,
        with_late=with_late,
        stories=tuple(kinds),
        stocks=stocks,
        groups=groups,
        cells=cells,
        returns=tuple(known.get(stock) for stock in stocks),
        publications=tuple(dates.values()),
        summaries=tuple(
            _summary(story, kind, [c for c in cells if c.story == story], groups)
            for story, kind in kinds.items()
        ),
    )


def ordinals(result: ExposureResult, story: str) -> Ordinals:
    """Ordinals of one story over all stocks, with the stocks whose 0 is an assumption."""
    cells = result.column(story)
    return Ordinals(
        values=tuple(cell.ordinal or 0 for cell in cells),
        assumed_zero=tuple(cell.stock for cell in cells if not cell.assessed),
        assessed=tuple(cell.stock for cell in cells if cell.assessed),
    )


def exposure_points(result: ExposureResult, story: str) -> tuple[ExposurePoint, ...]:
    """Returns against the ordinals of one story, one point a stock."""
    return tuple(
        ExposurePoint(cell.stock, group, cell.ordinal or 0, cell.assessed, value)
        for cell, group, value in zip(
            result.column(story), result.groups, result.returns, strict=True
        )
    )


def _stories(case: Case) -> list[Story]:
    named = {row.story for row in case.evidence}
    return [story for story in case.stories if story.kind != "market" or story.id in named]


def _stock_order(case: Case, returns: Mapping[str, float | None]) -> tuple[str, ...]:
    def falling(symbol: str) -> float:
        value = returns.get(symbol)
        return float("inf") if value is None else -value

    return tuple(
        symbol
        for group in case.groups
        for symbol in sorted((stock.symbol for stock in case.members(group.id)), key=falling)
    )


def _summary(
    story: str, kind: StoryKind, cells: Sequence[Cell], groups: Sequence[str]
) -> StorySummary:
    ranks = [cell.ordinal or 0 for cell in cells]
    figures = {
        " · ".join(part for part in (row.measure, row.unit, row.denominator) if part): None
        for cell in cells
        for row in (*cell.evidence, *cell.late)
        if row.value is not None
    }
    return StorySummary(
        story=story,
        kind=kind,
        assessed=tuple(cell.stock for cell in cells if cell.assessed),
        not_assessed=tuple(cell.stock for cell in cells if not cell.assessed),
        after_window=tuple(cell.stock for cell in cells if cell.state == "after-window"),
        named_after=tuple(cell.stock for cell in cells if cell.named_after),
        is_grouping=_same_partition(ranks, groups),
        measures=tuple(figures),
    )


def _same_partition(ranks: Sequence[int], groups: Sequence[str]) -> bool:
    pairs = set(zip(ranks, groups, strict=True))
    return len(set(groups)) > 1 and len(pairs) == len(set(ranks)) == len(set(groups))


def shown_stories(case: Case, result: ExposureResult) -> tuple[Story, ...]:
    """Stories with a panel: documented ones first, then what the market believed."""
    stories = [case.story(story) for story in result.stories]
    return tuple(sorted(stories, key=lambda story: story.kind == "label"))


def assessed_stories(case: Case, result: ExposureResult) -> tuple[Story, ...]:
    """Those of them for which some stock has been assessed."""
    known = {cell.story for cell in result.cells if cell.assessed}
    return tuple(story for story in shown_stories(case, result) if story.id in known)
