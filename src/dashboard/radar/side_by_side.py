"""One theme as several sources have it: who is in which list, and whether the lists agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dashboard.market.theme_overlaps import ALIKE, pairs_among
from dashboard.radar.membership import Membership, Theme


@dataclass(frozen=True, slots=True)
class Other:
    """
    The same theme in the list of another source.

    Attributes
    ----------
    theme : Theme
    same_name : bool
        Whether both call it alike; else the two were put together by their members.
    both : int
        Members in both lists.
    here, there : tuple of str
        Members in the list of the theme at hand alone, and in the other alone.
    """

    theme: Theme
    same_name: bool
    both: int
    here: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def overlap(self) -> float:
        """Members in both lists of those in either."""
        return self.both / max(self.both + len(self.here) + len(self.there), 1)

    @property
    def shares_members(self) -> bool:
        """Whether the lists have at least half of all members in common."""
        return self.overlap >= ALIKE


def others(membership: Membership) -> Mapping[Theme, tuple[Other, ...]]:
    """
    Themes that more than one source has, each with the others that are the same.

    Parameters
    ----------
    membership : Membership
        Only members with a column count, as in every number of the radar.

    Notes
    -----
    Two themes are the same as in `dashboard.market.theme_overlaps.pairs`: by name, or by
    members where the other source lacks the name.
    """
    members: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for row, theme in enumerate(membership.themes):
        own = {membership.symbols[at] for at in membership.columns(row)}
        if own:
            members[theme.source][theme.name] = own
    found: dict[Theme, list[Other]] = defaultdict(list)
    for pair in pairs_among(members):
        one, other = (Theme(*each) for each in zip(pair.names, pair.sources, strict=True))
        here, there = pair.only
        found[one].append(Other(other, pair.same_name, len(pair.both), here, there))
        found[other].append(Other(one, pair.same_name, len(pair.both), there, here))
    return {
        theme: tuple(sorted(same, key=lambda each: each.theme.source))
        for theme, same in found.items()
    }


def plain_others(found: Sequence[Other]) -> list[dict[str, Any]]:
    """Other lists as JSON has them."""
    return [asdict(each) for each in found]


def others_of(found: Sequence[Mapping[str, Any]]) -> tuple[Other, ...]:
    """Read what `plain_others` made; raises as a wrong mapping does."""
    return tuple(
        Other(
            Theme(**each["theme"]),
            bool(each["same_name"]),
            int(each["both"]),
            tuple(map(str, each["here"])),
            tuple(map(str, each["there"])),
        )
        for each in found
    )
