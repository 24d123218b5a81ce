"""``market-narrative search``: mentions in the documents of a case's stocks, and their absence.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from dashboard.commands.filings import library_at_hand, read_all, stocks_of
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.filings.document import Document
    from dashboard.filings.library import Read
    from dashboard.filings.search import Found, Hit
    from dashboard.filings.terms import Term
    from dashboard.language.language import Language

FORMAT = "search/1"
MOST = 200  # hits that are printed; the JSON has all


@click.command()
@click.argument("case", metavar="CASE|SYMBOL")
@click.argument("terms", nargs=-1, metavar="[TERM]...")
@click.option("--story", default="", metavar="ID", help="Terms of this story only.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DAY",
    help="Only what had been published by this day.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/filings.md.")
@in_language
def search(
    case: str,
    terms: tuple[str, ...],
    *,
    story: str,
    as_of: datetime | None,
    as_json: bool,
    say: Language,
) -> None:
    """
    Search the documents of the stocks of CASE for TERM, synonyms behind it parted by commas.

    A TERM that the case has brings its synonyms; without one all terms of the case's stories
    are searched for.  Exit code 1 when there was no document to search.
    """
    from dashboard.filings.search import search as searched  # noqa: PLC0415

    stocks = stocks_of(case, story)
    asked = _terms(terms, stocks.words)
    library = library_at_hand()
    documents = [
        document
        for symbol in stocks.names
        for document in library.documents(symbol)
        if as_of is None or document.day <= as_of.date()
    ]
    day = datetime.now(UTC).date()
    read = read_all(library, documents)
    found = searched(read, asked, tuple(stocks.names), day)
    if as_json:
        told = as_object(found, read, asked, day, say) | {"case": stocks.slug}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1).encode())
    else:
        _print(found, stocks.names, say)
    if len(found.unsearched) == len(stocks.names):
        sys.exit(1)


def _terms(asked: Sequence[str], known: Sequence[tuple[str, ...]]) -> tuple[Term, ...]:
    """Terms asked for, with the case's synonyms of those that it has; all of them by default."""
    from dashboard.cases.terms import check_terms, read_terms  # noqa: PLC0415
    from dashboard.filings.terms import terms_of  # noqa: PLC0415

    given = [term for text in asked for term in read_terms(check_terms(text))]
    by_word = {word: term for term in known for word in term}
    words = [by_word.get(term[0], term) if len(term) == 1 else term for term in given]
    if not (words or known):
        raise InputError(
            N_("The case has no terms to search for: give some, or write “terms” into a story.")
        )
    return terms_of(list(dict.fromkeys(words or known)))


def as_object(
    found: Found,
    read: Sequence[tuple[Document, Read]],
    terms: Sequence[Term],
    day: date,
    say: Language,
) -> dict[str, Any]:
    """Return what a search gave as one JSON object."""
    from dashboard.filings.folding import FOLDING  # noqa: PLC0415

    return {
        "format": FORMAT,
        "terms": [list(term.texts) for term in terms],
        "date": day.isoformat(),
        "folding": FOLDING,
        "hits": [_hit(hit) for hit in found.hits],
        "absences": [
            {
                "symbol": each.symbol,
                "documents": [document.id for document in each.documents],
                "pages": each.pages,
                "unreadable": each.unreadable,
                "terms": [word for term in each.terms for word in term.texts],
                "date": each.day.isoformat(),
            }
            for each in found.absences
        ],
        "counts": [
            {"symbol": symbol, "document": document, "term": term, "hits": n}
            for (symbol, document, term), n in found.counts.items()
        ],
        "numbers": _numbers(found, read),
        "documents": [_document(document, held) for document, held in read],
        "unsearched": list(found.unsearched),
        "refused": [
            {"symbol": each.symbol, "document": each.id, "reason": say.say(reason)}
            for each, reason in found.refused
        ],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "symbol": hit.document.symbol,
        "document": hit.document.id,
        "page": hit.page,
        "term": hit.term,
        "context": hit.context,
        "published": hit.document.published,
    }


def _document(document: Document, read: Read) -> dict[str, Any]:
    fields = document.as_json()
    text = read.text
    counted = {"pages": text.pages, "unreadable": text.unreadable} if text is not None else {}
    return {"document": document.id} | fields | counted


def _numbers(found: Found, read: Sequence[tuple[Document, Read]]) -> list[dict[str, Any]]:
    """Numbers near hits, each by the place of its hit in the list: proposals only."""
    from dashboard.filings.figures import figures_near  # noqa: PLC0415

    texts = {(document.symbol, document.id): held.text for document, held in read}
    told = []
    for place, hit in enumerate(found.hits):
        text = texts[hit.document.symbol, hit.document.id]
        if text is not None:
            told += [
                {
                    "hit": place,
                    "text": each.text,
                    "value": str(each.value),
                    "unit": each.unit,
                    "denominator": each.denominator,
                }
                for each in figures_near(hit, text)
            ]
    return told


def _print(found: Found, names: dict[str, str], say: Language) -> None:
    shown = None
    for hit in found.hits[:MOST]:
        if hit.document is not shown:
            shown = hit.document
            name = names[shown.symbol]
            click.echo(f"{shown.symbol}  {name}  {shown.published[:10]}  {shown.title}")
        page = say(N_("page {n}"), n=hit.page)
        marked = f"{hit.context[: hit.start]}[{hit.context[hit.start : hit.end]}]"
        click.echo(f"  {page}  {hit.term}  {marked}{hit.context[hit.end :]}")
    if len(found.hits) > MOST:
        click.echo(say(N_("… and {n} more; --json has all."), n=len(found.hits) - MOST))
    for absence in found.absences:
        click.echo(say.say(absence.message))
    for symbol in found.unsearched:
        told = N_("{symbol}: no document that can be searched, so nothing is known of it.")
        click.echo(say(told, symbol=symbol))
    for document, reason in found.refused:
        told = N_("{symbol}: “{title}” was not searched. {reason}")
        click.echo(say(told, symbol=document.symbol, title=document.title, reason=reason))
