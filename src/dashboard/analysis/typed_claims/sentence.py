"""A typed claim, read: who, how much and when, with no word left over.

Every sign of the sentence is in a token (`tokens`), and every token is understood, harmless
(a particle or a stop of words.toml) or refused by name, because a word that was skipped
("not", "a day", "since") can turn the claim into another one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashboard.analysis.typed_claims.refusals import (
    RefusedClaimError,
    UnknownStockError,
    example,
    refuse,
)
from dashboard.analysis.typed_claims.roles import Kind
from dashboard.analysis.typed_claims.sizes import Size, size_of
from dashboard.analysis.typed_claims.spans import Span, span_of
from dashboard.analysis.typed_claims.subjects import Subject, at_hand, mentions
from dashboard.analysis.typed_claims.tokens import Token, refused, tokenise
from dashboard.analysis.typed_claims.values import Boards, Count
from dashboard.case import Case, Stock, Text
from dashboard.errors import N_
from dashboard.market.sessions import Sessions
from dashboard.message import Message

# Joiners, marks of direction, soft hyphens: copied along with a sentence, and without a meaning.
# What turns the order of the signs that follow (U+202A and on) is none of them: it is refused.
_INVISIBLE = re.compile(r"[\xad\u061c\u200b-\u200f\u2060\ufeff]")
LONGEST = 200  # letters of a typed claim

Part: TypeAlias = Literal["one", "mean", "all"]
"""Of a group: its mean, or each of its stocks; one stock or index otherwise."""

EMPTY = N_("Type a statement such as “{example}”.")
TOO_LONG = N_("A statement has {n} characters at most; this one is longer. Type a part of it.")
NO_GROUP = N_("“{word}” names no group of the case; its groups are: {groups}.")
WHICH_SESSION = N_("Name the session of “{word}”, or count, as in 2连板 and 5天3板.")
NOBODY = N_("The statement names none of the stocks at hand: {known}.")
SEVERAL = N_("The statement names {names}; type one at a time.")
HEADS = N_("“{word}” contradicts the case: {group} has {n} stocks here.")
MEAN = N_("Read as the mean of {group}.")
ONLY_GROUP = N_("“{word}” is read as {group}, the one group of the case.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A typed claim, read.

    Attributes
    ----------
    subject : Subject
    part : {"one", "mean", "all"}
    size : Size or Boards
        A return, or closes at the limit.
    span : Span
    said : tuple of Message
        What was read into it, dates apart.
    """

    subject: Subject
    part: Part
    size: Size | Boards
    span: Span
    said: tuple[Message, ...]


def read_sentence(
    text: str,
    case: Case,
    sessions: Sessions,
    former: Mapping[str, tuple[str, ...]] | None = None,
) -> Sentence:
    """
    Read a sentence such as “依米康从2月7日起5个交易日涨45.6%”.

    Parameters
    ----------
    text : str
    case, sessions
        Whose stocks, groups, benchmarks and calendar are at hand.
    former : mapping of str to tuple of str, optional
        Names that the case's stocks gave up, by symbol.

    Raises
    ------
    UnknownStockError
        If no stock is named, or the code of one that is not at hand.
    RefusedClaimError
        With the words that were not understood, or in one sentence what is missing.
    InputError
        If the dates cannot be.
    CalendarError
        If a date lies outside the calendar.
    """
    plain = plain_text(text)
    if not plain:
        raise RefusedClaimError(EMPTY, example=example(case))
    if len(plain) > LONGEST:
        raise RefusedClaimError(TOO_LONG, n=LONGEST)
    tokens = tokenise(plain, mentions(plain, case, former or {}))
    strange = [token for token in tokens if token.kind in {Kind.REFUSED, Kind.UNKNOWN}]
    subject = _subject(tokens, strange, case, plain)
    if strange:
        raise refuse(strange, case, plain)
    part, said = _part(tokens, subject, case, plain)
    size = size_of(tokens, case, plain)
    if isinstance(size, Boards):
        tokens = _sessions_of(size, tokens, subject, case, plain)
    own = (subject.said,) if subject.said else ()
    of_size = size.said if isinstance(size, Size) else ()
    span = span_of(tokens, case, sessions, plain)
    return Sentence(subject, part, size, span, (*own, *said, *of_size))


def plain_text(text: str) -> str:
    """
    Text in half width, with one sign for minus, without what is copied along unseen.

    >>> plain_text("３００２４９ −１％ ")
    '300249 -1%'
    """
    half = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip()
    return re.sub(r"[\N{MINUS SIGN}\N{FIGURE DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}]", "-", half)


def _subject(tokens: Sequence[Token], strange: list[Token], case: Case, text: str) -> Subject:
    named: dict[str, Subject] = {}
    for token in tokens:
        if isinstance(token.value, Subject):
            named.setdefault(token.value.id, token.value)
    sector = [token for token in tokens if token.kind is Kind.SECTOR]
    if not named and sector and len(case.groups) == 1:
        group = case.groups[0]
        said = Message.of(ONLY_GROUP, word=sector[0].text, group=group.title)
        return Subject(group.id, "group", said)
    if not named:
        indices = [token for token in strange if token.value == "index"]
        if indices:
            raise refuse(indices, case, text)
        if sector and not strange:
            groups = tuple(group.title for group in case.groups)
            word = sector[0].text
            raise RefusedClaimError(NO_GROUP, refused=(word,), word=word, groups=groups)
        words = [token.text for token in strange]
        raise UnknownStockError(NOBODY, refused=words, known=at_hand(case))
    if len(named) > 1:
        words = [token.text for token in tokens if isinstance(token.value, Subject)]
        titles = tuple(_title(each, case) for each in named.values())
        raise RefusedClaimError(SEVERAL, refused=words[1:], names=titles)
    return next(iter(named.values()))


def _title(subject: Subject, case: Case) -> Text | Stock:
    if subject.kind == "stock":
        return case.stock(subject.id)
    of_kind = case.group if subject.kind == "group" else case.benchmark
    return of_kind(subject.id).title


def _part(
    tokens: Sequence[Token], subject: Subject, case: Case, text: str
) -> tuple[Part, list[Message]]:
    """Whether the mean or each stock of a group is meant; its count must be right."""
    of = {
        kind: [token for token in tokens if token.kind is kind]
        for kind in (Kind.ALL, Kind.MEAN, Kind.HEADS, Kind.SECTOR)
    }
    if subject.kind != "group":
        strange = [token for found in of.values() for token in found]
        if strange:
            raise refuse([refused(token, "alone") for token in strange], case, text)
        return "one", []
    group, members = case.group(subject.id), case.members(subject.id)
    for token in of[Kind.HEADS]:
        if token.value != len(members):
            raise RefusedClaimError(
                HEADS, refused=(token.text,), word=token.text, group=group.title, n=len(members)
            )
    if of[Kind.ALL] and of[Kind.MEAN]:
        raise refuse([refused(token, "twice") for token in of[Kind.MEAN]], case, text)
    if of[Kind.ALL]:
        open_ = [token for token in of[Kind.ALL] if token.value == "all-or-mean"]
        # 均涨超16% is said of each; 均涨31.48% can be the mean.
        if open_ == of[Kind.ALL] and not any(token.kind is Kind.BOUND for token in tokens):
            raise refuse([refused(token, "each-or-mean") for token in open_], case, text)
        return "all", []
    return "mean", [] if of[Kind.MEAN] else [Message.of(MEAN, group=group.title)]


def _sessions_of(
    boards: Boards, tokens: Sequence[Token], subject: Subject, case: Case, text: str
) -> list[Token]:
    """Tokens with the closes at a limit as the count that they are: 3连板 is three sessions."""
    limits = [token for token in tokens if token.kind in {Kind.LIMIT, Kind.BOARDS}]
    if subject.kind != "stock":
        raise refuse([refused(token, "limit") for token in limits], case, text)
    dated = any(token.kind in {Kind.DAY, Kind.NTH} for token in tokens)
    if limits[0].kind is Kind.LIMIT and not dated:
        words = [token.text for token in limits]
        raise RefusedClaimError(WHICH_SESSION, refused=words, word=words[0])
    count = Count(boards.sessions or boards.closes, "session")
    return [token.as_kind(Kind.COUNT, count) if token in limits else token for token in tokens]
