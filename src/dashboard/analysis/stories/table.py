"""The story table: every story of a case by every row, computed by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.first_hand_words import first_hand_notes
from dashboard.analysis.stories.market_measures import MarketMeasures
from dashboard.analysis.stories.nearest_change import (
    NearestChange,
    StoryChange,
    nearest_changes_of,
    neighbours,
    turn_cell,
)
from dashboard.analysis.stories.rank_tests import StoryTest, story_tests
from dashboard.analysis.stories.rows import ROWS, StoryCell, StoryRow
from dashboard.analysis.stories.words import decimal, probability, signed
from dashboard.case import StoryKind, Window
from dashboard.errors import N_, NotFoundError
from dashboard.message import Message
from dashboard.stats.result import Undefined


@dataclass(frozen=True, slots=True)
class StoryColumn:
    """
    One story of the table.

    Attributes
    ----------
    story, kind : str
    cells : tuple of StoryCell
        One for each of `ROWS`.
    is_grouping : bool
        Its grades part the stocks exactly as the groups do.
    nearest_changes : tuple of NearestChange
        Every single change that turns a strong cell.
    """

    story: str
    kind: StoryKind
    cells: tuple[StoryCell, ...]
    is_grouping: bool
    nearest_changes: tuple[NearestChange, ...]

    @property
    def strong_fits(self) -> int:
        """Strong fits."""
        return sum(cell.is_strong and cell.mark == "fits" for cell in self.cells)

    @property
    def strong_contradictions(self) -> int:
        """Strong contradictions."""
        return sum(cell.is_strong and cell.mark == "other-way" for cell in self.cells)

    @property
    def contradictions(self) -> int:
        """Contradictions of any strength; a shared order is none."""
        return sum(cell.mark == "other-way" and not cell.shared for cell in self.cells)

    def cell(self, row: StoryRow) -> StoryCell:
        """Cell of one row."""
        return next(cell for cell in self.cells if cell.row == row)


@dataclass(frozen=True, slots=True)
class StoryTable:
    """
    Which story the facts of one window fit, and how far they can tell.

    Attributes
    ----------
    window, base : Window, date
    benchmark : str
    stories : tuple of StoryColumn
        Fewest strong contradictions first, then most strong fits, then as the case lists them.
    tests : tuple of StoryTest
        Rank tests of the evidence and label stories, in the order of the case.
    measures : MarketMeasures or None
        None for a case without a market story.
    """

    window: Window
    base: date
    benchmark: str
    stories: tuple[StoryColumn, ...]
    tests: tuple[StoryTest, ...]
    measures: MarketMeasures | None

    def column(self, story: str) -> StoryColumn:
        """Column of one story, or NotFoundError."""
        for column in self.stories:
            if column.story == story:
                return column
        raise NotFoundError(N_("The case has nothing called “{name}”."), name=story)

    def test(self, story: str) -> StoryTest:
        """Rank tests of one story, or NotFoundError."""
        for test in self.tests:
            if test.story == story:
                return test
        raise NotFoundError(N_("The case has nothing called “{name}”."), name=story)


def story_table(trial: StoryInputs) -> StoryTable:
    """
    Put every story of a case on trial over one window.

    Parameters
    ----------
    trial : StoryInputs
        Case, prices, window and benchmark.

    Returns
    -------
    StoryTable

    Raises
    ------
    InputError, NotFoundError, CalendarError
        As `window_result` does.
    """
    case = trial.case
    tests = story_tests(case, trial.sessions, trial.result, matrix=trial.matrix)
    shared = neighbours(trial)
    columns = [
        _column(trial, story.id, story.kind, _notes(tests, story.id), shared)
        for story in case.stories
    ]
    ordered = sorted(columns, key=lambda each: (each.strong_contradictions, -each.strong_fits))
    has_market = any(story.kind == "market" for story in case.stories)
    return StoryTable(
        window=trial.window,
        base=trial.result.base,
        benchmark=trial.benchmark,
        stories=tuple(ordered),
        tests=tests,
        measures=trial.measures if has_market else None,
    )


def _column(
    trial: StoryInputs,
    story: str,
    kind: StoryKind,
    notes: tuple[Message, ...],
    shared: Sequence[StoryChange],
) -> StoryColumn:
    cells = [trial.cell(story, row) for row in ROWS if row != "turn"]
    strong = [cell for cell in cells if cell.is_strong]
    changes = nearest_changes_of(trial, story, strong, shared)
    cells = [replace(cell, notes=notes) if cell.row == "rank-fit" else cell for cell in cells]
    return StoryColumn(
        story=story,
        kind=kind,
        cells=(*cells, turn_cell(changes, has_strong=bool(strong))),
        is_grouping=trial.is_grouping(story),
        nearest_changes=changes.nearest_changes,
    )


def _notes(tests: Sequence[StoryTest], story: str) -> tuple[Message, ...]:
    """What must stand beside a rank fit: what it is not, and what it assumes."""
    test = next((each for each in tests if each.story == story), None)
    if test is None or isinstance(test.spearman, Undefined):
        return ()
    notes = []
    if test.is_grouping:
        notes.append(Message.of(N_("Its grades are the groups: this is no test of its own.")))
    if test.named_after:
        notes.append(_named_after(test))
    if not isinstance(test.adjusted_pvalue, Undefined) and test.n_stories > 1:
        notes.append(
            Message.of(
                N_("Adjusted for looking at {n} stories: p {p} for the predicted side."),
                n=test.n_stories,
                p=decimal(test.adjusted_pvalue),
            )
        )
    if test.assumed_zero:
        notes.append(_assumed(test))
    if test.first_hand.reported:
        notes += first_hand_notes(test.first_hand)
    if test.without_return:
        notes.append(Message.of(N_("Left out, without a return: {n}."), n=len(test.without_return)))
    return tuple(notes)


def _named_after(test: StoryTest) -> Message:
    labelled = sum(grade > 0 for _, grade in test.ordinals)
    late = len(test.named_after)
    if late >= labelled:
        return Message.of(N_("Named after the move."))
    return Message.of(N_("Named after the move: {n} of {total}."), n=late, total=labelled)


def _assumed(test: StoryTest) -> Message:
    alone = test.assessed_only.spearman
    known = {"n": len(test.assumed_zero), "assessed": test.assessed_only.n}
    if isinstance(alone, Undefined):
        return Message.of(
            N_(
                "{n} not assessed count as none found; the {assessed} assessed alone cannot be "
                "ranked."
            ),
            **known,
        )
    return Message.of(
        N_(
            "{n} not assessed count as none found; on the {assessed} assessed alone ρ {rho}, p {p}."
        ),
        rho=signed(alone.statistic),
        p=probability(alone.pvalue_one_sided, alone.count, alone.n_arrangements, exact=alone.exact),
        **known,
    )
