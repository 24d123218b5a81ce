"""What the evidence on one stock and one story amounts to, under the as-of rule.

The *as-of rule*: evidence published after the close of the window's last session is
left out of the window's tests and shown as "after the window".  Rows of a label story
are exempt, because a label is what the market believed and is reported later by
nature; where no row is earlier, the cell says "named after the move".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dashboard.case import FINDINGS, Evidence, Finding, SourceKind, StoryKind, ordinal
from dashboard.cases.confirmations import checked_by, checks
from dashboard.market.sessions import Sessions, span

CellState = Finding | Literal["not-assessed", "after-window"]

# Whose denial counts: the company's own documents.  A broker or a newspaper that
# disagrees is a weaker row of evidence, not a denial.
COMPANY_SOURCES: frozenset[SourceKind] = frozenset(
    {"annual-report", "interim-report", "exchange-filing", "company-statement", "investor-qa"}
)


@dataclass(frozen=True, slots=True)
class Publication:
    """
    When one row of evidence became public, against the close of the window.

    Attributes
    ----------
    evidence : str
        Id of the row.
    earliest : datetime or None
        Exchange time; None for a deadline, which says nothing about the earliest time.
    latest : datetime
        Exchange time; the deadline itself where `is_deadline`.
    is_deadline : bool
        Only "known no later than" is known (precision ``by``).
    time_known : bool
        Whether the time of day is known.
    public_before_close : bool
        Whether `latest` is no later than the close of the window's last session.
    """

    evidence: str
    earliest: datetime | None
    latest: datetime
    is_deadline: bool
    time_known: bool
    public_before_close: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """
    What the evidence amounts to for one stock and one story.

    Attributes
    ----------
    stock, story : str
        Symbol and story id.
    state : str
        Finding of the strongest row; ``denied`` when the company denied it later;
        ``not-assessed`` without any row, ``after-window`` with late rows only.
    strongest : Evidence or None
        The row that counts; None where nothing counts.
    evidence, late : tuple of Evidence
        Rows public before the window closed, and the others; oldest first.
    denied_by : Evidence or None
        The company's denial later than `strongest`; it sets the ordinal to 0.
    denial_order_known : bool
        False when the dates at hand cannot tell whether the denial came later throughout.
    ordinal : int or None
        Rank in the tests; None is "not assessed".
    named_after : bool
        A label whose only source is later than the window.
    contradicted : tuple of str
        Reported rows that do not count, because a row that counts was read in the document
        and contradicts them.
    """

    stock: str
    story: str
    state: CellState
    strongest: Evidence | None
    evidence: tuple[Evidence, ...]
    late: tuple[Evidence, ...]
    denied_by: Evidence | None = None
    denial_order_known: bool = True
    ordinal: int | None = None
    named_after: bool = False
    contradicted: tuple[str, ...] = ()

    @property
    def assessed(self) -> bool:
        """Whether any row counts, even one that found nothing."""
        return self.ordinal is not None

    @property
    def is_unread(self) -> bool:
        """Whether what counts is a report of a document that nobody here has read."""
        row = self.strongest
        if row is None or not row.is_reported:
            return False
        return not checked_by(row, (*self.evidence, *self.late))


def publication(row: Evidence, sessions: Sessions, close: datetime) -> Publication:
    """When a row became public, in exchange time, and whether that was before `close`."""
    when = span(row.public, sessions)
    is_deadline = when.deadline
    return Publication(
        evidence=row.id,
        earliest=None if is_deadline else when.earliest,
        latest=when.latest,
        is_deadline=is_deadline,
        time_known=when.time_known,
        public_before_close=when.latest <= close,
    )


def grade(
    stock: str,
    story: str,
    kind: StoryKind,
    rows: Sequence[Evidence],
    dates: Mapping[str, Publication],
    *,
    with_late: bool,
) -> Cell:
    """
    Grade one stock's link to one story.

    The strongest row counts.  A report gives way to the row that was read in its document,
    once that counts, whether it confirms or contradicts it.  A denial by the company
    later than the strongest row, on the same side of the as-of cut, sets the ordinal to 0, and
    the cell keeps both.

    Parameters
    ----------
    stock, story : str
        Symbol and story id.
    kind : {"evidence", "label", "market"}
        A rumour counts for a label story only, and its rows are exempt from the cut.
    rows : sequence of Evidence
        All rows of that stock and story.
    dates : mapping of str to Publication
        Publication of each row, by its id.
    with_late : bool
        Let rows published after the window count.

    Returns
    -------
    Cell
    """
    oldest_first = sorted(rows, key=lambda row: dates[row.id].latest)
    public = tuple(row for row in oldest_first if dates[row.id].public_before_close)
    late = tuple(row for row in oldest_first if not dates[row.id].public_before_close)
    counted = (*public, *late) if with_late or kind == "label" else public
    if not counted:
        state: CellState = "after-window" if late else "not-assessed"
        return Cell(stock, story, state, None, public, late)
    read = {checks(row) for row in counted}
    against = {row.contradicts for row in counted}
    standing = [row for row in counted if row.id not in read]
    strongest, denial = _strongest(standing, kind, dates, with_late=with_late)
    return Cell(
        stock=stock,
        story=story,
        state="denied" if denial else strongest.finding,
        strongest=strongest,
        evidence=public,
        late=late,
        denied_by=denial,
        denial_order_known=denial is None or _surely_later(dates[denial.id], dates[strongest.id]),
        ordinal=0 if denial else ordinal(strongest.finding, kind),
        named_after=kind == "label" and _named_only_by(late, public, kind),
        contradicted=tuple(row.id for row in counted if row.id in against),
    )


def _strongest(
    rows: Sequence[Evidence],
    kind: StoryKind,
    dates: Mapping[str, Publication],
    *,
    with_late: bool,
) -> tuple[Evidence, Evidence | None]:
    denials = {row.id: _denial_of(row, rows, dates, with_late=with_late) for row in rows}

    # Of equally strong rows the one that still stands speaks for the stock: a company
    # that repeats its statement after having denied it has taken the denial back.
    def strength(row: Evidence) -> tuple[int, bool, int, datetime]:
        rank, stands = ordinal(row.finding, kind), denials[row.id] is None
        place = -FINDINGS.index(row.finding)
        return rank, stands, place, dates[row.id].latest

    strongest = max(rows, key=strength)
    return strongest, denials[strongest.id]


def _denial_of(
    statement: Evidence,
    rows: Sequence[Evidence],
    dates: Mapping[str, Publication],
    *,
    with_late: bool,
) -> Evidence | None:
    said = dates[statement.id]
    if statement.finding == "denied":
        return None
    denials = [
        row
        for row in rows
        if row.finding == "denied"
        and row.source_kind in COMPANY_SOURCES
        and dates[row.id].latest > said.latest
        # A denial after the window cannot undo what the market knew inside it.
        and (with_late or dates[row.id].public_before_close == said.public_before_close)
    ]
    return denials[-1] if denials else None


def _named_only_by(late: Sequence[Evidence], public: Sequence[Evidence], kind: StoryKind) -> bool:
    def names(rows: Sequence[Evidence]) -> bool:
        return any(ordinal(row.finding, kind) > 0 for row in rows)

    return names(late) and not names(public)


def _surely_later(second: Publication, first: Publication) -> bool:
    return second.earliest is not None and second.earliest >= first.latest
