"""Whether a move was told while trading or of the close: the words of the hour around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from dashboard.articles.binding import Bound
from dashboard.articles.finds import ReturnKind
from dashboard.articles.mentions import Mention
from dashboard.articles.spans import Span, Spans
from dashboard.articles.text import Sentence, Text

INTRADAY = re.compile(
    r"午间|早盘|盘中|发稿|竞价|盘初|午盘|上午|开盘(?!价)|截稿|一度|曾[高低]?见|[高低]见(?=\s?\d)|"
    r"in early trad(?:e|ing)|\btraded(?=\s(?:up|down|at|higher|lower)\b)|"
    r"\bwas last(?=\s(?:up|down)\b)|"
    r"at midday|by midday|"
    r"morning trad(?:e|ing)|as of \d",
    re.IGNORECASE,
)
CLOSE = re.compile(
    r"收盘|收市|全天|全日|收涨|收跌|收报|报收|收于|\bclosed?\b|\bended\b|尾盘", re.IGNORECASE
)
LIVE: dict[ReturnKind, ReturnKind] = {
    "return": "intraday",
    "limit-up": "touched-limit-up",
    "limit-down": "touched-limit-down",
}
_BEHIND_IN_TRADING = re.compile(
    r"[^.]{0,24}(?:in early trad|in morning trad|at midday|by midday|intraday)|"
    r"[^;\n]{0,30}?\bat (?:(?!3)\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|"
    r"the (?:trading|midday|lunch|noon) break)",
    re.IGNORECASE,
)
# A report of the close: what it tells of a sector while trading need not be of its stocks.
_OF_THE_CLOSE = re.compile(
    r"截[至止](?:[^，,。\n]{0,8})收[盘市]|收评|全天收|"
    r"(?:沪指|上证指数|三大股?指数?|创业板指|深成指)[^，,。\n]{0,8}收[涨跌]"
)
_SECTOR = re.compile(
    r"(?:股|北交所|市场|两市|大盘|板块|概念|指数?|链|方向|题材|赛道)(?=[^,，]{0,6}$)|[个多]股"
)
# An article that tells the indices' morning and no close is one of midday throughout.
_MIDDAY = re.compile(
    r"(?:午盘时|午盘[,，]|截至午盘|截至(?:今日)?午间|午间收[盘市]|上午收[盘市]|半日成交|"
    r"[Aa]t (?:the )?(?:[\w:.]+ ){0,5}?(?:midday|noon|lunch|trading|morning) break|"
    r"(?:消息|讯|电)[，,:：](?:今[日天])?(?:A股)?(?:早盘|午盘|盘中|午后|开盘)|"
    r"[，,]A股早盘[，,]|中午收[报盘市]|at 1[01]:\d\d\s?am\b|(?:in|finish|end|end of) "
    r"the morning session)"
)
_CLOSED = re.compile(
    r"(?<!午间)(?<!上午)(?<!日)收[盘市](?!价)|全[天日]|收评|收涨|收跌|收于|\b(?:closed?|ended)\b|昨[日天]"
)
# So does one whose beginning tells of a market on the move, and that nowhere tells a close.
_LIVE_LEAD = re.compile(
    r"(?:早盘|午后|盘初|开盘)[^。\n涨跌]{0,12}(?:走强|走弱|走高|走低|拉升|逆市|逆势|异动|下挫|劲扬|强势|活跃|冲高|"
    r"重挫|跳水|下探|反弹|回落|涨跌互现|狂飙)|截至目前"
)
_REPORTED = re.compile("(?<!中午)(?<!午间)(?<!上午)收报")
_HEAD = 200  # signs
_MIDDAY_TITLE = re.compile(
    r"^\s*(?:【?(?:午评|午盘|早评|早盘|盘中)|[^\n。]{0,40}?(?:午评|午间(?!公告|消息)|午盘|半日))"
)
_NEAR = 40  # signs behind a move within which its day may stand


class Trading:
    """
    Tells which moves of an article are of the close and which were seen while trading.

    Parameters
    ----------
    text : Text
    mentions : list of Mention
        Subjects, in order.
    spans : Spans
    live : date or None
        Session that goes on while the article appears.
    """

    def __init__(
        self, text: Text, mentions: list[Mention], spans: Spans, live: date | None
    ) -> None:
        self.text, self.spans = text, spans
        self.last = live or spans.as_of
        self._clock: tuple[int, list[tuple[int, bool, int]]] = (-1, [])
        self._starts = [mention.start for mention in mentions]
        self.closed = live is None and bool(_OF_THE_CLOSE.search(text.plain))
        self.midday = bool(_MIDDAY_TITLE.match(text.plain)) or bool(
            (_MIDDAY.search(text.plain) or self._lives()) and not _CLOSED.search(text.plain)
        )

    def _lives(self) -> bool:
        """Whether an article begins with a market on the move and reports no close."""
        plain = self.text.plain
        return bool(_LIVE_LEAD.search(plain, 0, _HEAD)) and not _REPORTED.search(plain)

    def kind(self, bound: Bound, within: list[Span]) -> ReturnKind:
        """Kind of a move by its own words and those of the hour before it."""
        move, plain = bound.move, self.text.plain
        if move.kind not in {"return", "limit-up", "limit-down"}:
            return move.kind
        if plain[move.start] in "收报" or move.cumulative:
            return move.kind
        trading = move.opening or self._while_trading(bound, within)
        if not trading:
            return move.kind
        if move.kind == "return":
            return "intraday"
        return "touched-limit-up" if move.kind == "limit-up" else "touched-limit-down"

    def _while_trading(self, bound: Bound, within: list[Span]) -> bool:
        plain, move = self.text.plain, bound.move
        told = self._clock_words(bound.sentence, move.start)
        if told:
            place, trading = told[-1]
            # Several sessions told since then end with a close: 一度回撤，年内仍涨157%.
            later = (
                place <= span.start < move.start and (not span.single or self._over(span))
                for span in within
            )
            return trading and not any(later)
        if self.midday:
            # … after a 10 percent decline the previous day
            return not any(
                self._over(span)
                and (span.start < move.start or 0 <= span.start - move.end <= _NEAR)
                for span in within
            )
        return bool(_BEHIND_IN_TRADING.match(plain, move.end, move.end + 44))

    def _over(self, span: Span) -> bool:
        """Whether a span is a day whose close the article knows, before the one it tells of."""
        return span.single and self.last is not None and span.last < self.last

    def _clock_words(self, sentence: Sentence, place: int) -> list[tuple[int, bool]]:
        """Words before a place that tell when in a day, in order: whether it is while trading."""
        if self._clock[0] != sentence.start:
            plain, end = self.text.plain, sentence.end
            told = [
                (m.end(), True, self._holds(sentence, m.start()))
                for m in INTRADAY.finditer(plain, sentence.start, end)
            ]
            told += [(m.end(), False, end) for m in CLOSE.finditer(plain, sentence.start, end)]
            told += [
                (day.end, True, end)
                for day in self.spans.days.between(sentence.start, end)
                if day.precision == "minute" and day.time < "15:00"
                if "截" in plain[max(0, day.start - 3) : day.start]
            ]
            self._clock = sentence.start, sorted(told)
        return [
            (at, trading)
            for at, trading, until in self._clock[1]
            if at <= place < max(until, at + 1)
        ]

    def _holds(self, sentence: Sentence, place: int) -> int:
        """
        How far a word of trading holds: its sentence, or its clause.

        Where the close is told 物流股一度冲高 is of the sector alone, and not of the stocks behind.
        """
        if not self.closed:
            return sentence.end
        clause = self.text.clause_at(place)
        own = bisect_left(self._starts, clause.start) < bisect_left(self._starts, clause.end)
        sector = _SECTOR.search(self.text.plain, clause.start, place)
        return clause.end if sector and not own else sentence.end
