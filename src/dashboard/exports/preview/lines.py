"""Words of a picture: cleaned, measured with the fonts at hand, broken into lines and cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.exports.preview.fonts import FontFile, Style, faces_of, has_sign, load_face
from dashboard.language.language import Code

LONGEST = 400  # signs of a text that are looked at; more never fit
SCALE = 2  # the picture is drawn at twice its size and reduced, which smooths its edges
_CUT = "…"
# A family of Han signs has these as wide as its signs, which tears English words apart.
_QUOTES = frozenset("‘’“”")
_BESIDE = 0.07  # of the size: room on either side of a mark that is not to be wide

# No line begins with these, none ends with those.
_NOT_FIRST = frozenset("，。、；：？！”’）》」』】%,.;:?!)…·")
_NOT_LAST = frozenset("“‘（《「『【(")
_HAN = "⺀"  # the first of the signs between which a line may end


@dataclass(frozen=True, slots=True)
class Run:
    """
    A stretch of a text with the face that has its signs.

    Attributes
    ----------
    face : FontFile
    text : str
    shift, advance : float
        Where it is drawn from the end of the one before, and how far it goes, in drawn pixels.
    """

    face: FontFile
    text: str
    shift: float
    advance: float


@dataclass(frozen=True, slots=True)
class Hand:
    """
    How words are written: style, size in pixels, language, room between letters.

    Two words in the same hand have the same widths.
    """

    style: Style
    size: int
    code: Code
    tracking: float = 0.0

    def width(self, text: str) -> float:
        """Pixels from the first letter to the end of the last."""
        letters = sum(run.advance for run in self.runs(text))
        return letters / SCALE + self.tracking * max(len(text) - 1, 0)

    def runs(self, text: str) -> list[Run]:
        """Stretches of a text by the face that has their signs; what none has is left out."""
        narrow, faces = self.code == "en", faces_of(self.style, self.code)
        return [
            _placed(face, run, self.size * SCALE, narrow=narrow and face.han and run in _QUOTES)
            for face, run in _runs(text, faces, narrow=narrow)
        ]


@lru_cache(maxsize=4096)
def _placed(face: FontFile, text: str, size: int, *, narrow: bool) -> Run:
    font = load_face(face, size)
    if not narrow:
        return Run(face, text, 0.0, font.getlength(text))
    mask, offset = font.getmask2(text, "L", anchor="ls")
    ink = mask.getbbox() or (0, 0, 0, 0)
    left, right = offset[0] + ink[0], offset[0] + ink[2]
    return Run(face, text, _BESIDE * size - left, right - left + 2 * _BESIDE * size)


@lru_cache(maxsize=1024)
def _runs(
    text: str, faces: tuple[FontFile, ...], *, narrow: bool
) -> tuple[tuple[FontFile, str], ...]:
    found: list[tuple[FontFile, str]] = []
    # The points of a Han family stand in the middle of a line.
    latin = [face for face in faces if not face.han] if narrow else []
    alone = False
    for sign in text:
        order = [*latin, *faces] if sign == _CUT else faces
        face = next((each for each in order if has_sign(each, sign)), None)
        if face is None:
            continue
        apart = narrow and face.han and sign in _QUOTES
        if found and not apart and not alone and (sign.isspace() or found[-1][0] == face):
            found[-1] = (found[-1][0], found[-1][1] + sign)
        else:
            found.append((face, sign))
        alone = apart
    return tuple(found)


def clean(text: str) -> str:
    r"""
    Text on one line, without signs that are not written: controls, marks of direction.

    >>> clean(" a\n\tb\u202ec ")
    'a bc'
    """
    text = " ".join(text[: 4 * LONGEST].split())
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")[:LONGEST]


def broken(text: str, hand: Hand, room: float, most: int) -> list[str]:
    """
    Text in lines of about the same length, none wider than its room; cut where it needs more.

    Parameters
    ----------
    text : str
    hand : Hand
    room : float
        Pixels across.
    most : int
        Lines at most.
    """
    lines = _filled(text, hand, room)
    if len(lines) > most:
        rest = lines[most - 1] + _joint(lines[most - 1]) + lines[most]
        return [*lines[: most - 1], cut(rest, hand, room, always=True)]
    # The narrowest room that needs no more lines, to the nearest few pixels.
    if len(lines) == 2:
        clauses = re.fullmatch(r"(.*?：)(.+)", text)
        if clauses and all(hand.width(clause) <= room for clause in clauses.groups()):
            return list(clauses.groups())
    low, high = room / 2, room
    while len(lines) > 1 and high - low > 8:
        middle = (low + high) / 2
        tried = _filled(text, hand, middle)
        if len(tried) > len(lines):
            low = middle
        else:
            lines, high = tried, middle
    return lines


def cut(text: str, hand: Hand, room: float, *, always: bool = False) -> str:
    """Text on one line, cut with a sign that says so where it is too wide, or always."""
    if not always and hand.width(text) <= room:
        return text
    kept = text
    while kept and hand.width(kept + _CUT) > room:
        kept = kept[:-1]
    return kept.rstrip() + _CUT


def _joint(line: str) -> str:
    return "" if line[-1:] >= _HAN else " "


def _filled(text: str, hand: Hand, room: float) -> list[str]:
    """Lines, each as full as its room allows."""
    lines, line = [], ""
    for piece in _pieces(text):
        if not line or hand.width((line + piece).rstrip()) <= room:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while hand.width(line.rstrip()) > room:  # one word, wider than a line
            most = _fitting(line, hand, room)
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line.rstrip()] if line.strip() else lines


def _fitting(line: str, hand: Hand, room: float) -> int:
    most = 1
    while most < len(line) and hand.width(line[: most + 1]) <= room:
        most += 1
    return most


def _pieces(text: str) -> Sequence[str]:
    """Parts between which a line may end: words with the space behind them, single Han signs."""
    found: list[str] = []
    for word in re.findall(r"\S+\s*", text):
        parts = [""]
        for sign in word:
            before = parts[-1][-1:]
            apart = sign >= _HAN or before >= _HAN
            stays = sign in _NOT_FIRST or before in _NOT_LAST or sign.isspace()
            if before and apart and not stays:
                parts.append("")
            parts[-1] += sign
        found += parts
    return found
