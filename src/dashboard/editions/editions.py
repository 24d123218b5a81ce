"""Editions: freeze a case with its prices and results, open, verify, compare, pass on.

An edition is one folder, named by the hash of what is in it, and the same as one zip;
``docs/editions.md`` describes both.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.cases.folders import CaseFolder
from dashboard.editions import telling
from dashboard.editions.diff import EditionDiff, FrozenState, edition_diff, json_changes
from dashboard.editions.folder import (
    Edition,
    can_write,
    content,
    drafting,
    find_edition,
    list_editions,
    marks_of,
    put_file,
    put_files,
    settle,
    unreadable,
)
from dashboard.editions.frozen import check_same, freeze_case, freeze_market
from dashboard.editions.manifest import (
    MADE,
    MANIFEST,
    RESULTS,
    EditionOrigin,
    EditionSettings,
    Manifest,
    checked_words,
    is_id,
    read_made,
    read_manifest,
)
from dashboard.editions.opening import (
    OpenedEdition,
    at_hand,
    numbers,
    open_edition,
    opened,
    read_results,
    zip_bytes,
)
from dashboard.editions.packing import packed, unpacked
from dashboard.editions.verifying import Verification, changed_numbers, verify, versions
from dashboard.errors import N_, EditionError
from dashboard.exports.results import results_json
from dashboard.market.sessions import base_of
from dashboard.store.store import Store

__all__ = [
    "Edition",
    "OpenedEdition",
    "Verification",
    "at_hand",
    "can_write",
    "compare",
    "edition_zip",
    "find_edition",
    "freeze",
    "import_zip",
    "is_id",
    "list_editions",
    "open_edition",
    "opened",
    "unreadable",
    "verify",
]


# Freezing -------------------------------------------------------------


def freeze(
    trial: Trial,
    *,
    source: Path,
    store: Store,
    editions: Path,
    by: str = "",
    note: str = "",
    now: datetime | None = None,
) -> Edition:
    """
    Freeze a case as it is looked at.

    Parameters
    ----------
    trial : Trial
        The case on its own prices or on those of the store.
    source : Path
        Folder that the case was read from.
    store : Store
        Where its series are, when its prices are the store's.
    editions : Path
        Folder of all editions.
    by, note : str
        Who froze it, and why.
    now : datetime, optional
        Aware.

    Returns
    -------
    Edition
        The one that is there already, with its first name and note, when the same was
        frozen before.

    Raises
    ------
    EditionError
        If the editions cannot be written, or case or prices changed meanwhile.
    DashboardError
        If the results cannot be computed.

    Notes
    -----
    What has been written is opened again, and its results are computed anew and held
    against those of the trial, before it counts.
    """
    if trial.folder.as_of is not None:
        raise EditionError(
            N_(
                "An edition keeps all evidence on file, not that of {day} alone: freeze the case "
                "without a day, and give the day in the link or the command that opens it."
            ),
            day=trial.folder.as_of,
        )
    by, note = checked_words(by, note)
    folder, window, live = trial.folder, trial.window, numbers(trial)
    base = base_of(window, trial.sessions)
    settings = EditionSettings(
        base, window, trial.benchmark, "store" if folder.market.series else "case"
    )
    made = EditionOrigin(
        at=(now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        by=by,
        note=note,
        known_until=trial.sessions.known_until.isoformat(),
    )
    with drafting(editions, folder.case.slug) as draft:
        freeze_case(folder, source, draft)
        freeze_market(folder, store, base, window.last, draft)
        put_file(draft, RESULTS, results_json(live).encode())
        manifest = _manifest(folder, settings, live, draft)
        return settle(draft, editions, manifest, made, partial(_check_frozen, content=folder))


def _manifest(
    folder: CaseFolder, settings: EditionSettings, live: dict[str, Any], draft: Path
) -> Manifest:
    note = folder.market.note
    return Manifest(
        slug=folder.case.slug,
        title=folder.case.title,
        source=Text(note.source, note.source_zh),
        verdict=Text(**live["verdict"]["sentence"]),
        retrieved=note.retrieved,
        settings=settings,
        versions=versions(),
        files=marks_of(draft),
    )


def _check_frozen(edition: Edition, *, content: CaseFolder) -> None:
    found = opened(edition)
    check_same(found.folder, content)
    for change in changed_numbers(json_changes(found.results, found.computed())):
        raise EditionError(
            N_(
                "The frozen copy gives another number than the page at {place} ({before}, now "
                "{after}): nothing was frozen; please tell the people who run this dashboard."
            ),
            place=change.place,
            before=change.before,
            after=change.after,
        )


# Zip ------------------------------------------------------------------


def edition_zip(edition: Edition) -> bytes:
    """Edition as one zip; raises EditionError when a file of it is not as frozen."""
    return packed(content(edition))


def import_zip(packing: bytes | Path, editions: Path) -> Edition:
    """
    Take in an edition from its zip.

    Raises
    ------
    EditionError
        If the zip is not the zip of an edition, a file of it does not have its hash, or
        the editions cannot be written; nothing is there then that was not before.
    DashboardError
        If this version refuses its case.
    """
    files = unpacked(packing if isinstance(packing, bytes) else zip_bytes(packing))
    manifest = read_manifest(files[MANIFEST])
    with drafting(editions, manifest.slug) as draft:
        put_files(files, draft)
        return settle(draft, editions, manifest, read_made(files.get(MADE, b"")), _check_imported)


def _check_imported(edition: Edition) -> None:
    opened(edition)
    read_results(edition.path)


# Comparing ------------------------------------------------------------


def compare(before: OpenedEdition, after: OpenedEdition) -> EditionDiff:
    """What changed from one edition to another, in data, evidence, settings and results."""
    one, other = _state(before), _state(after)
    found = edition_diff(one, other)
    return replace(found, told=telling.told(one, other, found))


def _state(each: OpenedEdition) -> FrozenState:
    settings = each.settings
    told = {
        "base": settings.base.isoformat(),
        "first": settings.window.first.isoformat(),
        "last": settings.window.last.isoformat(),
        "benchmark": settings.benchmark,
        "prices": settings.prices,
    }
    return FrozenState(
        case=each.folder.case,
        market=each.folder.market,
        ends=(settings.base, settings.window.last),
        settings=told | each.manifest.versions,
        results=each.results,
    )
