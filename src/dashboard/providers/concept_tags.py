"""Concepts that Eastmoney files a stock under, each with the reason that it gives.

A list of today: what it said on another day is not to be had, and nothing tells when an entry
came in.  Whoever keeps an answer keeps the day of asking with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard.errors import N_, BlockedError, EmptyAnswerError
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.mainland import wrong_security
from dashboard.providers.symbols import Exchange, security_of

ID = "eastmoney_data"
PATH = "/securities/api/data/v1/get"
REPORT = "RPT_F10_CORETHEME_BOARDTYPE"
PAGE_SIZE = 200
MOST_PAGES = 10
NO_DATA = 9201
_COLUMNS = (
    "SECUCODE,SECURITY_CODE,SECURITY_NAME_ABBR,NEW_BOARD_CODE,BOARD_NAME,SELECTED_BOARD_REASON,"
    "IS_PRECISE,BOARD_RANK,BOARD_YIELD,DERIVE_BOARD_CODE"
)
_ENDINGS: dict[Exchange, str] = {"sh": "SH", "sz": "SZ", "bj": "BJ"}


@dataclass(frozen=True, slots=True)
class Concept:
    """
    One concept that a stock is filed under.

    Attributes
    ----------
    code : str
        Of the concept's board: ``BK1629``; empty where the answer has none.
    name : str
    reason : str
        Why the stock is in it, in the source's words, often a dated answer of the company;
        empty where it gives none.
    """

    code: str
    name: str
    reason: str


class EastmoneyConcepts:
    """
    Concepts of a stock, with reasons, from Eastmoney's data centre.

    Parameters
    ----------
    asker : Asker
    """

    id = ID

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def concepts(self, symbol: str) -> tuple[Concept, ...]:
        """
        Concepts with a stated membership, in the source's order.

        Parameters
        ----------
        symbol : str
            Yahoo style, of a mainland exchange.

        Raises
        ------
        SourceError
            Of the class that says why no list came; `EmptyAnswerError` where the source
            lists the stock under none.
        """
        security = security_of(symbol, self.id)
        secucode = f"{security.code}.{_ENDINGS[security.exchange]}"
        found: dict[str, Concept] = {}
        for page in range(1, MOST_PAGES + 1):
            reply = self._asker.get(PATH, _query(secucode, page))
            rows, pages = _rows(reply)
            for row in rows:
                if row.get("SECUCODE") != secucode:
                    raise wrong_security(self.id, symbol, row.get("SECUCODE"))
                concept = _concept(reply, row)
                found.setdefault(concept.name, concept)
            if page >= pages:
                break
        if not found:
            raise EmptyAnswerError(
                N_("{source} files {symbol} under no concept."), source=self.id, symbol=symbol
            )
        return tuple(found.values())


def _query(secucode: str, page: int) -> dict[str, str]:
    return {
        "reportName": REPORT,
        "columns": _COLUMNS,
        "quoteColumns": "f3~05~NEW_BOARD_CODE~BOARD_YIELD",
        "filter": f'(SECUCODE="{secucode}")(IS_PRECISE="1")',
        "pageNumber": str(page),
        "pageSize": str(PAGE_SIZE),
        "sortColumns": "BOARD_RANK",
        "sortTypes": "1",
        "source": "HSF10",
        "client": "PC",
    }


def _rows(reply: Reply) -> tuple[list[dict[str, Any]], int]:
    """Rows of one page, and how many pages there are."""
    content = reply.json()
    if not isinstance(content, dict):
        raise reply.unreadable(content)
    if "result" not in content:
        raise BlockedError(
            N_("{source} answered without its “{key}”: it shuts this client out."),
            source=reply.source,
            key="result",
        )
    if content["result"] is None:
        if content.get("code") == NO_DATA:
            return [], 0
        # A report or a column that it no longer has, in its own words.
        raise reply.unreadable(content.get("message") or content)
    result = content["result"]
    rows = result.get("data") if isinstance(result, dict) else None
    pages = result.get("pages") if isinstance(result, dict) else None
    is_table = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not is_table or not isinstance(pages, int):
        raise reply.unreadable(content)
    return list(_each(rows)), pages


def _each(rows: Any) -> Iterator[dict[str, Any]]:
    # What was asked for is a stated membership; a build that ignores the filter sends all.
    return (row for row in rows if str(row.get("IS_PRECISE", "1")) == "1")


def _concept(reply: Reply, row: dict[str, Any]) -> Concept:
    name = " ".join(str(row.get("BOARD_NAME") or "").split())
    if not name:
        raise reply.unreadable(row)
    code = str(row.get("NEW_BOARD_CODE") or row.get("BOARD_CODE") or "")
    if code.isdigit():  # some builds leave the letters out
        code = f"BK{code}"
    reason = " ".join(str(row.get("SELECTED_BOARD_REASON") or "").split())
    return Concept(code, name, reason)
