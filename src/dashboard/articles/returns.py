"""Stated returns: bound moves with their span, their base, and whether closes can check them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from dashboard.articles.as_of import SAID
from dashboard.articles.binding import Binder, Bound, direction_before
from dashboard.articles.finds import BaseRule, FoundReturn, Place, ReturnKind
from dashboard.articles.headline import lead_span, review_span
from dashboard.articles.mentions import Mention
from dashboard.articles.move import Move
from dashboard.articles.spans import Span, Spans
from dashboard.articles.tables import Cell, table_moves
from dashboard.articles.text import Sentence, Text
from dashboard.articles.trading import LIVE, Trading

_SINGLE_WORDS = re.compile(r"目前|现[价报涨跌]|收盘|收市|盘中|开盘|发稿|午间|早盘|当日|今日|昨日")
_SAME_SPAN = re.compile(
    r"(?<!年)同期|同一时间|同一时段|期间|其间|区间|上述时段|这段时间|"
    r"\b(?:same|that|those) (?:period|span|stretch|days|sessions)\b"
)
# 1月12日登顶后，A连续跌停: the limits came after the day.
_AFTERWARDS = re.compile(r"(?!开盘|午|盘|收盘|早盘)[\u3400-\u9fff]{2,6}(?:之后|后)[，,]")
_SAME_SPAN_FIRST = re.compile(
    rf"\s*(?:(?:over|in|during|for|through)\s(?:the\s)?|在|而)?(?:{_SAME_SPAN.pattern})",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"之?后(?:一度|回[撤落调]|断板|遭|大跌|下跌|跳水|震荡)|的[^，,。]{2,10}(?:开板|打开[涨跌]停)"
)
_PEAK = re.compile("[高低][点位]|最[高多大]时")
_TO_PEAK = re.compile(r"最[高多大]时(?:曾|一度|较[^，,]{0,8})?$")
_DAY_OF_PEAK = re.compile(r"[日号]的?(?:阶段|历史)?性?最?[高低][点位]")
_FROM_PEAK = re.compile(r"[高低][点位](?:算起|以来|至今|计算|相比)?[，,]?[^，,。;；]{0,4}$")
# 昨日跌停的A今日低开: the day belongs to what stands before the name.
_OF_NAME = re.compile(r"[^，,。;；]{0,14}的[\"'“]?$")
_ONCE = re.compile(r"曾经?(?:一度)?[^，,。;；]{0,2}$")
_MEANWHILE = re.compile("期间|其间")
# A day behind its move in a clause that tells of it alone: after rising 3% on Wednesday.
_ASIDE = re.compile(r"\b(?:after|following|whose|which|having|from|since)\b[^,;]*$")
_SEMICOLON = re.compile("[;；]")
# … sliding 1.8% and bringing its loss this month to 8%: the month is of what follows.
_NEXT_MOVE = re.compile(r"[,;(%]|\band\s\w+ing\b|\b(?:its|their)\s(?:gain|loss|advance|drop)")
_TOLD = re.compile(r"[%涨跌升挫降停]|percent")
_ALSO = re.compile(r"[也亦]|同样|分别跟")
_AT_CLOSE = re.compile(r"\s?(?:收盘|收市)")
_GOES_ON = re.compile(r"累|幅|也|亦|均|都")
_BESIDE = re.compile(
    r"\b(?:by|in) contrast\b|\bmeanwhile\b|\balso\b|相比之下|与之相比|反观", re.IGNORECASE
)
_INDEX = re.compile("该?指数$|[该此]板块$")
_STILL = re.compile("累|区间|期间|同期|年内")
_OVER_DAYS = re.compile("区间|累计")
_MOST_A_DAY = 0.31  # of any board; more was no single session, whichever it was
_ONE_DAY: frozenset[ReturnKind] = frozenset(
    {"limit-up", "limit-down", "touched-limit-up", "touched-limit-down", "intraday"}
)


@dataclass(slots=True)
class _Context:
    """Spans that stay in force after their sentence."""

    paragraph: int = -1
    several: Span | None = None
    single: Span | None = None
    symbol: str = ""
    same: Span | None = None
    latest: Span | None = None
    told: str = ""
    end: int = 0
    aside: dict[int, str] = field(default_factory=dict)
    other: bool = False


class Returns:
    """
    The stated returns of an article.

    Parameters
    ----------
    text : Text
    mentions : list of Mention
        Subjects, in order.
    spans : Spans
    live : date, optional
        Session during which the article appeared: what it tells of that day no close has borne out.
    """

    def __init__(
        self, text: Text, mentions: list[Mention], spans: Spans, live: date | None = None
    ) -> None:
        self.text, self.spans, self.live = text, spans, live
        self.cells, rows = table_moves(text, mentions)
        self.binder = Binder(text, mentions, rows)
        self._next = 0
        self._passing: set[int] = set()  # days behind a move that tell of it alone
        self._starts = [mention.start for mention in mentions]
        self.review = review_span(text, spans)
        self.lead = None if self.review else lead_span(text, spans)
        self.trading = Trading(text, mentions, spans, live)

    def found(self) -> tuple[FoundReturn, ...]:
        """Each stated return once, in the order of the text."""
        made = [*self._of_sentences(), *(self._of_cell(cell) for cell in self.cells)]
        made.sort(key=lambda each: (each.place, each.subject_place))
        return tuple(_once(made))

    def _of_sentences(self) -> Iterator[FoundReturn]:
        context, current = _Context(), -1
        boards: dict[str, Span] = {}
        within: list[Span] = []
        for bound in self.binder.bound():
            sentence = bound.sentence
            if sentence.start != current:
                self._advance(context, sentence)
                current, boards, context.same = sentence.start, {}, None
                context.latest, context.aside = None, {}
                within = self.spans.within(sentence)
            kind = self.trading.kind(bound, within)
            span = self._span(bound, kind, within, context, boards)
            if self.live is not None and span is not None and span.last == self.live:
                kind = LIVE.get(kind, kind) if span.single else kind
            context.symbol = bound.mention.symbol
            counted = kind in {"boards", "streak"} or (
                kind == "boards-within" and bound.move.sessions
            )
            if counted and span is not None:
                boards[bound.mention.symbol] = span
            if kind == "return":
                # A本周涨13%，9月以来涨20%；B涨3%: B's is of the week.
                if context.latest is None or context.told != bound.mention.symbol:
                    context.latest = span
                context.told, context.end = bound.mention.symbol, bound.move.end
            yield self._return(bound, kind, span)

    def _advance(self, context: _Context, sentence: Sentence) -> None:
        """Take the spans of the sentences before into the context, up to this one."""
        while self._next < len(self.text.sentences):
            each = self.text.sentences[self._next]
            if each.paragraph != context.paragraph:
                context.paragraph, context.several, context.single = each.paragraph, None, None
                if each.paragraph == 0:
                    context.single = self.lead
            if each.start >= sentence.start:
                break
            self._next += 1
            for span in self.spans.within(each):
                if span.beside and span.last != (self.live or self.spans.as_of):
                    continue  # 昨日晚间公布: no day of what is told behind
                if span.single and span.start in self._passing:
                    continue
                if span.single:
                    context.single, context.several = span, None
                else:
                    context.several = span
                    context.other = self._of_an_index(each, span)

    def _of_an_index(self, sentence: Sentence, span: Span) -> bool:
        """Whether a span is told of an index alone: 该指数年初至今涨幅为15.91%."""
        own = bisect_left(self._starts, sentence.start) < bisect_left(self._starts, sentence.end)
        return not own and bool(_INDEX.search(self.text.plain, sentence.start, span.start))

    # Span -----------------------------------------------------------------

    def _span(
        self,
        bound: Bound,
        kind: ReturnKind,
        within: list[Span],
        context: _Context,
        boards: dict[str, Span],
    ) -> Span | None:
        move = bound.move
        before = self._told_before(bound, within, context) if within else []
        if move.sessions:
            return self._of_count(move, within, context)
        if kind in _ONE_DAY:
            return self._day(before, within, move, context)
        found = self._behind(move, within)
        if found is not None:
            self._set_aside(found, bound, context)
        if found is None and self._since_peak(bound):
            return None
        found = found or self._several(bound, before, context, boards)
        if found is None:
            found = self._before(move, before, context)
        if self._sum_of_one_day(bound, found):
            return None
        if kind == "boards-within":
            several = found is not None and not found.single
            return replace(found, rule="prior-close") if found and several else None
        return found or context.same or self._from_context(bound, context)

    def _told_before(self, bound: Bound, within: list[Span], context: _Context) -> list[Span]:
        """Spans of the sentence before a move, without those that are not of its stock."""
        move, symbol = bound.move, bound.mention.symbol
        own = self.binder.before(bound.sentence, bound.mention)
        behind = bound.mention.start >= move.end  # 年内涨19倍的A: no stock stands before
        clause = self.text.clause_at(move.start).start if behind else move.start
        named = self.text.clause_at(bound.mention.start).start
        return [
            span
            for span in within
            if span.start < move.start
            and not (span.beside and span.start < named)
            and (span.single or span.start >= clause or own(span.start) or self._leads(span, bound))
            and context.aside.get(span.start, symbol) == symbol
            and not self._of_name(span, bound)
        ]

    def _leads(self, span: Span, bound: Bound) -> bool:
        """Whether a span stands before a stock with no move of another between them."""
        start, stop = span.end, bound.mention.start
        return start <= stop and not _TOLD.search(self.text.plain, start, stop)

    def _of_name(self, span: Span, bound: Bound) -> bool:
        """Whether a day belongs to what is told of a stock before its name."""
        plain, mention = self.text.plain, bound.mention
        return (
            span.single
            and span.end <= mention.start < bound.move.start
            and bool(_OF_NAME.fullmatch(plain, span.end, mention.start))
        )

    def _set_aside(self, span: Span, bound: Bound, context: _Context) -> None:
        """Keep a span behind its move from the moves that follow: of others, or of all."""
        clause = self.text.clause_at(span.start).start
        if not span.single:
            context.aside[span.start] = bound.mention.symbol
        elif _ASIDE.search(self.text.plain, clause, bound.move.start):
            context.aside[span.start] = ""
            self._passing.add(span.start)

    def _before(self, move: Move, before: list[Span], context: _Context) -> Span | None:
        """Span that a move goes on with, or the last one told before it in its sentence."""
        if context.latest is not None and not context.latest.single:
            also = self.text.plain[context.end : move.end]
            if _ALSO.search(also) and not _SINGLE_WORDS.search(also):
                return context.latest
        if not before:
            return None
        before = self._of_group(move, before)
        behind = _AT_CLOSE.match(self.text.plain, before[-1].end)
        closing = _SINGLE_WORDS.search(
            self.text.plain, behind.end() if behind else before[-1].end, move.start
        )
        if before[-1].single or not closing or "期" in closing[0]:
            return before[-1]
        # 7月25日，今年以来涨了不少的A收盘跌10%: the day told before is the one that closed.
        return next((span for span in reversed(before) if span.single), None)

    def _of_group(self, move: Move, before: list[Span]) -> list[Span]:
        """
        Spans without the further ones that a stock before a semicolon had.

        A本周涨13%，9月以来涨20%；B涨3%: the week is what both are told over.
        """
        marks = [m.end() for m in _SEMICOLON.finditer(self.text.plain, before[0].start, move.start)]
        if not marks or before[-1].start >= marks[-1]:
            return before
        floor = marks[-2] if len(marks) > 1 else before[0].start
        several = [span for span in before if span.start >= floor and not span.single]
        return [*before[: before.index(several[0])], several[0]] if len(several) > 1 else before

    def _sum_of_one_day(self, bound: Bound, found: Span | None) -> bool:
        """Whether a sum over days would come to stand for one: its own days nobody names."""
        move = bound.move
        if not move.cumulative or found is None or not found.single or move.kind != "return":
            return False
        beyond = bound.value is not None and abs(bound.value) > _MOST_A_DAY
        words = _OVER_DAYS.search(self.text.plain, max(0, move.start - 4), move.end)
        return beyond or bool(words)

    def _from_context(self, bound: Bound, context: _Context) -> Span | None:
        """Span of the sentences before; of more than a day can bring none of one session."""
        carried = self._carried(bound, context)
        beyond = bound.value is not None and abs(bound.value) > _MOST_A_DAY
        if beyond and carried is not None and carried.single:
            return self.review
        return carried

    def _several(
        self, bound: Bound, before: list[Span], context: _Context, boards: dict[str, Span]
    ) -> Span | None:
        """Span that the words of a cumulative move point at: 累计, 同期, 8连板累计."""
        move, symbol = bound.move, bound.mention.symbol
        several = [span for span in before if not span.single]
        if move.cumulative and several:
            counted = boards.get(symbol)
            span = several[-1]
            if counted and _MEANWHILE.search(
                self.text.plain, self.text.clause_at(move.start).start, move.start
            ):
                return counted
            if counted is None or (counted.first, counted.last) != (span.first, span.last):
                return span
            # 自 D1 至 D2 已连续九日涨停，累计…: the limits have their own count, the sum the days.
            wider = [each for each in several if each.last == span.last and each.first < span.first]
            return wider[-1] if wider else counted
        plain = self.text.plain
        lead = plain[self.text.clause_at(move.start).start : move.start]
        if plain[move.start].isascii():  # in English it stands behind
            lead += plain[move.end : move.end + 30]
        pointed = _SAME_SPAN.search(lead) or _SAME_SPAN_FIRST.match(plain, bound.sentence.start)
        if not several and pointed and symbol not in boards:
            told = self.spans.before(move.start)
            if told is not None:
                context.same = told
                return told
        return boards.get(symbol) if move.cumulative else None

    def _behind(self, move: Move, within: list[Span]) -> Span | None:
        """Span told behind the number, in brackets or in the English order."""
        plain = self.text.plain
        for span in within:
            if move.start <= span.start < move.end and not span.single:
                return span  # its gain for the month to 28%
            if 0 <= span.start - move.end <= 40:
                gap = plain[move.end : span.start]
                english = gap.isascii() and not _NEXT_MOVE.search(gap) and not SAID.search(gap)
                bracket = re.fullmatch(r"\s*[(（]\s*", gap)
                if (english and plain[move.start].isascii()) or bracket:
                    return span
                return None
        return None

    def _since_peak(self, bound: Bound) -> bool:
        """Whether a move counts from or to a high or low whose day nobody names."""
        lead = self.text.plain[bound.sentence.start : bound.move.start]
        if not _PEAK.search(lead):
            return False
        named = _DAY_OF_PEAK.search(lead[-24:])
        return bool((_FROM_PEAK.search(lead[-14:]) and not named) or _TO_PEAK.search(lead[-14:]))

    def _carried(self, bound: Bound, context: _Context) -> Span | None:
        latest = context.latest
        if latest is not None and not latest.single:
            since = self.text.plain[context.end : bound.move.start]
            if not _SINGLE_WORDS.search(since):
                return latest
        if context.several is not None and self._goes_on(bound, context):
            return context.several
        return context.single or self.review or self._as_of()

    def _goes_on(self, bound: Bound, context: _Context) -> bool:
        """Whether a move is over the span of the sentences before."""
        plain, move = self.text.plain, bound.move
        lead, words = plain[bound.sentence.start : move.start], plain[move.start : move.end]
        if _SINGLE_WORDS.search(lead) or (context.other and not _STILL.search(lead + words)):
            return False
        same = context.symbol == bound.mention.symbol
        return bool(same or _GOES_ON.search(lead[-40:] + words) or _BESIDE.search(lead))

    def _day(
        self, before: list[Span], within: list[Span], move: Move, context: _Context
    ) -> Span | None:
        plain = self.text.plain
        single = [s for s in before if s.single and not _AFTERWARDS.match(plain, s.end)]
        if single:
            return single[-1]
        behind = self._behind(move, [span for span in within if span.single])
        return behind or context.single or self._as_of()

    def _of_count(self, move: Move, within: list[Span], context: _Context) -> Span | None:
        """Sessions counted by the move itself: 8连板, 6天5板, 三连阳."""
        for span in within:
            if span.single or move.sessions is None or move.start <= span.start < move.end:
                continue
            counted = self.spans.measured(span.first, span.last)[1]
            if move.sessions in {span.stated, counted}:
                return replace(span, rule="prior-close")
        once = _ONCE.search(self.text.plain, max(0, move.start - 8), move.start)
        if once or _PAST.match(self.text.plain, move.end):
            return None  # it ended on a day that is not told
        single = [span for span in within if span.single and span.start < move.start]
        last = single[-1] if single else context.single or self._as_of()
        if last is None or move.sessions is None:
            return None
        return self.spans.of_sessions(last.last, move.sessions)

    def _as_of(self) -> Span | None:
        day = self.live or self.spans.as_of
        return None if day is None else Span(0, 0, day, day, single=True)

    # Finds ----------------------------------------------------------------

    def _return(self, bound: Bound, kind: ReturnKind, span: Span | None) -> FoundReturn:
        move, mention = bound.move, bound.mention
        direction = move.direction or direction_before(self.text, bound.sentence, move) or "up"
        value = bound.value
        if value is not None and direction == "down":
            value = -value
        if value is not None:
            direction = "down" if value < 0 else "up"
        quote, place = self.text.quote(move.start, move.end)
        return FoundReturn(
            mention.symbol,
            kind,
            "down" if direction == "down" else "up",
            None if value is None else round(value, 6),
            move.operator,
            *self._measured(span, move.sessions),
            move.boards,
            self._flags(span, move.sessions),
            quote,
            place,
            Place(mention.start, mention.stop),
        )

    def _measured(
        self, span: Span | None, counted: int | None
    ) -> tuple[date | None, date | None, date | None, BaseRule, date | None, int | None]:
        """First and last session, base, its rule, the other base, and how many sessions."""
        if span is None:
            return None, None, None, "prior-close", None, counted
        before, calendar = self.spans.measured(span.first, span.last)
        other = span.first if span.rule == "either" else None
        stated = span.stated or counted
        return span.first, span.last, before, span.rule, other, stated or calendar

    def _flags(self, span: Span | None, counted: int | None) -> tuple[str, ...]:
        stated = counted if span is None else span.stated or counted
        if span is None or not stated:
            return ()
        calendar = self.spans.measured(span.first, span.last)[1]
        return ("sessions-differ",) if stated != calendar else ()

    def _of_cell(self, cell: Cell) -> FoundReturn:
        quote, place = self.text.quote(cell.place.start, cell.place.end)
        span = self._span_of_cell(cell)
        return FoundReturn(
            cell.mention.symbol,
            "return",
            "down" if cell.value < 0 else "up",
            round(cell.value, 6),
            "is",
            *self._measured(span, None),
            None,
            self._flags(span, None),
            quote,
            place,
            Place(cell.mention.start, cell.mention.stop),
        )

    def _span_of_cell(self, cell: Cell) -> Span | None:
        head = cell.heading_place
        own = self.spans.between(head.start, head.end)
        if own:
            return own[-1]
        days = self.spans.days.between(head.start, head.end)
        if days and (single := self.spans.single(days[-1])):
            return single
        if re.search("区间|期间|累计", cell.heading):
            return self.spans.before(head.start)
        return self._as_of()


def _once(found: Iterable[FoundReturn]) -> Iterator[FoundReturn]:
    found = list(found)
    # A sum told again without its days, in a heading or a summary, is the same sum; so is a
    # move of a day told again without its hour.
    sums = {(each.symbol, each.value) for each in found if each.kind == "return" and each.first}
    hours = {(each.symbol, each.value, each.first) for each in found if each.kind == "intraday"}
    seen: set[tuple[str, ReturnKind, float | None, date | None, date | None, int | None]] = set()
    for each in found:
        key = (each.symbol, each.kind, each.value, each.first, each.last, each.boards)
        again = each.kind == "return" and (
            (each.symbol, each.value, each.first) in hours and each.first == each.last
            if each.first
            else (each.symbol, each.value) in sums
        )
        if key not in seen and not again:
            seen.add(key)
            yield each
