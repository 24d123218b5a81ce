"""``market-narrative segments``: revenue by industry, product or region in the reports kept.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from dashboard.commands.filings import library_at_hand, read_all, stocks_of
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.filings.document import Document
    from dashboard.filings.segments import SegmentTable
    from dashboard.language.language import Language

FORMAT = "segments/1"


@click.command()
@click.argument("of", metavar="CASE|SYMBOL")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/filings.md.")
@in_language
def segments(of: str, *, as_json: bool, say: Language) -> None:
    """
    Propose revenue by segment from the annual and half-year reports of the stocks of CASE.

    Needs the extra “tables”.  Exit code 1 when no report has such a table.
    """
    from dashboard.filings.segments import reported_segments  # noqa: PLC0415

    stocks = stocks_of(of)
    library = library_at_hand()
    documents = [
        document
        for symbol in stocks.names
        for document in library.documents(symbol)
        if document.media == "pdf" and document.kind in {"annual-report", "half-year-report"}
    ]
    found: list[tuple[Document, SegmentTable]] = []
    failed: list[tuple[Document, InputError]] = []
    readable = [document for document, read in read_all(library, documents) if read.text]
    for document in readable:
        try:
            found += [(document, table) for table in reported_segments(library, document)]
        except InputError as error:
            failed.append((document, error))
    if as_json:
        told = as_object(found, failed, say) | {"case": stocks.slug}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1).encode())
    else:
        for line in _lines(found, failed, say):
            click.echo(line)
    if not any(table.segments for _, table in found):
        sys.exit(1)


def as_object(
    found: list[tuple[Document, SegmentTable]],
    failed: list[tuple[Document, InputError]],
    say: Language,
) -> dict[str, Any]:
    """Return the proposals as one JSON object."""
    return {
        "format": FORMAT,
        "segments": [
            {
                "symbol": document.symbol,
                "document": document.id,
                "page": each.page,
                "view": table.view,
                "label": each.label,
                "part_of": each.part_of,
                "revenue": each.revenue,
                "unit": table.unit,
                "share": each.share,
                "denominator": table.denominator,
                "total": table.total,
                "period": table.period or document.period,
                "published": document.published,
            }
            for document, table in found
            for each in table.segments
        ],
        "refused": [
            {
                "symbol": document.symbol,
                "document": document.id,
                "view": table.view,
                "pages": list(table.pages),
                "reason": say.say(table.refused),
            }
            for document, table in found
            if table.refused is not None
        ]
        + [
            {
                "symbol": document.symbol,
                "document": document.id,
                "view": "",
                "pages": [],
                "reason": say.error(error),
            }
            for document, error in failed
        ],
    }


def _lines(
    found: list[tuple[Document, SegmentTable]],
    failed: list[tuple[Document, InputError]],
    say: Language,
) -> Iterator[str]:
    from dashboard.filings.segments import VIEW_WORDS  # noqa: PLC0415

    shown = None
    for document, table in found:
        if document is not shown:
            shown = document
            yield f"{document.symbol}  {document.title}"
        head = say(
            N_("{view}, share of {denominator}"),
            view=say(VIEW_WORDS[table.view]),
            denominator=table.denominator,
        )
        yield f"  {head}" if table.refused is None else f"  {head}: {say.say(table.refused)}"
        for each in table.segments:
            part = f"  ({say(N_('part of {label}'), label=each.part_of)})" if each.part_of else ""
            page = say(N_("page {n}"), n=each.page)
            yield f"    {each.share:8.2%}  {each.label}{part}  {page}"
    for document, error in failed:
        yield f"{document.symbol}  {say.error(error)}"
    if not (found or failed):
        yield say(N_("No report kept has a table of revenue by segment."))
