"""Answers to investors of companies listed in Shanghai (上证e互动), read from its pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from dashboard.errors import N_, BlockedError, EmptyAnswerError, UnreadableError
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.disclosures import (
    BEIJING,
    MOST_PAGES,
    DisclosureAsk,
    Listed,
    answer_text,
)
from dashboard.providers.mainland import wrong_security
from dashboard.providers.symbols import security_of

COMPANIES_PATH = "/allcompany.do"
FEED_PATH = "/ajax/userfeeds.do"
LAST_PAGE = 128  # of companies; there were 73 in 2026, ascending by code
HEADERS = {"Referer": "https://sns.sseinfo.com/", "X-Requested-With": "XMLHttpRequest"}
ITEM = "https://sns.sseinfo.com/qa.do#"

_COMPANY = re.compile(r"<a\b[^>]*\buid=\"(\d+)\"[^>]*>(?:(?!</a>).)*?/(\d{6})\.png", re.DOTALL)
_CODE = re.compile(r"\((\d{6})\)")
_NONE = ("暂无", "暂时没有", "没有任何")
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\s*(\d{1,2}):(\d\d)")
_NEAR = re.compile(r"(今天|昨天|前天)\s*(\d{1,2}):(\d\d)")
_AGO = re.compile(r"(\d+)\s*(秒|分钟|小时|天)前")
_BACK = {"今天": 0, "昨天": 1, "前天": 2}
_UNITS = {"秒": "seconds", "分钟": "minutes", "小时": "hours", "天": "days"}


def now_in_beijing() -> datetime:
    """Now, in the time of the exchange."""
    return datetime.now(BEIJING)


class ShanghaiAnswers:
    """
    Questions of investors with the company's answers.

    Parameters
    ----------
    asker : Asker
    now : callable
        Clock, to which “57 minutes ago” refers.
    """

    id = "sns"
    gives: Literal["answers"] = "answers"

    def __init__(self, asker: Asker, now: Callable[[], datetime] = now_in_beijing) -> None:
        self._asker, self._now = asker, now
        self._pages: dict[int, dict[str, str]] = {}

    def covers(self, symbol: str) -> bool:
        """Whether it is a stock of Shanghai."""
        return bool(re.fullmatch(r"6\d{5}\.SS", symbol))

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List what was answered, with the answers.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        code = security_of(ask.symbol, self.id).code
        user = self._user(code, ask.symbol)
        found: dict[str, Listed] = {}
        for page in range(1, MOST_PAGES + 1):
            query = {"typeCode": "company", "type": 11, "pageSize": 100, "uid": user, "page": page}
            reply = self._asker.post(f"{FEED_PATH}?{urlencode(query)}", {}, headers=HEADERS)
            items = self._items(reply, code, ask.symbol)
            new = [each for each in items if each.url not in found]
            found |= {each.url: each for each in new}
            # The newest come first.
            if not new or new[-1].day < ask.since:
                break
        return tuple(each for each in found.values() if ask.since <= each.day <= ask.until)

    def fetch(self, listed: Listed) -> bytes:
        """Give the answer, which came with its list."""
        return listed.body

    def _user(self, code: str, symbol: str) -> str:
        """Id of the company, from pages that ascend by code: halved until the page is found."""
        low, high = 1, LAST_PAGE
        while low <= high:
            middle = (low + high) // 2
            users = self._companies(middle)
            if code in users:
                return users[code]
            if not users or code < min(users):
                high = middle - 1
            elif code > max(users):
                low = middle + 1
            else:
                break
        raise EmptyAnswerError(
            N_("{source} lists no company with the code of {symbol}."),
            source=self.id,
            symbol=symbol,
        )

    def _companies(self, page: int) -> dict[str, str]:
        if page not in self._pages:
            form: dict[str, str | int] = {"code": 0, "order": 2, "areaId": 0, "page": page}
            reply = self._asker.post(COMPANIES_PATH, form, headers=HEADERS)
            content = reply.json()
            markup = content.get("content") if isinstance(content, dict) else None
            if not isinstance(markup, str):
                raise reply.unreadable(content)
            users = {code: user for user, code in _COMPANY.findall(markup)}
            if not users and not any(word in markup for word in _NONE):
                raise reply.unreadable(markup)
            self._pages[page] = users
        return self._pages[page]

    def _items(self, reply: Reply, code: str, symbol: str) -> list[Listed]:
        from lxml import html  # noqa: PLC0415 - prices need no pages

        markup = reply.body.decode("utf-8", "replace")
        if not markup.strip() or "<html" in markup[:500].lower():
            raise BlockedError(
                N_("{source} answered without its list of questions: it shuts this client out."),
                source=self.id,
            )
        root = html.document_fromstring(f"<div>{markup}</div>")
        items = root.xpath(f"//div[{_of_class('m_feed_item')}]")
        if not items and not any(word in markup for word in _NONE):
            raise reply.unreadable(markup)
        return [each for item in items if (each := self._item(item, code, symbol)) is not None]

    def _item(self, item: Any, code: str, symbol: str) -> Listed | None:
        """One question with its answer; None while it has none."""
        texts, times = (
            f"//div[{_of_class('m_feed_txt')}]",
            f"//div[{_of_class('m_feed_from')}]/span",
        )
        answers = item.xpath(f".//div[{_of_class('m_qa')}]{texts}")
        if not answers:
            return None
        questions, times = item.xpath(f".{texts}"), item.xpath(f".{times}[1]")
        if not times:
            raise UnreadableError(
                N_("{source} words a time as “{text}”, which cannot be read."),
                source=self.id,
                text="",
            )
        question = " ".join(questions[0].text_content().split())
        named = _CODE.search(question)
        if named is None or named[1] != code:
            raise wrong_security(self.id, symbol, question)
        asked, answered = (self._time(times[place].text_content()) for place in (0, -1))
        text = question[named.end() :].strip()
        body = answer_text(text, " ".join(answers[0].text_content().split()), asked, answered)
        name = str(item.get("id") or "")
        return Listed(text[:80], answered, ITEM + name, kind="answer", body=body)

    def _time(self, text: str) -> str:
        """Return a time as the page words it, in ISO form; raises UnreadableError."""
        try:
            moment = worded_time(text, self._now())
        except (ValueError, OverflowError) as error:
            raise UnreadableError(
                N_("{source} words a time as “{text}”, which cannot be read."),
                source=self.id,
                text=" ".join(text.split())[:40],
            ) from error
        return moment.isoformat(timespec="minutes")


def _of_class(name: str) -> str:
    """Condition of an element that has a class, among whatever others."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def worded_time(text: str, now: datetime) -> datetime:
    """
    Time of words such as “昨天 18:16” or “57分钟前”.

    Raises
    ------
    ValueError
        If they are none.

    Examples
    --------
    >>> now = datetime(2026, 1, 2, 9, 0, tzinfo=BEIJING)
    >>> worded_time("昨天 18:16", now).isoformat(), worded_time("12月30日 10:00", now).year
    ('2026-01-01T18:16:00+08:00', 2025)
    """
    if (day := _DAY.search(text)) is not None:
        year = int(day[1] or now.year)
        month, number, hour, minute = (int(each) for each in day.groups()[1:])
        moment = datetime(year, month, number, hour, minute, tzinfo=BEIJING)
        return moment if day[1] or moment <= now else moment.replace(year=year - 1)
    if (near := _NEAR.search(text)) is not None:
        moment = now - timedelta(days=_BACK[near[1]])
        return moment.replace(hour=int(near[2]), minute=int(near[3]))
    if (ago := _AGO.search(text)) is not None:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    if "刚刚" in text:
        return now
    raise ValueError(text)
