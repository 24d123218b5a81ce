"""Where the short names of a list stand in a text: a dictionary matcher, no segmenter."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from operator import add

from dashboard.articles.script import matching_form
from dashboard.market.listing import Listed, Listing
from dashboard.market.short_names import plain_name

SHORTEST = 3  # signs of a name from which marks or the A of a share class are taken off
_HAN = re.compile(r"[\u3400-\u9fff]")
# A mark of status before two to four signs: the rest of the name may be cut off.
_MARKED = re.compile(
    r"(?:S?\*ST|SST|ST|退市|PT)\s?([\u3400-\u9fff]{2,4}|[A-Z]{2,4}[\u3400-\u9fff]{2})"
)
_CLASS = re.compile(r"-(?:UW|[UWDB])(?![A-Za-z])")


@cache
def words_of(file: str) -> frozenset[str]:
    """Words of a data file of this room; lines that begin with # are its heading."""
    lines = files("dashboard.articles").joinpath(file).read_text("utf-8").splitlines()
    return frozenset(
        word for line in lines if not line.startswith("#") for word in matching_form(line).split()
    )


@dataclass(frozen=True, slots=True)
class NameHit:
    """
    A name in the text.

    Attributes
    ----------
    start, end : int
    entries : tuple of Listed
        The securities that bear or bore it.
    former : bool
        Whether none of them bears it today.
    """

    start: int
    end: int
    entries: tuple[Listed, ...]
    former: bool = False


# No slots: look-ups are kept in the instance.
class NameIndex:
    """Names of a list, today's and former ones, for look-up by their first sign."""

    def __init__(self, listing: Listing) -> None:
        self.by_symbol = {entry.symbol: entry for entry in listing.entries}
        self.today: dict[str, list[Listed]] = {}
        self.former: dict[str, list[Listed]] = {}
        for entry in listing.entries:
            _put(self.today, entry.name, entry)
            for each in entry.former:
                _put(self.former, each.name, entry)
        self._names = frozenset((*self.today, *self.former))
        self._sorted = sorted(self._names)
        # Two signs that begin a name, or the first one of a name that exchanges pad.
        self._begins = {name[:2] for name in self._names}
        self._begins |= {f"{name[0]} " for name in self._names if len(name) <= SHORTEST}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {sign: sorted(found, reverse=True) for sign, found in lengths.items()}

    def bearers(self, name: str, day: date | None) -> NameHit | None:
        """Securities that bear a name, on a day where one is known; places are the caller's."""
        today, former = self.today.get(name, []), self.former.get(name, [])
        found = [*today, *(entry for entry in former if entry not in today)]
        if day is not None and len(found) > 1:
            found = [entry for entry in found if entry.can_bear(name, day)] or found
        return NameHit(0, 0, tuple(found), not today) if found else None

    def hits(self, plain: str, day: date | None) -> Iterator[NameHit]:
        """Every longest name in a text in matching form, from left to right."""
        text = plain.upper()
        if len(text) != len(plain):  # a sign that grows when it becomes a capital
            text = plain
        marked = {match.start(): match for match in _MARKED.finditer(text)}
        begins = self._begins
        pairs = map(add, text, text[1:])
        places = [place for place, signs in enumerate(pairs) if signs in begins]
        if marked:
            places = sorted({*places, *marked})
        free = 0
        for place in places:
            if place < free:
                continue
            hit = self._marked(marked[place], day) if place in marked else None
            hit = hit or self._at(text, place, day)
            if hit is not None:
                tail = _CLASS.match(text, hit.end)
                free = tail.end() if tail else hit.end
                yield NameHit(hit.start, free, hit.entries, hit.former)

    def _at(self, text: str, place: int, day: date | None) -> NameHit | None:
        padded = text[place + 1 : place + 2] == " "  # exchanges pad short names: 五 粮 液
        for length in self._lengths.get(text[place], ()):
            end, name = place + length, text[place : place + length]
            if padded and length <= SHORTEST:
                name, end = _unpadded(text, place, length)
            if name not in self._names or not _stands_free(text, place, end):
                continue
            found = self.bearers(name, day)
            if found is not None:
                return NameHit(place, end, found.entries, found.former)
        return None

    def _beginning(self, part: str) -> list[str]:
        """Names that begin with some signs."""
        first = bisect_left(self._sorted, part)
        behind = bisect_left(self._sorted, part + chr(sys.maxunicode))
        return self._sorted[first:behind]

    def _marked(self, match: re.Match[str], day: date | None) -> NameHit | None:
        for length in range(len(match[1]), 1, -1):
            part = match[1][:length]
            found = [self.bearers(name, day) for name in self._beginning(part)]
            entries = {entry: None for hit in found if hit for entry in hit.entries}
            if len(entries) == 1:
                return NameHit(match.start(), match.start(1) + length, tuple(entries))
        return None


def _put(table: dict[str, list[Listed]], name: str, entry: Listed) -> None:
    plain = plain_name(name)
    forms = [plain] if len(plain) >= SHORTEST or plain == name else []
    if plain.endswith("A") and len(plain) > SHORTEST:
        forms.append(plain.removesuffix("A"))
    forms += [name] if name != plain and len(name) > 3 else []
    # As the text is matched: 乾景园林 stands there as 干景园林.
    for form in dict.fromkeys(matching_form(form) for form in forms):
        held = table.setdefault(form, [])
        if entry not in held:
            held.append(entry)


def _unpadded(text: str, place: int, length: int) -> tuple[str, int]:
    match = re.compile(rf"(?:[\u3400-\u9fffA-Z] ?){{{length}}}").match(text, place)
    if match is None or "\n" in match[0]:
        return "", place
    return match[0].replace(" ", ""), place + len(match[0].rstrip())


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a name that begins or ends with a Latin letter is no part of a longer word."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    latin = str.isascii
    inner = text[start : start + 1], text[end - 1 : end]
    return not (
        (before and before.isalnum() and latin(before) and latin(inner[0]))
        or (behind and behind.isalnum() and latin(behind) and latin(inner[1]))
    )


def joins_across(plain: str, hit: NameHit) -> bool:
    """Whether a common word runs across an edge of a name: 创新|产业, 值得买|入, 京东方|面."""
    words = words_of("joins.txt")
    before, behind = plain[max(0, hit.start - 1) : hit.start + 1], plain[hit.end - 1 : hit.end + 1]
    outside = plain[hit.end : hit.end + 3]
    return (
        before in words
        or behind in words
        or any(outside.startswith(word) for word in ("业协会", "互联网", "行业", "大学", "学院"))
    )
