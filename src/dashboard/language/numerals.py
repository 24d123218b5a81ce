"""Whole numbers written in Chinese signs."""

from __future__ import annotations

HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
"""Value of each sign for a digit."""

_SCALES = {"十": 10, "百": 100, "千": 1000}


def han_numeral(text: str) -> int | None:
    """
    Whole number in Chinese signs, by places or digit by digit; None for what is none.

    >>> [han_numeral(text) for text in ("两", "十四", "一百零五", "〇七", "二〇二五", "甲")]
    [2, 14, 105, 7, 2025, None]
    """
    if not text or set(text) - set(HAN_DIGITS) - set(_SCALES):
        return None
    if not set(text) & set(_SCALES):
        return int("".join(str(HAN_DIGITS[sign]) for sign in text))
    total, digit = 0, None
    for sign in text:
        if sign in _SCALES:
            total, digit = total + (1 if digit is None else digit) * _SCALES[sign], None
        else:
            digit = HAN_DIGITS[sign]
    return total + (digit or 0)
