"""What a reader has of an article in hand: its finds and the draft made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.articles.finds import Finds
from dashboard.articles.opening import Opened
from dashboard.errors import N_, DashboardError, InputError
from dashboard.html.article_entries import Entry, entries
from dashboard.language.language import Language
from dashboard.settings.loading import load_settings

if TYPE_CHECKING:
    from dashboard.articles.draft.draft import Draft
    from dashboard.cases.folders import CaseFolder

WORK = "article_work"  # key of what the session has in hand

_DAY = re.compile(
    r"\s*(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
    r"(?:[\sT]*(?P<h>\d{1,2})\s*[:：时]\s*(?P<min>\d{2})?\s*分?)?\s*"
)


@dataclass(slots=True, eq=False)
class Work:
    """
    An article that was read, and how far its draft is confirmed.

    Attributes
    ----------
    finds : Finds
    opened : Opened
        The text that was read, for reading it again.
    title : str
        As the reader gave it; empty where the text names one.
    draft : Draft or None
        None where none can be made; then `refusal` says why.
    content : CaseFolder or None
        The draft as the reader has changed it, with the marks that are left.
    refusal : DashboardError or None
    before : list of CaseFolder
        Contents before each change, for undoing it.
    """

    finds: Finds
    opened: Opened
    title: str = ""
    draft: Draft | None = None
    content: CaseFolder | None = None
    refusal: DashboardError | None = None
    before: list[CaseFolder] = field(default_factory=list)
    _numbered: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Address of the article, where it came from one."""
        return self.opened.source if "://" in self.opened.source else ""

    def numbered(self, t: Language) -> tuple[Entry, ...]:
        """Return the finds as numbered entries in a language; made once."""
        if t.code not in self._numbered:
            self._numbered[t.code] = entries(self.finds, t)
        return self._numbered[t.code]

    @property
    def places(self) -> dict[int, set[tuple[int | None, int | None]]]:
        """Places of every find by its number."""
        some = next(iter(self._numbered.values()), ())
        return {each.number: {(p.start, p.end) for p in each.places} for each in some}


def in_hand() -> Work | None:
    """Article that this session has read."""
    found: Work | None = st.session_state.get(WORK)
    return found


def put_down() -> None:
    """Forget the article that was read; the text that was pasted stays."""
    st.session_state.pop(WORK, None)


def read_day(written: str) -> date | datetime | None:
    """
    Day of publication as a reader types it, with a time where one is given.

    Raises
    ------
    InputError
        If it is no day.

    Examples
    --------
    >>> read_day("2025年2月13日"), read_day("2025-02-13 16:20"), read_day(" ")
    (datetime.date(2025, 2, 13), datetime.datetime(2025, 2, 13, 16, 20), None)
    """
    if not written.strip():
        return None
    found = _DAY.fullmatch(written)
    day = None if found is None else _moment(found)
    if day is None:
        raise InputError(
            N_(
                "“{written}” is no day: write it as 2025-02-13, or with a time as 2025-02-13 16:20."
            ),
            written=written.strip()[:40],
        )
    return day


def _moment(found: re.Match[str]) -> date | datetime | None:
    day = int(found["y"]), int(found["m"]), int(found["d"])
    try:
        if found["h"] is None:
            return date(*day)
        return datetime(*day, int(found["h"]), int(found["min"] or 0))  # noqa: DTZ001 - the exchange's
    except ValueError:
        return None


def take_up(opened: Opened, published: date | datetime | None, title: str) -> Work:
    """
    Read an article and draft a case of it; kept in the session.

    Raises
    ------
    DashboardError
        If it cannot be read; that no draft can be made is kept instead.
    """
    # The words of the reader and the whole calendar: for whoever has an article.
    from dashboard.articles.reader import read_article  # noqa: PLC0415
    from dashboard.store.listing_file import known_listing  # noqa: PLC0415

    settings = load_settings()
    finds = read_article(
        opened.text,
        known_listing(settings.store),
        published=published or opened.published,
        title=title or opened.title,
    )
    work = Work(finds, opened, title)
    draft_anew(work, finds)
    st.session_state[WORK] = work
    return work


def draft_anew(work: Work, finds: Finds) -> None:
    """
    Make the draft of some finds: the rules' own, or those with what a person took in beside them.

    That none can be made is kept in `refusal`.
    """
    from dashboard.articles.draft.draft import (  # noqa: PLC0415 - as in `take_up`
        draft_of,
        has_universe,
        stored_prices,
    )

    settings = load_settings()
    work.draft = work.content = work.refusal = None
    try:
        work.draft = draft_of(
            finds,
            _proposed_slug(finds),
            url=work.url,
            prices=stored_prices(settings),
            universe=has_universe(settings),
        )
        work.content = work.draft.content
    except InputError as error:
        work.refusal = error


def _proposed_slug(finds: Finds) -> str:
    """Name of the folder until the reader gives one: the article's day."""
    day = finds.published.day or (finds.window.last if finds.window else None)
    return "article" if day is None else f"article-{day:%Y-%m-%d}"
