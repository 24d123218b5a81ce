"""What the words of words.toml mean, and beside what they may stand.

A role has meanings in an order; the first whose neighbours fit is taken.  A word of which no
meaning fits is refused by name, like one that is not listed: “over” before a percentage is a
bound, before a span a preposition, and elsewhere nothing.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Kind(StrEnum):
    """What a token of a sentence is."""

    # who
    SUBJECT = "subject"
    SECTOR = "sector"  # “the sector”, 板块: the one group of a case
    HEADS = "heads"  # how many stocks a group is said to have
    ALL = "all"
    MEAN = "mean"
    # how much
    SIZE = "size"
    BOUND = "bound"
    SIDE = "side"
    LIMIT = "limit"  # closed at the price limit
    BOARDS = "boards"  # so many closes at the limit in so many sessions
    # when
    DAY = "day"
    NTH = "nth"  # a bare number: a day of a month, or a count
    MONTH = "month"
    YEAR = "year"
    YEAR_TO_DATE = "year-to-date"
    WEEKDAY = "weekday"
    WEEK_OF = "week-of"
    COUNT = "count"
    RECENT = "recent"
    CLOSE = "close"
    # how dates hang together; those behind their date apart
    START = "start"
    BETWEEN = "between"
    AFTER = "after"
    AGAINST = "against"  # what comes behind it is the base
    END = "end"
    BEFORE = "before"
    AND = "and"
    SINCE = "since"
    UNTIL = "until"
    LATER = "later"
    EARLIER = "earlier"
    # the rest
    IN = "in"
    PARTICLE = "particle"
    STOP = "stop"  # punctuation
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    One meaning of a word.

    Attributes
    ----------
    kind : Kind
    value : str
        What it amounts to: a side, a bound, a reason of refusal.
    before, behind : frozenset of Kind
        Kinds of which the next (the last) word must be one; empty where any will do.
        Particles and punctuation between them do not count.
    never_behind : frozenset of Kind
        Kinds of which the last word must be none.
    """

    kind: Kind
    value: str = ""
    before: frozenset[Kind] = frozenset()
    behind: frozenset[Kind] = frozenset()
    never_behind: frozenset[Kind] = frozenset()


DATES = frozenset({Kind.DAY, Kind.NTH, Kind.MONTH, Kind.YEAR})
_ANCHORS = DATES | {Kind.CLOSE, Kind.WEEKDAY, Kind.WEEK_OF}
_SPANS = _ANCHORS | {Kind.COUNT, Kind.RECENT, Kind.YEAR_TO_DATE, Kind.START, Kind.BETWEEN}
_DATED = _ANCHORS - {Kind.NTH}
_SIZE = frozenset({Kind.SIZE})
_SIDE = frozenset({Kind.SIDE})
_SIZE_OR_SIDE = _SIZE | _SIDE  # 至少涨了45%, and never 超跌
_AMOUNTS = frozenset({Kind.SIZE, Kind.BOUND})
_MOVES = _AMOUNTS | {Kind.SIDE}
_ENDED = DATES | {Kind.CLOSE}
GROUPS = frozenset({Kind.SUBJECT, Kind.HEADS, Kind.SECTOR})

_RANGE = Meaning(Kind.END, "range", before=DATES, behind=_ENDED)
_CLOSES = DATES | {Kind.CLOSE}
_TO = Meaning(Kind.END, "range", before=_ANCHORS)
_END = Meaning(Kind.END, before=_ANCHORS)
_IN = Meaning(Kind.IN, before=_SPANS | {Kind.IN})
_RECENT = Meaning(Kind.RECENT, before=frozenset({Kind.COUNT}))


def _bound(value: str, before: frozenset[Kind] = _SIZE) -> Meaning:
    return Meaning(Kind.BOUND, value, before=before)


def _bound_behind(value: str) -> Meaning:
    return Meaning(Kind.BOUND, value, behind=_SIZE)


_ROLES: dict[str, tuple[Meaning, ...]] = {
    "up": (Meaning(Kind.SIDE, "up"),),
    "down": (Meaning(Kind.SIDE, "down"),),
    "either": (Meaning(Kind.SIDE, "either"),),
    "limit-up": (Meaning(Kind.LIMIT, "up"),),
    "limit-down": (Meaning(Kind.LIMIT, "down"),),
    "all": (Meaning(Kind.ALL),),
    "all-or-mean": (Meaning(Kind.ALL, "all-or-mean"),),
    "mean": (Meaning(Kind.MEAN),),
    "sector": (Meaning(Kind.SECTOR),),
    "more": (_bound("more"),),
    "at-least": (_bound("at-least", _SIZE_OR_SIDE),),
    "less": (_bound("less"),),
    "at-most": (_bound("at-most", _SIZE_OR_SIDE),),
    "about": (_bound("about", _SIZE_OR_SIDE),),
    "near": (_bound("near", _SIZE_OR_SIDE),),
    "exactly": (_bound("exactly"),),
    "more-behind": (_bound_behind("more"),),
    "at-least-behind": (_bound_behind("at-least"),),
    "at-most-behind": (_bound_behind("at-most"),),
    "about-behind": (_bound_behind("about"),),
    "start": (Meaning(Kind.START, before=_ANCHORS),),
    "between": (Meaning(Kind.BETWEEN, before=_ANCHORS),),
    "after": (Meaning(Kind.AFTER, before=_ANCHORS),),
    "against": (Meaning(Kind.AGAINST, before=_ANCHORS),),
    "before": (Meaning(Kind.BEFORE, before=_ANCHORS),),
    # “from the close on 6 February to …”, “close to 46 %”
    "to": (_TO, Meaning(Kind.BOUND, "near", before=_SIZE, behind=frozenset({Kind.CLOSE}))),
    "end": (_TO,),
    "as-of": (_END,),
    "by": (Meaning(Kind.PARTICLE, before=_AMOUNTS), _END),
    # “between the close on 6 and the close on 13 February”
    "and": (Meaning(Kind.AND, before=_CLOSES, behind=_ENDED),),
    "hyphen": (_RANGE,),
    "tilde": (_RANGE, _bound("about")),
    "dash": (_RANGE, Meaning(Kind.STOP)),
    "since-behind": (Meaning(Kind.SINCE, behind=_DATED),),
    "until-behind": (Meaning(Kind.UNTIL, behind=_DATED), _END),
    "after-behind": (Meaning(Kind.LATER, behind=_DATED),),
    "before-behind": (Meaning(Kind.EARLIER, behind=frozenset({Kind.DAY})),),
    "that-day": (Meaning(Kind.PARTICLE, behind=frozenset({Kind.DAY})),),
    "recent": (_RECENT,),
    "near-or-recent": (_bound("near"), _RECENT),
    "year-to-date": (Meaning(Kind.YEAR_TO_DATE),),
    "week-of": (Meaning(Kind.WEEK_OF),),
    "close": (Meaning(Kind.CLOSE),),
    "ended": (_END, Meaning(Kind.CLOSE)),
    "in": (_IN,),
    # “a gain for Yimikang”
    "in-for": (_IN, Meaning(Kind.PARTICLE, before=frozenset({Kind.SUBJECT}), behind=_SIDE)),
    # not only of days, as in 涨幅在45%以上
    "at": (_IN, Meaning(Kind.PARTICLE, before=_AMOUNTS, behind=_SIDE)),
    "of-a-name": (Meaning(Kind.PARTICLE, behind=frozenset({Kind.SUBJECT})),),
    "over": (_bound("more"), _IN),
    # “16 % of the newcomers” counts stocks; “all of the newcomers” does not.
    "of": (
        Meaning(Kind.PARTICLE, before=GROUPS, behind=frozenset({Kind.ALL})),
        Meaning(Kind.PARTICLE, never_behind=_AMOUNTS | {Kind.NTH, Kind.HEADS, Kind.ALL}),
    ),
    "possessive": (
        Meaning(Kind.PARTICLE, before=_SIDE, behind=_SIZE),
        Meaning(Kind.PARTICLE, never_behind=_AMOUNTS),
    ),
    "genitive": (Meaning(Kind.PARTICLE, before=frozenset({Kind.CLOSE}), behind=DATES),),
    "article": (
        Meaning(Kind.PARTICLE, before=_MOVES | {Kind.MEAN, Kind.LIMIT}),
        Meaning(Kind.PARTICLE, before=frozenset({Kind.COUNT}), behind=frozenset({Kind.IN})),
    ),
    "only": (Meaning(Kind.PARTICLE, before=_MOVES),),
    "particle": (Meaning(Kind.PARTICLE),),
    "sum": (Meaning(Kind.PARTICLE, "sum"),),
}

_REFUSED = "refused-"


@cache
def _file() -> dict[str, dict[str, str]]:
    file = resources.files("dashboard.analysis.typed_claims") / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _parted(listed: str) -> list[str]:
    return [" ".join(word.split()) for word in listed.split(";")]


@cache
def meanings() -> dict[str, tuple[Meaning, ...]]:
    """Every word of the grammar, in lower case and with blanks for hyphens, with its meanings."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for role, words in _file().items():
        if role in {"numbers", "indices"}:
            continue
        own = _ROLES.get(role) or (Meaning(Kind.REFUSED, role.removeprefix(_REFUSED)),)
        for word in (word for listed in words.values() for word in _parted(listed)):
            found[key(word)] = own
    return found


def key(word: str) -> str:
    """
    A word as `meanings` knows it.

    >>> key("Limit-up"), key("year  to date"), key("-")
    ('limit up', 'year to date', '-')
    """
    return re.sub(r"(?<=\w)(?:\s*-\s*|\s+)(?=\w)", " ", word.lower())


@cache
def numbers() -> dict[str, int]:
    """English number words."""
    return {word: n for n, word in enumerate(_parted(_file()["numbers"]["en"]), start=1)}


@cache
def tens() -> dict[str, int]:
    """English words for ten, twenty and so on."""
    return {word: 10 * n for n, word in enumerate(_parted(_file()["numbers"]["tens"]), start=1)}


@cache
def indices() -> dict[str, tuple[str, ...]]:
    """Names of indices that a case may have as a benchmark, by symbol."""
    return {symbol: tuple(_parted(names)) for symbol, names in _file()["indices"].items()}
