"""Answers to investors of companies listed in Shenzhen (互动易).

The list says when a question was asked and when it last changed, seldom when it was answered: the
last change stands in its place, so that no answer counts as known before it was.
"""

from __future__ import annotations

import re
from typing import Any, Literal
from urllib.parse import urlencode

from dashboard.errors import N_, BlockedError, EmptyAnswerError
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.disclosures import MOST_PAGES, DisclosureAsk, Listed, answer_text, stamp
from dashboard.providers.mainland import wrong_security
from dashboard.providers.symbols import security_of

KEYBOARD_PATH = "/newircs/index/queryKeyboardInfo"
QUESTION_PATH = "/newircs/company/question"
PAGE_SIZE = 100
HEADERS = {"Referer": "https://irm.cninfo.com.cn/", "X-Requested-With": "XMLHttpRequest"}
DETAIL = "https://irm.cninfo.com.cn/ircs/question/questionDetail?questionId="


class ShenzhenAnswers:
    """
    Questions of investors with the company's answers.

    Parameters
    ----------
    asker : Asker
    """

    id = "irm"
    gives: Literal["answers"] = "answers"

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def covers(self, symbol: str) -> bool:
        """Whether it is a stock of Shenzhen."""
        return bool(re.fullmatch(r"\d{6}\.SZ", symbol))

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List what was answered, with the answers.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        code = security_of(ask.symbol, self.id).code
        organisation = self._organisation(code, ask.symbol)
        found: dict[str, Listed] = {}
        for page in range(1, MOST_PAGES + 1):
            query = {
                "_t": 1,
                "stockcode": code,
                "orgId": organisation,
                "pageSize": PAGE_SIZE,
                "pageNum": page,
                "keyWord": "",
                "startDay": ask.since.isoformat(),
                "endDay": ask.until.isoformat(),
            }
            # All of it stands in the address; the body is empty.
            path = f"{QUESTION_PATH}?{urlencode(query)}"
            reply = self._asker.post(path, {}, headers=HEADERS)
            rows, total = _rows(reply)
            for row in rows:
                if str(row.get("stockCode")) != code:
                    raise wrong_security(self.id, ask.symbol, row.get("stockCode"))
                if str(row.get("attachedContent") or "").strip():
                    each = _answer(reply, row)
                    found.setdefault(each.url, each)
            if not rows or page * PAGE_SIZE >= total:
                break
        return tuple(each for each in found.values() if ask.since <= each.day <= ask.until)

    def fetch(self, listed: Listed) -> bytes:
        """Give the answer, which came with its list."""
        return listed.body

    def _organisation(self, code: str, symbol: str) -> str:
        """Id of the company: the first that it finds may be another one's."""
        reply = self._asker.post(f"{KEYBOARD_PATH}?_t=1", {"keyWord": code}, headers=HEADERS)
        content = reply.json()
        given = content.get("data") if isinstance(content, dict) else None
        if not isinstance(given, list):
            raise _withheld(reply)
        for row in given:
            if isinstance(row, dict) and str(row.get("stockCode")) == code and row.get("secid"):
                return str(row["secid"])
        raise EmptyAnswerError(
            N_("{source} lists no company with the code of {symbol}."),
            source=self.id,
            symbol=symbol,
        )


def _rows(reply: Reply) -> tuple[list[dict[str, Any]], int]:
    content = reply.json()
    if not isinstance(content, dict) or content.get("rows") is None:
        raise _withheld(reply)
    rows, total = content["rows"], content.get("total")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise reply.unreadable(rows)
    if not isinstance(total, int):
        raise reply.unreadable(content)
    return rows, total


def _withheld(reply: Reply) -> BlockedError:
    return BlockedError(
        N_("{source} answered without its list of questions: it shuts this client out."),
        source=reply.source,
    )


def _answer(reply: Reply, row: dict[str, Any]) -> Listed:
    question = " ".join(str(row.get("mainContent") or "").split())
    answer = str(row["attachedContent"]).strip()
    name = str(row.get("indexId") or "")
    try:
        published = stamp(row.get("attachedPubDate") or row.get("updateDate"))
        asked = stamp(row.get("pubDate"))
    except ValueError as error:
        raise reply.unreadable(row) from error
    if not (question and re.fullmatch(r"\d{6,25}", name)):
        raise reply.unreadable(row)
    body = answer_text(question, answer, asked, published)
    return Listed(question[:80], published, DETAIL + name, kind="answer", body=body)
