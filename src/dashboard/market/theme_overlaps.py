"""Themes of several sources side by side: which are the same, and who is in one only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pandas as pd

from dashboard.market.theme_members import in_force
from dashboard.market.theme_names import fold, plain_theme

ALIKE = 0.5  # members in common, of all that either has, above which two names are one theme
FEWEST = 3  # members in common below which an overlap says nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """
    One theme as two sources have it.

    Attributes
    ----------
    sources : (str, str)
        In alphabetical order, as all that follows.
    names : (str, str)
    both : tuple of str
        Members in both, sorted.
    only : (tuple of str, tuple of str)
        Members in the first and in the second alone.
    same_name : bool
        Whether the names are the same, but for what sources add to them (概念, 板块); else they
        were put together by their members.
    """

    sources: tuple[str, str]
    names: tuple[str, str]
    both: tuple[str, ...]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    same_name: bool

    @property
    def overlap(self) -> float:
        """Members in both over members in either (Jaccard)."""
        return len(self.both) / (len(self.both) + len(self.only[0]) + len(self.only[1]))


def pairs(table: pd.DataFrame, day: date) -> tuple[Pair, ...]:
    """
    Themes that two sources have in common on a day.

    Parameters
    ----------
    table : DataFrame
        `dashboard.market.theme_members.COLUMNS`.
    day : date

    Returns
    -------
    tuple of Pair
        Those of the same name, whatever their members; and for a theme whose name the other
        source lacks, the one with most members in common, at least `FEWEST` and `ALIKE` of all.
        Those that differ most come first.

    Examples
    --------
    >>> from dashboard.market.theme_members import COLUMNS
    >>> seen = [("A", "x", "one"), ("B", "x", "one"), ("B", "X", "two")]
    >>> table = pd.DataFrame([(*each, "", "2025-02-03", None) for each in seen], columns=COLUMNS)
    >>> [(pair.both, pair.only) for pair in pairs(table, date(2025, 2, 3))]
    [(('B',), (('A',), ()))]
    """
    members: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = in_force(table, day)
    for source, theme, stock in zip(rows["source"], rows["theme"], rows["stock"], strict=True):
        members[str(source)][str(theme)].add(str(stock))
    return pairs_among(members)


def pairs_among(members: Mapping[str, Mapping[str, set[str]]]) -> tuple[Pair, ...]:
    """Pair themes as `pairs` does, given the members of each by source and name."""
    found: list[Pair] = []
    for sources in combinations(sorted(members), 2):
        found += _of_two(sources, members[sources[0]], members[sources[1]])
    return tuple(sorted(found, key=lambda pair: (pair.overlap, pair.sources, pair.names)))


def _of_two(
    sources: tuple[str, str], one: Mapping[str, set[str]], other: Mapping[str, set[str]]
) -> list[Pair]:
    named = _named(one, other)
    left = {name: one[name] for name in one if name not in named}
    taken = {*named.values()}
    right = {name: other[name] for name in other if name not in taken}
    together = [(first, second, True) for first, second in named.items()]
    return [
        Pair(
            sources,
            (first, second),
            tuple(sorted(one[first] & other[second])),
            (tuple(sorted(one[first] - other[second])), tuple(sorted(other[second] - one[first]))),
            same,
        )
        for first, second, same in (*together, *_alike(left, right))
    ]


def _named(one: Iterable[str], other: Iterable[str]) -> dict[str, str]:
    """Themes of one name: as both write it first, then without what sources add to it."""
    found: dict[str, str] = {}
    for form in (fold, lambda name: fold(plain_theme(name))):
        taken = {*found.values()}
        left = {form(name): name for name in one if name not in found}
        right = {form(name): name for name in other if name not in taken}
        found |= {left[key]: right[key] for key in left if key in right}
    return found


def _alike(
    left: Mapping[str, set[str]], right: Mapping[str, set[str]]
) -> list[tuple[str, str, bool]]:
    """Themes of different names with the same members, each the best of the other's."""
    themes_of: dict[str, list[str]] = defaultdict(list)
    for name, stocks in right.items():
        for stock in stocks:
            themes_of[stock].append(name)
    scored = []
    for name, stocks in left.items():
        common = Counter(theme for stock in stocks for theme in themes_of.get(stock, ()))
        for theme, n in common.items():
            share = n / len(stocks | right[theme])
            if n >= FEWEST and share >= ALIKE:
                scored.append((-share, name, theme))
    found, taken = [], set[tuple[str, str]]()
    for _, name, theme in sorted(scored):
        if ("left", name) in taken or ("right", theme) in taken:
            continue
        taken |= {("left", name), ("right", theme)}
        found.append((name, theme, False))
    return found
