"""
Folding: the form of a text in which it is searched, with the way back to the raw one.

Compatibility forms become plain ones (NFKC: full-width letters, ligatures, the radicals that
stand for signs in some documents), line ends between Chinese signs go, any other blank space is
one blank.  What is searched for is folded in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

FOLDING = 1
"""Version; a text folded by another one is folded again before it is searched."""

# Signs between which a line end is no blank: Han, radicals, their punctuation, full width.
_WIDE = re.compile(
    "[\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
    "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\U00020000-\U0003ffff]"
)
# No sign of a text: controls, marks of order and width, the hyphen at a line's end.
_NOTHING = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
)
_GAP = re.compile(rf"[\s{_NOTHING}]+")
_DROPPED_HYPHEN = re.compile("[\u00ad\ufffe]")
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a]")


class _Plain(dict[int, str]):
    """Plain form of each sign, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = unicodedata.normalize("NFKC", chr(code))
        return found


_PLAIN = _Plain()


@dataclass(frozen=True, slots=True)
class Folded:
    """
    A folded text.

    Attributes
    ----------
    text : str
    places : sequence of int
        For each of its signs, the place of the raw sign that it comes from.
    """

    text: str
    places: Sequence[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Span of the raw text from which a span of this one comes."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> str:
    r"""
    Fold a text.

    >>> fold("液\n冷产品 ＡＩ"), fold("营业收⼊")
    ('液冷产品 AI', '营业收入')
    """
    return fold_places(text).text


def fold_places(text: str, start: int = 0, end: int | None = None) -> Folded:
    """Fold a span of a text; places count from the beginning of the text."""
    end = len(text) if end is None else end
    parts: list[str] = []
    places: list[int] = []
    at = start
    for gap in _GAP.finditer(text, start, end):
        _add(text, at, gap.start(), parts, places)
        if parts and gap.end() < end and _is_blank(text, gap):
            parts.append(" ")
            places.append(gap.start())
        at = gap.end()
    _add(text, at, end, parts, places)
    return Folded("".join(parts), places)


def _is_blank(text: str, gap: re.Match[str]) -> bool:
    """Whether a gap in a text is a blank of the folded one."""
    if not any(sign.isspace() for sign in gap[0]) or _DROPPED_HYPHEN.search(gap[0]):
        return False
    if "\n" not in gap[0] and "\r" not in gap[0]:
        return True
    return not (_WIDE.match(text[gap.start() - 1]) and _WIDE.match(text[gap.end()]))


def _add(text: str, start: int, end: int, parts: list[str], places: list[int]) -> None:
    """Add a run without blanks."""
    if start >= end:
        return
    run = text[start:end]
    if not _COMBINING.search(run):
        plain = run.translate(_PLAIN)
        if len(plain) == len(run):
            parts.append(plain)
            places.extend(range(start, end))
            return
    at = start
    while at < end:
        # A sign and the marks on it become one sign together.
        then = at + 1
        while then < end and unicodedata.combining(text[then]):
            then += 1
        plain = unicodedata.normalize("NFKC", text[at:then])
        parts.append(plain)
        places.extend([at] * len(plain))
        at = then


def joins(before: str, after: str) -> bool:
    """Whether the last sign of a page and the first of the next belong together."""
    return bool(before and after and _WIDE.match(before[-1]) and _WIDE.match(after[0]))
