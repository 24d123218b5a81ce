"""What opens first: the gallery or one case, as the setting `home` says."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.cases.entries import CaseEntry
from dashboard.errors import N_, NotFoundError, SettingsError
from dashboard.settings.loading import load_settings
from dashboard.settings.values import AUTO, GALLERY


def is_gallery(entries: Sequence[CaseEntry]) -> bool:
    """Whether the first page is the gallery; by default as soon as there is a case of one's own."""
    wanted = _wanted()
    if wanted == AUTO:
        return any(not entry.ships for entry in entries)
    return wanted == GALLERY


def first_case(entries: Sequence[CaseEntry]) -> CaseEntry | None:
    """Case that a link without one is about: the one set, else the first that can be opened."""
    usable = [entry for entry in entries if not entry.faults]
    named = [entry for entry in usable if entry.slug == _wanted()]
    return next(iter([*named, *usable]), None)


def missing_case(entries: Sequence[CaseEntry]) -> NotFoundError | None:
    """What is to be said when the setting names no case at hand."""
    wanted = _wanted()
    if wanted in {AUTO, GALLERY} or any(entry.slug == wanted for entry in entries):
        return None
    return NotFoundError(
        N_("The setting “home” names no case: “{slug}”; the first one is shown."), slug=wanted
    )


def _wanted() -> str:
    try:
        return load_settings().home
    except SettingsError:  # every page says what is wrong with them
        return AUTO
