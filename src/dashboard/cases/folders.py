"""Case folders: read whole or refused with every fault, written and found.

A folder is somebody's spreadsheet work.  `read_case` never stops at the first
fault and never hands on half a case; see `CaseError`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.case import Case
from dashboard.cases.corrections import CORRECTIONS
from dashboard.cases.faults import nearest, shown
from dashboard.cases.held import FileNote
from dashboard.cases.marks import MARKS, Mark
from dashboard.cases.outline import CASE_FILE, PRICES, PRICES_NOTE, TAGS, is_slug
from dashboard.cases.reading import Reading
from dashboard.cases.replacement import complete, stamp
from dashboard.cases.whereabouts import told
from dashboard.cases.writer import case_files
from dashboard.errors import N_, CaseError, InputError, NotFoundError
from dashboard.market.prices import Market
from dashboard.message import Message
from dashboard.settings.loading import APP
from dashboard.settings.values import at_home

EXTRA_CASES = "MARKET_NARRATIVE_CASES"  # environment variable: one more directory of cases
FIRST_CASE = "liquid-cooling-2025"  # stands before the others that ship, and opens first
ATTEMPTS = 3  # to read a folder while somebody writes in it


@dataclass(frozen=True, slots=True, eq=False)
class CaseFolder:
    """
    One case folder, read without a fault.

    Two folders are equal when their files are, byte for byte, and as much of them is known.

    Attributes
    ----------
    case : Case
        What is on trial.
    market : Market
        Its prices; the price table is empty when the folder keeps none.
    notices : tuple of Message
        What the reader tolerated.
    files : tuple of FileNote
        Every file that was read.
    marks : tuple of Mark
        What waits for a reader's yes; with one the folder is a draft.
    as_of : date or None
        Day by whose end the evidence was public that `case` has; None for all of it.
    """

    case: Case
    market: Market
    notices: tuple[Message, ...]
    files: tuple[FileNote, ...]
    marks: tuple[Mark, ...] = ()
    as_of: date | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over the names and contents of all files."""
        lines = sorted(f"{note.sha256}  {note.name}\n" for note in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CaseFolder) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> tuple[str, date | None]:
        """What all that is worked out from it depends on."""
        return self.digest, self.as_of


# Reading --------------------------------------------------------------


def read_case(folder: Path) -> CaseFolder:
    """
    Read a case folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Folder in format 1.

    Returns
    -------
    CaseFolder

    Raises
    ------
    CaseError
        With every fault of every file, in file and line order.
    """
    for _ in range(ATTEMPTS):
        before = stamp(folder)
        reading = Reading(folder)
        content = reading.content()
        if stamp(folder) == before:
            break
    if content is None or len(reading.faults):
        raise CaseError(folder.resolve().name, reading.faults.sorted(reading.order))
    case, market, marks = content
    return CaseFolder(case, market, tuple(reading.notices), tuple(reading.notes.values()), marks)


# Writing --------------------------------------------------------------


def write_case(content: CaseFolder, folder: Path) -> None:
    """
    Write a case folder in its canonical form.

    Everything is written beside the target and read back first; files are
    moved into place one by one, so that none is ever half-written.

    Parameters
    ----------
    content : CaseFolder
        What to write.
    folder : Path
        New folder, empty folder, or a case folder to replace.  Files the format does
        not know stay as they are.

    Raises
    ------
    InputError
        If the folder holds other things than a case, or cannot be written.
    CaseError
        If the content breaks a rule of the format; nothing is written then.
    """
    if folder.exists() and (not folder.is_dir() or _holds_no_case(folder)):
        raise InputError(
            N_("“{folder}” exists and is no case folder; name another one."), folder=folder
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _write(content, folder)
    except OSError as error:
        raise InputError(
            N_("“{folder}” cannot be written ({reason})."),
            folder=folder,
            reason=error.strerror or error,
        ) from error


def _write(content: CaseFolder, folder: Path) -> None:
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workspace:
        draft = Path(workspace)
        written = case_files(content.case, content.market, content.marks)
        for name, data in written.items():
            (draft / name).write_bytes(data)
        try:
            read_case(draft)
        except CaseError as error:  # told of the folder that was meant
            raise CaseError(folder.name, error.faults) from error
        folder.mkdir(exist_ok=True)
        complete(folder)
        for name in written:
            (draft / name).replace(folder / name)
    for name in {PRICES, PRICES_NOTE, MARKS, CORRECTIONS, TAGS} - set(written):
        (folder / name).unlink(missing_ok=True)


def new_case(content: CaseFolder, folder: Path) -> None:
    """
    Write a case into a folder of its own: all of it at once, or nothing.

    Parameters
    ----------
    content : CaseFolder
    folder : Path
        One that does not exist, or an empty one.

    Raises
    ------
    InputError
        If something stands there already, or nothing can be written there.
    CaseError
        If the content breaks a rule of the format.
    """
    check_new(folder)
    try:
        if folder.is_dir():
            folder.rmdir()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workspace:
            draft = Path(workspace) / folder.name
            _write(content, draft)
            draft.rename(folder)
    except OSError as error:
        raise InputError(
            N_("“{folder}” cannot be written ({reason}); name another folder."),
            folder=folder,
            reason=error.strerror or error,
        ) from error


def check_new(folder: Path) -> None:
    """Raise InputError when something stands where a new folder is wanted, an empty one apart."""
    try:
        free = not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir()))
    except OSError:
        free = False
    if not free:
        raise InputError(
            N_("“{folder}” exists already; name a folder that is new or empty."), folder=folder
        )


def _holds_no_case(folder: Path) -> bool:
    return any(folder.iterdir()) and not (folder / CASE_FILE).is_file()


# Finding --------------------------------------------------------------


def find_case(slug: str) -> Path:
    """
    Return the folder of a case, without reading it.

    Raises
    ------
    NotFoundError
        If no case has that slug; says where it went, or which comes nearest.
    """
    if is_slug(slug):  # so that it leads nowhere else
        for directory in (shipped_directory(), own_directory()):
            with contextlib.suppress(OSError):
                if (directory / slug / CASE_FILE).is_file():
                    return directory / slug
    gone = told(own_directory(), slug) if is_slug(slug) else None
    if gone is not None:
        raise NotFoundError(gone.template, **gone.values)
    folders = {folder.name: folder for folder in case_folders()}
    raise NotFoundError(
        N_("There is no case “{slug}”{nearest}."),
        slug=shown(slug),
        nearest=nearest(slug, sorted(folders)),
    )


def own_directory() -> Path:
    """Directory of cases that are not shipped: the named one, else one among the user's data."""
    named = extra_directory()
    if named is not None:
        return named
    import platformdirs  # noqa: PLC0415 - only where nobody named a directory

    return Path(platformdirs.user_data_dir(APP)) / "cases"


def can_be_written(directory: Path) -> bool:
    """Whether a case can be saved in a directory, which need not exist."""
    there = next(each for each in (directory, *directory.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def extra_directory() -> Path | None:
    """Directory that the environment names, whether it is there or not; None without one."""
    named = os.environ.get(EXTRA_CASES, "").strip()
    return at_home(named) if named else None


def shipped_directory() -> Path:
    """Directory of the cases that ship."""
    return Path(__file__).parent / "shipped"


def case_folders() -> list[Path]:
    """Folders that hold a case file: those that ship, then those of `own_directory`."""
    found: list[Path] = []
    for directory in (shipped_directory(), own_directory()):
        # A directory that is not there, or that nobody may read holds no case for this reader.
        with contextlib.suppress(OSError):
            names = [entry.name for entry in os.scandir(directory)]
            names.sort(key=lambda name: (name != FIRST_CASE, name))
            found += [
                directory / name
                for name in names
                if not name.startswith(".")
                and os.path.isfile(f"{directory}{os.sep}{name}{os.sep}{CASE_FILE}")  # noqa: PTH113
            ]
    return found
