"""Rows of evidence made of a hit or of an absence, as cells of the case format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from dashboard.case import SOURCE_QUALITY, Case, Finding, SourceKind
from dashboard.cases.search_record import SearchRecord
from dashboard.filings.denials import SPEAKS, denies
from dashboard.filings.document import Document
from dashboard.filings.figures import Figure
from dashboard.filings.search import Absence
from dashboard.language.language import Language
from dashboard.market.documents import Kind, document_name

SOURCE_KINDS: dict[Kind, SourceKind] = {
    "annual-report": "annual-report",
    "half-year-report": "interim-report",
    "quarterly-report": "interim-report",
    "abnormal-movement": "exchange-filing",
    "clarification": "exchange-filing",
    "notice": "exchange-filing",
    "answer": "investor-qa",
    "investor-relations": "investor-qa",
    "other": "company-statement",
}
"""What kind of source a document is in the case format."""

_MILLIONS = {"亿元": "100", "百万元": "1", "万元": "0.01", "千元": "0.001", "元": "0.000001"}


@dataclass(frozen=True, slots=True)
class Measured:
    """A number as the case format writes it: value, unit, and the unit in Chinese."""

    value: str
    unit: str
    unit_zh: str = ""


def measured(figure: Figure) -> Measured:
    """
    Value and unit of a number of a document.

    >>> from dashboard.filings.figures import Figure
    >>> measured(Figure("9.1%", Decimal("9.1"), "%", "营业收入", 0)).value
    '0.091'
    >>> measured(Figure("0.97亿元", Decimal("0.97"), "亿元", "", 0))
    Measured(value='97', unit='million yuan', unit_zh='百万元')
    """
    if figure.unit == "%":
        return Measured(_plain(figure.value / 100), "fraction")
    if figure.unit in {"倍", "times"}:
        return Measured(_plain(figure.value), "multiple")
    if figure.unit in _MILLIONS:
        millions = figure.value * Decimal(_MILLIONS[figure.unit])
        return Measured(_plain(millions), "million yuan", "百万元")
    return Measured(_plain(figure.value), figure.unit)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def document_cells(document: Document, timezone: str) -> dict[str, str]:
    """Cells of a row that the document itself decides: its name, its publication, its address."""
    return {
        "stock": document.symbol,
        **_names([document]),
        **moment(document, timezone),
        "url": document.url,
    }


def _names(documents: Iterable[Document]) -> dict[str, str]:
    found = list(documents)
    english, chinese = Language(), Language("zh")
    return {
        "document": english.listing([english.say(each.name) for each in found]),
        "document_zh": chinese.listing([chinese.say(each.name) for each in found]),
    }


def moment(document: Document, timezone: str) -> dict[str, str]:
    """Publication as the format writes it: a day, or a minute of the exchange's clock."""
    if len(document.published) <= len("2024-04-22"):
        told, precision = document.published, "day"
    else:
        moment = datetime.fromisoformat(document.published)
        if moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo(timezone))
        told, precision = moment.strftime("%Y-%m-%d %H:%M"), "minute"
    return {"published": told, "precision": precision, "timezone": timezone}


def absence_cells(case: Case, absence: Absence, story: str) -> dict[str, str]:
    """Row *none-found* of an absence: its documents, their pages, the words and the day."""
    words = tuple(word for term in absence.terms for word in term.texts)
    record = SearchRecord(words, absence.day, absence.parts, absence.folding)
    documents = absence.documents
    latest = max(documents, key=lambda each: each.published)
    kinds = [SOURCE_KINDS[each.kind] for each in documents]
    return {
        "stock": absence.symbol,
        "story": story,
        "finding": "none-found",
        "source_kind": max(kinds, key=SOURCE_QUALITY.__getitem__),
        # Known in full when the last of the documents was out.
        **moment(latest, case.timezone),
        **_names_of_parts(record),
        "period": _period(documents),
        "statement_en": Language().say(record.message),
        "statement_zh": Language("zh").say(record.message),
        **record.cells,
    }


def _names_of_parts(record: SearchRecord) -> dict[str, str]:
    """Names of the documents, several of a kind by their number; their pages stand elsewhere."""
    named = [
        document_name(each.kind, each.when) if each.when else each.message
        for each in record.documents
    ]
    told = {"document": Language(), "document_zh": Language("zh")}
    return {column: t.listing([t.say(each) for each in named]) for column, t in told.items()}


def _period(documents: Iterable[Document]) -> str:
    periods = sorted({each.period for each in documents if each.period})
    return " to ".join(dict.fromkeys([*periods[:1], *periods[-1:]]))


def free_id(cells: Mapping[str, str], page: int | None, taken: Iterable[str]) -> str:
    """Id of a row that no other has: stock, story, period or day, page."""
    when = cells.get("period") or cells["published"][:10]
    parts = [cells["stock"].split(".")[0], cells["story"], when, f"p{page}" if page else "none"]
    return numbered(re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-"), taken)


def numbered(stem: str, taken: Iterable[str]) -> str:
    """
    First name that is not taken: the stem itself, or with a number behind.

    >>> numbered("notice", ["notice"])
    'notice-2'
    """
    known = set(taken)
    names = [stem, *(f"{stem}-{n}" for n in range(2, 10_000))]
    return next(name for name in names if name not in known)


def proposed_finding(document: Document, sentence: str) -> Finding:
    """
    Finding that the form begins with: a denial where the company itself denies in the sentence.

    >>> told = ("300249.SZ", "0" * 64, "pdf", 1, "abnormal-movement", "", "2025-02-12", "")
    >>> proposed_finding(Document(*told), "公司目前不涉及液冷业务。")
    'denied'
    >>> proposed_finding(Document(*told), "公司有液冷业务。")
    'stated'
    """
    return "denied" if document.kind in SPEAKS and denies(sentence) else "stated"
