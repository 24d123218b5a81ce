"""Who is on trial: the stocks that an article is about, in the groups it puts them in."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from dashboard.articles.draft.wording import Wording, make_id, plain_words
from dashboard.articles.finds import FoundGroup, FoundStock
from dashboard.case import Group, Stock, Text
from dashboard.cases.marks import Mark
from dashboard.cases.outline import CASE_FILE
from dashboard.errors import N_, InputError
from dashboard.message import Message

NO_STOCK = N_(
    "The article is about no stock that was recognised, and a case needs one. Write its code in "
    "brackets behind its name, and have it read again."
)
OTHERS = Text("Other stocks named", "文中其他个股")
_NAME = re.compile(r"[A-Z](?=[A-Za-z])[A-Za-z&'’-]*(?: (?:of )?[A-Z][A-Za-z&'’-]*)*(?=\s*$)")
NAMED = Text("Stocks the article names", "文中点名的个股")


@dataclass(frozen=True, slots=True)
class Exchange:
    """Calendar, zone, currency and first benchmark of the stocks on trial."""

    calendar: str
    timezone: str
    currency: str
    index: str
    index_title: Text


MAINLAND = Exchange("XSHG", "Asia/Shanghai", "CNY", "000300.SS", Text("CSI 300", "沪深 300"))
_ELSEWHERE = {
    ".HK": Exchange("XHKG", "Asia/Hong_Kong", "HKD", "^HSI", Text("Hang Seng", "恒生指数")),
    "": Exchange("XNYS", "America/New_York", "USD", "^GSPC", Text("S&P 500", "标普 500")),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Stocks and groups of a draft, with their marks and what was left out."""

    exchange: Exchange
    stocks: tuple[Stock, ...]
    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]
    left_out: tuple[Message, ...]


def cast_of(wording: Wording, chosen: Literal["before", "after"]) -> Cast:
    """
    Stocks and groups.

    Raises
    ------
    InputError
        If the article is about no stock of the list.
    """
    exchange, kept, others = _one_exchange(wording.finds.subjects)
    groups, where, marks = _groups(wording, kept, chosen)
    stocks = []
    for found in kept:
        english = _english(found)
        stocks.append(Stock(found.symbol, Text(english, _chinese(found)), where[found.symbol]))
        row = f"stocks:{found.symbol}"
        marks.append(wording.mark(CASE_FILE, row, place=found.places[0]))
        if not english:
            marks.append(wording.mark(CASE_FILE, row, "name", reason="not-said"))
    return Cast(exchange, tuple(stocks), groups, tuple(marks), tuple(_left_out(wording, others)))


def _one_exchange(
    subjects: Sequence[FoundStock],
) -> tuple[Exchange, list[FoundStock], list[FoundStock]]:
    """Exchange of most stocks, the mainland's first; those of others are no part of the case."""
    by_market: dict[Exchange, list[FoundStock]] = {MAINLAND: []}
    for found in subjects:
        exchange = _exchange(found)
        if exchange is not None:
            by_market.setdefault(exchange, []).append(found)
    best = max(by_market, key=lambda each: len(by_market[each]))
    kept = by_market[best]
    if not kept:
        raise InputError(NO_STOCK)
    return best, kept, [found for found in subjects if _exchange(found) is not best]


def _exchange(found: FoundStock) -> Exchange | None:
    suffix = found.symbol[found.symbol.rfind(".") :] if "." in found.symbol else ""
    return MAINLAND if suffix in {".SZ", ".SS", ".BJ"} else _ELSEWHERE.get(suffix)


def _chinese(found: FoundStock) -> str:
    name = plain_words(found.name, 40)
    return "" if name.isascii() else name


def _english(found: FoundStock) -> str:
    if found.symbol in english_names():
        return english_names()[found.symbol]
    # Beside a code stand the words that lead to it: “and Baotou Steel (600010.SH)”.
    beside = _NAME.search(found.written) if found.how == "code" else None
    if beside is not None:
        return plain_words(beside[0], 40)
    written = found.written if found.how == "english" else found.name
    return plain_words(written, 40) if written.isascii() else ""


@lru_cache(maxsize=1)
def english_names() -> dict[str, str]:
    """English name by symbol, for the stocks that the reader knows in English: the first one."""
    file = files("dashboard.articles").joinpath("english_names.csv")
    found: dict[str, str] = {}
    for row in csv.DictReader(file.read_text("utf-8").splitlines()):
        found.setdefault(row["symbol"], row["name"])
    return found


def _groups(
    wording: Wording, stocks: Sequence[FoundStock], chosen: Literal["before", "after"]
) -> tuple[tuple[Group, ...], dict[str, str], list[Mark]]:
    """Groups in the article's order; a stock stands in the first that names it."""
    where: dict[str, str] = {}
    groups: list[Group] = []
    marks: list[Mark] = []
    symbols = [found.symbol for found in stocks]
    for named in wording.finds.groups:
        fresh = [symbol for symbol in named.members if symbol in symbols and symbol not in where]
        if not fresh:
            continue
        name = _same_label(named, groups)
        if name is None:
            label = plain_words(named.label, 40)
            name = make_id(label, [group.id for group in groups], otherwise="group")
            groups.append(Group(name, wording.text(label), chosen))
            marks.append(wording.mark(CASE_FILE, f"groups:{name}", place=named.place))
        where |= dict.fromkeys(fresh, name)
    rest = [symbol for symbol in symbols if symbol not in where]
    if rest:
        taken = [group.id for group in groups]
        title, stem = (OTHERS, "others") if groups else (NAMED, "named")
        name = make_id(stem, taken)
        groups.append(Group(name, title, chosen))
        marks.append(wording.mark(CASE_FILE, f"groups:{name}", reason="proposed"))
        where |= dict.fromkeys(rest, name)
    return tuple(groups), where, marks


def _same_label(named: FoundGroup, groups: Sequence[Group]) -> str | None:
    """Group that has this label already."""
    for group in groups:
        if plain_words(named.label, 40) in {group.title.en, group.title.zh}:
            return group.id
    return None


def _left_out(wording: Wording, others: Sequence[FoundStock]) -> Iterator[Message]:
    if others:
        yield Message.of(
            N_("Left out, because a case has one exchange: {names}."),
            names=", ".join(f"{each.name} {each.symbol}" for each in others),
        )
    for each in wording.finds.not_resolved:
        yield Message.of(
            N_("“{written}” looks like a stock and was not recognised; add it by hand."),
            written=plain_words(each.written, 40),
        )


def chosen_when(published: date, first: date) -> Literal["before", "after"]:
    """Whether the stocks were named before or after their returns were known."""
    return "before" if published < first else "after"
