"""What can be found of a case: itself, its stocks, events, claims, evidence and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, get_args

from dashboard.analysis.cards.finding import written
from dashboard.case import Case, ConceptTag, Event, Evidence, Stock, Text
from dashboard.market.listing import Listed

Kind: TypeAlias = Literal["page", "case", "stock", "event", "claim", "evidence", "tag", "word"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which hits are listed."""

_NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Row:
    """
    One thing that can be found.

    Attributes
    ----------
    kind : str
    id : str
        Of a stock its symbol, of a page its name, else the id within its case.
    title : Text
        What it is called, or says.
    aside : Text
        What else tells it apart: the stock of a statement, the meaning of a word.
    searched : str
        All that is looked through, folded.
    called : str
        What it is called, folded: title in both languages and id, a line each.
    day : date or None
        Of an event and a statement.
    stock : str
        Symbol that a statement or a tag is about.
    place : str
        Anchor on the page it stands on; empty for the page itself.
    """

    kind: Kind
    id: str
    title: Text
    aside: Text = _NO_TEXT
    searched: str = ""
    called: str = ""
    day: date | None = None
    stock: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    What can be found of one case.

    Attributes
    ----------
    slug : str
        Of the case; empty for what is of none.
    title : Text
    rows : tuple of Row
    searched : str
        All that is looked through of all rows: a word that is not in it is in none.
    """

    slug: str
    title: Text
    rows: tuple[Row, ...]
    searched: str

    @classmethod
    def of(cls, slug: str, title: Text, rows: Iterable[Row]) -> Shelf:
        """Put rows onto a shelf."""
        found = tuple(replace(row, called=_called(row)) for row in rows)
        return cls(slug, title, found, "\n".join(row.searched for row in found))


def _called(row: Row) -> str:
    lines = [row.title.zh, row.title.en, row.id]
    return "\n".join(["", *(written(line) for line in lines if line), ""])


def folded(*parts: str) -> str:
    r"""
    Texts as they are searched, a line each; what has blanks is found without them too.

    >>> folded("ＡＩ 服务器", ""), folded("Yimikang")
    ('ai 服务器\nai服务器', 'yimikang')
    """
    lines = [" ".join(written(part).split()) for part in parts if part]
    joined = [line.replace(" ", "") for line in lines if " " in line]
    return "\n".join([*lines, *joined])


def shelf_of(case: Case, listed: Mapping[str, Listed]) -> Shelf:
    """
    All that can be found of a case.

    Parameters
    ----------
    case : Case
    listed : mapping of str to Listed
        Stocks of the exchange's list by symbol: their short and former names are found too.
    """
    names = {
        stock.symbol: f"{stock.symbol} {stock.name.en} {stock.name.zh}" for stock in case.stocks
    }
    stocks = {stock.symbol: stock for stock in case.stocks}
    rows = [
        _case(case),
        *(_stock(stock, listed.get(stock.symbol)) for stock in case.stocks),
        *(_event(event, names) for event in case.events),
        *_claims(case),
        *(_evidence(row, case, stocks, names) for row in case.evidence),
        *(_tag(tag, stocks, names) for tag in case.tags),
    ]
    return Shelf.of(case.slug, case.title, rows)


def _case(case: Case) -> Row:
    title, question = case.title, case.question
    searched = folded(title.zh, title.en, case.slug, question.zh, question.en)
    return Row("case", case.slug, title, question, searched)


def _stock(stock: Stock, listed: Listed | None) -> Row:
    more = [] if listed is None else [listed.name, listed.pinyin, *(o.name for o in listed.former)]
    searched = folded(stock.name.zh, stock.name.en, stock.symbol, *more)
    symbol = Text(stock.symbol, stock.symbol)
    return Row("stock", stock.symbol, stock.name, symbol, searched, stock=stock.symbol)


def _event(event: Event, names: Mapping[str, str]) -> Row:
    about = [names.get(symbol, symbol) for symbol in event.stocks]
    title, source = event.title, Text(event.source, event.source_zh)
    return Row(
        "event",
        event.id,
        title,
        source,
        folded(title.zh, title.en, source.en, source.zh, *about),
        day=event.published.stamp.date(),
        place=f"event-{event.id}",
    )


def _claims(case: Case) -> Iterable[Row]:
    for each in case.claims:
        text, said = each.text, each.said
        yield Row(
            "claim",
            each.id,
            text,
            searched=folded(text.zh, text.en, said.zh, said.en, each.document, each.document_zh),
            place=f"claim-{each.id}",
        )


def _evidence(
    row: Evidence, case: Case, stocks: Mapping[str, Stock], names: Mapping[str, str]
) -> Row:
    said, story = row.statement, case.story(row.story).title
    document = (row.document, row.document_zh, row.quote, row.measure, row.measure_zh)
    return Row(
        "evidence",
        row.id,
        said,
        stocks[row.stock].name if row.stock in stocks else Text(row.stock, row.stock),
        folded(said.zh, said.en, *document, names.get(row.stock, ""), story.zh, story.en),
        day=row.published.stamp.date(),
        stock=row.stock,
        place=f"statement-{row.id}",
    )


def _tag(tag: ConceptTag, stocks: Mapping[str, Stock], names: Mapping[str, str]) -> Row:
    title = Text(tag.tag, tag.tag_zh)
    more = (tag.source, tag.source_zh, tag.reason, tag.reason_zh, names.get(tag.stock, ""))
    return Row(
        "tag",
        tag.id,
        title,
        stocks[tag.stock].name if tag.stock in stocks else Text(tag.stock, tag.stock),
        folded(title.zh, title.en, *more),
        day=tag.seen,
        stock=tag.stock,
        place="tags",
    )
