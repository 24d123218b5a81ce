"""Cases found by a few letters, filtered by their answer and status, and put in an order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from dashboard.analysis.answer.outcomes import Outcome
from dashboard.analysis.cards.glance import STANDINGS, Glance, Standing
from dashboard.case import Text
from dashboard.cases.entries import CaseEntry
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.market.listing import Listed

Order: TypeAlias = Literal["window", "title", "review", "prices", "changed"]
ORDERS: tuple[Order, ...] = get_args(Order)

ORDER_WORDS: dict[Order, str] = {
    "window": N_("newest window"),
    "title": N_("title"),
    "review": N_("review due"),
    "prices": N_("age of prices"),
    "changed": N_("last changed"),
}


DUE: Literal["due"] = "due"
STATES: tuple[Standing | Literal["due"], ...] = (*STANDINGS, DUE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a reader of the gallery asks for.

    Attributes
    ----------
    q : str
        Words, each of which has to be in a case somewhere.
    answer : str
        One outcome; empty for all.
    status : str
        One standing, or ``due`` for whatever should be looked at again; empty for all.
    sort : str
    """

    q: str = ""
    answer: Outcome | Literal[""] = ""
    status: Standing | Literal["due", ""] = ""
    sort: Order = "window"


def found(
    glances: Iterable[Glance], wanted: Wanted, t: Language, listed: Mapping[str, Listed]
) -> list[Glance]:
    """Cases that are asked for, in the order asked for."""
    words = written(wanted.q).split()
    kept = [
        each
        for each in glances
        if wanted.answer in {"", each.outcome}
        and (wanted.status in {"", each.standing} or (wanted.status == DUE and each.reasons))
        and has_words(each.entry, words, listed, each.card.headline)
    ]
    return sorted(kept, key=_ORDER[wanted.sort](t))


def counts(glances: Sequence[Glance]) -> tuple[Counter[Outcome], Counter[Standing]]:
    """How many cases have each answer, and each status."""
    answers = Counter(each.outcome for each in glances if each.outcome is not None)
    return answers, Counter(each.standing for each in glances)


# Words ----------------------------------------------------------------


def written(text: str) -> str:
    """
    Text as it is searched: of one width and without capitals.

    >>> written("ＥＶ Motors"), written("ST依米康")
    ('ev motors', 'st依米康')
    """
    return unicodedata.normalize("NFKC", text).casefold()


def has_words(
    entry: CaseEntry,
    words: Sequence[str],
    listed: Mapping[str, Listed],
    headline: Text | None = None,
) -> bool:
    """
    Whether each word is somewhere in a case.

    That is in its name, title, question or answer, or among the names of its stocks: those of
    the case, the exchange's short and former ones, their initials, their codes.
    """
    if not words:
        return True
    text = _searched(entry, tuple(listed.get(stock.symbol) for stock in entry.stocks))
    said = "" if headline is None else written(f"{headline.en}\n{headline.zh}")
    return all(word in text or word in said for word in words)


# What is searched of a case, by its folder: made once for an entry and what is listed of it.
_searched_of: dict[Path, tuple[CaseEntry, tuple[Listed | None, ...], str]] = {}


def _searched(entry: CaseEntry, listed: tuple[Listed | None, ...]) -> str:
    known = _searched_of.get(entry.path)
    if known is not None and known[0] is entry and known[1] == listed:
        return known[2]
    parts = [entry.slug, entry.title.en, entry.title.zh, entry.question.en, entry.question.zh]
    for stock in entry.stocks:
        parts += [stock.symbol, stock.name.en, stock.name.zh]
    for each in listed:
        if each is not None:
            parts += [each.name, each.pinyin, *(former.name for former in each.former)]
    text = written("\n".join(parts))
    # A name of several words is found as one word too.
    text = f"{text}\n{text.replace(' ', '')}"
    _searched_of[entry.path] = (entry, listed, text)
    return text


# Order ----------------------------------------------------------------

_Key: TypeAlias = Callable[[Glance], tuple[object, ...]]


def _title(t: Language) -> _Key:
    return lambda each: (written(t.pick(each.entry.title)), each.entry.slug)


def _by(key: Callable[[Glance], float | None]) -> Callable[[Language], _Key]:
    """By a number, the smallest first; without one last; then by title."""

    def ordered(t: Language) -> _Key:
        title = _title(t)

        def place(each: Glance) -> tuple[object, ...]:
            value = key(each)
            return (value is None, value or 0.0, *title(each))

        return place

    return ordered


def _days(day: date | None) -> float | None:
    return None if day is None else float(day.toordinal())


def _newest(each: Glance) -> float | None:
    window = each.entry.window
    return None if window is None else -float(window.last.toordinal())


_ORDER: dict[Order, Callable[[Language], _Key]] = {
    "window": _by(_newest),
    "title": _title,
    "review": _by(lambda each: _days(each.entry.review)),
    "prices": _by(lambda each: _days(each.priced)),
    "changed": _by(lambda each: -each.entry.changed),
}
