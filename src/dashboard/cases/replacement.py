"""Several files of a case folder replaced as one: a reader finds all of the old or all of the new.

::

    <case>/.replacing-<hex>/     files that are being written; nothing to anybody
    <case>/.replacing/           written whole: these go before those of the folder
        manifest.json            SHA-256 of every file before and after

Renaming the first to the second is the moment of the change.  Then each file is moved into its
place; whatever a kill leaves is moved by the next writer.  A file that somebody has edited by
hand since then is neither hidden nor written over.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from dashboard.files import read_json

PLACE = ".replacing"
MANIFEST = "manifest.json"


def stage(folder: Path, files: Mapping[str, bytes | None], note: Mapping[str, Any]) -> Path:
    """
    Write files beside those of a folder, whole and on the disk.

    Parameters
    ----------
    folder : Path
    files : mapping of str to bytes or None
        New content by name; None takes a file away.
    note : mapping
        Kept in the manifest for whoever completes the change.

    Returns
    -------
    Path
        What `commit` takes.

    Raises
    ------
    OSError
        If something cannot be written; nothing is left then.
    """
    place = folder / f"{PLACE}-{uuid4().hex}"
    try:
        place.mkdir()
        told = {}
        for name, data in files.items():
            if data is not None:
                _write(place / name, data)
            told[name] = {"before": _digest(folder / name), "after": _sha256(data)}
        content = json.dumps({"files": told, "note": note})
        _write(place / MANIFEST, content.encode("ascii"))
        _sync(place)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return place


def commit(place: Path) -> None:
    """Make the files those of the folder; after this they are, whatever happens."""
    try:
        place.rename(place.with_name(PLACE))
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    with contextlib.suppress(OSError):
        _sync(place.parent)


def committed(folder: Path) -> dict[str, Any]:
    """Note of a change that waits for completion; empty where there is none."""
    note = _manifest(folder).get("note", {})
    return note if isinstance(note, dict) else {}


def waiting(folder: Path) -> dict[str, bytes | None]:
    """Files of a change that is not completed, None for one that goes; hand edits leave it out."""
    found: dict[str, bytes | None] = {}
    for name, told in _files(folder).items():
        if _digest(folder / name) != told.get("before"):
            continue  # moved already, or somebody's since then
        if told.get("after") is None:
            found[name] = None
            continue
        with contextlib.suppress(OSError):  # moved meanwhile
            found[name] = (folder / PLACE / name).read_bytes()
    return found


def stamp(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What is another whenever a file of a folder has changed meanwhile; empty without a folder."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # gone meanwhile, which the next stamp tells
                now = entry.stat(follow_symlinks=False)
                found.append((entry.name, now.st_ino, now.st_mtime_ns, now.st_size))
    return tuple(sorted(found))


def complete(folder: Path) -> None:
    """
    Move what was committed into its place, and drop what never was.

    Raises
    ------
    OSError
        If the folder cannot be written; readers find the change all the same.
    """
    for name, data in waiting(folder).items():
        if data is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / PLACE / name).replace(folder / name)
    for left in folder.glob(f"{PLACE}*"):
        # The manifest goes last: without it nothing is known of the files.
        for file in sorted(left.iterdir(), key=lambda each: each.name == MANIFEST):
            file.unlink(missing_ok=True)
        left.rmdir()
    with contextlib.suppress(OSError):
        _sync(folder)


def _manifest(folder: Path) -> dict[str, Any]:
    place = folder / PLACE
    return read_json(place / MANIFEST) if os.path.lexists(place) else {}


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    files = _manifest(folder).get("files", {})
    if not isinstance(files, dict):
        return {}
    return {
        name: told
        for name, told in files.items()
        if isinstance(told, dict) and name == Path(name).name and name != MANIFEST
    }


def _write(file: Path, data: bytes) -> None:
    with file.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _digest(file: Path) -> str | None:
    try:
        return _sha256(file.read_bytes())
    except OSError:
        return None


def _sha256(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
