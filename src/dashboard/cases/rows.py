"""events.csv, evidence.csv and claims.csv: rows to events, evidence and claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.case import (
    CLAIM_KINDS,
    CLAIM_RELATIONS,
    EVENT_KINDS,
    FINDINGS,
    PRECISIONS,
    SOURCE_KINDS,
    Claim,
    ClaimKind,
    Event,
    Evidence,
    Moment,
)
from dashboard.cases.cells import clean, read_moment, read_stamp
from dashboard.cases.faults import nearest
from dashboard.cases.outline import REVERSED, Outline, check_timezone, check_window
from dashboard.cases.tables import MISSING, TWICE, VOCABULARY, FileRow, FileTable
from dashboard.errors import N_, InputError
from dashboard.market.reporting_deadlines import legal_deadline

EVENT_COLUMNS = (
    "id",
    "published",
    "precision",
    "timezone",
    "kind",
    "series",
    "value",
    "unit",
    "stories",
    "stocks",
    "title_en",
    "title_zh",
    "source",
    "url",
)
EVIDENCE_COLUMNS = (
    "id",
    "stock",
    "story",
    "finding",
    "value",
    "unit",
    "measure",
    "denominator",
    "period",
    "document",
    "source_kind",
    "published",
    "precision",
    "timezone",
    "url",
    "statement_en",
    "statement_zh",
)
EVENT_OPTIONAL = ("source_zh", "unit_zh")
EVIDENCE_OPTIONAL = (
    "page",
    "quote",
    "searched",
    "unit_zh",
    "document_zh",
    "measure_zh",
    "denominator_zh",
    "period_zh",
    "via",
    "via_zh",
    "via_published",
)
CLAIM_COLUMNS = (
    "id",
    "kind",
    "subject",
    "relation",
    "stated",
    "unit",
    "first",
    "last",
    "tolerance",
    "text_en",
    "text_zh",
)

FRACTION = "fraction"
NUMERIC: tuple[ClaimKind, ...] = ("return", "group-mean", "session-count", "series-growth")
WINDOWED: tuple[ClaimKind, ...] = (
    "return",
    "rank-max",
    "rank-min",
    "group-mean",
    "session-count",
    "series-growth",
    "order",
)
# These count days that need not be sessions themselves.
ANY_DAYS: tuple[ClaimKind, ...] = ("session-count", "series-growth")
ABOUT_STOCKS: tuple[ClaimKind, ...] = ("return", "rank-max", "rank-min", "evidence")

NO_STOCK = N_("The case has no stock “{name}”; the nearest is {nearest}.")
NO_STORY = N_("The case has no story “{name}”; the nearest is {nearest}.")
NO_GROUP = N_("The case has no group “{name}”; the nearest is {nearest}.")
NO_EVENT = N_("events.csv has no event “{name}”; the nearest is {nearest}.")
NO_SERIES = N_("events.csv has no reading of a series “{name}”; the nearest is {nearest}.")
NO_REPORTER = N_("This belongs to a reported statement; name who reported it in the column “via”.")
MISSING_REPORT = N_(
    "A reported statement that names neither document nor period counts from its report: write "
    "when that was published in the column “via_published”."
)
NO_PUBLICATION = N_(
    "A reported statement counts from the publication of its document: write that day (with the "
    "precision “by” for a deadline). Only the legal deadline of a period such as 2024H1 of a "
    "mainland company is known without it."
)
SUBJECT_STORY = N_("The subject of this claim is stocks or a group, then “:”, then a story.")
SUBJECT_RANK = N_("The subject of this claim is a group, then “:”, then one of its stocks.")


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """What a claim may name; None where the file that names it could not be read."""

    outline: Outline | None
    events: frozenset[str] | None
    series: frozenset[str] | None


def _known(row: FileRow, column: str, name: str, known: Sequence[str], rule: str) -> None:
    # With nothing known the file that should name it is at fault, not this row.
    if name and known and name not in known:
        row.report(column, rule, name=name, nearest=nearest(name, known))


def _fresh_id(row: FileRow, lines: dict[str, int]) -> str:
    name = row.id()
    if name and name in lines:
        row.report("id", TWICE, line=lines[name])
    lines.setdefault(name, row.line)
    return name


def _moment(row: FileRow) -> Moment:
    precision = row.word("precision", PRECISIONS)
    timezone = row.needed("timezone")
    if timezone:
        try:
            check_timezone(timezone)
        except InputError as error:
            row.report("timezone", error.template, **error.values)
    published = row.needed("published")
    try:
        return Moment(read_moment(published, precision), precision, timezone)
    except InputError as error:
        if published:
            row.report("published", error.template, **error.values)
        return Moment(datetime.min, precision, timezone)  # noqa: DTZ901 - a stand-in


def _measured(row: FileRow) -> tuple[float | None, str]:
    """Value and unit: both or neither."""
    unit = row.text("unit")
    value = row.number("value", percent=unit == FRACTION)
    if value is not None and not unit and row.has("unit"):
        row.report("unit", N_("A value needs its unit; name it."))
    if unit and not row.text("value") and row.has("value"):
        row.report("value", N_("A unit needs its value; write it or clear the unit."))
    return (None if value is None else float(value)), unit


# Events ---------------------------------------------------------------


def read_events(table: FileTable, outline: Outline | None) -> tuple[Event, ...]:
    """Events in file order; faults go where the table reports to."""
    lines: dict[str, int] = {}
    return tuple(_event(row, outline, lines) for row in table.rows())


def _event(row: FileRow, outline: Outline | None, lines: dict[str, int]) -> Event:
    stories, stocks = row.codes("stories"), row.codes("stocks")
    if outline is not None:
        stocks = tuple(dict.fromkeys(map(outline.as_symbol, stocks)))
        for name in stories:
            _known(row, "stories", name, [story.id for story in outline.case.stories], NO_STORY)
        for name in stocks:
            _known(row, "stocks", name, outline.case.symbols, NO_STOCK)
    value, unit = _measured(row)
    series = row.id("series") if row.text("series") else ""
    if series and not row.text("value") and row.has("value"):
        row.report("value", N_("A reading of a series needs its value; write it."))
    if row.text("value") and not row.text("series") and row.has("series"):
        row.report("series", N_("A value is a reading of a series; name the series."))
    return Event(
        id=_fresh_id(row, lines),
        published=_moment(row),
        kind=row.word("kind", EVENT_KINDS),
        title=row.both("title"),
        source=row.needed("source"),
        url=row.url(),
        series=series,
        value=value,
        unit=unit,
        stories=stories,
        stocks=stocks,
        **{name: row.text(name) for name in EVENT_OPTIONAL},
    )


# Evidence -------------------------------------------------------------


def read_evidence(table: FileTable, outline: Outline | None) -> tuple[Evidence, ...]:
    """Evidence in file order; faults go where the table reports to."""
    lines: dict[str, int] = {}
    return tuple(_evidence(row, outline, lines) for row in table.rows())


def _evidence(row: FileRow, outline: Outline | None, lines: dict[str, int]) -> Evidence:
    stock, story = row.code("stock"), row.code("story")
    for column in ("stock", "story"):
        row.needed(column)
    if outline is not None:
        stock = outline.as_symbol(stock)
        _known(row, "stock", stock, outline.case.symbols, NO_STOCK)
        _known(row, "story", story, [known.id for known in outline.case.stories], NO_STORY)
    value, unit = _measured(row)
    reported = _reported(row, outline)
    via = row.text("via")
    return Evidence(
        id=_fresh_id(row, lines),
        stock=stock,
        story=story,
        finding=row.word("finding", FINDINGS),
        document=row.text("document") if via else row.needed("document"),
        source_kind=row.word("source_kind", SOURCE_KINDS),
        published=_published(row, reported, outline) if via else _moment(row),
        via_published=reported,
        statement=row.both("statement"),
        url=row.url(),
        value=value,
        unit=unit,
        measure=row.text("measure"),
        denominator=row.text("denominator"),
        period=row.text("period"),
        **{name: row.text(name) for name in EVIDENCE_OPTIONAL if name != "via_published"},
    )


def _reported(row: FileRow, outline: Outline | None) -> Moment | None:
    """When a third party reported the statement; None where the row does not say."""
    if not row.text("via"):
        for column in ("via_zh", "via_published"):
            if row.text(column):
                row.report(column, NO_REPORTER)
        return None
    if not row.text("via_published"):
        if not row.text("document") and not row.text("period"):
            # Then the report is the first that was heard of it.
            row.report("via_published" if row.has("via_published") else "via", MISSING_REPORT)
        return None
    try:
        stamp, precision = read_stamp(row.text("via_published"))
    except InputError as error:
        row.report("via_published", error.template, **error.values)
        return None
    return Moment(stamp, precision, row.text("timezone") or _home(outline))


def _published(row: FileRow, reported: Moment | None, outline: Outline | None) -> Moment:
    """When the document of a reported statement came out, as far as the row tells."""
    if row.text("published"):
        return _moment(row)
    if not row.text("document") and not row.text("period"):
        return reported or Moment(datetime.min, "by", "")  # noqa: DTZ901 - a stand-in
    day = None
    if outline is not None:
        day = legal_deadline(row.text("period"), outline.case.calendar)
        if day is None:
            row.report("published", NO_PUBLICATION)
    stamp = datetime.min if day is None else datetime.combine(day, datetime.min.time())  # noqa: DTZ901
    return Moment(stamp, "by", row.text("timezone") or _home(outline))


def _home(outline: Outline | None) -> str:
    return "" if outline is None else outline.case.timezone


# Claims ---------------------------------------------------------------


def read_claims(table: FileTable, named: ClaimNames) -> tuple[Claim, ...]:
    """Claims in file order; faults go where the table reports to."""
    lines: dict[str, int] = {}
    return tuple(_claim(row, named, lines) for row in table.rows())


def _claim(row: FileRow, named: ClaimNames, lines: dict[str, int]) -> Claim:
    kind = row.word("kind", CLAIM_KINDS)
    known_kind = row.code("kind").lower() == kind
    if known_kind:
        _check_relation(row, kind)
        _check_subject(row, kind, named)
    first, last = row.day("first"), row.day("last")
    if known_kind:
        _check_days(row, kind, first, last, named.outline)
    tolerance = row.number("tolerance", percent=row.text("unit") == FRACTION)
    if tolerance is not None and tolerance < 0:
        row.report("tolerance", N_("A tolerance must not be negative."))
    return Claim(
        id=_fresh_id(row, lines),
        kind=kind,
        subject=_subject(row, kind, named),
        relation=row.code("relation"),
        stated=_stated(row, kind) if known_kind else "",
        unit=row.text("unit"),
        first=first,
        last=last,
        tolerance=None if tolerance is None else float(tolerance),
        text=row.both("text"),
    )


def _check_relation(row: FileRow, kind: ClaimKind) -> None:
    allowed = CLAIM_RELATIONS[kind]
    if not row.has("relation") or row.code("relation") in allowed:
        return
    if allowed == ("",):
        row.report("relation", N_("A claim of the kind “{kind}” takes no relation."), kind=kind)
        return
    rule = N_("A claim of the kind “{kind}” takes the relation {allowed}.")
    row.report("relation", rule, kind=kind, allowed=", ".join(allowed))


def _stated(row: FileRow, kind: ClaimKind) -> str:
    """What the article states: a number as plain digits, a finding, or anything else as it is."""
    if kind == "evidence":
        finding = row.code("stated").lower()
        if finding not in FINDINGS and row.has("stated"):
            close = nearest(finding, FINDINGS)
            row.report("stated", VOCABULARY, allowed=", ".join(FINDINGS), nearest=close)
        return finding
    if kind not in NUMERIC:
        return row.text("stated")
    unit = row.text("unit")
    if not row.needed("stated"):
        return ""
    if not unit and row.has("unit"):
        row.report("unit", N_("A value needs its unit; name it."))
    elif kind in {"return", "group-mean"} and unit != FRACTION:
        rule = N_("A return is stated in the unit “fraction”: 0.456, or 45.6% with a percent sign.")
        row.report("unit", rule)
    if CLAIM_RELATIONS[kind] == ("=",) and not row.text("tolerance") and row.has("tolerance"):
        row.report("tolerance", N_("An equality needs its tolerance, in the unit of the number."))
    number = row.number("stated", percent=unit == FRACTION)
    # Kept as text with the digits that were published: they tell how it was rounded.
    return "" if number is None else format(number, "f")


def _check_days(
    row: FileRow, kind: ClaimKind, first: date | None, last: date | None, outline: Outline | None
) -> None:
    for column in ("first", "last"):
        if kind in WINDOWED and not row.text(column) and row.has(column):
            row.report(column, MISSING)
    if first is None or last is None:
        return
    if first > last:
        row.report("first", REVERSED)
    elif kind not in ANY_DAYS and outline is not None and outline.sessions is not None:
        for column, day in (("first", first), ("last", last)):
            try:
                check_window(day, day, outline.sessions)
            except InputError as error:
                row.report(column, error.template, **error.values)


def _subject(row: FileRow, kind: ClaimKind, named: ClaimNames) -> str:
    """Subject with every code in it as the symbol of the case that it means."""
    subject = row.code("subject")
    if named.outline is None or kind not in ABOUT_STOCKS:
        return subject
    parts = re.split(r"(\s*[:;]\s*)", subject)
    return "".join(map(named.outline.as_symbol, parts))


def _check_subject(row: FileRow, kind: ClaimKind, named: ClaimNames) -> None:
    subject = _subject(row, kind, named)
    if kind == "forecast" or not row.has("subject"):
        return
    if kind == "session-count":
        if subject:
            row.report("subject", N_("A count of sessions has no subject; leave it empty."))
        return
    if not row.needed("subject"):
        return
    if kind == "series-growth":
        _known(row, "subject", subject, sorted(named.series or ()), NO_SERIES)
    elif kind == "order":
        for name in row.codes("subject"):
            _known(row, "subject", name, sorted(named.events or ()), NO_EVENT)
    elif named.outline is not None:
        _check_stocks(row, kind, subject, named.outline)


def _check_stocks(row: FileRow, kind: ClaimKind, subject: str, outline: Outline) -> None:
    case = outline.case
    groups = [group.id for group in case.groups]
    if kind == "return":
        _known(row, "subject", subject, outline.priced_symbols, NO_STOCK)
        return
    if kind == "group-mean":
        _known(row, "subject", subject, groups, NO_GROUP)
        return
    left, colon, right = (clean(part) for part in subject.rpartition(":"))
    if not (left and colon and right):
        row.report("subject", SUBJECT_STORY if kind == "evidence" else SUBJECT_RANK)
        return
    if kind == "evidence":
        _known(row, "subject", right, [story.id for story in case.stories], NO_STORY)
        if left not in groups:
            for name in filter(None, map(clean, left.split(";"))):
                _known(row, "subject", name, case.symbols, NO_STOCK)
        return
    _known(row, "subject", left, groups, NO_GROUP)
    members = [stock.symbol for stock in case.members(left)] or list(case.symbols)
    _known(row, "subject", right, members, NO_STOCK)
