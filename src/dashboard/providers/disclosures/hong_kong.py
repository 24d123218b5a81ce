"""HKEX news: announcements and reports of companies listed in Hong Kong."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from dashboard.errors import N_, EmptyAnswerError, UnreadableError
from dashboard.files import loads_finite
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.disclosures import DisclosureAsk, Listed
from dashboard.providers.disclosures.downloading import document_body

PREFIX_PATH = "/search/prefix.do"
LIST_PATH = "/search/titleSearchServlet.do"
ROWS, MOST_ROWS = 100, 3_200  # rows from the first on, however many times it is asked
HEADERS = {
    "Referer": "https://www1.hkexnews.hk/search/titlesearch.xhtml",
    "X-Requested-With": "XMLHttpRequest",
}
DOCUMENTS = "https://www1.hkexnews.hk"
HONG_KONG = timezone(timedelta(hours=8))

_CALL = re.compile(r"\s*callback\((.*)\);?\s*", re.DOTALL)
_FILE = re.compile(r"/listedco/[\w./-]{1,160}")
_BREAKS = re.compile(r"<br\s*/?>|\s+")


class HongKong:
    """
    The exchange's site of announcements.

    Parameters
    ----------
    asker : Asker
    """

    id = "hkex"
    gives: Literal["announcements"] = "announcements"

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def covers(self, symbol: str) -> bool:
        """Whether it is a stock of Hong Kong."""
        return bool(re.fullmatch(r"\d{4,5}\.HK", symbol))

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List announcements and reports.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        stock = self._stock(ask.symbol)
        wanted = ROWS
        while True:
            query: dict[str, str | int] = {
                "sortDir": 0,
                "sortByOptions": "DateTime",
                "category": 0,
                "market": "SEHK",
                "stockId": stock,
                "documentType": -1,
                "title": "",
                "searchType": 0,
                "t1code": -2,
                "t2Gcode": -2,
                "t2code": -2,
                "rowRange": wanted,
                "lang": "E",
                "fromDate": f"{ask.since:%Y%m%d}",
                "toDate": f"{ask.until:%Y%m%d}",
            }
            reply = self._asker.get(LIST_PATH, query, headers=HEADERS)
            rows = _rows(reply)
            if len(rows) < wanted or wanted >= MOST_ROWS:
                break
            wanted *= 4
        found = {each.url: each for each in (_row(reply, row, ask) for row in rows)}
        return tuple(each for each in found.values() if ask.since <= each.day <= ask.until)

    def fetch(self, listed: Listed) -> bytes:
        """Bring one document."""
        return document_body(self._asker.get(listed.path), html=True)

    def _stock(self, symbol: str) -> int:
        """Id of a stock, which is another number than its code."""
        code = symbol.removesuffix(".HK").zfill(5)
        query: dict[str, str | int] = {
            "callback": "callback",
            "lang": "EN",
            "type": "A",
            "market": "SEHK",
            "name": code,
        }
        reply = self._asker.get(PREFIX_PATH, query, headers=HEADERS)
        text = reply.text()
        call = _CALL.fullmatch(text)
        try:
            content = loads_finite(call[1]) if call else None
        except (ValueError, RecursionError) as error:
            raise reply.unreadable(text) from error
        rows = content.get("stockInfo") if isinstance(content, dict) else None
        if not isinstance(rows, list):
            raise reply.unreadable(text)
        for row in rows:
            if isinstance(row, dict) and str(row.get("code")) == code:
                try:
                    return int(row["stockId"])
                except (KeyError, TypeError, ValueError) as error:
                    raise reply.unreadable(row) from error
        raise EmptyAnswerError(
            N_("{source} lists no company with the code of {symbol}."),
            source=self.id,
            symbol=symbol,
        )


def _rows(reply: Reply) -> list[dict[str, Any]]:
    """Rows of a list, which is a text of JSON inside JSON; an empty text is none."""
    content = reply.json()
    if not isinstance(content, dict) or "result" not in content:
        raise reply.unreadable(content)
    inner = content["result"]
    if inner in {"", "null", None}:
        return []
    try:
        rows = loads_finite(inner)
    except (TypeError, ValueError, RecursionError) as error:
        raise reply.unreadable(inner) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise reply.unreadable(rows)
    return rows


def _row(reply: Reply, row: dict[str, Any], ask: DisclosureAsk) -> Listed:
    path = str(row.get("FILE_LINK") or "")
    title = _BREAKS.sub(" ", str(row.get("TITLE") or "")).strip()
    code = ask.symbol.removesuffix(".HK").zfill(5)
    given = str(row.get("STOCK_CODE") or code)
    try:
        moment = datetime.strptime(str(row.get("DATE_TIME")), "%d/%m/%Y %H:%M")  # noqa: DTZ007
    except ValueError as error:
        raise reply.unreadable(row) from error
    if not (title and _FILE.fullmatch(path) and ".." not in path) or code not in given:
        raise UnreadableError(
            N_("{source} lists an announcement without title, day or address (“{title}”)."),
            source=reply.source,
            title=title[:60],
        )
    published = moment.replace(tzinfo=HONG_KONG).isoformat(timespec="minutes")
    return Listed(title, published, DOCUMENTS + path, path)
