"""cninfo: announcements of all mainland exchanges, by its search and, when that breaks, by another.

Its answer has a list under ``announcements``: ``[]`` says that there is nothing, ``null`` that the
channel is broken, as it was for every stock for weeks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from dashboard.errors import N_, BlockedError, EmptyAnswerError, SourceError, UnreadableError
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.cninfo import PATH as LIST_PATH
from dashboard.providers.cninfo import rows_of
from dashboard.providers.disclosures import MOST_PAGES, DisclosureAsk, Listed, stamp
from dashboard.providers.disclosures.downloading import document_body
from dashboard.providers.mainland import wrong_security
from dashboard.providers.symbols import security_of

QUERY_PATH = "/new/hisAnnouncement/query"
FULL_PATH = "/new/fulltextSearch/full"
PAGE_SIZE = 30  # the site's own; others are not always honoured
HEADERS = {
    "X-Requested-With": "XMLHttpRequest",
    "Referer": "https://www.cninfo.com.cn/new/commonUrl/pageOfSearch",
}
DOCUMENTS = "https://static.cninfo.com.cn/"

# Code words for kinds; one that the site does not know it ignores, so titles decide.
CATEGORIES = {
    "annual-report": "category_ndbg_szsh",
    "half-year-report": "category_bndbg_szsh",
    "quarterly-report": "category_yjdbg_szsh;category_sjdbg_szsh",
    "clarification": "category_cqdq_szsh",
}

_MARKS = re.compile(r"</?em>")
_FILE = re.compile(r"finalpage/[\w./-]{1,120}")


class CninfoAnnouncements:
    """
    The disclosure site that the regulator names for all exchanges.

    Parameters
    ----------
    asker, files : Asker
        For lists, and for documents, which stand on another host.
    """

    id = "cninfo"
    gives: Literal["announcements"] = "announcements"

    def __init__(self, asker: Asker, files: Asker) -> None:
        self._asker, self._files = asker, files
        self._organisations: dict[str, str] = {}

    def covers(self, symbol: str) -> bool:
        """Whether it is a stock of a mainland exchange."""
        return bool(re.fullmatch(r"\d{6}\.(?:SZ|SS|BJ)", symbol))

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List announcements by the search of a security, else by the full-text one.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        code = security_of(ask.symbol, self.id).code
        try:
            rows = list(self._searched(code, ask))
        except BlockedError as first:
            try:
                rows = list(self._full(code, ask))
            except SourceError:
                raise first from None
        return self._within(rows, ask)

    def records(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List records of investor relations, which the site keeps apart from announcements.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        code = security_of(ask.symbol, self.id).code
        found = self._within(self._searched(code, replace(ask, kinds=()), "relation"), ask)
        return tuple(replace(each, kind="investor-relations") for each in found)

    def fetch(self, listed: Listed) -> bytes:
        """Bring one document."""
        return document_body(self._files.get("/" + listed.path))

    def _within(self, rows: Iterable[dict[str, Any]], ask: DisclosureAsk) -> tuple[Listed, ...]:
        found = {each.url: each for each in (self._row(row) for row in rows)}
        return tuple(each for each in found.values() if ask.since <= each.day <= ask.until)

    def _searched(
        self, code: str, ask: DisclosureAsk, tab: str = "fulltext"
    ) -> Iterator[dict[str, Any]]:
        categories = [CATEGORIES.get(kind, "") for kind in ask.kinds]
        form: dict[str, str | int] = {
            "pageSize": PAGE_SIZE,
            "column": "szse",
            "tabName": tab,
            "plate": "",
            "stock": f"{code},{self._organisation(code, ask.symbol)}",
            "searchkey": "",
            "secid": "",
            "category": ";".join(categories) if all(categories) else "",
            "trade": "",
            "seDate": f"{ask.since}~{ask.until}",
            "sortName": "",
            "sortType": "",
            "isHLtitle": "false",
        }
        seen: set[str] = set()
        for page in range(1, MOST_PAGES + 1):
            reply = self._asker.post(QUERY_PATH, form | {"pageNum": page}, headers=HEADERS)
            content = reply.json()
            new = [row for row in announcements(reply, content) if _id(row) not in seen]
            for row in new:
                seen.add(_id(row))
                if str(row.get("secCode")) != code:
                    raise wrong_security(self.id, ask.symbol, row.get("secCode"))
            yield from new
            # A list that goes on for ever brings nothing new.
            if not new or content.get("hasMore") is not True:
                return

    def _full(self, code: str, ask: DisclosureAsk) -> Iterator[dict[str, Any]]:
        """Rows of the full-text search, which finds the code in other companies' papers too."""
        seen: set[str] = set()
        for page in range(1, MOST_PAGES + 1):
            asked: dict[str, str | int] = {
                "searchkey": code,
                "sdate": ask.since.isoformat(),
                "edate": ask.until.isoformat(),
                "isfulltext": "false",
                "sortName": "nothing",
                "sortType": "desc",
                "pageNum": page,
            }
            reply = self._asker.get(FULL_PATH, asked, headers=HEADERS)
            new = [row for row in announcements(reply, reply.json()) if _id(row) not in seen]
            seen |= {_id(row) for row in new}
            yield from (row for row in new if str(row.get("secCode")) == code)
            if len(new) < PAGE_SIZE / 3:  # its pages have ten rows
                return

    def _organisation(self, code: str, symbol: str) -> str:
        """Id of a company, which no code tells; a guessed one finds nothing, without a word."""
        if not self._organisations:
            reply = self._asker.get(LIST_PATH)
            rows = rows_of(reply, reply.json(), "stockList")
            self._organisations = {str(r.get("code")): str(r.get("orgId") or "") for r in rows}
        found = self._organisations.get(code, "")
        if not found:
            raise EmptyAnswerError(
                N_("{source} lists no company with the code of {symbol}."),
                source=self.id,
                symbol=symbol,
            )
        return found

    def _row(self, row: dict[str, Any]) -> Listed:
        path = str(row.get("adjunctUrl") or "")
        title = _MARKS.sub("", str(row.get("announcementTitle") or "")).strip()
        try:
            published = stamp(row.get("announcementTime"))
        except ValueError:
            published = ""
        if not (title and published and _FILE.fullmatch(path) and ".." not in path):
            raise UnreadableError(
                N_("{source} lists an announcement without title, day or address (“{title}”)."),
                source=self.id,
                title=title[:60],
            )
        return Listed(title, published, DOCUMENTS + path, path)


class CninfoRecords:
    """
    Records of investor relations: what a company answered to those who visited or called it.

    Parameters
    ----------
    announcements : CninfoAnnouncements
        Whose search, list of codes and documents they share.
    """

    id = "cninfo"
    gives: Literal["records"] = "records"

    def __init__(self, announcements: CninfoAnnouncements) -> None:
        self._announcements = announcements
        self.covers = announcements.covers
        self.listed = announcements.records
        self.fetch = announcements.fetch


def announcements(reply: Reply, content: object) -> list[dict[str, Any]]:
    """
    Rows of an answer; none when it says so.

    Raises
    ------
    BlockedError
        If the list is null or missing: the channel is broken.
    UnreadableError
        If the answer has another shape.
    """
    if not isinstance(content, dict):
        raise reply.unreadable(content)
    rows = content.get("announcements")
    if rows is None:
        raise BlockedError(
            N_("{source} answered without its list of announcements: the channel is broken."),
            source=reply.source,
        )
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise reply.unreadable(rows)
    total = content.get("totalAnnouncement")
    if not rows and isinstance(total, int) and total > 0 and content.get("hasMore") is True:
        raise reply.unreadable(content)
    return rows


def _id(row: dict[str, Any]) -> str:
    return str(row.get("announcementId") or row.get("adjunctUrl"))
