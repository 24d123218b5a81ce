"""Every proposal held against the article: what does not stand there is left out and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import cast, get_args

from dashboard.articles.finds import (
    Finds,
    FoundCause,
    FoundDenial,
    FoundHedge,
    FoundReport,
    FoundReturn,
    FoundShare,
    Place,
    ReturnKind,
)
from dashboard.articles.second.figures import (
    Figure,
    direction_of,
    figures_in,
    is_growth,
    is_part,
    is_percent,
    operator_at,
    said_number,
    share_of,
)
from dashboard.articles.second.folding import Folded, folded
from dashboard.articles.second.proposals import Drop, Find, Kind, Proposal
from dashboard.articles.second.request import TEXTS
from dashboard.articles.second.securities import Securities
from dashboard.articles.stances import denial_cue, hedge_in, negates, speaker_at
from dashboard.articles.text import Text
from dashboard.articles.trading import CLOSE, INTRADAY
from dashboard.market.listing import Listing
from dashboard.market.sessions import Sessions

MOST = 200  # proposals that are looked at
_LIMITS: dict[Kind, tuple[str, ...]] = {
    "limit-up": ("涨停", "连板", "封板", "upper limit", "limit up", "limit-up", "daily limit"),
    "limit-down": ("跌停", "lower limit", "limit down", "limit-down", "daily limit"),
}
_NO_MOVE = {"rumour", "forecast", "possible"}


class _DroppedError(Exception):
    """A proposal is left out."""

    def __init__(self, reason: Drop) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Said:
    """A proposal as it came: texts, the empty one where nothing was said."""

    kind: Kind
    quote: str
    stock: str
    value: object
    first: str
    last: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A proposal whose quotation stands in the article."""

    said: Said
    place: Place
    symbol: str
    figure: Figure | None
    several: bool


def said_of(proposed: object) -> Said:
    """Read one proposal; raises where it is of another form."""
    if not isinstance(proposed, dict):
        raise _DroppedError("shape")
    kind = proposed.get("kind")
    if kind not in get_args(Kind):
        raise _DroppedError("kind" if isinstance(kind, str) else "shape")
    texts: dict[str, str] = {}
    for name in TEXTS:
        value = proposed.get(name)
        if value is not None and not isinstance(value, str) and name != "value":
            raise _DroppedError("shape")
        texts[name] = value if isinstance(value, str) else ""
    if not texts["quote"]:
        raise _DroppedError("shape")
    return Said(
        cast("Kind", kind),
        texts["quote"],
        texts["stock"].strip(),
        proposed.get("value"),
        texts["first"].strip(),
        texts["last"].strip(),
        texts["words"],
        texts["by"],
    )


class Checker:
    """
    The article, and the rules' own finds in it, that proposals are held against.

    Parameters
    ----------
    finds : Finds
    listing : Listing
    sessions : Sessions
    """

    def __init__(self, finds: Finds, listing: Listing, sessions: Sessions) -> None:
        self.finds, self.sessions = finds, sessions
        self.text = Text(finds.text)
        self.folded = Folded.of(finds.text)
        self.securities = Securities(self.text, finds, listing)
        self.dropped: Counter[Drop] = Counter()
        self.agreed = 0

    def kept(self, proposed: Iterable[object]) -> tuple[Proposal, ...]:
        """Proposals that stand in the article and that the rules have not found."""
        found: list[Proposal] = []
        for number, each in enumerate(proposed):
            if number >= MOST:
                self.dropped["too-many"] += 1
                continue
            try:
                proposal = self._checked(said_of(each))
            except _DroppedError as dropped:
                self.dropped[dropped.reason] += 1
                continue
            if any(_same(proposal, other) for other in found):
                self.dropped["duplicate"] += 1
            elif self._is_known(proposal):
                self.agreed += 1
            else:
                found.append(proposal)
        found.sort(key=lambda each: (each.place, each.kind, each.symbol))
        return tuple(replace(each, id=f"s{n}") for n, each in enumerate(found, 1))

    def _checked(self, said: Said) -> Proposal:
        quoted = self._quoted(said)
        make = {
            "stock": self._stock,
            "return": self._return,
            "limit-up": self._limit,
            "limit-down": self._limit,
            "share": self._share,
            "cause": self._cause,
            "denial": self._denial,
            "hedge": self._hedge,
            "report": self._report,
        }[said.kind]
        figure, place = quoted.figure, quoted.place
        return Proposal(
            id="",
            kind=said.kind,
            quote=self.finds.text[place.start : place.end],
            place=place,
            symbol=quoted.symbol,
            number="" if figure is None else self.finds.text[figure.start : figure.end],
            find=make(quoted),
            several=quoted.several,
        )

    # Quotation ------------------------------------------------------------

    def _quoted(self, said: Said) -> _Quoted:
        places = self.folded.places(said.quote)
        if not places:
            raise _DroppedError("not-in-text")
        symbol = self._symbol(said)
        figures = {each: self._figure(said, each) for each in places}
        fitting = [each for each in places if self._is_about(each, symbol, figures[each])]
        if not fitting:
            raise _DroppedError("stock-elsewhere")
        return _Quoted(said, fitting[0], symbol, figures[fitting[0]], len(fitting) > 1)

    def _is_about(self, place: Place, symbol: str, figure: Figure | None) -> bool:
        if not symbol:
            return True
        if figure is None:
            return self.securities.speaks(place, symbol)
        return self.securities.binds(place, symbol, figure.start)

    def _symbol(self, said: Said) -> str:
        if not said.stock:
            if said.kind in {"stock", "return", "limit-up", "limit-down"}:
                raise _DroppedError("stock")
            return ""
        if said.kind == "report":  # of a broker, which may be listed too
            return ""
        symbol = self.securities.symbol_of(said.stock)
        if not symbol:
            raise _DroppedError("stock")
        if self.securities.is_source(symbol):
            raise _DroppedError("not-a-subject")
        return symbol

    def _figure(self, said: Said, place: Place) -> Figure | None:
        if said.value is None or said.value == "":
            return None
        wanted = said_number(said.value)
        held = [each for each in figures_in(self.text.plain, *place) if each.size == wanted]
        if wanted is None or not held:
            raise _DroppedError("number")
        return held[0]

    def _located(self, words: str, place: Place) -> tuple[str, Place]:
        """Words of a proposal as the quotation has them, and where; refuse what it has not."""
        found = Folded.of(self.finds.text[place.start : place.end]).places(words)
        if not found:
            raise _DroppedError("words")
        return self.text.quote(place.start + found[0].start, place.start + found[0].end)

    # Kinds ----------------------------------------------------------------

    def _stock(self, quoted: _Quoted) -> Find:
        known = {each.symbol for each in self.finds.stocks}
        if quoted.symbol not in known and self.securities.is_word(quoted.said.stock):
            raise _DroppedError("ordinary")
        found = self.securities.found(quoted.symbol, quoted.said.stock, quoted.place)
        if found is None:
            raise _DroppedError("stock-elsewhere")
        return found

    def _return(self, quoted: _Quoted) -> Find:
        plain, (start, end), figure = self.text.plain, quoted.place, quoted.figure
        if figure is None:
            raise _DroppedError("number")
        clause = self.text.clause_at(figure.start)
        low, high = min(start, clause.start), max(end, clause.end)
        other = is_growth(plain, low, high) or is_part(plain, clause.start, figure)
        if other or not is_percent(plain, figure):
            raise _DroppedError("unit")
        if self.securities.is_of_other(figure.start, figure.end + 1):
            raise _DroppedError("other-move")
        way = direction_of(plain, start, figure.start, end) or direction_of(
            plain, low, figure.start, high
        )
        minus = str(quoted.said.value).strip()[:1] in {"-", "−"} or figure.sign == "-"
        if not way and minus:
            way = "down"
        if not way or (minus and way == "up"):
            raise _DroppedError("direction")
        self._is_told(low, figure.start, high)
        size = round(float(figure.size) / 100, 9)
        found = self._move(quoted, "return", up=way == "up")
        operator = operator_at(plain, start, figure)
        return replace(found, value=size if way == "up" else -size, operator=operator)

    def _limit(self, quoted: _Quoted) -> Find:
        kind = quoted.said.kind
        start, end = quoted.place
        plain = self.text.plain[start:end].lower()
        held = [plain.find(word) for word in _LIMITS[kind] if word in plain]
        if not held:
            raise _DroppedError("direction")
        clause = self.text.clause_at(start)
        self._is_told(min(clause.start, start), start + min(held), end)
        return self._move(quoted, cast("ReturnKind", kind), up=kind == "limit-up")

    def _is_told(self, start: int, move: int, end: int) -> None:
        """Refuse a move that is only expected, rumoured or denied."""
        words, before = self.text.plain[start:end], self.text.plain[start:move]
        hedge = hedge_in(words)
        if (hedge is not None and hedge[1] in _NO_MOVE) or negates(before) or denial_cue(before):
            raise _DroppedError("hedged")

    def _move(self, quoted: _Quoted, kind: ReturnKind, *, up: bool) -> FoundReturn:
        place, symbol = quoted.place, quoted.symbol
        first, last = self._span(quoted)
        base = None if first is None else self.sessions.before(first)
        lead = self.text.plain[self.text.sentence_at(place.start).start : place.end]
        trading = INTRADAY.search(lead) and not CLOSE.search(lead)
        kinds: dict[ReturnKind, ReturnKind] = {
            "return": "intraday",
            "limit-up": "touched-limit-up",
            "limit-down": "touched-limit-down",
        }
        return FoundReturn(
            symbol=symbol,
            kind=kinds[kind] if trading else kind,
            direction="up" if up else "down",
            value=None,
            operator="is",
            first=first,
            last=last,
            base=base,
            base_rule="prior-close",
            base_other=None,
            sessions=self.sessions.count(first, last) if first and last else None,
            boards=None,
            flags=(),
            quote=self.finds.text[place.start : place.end],
            place=place,
            subject_place=self.securities.place_near(symbol, place),
        )

    def _span(self, quoted: _Quoted) -> tuple[date | None, date | None]:
        """Sessions from and to, as far as the grammar of the rules reads them in the sentence."""
        said = quoted.said
        if not said.first and not said.last:
            return None, None
        try:
            last = date.fromisoformat(said.last or said.first)
            first = date.fromisoformat(said.first or said.last)
        except ValueError:
            raise _DroppedError("date") from None
        sentence = self.text.sentence_at(quoted.place.start)
        low, high = sentence.start, max(sentence.end, quoted.place.end)
        for span in self.finds.spans:
            inside = low <= span.place.start < high
            if inside and span.last == last and first in {span.first, span.base}:
                return span.first, span.last
        known = {
            day: each.session
            for each in self.finds.dates
            if low <= each.place.start < high and each.session is not None
            for day in (each.date, each.session)
        }
        one, other = known.get(first), known.get(last)
        if one is None or other is None or one > other:
            raise _DroppedError("date")
        return one, other

    def _share(self, quoted: _Quoted) -> Find:
        figure, (start, end) = quoted.figure, quoted.place
        if figure is None:
            raise _DroppedError("number")
        found = share_of(self.text.plain, start, end, figure)
        if found is None:
            raise _DroppedError("unit")
        value, unit = found
        words = quoted.said.words
        denominator = self._located(words, quoted.place)[0] if words else ""
        return FoundShare(
            symbol=quoted.symbol or None,
            value=value,
            unit=unit,
            operator=operator_at(self.text.plain, start, figure),
            denominator="" if unit in {"CNY", "USD", "HKD"} else denominator,
            measure="",
            period="",
            quote=self.finds.text[start:end],
            place=quoted.place,
        )

    def _cause(self, quoted: _Quoted) -> Find:
        start, end = quoted.place
        cause, at = self._located(quoted.said.words, quoted.place)
        plain, sentence = self.text.plain, self.text.sentence_at(start)
        low, high = min(sentence.start, start), max(sentence.end, end)
        return FoundCause(
            cause=cause,
            symbols=self._symbols(quoted),
            negated=negates(plain[low : at.start]) or "无关" in plain[start:end],
            hedged=hedge_in(plain[low:high]) is not None,
            quote=self.finds.text[start:end],
            place=quoted.place,
        )

    def _denial(self, quoted: _Quoted) -> Find | None:
        start, end = quoted.place
        cue = denial_cue(self.text.plain[start:end])
        if not cue:
            return None
        symbols = self._symbols(quoted)
        speaker = speaker_at(self.text, end, symbols)
        quote = self.finds.text[start:end]
        return FoundDenial(symbols, cue, speaker, quote, quoted.place)

    def _hedge(self, quoted: _Quoted) -> Find | None:
        start, end = quoted.place
        hedge = hedge_in(self.text.plain[start:end])
        if hedge is None:
            return None
        quote = self.finds.text[start:end]
        return FoundHedge(self._symbols(quoted), hedge[0], hedge[1], quote, quoted.place)

    def _report(self, quoted: _Quoted) -> Find:
        words = quoted.said.words
        broker, _ = self._located(quoted.said.by, quoted.place)
        title = self._located(words, quoted.place)[0] if words else ""
        start, end = quoted.place
        return FoundReport(broker, title, None, self.finds.text[start:end], quoted.place)

    def _symbols(self, quoted: _Quoted) -> tuple[str, ...]:
        return (quoted.symbol,) if quoted.symbol else ()

    # Rules ----------------------------------------------------------------

    def _is_known(self, proposal: Proposal) -> bool:
        """Whether the rules have found the same."""
        if proposal.kind == "stock":
            return any(stock.symbol == proposal.symbol for stock in self.finds.subjects)
        return any(_agrees(proposal, each) for each in self._own(proposal))

    def _own(self, proposal: Proposal) -> Iterator[Find]:
        """Finds of the rules of the same kind that overlap."""
        lists: dict[Kind, tuple[Find, ...]] = {
            "return": self.finds.returns,
            "limit-up": self.finds.returns,
            "limit-down": self.finds.returns,
            "share": self.finds.shares,
            "cause": self.finds.causes,
            "denial": self.finds.denials,
            "hedge": self.finds.hedges,
            "report": self.finds.reports,
        }
        start, end = proposal.place
        for each in lists.get(proposal.kind, ()):
            place = cast("FoundReturn", each).place
            if place.start < end and start < place.end:
                yield each


def _same(one: Proposal, other: Proposal) -> bool:
    return (one.kind, one.place, one.symbol, one.number) == (
        *(other.kind, other.place, other.symbol, other.number),
    )


def _agrees(proposal: Proposal, own: Find) -> bool:
    found = proposal.find
    if isinstance(found, FoundReturn) and isinstance(own, FoundReturn):
        same = found.symbol == own.symbol and found.direction == own.direction
        if found.value is None or own.value is None:
            return same and found.value is own.value
        return same and abs(found.value - own.value) < 1e-9
    if isinstance(found, FoundShare) and isinstance(own, FoundShare):
        alike = found.value is not None and own.value is not None
        return alike and abs((found.value or 0) - (own.value or 0)) < 1e-9
    if isinstance(found, FoundReport) and isinstance(own, FoundReport):
        return folded(found.broker) == folded(own.broker)
    return found is not None
