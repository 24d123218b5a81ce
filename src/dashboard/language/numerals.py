"""Whole numbers written in Chinese signs."""

from __future__ import annotations

from dashboard.language.language import Language

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


def han_count(n: int) -> str:
    """
    Count of things in Chinese signs, as it stands before a measure word; digits from 100 on.

    >>> [han_count(n) for n in (0, 2, 9, 10, 12, 20, 42, 100)]
    ['零', '两', '九', '十', '十二', '二十', '四十二', '100']
    """
    if n == 2:
        return "两"
    if not 0 <= n < 100:
        return str(n)
    digits, (tens, ones) = "零一二三四五六七八九", divmod(n, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def counted(n: int, t: Language) -> str:
    """
    Count in running text that is read aloud: in words as far as each language writes them.

    >>> counted(2, Language()), counted(2, Language("zh")), counted(300, Language("zh"))
    ('two', '两', '300')
    """
    return han_count(n) if t.code == "zh" else t.spelled(n)
