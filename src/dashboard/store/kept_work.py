"""What was worked out once and is not worked out again: small JSON files below ``cards``.

Each file says for what it holds (its key) and by which software it was made; anything else, a
damaged file among it, counts as not there and is worked out anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from dashboard import __version__
from dashboard.files import read_json, write_json

FOLDER = "cards"

_PACKAGE = Path(__file__).parents[1]
_CODE = (".py", ".po", ".toml", ".csv")


def load_kept(store: Path, kind: str, subject: str, key: str) -> dict[str, Any] | None:
    """
    Content kept for a subject, None where there is none for this very key.

    Parameters
    ----------
    store : Path
    kind : str
        What was worked out: a folder below ``cards``.
    subject : str
        Whatever tells one from another: a path, a slug.
    key : str
        Everything that the work depended on, the software aside.
    """
    found = read_json(_file(store, kind, subject))
    content = found.get("content")
    if found.get("key") != key or found.get("software") != software():
        return None
    return content if isinstance(content, dict) else None


def keep(store: Path, kind: str, subject: str, key: str, content: Mapping[str, Any]) -> None:
    """Keep content for a subject; a store that cannot be written keeps nothing."""
    with suppress(OSError):
        write_json(
            _file(store, kind, subject),
            {"subject": subject, "software": software(), "key": key, "content": content},
        )


def _file(store: Path, kind: str, subject: str) -> Path:
    named = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return store / FOLDER / kind / f"{named}.json"


@cache
def software() -> str:
    """What changes with the software: its version, and the files it consists of."""
    found = []
    for folder, below, files in os.walk(_PACKAGE):
        below[:] = [each for each in below if each not in {"__pycache__", "shipped"}]
        for name in files:
            if name.endswith(_CODE):
                with suppress(OSError):
                    now = (Path(folder) / name).stat()
                    found.append(f"{folder}/{name}:{now.st_mtime_ns}:{now.st_size}")
    return f"{__version__} {hashlib.sha256('|'.join(sorted(found)).encode()).hexdigest()[:16]}"
