"""Cards worked out, each once: kept by the case's files, the prices behind it, the software."""

from __future__ import annotations

import logging
from pathlib import Path

from dashboard.analysis.cards.card import Card, as_plain, card_of, card_of_trouble, read_card
from dashboard.analysis.trial import Trial
from dashboard.cases import pricing
from dashboard.cases.entries import CaseEntry
from dashboard.cases.folders import CaseFolder, read_case
from dashboard.errors import DashboardError
from dashboard.settings.loading import load_settings
from dashboard.store import kept_work, universe_file
from dashboard.store.store import Store

KIND = "answers"  # of work that is kept

_log = logging.getLogger(__name__)


def card_key(entry: CaseEntry, store: Path) -> str:
    """What a card depends on: the case's files, and the prices of the store where they count."""
    return f"{entry.digest}|{prices_version(entry, store)}"


def prices_version(entry: CaseEntry, store: Path) -> str:
    """
    What changes when prices change that the store has for a case; empty without any.

    A series is replaced by moving a file into its folder, whose time tells so.
    """
    stamps = [] if entry.priced else [_stamp(store / "series" / each) for each in entry.series]
    if entry.universe:
        stamps.append(_stamp(store / "universe" / "current.json"))
    return "|".join(stamps) if any(stamps) else ""


def _stamp(path: Path) -> str:
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:
        return ""


def kept_card(entry: CaseEntry, store: Path) -> Card | None:
    """Card of a case as it is now, None where it has to be worked out."""
    found = kept_work.load_kept(store, KIND, str(entry.path), card_key(entry, store))
    try:
        return None if found is None else read_card(found)
    except (KeyError, TypeError, ValueError, AttributeError):  # damaged
        return None


def keep_card(entry: CaseEntry, store: Path, card: Card, key: str) -> None:
    """Keep a card; `key` is that of the moment before it was worked out."""
    kept_work.keep(store, KIND, str(entry.path), key, as_plain(card))


def work_out(entry: CaseEntry, store: Path) -> Card:
    """
    Work out a card and keep it; what keeps it from being worked out becomes its sentence.

    Nothing is raised: a programming error is logged, and its sentence says so.
    """
    key = card_key(entry, store)
    try:
        card = card_of(Trial.of(_priced(entry, store)))
    except DashboardError as error:
        card = card_of_trouble(error)
    except Exception:  # noqa: BLE001 - one case must not keep the others from their cards
        _log.exception("The card of %s could not be worked out.", entry.slug)
        card = card_of_trouble(None)
    keep_card(entry, store, card, key)
    return card


def _priced(entry: CaseEntry, store: Path) -> CaseFolder:
    """Case as its pages show it first: on its own prices where it has any."""
    folder = read_case(entry.path)
    if not entry.priced:
        order = load_settings().sources_for(folder.case.calendar)
        return pricing.stored_case(folder, Store(store), order)
    if folder.case.needs_universe:
        return pricing.with_universe(folder, universe_file.load_universe(store))
    return folder
