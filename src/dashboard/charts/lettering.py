"""Room that words need in a chart: their width, lines that keep them apart, breaks, cuts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

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


def label_spots(
    places: Sequence[float], widths: Sequence[float], *, most: int, end: float, gap: float = 8.0
) -> list[tuple[float, int]]:
    """
    Shift and line of each label, so that none overlaps another and few lines are needed.

    While `most` lines are enough, labels stay below their places.  More of them stand in
    columns of that many, moved sideways.

    Parameters
    ----------
    places, widths : sequence of float
        Centres, ascending, and widths in pixels.
    most : int
        Lines that may be used without moving a label.
    end : float
        Room from 0, in pixels: no label is moved beyond.
    gap : float
        Smallest room between two labels.

    Examples
    --------
    >>> label_spots([50.0, 50.0, 50.0, 50.0], [40.0] * 4, most=2, end=100.0, gap=0.0)
    [(-20.0, 0), (-20.0, 1), (20.0, 0), (20.0, 1)]
    """
    lines = label_rows(places, widths, gap)
    if max(lines, default=0) < most:
        return [(0.0, line) for line in lines]
    spots = [(0.0, 0)] * len(places)
    for line in range(most):
        own = range(line, len(places), most)
        moved = _side_by_side([places[i] for i in own], [widths[i] + gap for i in own], end)
        for i, place in zip(own, moved, strict=True):
            spots[i] = (round(place - places[i], 1), line)
    return spots


def _side_by_side(places: Sequence[float], widths: Sequence[float], end: float) -> list[float]:
    """Centres moved apart as little as their widths ask for, as one block where they meet."""
    blocks: list[tuple[float, list[int]]] = []  # centre, members
    for i, place in enumerate(places):
        blocks.append((place, [i]))
        while len(blocks) > 1:
            (left, first), (right, second) = blocks[-2:]
            spans = [sum(widths[k] for k in block) for block in (first, second)]
            if left + spans[0] / 2 <= right - spans[1] / 2:
                break
            merged = first + second
            centre = sum(places[k] for k in merged) / len(merged)
            half = sum(spans) / 2
            blocks[-2:] = [(min(max(centre, half), max(half, end - half)), merged)]
    found = list(places)
    for centre, members in blocks:
        at = centre - sum(widths[k] for k in members) / 2
        for k in members:
            found[k] = at + widths[k] / 2
            at += widths[k]
    return found


def clear_spot(
    boxes: Sequence[tuple[float, float, float, float]],
    line: Sequence[tuple[float, float]],
    taken: Sequence[tuple[float, float, float, float]] = (),
) -> int:
    """
    First box that a line does not run through, else the one it runs through least.

    Parameters
    ----------
    boxes : sequence of (left, top, right, bottom)
        Places that a label may have, the best first, in pixels.
    line : sequence of (x, y)
        Corners of the line, in pixels.
    taken : sequence of (left, top, right, bottom)
        Labels that stand already.

    Examples
    --------
    >>> clear_spot([(0, 0, 10, 10), (0, 20, 10, 30)], [(-5.0, 5.0), (15.0, 5.0)])
    1
    """
    struck = []
    for left, top, right, bottom in boxes:
        inside = sum(left < x < right and top < y < bottom for x, y in _dotted(line))
        hidden = any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for other in taken
        )
        struck.append(inside + (1000 if hidden else 0))
    return struck.index(min(struck))


def _dotted(line: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Points of a line, a pixel or less apart."""
    for (x, y), (to_x, to_y) in pairwise(line):
        steps = max(1, ceil(max(abs(to_x - x), abs(to_y - y))))
        for step in range(steps + 1):
            share = step / steps
            yield x + share * (to_x - x), y + share * (to_y - y)


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
