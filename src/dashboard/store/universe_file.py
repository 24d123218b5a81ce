"""The matrix of a universe as files: written beside the one in use, and named last.

::

    store/universe/
      <digest>.npy      closes, sessions x stocks
      <digest>.json     symbols, boards, days and where they come from
      current.json      which of them is in use

A build that is killed at any moment leaves the matrix that was in use; one that is out
of use stays for an hour, for whoever is about to open it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.errors import N_, StoreError
from dashboard.files import DRAFT, loads_finite, read_json, replacing, write_json, writing
from dashboard.market.universe_matrix import UniverseMatrix

FOLDER = "universe"
CURRENT = "current.json"
FORMAT = 1

MOST_KEPT = 64  # files known to be sound
KEPT = 3600.0  # seconds that a matrix stays after another took its place

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LISTS = ("symbols", "boards", "sources", "adjustments")


def load_universe(folder: Path) -> UniverseMatrix | None:
    """
    Open the matrix in use; its closes are mapped, not read.

    Parameters
    ----------
    folder : Path
        Folder of the store.

    Returns
    -------
    UniverseMatrix or None
        None before the first was built.

    Raises
    ------
    StoreError
        If its files are damaged.
    """
    place = folder / FOLDER
    # A second look: between two files another matrix may have taken the place of one
    # that was old enough to be removed.
    for _ in range(2):
        if not (place / CURRENT).is_file():
            return None
        with contextlib.suppress(FileNotFoundError):
            return open_universe(folder, _in_use(place))
    raise _damaged(place / CURRENT)


def _in_use(place: Path) -> str:
    digest = read_json(place / CURRENT).get("digest")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise _damaged(place / CURRENT)
    return digest


def open_universe(folder: Path, digest: str) -> UniverseMatrix:
    """Open one matrix of a store, in use or not; raises FileNotFoundError and StoreError."""
    place = folder / FOLDER
    file, facts_file = place / f"{digest}.npy", place / f"{digest}.json"
    try:
        facts = loads_finite(facts_file.read_text(encoding="utf-8"))
        closes = np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
        days = np.array(facts["days"], dtype="datetime64[D]")
        lists = {name: tuple(map(str, facts[name])) for name in (*_LISTS, "left_out")}
        matrix = UniverseMatrix(
            **lists,
            days=days,
            closes=closes,
            digest=digest,
            made=str(facts["made"]),
            strays=int(facts["strays"]),
            doubted=tuple(map(str, facts.get("doubted", ()))),
        )
    except FileNotFoundError:
        raise
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise _damaged(file) from error
    shape = (days.size, len(matrix.symbols))
    fits = all(len(lists[name]) == shape[1] for name in _LISTS)
    if facts.get("format") != FORMAT or closes.shape != shape or not fits:
        raise _damaged(file)
    if closes.dtype != np.float64 or not (days[1:] > days[:-1]).all():
        raise _damaged(file)
    if not _is_sound(matrix, _stamp(file), _stamp(facts_file)):
        raise _damaged(file)
    return matrix


_sound: dict[tuple[str, ...], bool] = {}
"""Files held against their hash, by digest, sizes and times: once a process, not a page."""


def _is_sound(matrix: UniverseMatrix, *stamps: str) -> bool:
    key = (matrix.digest, *stamps)
    if key not in _sound:
        if len(_sound) > MOST_KEPT:
            _sound.clear()
        _sound[key] = matrix_digest(matrix) == matrix.digest
    return _sound[key]


def _stamp(file: Path) -> str:
    state = file.stat()
    return f"{file} {state.st_ino} {state.st_size} {state.st_mtime_ns}"


def _facts(matrix: UniverseMatrix) -> dict[str, Any]:
    lists = {name: list(getattr(matrix, name)) for name in (*_LISTS, "left_out")}
    return {
        "format": FORMAT,
        **lists,
        "days": np.datetime_as_string(matrix.days).tolist(),
        "strays": matrix.strays,
        # Left out where there is none: a matrix of an earlier version keeps its digest.
        **({"doubted": list(matrix.doubted)} if matrix.doubted else {}),
    }


def matrix_digest(matrix: UniverseMatrix) -> str:
    """SHA-256 of a matrix, but for its own digest and its time."""
    found = hashlib.sha256(json.dumps(_facts(matrix), sort_keys=True).encode())
    found.update(np.ascontiguousarray(matrix.closes, dtype="<f8").reshape(-1).view(np.uint8).data)
    return found.hexdigest()


def write_universe(matrix: UniverseMatrix, folder: Path) -> None:
    """
    Write the files of a matrix, clear away what is long out of use, and name the new one.

    For one writer at a time.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    with writing(folder / FOLDER):
        _write(matrix, folder / FOLDER)


def _write(matrix: UniverseMatrix, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for draft in place.glob(f".*{DRAFT}"):
        draft.unlink(missing_ok=True)  # of a builder that was killed: there is no other
    digest = matrix.digest
    with (
        replacing(place / f"{digest}.npy", durable=True) as draft,
        draft.open("wb") as sink,
    ):
        np.save(sink, matrix.closes, allow_pickle=False)
    write_json(place / f"{digest}.json", {**_facts(matrix), "made": matrix.made})
    now, before = time.time(), read_json(place / CURRENT).get("digest")
    for old in place.glob("*.*"):
        if old.name == CURRENT or old.stem == digest:
            continue
        with contextlib.suppress(OSError):  # some systems keep a file that is mapped
            if old.stem == before:
                os.utime(old)  # its hour begins now
            elif old.stat().st_mtime < now - KEPT:
                old.unlink()
    write_json(place / CURRENT, {"format": FORMAT, "digest": digest, "made": matrix.made})


def _damaged(file: Path) -> StoreError:
    return StoreError(
        N_("{file} is no universe of this store; run market-narrative refresh --universe again."),
        file=str(file),
    )
