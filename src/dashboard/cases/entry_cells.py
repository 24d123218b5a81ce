"""A case as rows of cells: the text of every value, table by table, as its files hold it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd

from dashboard.case import (
    Benchmark,
    Case,
    Claim,
    ConceptTag,
    Event,
    Evidence,
    Moment,
    Stock,
    Story,
    Text,
)
from dashboard.cases.cells import plain_number
from dashboard.cases.claim_rows import ARITHMETIC, NUMERIC
from dashboard.cases.marks import Mark
from dashboard.cases.rows import EVENT_OPTIONAL, EVIDENCE_COLUMNS, EVIDENCE_OPTIONAL, FRACTION
from dashboard.cases.tag_rows import TAG_COLUMNS, TAG_OPTIONAL
from dashboard.cases.terms import written_terms

Cells = dict[str, str]

_NUMBERS = frozenset((*NUMERIC, *ARITHMETIC))

ALONE = ("case", "source", "window", "estimation")
"""Tables of exactly one row."""
TABLES = (
    *ALONE,
    *("groups", "stocks", "benchmarks", "stories"),
    *("events", "evidence", "claims", "tags"),
)
"""Every table of a case, in the order of its files."""


def case_tables(case: Case) -> dict[str, list[Cells]]:
    """Rows of every table; of the first four exactly one."""
    source, window, estimation = case.source, case.window, case.estimation
    return {
        "case": [_details(case)],
        "source": [
            {
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url,
                "published": source.published.isoformat(),
                "author": source.author,
            }
        ],
        "window": [{"first": window.first.isoformat(), "last": window.last.isoformat()}],
        "estimation": [{"sessions": str(estimation.sessions), "gap": str(estimation.gap)}],
        "groups": [
            {"id": group.id, **both("title", group.title), "chosen": group.chosen}
            for group in case.groups
        ],
        "stocks": list(map(_stock, case.stocks)),
        "benchmarks": list(map(_benchmark, case.benchmarks)),
        "stories": list(map(_story, case.stories)),
        "events": list(map(event_cells, case.events)),
        "evidence": list(map(evidence_cells, case.evidence)),
        "claims": list(map(claim_cells, case.claims)),
        "tags": list(map(tag_cells, case.tags)),
    }


def _details(case: Case) -> Cells:
    return {
        "slug": case.slug,
        **both("title", case.title),
        **both("question", case.question),
        "calendar": case.calendar,
        "timezone": case.timezone,
        "currency": case.currency,
        "asks": case.asks,
        "status": case.status,
        "review": "" if case.review is None else case.review.isoformat(),
        "universe": "" if case.universe is None else case.universe.window_returns,
    }


def _stock(stock: Stock) -> Cells:
    listed = "" if stock.listed is None else stock.listed.isoformat()
    name = both("name", stock.name)
    return {"symbol": stock.symbol, **name, "group": stock.group, "listed": listed}


def _benchmark(mark: Benchmark) -> Cells:
    return {"id": mark.id, **both("title", mark.title), "returns": mark.returns or ""}


def _story(story: Story) -> Cells:
    texts = {**both("title", story.title), **both("predicts", story.predicts)}
    said = {"expects": story.expects, "terms": written_terms(story.terms)}
    return {"id": story.id, "kind": story.kind, **texts, **said}


def number_cell(value: float | None) -> str:
    """Shortest writing of a number; empty where there is none."""
    return "" if value is None or pd.isna(value) else plain_number(value)


def in_unit(number: str, unit: str) -> str:
    """
    Number in its unit; a fraction above one with its percent sign, so that it is not asked about.

    >>> in_unit("0.53", "fraction"), in_unit("19.00", "fraction"), in_unit("19", "multiple")
    ('0.53', '1900%', '19')
    """
    if unit != FRACTION or not number or abs(Decimal(number)) <= 1:
        return number
    return f"{Decimal(number).scaleb(2):f}%"


def both(stem: str, text: Text) -> Cells:
    """Cells of a text in two languages."""
    return {f"{stem}_en": text.en, f"{stem}_zh": text.zh}


def _stamp(moment: Moment) -> str:
    stamp = moment.stamp
    written: dict[str, Callable[[], str]] = {
        "second": stamp.isoformat,
        "minute": lambda: stamp.isoformat(timespec="minutes"),
    }
    return written.get(moment.precision, stamp.date().isoformat)()


def _moment(moment: Moment) -> Cells:
    published = _stamp(moment)
    return {"published": published, "precision": moment.precision, "timezone": moment.timezone}


def event_cells(event: Event) -> Cells:
    """Row of events.csv."""
    return {
        "id": event.id,
        **_moment(event.published),
        "kind": event.kind,
        "series": event.series,
        "value": in_unit(number_cell(event.value), event.unit),
        "unit": event.unit,
        "stories": ";".join(event.stories),
        "stocks": ";".join(event.stocks),
        **both("title", event.title),
        "source": event.source,
        "url": event.url,
        **{name: str(getattr(event, name)) for name in EVENT_OPTIONAL},
    }


def evidence_cells(row: Evidence) -> Cells:
    """Row of evidence.csv."""
    plain = [*EVIDENCE_COLUMNS, *EVIDENCE_OPTIONAL]
    other = {"value", "published", "precision", "timezone", "statement_en", "statement_zh"}
    return {
        **{name: str(getattr(row, name)) for name in plain if name not in other},
        **_moment(row.published),
        **both("statement", row.statement),
        "value": in_unit(number_cell(row.value), row.unit),
        "via_published": "" if row.via_published is None else _stamp(row.via_published),
    }


def claim_cells(claim: Claim) -> Cells:
    """Row of claims.csv."""
    return {
        "id": claim.id,
        "kind": claim.kind,
        "subject": claim.subject,
        "relation": claim.relation,
        "stated": in_unit(claim.stated, claim.unit) if claim.kind in _NUMBERS else claim.stated,
        "unit": claim.unit,
        "first": "" if claim.first is None else claim.first.isoformat(),
        "last": "" if claim.last is None else claim.last.isoformat(),
        "tolerance": in_unit(number_cell(claim.tolerance), claim.unit),
        **both("text", claim.text),
        **both("said", claim.said),
        "rate": claim.rate,
        "known": claim.known,
        "document": claim.document,
        "document_zh": claim.document_zh,
        "beside": ";".join(claim.beside),
    }


def tag_cells(tag: ConceptTag) -> Cells:
    """Row of tags.csv."""
    return {name: str(getattr(tag, name)) for name in (*TAG_COLUMNS, *TAG_OPTIONAL)}


def mark_cells(mark: Mark) -> Cells:
    """Row of draft.csv."""
    return {
        "file": mark.file,
        "row": mark.row,
        "fields": ";".join(mark.fields),
        "reason": mark.reason,
        "quote": mark.quote,
        "start": number_cell(mark.start),
        "end": number_cell(mark.end),
    }
