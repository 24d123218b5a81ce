"""claims.csv: rows to claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.case import (
    CLAIM_KINDS,
    CLAIM_RELATIONS,
    FINDINGS,
    Claim,
    ClaimKind,
    Text,
)
from dashboard.cases.cells import clean
from dashboard.cases.faults import nearest
from dashboard.cases.outline import REVERSED, Outline, check_window
from dashboard.cases.rows import (
    FRACTION,
    MOST_FRACTION,
    NO_GROUP,
    NO_STOCK,
    NO_STORY,
    check_fraction,
    fresh_id,
    known_name,
)
from dashboard.cases.tables import MISSING, VOCABULARY, FileRow, FileTable
from dashboard.errors import N_, InputError

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
CLAIM_OPTIONAL = (
    "said_en",
    "said_zh",
    "rate",
    "known",
    "document",
    "document_zh",
    "beside",
)

NUMERIC: tuple[ClaimKind, ...] = ("return", "group-mean", "session-count", "series-growth")
ARITHMETIC: tuple[ClaimKind, ...] = ("part-of-whole", "compound-growth")
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
ANY_DAYS: tuple[ClaimKind, ...] = ("session-count", "series-growth", "compound-growth")
ABOUT_STOCKS: tuple[ClaimKind, ...] = (
    "return",
    "rank-max",
    "rank-min",
    "evidence",
    "part-of-whole",
)
FREE: tuple[ClaimKind, ...] = ("forecast", "statement", "compound-growth")  # any subject, or none

MAX_YEARS = 50  # of growth; longer than anybody forecasts
MAX_GROWTH = 10  # a year: to eleven times as much

NO_SUCH_CLAIM = N_("claims.csv has no claim of evidence “{name}”{nearest}.")
NO_EVENT = N_("events.csv has no event “{name}”{nearest}.")
NO_SERIES = N_("events.csv has no reading of a series “{name}”{nearest}.")
BELOW_ALL = N_("Nothing loses more than all: a return lies above −1, which is −100%.")
NOT_POSITIVE = N_("This must be a number above 0.")
SUBJECT_STORY = N_("The subject of this claim is stocks or a group, then “:”, then a story.")
SUBJECT_RANK = N_("The subject of this claim is a group, then “:”, then one of its stocks.")


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """What a claim may name; None where the file that names it could not be read."""

    outline: Outline | None
    events: frozenset[str] | None
    series: frozenset[str] | None


def read_claims(table: FileTable, named: ClaimNames) -> tuple[Claim, ...]:
    """Claims in file order; faults go where the table reports to."""
    lines: dict[str, int] = {}
    rows = list(table.rows())
    claims = tuple(_claim(row, named, lines) for row in rows)
    graded = [claim.id for claim in claims if claim.kind == "evidence"]
    for row, claim in zip(rows, claims, strict=True):
        if claim.beside and claim.kind != "evidence":
            row.report("beside", N_("Only a claim of evidence stands beside another."))
        for name in claim.beside:
            known_name(row, "beside", name, graded, NO_SUCH_CLAIM)
    return claims


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
    check_fraction(row, "tolerance", tolerance, 1)
    return Claim(
        id=fresh_id(row, lines),
        kind=kind,
        subject=_subject(row, kind, named),
        relation=row.code("relation"),
        stated=_stated(row, kind) if known_kind else "",
        unit=row.text("unit"),
        first=first,
        last=last,
        tolerance=None if tolerance is None else float(tolerance),
        text=row.both("text"),
        said=Text(row.text("said_en"), row.text("said_zh")),
        rate=_rate(row, kind) if known_kind else "",
        known=_known_figure(row, kind) if known_kind else "",
        document=row.text("document"),
        document_zh=row.text("document_zh"),
        beside=row.codes("beside"),
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
            close = nearest(finding, FINDINGS, named=True)
            row.report("stated", VOCABULARY, allowed=", ".join(FINDINGS), nearest=close)
        return finding
    if kind not in NUMERIC and kind not in ARITHMETIC:
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
    if number is None:
        return ""
    _check_range(row, kind, number)
    # Kept as text with the digits that were published: they tell how it was rounded.
    return format(number, "f")


def _check_range(row: FileRow, kind: ClaimKind, number: Decimal) -> None:
    check_fraction(row, "stated", number, MOST_FRACTION)
    if kind in ARITHMETIC and number <= 0:
        row.report("stated", NOT_POSITIVE)
    if kind in {"return", "group-mean"} and number < -1 and row.text("unit") == FRACTION:
        row.report("stated", BELOW_ALL)
    if kind == "session-count" and (number < 0 or number % 1):
        row.report("stated", N_("Sessions are counted: a whole number, 0 or more."))


def _rate(row: FileRow, kind: ClaimKind) -> str:
    """Share or growth a year with the digits that were published."""
    if kind not in ARITHMETIC:
        if row.text("rate"):
            row.report("rate", N_("A claim of the kind “{kind}” takes no rate."), kind=kind)
        return ""
    if not row.text("rate"):
        rule = N_("A claim of the kind “{kind}” needs its rate in the column “rate”.")
        row.report("rate" if row.has("rate") else "kind", rule, kind=kind)
        return ""
    rate = row.number("rate", percent=True)
    if rate is None:
        return ""
    if kind == "part-of-whole" and not 0 < rate <= 1:
        row.report("rate", N_("A share lies above 0 and not above 1: 0.35, or 35%."))
    if kind == "compound-growth" and not -1 < rate <= MAX_GROWTH:
        rule = N_("Growth a year lies above −1 and not above {limit}: 0.56, or 56%.")
        row.report("rate", rule, limit=MAX_GROWTH)
    return format(rate, "f")


def _known_figure(row: FileRow, kind: ClaimKind) -> str:
    """What a document gives for the figure that the arithmetic implies."""
    if not row.text("known"):
        return ""
    if kind not in ARITHMETIC:
        row.report("known", N_("A claim of the kind “{kind}” takes no known figure."), kind=kind)
        return ""
    number = row.number("known")
    if number is not None and number <= 0:
        row.report("known", NOT_POSITIVE)
    if not row.text("document"):
        rule = N_("A known figure needs its document; name it in the column “document”.")
        row.report("known", rule)
    return "" if number is None else format(number, "f")


def _check_days(
    row: FileRow, kind: ClaimKind, first: date | None, last: date | None, outline: Outline | None
) -> None:
    for column in ("first", "last"):
        if kind in {*WINDOWED, "compound-growth"} and not row.text(column) and row.has(column):
            row.report(column, MISSING)
    if first is None or last is None:
        return
    if kind == "compound-growth":
        if not 0 < last.year - first.year <= MAX_YEARS:
            rule = N_("Growth runs from one year to a later one, at most {limit} years on.")
            row.report("last", rule, limit=MAX_YEARS)
    elif first > last:
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
    if kind in FREE or not row.has("subject"):
        return
    if kind == "part-of-whole" and not subject:  # of something that is no stock of the case
        return
    if kind == "session-count":
        if subject:
            row.report("subject", N_("A count of sessions has no subject; leave it empty."))
        return
    if not row.needed("subject"):
        return
    if kind == "series-growth":
        known_name(row, "subject", subject, sorted(named.series or ()), NO_SERIES)
    elif kind == "order":
        for name in row.codes("subject"):
            known_name(row, "subject", name, sorted(named.events or ()), NO_EVENT)
    elif named.outline is not None:
        _check_names(row, kind, subject, named.outline)


def _check_names(row: FileRow, kind: ClaimKind, subject: str, outline: Outline) -> None:
    """Check a subject made of stocks, groups and stories of the case."""
    case = outline.case
    groups, stories = [group.id for group in case.groups], [story.id for story in case.stories]
    names: dict[ClaimKind, tuple[Sequence[str], str]] = {
        "return": (outline.priced_symbols, NO_STOCK),
        "part-of-whole": (case.symbols, NO_STOCK),
        "group-mean": (groups, NO_GROUP),
        "thesis": (stories, NO_STORY),
    }
    if kind in names:
        for name in row.codes("subject") if kind == "thesis" else [subject]:
            known_name(row, "subject", name, *names[kind])
        return
    left, colon, right = (clean(part) for part in subject.rpartition(":"))
    if not (left and colon and right):
        row.report("subject", SUBJECT_STORY if kind == "evidence" else SUBJECT_RANK)
        return
    if kind == "evidence":
        known_name(row, "subject", right, stories, NO_STORY)
        if left not in groups:
            for name in filter(None, map(clean, left.split(";"))):
                known_name(row, "subject", name, case.symbols, NO_STOCK)
        return
    known_name(row, "subject", left, groups, NO_GROUP)
    members = [stock.symbol for stock in case.members(left)] or list(case.symbols)
    known_name(row, "subject", right, members, NO_STOCK)
