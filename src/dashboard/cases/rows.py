"""events.csv and evidence.csv: rows to events and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from dashboard.case import (
    EVENT_KINDS,
    FINDINGS,
    PRECISIONS,
    SOURCE_KINDS,
    Event,
    Evidence,
    Moment,
)
from dashboard.cases.cells import narrow, read_moment, read_stamp
from dashboard.cases.confirmations import COLUMNS as CONFIRMING
from dashboard.cases.confirmations import check_confirmations
from dashboard.cases.faults import nearest
from dashboard.cases.outline import Outline, check_timezone
from dashboard.cases.search_record import read_record
from dashboard.cases.tables import TWICE, FileRow, FileTable
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
    "searched_in",
    "unit_zh",
    "document_zh",
    "measure_zh",
    "denominator_zh",
    "period_zh",
    "via",
    "via_zh",
    "via_published",
    *CONFIRMING,
)
_READ_APART = frozenset({"via_published", *CONFIRMING})
FRACTION = "fraction"
MOST_FRACTION = 10
"""A fraction above this, or a share above one, is written with its percent sign."""
TOO_LARGE = N_(
    "In the unit “fraction” this is {percent}%. Write {meant} if {plain}% is meant, {percent}% "
    "with its sign if it is not, or name another unit, such as “multiple”."
)
NO_STOCK = N_("The case has no stock “{name}”{nearest}.")
NO_STORY = N_("The case has no story “{name}”{nearest}.")
NO_GROUP = N_("The case has no group “{name}”{nearest}.")
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


def known_name(row: FileRow, column: str, name: str, known: Sequence[str], rule: str) -> None:
    """Report a name that is none of those known."""
    # With nothing known the file that should name it is at fault, not this row.
    if name and known and name not in known:
        row.report(column, rule, name=name, nearest=nearest(name, known))


def fresh_id(row: FileRow, lines: dict[str, int]) -> str:
    """Id of a row, which no row before it may have."""
    name = row.id()
    if name and name in lines:
        row.report("id", TWICE, line=lines[name])
    lines.setdefault(name, row.line)
    return name


def _moment(row: FileRow, outline: Outline | None) -> Moment:
    precision = row.word("precision", PRECISIONS)
    timezone = row.needed("timezone")
    if timezone:
        try:
            check_timezone(timezone)
        except InputError as error:
            row.report("timezone", error.template, **error.values)
    published = row.needed("published")
    try:
        stamp = read_moment(published, precision)
        if outline is not None:
            outline.check_reach(stamp.date())
        return Moment(stamp, precision, timezone)
    except InputError as error:
        if published:
            row.report("published", error.template, **error.values)
        return Moment(datetime.min, precision, timezone)  # noqa: DTZ901 - a stand-in


def check_fraction(row: FileRow, column: str, number: Decimal | None, most: int) -> None:
    """Ask for the percent sign of a number that is more likely percent than a fraction."""
    text = narrow(row.text(column))
    if number is None or row.text("unit") != FRACTION or text.endswith("%") or abs(number) <= most:
        return
    percent, meant = number.scaleb(2), number.scaleb(-2)
    told = {"percent": f"{percent:f}", "plain": f"{number:f}", "meant": f"{meant:f}"}
    row.report(column, TOO_LARGE, **told)


def _measured(row: FileRow) -> tuple[float | None, str]:
    """Value and unit: both or neither."""
    unit = row.text("unit")
    value = row.number("value", percent=unit == FRACTION)
    # What has a denominator is a share of it.
    check_fraction(row, "value", value, 1 if row.text("denominator") else MOST_FRACTION)
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
            known_name(row, "stories", name, [story.id for story in outline.case.stories], NO_STORY)
        for name in stocks:
            known_name(row, "stocks", name, outline.case.symbols, NO_STOCK)
    value, unit = _measured(row)
    series = row.id("series") if row.text("series") else ""
    if series and not row.text("value") and row.has("value"):
        row.report("value", N_("A reading of a series needs its value; write it."))
    if row.text("value") and not row.text("series") and row.has("series"):
        row.report("series", N_("A value is a reading of a series; name the series."))
    return Event(
        id=fresh_id(row, lines),
        published=_moment(row, outline),
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
    found = [(row, _evidence(row, outline, lines)) for row in table.rows()]
    check_confirmations(found)
    return tuple(read for _, read in found)


def _evidence(row: FileRow, outline: Outline | None, lines: dict[str, int]) -> Evidence:
    stock, story = row.code("stock"), row.code("story")
    for column in ("stock", "story"):
        row.needed(column)
    if outline is not None:
        stock = outline.as_symbol(stock)
        known_name(row, "stock", stock, outline.case.symbols, NO_STOCK)
        known_name(row, "story", story, [known.id for known in outline.case.stories], NO_STORY)
    value, unit = _measured(row)
    reported = _reported(row, outline)
    via = row.text("via")
    _check_search(row)
    return Evidence(
        id=fresh_id(row, lines),
        stock=stock,
        story=story,
        finding=row.word("finding", FINDINGS),
        document=row.text("document") if via else row.needed("document"),
        source_kind=row.word("source_kind", SOURCE_KINDS),
        published=_published(row, reported, outline) if via else _moment(row, outline),
        via_published=reported,
        statement=row.both("statement"),
        url=row.url(),
        value=value,
        unit=unit,
        measure=row.text("measure"),
        denominator=row.text("denominator"),
        period=row.text("period"),
        **{name: row.code(name) for name in CONFIRMING},
        **{name: row.text(name) for name in EVIDENCE_OPTIONAL if name not in _READ_APART},
    )


def _check_search(row: FileRow) -> None:
    """Report a record of searched documents that cannot be read."""
    if row.text("searched_in"):
        try:
            read_record(row.text("searched"), row.text("searched_in"))
        except InputError as error:
            row.report("searched_in", error.template, **error.values)


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
        if outline is not None:
            outline.check_reach(stamp.date())
    except InputError as error:
        row.report("via_published", error.template, **error.values)
        return None
    return Moment(stamp, precision, row.text("timezone") or _home(outline))


def _published(row: FileRow, reported: Moment | None, outline: Outline | None) -> Moment:
    """When the document of a reported statement came out, as far as the row tells."""
    if row.text("published"):
        return _moment(row, outline)
    if not row.text("document") and not row.text("period"):
        return reported or Moment(datetime.min, "by", "")  # noqa: DTZ901 - a stand-in
    day = None
    if outline is not None:
        day = legal_deadline(row.text("period"), outline.case.calendar)
        if day is None:
            row.report("published", NO_PUBLICATION)
        else:
            day = _in_reach(row, day, outline)
    stamp = datetime.min if day is None else datetime.combine(day, datetime.min.time())  # noqa: DTZ901
    return Moment(stamp, "by", row.text("timezone") or _home(outline))


def _in_reach(row: FileRow, day: date, outline: Outline) -> date | None:
    """Deadline of a reporting period, or None for one that is out of reach."""
    try:
        outline.check_reach(day)
    except InputError as error:
        row.report("period", error.template, **error.values)
        return None
    return day


def _home(outline: Outline | None) -> str:
    return "" if outline is None else outline.case.timezone
