"""First hand and reported evidence: what somebody here read, and what a third party tells of.

Evidence that the article under trial reports cannot support that article's own claims:
it would be the article agreeing with itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from dashboard.case import Case, Evidence
from dashboard.cases.cells import narrow


def first_hand(case: Case) -> Case:
    """The case with the evidence alone that somebody here read in the document itself."""
    return replace(case, evidence=tuple(row for row in case.evidence if not row.is_reported))


def without_article(case: Case) -> Case:
    """The case without the evidence that its own article reports."""
    rows = (row for row in case.evidence if not by_article(row, case))
    return replace(case, evidence=tuple(rows))


def by_article(row: Evidence, case: Case) -> bool:
    """
    Whether the reporter of a row is the article behind the case.

    Its title or address names it whatever else is said; its publisher does where the
    report came out on the article's own day, or on no known day.
    """
    if not row.is_reported:
        return False
    source = case.source
    told = [_plain(text) for text in (row.via, row.via_zh) if text]
    if any(_names(text, [source.title, source.url]) for text in told):
        return True
    return _on_its_day(row, case) and any(
        _names(text, [source.publisher]) or _names(source.publisher, [text]) for text in told
    )


def _on_its_day(row: Evidence, case: Case) -> bool:
    if row.via_published is None:
        return True
    zone = ZoneInfo(row.via_published.timezone)
    published = case.source.published
    day = published.astimezone(zone) if published.tzinfo else published
    return row.via_published.stamp.date() == day.date()


def _names(text: str, wanted: Iterable[str]) -> bool:
    """Whether a text is one of these, or has one of them as words of its own."""
    plain = _plain(text)
    return any(
        re.search(rf"(?<!\w){re.escape(_plain(each))}(?!\w)", plain) for each in wanted if each
    )


def _plain(text: str) -> str:
    return " ".join(narrow(text).casefold().split())
