"""Editions as folders: put in place whole, held against their hashes, listed.

::

    editions/<slug>/<id>/        one edition; never changed once it stands
    editions/<slug>/.….tmp/      one that is being made, or whose making was killed

A folder takes its name only when everything in it is written and has been read back.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from dashboard.cases.outline import is_slug
from dashboard.editions.manifest import (
    MADE,
    MANIFEST,
    EditionOrigin,
    FileMark,
    Manifest,
    is_id,
    is_place,
    made_bytes,
    manifest_bytes,
    read_made,
    read_manifest,
)
from dashboard.errors import N_, EditionError
from dashboard.files import DRAFT

ABANDONED = 3600.0  # seconds after which an unfinished folder is nobody's any more


@dataclass(frozen=True, slots=True)
class Edition:
    """
    One edition at hand.

    Attributes
    ----------
    path : Path
        Its folder.
    manifest : Manifest
    made : EditionOrigin
    is_new : bool
        Whether it was not there before; False for one that was only read.
    """

    path: Path
    manifest: Manifest
    made: EditionOrigin
    is_new: bool = False

    @property
    def id(self) -> str:
        """Name of the edition in links."""
        return self.manifest.id

    @property
    def slug(self) -> str:
        """The case."""
        return self.manifest.slug


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of an edition that is not as it was frozen: missing, changed, or added."""

    place: str
    kind: str


# Reading --------------------------------------------------------------


def read_edition(path: Path) -> Edition:
    """
    Read what the edition in a folder says of itself, not whether it is true.

    Raises
    ------
    EditionError
        If the folder holds no edition.
    """
    try:
        data = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise EditionError(
            N_("There is no edition in {folder}: its manifest.json cannot be read ({reason})."),
            folder=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    made = b""
    with contextlib.suppress(OSError):
        made = (path / MADE).read_bytes()
    return Edition(path, read_manifest(data), read_made(made))


def damage(edition: Edition) -> tuple[Damage, ...]:
    """Hold every file of an edition against its hash; empty when all are as frozen."""
    found: list[Damage] = []
    if is_id(edition.path.name) and edition.path.name != edition.id:
        found.append(Damage(MANIFEST, "changed"))
    marks = edition.manifest.files
    for place, mark in sorted(marks.items()):
        kind = _state(edition.path / place, mark)
        found += [Damage(place, kind)] if kind else []
    known = {*marks, MANIFEST, MADE}
    found += [Damage(place, "added") for place in _places(edition.path) if place not in known]
    return tuple(found)


def whole(edition: Edition) -> Edition:
    """
    Return an edition whose files are all as they were frozen.

    Raises
    ------
    EditionError
        Naming the first file that is not.
    """
    found = damage(edition)
    if not found:
        return edition
    raise EditionError(
        N_(
            "The edition {id} is damaged: {n} file(s) are not as frozen, the first is {file}; "
            "import its zip again, or bring it back from a backup."
        ),
        id=edition.id,
        n=len(found),
        file=found[0].place,
    )


def content(edition: Edition) -> dict[str, bytes]:
    """Every file of an edition by its place; raises EditionError if one is not as frozen."""
    names = [*whole(edition).manifest.files, MANIFEST]
    files = {name: (edition.path / name).read_bytes() for name in names}
    return files | {MADE: made_bytes(edition.made)}


def _state(file: Path, mark: FileMark) -> str:
    # A link could lead to what changes: an edition is made of files of its own.
    if file.is_symlink() or not file.is_file():
        return "missing"
    try:
        return "" if mark_of(file) == mark else "changed"
    except OSError:
        return "missing"


def mark_of(file: Path) -> FileMark:
    """Hash and size of a file."""
    data = file.read_bytes()
    return FileMark(hashlib.sha256(data).hexdigest(), len(data))


def _places(folder: Path) -> list[str]:
    """Every file of a folder; hidden ones, which nothing reads, aside."""
    found = []
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = Path(top).relative_to(folder)
        found += [(inside / name).as_posix() for name in files if not name.startswith(".")]
    return sorted(found)


# Finding --------------------------------------------------------------


def list_editions(folder: Path, slug: str | None = None) -> tuple[Edition, ...]:
    """
    Editions of one case or of all, newest first; their files are not looked at.

    A folder whose manifest cannot be read, or is another edition's, is left out; see
    `unreadable`.
    """
    found = [each for each in map(_own, _folders(folder, slug)) if each is not None]
    return tuple(sorted(found, key=lambda each: (each.made.at, each.id), reverse=True))


def unreadable(folder: Path, slug: str | None = None) -> tuple[Path, ...]:
    """Folders that bear the name of an edition and hold none."""
    return tuple(path for path in _folders(folder, slug) if _own(path) is None)


def find_edition(folder: Path, wanted: str) -> Path | None:
    """Folder of an edition by its id; None when there is none."""
    if not is_id(wanted):
        return None
    return next((path for path in _folders(folder) if path.name == wanted), None)


def _own(path: Path) -> Edition | None:
    with contextlib.suppress(EditionError):
        edition = read_edition(path)
        if (edition.id, edition.slug) == (path.name, path.parent.name):
            return edition
    return None


def _folders(folder: Path, slug: str | None = None) -> list[Path]:
    cases = [path.name for path in _children(folder)] if slug is None else [slug]
    return [
        path
        for name in sorted(filter(is_slug, cases))
        for path in _children(folder / name)
        if is_id(path.name) and path.is_dir()
    ]


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


# Writing --------------------------------------------------------------


def can_write(folder: Path) -> bool:
    """Whether an edition could be put into a folder, which need not exist yet."""
    for place in (folder, *folder.parents):
        if os.path.lexists(place):
            return place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    return False


@contextlib.contextmanager
def drafting(editions: Path, slug: str) -> Iterator[Path]:
    """
    Give an unfinished folder beside its later place; what is left of it goes afterwards.

    Raises
    ------
    EditionError
        If nothing can be written there.
    """
    draft = editions / slug / f".{uuid4().hex}{DRAFT}"
    try:
        draft.mkdir(parents=True)
        _clear_abandoned(draft.parent)
        yield draft
    except OSError as error:
        raise unwritable(Path(error.filename or draft), error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def put_file(draft: Path, place: str, data: bytes) -> None:
    """Write one file of an edition in the making, down to the disk."""
    if not is_place(place) and place not in {MANIFEST, MADE}:
        raise EditionError(N_("An edition cannot hold a file named “{file}”."), file=place[:80])
    file = draft / place
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as sink:
        sink.write(data)
        sink.flush()
        os.fsync(sink.fileno())


def put_files(files: Mapping[str, bytes], draft: Path) -> None:
    """Write files of an edition by their places."""
    for place, data in files.items():
        put_file(draft, place, data)


def marks_of(draft: Path) -> dict[str, FileMark]:
    """Hash and size of every file of an edition in the making."""
    return {place: mark_of(draft / place) for place in _places(draft)}


def settle(
    draft: Path,
    editions: Path,
    manifest: Manifest,
    made: EditionOrigin,
    check: Callable[[Edition], None],
) -> Edition:
    """
    Seal an edition in the making and give it its name.

    Parameters
    ----------
    draft : Path
        As `drafting` gives it, with every file of the manifest in it.
    editions : Path
    manifest : Manifest
    made : EditionOrigin
    check : callable
        Opens the sealed draft and raises when something is wrong with it.

    Returns
    -------
    Edition
        The one that stands there already, where the same was frozen before; one that
        is damaged is moved aside.
    """
    put_file(draft, MANIFEST, manifest_bytes(manifest))
    put_file(draft, MADE, made_bytes(made))
    check(whole(read_edition(draft)))
    place = editions / manifest.slug / manifest.id
    if _stands(place):
        return read_edition(place)
    try:
        draft.rename(place)
    except OSError:
        # Another process froze the same at the same moment.
        if not _stands(place):
            raise
        return read_edition(place)
    return Edition(place, manifest, made, is_new=True)


def _stands(place: Path) -> bool:
    """Whether an edition stands there whole; one that is damaged makes room."""
    if not os.path.lexists(place):
        return False
    with contextlib.suppress(EditionError):
        if not damage(read_edition(place)):
            return True
    place.rename(place.with_name(f".{place.name}.{uuid4().hex}.damaged"))
    return False


def unwritable(file: Path, error: OSError) -> EditionError:
    """Error for a folder of editions that cannot be written."""
    return EditionError(
        N_("The editions cannot be written to {file} ({reason}); check its rights and free space."),
        file=str(file),
        reason=error.strerror or type(error).__name__,
    )


def _clear_abandoned(folder: Path) -> None:
    """Remove what killed freezes left, long after."""
    for draft in folder.glob(f".*{DRAFT}"):
        with contextlib.suppress(OSError):
            if draft.stat().st_mtime < time.time() - ABANDONED:
                shutil.rmtree(draft, ignore_errors=True)
