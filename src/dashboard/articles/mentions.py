"""Mentions of securities: codes and names of a text brought together."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date

from dashboard.articles.codes import FoundCode, codes_in_article
from dashboard.articles.finds import How, NotResolved, Role, Unresolved
from dashboard.articles.names import NameHit, NameIndex
from dashboard.articles.text import Text

# What may stand between a name and its code behind it, and between a code and its name.
_TO_CODE = re.compile(
    r"\s*(?:-[A-Z]{1,2})?(?:\d+连板|[一二三四五六七八九十]连板|股份|集团)?\s*[(\[\"']?"
    r"(?:(?:A股)?(?:股票|证券)?(?:代码|简称)?[:\s]*)?"
)
_TO_NAME = re.compile(r"[)\]\"'|\s·]*(?:(?:证券|股票)?简称[:\s]*)?[\"'|]*\s*")
_MORE_CODES = re.compile(r"\s*[,，/;、；|]\s*(?:H股|港股)?[:\s]*$")
_CLOSING = re.compile(r"[^()\n]{0,30}\)")
_FUND = re.compile(
    r"(?:ETF|LOF|REIT|转债|基金|指数|债|期货|期权|沪指|[上深]证\S{0,4}|成指|综指|科创50|"
    r"\d年)[^()]{0,6}\(?\s*$",
    re.IGNORECASE,
)
_TITLE_CASE = re.compile(
    r"(?:[A-Z0-9][\w&'.-]*|of|and)(?:,? (?:[A-Z][\w&'.-]*|of|and|"
    r"&)){0,7}\s?\(?\s?(?:[A-Za-z]+:\s?)?$"
)
_DAY_BEFORE = re.compile(r"\d{1,4}[.,]?\s(?=[A-Z])")
_HAN_NAME = re.compile(r"[\u3400-\u9fffA-Za-z]{2,10}-?[A-Z]{0,2}\s?\((?:[^()]{0,8})$")
_OWN_H = re.compile(r"(?:H股|港股|其H股)\(?\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """
    One place where a security stands.

    Attributes
    ----------
    start, end : int
        Of the name, or of the code where no name stands.
    stop : int
        End of the code in brackets behind it; `end` without one.
    symbol : str
    name : str
        Today's short name, or as written.
    how : str
        One of `How`.
    sure : bool
        Whether a code says so.
    role : str
        One of `Role`.
    known : bool
        Whether what is written is a name of the list.
    elsewhere : bool
        Whether its code is that of the company's shares on another exchange: what is said of
        them there is not said of the symbol.
    """

    start: int
    end: int
    stop: int
    symbol: str
    name: str
    how: How
    sure: bool = False
    role: Role = "subject"
    known: bool = False
    elsewhere: bool = False


@dataclass(slots=True)
class Paired:
    """Names with their codes, and what does not fit together."""

    mentions: list[Mention]
    open_hits: list[NameHit]
    not_resolved: list[NotResolved]
    twins: dict[str, set[str]]


def pair(text: Text, index: NameIndex, day: date | None) -> Paired:
    """Bring the names and the codes of a text together; names without a code stay open."""
    hits = list(index.hits(text.plain, day))
    starts = [hit.start for hit in hits]
    found = Paired([], [], [], {})
    used: dict[int, Mention] = {}
    previous: tuple[FoundCode, Mention | None] | None = None
    mention: Mention | None
    for code in codes_in_article(text.plain):
        if previous and _same_bracket(text.plain, previous[0], code) and previous[1]:
            mention = _again(found, used, previous[1], code, text, index)
            previous = (code, mention)
            continue
        place = _partner(text.plain, hits, starts, code)
        if place is not None and place not in used:
            mention = _named(text, hits[place], code, index, found)
            if mention is not None:
                used[place] = mention
        else:
            mention = _unnamed(text, code, index, found)
            if mention is not None and place is None:
                found.mentions.append(mention)
        previous = (code, mention)
    found.mentions += used.values()
    spans = sorted((mention.start, mention.stop) for mention in found.mentions)
    found.open_hits = [
        hit
        for place, hit in enumerate(hits)
        if place not in used and not _overlaps(spans, hit.start, hit.end)
    ]
    found.mentions.sort(key=lambda mention: mention.start)
    return found


def _same_bracket(plain: str, one: FoundCode, other: FoundCode) -> bool:
    between = plain[one.end : other.start]
    return len(between) < 8 and bool(_MORE_CODES.fullmatch(between))


def _again(
    found: Paired,
    used: dict[int, Mention],
    mention: Mention,
    code: FoundCode,
    text: Text,
    index: NameIndex,
) -> Mention:
    """Take a second code in the same brackets: another listing of the same company."""
    home = mention
    if code.symbol in index.by_symbol and mention.symbol not in index.by_symbol:
        home = replace(mention, symbol=code.symbol, name=index.by_symbol[code.symbol].name)
    elsewhere = {mention.symbol, code.symbol} - {home.symbol, ""}
    found.twins.setdefault(home.symbol, set()).update(elsewhere)
    home = replace(
        home,
        stop=_closed(text.plain, code.end),
        elsewhere=home.elsewhere and code.symbol not in index.by_symbol,
    )
    found.mentions[:] = [home if each is mention else each for each in found.mentions]
    used.update({place: home for place, each in used.items() if each is mention})
    return home


def _partner(plain: str, hits: list[NameHit], starts: list[int], code: FoundCode) -> int | None:
    """Place in `hits` of the name that a code belongs to: before it, else behind it."""
    after = bisect_left(starts, code.start)
    if after and hits[after - 1].end <= code.start:
        between = plain[hits[after - 1].end : code.start]
        enclosed = "(" in between or "[" in between or "|" in between
        if len(between) < 24 and _TO_CODE.fullmatch(between) and (enclosed or code.sure):
            return after - 1
    if after < len(hits):
        between = plain[code.end : hits[after].start]
        if len(between) < 24 and "\n" not in between.strip(" ") and _TO_NAME.fullmatch(between):
            return after
    return None


def _named(
    text: Text, hit: NameHit, code: FoundCode, index: NameIndex, found: Paired
) -> Mention | None:
    stop = _closed(text.plain, code.end) if code.start > hit.start else hit.end
    start = min(hit.start, code.start) if code.start < hit.start else hit.start
    symbols = [entry.symbol for entry in hit.entries]
    fault: Unresolved | None = None
    elsewhere = False
    if code.symbol in symbols:
        symbol = code.symbol
    elif (code.symbol and not code.symbol[0].isdigit()) or code.symbol.endswith(".HK"):
        symbol, elsewhere = symbols[0], True
        found.twins.setdefault(symbol, set()).add(code.symbol)
    else:
        symbol = symbols[0]
        fault = "misprinted-code" if not code.symbol else "code-and-name-differ"
        if code.symbol and code.symbol not in index.by_symbol:
            fault = "unknown-code"
    if fault is not None:
        quote, place = text.quote(start, max(stop, hit.end))
        candidates = tuple(dict.fromkeys([*symbols, *([code.symbol] if code.symbol else [])]))
        found.not_resolved.append(NotResolved(quote, fault, candidates, quote, place))
        if len(symbols) > 1:
            return None
    name = index.by_symbol[symbol].name
    return Mention(
        hit.start,
        hit.end,
        stop,
        symbol,
        name,
        "code",
        sure=fault is None,
        known=True,
        elsewhere=elsewhere,
    )


def _unnamed(text: Text, code: FoundCode, index: NameIndex, found: Paired) -> Mention | None:
    """Return a code without a known name in front: the list's name, or what is written there."""
    plain = text.plain
    entry = index.by_symbol.get(code.symbol)
    before = plain[max(0, code.start - 60) : code.start]
    before = before[before.rfind("\n") + 1 :]
    if _OWN_H.search(before) or not code.symbol or not (code.sure or entry):
        return None
    words = _TITLE_CASE.search(before) or _HAN_NAME.search(before)
    if not code.sure and not re.search(r"(?:代码|[|\t])[:\s]*$|^\s*$", before):
        return None
    bracket = before.rfind("(")
    name_end = code.start - len(before) + bracket if words and bracket >= 0 else None
    name_start = code.start - len(before) + words.start() if words else code.start
    if words and (day := _DAY_BEFORE.match(words[0])):  # … to Nov. 21, Zhenghai Magnetic (
        name_start += day.end()
    if entry is None and code.symbol.endswith((".SS", ".SZ", ".BJ")):
        if not _FUND.search(before):
            quote, place = text.quote(name_start, code.end)
            found.not_resolved.append(NotResolved(quote, "unknown-code", (), quote, place))
        return None
    stop = _closed(plain, code.end)
    if name_end is None:
        name = entry.name if entry else code.symbol
        return Mention(code.start, code.end, stop, code.symbol, name, "code", sure=True)
    written = text.raw[name_start:name_end].strip()
    name = entry.name if entry else written
    how: How = "code" if entry else "abroad"
    return Mention(name_start, name_end, stop, code.symbol, name, how, sure=True)


def _closed(plain: str, end: int) -> int:
    match = _CLOSING.match(plain, end)
    return match.end() if match else end


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect_left(spans, (end, -1))
    return place > 0 and spans[place - 1][1] > start
