"""Limits, rows of them and streaks that a sentence states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboard.articles.finds import ReturnKind
from dashboard.articles.move import Direction, Move, supposed
from dashboard.articles.numbers import COUNT, count_of, english_count

_LIMIT = re.compile(
    r"(?=[0-9涨跌封炸abdfhjlmprst])(?:"
    r"(?P<board>[0-9]{2}\s?CM\s?)?(?P<word>涨停|跌停|封板|炸板)"
    r"|(?P<en_down>(?:fell|fallen|plunged|dropped|tumbled|slumped|down)\sby\s(?:its|their|the)?\s?"
    r"(?:daily|maximum)\s(?:\d+%\s)?limit|(?:hit|reached)\s(?:its|their|the)?\s?"
    r"(?:lower|downside|down)\s(?:daily\s)?limit|limit[- ]down)"
    r"|(?P<en>(?:hit|hits|hitting|reached|reaching|meet|met|by|at|to|jumped|surged|soared|rose)\s(?:its|their|the|a)?\s?(?:\d+(?:%|[-\s]per\s?cent)\s)?"
    r"(?:(?:(?:daily|trading|upper|upward|price)\s(?:\d+(?:%|[-\s]per\s?cent)\s)?){1,3}(?:limit|ceiling|cap\b)|"
    r"(?<=%\s)limit|(?<=to\sthe\s)limit|(?<=percent\s)limit|cap\b)"
    r"|limit[- ]up|(?P<en_touched>touch(?:ed|es|ing)?\s(?:its|their|the|a)\s"
    r"(?:(?:daily|trading|upper|upward)\s){1,3}(?:limit|ceiling))))",
    re.IGNORECASE,
)
# The same without English, for sentences that have no word of it: half the time.
_LIMIT_HAN = re.compile(
    r"(?P<board>[0-9]{2}\s?CM\s?)?(?P<word>涨停|跌停|封板|炸板)"
    r"(?P<en_down>(?!))?(?P<en>(?!))?(?P<en_touched>(?!))?"
)
_FELL = re.compile(
    r"\b(?:f[ae]ll(?:ing|en|s)?|drop\w*|plung\w+|tumbl\w+|slump\w*|slid\w*|sank|sink\w*|declin\w+|plummet\w*|down)"
    r"\s(?:\w+\s)?(?:by|to)",
    re.IGNORECASE,
)
_LIMIT_WORD = re.compile(r"limit|\bcap\b|ceiling", re.IGNORECASE)
# The look-aheads name the signs that the forms begin with: no other place needs them tried.
_BOARDS = re.compile(
    r"(?=[\d零一二两三四五六七八九十百首连第收录斩有共])(?:"
    rf"(?P<m>{COUNT})天(?P<k>{COUNT})板"
    rf"|(?P<m2>{COUNT})\s?个?(?:交易日|天)(?:内|里|中)?(?:已|共)?(?:收出|收获|录得|斩获|拿下|有)了?(?P<k2>{COUNT})(?:个?(?:一字)?涨停板?|板)"
    rf"|(?P<n>{COUNT})\s?连板|(?P<first>首板)"
    rf"|连(?:续|收)?(?:收获|收出|录得|斩获|吃|吞|遭遇|拉出|走出)?了?第?\s?(?P<n2>{COUNT})\s?个?(?:交易)?(?:日|天)?"
    rf"(?:收盘价?格?(?:均|都)?\s?)?(?:(?:均|都)?以)?(?:收获|收出|录得|斩获)?(?:一字|[23]0(?:%|(?i:CM)))?(?:涨停|(?P<d2>跌停))板?"
    rf"|(?P<n6>{COUNT})\s?个?交易日(?:股价)?(?:收盘价?格?)?(?:均|都|连续|全部)(?:收盘)?(?:涨停|(?P<d6>跌停))"
    rf"|(?P<n3>{COUNT})(?:个?连续?)(?:一字)?(?:涨停|(?P<d3>跌停))板?|(?:第|收获|录得|斩获|"
    rf"收出)(?P<n4>{COUNT})个(?:一字)?涨停板?|(?P<n5>{COUNT})板(?=[:：])"
    rf"|[有共](?P<days>{COUNT})个?交易日(?:收盘)?(?:均|都)?以涨停价?(?:格)?收盘"
    rf"|(?P<times>{COUNT})次(?:封住?|收获|触及)?涨停板?)",
)
# Limits within a span told elsewhere, not in a row: 期间共收出6个涨停板.
_IN_ALL = re.compile(r"(?:共|累计|期间|合计|总计|[天日]里|[天日]内|本周|当周)[^，,。;；连]{0,6}$")
_STREAK_EN = re.compile(
    r"\b(?:(?:(?P<up>risen|rose|gained|advanced|climbed|up)|"
    r"(?P<down>fallen|fell|declined|dropped|lost|slid|slipped|down))"
    r"\s(?:for\s)?(?:a\s)?(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s"
    r"(?:(?:straight|consecutive|successive)\s(?:trading\s)?(?:sessions|days)|"
    r"(?:trading\s)?(?:sessions|days)\s(?:straight|running|in\sa\srow))"
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
_NOT_LIMIT = re.compile(
    r"(?:价(?!格|收)|潮|股|复盘|基因|原因|敢死|王|家数|数量|次数|池|分析|揭秘|的?(?:个股|股票|"
    r"公司)|板块|制度|榜|幅)"
)
_COUNT_OF_STOCKS = re.compile(r"(?:\d+|[多数余百十])(?:只|股|家|支)(?:个股|股票)?(?:封)?$|个股$")
# Of stocks just named: A、B等多股涨停.
_AND_OTHERS = re.compile(
    r"等(?:近|超|逾)?(?:\d+|[多数余百十])?[余多来]?(?:只|家|支)?(?:个股|股票|股)封?$"
)
# Of stocks named behind: 多只个股跌停，包括A、B.
_LISTED = re.compile(r"[,，](?:其中)?(?:包括|例如|分别[是为])")
_TOUCHED = re.compile(
    r"(?:触及|一度|曾|冲击|竞价|盘中|开盘|瞬间|秒|打开|摸|尝试|早盘|盘初|冲上|"
    r"briefly|earlier\s\w+)[^,，。;；]{0,6}$"
)
_OPENED = re.compile(
    r"\s*(?:[,，]?(?:尾盘|午后|盘中|随后|之后)(?:炸板|开板|打开)|后?打开|未遂|后?开板|后回落|失败|被砸)"
)


def boards_in(plain: str, start: int, end: int) -> Iterator[Move]:
    """Limits in a row, or so many within so many sessions."""
    for match in _BOARDS.finditer(plain, start, end):
        if supposed(plain, match.start(), match.end(), start):
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


def streaks_in(plain: str, start: int, end: int) -> Iterator[Move]:
    """Rises or falls in a row, of any size."""
    for match in _STREAK.finditer(plain, start, end):
        many = count_of(match["n"] or match["n2"] or match["n3"])
        word = match["s"] or match["s2"] or match["s3"]
        if many and many > 1 and not supposed(plain, match.start(), match.end(), start):
            direction: Direction = "down" if re.search("跌|阴|降|低|挫", word) else "up"
            yield Move(match.start(), match.end(), "streak", direction, sessions=many)
    for match in _STREAK_EN.finditer(plain, start, end):
        many = english_count(match["n"] or match["n2"] or match["n3"])
        if many and many > 1 and not supposed(plain, match.start(), match.end(), start):
            rises = match["up"] or match["up2"] or match["up3"]
            side: Direction = "up" if rises else "down"
            yield Move(match.start(), match.end(), "streak", side, sessions=many)


def limits_in(plain: str, start: int, end: int) -> Iterator[Move]:
    """Limits that a stock closed at, or touched."""
    form = _LIMIT if _LIMIT_WORD.search(plain, start, end) else _LIMIT_HAN
    for match in form.finditer(plain, start, end):
        before = plain[max(start, match.start() - 20) : match.start()]
        behind = plain[match.end() : match.end() + 6]
        word = match["word"] or ""
        if supposed(plain, match.start(), match.end(), start) or _NOT_LIMIT.match(behind):
            continue
        counted = _COUNT_OF_STOCKS.search(before) and not _AND_OTHERS.search(before)
        if counted and not _LISTED.match(plain, match.end()):
            continue
        fell = match["en"] and _FELL.search(
            plain, max(start, match.start() - 24), match.start() + 3
        )
        down = bool(match["en_down"] or fell) or word == "跌停"
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
