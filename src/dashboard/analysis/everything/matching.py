"""Rows that hold every word, the best ones first, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from dashboard.analysis.cards.finding import written
from dashboard.analysis.everything.rows import KINDS, Kind, Row, Shelf

LONGEST = 80  # letters that are looked for


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that holds every word, with the shelf it stands on."""

    row: Row
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Hits:
    """
    What was found of one kind.

    Attributes
    ----------
    kind : str
    best : tuple of Hit
        The first ones.
    total : int
        How many there are.
    """

    kind: Kind
    best: tuple[Hit, ...]
    total: int


def search(shelves: Iterable[Shelf], typed: str, *, here: str = "", most: int = 5) -> list[Hits]:
    """
    What holds every word that was typed.

    A title that is what was typed comes before one that begins with it, that before one that holds
    it, and that before a row that holds the words elsewhere; among equals the case at hand first.

    Parameters
    ----------
    shelves : iterable of Shelf
    typed : str
    here : str
        Slug of the case at hand.
    most : int
        How many of each kind are returned.

    Returns
    -------
    list of Hits
        Kinds without a hit are left out.
    """
    words = written(typed[:LONGEST]).split()
    if not words:
        return []
    whole = " ".join(words)
    found: dict[Kind, list[tuple[tuple[int, bool, int, int], Hit]]] = {kind: [] for kind in KINDS}
    for at, shelf in enumerate(shelves):
        if not all(word in shelf.searched for word in words):
            continue
        for n, row in enumerate(shelf.rows):
            if all(word in row.searched for word in words):
                place = (_distance(row, words, whole), shelf.slug != here, at, n)
                found[row.kind].append((place, Hit(row, shelf)))
    return [_hits(kind, ranked, most) for kind, ranked in found.items() if ranked]


def _hits(kind: Kind, ranked: Sequence[tuple[tuple[int, bool, int, int], Hit]], most: int) -> Hits:
    best = nsmallest(most, ranked, key=lambda each: each[0])
    return Hits(kind, tuple(hit for _, hit in best), len(ranked))


def _distance(row: Row, words: Sequence[str], whole: str) -> int:
    """How far a row is from being what was typed: 0 when it is called so, 3 at most."""
    if f"\n{whole}\n" in row.called:
        return 0
    if f"\n{whole}" in row.called:
        return 1
    return 2 if all(word in row.called for word in words) else 3
