"""Statements of evidence in words: document, measure, what was searched, how a cell counts."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from dashboard.analysis.stories.exposure import ExposureResult
from dashboard.analysis.stories.grading import Cell
from dashboard.case import Case, Evidence, Text
from dashboard.cases.confirmations import checked_by, checks, unread
from dashboard.cases.search_record import read_record
from dashboard.errors import N_
from dashboard.language import words
from dashboard.language.language import Language

STRONG = 3
"""Ordinal of a figure or an established relationship."""

_ORDINAL = N_("Counts as {n} in the rank tests.")


def matrix_title(result: ExposureResult, t: Language) -> str:
    """How many stocks have strong evidence, or the question."""
    if not any(cell.assessed for cell in result.cells):
        return t("Who is linked to which story?")
    strong = {cell.stock for cell in result.cells if (cell.ordinal or 0) >= STRONG}
    read = {
        cell.stock for cell in result.cells if (cell.ordinal or 0) >= STRONG and not cell.is_unread
    }
    if strong and not read:
        return t(
            "A figure or an established relationship is reported of {n} of {total} stocks, "
            "for none read in the document itself",
            n=len(strong),
            total=len(result.stocks),
        )
    if read < strong:
        return t(
            "A figure or an established relationship is on file for {n} of {total} stocks, for "
            "{read} of them read in the document itself",
            n=len(strong),
            read=len(read),
            total=len(result.stocks),
        )
    if not strong:
        return t.plural(
            "No figure and no established relationship stands behind the {total} stock",
            "No figure and no established relationship stands behind any of the {total} stocks",
            len(result.stocks),
            total=len(result.stocks),
        )
    return t(
        "A figure or an established relationship stands behind {n} of {total} stocks",
        n=len(strong),
        total=len(result.stocks),
    )


def remarks(cell: Cell, t: Language) -> list[str]:
    """Sentences on how a cell counts, for readers of the whole cell."""
    found = []
    if cell.denied_by is not None:
        found.append(t("The company denied it later: it counts as 0, and both are shown."))
    if not cell.denial_order_known:
        found.append(t("The dates on file cannot tell which of the two came first."))
    if cell.state == "after-window":
        found.append(t("Published after the window’s last close: left out of the window’s tests."))
    if cell.contradicted:
        found.append(
            t("What was reported is contradicted by the document: that counts, and both are shown.")
        )
    if cell.named_after:
        found.append(
            t(
                "Named after the move: the only source is later than the window. It is tested "
                "all the same, because a label says what the market believed."
            )
        )
    if cell.ordinal is not None:
        found.append(t(_ORDINAL, n=cell.ordinal))
    return found


def document(row: Evidence, rows: Sequence[Evidence], t: Language) -> str:
    """Document of a statement, its page where known, who reported it and whether it was read."""
    name = t.pick(Text(row.document, row.document_zh))
    if row.page:
        name = t("{document}, page {page}", document=name, page=row.page)
    if not row.is_reported:
        return name
    if not name:
        return t("no document named, {report}", report=report(row, t))
    if checked_by(row, rows):
        return t("{document}, {report}", document=name, report=report(row, t))
    return t(
        "{document}, {report}; the document was not read here", document=name, report=report(row, t)
    )


def reporter(row: Evidence, t: Language) -> str:
    """Who reported a statement."""
    return t.pick(Text(row.via, row.via_zh))


def report(row: Evidence, t: Language) -> str:
    """Who reported a statement and when: “as reported by The Paper, 14 Feb 2025”."""
    if row.via_published is None:
        return t("as reported by {reporter}", reporter=reporter(row, t))
    day = t.long_day(row.via_published.stamp)
    return t("as reported by {reporter}, {day}", reporter=reporter(row, t), day=day)


def checked(row: Evidence, rows: Sequence[Evidence], t: Language) -> str:
    """What became of a report once its document was read here, told at either of the two."""
    told = next((each for each in rows if each.id == checks(row)), None)
    if told is not None and row.confirms:
        return t("bears out what {reporter} reported", reporter=reporter(told, t))
    if told is not None:
        return t("says otherwise than {reporter} reported", reporter=reporter(told, t))
    found = []
    for other in checked_by(row, rows):
        name = t.pick(Text(other.document, other.document_zh))
        if other.confirms:
            found.append(
                t("confirmed by the document itself, read here: {document}", document=name)
            )
        else:
            found.append(
                t("contradicted by the document itself, read here: {document}", document=name)
            )
    return t.listing(found)


def reported_note(rows: Sequence[Evidence], t: Language) -> str:
    """How many of the statements were not read in their documents, and who reported them."""
    told = unread(rows)
    if not told:
        return ""
    names = list(dict.fromkeys(reporter(row, t) for row in told))
    return t.plural(
        "{n} of {total} statements is reported by {reporters}: its document was not read here.",
        "{n} of {total} statements are reported by {reporters}: their documents were not read "
        "here.",
        len(told),
        total=len(rows),
        reporters=t.listing(names),
    )


def rows_of(result: ExposureResult) -> list[Evidence]:
    """All rows of a matrix, cell by cell."""
    return [row for cell in result.cells for row in (*cell.evidence, *cell.late)]


def measure(row: Evidence, t: Language) -> str:
    """Figure of a statement with what it measures and against what; empty without one."""
    told = t.pick(Text(row.measure, row.measure_zh))
    of = t.pick(Text(row.denominator, row.denominator_zh))
    unit = t.pick(Text(row.unit, row.unit_zh))
    if unit and told.startswith(unit):
        # “2 mentions of Alibaba”, not “2 mentions: mentions of Alibaba”.
        return words.measured(row.value, told, t) or told
    value = words.measured(row.value, unit, t)
    if value and told and of:
        return t(
            "{value}: {measure}, against {denominator}", value=value, measure=told, denominator=of
        )
    if value and told:
        return t("{value}: {measure}", value=value, measure=told)
    return value or told


def host(url: str) -> str:
    """Host of an http(s) address; empty for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in {"http", "https"} else ""


def searched(row: Evidence, t: Language) -> str:
    """What was looked for and not found, where and when, as far as it is on file."""
    if row.searched_in:
        return t.say(read_record(row.searched, row.searched_in).message)
    if row.searched:
        return row.searched
    return t("not on file") if row.finding == "none-found" else ""


def absence(case: Case, row: Evidence, t: Language) -> str:
    """What was searched of a stock for a story without a hit: not that nothing exists."""
    about = {"stock": t.name(case.stock(row.stock)), "story": t.pick(case.story(row.story).title)}
    if row.searched_in:
        return t("{stock}, {story}: {searched}", **about, searched=searched(row, t))
    if row.searched:
        told = N_("{stock}, {story}: none found in {document}; searched for: {searched}")
        return t(told, **about, document=document(row, case.evidence, t), searched=row.searched)
    return t(
        "{stock}, {story}: none found in {document}; which words were searched for is not on file.",
        **about,
        document=document(row, case.evidence, t),
    )
