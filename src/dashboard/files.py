"""Files that are replaced whole, and the small ones of state: how a refresh went."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from uuid import uuid4

from dashboard.errors import N_, StoreError

LONGEST_WHOLE = 20  # signs of a whole number of 64 bits
DRAFT = ".tmp"  # ending of a file that is not finished


def draft_of(file: Path) -> Path:
    """Place beside a file where its next content is written, another one each time."""
    return file.with_name(f".{file.stem}.{uuid4().hex}{DRAFT}")


def clear_drafts(file: Path) -> None:
    """Remove what killed writers of a file left; for whoever is its only writer."""
    for draft in file.parent.glob(f".{file.stem}.{'?' * 32}{DRAFT}"):
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing(file: Path, *, durable: bool = False) -> Iterator[Path]:
    """
    Give a place to write at; what stands there at the end takes the place of the file.

    Parameters
    ----------
    file : Path
        Keeps its content when the block raises; no draft is left then.
    durable : bool
        Whether the content has to be on the disk before it takes its place.
    """
    draft = draft_of(file)
    try:
        yield draft
        if durable:
            with draft.open("rb+") as written:
                os.fsync(written.fileno())
        draft.replace(file)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def loads_finite(text: str | bytes) -> Any:
    """
    Read JSON whose numbers are numbers that anything can count with.

    Raises
    ------
    ValueError
        If it is no JSON, or a number is beyond a float or a whole one beyond 64 bits.
    RecursionError
        If it is nested thousands deep.
    """
    return json.loads(text, parse_float=finite, parse_int=whole)


def finite(text: str) -> float:
    """Float of a text; raises ValueError where it is beyond all floats."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(text[:40])
    return value


def whole(text: str) -> int:
    """Whole number of a text; raises ValueError where 64 bits do not hold it."""
    if len(text) > LONGEST_WHOLE or not -(2**63) <= int(text) < 2**63:
        raise ValueError(text[:40])
    return int(text)


def write_json(file: Path, content: object) -> None:
    """Write beside the file and move into its place; the folder is made when missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as draft:
        # In ASCII: text from outside may hold half a surrogate pair, which is no UTF-8.
        draft.write_text(json.dumps(content), encoding="ascii")


def append_line(file: Path, line: bytes) -> None:
    """Add a line to a file that several processes write to; it is made when missing."""
    # One write to a file opened for appending is not mixed with another's.
    held = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(held).st_size
        torn = size > 0 and os.pread(held, 1, size - 1) != b"\n"
        # A line that a full disk cut short must not swallow the next.
        os.write(held, (b"\n" if torn else b"") + line + b"\n")
    finally:
        os.close(held)


def read_json(file: Path) -> dict[str, Any]:
    """Content of a state file; empty when it is not there or cannot be read."""
    try:
        found = loads_finite(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def plain(value: Any) -> Any:
    """Values as JSON has them: days as ISO text, tuples as lists, the rest as text."""
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | None) else str(value)


def made_before(source: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """
    What takes longer to make than to read, kept as Python keeps compiled code.

    It lies in the ``__pycache__`` of its source, one file a source.  Where Python may write
    no compiled code, or nothing can be written, it is made each time.

    Parameters
    ----------
    source : Path
        A file of this package that the content belongs to.
    key : str
        What the content was made from; of another key, or damaged, it is made anew.
    make : callable
        Gives the content.
    """
    kept = Path(cache_from_source(str(source))).with_suffix(".kept")
    made_from = hashlib.sha256(key.encode()).digest()
    with contextlib.suppress(OSError):
        found = kept.read_bytes()
        head, content = found[:64], found[64:]
        if made_from + hashlib.sha256(content).digest() == head:
            return content
    content = make()
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            with replacing(kept) as draft:
                draft.write_bytes(made_from + hashlib.sha256(content).digest() + content)
    return content


def unwritable(file: Path, error: OSError) -> StoreError:
    """Error for a file or folder of the store that cannot be written."""
    return StoreError(
        N_("The store cannot write {file} ({reason}); check its rights and free space."),
        file=str(file),
        reason=error.strerror or type(error).__name__,
    )


@contextlib.contextmanager
def writing(file: Path, but: tuple[type[OSError], ...] = ()) -> Iterator[None]:
    """Say in a sentence why something of the store cannot be written; `but` is left as it is."""
    try:
        yield
    except but:
        raise
    except OSError as error:
        raise unwritable(file, error) from error
