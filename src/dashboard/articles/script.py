"""The form in which a text is matched: narrow, simplified, of the same length sign by sign."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u00c0-\u024f\u0370-\u058f\u0590-\u0dff\u0e00-\u11ff\uac00-\ud7af]")
_ENGLISH = re.compile(
    r"\b(?:the|of|and|in|to|on|for|said|shares|rose|fell|its|was|by|with)\b", re.IGNORECASE
)
_SAMPLE = 20_000  # signs that tell the language
# Signs of one meaning in several forms that no normalisation joins.
_SIGNS = {
    **dict.fromkeys("−–—‐‑‒﹣－", "-"),
    **dict.fromkeys("～〜", "~"),
    **dict.fromkeys("“”„‟〝〞「」『』", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u3000", " "),
    "、": "、",
    "。": "。",
}


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    lines = files("dashboard.articles").joinpath("traditional.txt").read_text("utf-8").splitlines()
    groups = [group for line in lines if not line.startswith("#") for group in line.split()]
    return {sign: group[0] for group in groups for sign in group[1:]}


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Single signs for single signs: a place in one form is the same place in the other."""
    table = {ord(old): new for old, new in _simplified().items()}
    for code in [*range(0xFE50, 0xFE6C), *range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7)]:
        narrow = unicodedata.normalize("NFKC", chr(code))
        if len(narrow) == 1:
            table[code] = narrow
    return {**table, **{ord(old): new for old, new in _SIGNS.items()}}


def matching_form(text: str) -> str:
    """
    Text in half width and simplified characters, as long as before.

    >>> matching_form("優刻得（６８８１５８）漲５％")
    '优刻得(688158)涨5%'
    """
    return text.translate(_table())


def language_of(text: str) -> str:
    """
    Language of a text: zh, zh-Hant, en, or other.

    >>> [language_of(text) for text in ("沪指上涨", "滬指上漲", "The shares rose", "株価が上がる")]
    ['zh', 'zh-Hant', 'en', 'other']
    """
    sample = text[:_SAMPLE]
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    latin, other = len(_LATIN.findall(sample)), len(_OTHER.findall(sample))
    if kana > han / 10 or other > (han + latin) / 10:
        return "other"
    if han * 3 >= latin:
        old = _simplified()
        return "zh-Hant" if sum(sign in old for sign in sample) > han / 12 else "zh"
    words = len(sample.split())
    return "en" if len(_ENGLISH.findall(sample)) * 12 >= words else "other"
