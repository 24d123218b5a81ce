"""Moves bound to their stocks: subjects carried over, lists, pronouns, what stands behind."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dashboard.articles.elsewhere import (
    Markets,
    names_another,
    of_another,
    only_a_name,
    stranger_before,
)
from dashboard.articles.finds import Place
from dashboard.articles.heads import BEFORE_NAME, BEHIND, HEAD, PLURAL, PRONOUN
from dashboard.articles.mentions import Mention
from dashboard.articles.move import Direction, Move
from dashboard.articles.moves import moves_in
from dashboard.articles.numbers import NUMBER, count_of, number_of
from dashboard.articles.stocks import JOINT
from dashboard.articles.text import Sentence, Text

_LED = re.compile(r"(?:\s[A-Z][\w&'’-]*\.?){0,4},\s*")
_ONLY_LIST = re.compile(r"(?:[\s、,，和与及以至等/;；.:：\"&]|\band\b)*")
_MANY = re.compile(r"(?:很多|不少|多家|一些|部分|这类|相关|个别)(?:上市)?(?:公司|企业|股票|个股)")
# Stocks that a list names some of: A、B等个股.
_AND_OTHERS = re.compile(
    r"^\s?(?:等(?:近|逾|超)?(?:\d+|[多数余百十两三四五六七八九])?[余多来]?[只家支]?|"
    r"(?:\d+|[两三四五六七八九十])[只家支])"
    r"(?:[\u3400-\u9fff]{2,6}?(?=(?:个|概念)?股(?![价份东])))?(?:个股|股票|概念股|股(?![价份东])|公司|标的)"
)
_SOME_OF = re.compile("(?:有|其中|仅|中)$")  # 且有三只涨幅超过4%
# 融资余额7亿元，较昨日上涨2%: an amount against the day before.
_AGAINST_DAY = re.compile("较(?:昨[日天]|[上前]一?个?(?:交易)?日)")
# A成交额229亿元居首，股价下跌2%: what stood between is told, the price is what moved.
_BACK_TO_PRICE = re.compile(r"^.*\s股价(?=.{0,4}$)")
# What belongs to an English name: Co., Ltd.
_SUFFIX = re.compile(
    r"^(?:,?\s(?:Co|Inc|Ltd|Corp|Group|Holdings?|Resources|Industr(?:y|ies|ial)|Mining|Development|Technolog(?:y|ies)|Software|Company)\b\.?)+"
)
# What rises and falls with a word of these need not be a price: 持股比例上升，B下降.
_WEAK = re.compile("上升|下降|下滑|降|缩水")
_PAIR = re.compile("前者|后者")
_OF = re.compile(r"(?:股价|市值)?(?:的[\"'“]?|[(（]\s*|的(?:是|为|有|包括))\s*$")
_HEADING = re.compile(r"(?:的)?(?:股|个股|股票)?[:：]\s*|[,，](?:其中)?(?:包括|例如|分别[是为])了?")
# … surging by the daily limit of 10 percent, including A and B
_AMONG = re.compile(
    r"(?:\sof\s[\d.]+\s?(?:%|percent|per\scent))?,?\s(?:including|such\sas|among\sthem)\s(?:the\s)?",
    re.IGNORECASE,
)
# Wuliangye Yibin |Co., Jiangsu| Yanghe |Brewery Joint-Stock Co. and| Luzhou Laojiao
_JOINT_EN = re.compile(
    r"(?:\s[A-Z][\w&'’-]*\.?){0,4}(?:,\s(?:and\s)?|\sand\s|\s&\s)(?:[A-Z][\w&'’-]*\s){0,3}"
)
_LEAD_EN = re.compile(r"(?:\b[A-Z][\w&'’-]*\s){0,3}$")
_BREAKS = re.compile(r"[;%]|\b(?:while|but|as|which|after|with|rose|fell|up|down)\b")
_BOARD_OF = re.compile(r"^\s?\(\s?[23]0\s?(?:CM|cm|%)\s?\)")  # A(20CM)、B
_STRAIGHT = re.compile(
    r"(?:的|股|[\"'“]|[\"'“]?[,，]?(?:大|超级|热门|高位)*(?:牛股|妖股|人气股|热门股|龙头股?|龙头))?[\"'“]?\s*$"
)
_WORD = re.compile(r"(?P<up>涨|升)|(?P<down>跌|降|挫)")
_OTHER_SUBJECT = re.compile("沪指|指数|板块|大盘|指|index")
# … gains in the financial sector, which rose 0.83%: the clause behind is of what ends this one.
_WHICH = re.compile(r"\b(?:sector|index|sub-?index|gauge|benchmark|market|peers?)\s?,\s*$")
# A size straight behind a name, its verb told before or in a heading: …; B (code) 6.1%.
_BARE = re.compile(
    rf"\s{{0,2}}(?P<sign>[+-]?)(?P<pct>{NUMBER})\s?(?:%|percent\b|per\scent\b|pct\b)"
)
_ABOUT = re.compile(r",\s(?:which|whose|a|an|the|also)\s[^,;.%]{3,60},(?=\s)")
_FURTHER = re.compile(
    rf"(?:\band|,)\s(?:a further|another)\s(?P<pct>{NUMBER})\s?(?:%|percent\b|per\scent\b)"
)
_PART_OF = re.compile(r"\s?(?:的|[涨跌]停|股份|股权|比例|份额|\s(?:of|stake)\b)")
_TOLD = re.compile(
    r"(?P<up>涨|升|higher|\bgain|\brose|\badvanc)|(?P<down>跌|降|lower|\bfell|\blost|\bdeclin)|"
    r"(?P<other>占|持股|持有|比例|比重|份额|仓位|\bstake|\bhold|\bown|\bweight)",
    re.IGNORECASE,
)
_SAME_TIME = re.compile(
    r"同期|期间|同一时间|表现|"
    r"\b(?:same|that|those) (?:period|span|stretch|days|sessions|week|time)",
    re.IGNORECASE,
)
# What a stock is compared with or does something to is not what the sentence is about.
_OBJECT = re.compile(
    r"(?:取代|超越|超过|反超|赶超|追上|仅次于|次于|跑赢|跑输|优于|逊于|不及|不如|比肩|对标|类似于|"
    r"入股|参股|收购|供货给?|"
    r"\b(?:than|unlike|overtook|overtaking|surpassed|surpassing|topped|unseating|replacing|shy\sof|behind|"
    r"ahead\sof)(?:\s(?:the|its)?\s?(?:[\w-]+\s){0,4})?)\s?$"
)
_BRACKET = re.compile(r"\s?[(（]\s?")
_BOTH_PLACES = re.compile(r"两地|A股?[、/和与及]H股?")
_PARAGRAPHS = 2  # a pronoun reaches back so far


@dataclass(frozen=True, slots=True)
class Bound:
    """A move of one stock: its size among those of the move, and where the stock stands."""

    move: Move
    mention: Mention
    value: float | None
    sentence: Sentence
    alone: bool


@dataclass(slots=True)
class _State:
    """What the sentence has said so far."""

    run: list[Mention] = field(default_factory=list)
    pending: list[Mention] = field(default_factory=list)
    led: bool = False
    blocked: bool = False
    adjacent: bool = False


class Binder:
    """
    Binds the moves of an article to its stocks, sentence by sentence.

    Parameters
    ----------
    text : Text
    mentions : list of Mention
        Subjects, in order.
    skipped : tuple of Place
        Stretches that are read otherwise: tables.
    """

    def __init__(
        self, text: Text, mentions: list[Mention], skipped: tuple[Place, ...] = ()
    ) -> None:
        self.text, self.mentions, self.skipped = text, mentions, skipped
        self._starts = [mention.start for mention in mentions]
        self._markets = Markets(text.plain)
        self._own: list[Mention] = []
        self._last_paragraph = -9
        self._only = len({mention.symbol for mention in mentions}) == 1
        title = text.plain.find("\n", len(text.plain) - len(text.plain.lstrip()))
        self._titled = {mention.symbol for mention in self._between(0, max(title, 0))}

    def bound(self) -> Iterator[Bound]:
        """Every move whose stock is known, in the order of the text."""
        for sentence in self.text.sentences:
            own = self._between(sentence.start, sentence.end)
            row = bisect_right(self.skipped, (sentence.start, len(self.text.raw) + 1))
            table = row > 0 and sentence.start < self.skipped[row - 1].end
            moves = [] if table else moves_in(self.text.plain, sentence.start, sentence.end)
            if not table:
                moves = self._with_bare(sentence, own, moves)
            if moves:
                for bound in self._sentence(sentence, moves):
                    if not (bound.mention.elsewhere or self._abroad(bound)):
                        yield bound
            if own:
                self._own, self._last_paragraph = own, sentence.paragraph

    def _abroad(self, bound: Bound) -> bool:
        """Whether a move of a stock of the mainland is one of the company's shares elsewhere."""
        home = self._markets.any and bound.mention.symbol.endswith((".SS", ".SZ", ".BJ"))
        return home and self._markets.abroad(bound.sentence, bound.move, bound.mention.start)

    def runs(self, mentions: list[Mention]) -> list[list[Mention]]:
        """Mentions in lists: those joined by nothing but 、 and 和."""
        found: list[list[Mention]] = []
        for mention in mentions:
            gap = self.text.plain[found[-1][-1].stop : mention.start] if found else "x"
            if gap[:1] in "( ,":
                gap = _SUFFIX.sub("", _BOARD_OF.sub("", gap))
            short = len(gap) < 12 and JOINT.fullmatch(gap)
            if found and (short or (gap[:1] in " ," and _JOINT_EN.fullmatch(gap))):
                found[-1].append(mention)
            else:
                found.append([mention])
        return found

    def before(self, sentence: Sentence, mention: Mention) -> Callable[[int], bool]:
        """
        Whether a place of a sentence speaks of a stock, too.

        It does unless other stocks stand before it and this one does not: what is said of
        them there is not said of it.
        """
        own = self._between(sentence.start, sentence.end)

        def speaks(place: int) -> bool:
            earlier = {each.symbol for each in own if each.start < place}
            return not earlier or mention.symbol in earlier

        return speaks

    def _main(self, own: list[Mention]) -> list[Mention]:
        """Last list of a sentence that is no object of another stock's verb."""
        runs = self.runs(own)
        plain = self.text.plain
        for run in reversed(runs):
            if not _OBJECT.search(plain, max(0, run[0].start - 40), run[0].start):
                return run
        return runs[-1]

    def _with_bare(self, sentence: Sentence, own: list[Mention], moves: list[Move]) -> list[Move]:
        """Moves of a sentence with those that have a size and no verb of their own."""
        plain = self.text.plain
        if not any(
            plain.find(sign, sentence.start, sentence.end) >= 0 for sign in ("%", "percent")
        ):
            return moves
        told = [
            (mention.stop, match, True)
            for mention in own
            if (match := self._bare(mention.stop, sentence.end))
        ]
        if moves and plain[moves[0].start].isascii():
            more = _FURTHER.finditer(plain, moves[0].end, sentence.end)
            told += [(match.start(), match, False) for match in more]
        if not told:
            return moves
        found = list(moves)
        for place, match, adjacent in told:
            if any(move.start < match.end() and match.start() < move.end for move in moves):
                continue
            direction = self._told_before(sentence, place, match, moves)
            if direction is not None and not _PART_OF.match(plain, match.end()):
                size = number_of(match["pct"]) / 100
                found.append(
                    Move(place, match.end(), "return", direction, (size,), adjacent=adjacent)
                )
        return sorted(found, key=lambda move: move.start)

    def _bare(self, place: int, end: int) -> re.Match[str] | None:
        """Size without a verb behind a name, or behind a clause of it: B, which makes none, 9%."""
        plain = self.text.plain
        about = _ABOUT.match(plain, place, end)
        return _BARE.match(plain, place, end) or (
            _BARE.match(plain, about.end(), end) if about else None
        )

    def _told_before(
        self, sentence: Sentence, place: int, match: re.Match[str], moves: list[Move]
    ) -> Direction | None:
        """Direction of a size without a verb: its sign, or the last one told; None for no move."""
        plain = self.text.plain
        words = max(_TOLD.finditer(plain, sentence.start, place), key=re.Match.start, default=None)
        if words is not None and words["other"]:
            return None
        sign = match.groupdict().get("sign")
        if sign:
            return "down" if sign == "-" else "up"
        before = [move for move in moves if move.end <= place and move.kind == "return"]
        if before and before[-1].direction:
            signed = plain[before[-1].start] in "+-"
            return "up" if signed else before[-1].direction
        if words is not None:
            return "down" if words["down"] else "up"
        return "up" if _SAME_TIME.search(plain, sentence.start, place) else None

    def _between(self, start: int, end: int) -> list[Mention]:
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _sentence(self, sentence: Sentence, moves: list[Move]) -> Iterator[Bound]:
        state = _State()
        for clause in sentence.clauses:
            own = self._between(clause.start, clause.end)
            inside = [move for move in moves if clause.start <= move.start < clause.end]
            floor = clause.start
            for move in inside:
                subjects = self._subjects(sentence, clause, floor, move, own, state)
                yield from self._shared(sentence, move, subjects)
                if subjects:
                    state.run, state.blocked = subjects, False
                    state.adjacent = subjects[-1].stop == move.start
                floor = move.end
            self._remember(clause, own, inside, state)

    def _remember(
        self, clause: Place, own: list[Mention], moves: list[Move], state: _State
    ) -> None:
        plain = self.text.plain
        if own:
            run = self.runs(own)[-1]
            rest, place = "", clause.start
            for mention in own:
                rest, place = rest + plain[place : mention.start], mention.stop
            rest += plain[place : clause.end]
            only_list = not moves and bool(_ONLY_LIST.fullmatch(rest))
            # Last Friday A, | B and C hit …: an English list that begins behind other words.
            led = not moves and bool(_LED.fullmatch(plain, run[-1].stop, clause.end))
            state.led = (state.led or led) if not only_list or not state.pending else state.led
            state.pending = [*state.pending, *own] if only_list else run if led else []
            compared = state.run and _OBJECT.search(
                plain, max(clause.start, run[0].start - 14), run[0].start
            )
            if (not moves or run[-1].start > moves[-1].end) and not compared:
                state.run, state.blocked = [*state.pending] if only_list else run, False
        else:
            state.pending = []
            other = HEAD if moves else _OTHER_SUBJECT
            if not state.run and other.search(plain, clause.start, clause.end):
                state.blocked = True
            if _WHICH.search(plain, max(clause.start, clause.end - 24), clause.end) and (
                plain[clause.end : clause.end + 8].lstrip().startswith("which ")
            ):
                state.blocked, state.run = True, []
            if not moves and only_a_name(plain, clause):
                state.blocked, state.run = True, []

    # Who moved ------------------------------------------------------------

    def _subjects(
        self,
        sentence: Sentence,
        clause: Place,
        floor: int,
        move: Move,
        own: list[Mention],
        state: _State,
    ) -> list[Mention]:
        plain = self.text.plain
        behind = self._behind(move, sentence, floor)
        if behind:
            return behind
        before = [m for m in own if m.end <= move.start and m.start >= floor]
        if self._of_another(move, before):
            return []
        if before:
            return self._named(sentence, clause, floor, move, before, state)
        gap = plain[floor : move.start]
        if plain[move.start].isascii() and stranger_before(f",{gap}"):
            return []
        if of_another(gap, straight=state.adjacent):
            state.blocked, state.run = True, []
            return []
        pair = _PAIR.search(gap)
        named = self._of_pair(sentence, move, first=pair[0] == "前者") if pair else []
        if not named and HEAD.search(gap):
            state.blocked, state.run = True, []
        return named or state.run or ([] if state.blocked else self._recalled(sentence, move))

    def _of_another(self, move: Move, before: list[Mention]) -> bool:
        """Whether a move is of what stands behind it, or of a name that is not straight before."""
        plain = self.text.plain
        if plain[move.end : move.end + 1] == "的" and BEHIND.match(plain, move.end, move.end + 14):
            return True
        apart = not (before and move.start in {before[-1].end, before[-1].stop})
        return move.adjacent and apart

    def _named(
        self,
        sentence: Sentence,
        clause: Place,
        floor: int,
        move: Move,
        before: list[Mention],
        state: _State,
    ) -> list[Mention]:
        """Return the list just before a move, unless it is of another thing than its stocks."""
        plain = self.text.plain
        run = self.runs(before)[-1]
        if run[0].start == before[0].start and self._opens(clause, run[0], floor):
            joined = [*state.pending, *run]
            run = joined if len(joined) > 2 or not state.led else run
        gap = plain[max(min(run[-1].stop, move.start), floor) : move.start]
        if gap:
            gap = _AND_OTHERS.sub("", _SUFFIX.sub("", gap))
        owned = plain[move.start].isascii() and BEFORE_NAME.search(
            plain[max(clause.start, run[0].start - 24) : run[0].start]
        )
        if _WEAK.match(plain, move.start) and HEAD.search(plain, sentence.start, run[0].start):
            return []
        head = gap and (
            HEAD.search(_BACK_TO_PRICE.sub("", gap))
            or (plain[move.start].isascii() and stranger_before(gap))
        )
        if head and head[0] in {"H股", "港股"}:  # of the same company, elsewhere
            state.run = run
        if head and head[0] == "H股" and _BOTH_PLACES.search(gap):
            head = None
        alone = move.adjacent or (
            _BRACKET.fullmatch(gap)
            and not re.search("[均都皆]|分别|双双", plain[move.start : move.end])
        )
        return [] if head or owned else run[-1:] if alone else run

    def _of_pair(self, sentence: Sentence, move: Move, *, first: bool) -> list[Mention]:
        """Return the stock that 前者 or 后者 points at: of the last two different ones."""
        held = {m.symbol: m for m in self._between(sentence.start, move.start)}
        pair = list(held.values())[-2:]
        return [pair[0 if first else 1]] if len(pair) == 2 else []

    def _opens(self, clause: Place, mention: Mention, floor: int) -> bool:
        if floor != clause.start:
            return False
        lead = self.text.plain[clause.start : mention.start]
        return not lead or bool(_ONLY_LIST.fullmatch(_LEAD_EN.sub("", lead)))

    def _behind(self, move: Move, sentence: Sentence, floor: int) -> list[Mention]:
        """Stocks behind their number: 下跌1.31%的飞荣达, 16.36%（川润股份）, 3连板依米康."""
        among = _AMONG.match(self.text.plain, move.end)
        reach = among.end() if among else move.end + 8
        after = self._between(move.end, min(sentence.end, max(reach + 1, move.end + 8)))
        if not after:
            return []
        gap = self.text.plain[move.end : after[0].start]
        heads = move.kind.startswith("boards") or move.kind.endswith(("limit-up", "limit-down"))
        if heads and among and after[0].start == among.end():
            return self._named_among(after[0], sentence)
        if (heads or gap[:1] in ",，") and _HEADING.fullmatch(gap):
            return self.runs(self._between(move.end, sentence.end))[0]
        straight = move.kind in {"boards", "boards-within"} and _STRAIGHT.fullmatch(gap)
        before = self._between(floor, move.start)
        if not (_OF.fullmatch(gap) or (straight and not before)):
            return []
        run = self.runs(self._between(move.end, sentence.end))[0]
        return run if "(" not in gap or len(run) == 1 else run[:1]

    def _named_among(self, first: Mention, sentence: Sentence) -> list[Mention]:
        """Members of an English list, names that nobody knows between them passed over."""
        found = [first]
        for mention in self._between(first.start + 1, sentence.end):
            gap = self.text.plain[found[-1].stop : mention.start]
            if len(gap) > 60 or _BREAKS.search(gap):
                break
            found.append(mention)
        return found

    def _recalled(self, sentence: Sentence, move: Move) -> list[Mention]:
        """Subjects of the sentence before, where this one points back or goes straight on."""
        plain = self.text.plain
        lead = plain[sentence.start : move.start]
        if not self._own:
            return []
        last = self._main(self._own)
        distance = sentence.paragraph - self._last_paragraph
        points = PRONOUN.search(lead)
        plural = PLURAL.search(lead)
        if plural and plural["n"]:
            many = count_of(plural["n"]) == len(last) and distance <= 1
            return last if many and not _SOME_OF.search(lead[: plural.start()]) else []
        if len(last) > 1:
            return last if plural and distance == 0 else []
        foreign = plain[move.start].isascii() and not points and names_another(lead)
        amount = _AGAINST_DAY.search(lead) and HEAD.search(lead)
        if foreign or amount or _MANY.search(lead):
            return []
        # A piece about one stock, named in its headline, goes on about it.
        about = self._titled == {mention.symbol for mention in last}
        if points and (points[0] != "股价" or distance == 0 or self._only or about):
            return last if distance <= _PARAGRAPHS or self._only else []
        return last if distance == 0 or self._only else []

    def _shared(self, sentence: Sentence, move: Move, subjects: list[Mention]) -> Iterator[Bound]:
        alone = len(subjects) == 1
        if len(move.values) > 1:
            if len(move.values) != len(subjects) and not move.apart:
                yield from (Bound(move, each, move.values[0], sentence, alone) for each in subjects)
                return
            both = _BOTH_PLACES.search(self.text.plain, sentence.start, move.start)
            if alone and both and len(move.values) == 2:  # here and abroad, in this order
                yield Bound(move, subjects[0], move.values[0], sentence, alone)
                return
            if len(move.values) != len(subjects):
                subjects = subjects[-len(move.values) :] if len(subjects) > len(move.values) else []
            for mention, value in zip(subjects, move.values, strict=False):
                yield Bound(move, mention, value, sentence, alone)
            return
        for mention in subjects:
            yield Bound(move, mention, move.values[0] if move.values else None, sentence, alone)


def direction_before(text: Text, sentence: Sentence, move: Move) -> str | None:
    """Direction by the last word of the sentence before a move that has none (幅度为)."""
    found = list(_WORD.finditer(text.plain, sentence.start, move.start))
    return None if not found else "up" if found[-1]["up"] else "down"
