"""Moves that a sentence states: percentages with their direction, limits, boards, streaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from dashboard.articles.limits import boards_in, limits_in, streaks_in
from dashboard.articles.move import Direction, Move, supposed
from dashboard.articles.numbers import NUMBER, OPERATOR_WORDS, count_of, number_of, operator_of
from dashboard.articles.verbs import (
    DOWN,
    DOWN_EN,
    FILL,
    FIRST,
    NOUN_OF_SIZE,
    SIZE,
    SUM_EN,
    UP,
    UP_EN,
)

_MOVE = re.compile(
    rf"(?=[{FIRST}a-z])(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<up_en>{UP_EN})|(?P<down_en>{DOWN_EN}))"
    rf"(?P<rank>(?:最高|最大|最低|最小|居前|第一|靠前|"
    rf"最多)的?)?(?P<fill>{FILL})(?P<sign>[+-]?){SIZE}",
)
_REST = re.compile(
    rf"\s?(?:、|,|，|和|及|与|以及|and|,? and)\s?(?:(?P<up>{UP})|(?P<down>{DOWN}))?"
    rf"(?:{OPERATOR_WORDS})?\s?(?P<sign>[+-]?)(?P<pct>{NUMBER})\s?(?:%|percent\b|per\scent\b|pct\b)"
)
# 涨幅居前，分别达118.6%、97.3%: the direction stands in the clause before.
_APART = re.compile(
    rf"(?:涨幅|跌幅|涨势|跌势)[^。;；%占收]{{0,14}}[,，](?=(?P<fill>分别{FILL})(?P<sign>[+-]?){SIZE})"
)
_NEUTRAL = re.compile(rf"(?<![涨跌升])(?:幅度|涨跌幅)(?P<fill>{FILL})(?P<sign>[+-]?){SIZE}")
_RANKED = re.compile(
    rf"(?:(?P<up>涨幅|升幅)|(?P<down>跌幅))(?:最高|最大|最低|最小|"
    rf"第一)的?(?P<fill>{FILL})(?:也有|有|是|为|达|高达){FILL}{SIZE}"
)
_MOST = re.compile(
    rf"(?:(?P<up>涨)|(?P<down>跌))(?:得|幅)?最(?:多|大|高|深|凶|猛)的?[,，]?(?:为|达|是)(?P<fill>{FILL}){SIZE}"
)
_REVERSED_EN = re.compile(
    rf"(?P<fill>(?:{OPERATOR_WORDS})?\s?){SIZE}\s(?:(?P<up>higher)|(?P<down>lower))\b"
)
_REVERSED = re.compile(
    rf"(?:以|(?P<had>录得|取得|收获|实现)|创下|有|(?=超|逼近|接近|将近|近|约|逾)|(?<![\d.+-])(?=\d))(?P<fill>{FILL})"
    rf"(?P<sign>[+-]?){SIZE}\s?(?(had)的?|的)(?:周|月|日|年|累计|区间|单日|最大|总)*"
    r"(?:(?P<up>涨幅|升幅|(?=涨停成绩))|(?P<down>跌幅|降幅|(?=跌停成绩)))(?!限制|偏离|空间|上限)"
)
_AT_BEST = re.compile("开|冲高|一度|as much as|up to")
_ONCE = re.compile("曾(?:最多|一度)?$")
# Why a stock is on the list of big trades: 因日涨幅达15%登榜.
_REASON = re.compile("(?:因|由于|理由)[^，,。;；]{0,14}$")
_FOR_LIST = re.compile("[^，,。;；]{0,8}(?:登榜|上榜|登上?龙虎榜)")
_TO_LIMIT = re.compile(r"\s(?:(?:daily|trading|upper|price)\s){0,2}(?:limit|cap|ceiling)\b")
_OWNED = re.compile(r"的|涨|跌|股份|股权|比例|\s(?:of|stake)")
_BRACKETED = re.compile(rf"(?<=[\u3400-\u9fffA-Za-z])\((?P<pct>{NUMBER})\s?%\)")
_LIST_VERB = re.compile(
    r"(?P<up>领涨|涨幅|上涨|收涨|大涨|涨)|(?P<down>领跌|跌幅|下跌|收跌|大跌|跌)|(?P<other>占|持股|比例|份额)"
)
_SIGNED = re.compile(rf"(?<![\d%])(?P<sign>[+-])(?P<pct>{NUMBER})\s?%")
_MULTIPLE = re.compile(r"(?P<double>翻倍|翻番|翻了?一[倍番]|\bdoubled)|(?P<halved>腰斩|\bhalved)")
_ANY = re.compile(
    r"[%涨跌板倍翻腰成阳阴升]|percent|per cent|pct|limit|ceiling|\bcap\b|doubled|halved|"
    r"straight|consecutive|successive|streak|running|in a row",
    re.IGNORECASE,
)
_SIZED = re.compile(r"[%成倍]|个点|百分之|per\s?cent|pct")


def moves_in(plain: str, start: int, end: int) -> list[Move]:
    """Moves of a sentence in order; of overlapping ones the first that was looked for."""
    if not _ANY.search(plain, start, end):
        return []
    sized = _SIZED.search(plain, start, end) is not None
    sentence = plain[start:end].lower()
    found: list[Move] = []
    for make, needs_size, cues in _MAKERS:
        if needs_size and not sized:
            continue
        if cues and not _has_one(sentence, cues):
            continue
        for move in make(plain, start, end):
            if all(move.end <= other.start or other.end <= move.start for other in found):
                found.append(move)
    return sorted(found, key=lambda move: move.start)


def _has_one(sentence: str, words: tuple[str, ...]) -> bool:
    # A loop: a generator in any() costs twice as much, and this is asked for every form.
    for word in words:  # noqa: SIM110
        if word in sentence:
            return True
    return False


def _size(match: re.Match[str]) -> float:
    if match["pct"]:
        return number_of(match["pct"]) / 100
    if match["words"]:
        return float(count_of(match["words"]) or number_of(match["words"])) / 100
    if match["tenths"]:
        return (count_of(match["tenths"]) or 0) / 10 + (0.05 if match["half"] else 0)
    times = match["times"]
    return number_of(times) if times[0].isdigit() else float(count_of(times) or 0)


def _percentages(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _MOVE.finditer(plain, start, end):
        limit = _TO_LIMIT.match(plain, match.end())
        if limit or supposed(plain, match.start(), match.end(), start):
            continue
        before = plain[max(start, match.start() - 20) : match.start()]
        if _REASON.search(before) and _FOR_LIST.match(plain, match.end()):
            continue
        up = bool(match["up"] or match["up_en"])
        values, stop = [_size(match)], match.end()
        apart = "分别" in plain[start:stop] or "respectively" in plain[stop:end]
        between = bool(match["upto"] or match["upto2"]) or "between" in match["fill"]
        while match["pct"] and not match["upto"] and (rest := _next(plain, stop, commas=apart)):
            size = number_of(rest["pct"]) / 100
            turned = rest["sign"] == "-" or bool(rest["down"] if up else rest["up"])
            values.append(-size if turned else size)
            stop = rest.end()
        if match["sign"] == "-":
            up = not up if match["up"] and "幅" in match["up"] else False
        words = match[0][: match.end("fill") - match.start()]
        told = operator_of(match["fill"], plain[match.end() : match.end() + 4])
        yield Move(
            match.start(),
            stop,
            "return",
            "up" if up else "down",
            tuple(values[:1] if between else values),
            "at-least" if between else told,
            cumulative="累" in words or "累" in plain[match.start() - 2 : match.start()],
            opening=bool(_AT_BEST.search(words) or _ONCE.search(before)),
            apart=apart,
        )


def _next(plain: str, place: int, *, commas: bool) -> re.Match[str] | None:
    """Return the next number of a row, unless it belongs to what stands behind it."""
    rest = _REST.match(plain, place)
    if rest is None or (
        not commas and (rest[0].lstrip()[0] in ",，" or rest["up"] or rest["down"])
    ):
        return None
    return None if _OWNED.match(plain, rest.end()) else rest


def _ranked(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _RANKED.finditer(plain, start, end):
        yield Move(
            match.start(),
            match.end(),
            "return",
            "up" if match["up"] else "down",
            (_size(match),),
            operator_of(match["fill"], plain[match.end() : match.end() + 4]),
        )


def _reversed(plain: str, start: int, end: int) -> Iterator[Move]:
    cues = ((_REVERSED, ("幅", "成绩")), (_MOST, ("最",)), (_REVERSED_EN, ("er",)))
    for pattern, words in cues:
        if all(plain.find(word, start, end) < 0 for word in words):
            continue
        for match in pattern.finditer(plain, start, end):
            if supposed(plain, match.start(), match.end(), start, nearly=True):
                continue
            direction: Direction = "down" if match["down"] is not None else "up"
            operator = operator_of(match["fill"], "")
            place = match.start() + (match[0][0] == " ")
            yield Move(place, match.end(), "return", direction, (_size(match),), operator)


def _named(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in NOUN_OF_SIZE.finditer(plain, start, end):
        if not supposed(plain, match.start(), match.end(), start):
            side: Direction = "up" if match["up"] else "down"
            size = (number_of(match["pct"]) / 100,)
            operator = operator_of(match["fill"], "")
            yield Move(match.start("fill"), match.end(), "return", side, size, operator)


def _sums(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in SUM_EN.finditer(plain, start, end):
        side: Direction = "up" if match["up"] else "down"
        size = (number_of(match["pct"]) / 100,)
        operator = operator_of(match["fill"], "")
        yield Move(match.start(), match.end(), "return", side, size, operator)


def _apart(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _APART.finditer(plain, start, end):
        values, stop = [_size(match)], match.end("fill") + len(match["sign"])
        stop = plain.index("%", stop) + 1 if match["pct"] else stop
        while match["pct"] and (rest := _REST.match(plain, stop)):
            values.append(number_of(rest["pct"]) / 100)
            stop = rest.end()
        direction: Direction = "up" if match[0].startswith("涨") else "down"
        operator = operator_of(match["fill"], plain[stop : stop + 3])
        yield Move(match.end(), stop, "return", direction, tuple(values), operator)


def _neutral(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _NEUTRAL.finditer(plain, start, end):
        direction: Direction | None = None
        if match["sign"]:
            direction = "down" if match["sign"] == "-" else "up"
        operator = operator_of(match["fill"], plain[match.end() : match.end() + 4])
        yield Move(match.start(), match.end(), "return", direction, (_size(match),), operator)


def _signed(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _SIGNED.finditer(plain, start, end):
        direction: Direction = "down" if match["sign"] == "-" else "up"
        yield Move(
            match.start(), match.end(), "return", direction, (number_of(match["pct"]) / 100,)
        )


def _bracketed(plain: str, start: int, end: int) -> Iterator[Move]:
    """Sizes in brackets behind each name of a list: A(5.2%)、B(4.1%)领涨."""
    for match in _BRACKETED.finditer(plain, start, end):
        told = _LIST_VERB.search(plain, match.end(), end)
        if told is None:
            told = max(
                _LIST_VERB.finditer(plain, start, match.start()), key=re.Match.end, default=None
            )
        if told is None or told["other"]:
            continue
        direction: Direction = "up" if told["up"] else "down"
        size = (number_of(match["pct"]) / 100,)
        yield Move(match.start(), match.end(), "return", direction, size, adjacent=True)


def _multiples(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _MULTIPLE.finditer(plain, start, end):
        if supposed(plain, match.start(), match.end(), start, nearly=True):
            continue
        reach = 14 if match[0].isascii() else 4  # 近一个月股价已翻倍 is no 近翻倍
        before = plain[max(start, match.start() - reach) : match.start()]
        operator = operator_of(before, plain[match.end() : match.end() + 3])
        if match["halved"]:
            yield Move(
                match.start(), match.end(), "return", "down", (0.5,), operator, cumulative=True
            )
        else:
            yield Move(
                match.start(), match.end(), "return", "up", (1.0,), operator, cumulative=True
            )


_Maker: TypeAlias = Callable[[str, int, int], Iterator[Move]]
# In the order in which overlapping moves win; whether a size must stand in the sentence, and
# words of which one must: most sentences have none, and a search for each form costs more.
_MAKERS: tuple[tuple[_Maker, bool, tuple[str, ...]], ...] = (
    (boards_in, False, ("板", "停")),
    (
        streaks_in,
        False,
        ("连", "straight", "consecutive", "successive", "running", " a row", "-day ", "-session "),
    ),
    (_ranked, True, ("最", "第一")),
    (_reversed, True, ()),
    (
        _named,
        True,
        (
            " rally",
            " gain",
            " jump",
            " surge",
            " rise",
            " advance",
            " climb",
            " rebound",
            " drop",
            " fall",
            " slide",
            " slump",
            " decline",
            " plunge",
            " tumble",
            " retreat",
        ),
    ),
    (_sums, True, (" to ",)),
    (_apart, True, ("分别",)),
    (_percentages, True, ()),
    (_neutral, True, ("幅度", "涨跌幅")),
    (limits_in, False, ("停", "板", "limit", " cap", "ceiling")),
    (_multiples, False, ("翻", "腰斩", "doubled", "halved")),
    (_signed, True, ("+", "-")),
    (_bracketed, True, ("%)",)),
)
