"""Articles written for the tests, with what a careful reader finds in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dashboard.articles.finds import Finds, FoundReturn
from dashboard.articles.reader import read_article
from dashboard.market.shipped_listing import shipped_listing

FOLDER = Path(__file__).parent
TODAY = date(2026, 6, 13)
COUNTED = {"boards", "boards-within", "streak"}

Row = tuple[str, ...]


@dataclass(frozen=True)
class Article:
    name: str
    text: str
    published: date | datetime
    stocks: frozenset[str]
    returns: frozenset[Row]

    def read(self) -> Finds:
        return read_article(self.text, shipped_listing(), published=self.published, today=TODAY)


def symbols() -> dict[str, str]:
    """Symbol of every name of today and of before."""
    entries = shipped_listing().entries
    former = {each.name: entry.symbol for entry in entries for each in entry.former}
    return former | {entry.name: entry.symbol for entry in entries}


def articles(kind: str) -> Iterator[Article]:
    for path in sorted((FOLDER / kind).glob("*.txt")):
        yield article(path)


def article(path: Path) -> Article:
    known, stocks, returns = symbols(), set(), set()
    published: date | datetime = TODAY
    everywhere: list[str] = []
    for line in path.with_suffix(".gold").read_text("utf-8").splitlines():
        word, *rest = line.split()
        if word == "published":
            published = (
                datetime.fromisoformat(rest[0]) if "T" in rest[0] else date.fromisoformat(rest[0])
            )
        elif word == "stock":
            stocks.add(known.get(rest[0], rest[0]))
        elif word == "all":
            everywhere = rest
        else:
            name, move, number, operator, *span = rest
            told = number if number == "-" or move in COUNTED else f"{float(number):g}"
            returns.add((known.get(name, name), move, told, operator, *(span or everywhere)))
    text = path.read_text("utf-8")
    return Article(path.stem, text, published, frozenset(stocks), frozenset(returns))


def row(found: FoundReturn) -> Row:
    """A return in the form of the gold."""
    number = "-" if found.value is None else f"{round(found.value, 5):g}"
    if found.kind in COUNTED:
        number = str(found.boards if found.kind == "boards-within" else found.sessions)
    base = "either" if found.base_rule == "either" else str(found.base)
    first, last = str(found.first), str(found.last)
    return found.symbol, found.kind, number, found.operator, first, last, base
