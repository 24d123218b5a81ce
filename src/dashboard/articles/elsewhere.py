"""Who else may have moved: companies abroad, shares in Hong Kong, names that no list has."""

from __future__ import annotations

import re
from bisect import bisect_left

from dashboard.articles.finds import Place
from dashboard.articles.move import Move
from dashboard.articles.text import Sentence

# An English name of its own just before the verb: …; Nvidia fell.
_STRANGER = re.compile(
    r"(?:[;,.]|\band\b|\bwhile\b|\bbut\b)\s*(?!It\b|Its\b|The\b|Shares\b|That\b|They\b|On\b|By\b|In\b)"
    r"(?:[A-Z][\w&.'’-]*\s){1,4}(?:has |had |have |also |then )?$"
)
# Companies listed abroad alone: what is told behind such a name is not of the stock before it.
_ABROAD = re.compile(
    r"\s*(?:而|其中|此外|另外|同时|美股|港股)?(?:蔚来|理想汽车|小鹏|腾讯|阿里|美团|京东(?!方)|百度|小米|快手|"
    r"网易|拼多多|哔哩哔哩|英伟达|特斯拉|苹果(?!概念|产业链)|微软|谷歌|亚马逊|英特尔|台积电|三星|美光|高通|博通|甲骨文|"
    r"SK海力士|软银|泡泡玛特|港交所|恒大|Meta|AMD)"
)
# 共有17只地产股的涨幅超过5%: of so many, whoever they are.
_SO_MANY = re.compile(r"有\s?(?:\d+|[两三四五六七八九十])[只家]")
# A name of no list with a code of Hong Kong, straight before a move: 华润电力(00836)跌4%.
_CODED = re.compile(r"[\u3400-\u9fff]{2,8}\s?\(0?\d{4,5}(?:\.HK)?\)\s?$")
# A name that no list has, and its size in brackets: A(跌幅4%)、某某科技(跌幅3%).
_IN_BRACKET = re.compile(r"[、,，和][\u3400-\u9fff]{2,8}\s?\($")
# Where shares trade, in English: rallied 7% in Hong Kong and fell 7% in Shanghai.
_MARKET_BEHIND = re.compile(
    r"(?:(?!\b(?:after|as|because|following|amid|said|says)\b)[^,;])*?(?:\b(?:in|on)\s(?:the\s)?(?P<place>Hong\sKong|New\sYork|London|Nasdaq|Shanghai|Shenzhen|mainland)\b|(?P<price>HK\$))"
)
_MARKET_BEFORE = re.compile(
    r"\b(?:in|on)\s(?:the\s)?(?P<place>Hong\sKong|New\sYork|London|Shanghai|Shenzhen|mainland)\b",
    re.IGNORECASE,
)
# 港股方面，A涨8%；A股方面，A涨7%: from the one word to the next.
_MARKET_TOLD = re.compile(
    r"(?:港股|美股|H股)(?:市场)?方面|(?P<home>A股|沪深|两市|内地)|"
    r"(?:^|[,，。;；|丨\n])\s?港股(?!通)(?=[\u3400-\u9fff,，:：])",
    re.MULTILINE,
)
_ABROAD_AT_ALL = re.compile(
    r"(?:港|美|H)股(?!份)|(?i:hong kong)|New York|London|Nasdaq|\bUS[- ]|U\.S\.|HK\$|\(0\d{4}\)"
)
_TITLE_ABROAD = re.compile(r"\s*[【《〈]?港股(?!通)")  # 港股异动｜…: of Hong Kong throughout
_REACH = 400  # signs of a paragraph within which such a word holds
# The Hong Kong-listed shares of China's CATL … fell.
_SHARES_ABROAD = re.compile(
    r"\b(?:Hong\sKong|New\sYork|US|U\.S\.|London)(?:-(?:listed|traded))?\s(?:shares|stock|ADRs?)\s(?:of|in)\s"
    r"(?:[\w'’-]+\s){0,4}$"
)
_MARKETS_ABROAD = {"hong kong", "new york", "london", "nasdaq"}
# Names in an English lead that are no other subject.
_NO_SUBJECT = re.compile(
    r"^\W*\w+|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|"
    r"Nov|Dec)\w*|\b(?:Shanghai|Shenzhen|Beijing|China|Chinese|Hong Kong|A-shares?)\b"
)
# In a row of names each straight before its size, one that no list has: A涨17%，某某科技涨15%.
_UNKNOWN = re.compile(
    r"\s*(?:(?![累股盘一收今昨本当月公最午随再又也亦仍已均都共并合全区其总此前后较比从至自近两三四五六连续周年日开尾早单振换市成间截期同但而则且])"
    r"[\u3400-\u9fff]){3,6}(?:-[A-Z]+)?\s*"
)
# An English clause that is nothing but a name, its verb behind the next comma.
_NAME_ALONE = re.compile(
    r"\s*(?!(?:based|headquartered|located|listed|in|of|from|at|with|by|part|owned)\s)(?:(?:and|but|while|as)\s)?(?:[a-z-]+\s){0,4}(?:[A-Z][\w&.'’-]*\s?){2,},\s*"
)


class Markets:
    """Where a text tells of shares in Hong Kong or New York, looked up by place."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.any = bool(_ABROAD_AT_ALL.search(plain))  # most texts name no other market
        self._told = list(_MARKET_TOLD.finditer(plain)) if self.any else []
        self._starts = [match.start() for match in self._told]
        self._title = bool(_TITLE_ABROAD.match(plain))

    def abroad(self, sentence: Sentence, move: Move, name: int) -> bool:
        """Whether a move of the stock named at a place is one of shares elsewhere."""
        if not self.any:
            return False
        plain = self.plain
        if plain[move.start].isascii() and plain[move.start] not in "(+-":
            return _abroad_in_english(plain, sentence, move, name)
        at = bisect_left(self._starts, move.start)
        told = self._told[at - 1] if at else None
        if told is None or told["home"] or self._title:
            return self._title and not (told and told["home"])
        near = sentence.start - told.end() <= _REACH
        return near and plain.find("\n", told.end(), sentence.start) < 0  # of one paragraph


def _abroad_in_english(plain: str, sentence: Sentence, move: Move, name: int) -> bool:
    if _SHARES_ABROAD.search(plain, max(0, name - 60), name):
        return True
    clause = next((c for c in reversed(sentence.clauses) if c.start <= move.start), sentence)
    told = _MARKET_BEHIND.match(plain, move.end, clause.end)
    if told and told["price"]:  # jumped 5 percent to HK$20.95
        return True
    if told is None:
        lead = _MARKET_BEFORE.finditer(plain, sentence.start, move.start)
        told = max(lead, key=re.Match.start, default=None)
    return told is not None and told["place"].lower() in _MARKETS_ABROAD


def stranger_before(gap: str) -> re.Match[str] | None:
    """Return the English name of no list that stands just before a verb: …; Nvidia fell."""
    return _STRANGER.search(gap)


def of_another(gap: str, *, straight: bool) -> bool:
    """
    Whether what stands between the last stock and a move is a company of its own.

    Parameters
    ----------
    gap : str
    straight : bool
        Whether the move before stood straight behind its name: a row of names and sizes.
    """
    return bool(
        _SO_MANY.search(gap)
        or _CODED.search(gap)
        or _IN_BRACKET.search(gap)
        or _ABROAD.match(gap)
        or (straight and _UNKNOWN.fullmatch(gap))
    )


def only_a_name(plain: str, clause: Place) -> bool:
    """Whether an English clause is nothing but a name, its verb behind the next comma."""
    return bool(_NAME_ALONE.fullmatch(plain, clause.start, clause.end))


def names_another(lead: str) -> bool:
    """Whether an English lead has a name of its own: The STAR 50 rose."""
    return bool(re.search("[A-Z]", _NO_SUBJECT.sub("", lead)))
