"""The canonical bytes of every file of a case folder."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

import pandas as pd

from dashboard.case import UNIVERSE_RETURNS, Case, Claim, Event, Evidence, Moment, Text
from dashboard.cases.cells import harmless, plain_number
from dashboard.cases.claim_rows import (
    CLAIM_COLUMNS,
    CLAIM_OPTIONAL,
)
from dashboard.cases.marks import MARK_COLUMNS, MARKS, Mark
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVENTS, EVIDENCE, PRICES, PRICES_NOTE
from dashboard.cases.prices import NOTE_TEXTS
from dashboard.cases.rows import (
    EVENT_COLUMNS,
    EVENT_OPTIONAL,
    EVIDENCE_COLUMNS,
    EVIDENCE_OPTIONAL,
)
from dashboard.market.prices import COLUMNS, UNIVERSE_COLUMNS, Market, PriceNote

Value = str | int | date | Text
Cells = dict[str, str]


def case_files(case: Case, market: Market, marks: Sequence[Mark] = ()) -> dict[str, bytes]:
    r"""
    Content of every file by name: UTF-8, ``\n``, columns in the format's order.

    Reading the files and writing them again changes no byte.
    """
    found = {
        CASE_FILE: _toml(_case_lines(case)),
        EVENTS: _csv(
            [*EVENT_COLUMNS, *_used(EVENT_OPTIONAL, case.events)], map(_event, case.events)
        ),
        EVIDENCE: _csv(
            [*EVIDENCE_COLUMNS, *_used(EVIDENCE_OPTIONAL, case.evidence)],
            map(_evidence, case.evidence),
        ),
        CLAIMS: _claims(case.claims),
    }
    if marks:
        found[MARKS] = marks_file(marks)
    if market.note != PriceNote("", "", "", ""):
        found[PRICES_NOTE] = _toml(_note_lines(market.note))
        found[PRICES] = _prices(market.prices)
    for mark in case.benchmarks:
        if mark.returns and mark.returns != UNIVERSE_RETURNS:
            returns = market.benchmark_returns[mark.id]
            found[mark.returns] = _returns(returns, market.benchmark_counts.get(mark.id))
    if case.universe is not None and market.universe is not None:
        found[case.universe.window_returns] = _universe(market.universe)
    return found


def marks_file(marks: Iterable[Mark]) -> bytes:
    """Content of draft.csv."""
    return _csv(MARK_COLUMNS, map(_mark, marks))


# TOML -----------------------------------------------------------------


def _literal(value: Value) -> str:
    if isinstance(value, Text):
        pairs = (("en", value.en), ("zh", value.zh))
        return "{ " + ", ".join(f"{key} = {_literal(text)}" for key, text in pairs if text) + " }"
    if isinstance(value, date):
        return value.isoformat()
    # A JSON string is a TOML basic string, with the same escapes.
    return json.dumps(value, ensure_ascii=False)


def _toml(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _pairs(**values: Value) -> Iterator[str]:
    for key, value in values.items():
        yield f"{key} = {_literal(value)}"


def _case_lines(case: Case) -> Iterator[str]:
    yield from _pairs(
        format=case.format,
        slug=case.slug,
        title=case.title,
        question=case.question,
        calendar=case.calendar,
        timezone=case.timezone,
        currency=case.currency,
    )
    yield from _pairs(asks=case.asks) if case.asks else ()
    yield from _pairs(status=case.status) if case.status != "closed" else ()
    yield from _pairs(review=case.review) if case.review is not None else ()
    source, window, estimation = case.source, case.window, case.estimation
    yield from ("", "[source]")
    yield from _pairs(title=source.title, publisher=source.publisher, url=source.url)
    yield from _pairs(published=source.published)
    yield from _pairs(author=source.author) if source.author else ()
    yield from ("", "[window]", *_pairs(first=window.first, last=window.last))
    yield from ("", "[estimation]", *_pairs(sessions=estimation.sessions, gap=estimation.gap))
    for group in case.groups:
        yield from ("", "[[groups]]")
        yield from _pairs(id=group.id, title=group.title, chosen=group.chosen)
    for stock in case.stocks:
        yield from ("", "[[stocks]]")
        yield from _pairs(symbol=stock.symbol, name=stock.name, group=stock.group)
        yield from _pairs(listed=stock.listed) if stock.listed is not None else ()
    for mark in case.benchmarks:
        yield from ("", "[[benchmarks]]", *_pairs(id=mark.id, title=mark.title))
        yield from _pairs(returns=mark.returns) if mark.returns else ()
    if case.universe is not None:
        yield from ("", "[universe]", *_pairs(window_returns=case.universe.window_returns))
    for story in case.stories:
        yield from ("", "[[stories]]")
        yield from _pairs(id=story.id, kind=story.kind, title=story.title, predicts=story.predicts)
        yield from _pairs(expects=story.expects) if story.expects != "rise" else ()


def _used(names: Sequence[str], rows: Sequence[object]) -> list[str]:
    """Optional columns that some row fills."""
    return [name for name in names if any(getattr(row, name) for row in rows)]


def _note_lines(note: PriceNote) -> Iterator[str]:
    yield from _pairs(source=note.source, adjustment=note.adjustment)
    yield f"retrieved = {_day_or_text(note.retrieved)}"
    yield from _pairs(volume_unit=note.volume_unit)
    texts = {name: getattr(note, name) for name in ("note", *(f"{n}_zh" for n in NOTE_TEXTS))}
    yield from _pairs(**{name: text for name, text in texts.items() if text})


def _day_or_text(text: str) -> str:
    # A bare date or time is TOML's own type; only ISO in full can stand bare.
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            if read(text).isoformat() == text:
                return text
        except ValueError:
            continue
    return _literal(text)


# CSV ------------------------------------------------------------------


def _csv(columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    # A bare carriage return is not quoted, and would break the row for its reader.
    writer.writerows({name: harmless(_lines(cell)) for name, cell in row.items()} for row in rows)
    return out.getvalue().encode()


def _lines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _number(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else plain_number(value)


def _both(stem: str, text: Text) -> Cells:
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


def _event(event: Event) -> Cells:
    return {
        "id": event.id,
        **_moment(event.published),
        "kind": event.kind,
        "series": event.series,
        "value": _number(event.value),
        "unit": event.unit,
        "stories": ";".join(event.stories),
        "stocks": ";".join(event.stocks),
        **_both("title", event.title),
        "source": event.source,
        "url": event.url,
        **{name: str(getattr(event, name)) for name in EVENT_OPTIONAL},
    }


def _evidence(row: Evidence) -> Cells:
    plain = [*EVIDENCE_COLUMNS, *EVIDENCE_OPTIONAL]
    other = {"value", "published", "precision", "timezone", "statement_en", "statement_zh"}
    return {
        **{name: str(getattr(row, name)) for name in plain if name not in other},
        **_moment(row.published),
        **_both("statement", row.statement),
        "value": _number(row.value),
        "via_published": "" if row.via_published is None else _stamp(row.via_published),
    }


def _mark(mark: Mark) -> Cells:
    return {
        "file": mark.file,
        "row": mark.row,
        "fields": ";".join(mark.fields),
        "reason": mark.reason,
        "quote": mark.quote,
        "start": _number(mark.start),
        "end": _number(mark.end),
    }


def _claims(claims: Sequence[Claim]) -> bytes:
    rows = [_claim(claim) for claim in claims]
    used = [name for name in CLAIM_OPTIONAL if any(row[name] for row in rows)]
    return _csv([*CLAIM_COLUMNS, *used], rows)


def _claim(claim: Claim) -> Cells:
    return {
        "id": claim.id,
        "kind": claim.kind,
        "subject": claim.subject,
        "relation": claim.relation,
        "stated": claim.stated,
        "unit": claim.unit,
        "first": "" if claim.first is None else claim.first.isoformat(),
        "last": "" if claim.last is None else claim.last.isoformat(),
        "tolerance": _number(claim.tolerance),
        **_both("text", claim.text),
        **_both("said", claim.said),
        "rate": claim.rate,
        "known": claim.known,
        "document": claim.document,
        "document_zh": claim.document_zh,
        "beside": ";".join(claim.beside),
    }


def _frame(columns: Sequence[str], *series: Iterable[str]) -> bytes:
    # Symbols, dates and numbers need no quoting.
    lines = (",".join(row) for row in zip(*series, strict=True))
    return ("\n".join((",".join(columns), *lines)) + "\n").encode()


def _days(index: pd.DatetimeIndex) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in index]


def _prices(prices: pd.DataFrame) -> bytes:
    numbers = [map(_number, prices[name].tolist()) for name in COLUMNS[2:]]
    days = _days(pd.DatetimeIndex(prices["date"]))
    return _frame(COLUMNS, prices["symbol"].tolist(), days, *numbers)


def _returns(returns: pd.Series[float], counts: pd.Series[float] | None) -> bytes:
    days = _days(pd.DatetimeIndex(returns.index))
    cells = [days, map(_number, returns.tolist())]
    if counts is None:
        return _frame(["date", "mean_return"], *cells)
    return _frame(["date", "mean_return", "stocks"], *cells, map(_number, counts.tolist()))


def _universe(universe: pd.DataFrame) -> bytes:
    returns = map(_number, universe["window_return"].tolist())
    return _frame(UNIVERSE_COLUMNS, universe["code"].tolist(), universe["board"].tolist(), returns)
