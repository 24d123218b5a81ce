"""Tags that lists of the market give the stocks, each held against what is documented.

A tag says what the market files a stock under.  It is no evidence and counts in no test; here it
stands beside the evidence on the same stock, and is flagged where nobody has looked, nothing
counts for it, or something speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.stories.grading import CellState
from dashboard.case import Case, ConceptTag, Window
from dashboard.market.sessions import Sessions

Flag = Literal["", "not-assessed", "without-evidence", "against"]


@dataclass(frozen=True, slots=True)
class TagCheck:
    """
    One tag and what is on file of the stock for the story it is held against.

    Attributes
    ----------
    tag : ConceptTag
    state : str or None
        What all evidence on file amounts to, that after the window too; None of a tag that
        names no story.
    documented : bool
        Whether evidence stands behind it: a grade above 0.
    reported : bool
        Whether what is on file is a report of a document that nobody here has read.
    after_window : bool
        Whether it was seen only after the window's last session: lists of today are no lists
        of then.
    """

    tag: ConceptTag
    state: CellState | None
    documented: bool
    reported: bool
    after_window: bool

    @property
    def flag(self) -> Flag:
        """
        What has to be said of the tag.

        ``against`` where the company denies it, ``without-evidence`` where somebody has looked
        and nothing on file counts for it, ``not-assessed`` where nobody has looked.
        """
        if self.state is None or self.documented:
            return ""
        if self.state == "not-assessed":
            return "not-assessed"
        return "against" if self.state == "denied" else "without-evidence"


def tag_checks(case: Case, sessions: Sessions, window: Window) -> tuple[TagCheck, ...]:
    """
    Hold every tag of a case against the evidence on file.

    Parameters
    ----------
    case : Case
    sessions : Sessions
    window : Window

    Returns
    -------
    tuple of TagCheck
        In the order of the case's stocks, then of the file.
    """
    if not case.tags:
        return ()
    found = exposure(case, sessions, window, with_late=True)
    places = {symbol: n for n, symbol in enumerate(case.symbols)}
    tags = sorted(case.tags, key=lambda tag: places[tag.stock])
    checks = []
    for tag in tags:
        cell = found.cell(tag.stock, tag.story) if tag.story in found.stories else None
        state: CellState | None = None if cell is None else cell.state
        if tag.story and cell is None:
            # Without a single row of evidence the matrix has no such column.
            state = "not-assessed"
        documented = cell is not None and bool(cell.ordinal)
        reported = cell is not None and cell.is_unread
        checks.append(TagCheck(tag, state, documented, reported, tag.seen > window.last))
    return tuple(checks)
