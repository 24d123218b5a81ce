"""Whether the numbers of an edition still come out."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dashboard import __version__
from dashboard.editions.diff import Nothing, ResultChange, is_new_key, json_changes
from dashboard.editions.folder import Damage, Edition, damage
from dashboard.editions.frozen import open_frozen
from dashboard.editions.opening import OpenedEdition, at_hand

LIBRARIES = ("numpy", "scipy", "pandas", "exchange_calendars")

# Sentences are made of the numbers beside them and may be worded anew by a later version.
_WORDED = (
    *("/reasons/", "/remarks/"),
    *("/verdict/sentence/", "/verdict/headline/", "/verdict/numbers/"),
)

# What was worked out by other rules in results/1; docs/results.md says how.
_RULED = ("/schema", "/verdict/", "/story_table/", "/claims/")


@dataclass(frozen=True, slots=True)
class Verification:
    """
    Whether the numbers of an edition still come out.

    Attributes
    ----------
    edition : Edition
    damaged : tuple of Damage
        Files that are not as frozen; nothing was computed then.
    numbers : tuple of ResultChange
        Numbers and words of the results that differ, frozen first.
    rules : tuple of ResultChange
        What an edition of an earlier shape has otherwise because the rules have changed since.
    sentences : tuple of ResultChange
        Sentences that are worded otherwise over the same numbers.
    versions : tuple of (str, str, str)
        Programs by name that are not of the frozen version: frozen, now.
    """

    edition: Edition
    damaged: tuple[Damage, ...] = ()
    numbers: tuple[ResultChange, ...] = ()
    rules: tuple[ResultChange, ...] = ()
    sentences: tuple[ResultChange, ...] = ()
    versions: tuple[tuple[str, str, str], ...] = ()

    @property
    def same(self) -> bool:
        """Whether every file is as frozen and every number came out."""
        return not (self.damaged or self.numbers)


def versions() -> dict[str, str]:
    """Versions of the program, of Python, and of the libraries that numbers depend on."""
    own = {"market-narrative": __version__, "python": platform.python_version()}
    return own | {name: importlib.metadata.version(name) for name in LIBRARIES}


def verify(editions: Path, wanted: str | Path) -> Verification:
    """
    Compute the numbers of an edition anew and hold them against those that were frozen.

    Parameters
    ----------
    editions : Path
        Folder of all editions.
    wanted : str or Path
        Id of an edition, its folder, or its zip.

    Raises
    ------
    NotFoundError, EditionError
        If there is no such edition, or what is there is none.
    """
    with at_hand(editions, wanted) as edition:
        return _verified(edition)


def _verified(edition: Edition) -> Verification:
    damaged = damage(edition)
    differing = tuple(
        (name, frozen, now)
        for name, now in versions().items()
        if (frozen := edition.manifest.versions.get(name, "")) != now
    )
    if damaged:
        return Verification(edition, damaged, versions=differing)
    opened = OpenedEdition(edition, open_frozen(edition))
    changes = tuple(json_changes(opened.results, opened.computed()))
    differ = changed_numbers(changes)
    ruled = tuple(each for each in differ if opened.earlier_rules and _is_ruled(each))
    return Verification(
        edition,
        # Of what the version that froze it did not know there is no frozen number.
        numbers=tuple(each for each in differ if each not in ruled and not is_new_key(each)),
        rules=ruled,
        sentences=tuple(change for change in changes if change not in differ),
        versions=differing,
    )


def _is_ruled(change: ResultChange) -> bool:
    """Whether results/2 changed the rule behind a place, or has the key anew."""
    return change.before is Nothing.ABSENT or change.place.startswith(_RULED)


def changed_numbers(changes: Iterable[ResultChange]) -> tuple[ResultChange, ...]:
    """Changes of numbers and of the words that results are made of, not of sentences."""
    return tuple(change for change in changes if not change.place.startswith(_WORDED))
