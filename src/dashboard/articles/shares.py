"""Numbers with their denominators: shares, multiples of a year ago, growth, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dashboard.articles.finds import FoundShare, Operator, Unit
from dashboard.articles.numbers import (
    MAGNITUDES,
    NUMBER,
    OPERATOR_WORDS,
    count_of,
    number_of,
    operator_of,
)
from dashboard.articles.subjects import Subjects
from dashboard.articles.text import Taken, Text

_FILL = (
    rf"(?P<fill>(?:{OPERATOR_WORDS}|大幅|进一步|已经|提升|提高|上升|下降|降低|仅为|只有|"
    rf"[至到为达约超近仅已是的有了在高]){{0,6}})"
)
_PART = re.compile(
    rf"占(?P<den>(?!比)(?:20\d\d年(?:度)?)?[^，,。;；、\d%]{{0,18}}?)(?:的)?(?P<how>比例|比重|"
    rf"比)?{_FILL}(?P<n>{NUMBER})\s?%"
)
_RATIO = re.compile(
    rf"(?P<den>营业收入|总营收|营收|收入|销售额|利润|净利润|毛利|产能|"
    rf"出货)?(?:的)?占比(?P<x>[^，,。;；\d]{{0,8}}?){_FILL}(?P<n>{NUMBER})\s?%"
)
_TIMES = re.compile(
    rf"(?:为|是|达|达到|相当于)(?P<den>上年同期|去年同期|上年|去年|前一年|20\d\d年(?:同期|全年)?|"
    rf"上季度|同行[^，。]{{0,4}}|行业[^，。]{{0,6}})的?{_FILL}(?P<n>{NUMBER})\s?倍"
)
_GROWTH = re.compile(
    rf"(?P<den>同比|环比|较上年同期|较去年同期|较上年|比上年)[^，,。;；\d%]{{0,6}}?(?P<way>增长|"
    rf"增加|上升|上涨|提升|多增|预增|增|大增|扩大|下降|减少|下滑|降低|下跌|预减|减|降|少增|收窄|"
    rf"变动)"
    rf"{_FILL}(?P<n>{NUMBER}|[一二两三四五六七八九十](?=倍))\s?(?P<u>%|倍|个百分点)"
)
_GROWTH_EN = re.compile(
    rf"(?=[rguijcfd])(?P<way>rose|grew|up|increased|jumped|climbed|fell|dropped|down|declined|"
    rf"decreased)\s(?:by\s)?(?P<fill>(?:{OPERATOR_WORDS})?\s?)(?P<n>{NUMBER})\s?(?:%|"
    rf"percent)\s(?:year[- ]on[- ]year|year[- ]over[- ]year|from a year (?:earlier|ago)|yoy)",
    re.IGNORECASE,
)
_PART_EN = re.compile(
    rf"(?:account(?:ed|s|ing) for|represent(?:ed|s|ing)|made up|contribut(?:ed|es|"
    rf"ing))\s(?P<fill>(?:{OPERATOR_WORDS}|only|just|\s)*)(?P<n>{NUMBER})\s?(?:%|"
    rf"percent)\sof\s(?P<den>[^,.;]{{3,40}})",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"占(?P<den>[^，,。;；、\d%]{0,14}?)(?:的)?(?:比例|比重|比|营收比例)?(?P<low>(?:极|较|很|"
    r"非常|相对|比较)?(?:小|低|有限)|不高|不大|微乎其微)"
)
_AMOUNT = re.compile(
    rf"(?P<m>营业总?收入|营收|收入|销售额|归母净利润|净利润|利润|订单金额|合同金额|合同总价|"
    rf"补贴资金)(?P<fill>(?:{OPERATOR_WORDS}|分别|"
    rf"[为达约超近仅到了共计是])*)(?P<n>{NUMBER})\s?(?P<mag>万亿|千亿|百亿|亿|千万|百万|"
    rf"万)?(?P<u>元|美元|港元)"
)
_WITHIN = re.compile(r"在(?P<den>[^，,。;；]{2,14}(?:营收|收入|利润|成本|业务))中")
_PERIOD = re.compile(
    r"(?P<p>20\d\d年(?:度)?(?:上半年|下半年|前三季度|第?[一二三四]季度|半年报|年报|半年度|年度)?|"
    r"去年(?:全年|同期|半年报|上半年)?|今年(?:上半年|前三季度|[一二三四]季度)?|"
    r"\d{1,2}月(?:份)?(?!\d))"
)
_DOWN = re.compile("降|减|跌|滑|少|fell|drop|down|declin|decreas|收窄", re.IGNORECASE)
_ENDS = re.compile(rf"(?:{OPERATOR_WORDS})\s*$")
_BEGINS = re.compile(r"^[\s,，:：的]*(?:其中|此外|但|而|且|公司|该公司|预计)*")


def shares_of(text: Text, subjects: Subjects) -> tuple[FoundShare, ...]:
    """Every number with a denominator, and every share told without a number, in order."""
    found: list[FoundShare] = []
    taken = Taken()
    for make in (_growths, _multiples, _parts, _small, _amounts):
        found += [share for share in make(text, subjects) if taken.take(*share.place)]
    found = [own for share in found for own in _of_each(share, subjects)]
    return tuple(sorted(found, key=lambda share: share.place))


def _of_each(share: FoundShare, subjects: Subjects) -> Iterator[FoundShare]:
    """One find a stock where a list shares the statement."""
    symbols = subjects.at(share.place.start)
    for symbol in symbols or (None,):
        yield replace(share, symbol=symbol)


def _share(
    text: Text,
    subjects: Subjects,
    match: re.Match[str],
    value: float | None,
    unit: Unit,
    denominator: str,
    operator: Operator = "is",
) -> FoundShare:
    quote, place = text.quote(match.start(), match.end())
    return FoundShare(
        None,
        None if value is None else round(value, 6),
        unit,
        operator,
        denominator.strip("的 "),
        _measure(text, subjects, match),
        _period(text, match.start()),
        quote,
        place,
    )


def _operator(text: Text, match: re.Match[str]) -> Operator:
    return operator_of(match["fill"] or "", text.plain[match.end() : match.end() + 3])


def _parts(text: Text, subjects: Subjects) -> Iterator[FoundShare]:
    plain = text.plain
    for match in _PART.finditer(plain):
        value = number_of(match["n"]) / 100
        yield _share(text, subjects, match, value, "fraction", match["den"], _operator(text, match))
    for match in _RATIO.finditer(plain):
        within = list(_WITHIN.finditer(plain, text.sentence_at(match.start()).start, match.start()))
        den = match["den"] or (within[-1]["den"] if within else "")
        value = number_of(match["n"]) / 100
        yield _share(text, subjects, match, value, "fraction", den, _operator(text, match))
    for match in _PART_EN.finditer(plain):
        value = number_of(match["n"]) / 100
        yield _share(text, subjects, match, value, "fraction", match["den"], _operator(text, match))


def _multiples(text: Text, subjects: Subjects) -> Iterator[FoundShare]:
    for match in _TIMES.finditer(text.plain):
        before = text.plain[max(0, match.start() - 2) : match.start()] + (match["fill"] or "")
        operator = operator_of(before, text.plain[match.end() : match.end() + 3])
        value = number_of(match["n"])
        yield _share(text, subjects, match, value, "times", match["den"], operator)


def _growths(text: Text, subjects: Subjects) -> Iterator[FoundShare]:
    for match in _GROWTH.finditer(text.plain):
        size = (count_of(match["n"]) or number_of(match["n"])) * (1 if match["u"] == "倍" else 0.01)
        value = -size if _DOWN.search(match["way"]) else size
        den = "上期" if match["den"] == "环比" else "上年同期"
        yield _share(text, subjects, match, value, "growth", den, _operator(text, match))
    for match in _GROWTH_EN.finditer(text.plain):
        size = number_of(match["n"]) / 100
        value = -size if _DOWN.search(match["way"]) else size
        yield _share(
            text, subjects, match, value, "growth", "a year earlier", _operator(text, match)
        )


def _small(text: Text, subjects: Subjects) -> Iterator[FoundShare]:
    for match in _SMALL.finditer(text.plain):
        yield _share(text, subjects, match, None, "fraction", match["den"])


def _amounts(text: Text, subjects: Subjects) -> Iterator[FoundShare]:
    units: dict[str, Unit] = {"元": "CNY", "美元": "USD", "港元": "HKD"}
    for match in _AMOUNT.finditer(text.plain):
        value = number_of(match["n"]) * MAGNITUDES[match["mag"] or ""]
        yield _share(text, subjects, match, value, units[match["u"]], "", _operator(text, match))


def _measure(text: Text, subjects: Subjects, match: re.Match[str]) -> str:
    """What is measured: the words of the clause before the number."""
    clause = text.clause_at(match.start())
    mentions = subjects.between(clause.start, match.start())
    start = max([clause.start, *(mention.stop for mention in mentions)])
    words = text.raw[start : match.start()]
    groups = match.groupdict()
    if not words.strip() and groups.get("m"):
        words = groups["m"]
    return _ENDS.sub("", _BEGINS.sub("", words)).strip(' 的，,“”"')[-24:]


def _period(text: Text, place: int) -> str:
    sentence = text.sentence_at(place)
    found = list(_PERIOD.finditer(text.plain, sentence.start, place))
    return found[-1]["p"] if found else ""
