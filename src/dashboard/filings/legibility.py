"""Whether what a page gives is text: a font without a map gives signs that mean nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

ENOUGH = 0.9  # share of usual signs from which on a page is text
FEWEST = 8  # signs that are enough for a judgement
LETTERS = 0.25  # share of letters, digits and Han among the signs of a text, leaders apart

_LEADERS = re.compile(r"([^\w\s])\1{3,}")  # dots of a table of contents, lines of a form
_MARKS = frozenset("£¥§©«®°±²³µ¶·¹º»¼½¾×÷•€℃℉№™√∑∞≈≠≤≥→←↑↓■□▲△●○◆◇★☆※✓✔〒")


@cache
def _usual_han() -> frozenset[str]:
    """Signs of the two usual tables, for mainland China, Taiwan and Hong Kong."""
    signs = (chr(code) for code in range(0x4E00, 0xA000))
    return frozenset(sign for sign in signs if _is_in(sign, "gb2312") or _is_in(sign, "big5hkscs"))


def _is_in(sign: str, table: str) -> bool:
    try:
        sign.encode(table)
    except UnicodeEncodeError:
        return False
    return True


@cache
def is_usual(sign: str) -> bool:
    r"""
    Whether a sign is one that reports are written in.

    >>> [is_usual(sign) for sign in "液a¬É\ue001"]
    [True, True, False, False, False]
    """
    code = ord(sign)
    if 0x21 <= code < 0x7F or sign in _MARKS:
        return True
    if 0x4E00 <= code < 0xA000:
        return sign in _usual_han()
    if 0x80 <= code < 0x300:  # letters with accents, spacing modifiers
        return False
    # Punctuation, signs of number and form; radicals, kana and compatibility forms.
    if 0x2000 <= code < 0x2E00:
        return unicodedata.category(sign)[0] in "PSN"
    return 0x2E80 <= code < 0x3400 or 0xF900 <= code < 0xFB07 or 0xFE30 <= code < 0xFFE7


def is_legible(text: str) -> bool:
    """Whether most signs of a text are those that reports are written in."""
    signs = "".join(_LEADERS.sub(" ", text).split())
    if len(signs) < FEWEST:
        return True
    counts = Counter(signs)
    usual = sum(n for sign, n in counts.items() if is_usual(sign))
    letters = sum(n for sign, n in counts.items() if sign.isalnum())
    return usual >= ENOUGH * len(signs) and letters >= LETTERS * len(signs)
