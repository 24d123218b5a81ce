"""What somebody is editing: where it began, how it stands, and the way back and forth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

from dashboard.cases.editing.changes import Change, changes
from dashboard.cases.editing.merging import Merged, aligned, merge
from dashboard.cases.editing.sheets import Sheets, sheets_of
from dashboard.cases.editing.steps import Step, done_again, step_between, taken_back
from dashboard.cases.folders import CaseFolder

MOST_STEPS = 200  # that can be taken back


@dataclass(frozen=True, slots=True)
class Desk:
    """
    One reader's edit of a case.

    Attributes
    ----------
    digest : str
        Of the folder that `base` was read from.
    base, sheets : Sheets
        As read, and as edited.
    undo, redo : tuple of Step
        The last one is the next.
    who : str
    when : datetime
        In UTC: the last edit.
    """

    digest: str
    base: Sheets
    sheets: Sheets
    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()
    who: str = ""
    when: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def of(cls, content: CaseFolder, who: str = "") -> Self:
        """Desk on which nothing was edited yet."""
        sheets = sheets_of(content)
        return cls(content.digest, sheets, sheets, who=who)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is different from the saved case."""
        return changes(self.base, self.sheets)

    def edited(self, sheets: Sheets, what: str = "") -> Desk:
        """Desk after one more step, whatever it comprises; the same desk where nothing changed."""
        step = step_between(self.sheets, sheets, what)
        if step is None:
            return self
        undo = (*self.undo, step)[-MOST_STEPS:]
        return replace(self, sheets=sheets, undo=undo, redo=(), when=datetime.now(UTC))

    def undone(self) -> Desk:
        """Desk with the last step taken back."""
        if not self.undo:
            return self
        *undo, step = self.undo
        sheets = taken_back(self.sheets, step)
        return replace(self, sheets=sheets, undo=tuple(undo), redo=(*self.redo, step))

    def redone(self) -> Desk:
        """Desk with the step done again that was taken back last."""
        if not self.redo:
            return self
        *redo, step = self.redo
        sheets = done_again(self.sheets, step)
        return replace(self, sheets=sheets, undo=(*self.undo, step), redo=tuple(redo))

    def merged(self, theirs: CaseFolder) -> Merged:
        """Both in one: what stands in the folder now, and what was edited here."""
        return merge(self.base, self.sheets, sheets_of(theirs))

    def on(self, theirs: CaseFolder, sheets: Sheets, what: str = "") -> Desk:
        """
        Desk that goes on from what stands in the folder now.

        Parameters
        ----------
        theirs : CaseFolder
            As read, or as just saved.
        sheets : Sheets
            The two in one, collisions decided; or what was saved.
        what : str
            What the step is called that takes it back; empty where there is nothing to take
            back, as after saving.
        """
        base = aligned(sheets_of(theirs), sheets)
        desk = self.edited(sheets, what) if what else replace(self, sheets=sheets)
        return replace(desk, base=base, digest=theirs.digest)
