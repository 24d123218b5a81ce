"""Claims of a draft: what an article states, in the form in which it can be checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from dashboard.articles.draft.comparisons import before_the_move, ranks_of
from dashboard.articles.draft.span import Spanned
from dashboard.articles.draft.topics import Topic, cause_topic
from dashboard.articles.draft.wording import RowNames, Wording, written_digits
from dashboard.articles.finds import FoundReturn, FoundShare, Place
from dashboard.case import Case, Claim, ClaimKind, Event, Text, Window
from dashboard.cases.marks import Mark, Reason
from dashboard.cases.outline import CLAIMS
from dashboard.market.boards import board, is_special_treatment, limit_rate
from dashboard.market.sessions import Sessions

MOST_VIEWS = 30  # forecasts and causes; a long article has hundreds of "may"
_LOOSE = {"about", "nearly"}
_TICKS = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Assertions:
    """Claims with their marks."""

    claims: tuple[Claim, ...]
    marks: tuple[Mark, ...]


class _Desk:
    def __init__(self, wording: Wording, case: Case, sessions: Sessions) -> None:
        self.wording, self.case, self.sessions = wording, case, sessions
        self.claims: list[Claim] = []
        self.marks: list[Mark] = []
        self.symbols = frozenset(case.symbols)
        self._names = RowNames()
        self._said: set[tuple[str, str, str]] = set()

    def claim(self, name: str, kind: ClaimKind, place: Place) -> Claim:
        """Claim with its sentence and nothing else."""
        named = self._names.fresh(name, otherwise="claim")
        text = self.wording.text(self.wording.sentence_around(place))
        return Claim(named, kind, "", "", "", "", None, None, None, text)

    def add(self, claim: Claim, place: Place, *fields: str, reason: Reason = "read") -> None:
        """Keep a claim; `fields` are ours and proposed, the row is read in the article."""
        same = (claim.kind, claim.subject, claim.text.en + claim.text.zh + claim.stated)
        if same in self._said:
            return
        self._said.add(same)
        self._names.take(claim.id)
        self.claims.append(claim)
        self.marks.append(self.wording.mark(CLAIMS, claim.id, reason=reason, place=place))
        if fields:
            mark = self.wording.mark(CLAIMS, claim.id, *fields, reason="proposed", place=place)
            self.marks.append(mark)


def assertions_of(
    wording: Wording,
    case: Case,
    sessions: Sessions,
    topics: Sequence[Topic],
    spans: Spanned,
    events: tuple[Sequence[Event], Sequence[Mark]] = ((), ()),
) -> Assertions:
    """Returns, ranks, orders, counts of sessions, parts of a whole, causes, forecasts."""
    desk = _Desk(wording, case, sessions)
    for found in wording.finds.returns:
        if found.symbol in desk.symbols:
            _return(desk, found, spans)
    _ranks(desk, spans)
    _orders(desk, events, spans)
    _counts(desk)
    for part, share in _pairs(wording):
        _part(desk, part, share)
    _views(desk, topics)
    return Assertions(tuple(desk.claims), tuple(desk.marks))


def _return(desk: _Desk, found: FoundReturn, spans: Spanned) -> None:
    window = None
    if found.first is not None and found.last is not None:
        window = spans.windows.get((found.first, found.last))
    code = found.symbol.partition(".")[0]
    if (limits := _limits(desk, found)) is not None:
        desk.add(limits, found.place, "stated", "tolerance")
        return
    exact = found.kind == "return" and found.value is not None and window is not None
    if not exact or not (found.operator == "is" or found.operator in _LOOSE):
        # A bound, a limit touched, a move while trading: no kind of the format checks it.
        claim = desk.claim(f"{found.kind}-{code}", "statement", found.place)
        said = desk.wording.text(desk.wording.quoted(found.place))
        desk.add(replace(claim, said=said), found.place)
        return
    if found.value is None or window is None:
        return
    stated = written_digits(found.quote, found.value)
    unit = Decimal(1).scaleb(-len(stated.partition(".")[2]))
    loose = found.operator in _LOOSE
    claim = replace(
        desk.claim(f"ret-{code}", "return", found.place),
        subject=found.symbol,
        relation="=",
        stated=_above_one(stated),
        unit="fraction",
        first=window.first,
        last=window.last,
        tolerance=float(unit if loose else unit / 2),
        said=desk.wording.text(desk.wording.quoted(found.place)) if loose else Text(),
    )
    days = (found.first, found.last)
    proved = any(key == days and proof.common for key, proof in spans.proofs.items())
    fields = ("tolerance",) if loose else ()
    desk.add(claim, found.place, *fields, reason="read" if proved else "unproved")


def _limits(desk: _Desk, found: FoundReturn) -> Claim | None:
    """
    Closes at the price limit as the return that they come to: our reading of 涨停 and N连板.

    The board and its rule on that day say how far a limit lies off; a stock without one, or
    a run that began under another rule, is left a statement.
    """
    if found.kind not in {"limit-up", "limit-down", "boards"}:
        return None
    first, last, many = found.first, found.last, found.boards or 1
    if first is None or last is None or desk.sessions.calendar != "XSHG":
        return None
    if desk.sessions.count(first, last) != many:
        return None
    names = [stock.name.zh for stock in desk.case.stocks if stock.symbol == found.symbol]
    rates = {
        limit_rate(board(found.symbol), day, st=is_special_treatment(names[0], day))
        for day in (first, last)
    }
    rate = rates.pop()
    if rates or rate is None:
        return None
    step = 1 - rate if found.direction == "down" else 1 + rate
    stated = round(step**many - 1, 4)
    # Each limit price is rounded to the tick: a tenth of a point a session.
    tolerance = round(float(_TICKS * many * max(Decimal(1), step ** (many - 1))), 4)
    return replace(
        desk.claim(f"limit-{found.symbol.partition('.')[0]}", "return", found.place),
        subject=found.symbol,
        relation="=",
        stated=_above_one(format(stated, "f")),
        unit="fraction",
        first=first,
        last=last,
        tolerance=tolerance,
        said=desk.wording.text(desk.wording.quoted(found.place)),
    )


def _ranks(desk: _Desk, spans: Spanned) -> None:
    for rank in ranks_of(desk.wording, desk.case):
        found = rank.found
        if found.first is None or found.last is None:
            continue
        window = spans.windows.get((found.first, found.last))
        if window is not None:
            name = f"{rank.kind}-{found.symbol.partition('.')[0]}"
            claim = replace(
                desk.claim(name, rank.kind, found.place),
                subject=f"{rank.group}:{found.symbol}",
                first=window.first,
                last=window.last,
            )
            desk.add(claim, found.place, "subject")


def _orders(desk: _Desk, events: tuple[Sequence[Event], Sequence[Mark]], spans: Spanned) -> None:
    for names, found, place in before_the_move(desk.wording, *events):
        if found.first is None or found.last is None:
            continue
        window = spans.windows.get((found.first, found.last), Window(found.first, found.last))
        claim = replace(
            desk.claim("order", "order", place),
            subject=";".join(names),
            relation="before",
            first=window.first,
            last=window.last,
        )
        desk.add(claim, place, "subject", "relation")


def _counts(desk: _Desk) -> None:
    told = set()
    for span in desk.wording.finds.spans:
        if span.stated is None or (span.first, span.last, span.stated) in told:
            continue
        told.add((span.first, span.last, span.stated))
        claim = replace(
            desk.claim("count-sessions", "session-count", span.place),
            relation="=",
            stated=str(span.stated),
            unit="sessions",
            first=span.first,
            last=span.last,
            tolerance=0.0,
        )
        desk.add(claim, span.place)


def _pairs(wording: Wording) -> Iterator[tuple[FoundShare, FoundShare]]:
    """A sum of money and, next to it in one sentence, the share of a whole that it is."""
    shares = wording.finds.shares
    for one, other in pairwise(shares):
        same = one.symbol == other.symbol and one.symbol is not None
        sentence = wording.article.sentence_at(one.place.start)
        near = sentence.start <= other.place.start < sentence.end
        if same and near and one.unit in {"CNY", "USD", "HKD"} and other.unit == "fraction":
            yield one, other


def _part(desk: _Desk, part: FoundShare, share: FoundShare) -> None:
    if part.symbol not in desk.symbols or not part.value or not share.value:
        return
    if not 0 < share.value <= 1 or part.value <= 0:
        return
    digits = written_digits(share.quote, share.value)
    claim = replace(
        desk.claim(f"part-{part.symbol.partition('.')[0]}", "part-of-whole", share.place),
        subject=part.symbol,
        stated=f"{part.value:.2f}".rstrip("0").rstrip("."),
        unit=part.unit,
        tolerance=_rounding(part),
        rate=digits,
    )
    desk.add(claim, share.place, "tolerance")


def _rounding(part: FoundShare) -> float | None:
    """Half of the last digit printed of a sum: 8.8亿 is 880 million, give or take 5."""
    digits = "".join(sign for sign in part.quote if sign.isdigit() or sign == ".").strip(".")
    if not digits or part.value is None or not float(digits):
        return None
    scale = Decimal(repr(part.value)) / Decimal(digits)
    return float(round(scale * Decimal(5).scaleb(-len(digits.partition(".")[2]) - 1), 6))


def _views(desk: _Desk, topics: Sequence[Topic]) -> None:
    """What the article holds to be the reason, and what it or others expect."""
    for cause in desk.wording.finds.causes[:MOST_VIEWS]:
        topic = cause_topic(topics, cause)
        if topic is not None:
            claim = desk.claim(f"thesis-{topic.story.id}", "thesis", cause.place)
            desk.add(replace(claim, subject=topic.story.id), cause.place, "subject")
    expected = [hedge for hedge in desk.wording.finds.hedges if hedge.kind == "forecast"]
    for hedge in expected[:MOST_VIEWS]:
        desk.add(desk.claim("forecast", "forecast", hedge.place), hedge.place)


def _above_one(stated: str) -> str:
    """Digits of a fraction as a case keeps them: one above 1 stands there in whole percent."""
    return stated if abs(Decimal(stated)) <= 1 or "." in stated[:-2] else f"{Decimal(stated):.2f}"
