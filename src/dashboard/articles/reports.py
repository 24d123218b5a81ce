"""Research reports with their brokers, and dated readings of a quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

from dashboard.articles.days import Days
from dashboard.articles.finds import FoundReading, FoundReport
from dashboard.articles.names import words_of
from dashboard.articles.numbers import MAGNITUDES, NUMBER, OPERATOR_WORDS, number_of, operator_of
from dashboard.articles.text import Sentence, Text

_ANY_HOUSE = re.compile(
    r"[\u3400-\u9fff]{2,4}证券(?!研究院|投资基金|法|市场|交易|时报|日报|代码|简称|报|之星|公司监)"
)
_LEAD = re.compile(r"^.*(?:[，,。、:：和与及据由在]|日|发布|表示|称|其中)")
_CUE = re.compile(r"研报|研究报告|报告(?!期)|深度|晨报|周报|策略报告|点评")
_TITLE = re.compile(r"《(?P<title>[^》\n]{2,60})》")
_NO_TITLE = re.compile(r"(?:规则|办法|通知|公告|规定|法|条例|意见|指引|日报|时报|晚报|早报|周刊)$")
_REPORT_EN = re.compile(r"\b(?:report|research note|note|in a note)\b", re.IGNORECASE)

_NEAR = 60  # reports before one among which it may stand already


@lru_cache(maxsize=1)
def _houses() -> re.Pattern[str]:
    file = files("dashboard.articles").joinpath("brokers_en.txt")
    english = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    known = sorted(words_of("brokers.txt"), key=len, reverse=True)
    words = "|".join(re.escape(word) for word in known)
    latin = "|".join(re.escape(word) for word in sorted(english, key=len, reverse=True))
    return re.compile(
        rf"(?P<known>{words})(?:证券|公司)?|\b(?P<latin>{latin})\b|{_ANY_HOUSE.pattern}"
    )


def reports_of(text: Text, days: Days) -> tuple[FoundReport, ...]:
    """Research reports, each once: a broker's later mention of its report adds nothing new."""
    found: list[FoundReport] = []
    for sentence in text.sentences:
        for report in _in_sentence(text, sentence, days):
            before = range(len(found) - 1, max(-1, len(found) - 1 - _NEAR), -1)
            same = next((n for n in before if _same(found[n], report)), None)
            if same is None:
                found.append(report)
                continue
            held = found[same]
            title, day = held.title or report.title, held.date or report.date
            found[same] = replace(held, title=title, date=day)
    return tuple(found)


def _same(one: FoundReport, other: FoundReport) -> bool:
    titles = not one.title or not other.title or one.title == other.title
    days = one.date is None or other.date is None or one.date == other.date
    return one.broker == other.broker and titles and days


def _in_sentence(text: Text, sentence: Sentence, days: Days) -> Iterator[FoundReport]:
    plain = text.plain
    houses = list(_houses().finditer(plain, sentence.start, sentence.end))
    for place, match in enumerate(houses):
        stop = houses[place + 1].start() if place + 1 < len(houses) else sentence.end
        title = _TITLE.search(plain, match.end(), min(stop, match.end() + 60))
        named = title["title"] if title and not _NO_TITLE.search(title["title"]) else ""
        near = plain[match.end() : min(stop, match.end() + 24)]
        clause = re.split(r"[，,。;；\"]", near)[0]
        cue = _CUE.search(clause) or (
            match["latin"] and _REPORT_EN.search(plain, match.end(), stop)
        )
        if not (named or cue):
            continue
        broker, start = _broker(text, match)
        end = (
            title.end()
            if named and title
            else match.end() + (cue.end() if match["latin"] is None and cue else 0)
        )
        quote, where = text.quote(start, max(end, match.end()))
        yield FoundReport(
            broker, _raw(text, title) if named else "", _day(days, sentence, match), quote, where
        )


def _broker(text: Text, match: re.Match[str]) -> tuple[str, int]:
    """Name of a house without the words that run into it (据民生证券)."""
    if match["known"] or match["latin"]:
        return text.raw[match.start() : match.end()], match.start()
    lead = _LEAD.match(match[0][:-2])
    start = match.start() + (lead.end() if lead else 0)
    if match.end() - start < 4:
        start = match.end() - 4
    return text.raw[start : match.end()], start


def _raw(text: Text, title: re.Match[str] | None) -> str:
    return "" if title is None else text.raw[title.start("title") : title.end("title")]


def _day(days: Days, sentence: Sentence, match: re.Match[str]) -> date | None:
    own = days.between(sentence.start, sentence.end)
    before = [day.day for day in own if day.start < match.start()]
    behind = [day.day for day in own if 0 <= day.start - match.end() < 8]
    return behind[0] if behind else before[-1] if before else None


# Readings -------------------------------------------------------------

_METRIC = (
    r"下载量|下载次数|安装量|日活跃用户数?|月活跃用户数?|日活|月活|用户数量?|注册用户|访问量|"
    r"浏览量|销量|出货量|交付量|产量|订单量|"
    r"装机量|播放量|点击量|开户数|搜索量|现货价格?|批发价|出厂价|均价|报价|期货价格|downloads|"
    r"shipments|deliveries|users"
)
_READING = re.compile(
    rf"(?P<metric>{_METRIC})(?P<fill>(?:{OPERATOR_WORDS}|分别|一度|已经|高达|累计|突破|升至|降至|"
    rf"涨至|跌至|[为达约仅到至了共计是已也就只有的\s])*)"
    rf"(?P<n>{NUMBER})\s?(?P<mag>万亿|千亿|百亿|亿|千万|百万|万|千|million|billion|"
    rf"thousand)?\s?(?P<unit>次|人次|人|户|台|辆|部|片|单|吨|吉瓦|GW|MW|元/\S{{1,3}}|"
    rf"美元/\S{{1,3}}|元|美元|times)?",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"(?:下载|安装|使用)(?P<object>[A-Za-z0-9·\-]{2,20}|[\u3400-\u9fff]{2,8}?)(?=时|后|，|,|的|\s)"
)


def readings_of(text: Text, days: Days) -> tuple[FoundReading, ...]:
    """Dated readings of quantities; one without a day is none."""
    found: list[FoundReading] = []
    names: dict[str, str] = {}
    for match in _READING.finditer(text.plain):
        if not (match["unit"] or match["mag"]) or text.plain[match.end() : match.end() + 1] == "%":
            continue
        sentence = text.sentence_at(match.start())
        before = days.between(sentence.start, match.start())
        day = before[-1].day if before else None
        metric = match["metric"]
        series = _series(text, sentence, match) or names.get(metric, metric)
        names.setdefault(metric, series)
        if day is None:
            continue
        behind = text.plain[match.end() : match.end() + 3]
        value = number_of(match["n"]) * MAGNITUDES.get((match["mag"] or "").lower(), 1.0)
        quote, place = text.quote(match.start(), match.end())
        operator = operator_of(match["fill"], behind)
        found.append(FoundReading(series, value, match["unit"] or "", day, operator, quote, place))
    return tuple(found)


def _series(text: Text, sentence: Sentence, match: re.Match[str]) -> str:
    metric = match["metric"]
    about = list(_OBJECT.finditer(text.plain, sentence.start, match.start()))
    if about:
        return f"{about[-1]['object']}{metric}"
    clause = text.clause_at(match.start())
    words = text.raw[clause.start : match.start()].strip(" ，,的其该")
    words = re.sub(r"^.*(?:[日月]|截至|到)", "", words)
    return f"{words[-12:]}{metric}" if words else ""
