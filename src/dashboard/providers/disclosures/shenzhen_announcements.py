"""The Shenzhen exchange's own list of announcements, for when cninfo's channel is broken."""

from __future__ import annotations

import re
from typing import Any, Literal

from dashboard.errors import N_, BlockedError, UnreadableError
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.disclosures import MOST_PAGES, DisclosureAsk, Listed
from dashboard.providers.disclosures.downloading import document_body
from dashboard.providers.mainland import wrong_security
from dashboard.providers.symbols import security_of

PATH = "/api/disc/announcement/annList"
PAGE_SIZE = 30
HEADERS = {
    "Referer": "https://www.szse.cn/disclosure/listed/notice/index.html",
    "X-Request-Type": "ajax",
}
DOCUMENTS = "https://disc.static.szse.cn/download"

_FILE = re.compile(r"/[\w./-]{1,160}")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?")


class ShenzhenAnnouncements:
    """
    Announcements of the companies listed in Shenzhen.

    Parameters
    ----------
    asker, files : Asker
        For lists, and for documents, which stand on another host.
    """

    id = "szse"
    gives: Literal["announcements"] = "announcements"

    def __init__(self, asker: Asker, files: Asker) -> None:
        self._asker, self._files = asker, files

    def covers(self, symbol: str) -> bool:
        """Whether it is a stock of Shenzhen."""
        return bool(re.fullmatch(r"\d{6}\.SZ", symbol))

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List announcements, page by page.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        code = security_of(ask.symbol, self.id).code
        found: dict[str, Listed] = {}
        for page in range(1, MOST_PAGES + 1):
            reply = self._asker.post_json(
                PATH,
                {
                    "seDate": [ask.since.isoformat(), ask.until.isoformat()],
                    "stock": [code],
                    "channelCode": ["listedNotice_disc"],
                    "pageSize": PAGE_SIZE,
                    "pageNum": page,
                },
                headers=HEADERS,
            )
            rows, total = read_page(reply)
            before = len(found)
            for row in rows:
                if code not in _codes(row):
                    raise wrong_security(self.id, ask.symbol, row.get("secCode"))
                each = _row(reply, row)
                found.setdefault(each.url, each)
            if len(found) == before or page * PAGE_SIZE >= total:
                break
        return tuple(each for each in found.values() if ask.since <= each.day <= ask.until)

    def fetch(self, listed: Listed) -> bytes:
        """Bring one document."""
        return document_body(self._files.get("/download" + listed.path))


def read_page(reply: Reply) -> tuple[list[dict[str, Any]], int]:
    """
    Rows of a page and how many there are in all.

    Raises
    ------
    BlockedError
        If the rows are null: the channel is broken.
    UnreadableError
        If the answer has another shape, or says that there are rows and has none.
    """
    content = reply.json()
    if not isinstance(content, dict):
        raise reply.unreadable(content)
    rows, total = content.get("data"), content.get("announceCount")
    if rows is None:
        raise BlockedError(
            N_("{source} answered without its list of announcements: the channel is broken."),
            source=reply.source,
        )
    if not isinstance(rows, list) or not isinstance(total, int):
        raise reply.unreadable(content)
    if not all(isinstance(row, dict) for row in rows):
        raise reply.unreadable(rows)
    return rows, total


def _codes(row: dict[str, Any]) -> list[str]:
    given = row.get("secCode")
    return [str(code) for code in given] if isinstance(given, list) else [str(given)]


def _row(reply: Reply, row: dict[str, Any]) -> Listed:
    path, title = str(row.get("attachPath") or ""), str(row.get("title") or "").strip()
    when = _TIME.match(str(row.get("publishTime") or ""))
    if not (title and when and _FILE.fullmatch(path) and ".." not in path):
        raise UnreadableError(
            N_("{source} lists an announcement without title, day or address (“{title}”)."),
            source=reply.source,
            title=title[:60],
        )
    published = when[1]
    if when[2] and when[2] != "00:00":
        published = f"{when[1]}T{when[2]}+08:00"
    return Listed(title, published, DOCUMENTS + path, path)
