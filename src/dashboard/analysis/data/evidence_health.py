"""What the events, evidence and claims of a case leave open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dashboard.analysis.data.data_note import DataNote, counted
from dashboard.analysis.stories.exposure import ExposureResult, StorySummary
from dashboard.analysis.stories.reporting import by_article
from dashboard.case import Case, Claim, Evidence
from dashboard.cases.confirmations import unread
from dashboard.errors import N_
from dashboard.message import Message

_ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


def evidence_concerns(case: Case, matrix: ExposureResult) -> Iterator[DataNote]:
    """Concerns about sources, publication, comparability and what rests on them."""
    yield from _events(case)
    yield from _sources(case)
    yield from _publication(case, matrix)
    for summary in matrix.summaries:
        yield from _label(case, summary)
        yield from _comparability(case, summary)
    yield from _claims(case)


def _events(case: Case) -> Iterator[DataNote]:
    untimed = [e.id for e in case.events if e.published.precision not in {"second", "minute"}]
    yield from counted(
        "time-unknown",
        N_(
            "{n} of {total} events have no time of day ({ids}): session 0 is the one in force at "
            "the middle of the possible span."
        ),
        untimed,
        len(case.events),
        page="timeline",
    )
    yield from counted(
        "event-address",
        N_("{n} of {total} events have no address to follow ({ids})."),
        [event.id for event in case.events if not event.url],
        len(case.events),
        page="timeline",
    )


def _is_checked(row: Evidence) -> bool:
    """Whether a reader can follow a row to its document: an address or a quote from it."""
    return bool(row.url or row.quote)


def _sources(case: Case) -> Iterator[DataNote]:
    rows, total = case.evidence, len(case.evidence)
    yield from counted(
        "no-address",
        N_("{n} of {total} rows of evidence have no address to follow ({ids})."),
        [row.id for row in rows if not row.url],
        total,
    )
    yield from counted(
        "not-held-against-filing",
        N_(
            "{n} of {total} rows of evidence have neither an address nor a quote: they have not "
            "been held against the document they name ({ids})."
        ),
        [row.id for row in rows if not _is_checked(row)],
        total,
        severity="warning",
    )
    yield from counted(
        "reported",
        N_(
            "{n} of {total} rows of evidence are reported: a third party says what their documents "
            "say, and nobody here has read them ({ids}). The others are first hand."
        ),
        [row.id for row in unread(rows)],
        total,
        severity="warning",
    )
    yield from counted(
        "from-the-article",
        N_("{n} of {total} rows of evidence cite the article under trial itself ({ids})."),
        [row.id for row in rows if _cites_article(row, case)],
        total,
    )
    yield from search_concerns(case)


def _cites_article(row: Evidence, case: Case) -> bool:
    return by_article(row, case) or bool(row.url and row.url == case.source.url)


def search_concerns(case: Case) -> Iterator[DataNote]:
    """Rows that found nothing without saying in full what was searched for, and when."""
    yield from counted(
        "search-unknown",
        N_(
            "{n} of {total} rows of evidence found nothing without saying which words were "
            "searched for and on which day ({ids}): write both in “searched”, such as "
            "“liquid cooling; 2025-02-14”, and read them until then as “none found in the "
            "documents named”."
        ),
        [
            row.id
            for row in case.evidence
            if row.finding == "none-found" and not names_search(row.searched)
        ],
        len(case.evidence),
        severity="warning",
    )


def names_search(searched: str) -> bool:
    """
    Whether a search names its words and a day as 2025-02-14.

    >>> names_search("液冷; 2025-02-14"), names_search("液冷"), names_search("2025-02-14")
    (True, False, False)
    """
    days = _ISO_DAY.findall(searched)
    worded = any(letter.isalpha() for letter in _ISO_DAY.sub("", searched))
    return worded and any(map(_is_day, days))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _publication(case: Case, matrix: ExposureResult) -> Iterator[DataNote]:
    total = len(case.evidence)
    yield from counted(
        "deadline",
        N_(
            "{n} of {total} rows of evidence carry a deadline instead of a publication date "
            "({ids}): known no later than that."
        ),
        [each.evidence for each in matrix.publications if each.is_deadline],
        total,
    )
    yield from counted(
        "after-window",
        N_("{n} of {total} rows of evidence came after the window ({ids})."),
        [each.evidence for each in matrix.publications if not each.public_before_close],
        total,
    )
    yield from counted(
        "denial-order",
        N_("{n} of {total} rows of evidence may be older or newer than what they deny ({ids})."),
        [c.denied_by.id for c in matrix.cells if c.denied_by and not c.denial_order_known],
        total,
        severity="warning",
    )


def _label(case: Case, summary: StorySummary) -> Iterator[DataNote]:
    yield from counted(
        "named-after",
        N_("Labelled only after the window, named after the move: {n} of {total} stocks ({ids})."),
        summary.named_after,
        len(case.stocks),
        severity="warning",
        subject=summary.story,
    )
    if summary.is_grouping:
        remark = Message.of(
            N_(
                "The story “{story}” splits the stocks exactly as the groups do: the two cannot "
                "be told apart."
            ),
            story=summary.story,
        )
        yield DataNote("is-grouping", "warning", summary.story, remark, "exposure")


def _comparability(case: Case, summary: StorySummary) -> Iterator[DataNote]:
    if summary.kind != "label":
        yield from counted(
            "not-assessed",
            N_(
                "Not assessed for this story: {n} of {total} stocks ({ids}); tests that count "
                "them as 0 say so."
            ),
            summary.not_assessed,
            len(case.stocks),
            subject=summary.story,
        )
    if len(summary.measures) > 1:
        remark = Message.of(
            N_(
                "The figures of the story “{story}” have {n} different measures or denominators "
                "and must not be compared in one column."
            ),
            story=summary.story,
            n=len(summary.measures),
        )
        yield DataNote("mixed-denominators", "warning", summary.story, remark, "exposure")


def _claims(case: Case) -> Iterator[DataNote]:
    resting = [
        claim.id
        for claim in case.claims
        if claim.kind == "evidence"
        and (rows := _rows_of(claim, case))
        and not any(_is_checked(row) for row in rows)
    ]
    yield from counted(
        "on-file-claims",
        N_(
            "{n} of {total} claims rest on rows of evidence alone that have not been held against "
            "the document they name ({ids})."
        ),
        resting,
        len(case.claims),
        page="claims",
    )


def _rows_of(claim: Claim, case: Case) -> list[Evidence]:
    who, _, story = claim.subject.rpartition(":")
    if any(group.id == who for group in case.groups):
        stocks = {stock.symbol for stock in case.members(who)}
    else:
        stocks = {symbol.strip() for symbol in who.split(";")}
    return [row for row in case.evidence if row.story == story and row.stock in stocks]
