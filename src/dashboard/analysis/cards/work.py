"""Cards worked out, each once: kept by the case's files, the prices behind it, the software."""

from __future__ import annotations

import logging
from pathlib import Path

from dashboard import __version__
from dashboard.analysis.cards.card import Card, as_plain, card_of, card_of_trouble, read_card
from dashboard.analysis.trial import Trial
from dashboard.cases import news, pricing
from dashboard.cases.editing.versions import content_at, versions
from dashboard.cases.entries import CaseEntry
from dashboard.cases.folders import CaseFolder, read_case
from dashboard.cases.news import Standing
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
        trial = Trial.of(_priced(read_case(entry.path), store))
        card = card_of(trial)
        _notice(entry, store, trial, card)
    except DashboardError as error:
        card = card_of_trouble(error)
    except Exception:  # noqa: BLE001 - one case must not keep the others from their cards
        _log.exception("The card of %s could not be worked out.", entry.slug)
        card = card_of_trouble(None)
    keep_card(entry, store, card, key)
    return card


def _notice(entry: CaseEntry, store: Path, trial: Trial, card: Card) -> None:
    """Tell the feeds what is new since somebody worked this case out last."""
    slug = entry.slug
    if entry.draft or entry.path.name != slug:
        return
    before = None if news.was_seen(store, slug) else _before(entry, store)
    news.notice_evidence(store, trial.case, entry.digest, before.case if before else None)
    standing = None if before is None else standing_of(before, card_of(before))
    news.notice_verdict(store, slug, standing_of(trial, card), standing)


def standing_of(trial: Trial, card: Card) -> Standing:
    """What a case amounts to, as its card has it."""
    if card.kind is None:
        return Standing(program=__version__)
    found = trial.verdict
    return Standing(card.kind, found.status, found.story or "", card.headline, __version__)


def _before(entry: CaseEntry, store: Path) -> Trial | None:
    """Trial of a case before it was saved last, on the prices of today; None without any."""
    number = next(
        (each.number for each in versions(store, entry.slug) if each.digest != entry.digest), None
    )
    if number is None:
        return None
    try:
        return Trial.of(_priced(content_at(store, entry.slug, number), store))
    except DashboardError as error:  # it was found so, by hand
        _log.info("Version %d of %s cannot be worked out: %s", number, entry.slug, error)
        return None


def _priced(folder: CaseFolder, store: Path) -> CaseFolder:
    """Case as its pages show it first: on its own prices where it has any."""
    if folder.market.prices.empty:
        order = load_settings().sources_for(folder.case.calendar)
        return pricing.stored_case(folder, Store(store), order)
    if folder.case.needs_universe:
        return pricing.with_universe(folder, universe_file.load_universe(store))
    return folder
