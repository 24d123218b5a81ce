"""Tables in an article: a line of headings with a column of moves, a stock a row below it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.articles.finds import Place
from dashboard.articles.mentions import Mention
from dashboard.articles.text import Text

_HEADING = re.compile(r"涨跌幅|涨幅|跌幅|\bchange\b|\bchg\b|\breturn\b|收益率", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?P<value>[+-]?\d+(?:\.\d+)?)\s*%?\s*")
_CELLS = re.compile(r"[^|\t]+")
_GAPS = re.compile(r"\S+(?: \S+)*?(?=\s{2,}|$)")
_RULE = re.compile(r"[\s|:+-]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A move in a table: its row's stock, its heading, its place."""

    mention: Mention
    value: float
    heading: str
    heading_place: Place
    place: Place
    row: Place


def table_moves(text: Text, mentions: list[Mention]) -> tuple[tuple[Cell, ...], tuple[Place, ...]]:
    """Moves of all tables, and the lines that are tables."""
    cells: list[Cell] = []
    rows: list[Place] = []
    starts = [mention.start for mention in mentions]
    heading: list[Place] = []
    for line, row in _rows(text.plain):
        # What follows a table that has a cell a line is no cell of its last row.
        long = heading and "\n" in text.plain[line.start : line.end]
        parts = row[: len(heading)] if long else row
        own = mentions[bisect_left(starts, line.start) : bisect_left(starts, line.end)]
        if len(parts) >= 2 and not own and _HEADING.search(text.plain, line.start, line.end):
            heading = parts
            rows.append(line)
        elif heading and own and len(parts) == len(heading):
            rows.append(line)
            cells += _row(text.plain, heading, parts, own[0], line)
        elif heading and len(parts) == len(heading):
            rows.append(line)  # of a stock that no list has
        elif heading and not _RULE.fullmatch(text.plain[line.start : line.end] or " "):
            heading = []
    return tuple(cells), tuple(rows)


def _row(
    plain: str, heading: list[Place], parts: list[Place], mention: Mention, row: Place
) -> Iterator[Cell]:
    for head, part in zip(heading, parts, strict=True):
        words = plain[head.start : head.end]
        match = _NUMBER.fullmatch(plain[part.start : part.end])
        if match and _HEADING.search(words):
            sign = -1 if "跌幅" in words and "涨" not in words and match["value"][0] != "-" else 1
            yield Cell(mention, sign * float(match["value"]) / 100, words, head, part, row)


def _rows(plain: str) -> Iterator[tuple[Place, list[Place]]]:
    """Lines with their cells; where a page has a cell a line, the lines of a row together."""
    cells: list[Place] = []
    bar = False  # whether the line before is nothing but one
    for line in _lines(plain):
        words = plain[line.start : line.end].strip()
        if words == "|":
            if bar and cells:  # a row ends in a bar, and the next one begins with one
                yield Place(cells[0].start, cells[-1].end), cells
                cells = []
            bar = True
            continue
        if bar and words:
            cells.append(line)
        else:
            if cells:
                yield Place(cells[0].start, cells[-1].end), cells
                cells = []
            yield line, _parts(plain, line)
        bar = False
    if cells:
        yield Place(cells[0].start, cells[-1].end), cells


def _lines(plain: str) -> Iterator[Place]:
    start = 0
    for line in plain.split("\n"):
        yield Place(start, start + len(line))
        start += len(line) + 1


def _parts(plain: str, line: Place) -> list[Place]:
    words = plain[line.start : line.end]
    if not ("\t" in words or "|" in words or "  " in words.strip()):
        return []
    pattern = _CELLS if "\t" in words or "|" in words else _GAPS
    found = [Place(line.start + m.start(), line.start + m.end()) for m in pattern.finditer(words)]
    return [place for place in found if plain[place.start : place.end].strip()]
