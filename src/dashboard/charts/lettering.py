"""Room that words need in a chart: their width, lines that keep them apart, breaks, cuts."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Letters that are far narrower or wider than the others.
_SLIM, _BROAD = frozenset("ijl.,:;'|!’ "), frozenset("mwMW%−+")


def text_width(text: str, *, bold: bool = False) -> float:
    """
    Width in pixels at 13 px, rather too much than too little: nobody knows a reader's font.

    >>> text_width("ill"), text_width("依米康"), text_width("300249")
    (12.9, 39.0, 48.0)
    """
    width = sum(
        13.0
        if ord(letter) > 0x2E80
        else 4.3
        if letter in _SLIM
        else 12.0
        if letter in _BROAD
        else 9.0
        if letter.isupper()
        else 8.0
        for letter in text
    )
    return round(width * (1.12 if bold else 1), 1)


def label_rows(places: Sequence[float], widths: Sequence[float], gap: float = 8.0) -> list[int]:
    """
    Line of each label so that none overlaps another on its line.

    Parameters
    ----------
    places : sequence of float
        Centres in pixels, ascending.
    widths : sequence of float
        Widths in pixels.
    gap : float
        Smallest room between two labels.

    Examples
    --------
    >>> label_rows([0.0, 10.0, 100.0], [40.0, 40.0, 40.0])
    [0, 1, 0]
    """
    ends: list[float] = []
    rows = []
    for place, width in zip(places, widths, strict=True):
        start = place - width / 2
        row = next((i for i, end in enumerate(ends) if end + gap <= start), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = place + width / 2
        rows.append(row)
    return rows


def shorten(text: str, room: float) -> str:
    """
    Text cut to about this many pixels at 13 px: at its first comma, else with an ellipsis.

    >>> shorten("Equal-weight mean of about 3,320 stocks", 150)
    'Equal-weight mean…'
    >>> shorten("Equal weight, about 3,320 stocks", 140)
    'Equal weight'
    """
    if text_width(text) <= room:
        return text
    clause = re.split(r"[,，（(] ?", text, maxsplit=1)[0].strip()
    if clause != text and text_width(clause) <= room:
        return clause
    kept = ""
    for letter in text:
        if text_width(f"{kept}{letter}…") > room:
            break
        kept += letter
    words = kept.rsplit(" ", 1)
    # A short word before the cut, such as “of”, says nothing by itself.
    while len(words) == 2 and (not text[len(kept) :].startswith(" ") or len(words[1]) < 4):
        kept = words[0]
        words = kept.rsplit(" ", 1)
    return f"{kept.rstrip(' ,，(（')}…"


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """
    Break a text into lines of about `width` Latin letters, the last one cut with an ellipsis.

    A Chinese character counts as two letters and may be broken anywhere.

    Examples
    --------
    >>> wrapped("one two three four", 9, 2)
    ['one two', 'three…']
    """
    found, line = [], ""
    for piece in _pieces(text):
        if line.strip() and _width(line + piece.rstrip()) > width:
            found.append(line.strip())
            line = ""
        line += piece
    found.append(line.strip())
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and _width(last) >= width:
        last = last[:-1]
    return [*found[: lines - 1], f"{last.rstrip()}…"]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = [""]
    for letter in text:
        if ord(letter) > 0x2E80:
            pieces += [letter, ""]
        elif letter == " ":
            pieces[-1] += letter
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece for piece in pieces if piece]


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
