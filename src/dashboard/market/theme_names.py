"""One name of a theme, however a list writes it that evening: width, case and spaces aside."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

MAX_NAME = 80  # characters; the longest of the lists known have twenty

_SUFFIX = re.compile(r"(概念股?|板块|concept|theme|stocks)$")


def tidy(text: str) -> str:
    r"""
    Name on one line, without space at its ends.

    >>> tidy(" 液冷\n概念 ")
    '液冷 概念'
    """
    return " ".join(text.split())


def fold(name: str) -> str:
    """
    What two spellings of a name have in common.

    >>> fold("５G 概念") == fold("5g概念") == fold("5g\u200b概念")
    True
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    # What takes no place on the screen makes no other name: joiners, marks of direction.
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


def plain_theme(name: str) -> str:
    """
    Name of a theme without what sources add to it.

    >>> plain_theme("液冷概念"), plain_theme("Liquid  Cooling stocks")
    ('液冷', 'liquid cooling')
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _SUFFIX.sub("", plain).strip() or plain


def spellings(names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """
    Spelling to be used for each name.

    Parameters
    ----------
    names : iterable of str
        As a list writes them, each as often as it does.
    known : mapping of str to str
        Spelling in use by `fold`: it stays.

    Returns
    -------
    dict
        Spelling by name; of names that nothing is known of, the most frequent, then the first.

    Examples
    --------
    >>> spellings(["5G概念", "5g概念", "5G概念"], {})
    {'5G概念': '5G概念', '5g概念': '5G概念'}
    """
    counted = Counter(names)
    best: dict[str, str] = {}
    for name, _ in counted.most_common():
        best.setdefault(fold(name), name)
    return {name: known.get(fold(name), best[fold(name)]) for name in counted}


def known_as(name: str, known: Iterable[str]) -> str:
    """
    Spelling under which a source stands already, or its name as given.

    >>> known_as(" ｅastmoney", ["Eastmoney", "同花顺"])
    'Eastmoney'
    """
    plain = tidy(name)
    return next((each for each in known if fold(each) == fold(plain)), plain)
