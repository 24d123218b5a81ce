"""The list of cases: what a page wants to know of each without reading its folder again.

What was read of a folder is kept by its stamp (names, times and sizes of its files), in this
process and in the store, so that a list of hundreds costs a look at their files alone.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from dashboard.cases.entries import CaseEntry, entry_of, keep_entry, load_entry, refused
from dashboard.cases.folders import EXTRA_CASES, case_folders, extra_directory, read_case
from dashboard.cases.outline import CASE_FILE
from dashboard.errors import N_, CaseError, Fault, SettingsError
from dashboard.message import Message
from dashboard.settings.loading import load_settings

FRESH = 2.0  # seconds in which a file may change again without its time telling so


AT_ONCE = 24  # folders that a page reads whatever time it takes


@dataclass(frozen=True, slots=True)
class CaseList:
    """
    The cases at hand, as far as their folders have been read.

    Attributes
    ----------
    entries : tuple of CaseEntry
    unread : int
        Folders that are yet to be read.
    """

    entries: tuple[CaseEntry, ...]
    unread: int = 0


def list_cases() -> tuple[CaseEntry, ...]:
    """
    Return every case: those that ship, then those of `own_directory`.

    A folder that is refused is listed with its faults; nothing here raises.
    """
    return list_within(math.inf).entries


def list_within(seconds: float, at_least: int = AT_ONCE) -> CaseList:
    """
    Return every case that is known, and those that can be read within a time.

    Parameters
    ----------
    seconds : float
        Once they have passed the others stay unread; those that were changed last are read
        first.
    at_least : int
        Folders that are read whatever time it takes.
    """
    entries: dict[str, CaseEntry] = {}
    broken: list[CaseEntry] = []
    folders = case_folders()
    read = _read(folders, seconds, at_least)
    for entry in read:
        if entry.slug in entries:
            rule = N_("Another case has this slug already; rename the folder and its slug.")
            fault = Fault(CASE_FILE, None, "slug", entry.slug, Message(rule))
            broken.append(refused(entry.path, fault))
        else:
            entries[entry.slug] = entry
    extra = extra_directory()
    if extra is not None and not extra.is_dir():
        rule = N_("{variable} names no directory; correct or clear it.")
        fault = Fault(extra.name, None, "", str(extra), Message.of(rule, variable=EXTRA_CASES))
        broken.append(refused(extra, fault))
    return CaseList((*entries.values(), *broken), len(folders) - len(read))


def entry_at(folder: Path) -> CaseEntry:
    """Entry of one folder as it is now, without a look at the others."""
    stamp, newest = folder_stamp(folder)
    store = _store()
    kept = None if store is None else load_entry(store, folder, stamp)
    return kept or _entry(folder, newest)


def folder_stamp(folder: Path) -> tuple[str, float]:
    """
    What changes when a file of a folder changes, and the time of its newest file.

    Names, sizes and times of its files: when they were written, and when anything was
    done to them, which copying with an old time does not hide.
    """
    parts, newest = [], 0
    with suppress(OSError), os.scandir(folder) as found:
        for file in found:
            with suppress(OSError):  # gone meanwhile
                if file.is_file(follow_symlinks=False):
                    now = file.stat(follow_symlinks=False)
                    written = now.st_mtime_ns
                    parts.append(f"{file.name}:{written}:{now.st_ctime_ns}:{now.st_size}")
                    newest = max(newest, written)
    return "|".join(sorted(parts)), newest / 1e9


# What was read, by folder: its stamp, and the entry.
KNOWN: dict[Path, tuple[str, CaseEntry]] = {}
_reading = Lock()  # one reader fills it while the others wait, instead of all reading the same


def _read(folders: Sequence[Path], seconds: float, at_least: int) -> list[CaseEntry]:
    stamps = {folder: folder_stamp(folder) for folder in folders}
    latest = sorted(stamps, key=lambda folder: -stamps[folder][1])
    with _reading:
        store, n_read, end = None, 0, time.monotonic() + seconds
        for folder in latest:
            stamp, newest = stamps[folder]
            if folder in KNOWN and KNOWN[folder][0] == stamp:
                continue
            store = store or _store()
            entry = None if store is None else load_entry(store, folder, stamp)
            if entry is None:
                if n_read >= at_least and time.monotonic() > end:
                    KNOWN.pop(folder, None)  # what it was before is no longer true
                    continue
                n_read += 1
                entry = _entry(folder, newest)
                if store is not None and not _may_change_unseen(newest):
                    keep_entry(store, folder, stamp, entry)
            KNOWN[folder] = ("" if _may_change_unseen(newest) else stamp, entry)
        for gone in set(KNOWN) - set(folders):
            del KNOWN[gone]
        return [KNOWN[folder][1] for folder in folders if folder in KNOWN]


def _may_change_unseen(newest: float) -> bool:
    """Whether a file is so new that a further change within its clock's tick would not tell."""
    return 0 <= time.time() - newest < FRESH


def _store() -> Path | None:
    try:
        return load_settings().store
    except SettingsError:
        return None


def _entry(folder: Path, newest: float) -> CaseEntry:
    try:
        content = read_case(folder)
    except CaseError as error:
        return refused(folder, *error.faults, changed=newest)
    case = content.case
    if case.slug != folder.name:
        rule = N_("The slug differs from the folder's name, {name}; make them the same.")
        fault = Fault(CASE_FILE, None, "slug", case.slug, Message.of(rule, name=folder.name))
        return refused(folder, fault, changed=newest)
    return entry_of(content, folder, newest)
