"""Saving the sheets of a case into its folder, with what stood there kept as a version.

Files on the disk are the truth: what was changed there since the sheets were read is never
written over.  A kill at any point leaves the old case or the new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dashboard.access import history
from dashboard.cases import news
from dashboard.cases.editing.comments import with_comments
from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.merging import aligned
from dashboard.cases.editing.sheets import Sheets, files_of, sheets_of
from dashboard.cases.editing.version_store import (
    Version,
    enter,
    entry_of,
    folder_at,
    keep_objects,
    next_number,
    versions,
)
from dashboard.cases.folders import CaseFolder, read_case, shipped_directory
from dashboard.cases.held import FileNote, Held
from dashboard.cases.outline import CASE_FILE, PRICES
from dashboard.cases.reading import Reading
from dashboard.cases.replacement import commit, committed, complete, stage
from dashboard.cases.shelf import LOCK
from dashboard.cases.writer import prices_file
from dashboard.errors import N_, CaseError, DashboardError, InputError

__all__ = ["ChangedError", "Saved", "Version", "content_at", "folder_at", "save", "versions"]

PATIENCE = 10.0  # seconds to wait for somebody who saves at the same moment

CHANGED = N_("“{slug}” was changed since you opened it; nothing was written over that.")
GONE = N_("The folder of “{slug}” is gone; nothing was written. Bring it back, then save again.")

_log = logging.getLogger(__name__)


class ChangedError(DashboardError):
    """
    The folder is not what the sheets were read from; nothing was written.

    Attributes
    ----------
    theirs : CaseFolder or None
        What stands there now; None where that is gone or cannot be read.
    version : Version or None
        The version that it is, where somebody saved it here.
    """

    theirs: CaseFolder | None = None
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """
    A case that was saved.

    Attributes
    ----------
    content : CaseFolder
        As it stands in the folder.
    sheets : Sheets
        The same in the format's own writing, its rows with the keys that they had.
    version : Version or None
        The new version; None where nothing had to be written.
    files : tuple of str
        Files that were written or taken away.
    """

    content: CaseFolder
    sheets: Sheets
    version: Version | None
    files: tuple[str, ...] = ()


def save(
    store: Path, folder: Path, sheets: Sheets, *, read: str, who: str = "", what: str = ""
) -> Saved:
    """
    Write sheets into the folder of their case, all files at once or none.

    Only files whose content changes are written; comments on lines of their own stay in a
    case.toml that changes.

    Parameters
    ----------
    store : Path
        Folder of the store, where versions are kept.
    folder : Path
    sheets : Sheets
    read : str
        Digest of the folder that the sheets came from.
    who, what : str
        For the history: who saves, and what was changed in a few words.

    Raises
    ------
    ChangedError
        If the folder is another now.
    CaseError
        If a cell is wrong.
    InputError
        If the case ships with the dashboard, or nothing can be written.
    """
    if folder.parent == shipped_directory():
        raise InputError(
            N_("“{slug}” ships with the dashboard and stays as it is; duplicate it instead."),
            slug=folder.name,
        )
    try:
        with _alone(folder):
            settle(store, folder)
            saved = _save(store, folder, sheets, read, (who, what))
    except OSError as error:
        raise InputError(
            N_("“{folder}” cannot be written ({reason}); the case stays as it was."),
            folder=_meant(error, store, folder),
            reason=error.strerror or error,
        ) from error
    if saved.version is not None:
        _tell(store, folder.name, saved)
    return saved


def settle(store: Path, folder: Path) -> None:
    """Complete a save that was cut short after the moment of the change."""
    entry = committed(folder)
    if entry.get("number"):
        enter(store, folder.name, entry)
    complete(folder)


def content_at(store: Path, slug: str, number: int) -> CaseFolder:
    """
    Case as it was in a version.

    Raises
    ------
    NotFoundError
        If there is no such version.
    CaseError
        If it has faults: it was found so, by hand.
    """
    files = folder_at(store, slug, number)
    reading = Reading(Path(slug), Held(files))
    content = reading.content()
    if content is None or len(reading.faults):
        raise CaseError(slug, reading.faults.sorted(reading.order))
    case, market, marks = content
    return CaseFolder(case, market, tuple(reading.notices), tuple(reading.notes.values()), marks)


# Steps ----------------------------------------------------------------


def _save(store: Path, folder: Path, sheets: Sheets, read: str, told: tuple[str, str]) -> Saved:
    current = _standing(store, folder, read)
    judged = judge(sheets, current)
    if judged.content is None:
        raise CaseError(folder.name, [each.fault for each in judged.faults])
    if judged.content.case.slug != folder.name:
        raise InputError(
            N_("The name in addresses, {slug}, is the folder's too: rename the case instead."),
            slug=folder.name,
        )
    files = _replaced(folder, current, judged.content, sheets)
    content = _as_written(current, judged.content, files)
    saved = Saved(content, aligned(sheets_of(content), sheets), None, tuple(sorted(files)))
    if not files:
        return saved
    _keep_standing(store, folder, current)
    number, now = next_number(store, folder.name), datetime.now(UTC)
    version = Version(number, now, *told, content.digest, by_hand=False)
    written = {name: data for name, data in files.items() if data is not None}
    keep_objects(store, folder.name, written)
    entry = entry_of(version, {note.name: note.sha256 for note in content.files})
    commit(stage(folder, files, entry))
    # The case is saved. What fails from here on is made good by whoever comes next.
    try:
        settle(store, folder)
    except OSError as error:
        _log.warning("%s is saved, its files wait: %s", folder.name, type(error).__name__)
    if not content.marks:  # of a draft nothing is told
        news.notice_evidence(store, content.case, content.digest, current.case)
    return replace(saved, version=version)


def _standing(store: Path, folder: Path, read: str) -> CaseFolder:
    """The case as it stands in the folder, which has to be the one that was read."""
    slug = folder.name
    try:
        current = read_case(folder)
    except CaseError as error:
        template = N_(
            "“{slug}” was changed on the disk and cannot be read now; nothing was written over it. "
            "Mend it there, then save again."
        )
        if not folder.is_dir():
            template = GONE
        raise ChangedError(template, slug=slug) from error
    if current.digest == read:
        return current
    changed = ChangedError(CHANGED, slug=slug)
    changed.theirs = current
    found = versions(store, slug)
    if found and found[0].digest == current.digest and not found[0].by_hand:
        changed.version = found[0]
    raise changed


def _replaced(
    folder: Path, current: CaseFolder, content: CaseFolder, sheets: Sheets
) -> dict[str, bytes | None]:
    """Files whose content is another, as they will be; None for one that goes."""
    before, after = files_of(sheets_of(current)), files_of(sheets_of(content))
    files: dict[str, bytes | None] = {
        name: data for name, data in after.items() if before.get(name) != data
    }
    files |= dict.fromkeys(before.keys() - after.keys())
    if len(content.market.prices) != len(current.market.prices):
        files[PRICES] = prices_file(content.market.prices)
    toml = files.get(CASE_FILE)
    if toml is not None:
        files[CASE_FILE] = with_comments((folder / CASE_FILE).read_bytes(), toml)
    named = {note.name for note in content.files}
    known = {note.name: {note.sha256} for note in current.files}
    for name, data in sheets.carried.files.items():
        if name not in named or _sha256(data) in known.get(name, ()):
            continue
        if name not in known and (folder / name).exists():
            raise InputError(
                N_("“{name}” stands in the folder already and is no part of the case; rename it."),
                name=name,
            )
        files[name] = data
    return files


def _as_written(
    current: CaseFolder, content: CaseFolder, files: Mapping[str, bytes | None]
) -> CaseFolder:
    """The case with what is to be said of the files that will stand in its folder."""
    before = {note.name: note for note in current.files}
    notes = []
    for note in content.files:
        data = files.get(note.name)
        if data is None:
            notes.append(before.get(note.name, note))
        else:
            notes.append(FileNote(note.name, note.rows, _sha256(data), len(data)))
    return replace(content, files=tuple(notes))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _keep_standing(store: Path, folder: Path, current: CaseFolder) -> None:
    """Keep what stands in the folder as a version, unless it is the latest."""
    known = versions(store, folder.name)
    if known and known[0].digest == current.digest:
        return
    contents = {note.name: (folder / note.name).read_bytes() for note in current.files}
    kept = keep_objects(store, folder.name, contents)
    if kept != {note.name: note.sha256 for note in current.files}:
        raise ChangedError(
            CHANGED,
            slug=folder.name,
        )
    number, now = next_number(store, folder.name), datetime.now(UTC)
    version = Version(number, now, "", "", current.digest, by_hand=True)
    enter(store, folder.name, entry_of(version, kept))


def _tell(store: Path, slug: str, saved: Saved) -> None:
    version = saved.version
    if version is None:
        return
    told = {"version": version.number, "what": version.what, "files": ", ".join(saved.files)}
    details = {name: text for name, text in told.items() if text}
    history.expect(store, slug, {note.name: note.sha256 for note in saved.content.files})
    history.record(
        store,
        slug,
        version.who,
        "case-saved",
        {name: text for name, text in details.items() if text},
    )


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only one who saves or moves a case of this directory."""
    import filelock  # noqa: PLC0415 - readers need no locks

    if not folder.parent.is_dir():
        raise ChangedError(
            GONE,
            slug=folder.name,
        )
    try:
        with filelock.FileLock(folder.parent / LOCK, timeout=PATIENCE):
            yield
    except filelock.Timeout as error:
        raise InputError(
            N_("Somebody else saves a case right now; try again in a moment.")
        ) from error


def _meant(error: OSError, store: Path, folder: Path) -> Path:
    """Folder that could not be written: that of the case, or the store."""
    name = str(error.filename or "")
    return store if name.startswith(str(store)) and not name.startswith(str(folder)) else folder
