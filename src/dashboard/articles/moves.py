"""Moves that a sentence states: percentages with their direction, limits, boards, streaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashboard.articles.finds import Operator, ReturnKind
from dashboard.articles.numbers import (
    COUNT,
    NUMBER,
    OPERATOR_WORDS,
    count_of,
    english_count,
    number_of,
    operator_of,
)
from dashboard.articles.verbs import DOWN, DOWN_EN, FILL, FIRST, NOUN_OF_SIZE, SIZE, UP, UP_EN

Direction: TypeAlias = Literal["up", "down"]

_MOVE = re.compile(
    rf"(?=[{FIRST}a-z])(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<up_en>{UP_EN})|(?P<down_en>{DOWN_EN}))"
    rf"(?P<rank>(?:最高|最大|最低|最小|居前|第一|靠前|"
    rf"最多)的?)?(?P<fill>{FILL})(?P<sign>[+-]?){SIZE}",
)
_REST = re.compile(
    rf"\s?(?:、|,|，|和|及|与|以及|and|,? and)\s?(?:(?P<up>{UP})|(?P<down>{DOWN}))?"
    rf"(?:{OPERATOR_WORDS})?\s?(?P<sign>[+-]?)(?P<pct>{NUMBER})\s?%"
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
    rf"(?:以|录得|取得|收获|创下|有|(?=超|逼近|接近|将近|近|约|逾))(?P<fill>{FILL})(?P<sign>[+-]?){SIZE}的(?:周|月|日|年|累计|区间|单日|最大|"
    rf"总)*(?:(?P<up>涨幅|升幅)|(?P<down>跌幅|降幅))"
)
_AT_BEST = re.compile("开|冲高|一度|as much as|up to")
_TO_LIMIT = re.compile(r"\s(?:daily\s)?limit\b")
_OWNED = re.compile(r"的|涨|跌|股份|股权|比例|\s(?:of|stake)")
_BRACKETED = re.compile(rf"(?<=[\u3400-\u9fffA-Za-z])\((?P<pct>{NUMBER})\s?%\)")
_LIST_VERB = re.compile(
    r"(?P<up>领涨|涨幅|上涨|收涨|大涨|涨)|(?P<down>领跌|跌幅|下跌|收跌|大跌|跌)|(?P<other>占|持股|比例|份额)"
)
_SIGNED = re.compile(rf"(?<![\d%])(?P<sign>[+-])(?P<pct>{NUMBER})\s?%")
_MULTIPLE = re.compile(r"(?P<double>翻倍|翻番|翻了?一[倍番]|\bdoubled)|(?P<halved>腰斩|\bhalved)")
_LIMIT = re.compile(
    r"(?=[0-9涨跌封炸abdfhlmprst])(?:"
    r"(?P<board>[0-9]{2}\s?CM\s?)?(?P<word>涨停|跌停|封板|炸板)"
    r"|(?P<en_down>(?:fell|fallen|plunged|dropped|tumbled|slumped|down)\sby\s(?:its|their|the)?\s?"
    r"(?:daily|maximum)\s(?:\d+%\s)?limit|(?:hit|reached)\s(?:its|their|the)?\s?"
    r"(?:lower|downside|down)\s(?:daily\s)?limit|limit[- ]down)"
    r"|(?P<en>(?:hit|hits|hitting|reached|reaching|meet|met|by|at)\s(?:its|their|the|a)?\s?(?:\d+(?:%|[-\s]percent)\s)?"
    r"(?:(?:(?:daily|trading|upper|upward|price)\s(?:\d+(?:%|[-\s]percent)\s)?){1,3}(?:limit|ceiling)|cap\b)"
    r"|limit[- ]up|(?P<en_touched>touch(?:ed|es|ing)?\s(?:its|their|the|a)\s"
    r"(?:(?:daily|trading|upper|upward)\s){1,3}(?:limit|ceiling))))",
    re.IGNORECASE,
)
# The same without English, for sentences that have no word of it: half the time.
_LIMIT_HAN = re.compile(
    r"(?P<board>[0-9]{2}\s?CM\s?)?(?P<word>涨停|跌停|封板|炸板)"
    r"(?P<en_down>(?!))?(?P<en>(?!))?(?P<en_touched>(?!))?"
)
_LIMIT_WORD = re.compile(r"limit|\bcap\b|ceiling", re.IGNORECASE)
# The look-aheads name the signs that the forms begin with: no other place needs them tried.
_BOARDS = re.compile(
    r"(?=[\d零一二两三四五六七八九十百首连第收录斩有共])(?:"
    rf"(?P<m>{COUNT})天(?P<k>{COUNT})板"
    rf"|(?P<m2>{COUNT})\s?个?(?:交易日|天)(?:内|里|中)?(?:已|共)?(?:收出|收获|录得|斩获|拿下|有)了?(?P<k2>{COUNT})(?:个?(?:一字)?涨停板?|板)"
    rf"|(?P<n>{COUNT})\s?连板|(?P<first>首板)"
    rf"|连(?:续|收)?(?:收获|收出|录得|斩获|吃|吞|遭遇|拉出|走出)?了?第?\s?(?P<n2>{COUNT})\s?个?(?:交易)?(?:日|天)?"
    rf"(?:收盘价?格?(?:均|都)?\s?)?(?:(?:均|都)?以)?(?:收获|收出|录得|斩获)?(?:一字|[23]0(?:%|CM))?(?:涨停|(?P<d2>跌停))板?"
    rf"|(?P<n6>{COUNT})\s?个?交易日(?:股价)?(?:收盘价?格?)?(?:均|都|连续|全部)(?:收盘)?(?:涨停|(?P<d6>跌停))"
    rf"|(?P<n3>{COUNT})(?:个?连续?)(?:一字)?(?:涨停|(?P<d3>跌停))板?|(?:第|收获|录得|斩获|"
    rf"收出)(?P<n4>{COUNT})个(?:一字)?涨停板?|(?P<n5>{COUNT})板(?=[:：])"
    rf"|[有共](?P<days>{COUNT})个?交易日(?:收盘)?(?:均|都)?以涨停价?(?:格)?收盘"
    rf"|(?P<times>{COUNT})次(?:封住?|收获|触及)?涨停板?)",
)
# Limits within a span told elsewhere, not in a row: 期间共收出6个涨停板.
_IN_ALL = re.compile(r"(?:共|累计|期间|合计|总计|[天日]里|[天日]内|本周|当周)[^，,。;；连]{0,6}$")
_STREAK_EN = re.compile(
    r"\b(?:(?:(?P<up>risen|rose|gained|advanced|climbed)|(?P<down>fallen|fell|declined|dropped|lost|slid|slipped))"
    r"\s(?:for\s)?(?:a\s)?(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s"
    r"(?:straight|consecutive|successive)\s(?:trading\s)?(?:sessions|days)"
    r"|(?P<n2>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})-(?:day|session)\s"
    r"(?:(?P<up2>winning|rising)|(?P<down2>losing))\s(?:streak|run)"
    r"|(?P<n3>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s(?:straight|consecutive|"
    r"successive)\s(?:daily\s|session\sof\s|day\sof\s)?"
    r"(?:(?P<up3>gains?|advances?|rises?)|(?P<down3>declines?|loss(?:es)?|drops?|falls?)))",
    re.IGNORECASE,
)
_STREAK = re.compile(
    rf"(?P<n>{COUNT})连(?P<s>涨|阳|升|跌|阴|降)|(?:连(?:续|着)?|接连)第?(?P<n2>{COUNT})个?(?:交易日|日|"
    rf"天)(?:收盘)?(?P<s2>上涨|下跌|收涨|收跌|走高|走低|上升|下挫)"
    rf"|连(?P<s3>涨|跌|升|阳|阴)(?P<n3>{COUNT})(?:个交易日|日|天)",
)
_ANY = re.compile(
    r"[%涨跌板倍翻腰成阳阴升]|percent|per cent|pct|limit|ceiling|\bcap\b|doubled|halved|"
    r"straight|consecutive|successive|streak",
    re.IGNORECASE,
)
_SIZED = re.compile(r"[%成倍]|个点|百分之|per\s?cent|pct")
_NOT_LIMIT = re.compile(
    r"(?:价(?!格|收)|潮|股|复盘|基因|原因|敢死|王|家数|数量|次数|池|分析|揭秘|的?(?:个股|股票|"
    r"公司)|板块|制度|榜|幅)"
)
_COUNT_OF_STOCKS = re.compile(r"(?:\d+|[多数余百十])(?:只|股|家|支)(?:个股|股票)?(?:封)?$|个股$")
# Of stocks just named: A、B等多股涨停.
_AND_OTHERS = re.compile(r"等(?:近|超|逾)?(?:\d+|[多数余百十])?(?:只|家|支)?(?:个股|股票|股)封?$")
# Of stocks named behind: 多只个股跌停，包括A、B.
_LISTED = re.compile(r"[,，](?:其中)?(?:包括|例如|分别[是为])")
_TOUCHED = re.compile(
    r"(?:触及|一度|曾|冲击|竞价|盘中|开盘|瞬间|秒|打开|摸|尝试|早盘|盘初|冲上|"
    r"briefly)[^,，。;；]{0,6}$"
)
_OPENED = re.compile(
    r"\s*(?:[,，]?(?:尾盘|午后|盘中|随后|之后)(?:炸板|开板|打开)|后?打开|未遂|后?开板|后回落|失败|被砸)"
)
_NEGATED = re.compile(
    r"(?:没有|没|[仅只还]差|并未|未能|未|无|不是|并非|逼近|接近|直逼|不会|难以|避免|不再|远离|无缘|not|n't|"
    r"never)[^,，。;；]{0,4}$"
)
_SUPPOSED = re.compile(
    r"(?:有望|预计|预期|或将|可能|将会|假如|如果|[如倘]若|料将|料今年|预测|看高|目标|空间|能否|"
    r"会不会|"
    r"\b(?:could|might|would|will|may|if|expects?|expected|forecasts?|see|"
    r"sees)\b)[^,，。;；]{0,14}$"
)
_ROOM = re.compile(r"\s*(?:的|之)?(?:上涨|下跌|上行|下行)?(?:空间|潜力|预期|概率)")


@dataclass(frozen=True, slots=True)
class Move:
    """
    One stated move, not yet bound to a stock.

    Attributes
    ----------
    start, end : int
        From its verb to the end of its number.
    kind : str
        One of `ReturnKind`.
    direction : str or None
        None where an earlier word of the sentence says it (幅度为).
    values : tuple of float
        Sizes as fractions; several after 分别.
    operator : str
    sessions, boards : int or None
    cumulative : bool
        Whether the words say that it is over several sessions.
    opening : bool
        Whether the words say that it was at the opening or while trading.
    apart : bool
        Whether 分别 or respectively deals the sizes out.
    adjacent : bool
        Whether only the name straight before it can be meant.
    """

    start: int
    end: int
    kind: ReturnKind
    direction: Direction | None
    values: tuple[float, ...] = ()
    operator: Operator = "is"
    sessions: int | None = None
    boards: int | None = None
    cumulative: bool = False
    opening: bool = False
    apart: bool = False
    adjacent: bool = False


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


def _supposed(plain: str, start: int, end: int, bound: int) -> bool:
    before = plain[max(bound, start - 20) : start]
    return bool(_NEGATED.search(before) or _SUPPOSED.search(before) or _ROOM.match(plain, end))


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
        if limit or _supposed(plain, match.start(), match.end(), start):
            continue
        up = bool(match["up"] or match["up_en"])
        values, stop = [_size(match)], match.end()
        apart = "分别" in plain[start:stop] or "respectively" in plain[stop:end]
        while match["pct"] and (rest := _next(plain, stop, commas=apart)):
            size = number_of(rest["pct"]) / 100
            turned = rest["sign"] == "-" or bool(rest["down"] if up else rest["up"])
            values.append(-size if turned else size)
            stop = rest.end()
        if match["sign"] == "-":
            up = not up if match["up"] and "幅" in match["up"] else False
        words = match[0][: match.end("fill") - match.start()]
        yield Move(
            match.start(),
            stop,
            "return",
            "up" if up else "down",
            tuple(values),
            operator_of(match["fill"], plain[match.end() : match.end() + 4]),
            cumulative="累" in words or "累" in plain[match.start() - 2 : match.start()],
            opening=bool(_AT_BEST.search(words)),
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
    for pattern, cue in ((_REVERSED, "%的"), (_MOST, "最"), (_REVERSED_EN, "er")):
        if plain.find(cue, start, end) < 0:
            continue
        for match in pattern.finditer(plain, start, end):
            direction: Direction = "up" if match["up"] else "down"
            operator = operator_of(match["fill"], "")
            place = match.start() + (match[0][0] == " ")
            yield Move(place, match.end(), "return", direction, (_size(match),), operator)


def _named(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in NOUN_OF_SIZE.finditer(plain, start, end):
        if not _supposed(plain, match.start(), match.end(), start):
            side: Direction = "up" if match["up"] else "down"
            size = (number_of(match["pct"]) / 100,)
            operator = operator_of(match["fill"], "")
            yield Move(match.start("fill"), match.end(), "return", side, size, operator)


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
        if _supposed(plain, match.start(), match.end(), start):
            continue
        before = plain[max(start, match.start() - 14) : match.start()]
        operator = operator_of(before, plain[match.end() : match.end() + 3])
        if match["halved"]:
            yield Move(
                match.start(), match.end(), "return", "down", (0.5,), operator, cumulative=True
            )
        else:
            yield Move(
                match.start(), match.end(), "return", "up", (1.0,), operator, cumulative=True
            )


def _boards(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _BOARDS.finditer(plain, start, end):
        if _supposed(plain, match.start(), match.end(), start):
            continue
        if match["m"] or match["m2"]:
            many = count_of(match["m"] or match["m2"])
            boards = count_of(match["k"] or match["k2"])
            kind: ReturnKind = "boards-within"
        else:
            numbers = ("n", "n2", "n3", "n4", "n5", "n6", "times", "days")
            word = next((match[name] for name in numbers if match[name]), "")
            many = boards = 1 if match["first"] else count_of(word)
            kind = "boards"
            scattered = match["n4"] and _IN_ALL.search(
                plain[max(start, match.start() - 8) : match.start()]
            )
            if match["times"] or match["days"] or scattered:
                if boards and boards > 1:
                    yield Move(
                        match.start(),
                        match.end(),
                        "boards-within",
                        "up",
                        boards=boards,
                        cumulative=True,
                    )
                continue
        if many:
            side: Direction = "down" if match["d2"] or match["d3"] or match["d6"] else "up"
            yield Move(match.start(), match.end(), kind, side, sessions=many, boards=boards)


def _streaks(plain: str, start: int, end: int) -> Iterator[Move]:
    for match in _STREAK.finditer(plain, start, end):
        many = count_of(match["n"] or match["n2"] or match["n3"])
        word = match["s"] or match["s2"] or match["s3"]
        if many and many > 1 and not _supposed(plain, match.start(), match.end(), start):
            direction: Direction = "down" if re.search("跌|阴|降|低|挫", word) else "up"
            yield Move(match.start(), match.end(), "streak", direction, sessions=many)
    for match in _STREAK_EN.finditer(plain, start, end):
        many = english_count(match["n"] or match["n2"] or match["n3"])
        if many and many > 1 and not _supposed(plain, match.start(), match.end(), start):
            rises = match["up"] or match["up2"] or match["up3"]
            side: Direction = "up" if rises else "down"
            yield Move(match.start(), match.end(), "streak", side, sessions=many)


def _limits(plain: str, start: int, end: int) -> Iterator[Move]:
    form = _LIMIT if _LIMIT_WORD.search(plain, start, end) else _LIMIT_HAN
    for match in form.finditer(plain, start, end):
        before = plain[max(start, match.start() - 14) : match.start()]
        behind = plain[match.end() : match.end() + 6]
        word = match["word"] or ""
        if _supposed(plain, match.start(), match.end(), start) or _NOT_LIMIT.match(behind):
            continue
        counted = _COUNT_OF_STOCKS.search(before) and not _AND_OTHERS.search(before)
        if counted and not _LISTED.match(plain, match.end()):
            continue
        down = bool(match["en_down"]) or word == "跌停"
        touched = (
            word in {"炸板", "封板"}
            or match["en_touched"]
            or _TOUCHED.search(before)
            or _OPENED.match(behind)
        )
        if word == "封板" and re.match(r"率|未遂|资金", behind):
            continue
        side = "down" if down else "up"
        kind = f"touched-limit-{side}" if touched else f"limit-{side}"
        if re.match(r"[:：]\s?[无暂]", behind):
            continue
        stop = match.end() + (1 if behind.startswith("板") else 0)
        yield Move(match.start(), stop, kind, side)  # type: ignore[arg-type]


_Maker: TypeAlias = Callable[[str, int, int], Iterator[Move]]
# In the order in which overlapping moves win; whether a size must stand in the sentence, and
# words of which one must: most sentences have none, and a search for each form costs more.
_MAKERS: tuple[tuple[_Maker, bool, tuple[str, ...]], ...] = (
    (_boards, False, ("板", "停")),
    (_streaks, False, ("连", "straight", "consecutive", "successive", "-day ", "-session ")),
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
    (_apart, True, ("分别",)),
    (_percentages, True, ()),
    (_neutral, True, ("幅度", "涨跌幅")),
    (_limits, False, ("停", "板", "limit", " cap", "ceiling")),
    (_multiples, False, ("翻", "腰斩", "doubled", "halved")),
    (_signed, True, ("+", "-")),
    (_bracketed, True, ("%)",)),
)
