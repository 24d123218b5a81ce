"""A typed claim taken apart into tokens: every sign of it is in one, or blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from dashboard.analysis.typed_claims.patterns import patterns
from dashboard.analysis.typed_claims.roles import DATES, GROUPS, Kind, Meaning, key, meanings
from dashboard.analysis.typed_claims.values import Count, Figure, LooseDay, numeral

CONTEXT = "context"  # of a word that means nothing beside these neighbours

_PASSED_OVER = frozenset({Kind.PARTICLE, Kind.STOP})
_STOPS = frozenset(",.:;'\"“”‘’()[]{}。、!?《》「」·…")
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)+|[A-Za-z0-9][A-Za-z0-9'’_]*")
_SPAN_WORDS = frozenset({"in", "on", "over", "for", "within", "during"})
_OVER_DAYS = frozenset(
    {"涨幅", "跌幅", "涨跌幅", "升幅", "降幅", "收益率", "回报率", "累涨", "累跌"}
)
_LAST = frozenset({"近", "过去", "最近"})


@dataclass(frozen=True, slots=True)
class Token:
    """
    A part of the sentence, what it is, and what it amounts to.

    `open` are the meanings of a word whose neighbours have not been looked at yet.
    """

    kind: Kind
    text: str
    start: int
    stop: int
    value: object = None
    open: tuple[Meaning, ...] = ()

    def as_kind(self, kind: Kind, value: object = None) -> Token:
        """Return the same part of the sentence taken as another thing."""
        return replace(self, kind=kind, value=value, open=())


def tokenise(text: str, subjects: Sequence[Token]) -> list[Token]:
    """
    Tokens of a sentence, each of the one kind that its neighbours leave it.

    Parameters
    ----------
    text : str
        In half width.
    subjects : sequence of Token
        Stocks, groups and benchmarks found in it; their places are taken.
    """
    return _settled(_raw(text, subjects))


def refused(token: Token, reason: str = "") -> Token:
    """Return the token as one that is refused, for a reason or because it is not understood."""
    return token.as_kind(Kind.REFUSED if reason else Kind.UNKNOWN, reason)


# Taking apart ----------------------------------------------------------


@cache
def _words() -> re.Pattern[str]:
    listed = sorted(meanings(), key=len, reverse=True)
    forms = []
    for word in listed:
        form = re.escape(word).replace(r"\ ", r"(?:\s*-\s*|\s+)")
        head = r"(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
        tail = r"(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
        forms.append(f"{head}{form}{tail}")
    return re.compile("|".join(forms), re.IGNORECASE)


def _raw(text: str, subjects: Sequence[Token]) -> list[Token]:
    """Tokens with their open meanings as value (words) or settled (numbers, subjects)."""
    taken = {token.start: token for token in subjects}
    edges = sorted(taken)
    found: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = taken.get(place)
        if token is None:
            edge = next((start for start in edges if start > place), len(text))
            token = _at(text[:edge], place)
        last = found[-1] if found else None
        if last and last.stop == token.start and _is_strange(last) and _is_strange(token):
            found[-1] = replace(last, text=last.text + token.text, stop=token.stop)
        else:
            found.append(token)
        place = token.stop
    return found


def _is_strange(token: Token) -> bool:
    return token.kind is Kind.UNKNOWN and not token.open


def _at(text: str, place: int) -> Token:
    best: Token | None = None
    for kind, pattern, maker in patterns():
        match = pattern.match(text, place)
        if match and match.end() > (best.stop if best else place):
            value = maker(match)
            if value is not None:
                best = Token(kind, match[0], place, match.end(), value)
    word = _words().match(text, place)
    if word and word.end() > (best.stop if best else place):
        known = meanings()[key(word[0])]
        return Token(Kind.UNKNOWN, word[0], place, word.end(), open=known)
    if best:
        return best
    if text[place] in _STOPS:
        return Token(Kind.STOP, text[place], place, place + 1)
    match = _WORD.match(text, place)
    stop = match.end() if match else place + 1
    whole = text[place:stop]
    if numeral(whole) is not None and not whole[0].isdigit() and whole.isascii():
        return Token(Kind.NTH, whole, place, stop, LooseDay(day=numeral(whole)))
    return Token(Kind.UNKNOWN, whole, place, stop)


# Settling --------------------------------------------------------------


def _settled(raw: list[Token]) -> list[Token]:
    """One kind a token, from the last to the first: what follows decides most."""
    done: list[Token] = []  # in reverse
    for place in range(len(raw) - 1, -1, -1):
        token = raw[place]
        before = next((each.kind for each in reversed(done) if each.kind not in _PASSED_OVER), None)
        behind = _possible(raw, place)
        if token.open:
            token = _word(token, before, behind)
        elif token.kind is Kind.NTH:
            token = _bare_number(token, raw, place, done)
        elif isinstance(token.value, Count) and token.value.article:
            token = _with_article(token, token.value, raw[place - 1] if place else None, before)
        elif token.kind is Kind.COUNT and before in {Kind.AFTER, Kind.BEFORE}:
            token = token if _is_within(raw, place) else refused(token)
        elif isinstance(token.value, Figure) and token.value.unit == "share":
            token = token if _is_moved(raw, place, before) else refused(token, "share")
        elif token.kind in {Kind.MONTH, Kind.YEAR}:
            token = _period(token, raw, place)
        done.append(token)
    return done[::-1]


def _possible(raw: list[Token], place: int) -> frozenset[Kind]:
    """Kinds that the last word before a place can have."""
    for token in reversed(raw[:place]):
        kinds = _kinds(token)
        if kinds - _PASSED_OVER:
            return kinds
    return frozenset()


def _kinds(token: Token) -> frozenset[Kind]:
    if token.open:
        return frozenset(meaning.kind for meaning in token.open)
    return frozenset({token.kind})


def _word(token: Token, before: Kind | None, behind: frozenset[Kind]) -> Token:
    for meaning in token.open:
        if (
            (not meaning.before or before in meaning.before)
            and (not meaning.behind or meaning.behind & behind)
            and not meaning.never_behind & behind
        ):
            return token.as_kind(meaning.kind, meaning.value)
    return token.as_kind(Kind.UNKNOWN, CONTEXT)


def _bare_number(token: Token, raw: list[Token], place: int, done: list[Token]) -> Token:
    """“7” in “7 to 13 February”, 五日 in 五日涨幅, “four” in “the four newcomers”."""
    value = token.value
    n = value.day if isinstance(value, LooseDay) else None
    following = done[-1] if done else None
    if following and following.kind is Kind.SUBJECT and token.text[-1] not in "日号":
        return token.as_kind(Kind.HEADS, n)
    is_day = token.text.endswith("日") and n is not None
    if is_day and place and raw[place - 1].text in _LAST:
        return token.as_kind(Kind.COUNT, Count(n or 0, "day"))
    if _is_linked(raw, place):
        return token
    # 五日涨幅 counts; 五日涨 may be what happened on the 5th.
    if is_day and following and (following.value == "sum" or following.text in _OVER_DAYS):
        return token.as_kind(Kind.COUNT, Count(n or 0, "day"))
    return refused(token, "day-or-count" if is_day else "")


def _joins(token: Token) -> bool:
    """Whether a word can stand between the ends of a range: 至, and not 截至."""
    return any(
        meaning.kind is Kind.AND or (meaning.kind is Kind.END and meaning.value == "range")
        for meaning in token.open
    )


def _is_linked(raw: list[Token], place: int) -> bool:
    """Whether a word such as “to” stands between this number and a date."""
    for step in (1, -1):
        joins, each = False, place + step
        while 0 <= each < len(raw):
            kinds = _kinds(raw[each])
            if kinds & {Kind.DAY, Kind.NTH}:
                if joins:
                    return True
                break
            if _joins(raw[each]):
                joins = True
            elif not kinds & (_PASSED_OVER | {Kind.CLOSE, Kind.IN, Kind.WEEKDAY}):
                break
            each += step
    return False


def _with_article(token: Token, count: Count, last: Token | None, before: Kind | None) -> Token:
    """“In a week” counts; “20 % a week” is a rate; “the week to 13 February” counts."""
    counts = last is not None and last.text.lower() in _SPAN_WORDS
    if not counts and count.article == "the":
        counts = before in {Kind.END, Kind.START, Kind.AFTER, Kind.BEFORE}
    if counts:
        return token.as_kind(Kind.COUNT, Count(1, count.unit))
    if last is not None and Kind.BOUND in _kinds(last):
        return token.as_kind(Kind.UNKNOWN, CONTEXT)  # “in under a week”
    return refused(token, "" if count.article == "the" else "rate")


def _is_moved(raw: list[Token], place: int, before: Kind | None) -> bool:
    """“Lost half of its value” is a return; “half the newcomers rose” counts stocks."""
    told = next(
        (_kinds(each) for each in reversed(raw[:place]) if not _kinds(each) & _PASSED_OVER),
        frozenset(),
    )
    return before not in GROUPS and bool(told & {Kind.SIDE, Kind.BOUND})


def _is_within(raw: list[Token], place: int) -> bool:
    """“In the three days after” is a span; “three days after” is a day."""
    last = raw[place - 1] if place else None
    return last is not None and (
        last.text.lower() == "the" or bool(_kinds(last) & {Kind.IN, Kind.RECENT})
    )


_PREPOSED = DATES | {
    *(Kind.IN, Kind.START, Kind.END, Kind.AFTER, Kind.BEFORE),
    *(Kind.AND, Kind.BETWEEN, Kind.AGAINST),
}


def _period(token: Token, raw: list[Token], place: int) -> Token:
    """A month or year in English needs its preposition: “may” and “march” are words, too."""
    last, value = raw[place - 1] if place else None, token.value
    if not token.text.isascii():
        if last and last.text in _LAST and isinstance(value, LooseDay) and not value.year:
            return token.as_kind(Kind.COUNT, Count(value.month or 0, "month"))
        return token
    kinds = _kinds(last) if last else frozenset()
    if kinds & _PREPOSED or (token.kind is Kind.YEAR and Kind.STOP in kinds):
        return token
    return refused(token)
