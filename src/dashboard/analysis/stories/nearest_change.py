"""The nearest single change of a setting that would change a strong cell of a story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.fit import Grades, Mark, Ranking, Strength
from dashboard.analysis.stories.rows import MARK_WORDS, ROW_TITLES, StoryCell, StoryRow
from dashboard.analysis.window.window import base_window
from dashboard.errors import N_, DashboardError
from dashboard.message import Message

Kind: TypeAlias = Literal[
    "base-earlier",
    "base-later",
    "last-earlier",
    "last-later",
    "without",
    "grade-up",
    "grade-down",
    "benchmark",
]

GRADED_ROWS: frozenset[StoryRow] = frozenset(
    {"rank-fit", "inside-groups", "leave-one-out", "late-evidence"}
)

_WORDS: dict[Kind, str] = {
    "base-earlier": N_("base one session earlier, {day}"),
    "base-later": N_("base one session later, {day}"),
    "last-earlier": N_("window ending one session earlier, {day}"),
    "last-later": N_("window ending one session later, {day}"),
    "without": N_("without {stock}"),
    "grade-up": N_("{stock} graded one step higher, {grade}"),
    "grade-down": N_("{stock} graded one step lower, {grade}"),
    "benchmark": N_("benchmark {benchmark}"),
}


@dataclass(frozen=True, slots=True)
class NearestChange:
    """
    A single change and the strong cell that it changes.

    Attributes
    ----------
    kind : str
        Which setting moved.
    day : date or None
        The new base or last session.
    symbol, benchmark : str
        Stock left out or graded anew; benchmark in use.
    grade : int or None
        The new grade.
    row : str
        The strong cell.
    mark, strength : str
        What becomes of it.
    change : Message
        The change in words, for the inside of a sentence.
    """

    kind: Kind
    day: date | None
    symbol: str
    benchmark: str
    grade: int | None
    row: StoryRow
    mark: Mark | None
    strength: Strength
    change: Message


@dataclass(frozen=True, slots=True)
class NearestChanges:
    """
    All single changes of one story's settings, nearest kind first.

    Attributes
    ----------
    nearest_changes : tuple of NearestChange
        Those that change a strong cell; one change can stand here with several rows.
    n_changes, n_changing : int
        Changes tried, and those that change at least one strong cell.
    """

    nearest_changes: tuple[NearestChange, ...]
    n_changes: int
    n_changing: int


@dataclass(frozen=True, slots=True, eq=False)
class StoryChange:
    """One change in words, the trial after it, and its own ranking when a grade moved."""

    kind: Kind
    trial: StoryInputs
    words: Message
    ranking: Ranking | None = None
    day: date | None = None
    symbol: str = ""
    benchmark: str = ""
    grade: int | None = None


def neighbours(trial: StoryInputs) -> tuple[StoryChange, ...]:
    """
    Changes that all stories share: an end of the window, a stock left out, a benchmark.

    A window that the prices at hand do not allow is left out.  Trials are lazy: what
    no story asks of them is never worked out.
    """
    return (*_ends(trial), *_omissions(trial), *_benchmarks(trial))


def nearest_changes_of(
    trial: StoryInputs, story: str, strong: Sequence[StoryCell], shared: Sequence[StoryChange]
) -> NearestChanges:
    """
    Try every single change on the strong cells of one story.

    Parameters
    ----------
    trial : StoryInputs
    story : str
    strong : sequence of StoryCell
        Its strong cells.
    shared : sequence
        From `neighbours`.

    Returns
    -------
    NearestChanges
        In the order of the design: ends, stocks, grades, benchmarks.
    """
    if not strong:
        return NearestChanges((), 0, 0)
    ends = [change for change in shared if change.kind != "benchmark"]
    others = [change for change in shared if change.kind == "benchmark"]
    changes = [*ends, *_grades(trial, story), *others]
    found: list[NearestChange] = []
    for change in changes:
        rows = _asked(change, strong)
        for cell in rows:
            after = change.trial.cell(story, cell.row, change.ranking)
            if (after.mark, after.strength) != (cell.mark, cell.strength):
                found.append(_nearest_change(change, cell.row, after))
    turning = {turn.change for turn in found}
    return NearestChanges(tuple(found), len(changes), len(turning))


def turn_cell(nearest_changes: NearestChanges, *, has_strong: bool) -> StoryCell:
    """Row without a mark: the nearest change that turns a strong cell."""
    notes: tuple[Message, ...] = ()
    if not has_strong:
        remark = Message.of(N_("There is no strong cell that one change could turn."))
    elif not nearest_changes.nearest_changes:
        remark = Message.of(
            N_("None of {n} single changes turns a strong cell."),
            n=nearest_changes.n_changes,
        )
    else:
        nearest = nearest_changes.nearest_changes[0]
        remark = Message.of(
            N_("Nearest: {change}; then “{row}” {outcome}."),
            change=nearest.change,
            row=Message.of(ROW_TITLES[nearest.row]),
            outcome=Message.of(MARK_WORDS[nearest.mark or "says-nothing", nearest.strength]),
        )
        notes = (
            Message.of(
                N_("{turning} of {n} single changes turn a strong cell."),
                turning=nearest_changes.n_changing,
                n=nearest_changes.n_changes,
            ),
        )
    return StoryCell("turn", None, "none", None, None, None, None, None, remark, notes)


def _asked(change: StoryChange, strong: Sequence[StoryCell]) -> list[StoryCell]:
    if change.kind == "without":
        # What one stock left out does is what that row says already.
        return [cell for cell in strong if cell.row != "leave-one-out"]
    if change.ranking is not None:
        # A grade cannot move what happened in the market.
        return [cell for cell in strong if cell.row in GRADED_ROWS]
    return list(strong)


def _nearest_change(change: StoryChange, row: StoryRow, after: StoryCell) -> NearestChange:
    return NearestChange(
        kind=change.kind,
        day=change.day,
        symbol=change.symbol,
        benchmark=change.benchmark,
        grade=change.grade,
        row=row,
        mark=after.mark,
        strength=after.strength,
        change=change.words,
    )


def _ends(trial: StoryInputs) -> Iterator[StoryChange]:
    sessions, last = trial.sessions, trial.window.last
    base = trial.result.base
    moves: tuple[tuple[Kind, int, int], ...] = (
        ("base-earlier", -1, 0),
        ("base-later", 1, 0),
        ("last-earlier", 0, -1),
        ("last-later", 0, 1),
    )
    for kind, move_base, move_last in moves:
        try:
            new_base = sessions.offset(base, move_base)
            new_last = sessions.offset(last, move_last)
            window = base_window(trial.case, trial.market, sessions, new_base, new_last)
        except DashboardError:
            continue
        day = new_base if move_base else new_last
        yield StoryChange(
            kind, trial.changed(window=window), Message.of(_WORDS[kind], day=day), day=day
        )


def _omissions(trial: StoryInputs) -> Iterator[StoryChange]:
    for stock in trial.known:
        words = Message.of(_WORDS["without"], stock=trial.stocks[stock.symbol])
        changed = trial.without(stock.symbol)
        yield StoryChange("without", changed, words, symbol=stock.symbol)


def _benchmarks(trial: StoryInputs) -> Iterator[StoryChange]:
    for benchmark in trial.case.benchmarks:
        if benchmark.id != trial.benchmark:
            words = Message.of(_WORDS["benchmark"], benchmark=benchmark.title)
            changed = trial.changed(benchmark=benchmark.id)
            yield StoryChange("benchmark", changed, words, benchmark=benchmark.id)


def _grades(trial: StoryInputs, story: str) -> Iterator[StoryChange]:
    own = trial.ranking(story)
    if not isinstance(own, Grades):
        return
    steps: tuple[tuple[Kind, int], ...] = (("grade-up", 1), ("grade-down", -1))
    for symbol, grade in zip(own.symbols, own.grades, strict=True):
        for kind, step in steps:
            moved = own.moved(symbol, step)
            if moved is None:
                continue
            words = Message.of(_WORDS[kind], stock=trial.stocks[symbol], grade=grade + step)
            yield StoryChange(kind, trial, words, moved, symbol=symbol, grade=grade + step)
