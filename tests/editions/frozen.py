"""Editions that several tests want alike are frozen once a process, then copied."""

import hashlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from dashboard.editions.editions import freeze

_KEPT = {}


def frozen_once(trial, *, source, store, editions, **options):
    """Freeze as `freeze` does, or copy what the same folder gave at the same moment before."""
    key = (
        _state(source),
        _state(store.folder),
        trial.window,
        trial.benchmark,
        *options.items(),
    )
    if key not in _KEPT:
        shelf = Path(tempfile.mkdtemp(prefix="frozen-"))
        _KEPT[key] = freeze(trial, source=source, store=store, editions=shelf, **options)
    kept = _KEPT[key]
    place = editions / kept.path.parent.name / kept.path.name
    is_new = not place.exists()
    shutil.copytree(kept.path, place, dirs_exist_ok=True)
    return replace(kept, path=place, is_new=is_new)


def _state(folder):
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    told = b"".join(each.name.encode() + each.read_bytes() for each in files)
    return hashlib.sha256(told).hexdigest()
