"""Inputs that were good and are no more: bytes, cells and lines changed by a seeded hand."""

from __future__ import annotations

import random

# What spreadsheets, databases, editors and vandals leave in a cell.
CELLS = [
    *("", "0", "-1", "nan", "NaN", "inf", "-inf", "1e300", "-1e300", "1e400", "5.9e-39", "1E+08"),
    *(
        "99999999999999999999",
        "0x10",
        "1_000",
        "１２",
        "1,2,3",
        "--",
        "停牌",
        "万亿",
        "1.5亿",
        "7.59万亿亿",
    ),
    *("2125-02-30", "0001-01-01", "9999-12-31", "20250229", "45678", "2025-02-06T24:00:00Z"),
    *("2025-02-06 15:00:00+99:99", "300249.CN", "835185.NQ", "='300249", '="300249"', "999999"),
    *(
        "SZ",
        ".SZ",
        "000001.SS;",
        ";;;",
        ":",
        "a:b:c",
        "=cmd|' /C calc'!A0",
        "<script>",
        "{n}",
        "%s",
    ),
    *("\x00", "\ufeff", "\u202e", "\ud7ff", "𠮷", '"', "'", "\t", "\r", "[[", "]]", "'''", "\\u12"),
]


def mutated(data: bytes, hand: random.Random) -> bytes:
    """Change some bytes, cells or lines of a file, one to four times."""
    for _ in range(hand.choice([1, 1, 1, 2, 3, 4])):
        data = hand.choice(_WAYS)(data, hand)
    return data


def _flip(data: bytes, hand: random.Random) -> bytes:
    if not data:
        return data
    at = hand.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << hand.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, hand: random.Random) -> bytes:
    at = hand.randrange(len(data) + 1)
    return data[:at] + data[at + hand.choice([1, 3, 40, len(data)]) :]


def _double(data: bytes, hand: random.Random) -> bytes:
    at = hand.randrange(len(data) + 1)
    return data[: at + hand.choice([1, 10, 80])] + data[at:]


def _insert(data: bytes, hand: random.Random) -> bytes:
    at = hand.randrange(len(data) + 1)
    return data[:at] + hand.choice(CELLS).encode("utf-8", "surrogatepass") + data[at:]


def _cell(data: bytes, hand: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = hand.randrange(len(lines))
    mark = b"=" if b" = " in lines[at] else b","
    cells = lines[at].split(mark)
    cells[hand.randrange(len(cells))] = hand.choice(CELLS).encode("utf-8", "surrogatepass")
    lines[at] = mark.join(cells)
    return b"\n".join(lines)


def _swap(data: bytes, hand: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = hand.randrange(len(lines)), hand.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


_WAYS = (_flip, _cut, _double, _insert, _cell, _cell, _cell, _swap)
