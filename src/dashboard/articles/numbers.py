"""Numbers as articles write them: digits, Chinese words, tenths, multiples, and their operators."""

from __future__ import annotations

import re

from dashboard.articles.finds import Operator
from dashboard.language.numerals import han_numeral

COUNT = r"(?:\d{1,3}|[零一二两三四五六七八九十百]{1,5})"
"""A small whole number in digits or words."""
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
MAGNITUDES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
MAGNITUDES |= {"十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}
MAGNITUDES |= {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "m": 1e6,
    "bn": 1e9,
}

ENGLISH = {
    word: n
    for n, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2
    )
}
"""English words of small whole numbers."""
ORDINALS = {
    word: n
    for n, word in enumerate(
        (
            *("second", "third", "fourth", "fifth", "sixth"),
            *("seventh", "eighth", "ninth", "tenth"),
        ),
        start=2,
    )
}

_OPERATORS: tuple[tuple[Operator, str], ...] = (
    ("at-most", r"不超过|不高于|至多|最多|as much as|up to|at most"),
    ("at-least", r"不低于|不少于|至少|起码|at least"),
    ("under", r"不到|不足|未到|低于|少于|less than|under|below|just shy of"),
    ("over", r"超过|超出|超|逾|突破|不止|多于|高于|more than|over|above|exceeding"),
    ("nearly", r"将近|接近|逼近|近|几乎|nearly|almost|close to"),
    ("about", r"大约|约为|约|差不多|大概|左右|上下|about|around|roughly|some"),
)
BEFORE = re.compile("|".join(f"(?P<o{n}>{words})" for n, (_, words) in enumerate(_OPERATORS)))
BEHIND = re.compile(
    r"\s*(?P<about>左右|上下|or so)|\s*(?P<least>[及或]以上)|"
    r"\s*(?P<over>以上|多|有余|余|出头|开外|or more|\+)|"
    r"\s*(?P<under>以下|以内|or less)"
)
_BEHIND_NAMES: dict[str, Operator] = {
    "about": "about",
    "least": "at-least",
    "over": "over",
    "under": "under",
}
OPERATOR_WORDS = "|".join(words for _, words in _OPERATORS)


def count_of(text: str) -> int | None:
    """
    Whole number in digits or Chinese words.

    >>> [count_of(text) for text in ("8", "二十", "十四", "两", "一百零五", "x")]
    [8, 20, 14, 2, 105, None]
    """
    if text.isascii():
        return int(text) if text.isdigit() else None
    return han_numeral(text)


def english_count(text: str) -> int | None:
    """
    Whole number in digits or in an English word up to ten, an ordinal too.

    >>> [english_count(text) for text in ("5", "Five", "third", "x")]
    [5, 5, 3, None]
    """
    word = text.lower()
    return ENGLISH.get(word) or ORDINALS.get(word) or (int(text) if text.isdigit() else None)


def number_of(text: str) -> float:
    """Number in digits, its thousands parted by commas or not."""
    return float(text.replace(",", ""))


def operator_of(before: str, behind: str) -> Operator:
    """
    Operator by the words before and behind a number; the last before wins.

    >>> operator_of("涨幅超", ""), operator_of("涨了", "左右"), operator_of("高达", "")
    ('over', 'about', 'is')
    """
    match = BEHIND.match(behind)
    if match is not None and match.lastgroup in {"about", "least", "over", "under"}:
        return _BEHIND_NAMES[match.lastgroup]
    found: Operator = "is"
    for match in BEFORE.finditer(before):
        found = next(name for n, (name, _) in enumerate(_OPERATORS) if match[f"o{n}"])
    return found
