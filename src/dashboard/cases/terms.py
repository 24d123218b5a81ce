"""What the filings of a story are searched for: terms, each with its synonyms.

Written as one text: synonyms parted by commas, terms by semicolons, of either width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dashboard.cases.cells import check_text, clean
from dashboard.errors import N_, InputError

Terms = tuple[tuple[str, ...], ...]

MOST_WORDS = 40
SHORTEST, LONGEST = 2, 40  # signs of a word; one sign of Chinese stands in everything

_BETWEEN_TERMS = re.compile(r"[;；\n]")
_BETWEEN_SYNONYMS = re.compile(r"[,，、|]")


def read_terms(text: str) -> Terms:
    """
    Terms of a text, the first word of each being its name.

    >>> read_terms("液冷, 冷板；阿里、Alibaba")
    (('液冷', '冷板'), ('阿里', 'Alibaba'))
    """
    terms = (
        tuple(filter(None, (" ".join(word.split()) for word in _BETWEEN_SYNONYMS.split(part))))
        for part in _BETWEEN_TERMS.split(text)
    )
    return tuple(term for term in terms if term)


def check_terms(text: str) -> str:
    """
    Return a text of terms, or say what is wrong with it.

    Raises
    ------
    InputError
        If there are too many words, one is too short or too long, or one stands twice.
    """
    words = [word for term in read_terms(clean(check_text(text))) for word in term]
    if len(words) > MOST_WORDS:
        raise InputError(
            N_("These are {n} words to search for; {most} are the most."),
            n=len(words),
            most=MOST_WORDS,
        )
    seen: set[str] = set()
    for word in words:
        folded = unicodedata.normalize("NFKC", word).casefold()
        if not SHORTEST <= len(folded) <= LONGEST:
            raise InputError(
                N_("“{word}” cannot be searched for: a word has {least} to {most} characters."),
                word=word[:LONGEST],
                least=SHORTEST,
                most=LONGEST,
            )
        if folded in seen:
            raise InputError(N_("“{word}” stands twice among the words to search for."), word=word)
        seen.add(folded)
    return text


def written_terms(terms: Iterable[Iterable[str]]) -> str:
    """Terms as one text, as `read_terms` reads it."""
    return "; ".join(", ".join(term) for term in terms)
