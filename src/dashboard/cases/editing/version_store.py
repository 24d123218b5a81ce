"""Versions of a case in the store: what each file held, who saved it, and when.

::

    <store>/versions/<slug>/000007.json        one version: who, when, what, its files
    <store>/versions/<slug>/objects/<sha256>   content of a file, compressed; kept once
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.cases.outline import is_slug
from dashboard.cases.reading import MAX_BYTES
from dashboard.errors import N_, NotFoundError
from dashboard.files import read_json, replacing

LONGEST = 400  # characters of who and what

_ENTRY = re.compile(r"([0-9]{6})\.json")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Version:
    """
    One state of a case that is kept.

    Attributes
    ----------
    number : int
        From 1.
    when : datetime
        In UTC: when it was saved, or when it was found.
    who : str
        Empty where nobody logs in, and for what was done to the files by hand.
    what : str
        What was changed, in the words of whoever saved it.
    digest : str
        Of the folder.
    by_hand : bool
        Whether it was found so: nobody saved it here.
    """

    number: int
    when: datetime
    who: str
    what: str
    digest: str
    by_hand: bool


def versions(store: Path, slug: str) -> tuple[Version, ...]:
    """Every version of a case, the newest first; entries that are damaged are left out."""
    found = (_version(entry) for entry in reversed(_entries(store, slug)))
    return tuple(version for version in found if version is not None)


def folder_at(store: Path, slug: str, number: int) -> dict[str, bytes]:
    """
    Files of a case as they were in a version.

    Raises
    ------
    NotFoundError
        If there is no such version, or a file of it is not what was kept.
    """
    files = _files(read_json(_entry(store, slug, number)))
    if not files:
        raise NotFoundError(
            N_("There is no version {number} of “{slug}”."), number=number, slug=slug
        )
    found = {}
    for name, sha256 in files.items():
        data = _object(_place(store, slug), sha256)
        if data is None:
            raise NotFoundError(
                N_("Version {number} of “{slug}” is damaged: {file} is not what was kept."),
                number=number,
                slug=slug,
                file=name,
            )
        found[name] = data
    return found


def next_number(store: Path, slug: str) -> int:
    """Number that a further version has."""
    entries = _entries(store, slug)
    return 1 + (int(entries[-1].stem) if entries else 0)


def keep_objects(store: Path, slug: str, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Keep contents, each once; SHA-256 by name comes back."""
    place = _place(store, slug) / "objects"
    place.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, data in contents.items():
        found[name] = hashlib.sha256(data).hexdigest()
        file = place / found[name]
        if _object(place.parent, found[name]) is None:
            with replacing(file, durable=True) as draft:
                draft.write_bytes(zlib.compress(data))
    return found


def entry_of(version: Version, files: Mapping[str, str]) -> dict[str, Any]:
    """Entry of a version as it is kept; `files` are SHA-256 by name."""
    return {
        "number": version.number,
        "when": version.when.isoformat(timespec="milliseconds"),
        "who": version.who[:LONGEST],
        "what": version.what[:LONGEST],
        "digest": version.digest,
        "by_hand": version.by_hand,
        "files": dict(files),
    }


def enter(store: Path, slug: str, entry: Mapping[str, Any]) -> None:
    """Keep the entry of a version; one that is there already stays."""
    file = _entry(store, slug, int(entry["number"]))
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file, durable=True) as draft:
        draft.write_text(json.dumps(dict(entry)), encoding="ascii")


def _place(store: Path, slug: str) -> Path:
    if not is_slug(slug):
        message = f"not a slug: {slug!r}"
        raise ValueError(message)
    return store / "versions" / slug


def _entry(store: Path, slug: str, number: int) -> Path:
    return _place(store, slug) / f"{number:06d}.json"


def _entries(store: Path, slug: str) -> list[Path]:
    try:
        return sorted(file for file in _place(store, slug).iterdir() if _ENTRY.fullmatch(file.name))
    except OSError:
        return []


def _version(file: Path) -> Version | None:
    found = read_json(file)
    try:
        return Version(
            number=int(file.stem),
            when=datetime.fromisoformat(found["when"]).astimezone(UTC),
            who=str(found["who"]),
            what=str(found["what"]),
            digest=str(found["digest"]),
            by_hand=bool(found["by_hand"]),
        )
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return None


def _files(found: Mapping[str, Any]) -> dict[str, str]:
    files = found.get("files")
    if not isinstance(files, dict):
        return {}
    return {
        str(name): str(sha256) for name, sha256 in files.items() if _SHA256.fullmatch(str(sha256))
    }


def _object(place: Path, sha256: str) -> bytes | None:
    try:
        reader = zlib.decompressobj()
        data = reader.decompress((place / "objects" / sha256).read_bytes(), MAX_BYTES + 1)
    except (OSError, zlib.error):
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
