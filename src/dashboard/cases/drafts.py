"""Confirming a draft on the disk: lines go out of draft.csv, and nothing else changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dashboard.cases.faults import nearest
from dashboard.cases.folders import CaseFolder
from dashboard.cases.marks import MARKED, MARKS, REASONS, Mark
from dashboard.cases.replacement import complete
from dashboard.cases.writer import marks_file
from dashboard.errors import N_, InputError, NotFoundError
from dashboard.files import replacing


def confirm_marks(
    folder: Path,
    content: CaseFolder,
    *,
    rows: Sequence[str] = (),
    file: str = "",
    reason: str = "",
) -> tuple[Mark, ...]:
    """
    Confirm marks of a case folder; those that are left come back.

    Parameters
    ----------
    folder : Path
        Where the case was read from.
    content : CaseFolder
        As read.
    rows : sequence of str
        Rows that are confirmed, as their marks name them; all where none is named.
    file, reason : str
        Only marks of that file, or of that reason.

    Raises
    ------
    NotFoundError
        If a row has no mark.
    InputError
        If there is no such file or reason, or the folder cannot be written.
    """
    _check_word(file, MARKED)
    _check_word(reason, REASONS)
    known = [mark.row for mark in content.marks]
    for row in rows:
        if row not in known:
            raise NotFoundError(
                N_("Nothing called “{name}” is left to confirm{nearest}."),
                name=row,
                nearest=nearest(row, known),
            )
    left = tuple(mark for mark in content.marks if not _meant(mark, rows, file, reason))
    try:
        complete(folder)
        if left:
            with replacing(folder / MARKS) as draft:
                draft.write_bytes(marks_file(left))
        else:
            (folder / MARKS).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            N_("“{folder}” cannot be written ({reason})."), folder=folder, reason=error.strerror
        ) from error
    return left


def _check_word(word: str, allowed: Sequence[str]) -> None:
    if word and word not in allowed:
        raise InputError(
            N_("“{word}” is none of {allowed}."), word=word, allowed=", ".join(allowed)
        )


def _meant(mark: Mark, rows: Sequence[str], file: str, reason: str) -> bool:
    return (
        (not rows or mark.row in rows)
        and (not file or mark.file == file)
        and (not reason or mark.reason == reason)
    )
