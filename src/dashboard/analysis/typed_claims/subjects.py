"""Who a typed claim speaks of: stocks, groups and benchmarks of the case, by name or code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from dashboard.analysis.typed_claims.refusals import RefusedClaimError, UnknownStockError
from dashboard.analysis.typed_claims.roles import Kind, indices
from dashboard.analysis.typed_claims.tokens import Token
from dashboard.case import Benchmark, Case, Group, Stock
from dashboard.errors import N_
from dashboard.market.codes import CodeInText, codes_in
from dashboard.market.short_names import plain_name
from dashboard.message import Message

SubjectKind: TypeAlias = Literal["stock", "benchmark", "group"]

NOT_AMONG = N_("“{name}” is not among the stocks at hand: {known}.")
READ_AS = N_("“{name}” is read as {stock}.")
FORMER = N_("“{name}” is a former name of {stock}.")

# What people leave out of a Chinese company name.
_ENDINGS = ("股份", "集团", "科技", "环境", "电子", "技术", "控股", "实业")
_MARKS = r"(?:(?:S?\*?ST|XD|XR|DR)\s*)?"


@dataclass(frozen=True, slots=True)
class Subject:
    """A stock, group or benchmark of the case, and what is to be said of how it was named."""

    id: str
    kind: SubjectKind
    said: Message | None = None


def mentions(text: str, case: Case, former: Mapping[str, tuple[str, ...]]) -> list[Token]:
    """
    Tokens of everything that a sentence names, in its order.

    Parameters
    ----------
    text : str
        In half width.
    case : Case
    former : mapping of str to tuple of str
        Names that its stocks gave up, by symbol.

    Raises
    ------
    UnknownStockError
        If it has the code of a stock that is not at hand.
    RefusedClaimError
        If a code belongs to another exchange than the one beside it.
    """
    found = [_coded(hit, case) for hit in codes_in(text)]
    pattern, subjects = _finder(
        case.stocks, case.groups, case.benchmarks, tuple(sorted(former.items()))
    )
    for match in pattern.finditer(text):
        if not any(match.start() < each.stop and each.start < match.end() for each in found):
            found.append(_token(match, subjects[match.lastgroup or ""]))
    return sorted(found, key=lambda token: token.start)


def at_hand(case: Case) -> tuple[str, ...]:
    """Return the stocks and benchmarks of the case that can be named."""
    stocks = [
        " ".join([*dict.fromkeys(filter(None, (stock.name.zh, stock.name.en))), stock.symbol])
        for stock in case.stocks
    ]
    marks = [
        " ".join([*dict.fromkeys(filter(None, (mark.title.zh, mark.title.en))), mark.id])
        for mark in case.benchmarks
        if mark.returns is None
    ]
    return (*stocks, *marks)


def _coded(hit: CodeInText, case: Case) -> Token:
    if hit.error is not None:
        raise RefusedClaimError(hit.error.template, refused=(hit.text,), **hit.error.values)
    known = {*case.symbols, *(mark.id for mark in case.benchmarks if mark.returns is None)}
    symbol = hit.code.symbol if hit.code else ""
    if hit.code and hit.code.is_open and symbol not in known:
        symbol = f"{symbol.partition('.')[0]}.SS"  # 000300 without its exchange
    if symbol not in known:
        raise UnknownStockError(NOT_AMONG, refused=(hit.text,), name=hit.text, known=at_hand(case))
    kind: SubjectKind = "stock" if symbol in case.symbols else "benchmark"
    return Token(Kind.SUBJECT, hit.text, hit.start, hit.stop, Subject(symbol, kind))


def _token(match: re.Match[str], subject: Subject | None) -> Token:
    if subject is None:
        return Token(Kind.REFUSED, match[0], match.start(), match.end(), "index")
    return Token(Kind.SUBJECT, match[0], match.start(), match.end(), subject)


@lru_cache(maxsize=8)
def _finder(
    stocks: tuple[Stock, ...],
    groups: tuple[Group, ...],
    benchmarks: tuple[Benchmark, ...],
    former: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[re.Pattern[str], dict[str, Subject | None]]:
    """
    One pattern for every writing of what a case has, the longest first.

    Each is a group of its own name; its subject is None for an index that the case does not have.
    """
    # What is given later wins: the case's own names over any other's.
    own: dict[str, Subject | None] = dict.fromkeys(
        name for names in indices().values() for name in names
    )
    for forms in (_former_forms(stocks, dict(former)), _shortened(stocks), _group_forms(groups)):
        own.update(forms)
    for mark in benchmarks:
        own.update(dict.fromkeys(_benchmark_names(mark), Subject(mark.id, "benchmark")))
    for stock in stocks:
        names = (stock.symbol, stock.name.en, stock.name.zh, plain_name(stock.name.zh))
        own.update(dict.fromkeys(names, Subject(stock.symbol, "stock")))
    plain = {unicodedata.normalize("NFKC", form).strip(): each for form, each in own.items()}
    listed = sorted(filter(None, plain), key=len, reverse=True)
    whole = "|".join(f"(?P<n{place}>{_written(form)})" for place, form in enumerate(listed))
    return (
        re.compile(whole or r"(?!)", re.IGNORECASE),
        {f"n{place}": plain[form] for place, form in enumerate(listed)},
    )


def _group_forms(groups: tuple[Group, ...]) -> dict[str, Subject]:
    return {
        name: Subject(group.id, "group")
        for group in groups
        for name in (group.id, group.title.en, group.title.zh)
    }


def _former_forms(
    stocks: tuple[Stock, ...], former: Mapping[str, tuple[str, ...]]
) -> dict[str, Subject]:
    return {
        form: Subject(stock.symbol, "stock", Message.of(FORMER, name=name, stock=stock.name))
        for stock in stocks
        for name in former.get(stock.symbol, ())
        for form in (name, plain_name(name))
    }


def _shortened(stocks: tuple[Stock, ...]) -> dict[str, Subject]:
    """Names without 股份, 科技 …, where two signs are left and one stock alone can be meant."""
    found: dict[str, list[Stock]] = {}
    for stock in stocks:
        name = plain_name(stock.name.zh)
        for ending in _ENDINGS:
            if name.endswith(ending) and len(name) >= len(ending) + 2:
                found.setdefault(name.removesuffix(ending), []).append(stock)
    return {
        form: Subject(stock.symbol, "stock", Message.of(READ_AS, name=form, stock=stock.name))
        for form, (stock, *others) in found.items()
        if not others
    }


def _benchmark_names(mark: Benchmark) -> list[str]:
    titles = [mark.title.en, mark.title.zh]
    heads = [re.split(r"[,，]", title)[0] for title in titles]
    return [mark.id, mark.id.replace("-", " "), *titles, *heads, *indices().get(mark.id, ())]


def _written(form: str) -> str:
    """Pattern of a name; one in Latin letters is no part of a longer word."""
    if form.isascii():
        letters = re.escape(form).replace(r"\ ", r"\s*")
        return rf"(?<![A-Za-z0-9]){letters}(?:['’]s)?(?![A-Za-z0-9])"
    # A name may be padded (五 粮 液), 沪深 300 and 沪深300 are one.
    letters = _MARKS + r"\s?".join(map(re.escape, form.replace(" ", "")))
    head = r"(?<![A-Za-z0-9])" if form[0].isascii() else ""
    tail = r"(?![A-Za-z0-9])" if form[-1].isascii() else ""
    return f"{head}{letters}(?:['’]s)?{tail}"
