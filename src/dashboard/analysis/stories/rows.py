"""The rows of the story table, each by its rule, for one story and one window.

A cell says whether what happened agrees with what the story predicts.  Where a row
asks whether an earlier finding stays (leave one out, late evidence), a contradiction
that stays points the other way as the finding itself did: it does not become a fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from dashboard.analysis.stories.fit import (
    WEAK,
    Mark,
    RankFit,
    Ranking,
    Strength,
    measure_name,
    strength_of,
)
from dashboard.analysis.stories.words import decimal, plain, signed
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Stock, Text
from dashboard.errors import N_
from dashboard.message import Message
from dashboard.stats.result import Undefined

StoryRow: TypeAlias = Literal[
    "order",
    "rank-fit",
    "inside-groups",
    "leave-one-out",
    "late-evidence",
    "after-window",
    "turn",
]
ROWS: tuple[StoryRow, ...] = get_args(StoryRow)

ROW_TITLES: dict[StoryRow, str] = {
    "order": N_("Order in time"),
    "rank-fit": N_("Rank fit"),
    "inside-groups": N_("Inside the groups"),
    "leave-one-out": N_("Leave one out"),
    "late-evidence": N_("Late evidence"),
    "after-window": N_("After the window"),
    "turn": N_("What would turn it"),
}

MARK_WORDS: dict[tuple[Mark, Strength], str] = {
    ("fits", "strong"): N_("fits strongly"),
    ("fits", "weak"): N_("fits weakly"),
    ("fits", "none"): N_("fits"),
    ("other-way", "strong"): N_("points the other way, strongly"),
    ("other-way", "weak"): N_("points the other way, weakly"),
    ("other-way", "none"): N_("points the other way"),
    ("says-nothing", "none"): N_("says nothing"),
    ("cannot-be-tested", "none"): N_("cannot be tested"),
}
"""What becomes of a row, as a predicate."""

BUILT_EARLY, BUILT_LATE = 1 / 3, 2 / 3
"""Share of the difference before the first event: a fit up to one, a contradiction from two."""

BUILT_NOTHING = 0.005  # a share that rounds to 0 %

_RANKS: dict[Strength, int] = {"none": 0, "weak": 1, "strong": 2}


@dataclass(frozen=True, slots=True)
class StoryCell:
    """
    One cell of the story table.

    Attributes
    ----------
    row : str
    mark : str or None
        "fits", "other-way", "says-nothing" or "cannot-be-tested"; None in the last row,
        which has no mark.
    strength : {"strong", "weak", "none"}
        By the exact one-sided p-value in the direction marked.  The row "order" has no
        p-value and therefore no strength.
    value : float or None
        Spearman's rho; a share (fraction) in "order"; an excess return (fraction) in
        "after-window".
    pvalue : float or None
        One-sided in the direction marked, in the predicted one where the cell says
        nothing; for a market story two-sided and adjusted over its measures.
    count, total : int or None
        The p-value as a fraction, where it is one.
    smallest : float or None
        Smallest p-value this row could have given.
    remark : Message
        The cell's sentence.
    notes : tuple of Message
        What else must stand beside it.
    shared : bool
        The cell answers its question for other stories too, and counts for none of them.
    """

    row: StoryRow
    mark: Mark | None
    strength: Strength
    value: float | None
    pvalue: float | None
    count: int | None
    total: int | None
    smallest: float | None
    remark: Message
    notes: tuple[Message, ...] = ()
    shared: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether the cell is a strong fit or a strong contradiction."""
        return self.strength == "strong" and self.mark in {"fits", "other-way"}


def untested(row: StoryRow, remark: Message, smallest: float | None = None) -> StoryCell:
    """Cell that cannot be tested, and why."""
    return StoryCell(row, "cannot-be-tested", "none", None, None, None, None, smallest, remark)


# Order ----------------------------------------------------------------


def order_cell(story: str, events: Sequence[EventTime], titles: dict[str, Text]) -> StoryCell:
    """
    Whether the difference was there before the story's first event.

    Parameters
    ----------
    story : str
    events : sequence of EventTime
        Of the case, in order of time.
    titles : dict of str to Text
        Titles of all stories, to name those whose first event shares the session: the cell
        answers all the same, and tells for none of them.
    """
    first = first_event(story, events)
    if first is None:
        return untested("order", Message.of(N_("The case has no dated event of this story.")))
    day = first.span.session
    if first.position == "before":
        return untested(
            "order", Message.of(N_("Its first event came before the window, on {day}."), day=day)
        )
    if first.position == "after":
        return untested(
            "order", Message.of(N_("Its first event came after the window, on {day}."), day=day)
        )
    share = first.share_before
    if isinstance(share, Undefined):
        return untested("order", share)
    rivals = tuple(
        title
        for other, title in titles.items()
        if other != story
        and (found := first_event(other, events)) is not None
        and found.span.session == day
    )
    notes: tuple[Message, ...] = ()
    if rivals:
        notes = (
            Message.of(
                N_(
                    "The first event of {stories} has the same session: the order tells for none "
                    "of them."
                ),
                stories=quoted(rivals),
            ),
        )
    return StoryCell(
        row="order",
        mark=_order_mark(share),
        strength="none",
        value=share,
        pvalue=None,
        count=None,
        total=None,
        smallest=None,
        remark=_order_remark(first, share),
        notes=notes,
        shared=bool(rivals),
    )


def _order_remark(first: EventTime, share: float) -> Message:
    """How much of the difference stood before an event; one that pointed the other way is none."""
    day = first.span.session
    if share < -BUILT_NOTHING:
        return Message.of(
            N_(
                "The difference pointed the other way before the session of its first event, {day}."
            ),
            day=day,
        )
    if share > 1 + BUILT_NOTHING:
        return Message.of(
            N_(
                "More than the whole difference stood before the session of its first event, {day}."
            ),
            day=day,
        )
    return Message.of(
        N_("{share}% of the difference stood before the session of its first event, {day}."),
        share=plain(abs(share) * 100, 0),
        day=day,
    )


def quoted(titles: Sequence[Text]) -> tuple[Message, ...]:
    """Titles of stories for the inside of a sentence, in the reader's quotation marks."""
    return tuple(Message.of(N_("“{story}”"), story=title) for title in titles)


def first_event(story: str, events: Sequence[EventTime]) -> EventTime | None:
    """First dated event of a story; readings of a series and deadlines aside."""
    own = [
        event
        for event in events
        if story in event.event.stories and not event.event.series and not event.span.deadline
    ]
    return min(own, key=lambda event: (event.span.session, event.span.earliest), default=None)


def _order_mark(share: float) -> Mark:
    # A share that is a third by design must not fail by rounding.
    if share <= BUILT_EARLY + 1e-9:
        return "fits"
    return "other-way" if share >= BUILT_LATE - 1e-9 else "says-nothing"


# Rank fit, and the same inside the groups ------------------------------

_UP, _DOWN = True, False

_RANK_WORDS: dict[tuple[Mark, bool], str] = {
    ("fits", _UP): N_("Higher grades went with higher returns: ρ {rho}, p {p}."),
    ("fits", _DOWN): N_("Higher grades went with lower returns, as predicted: ρ {rho}, p {p}."),
    ("other-way", _DOWN): N_("Higher grades went with lower returns: ρ {rho}, p {p} on that side."),
    ("other-way", _UP): N_("Higher grades went with higher returns: ρ {rho}, p {p} on that side."),
}
_RANK_NOTHING = N_("Grades and returns: ρ {rho}, p {p}; cannot tell with {n} stocks.")
_MEASURE_WORDS: dict[Mark, str] = {
    "fits": N_("One of its measures, {measure}, ranks the stocks: ρ {rho}, adjusted p {p}."),
    "says-nothing": N_(
        "No measure ranks the stocks; the nearest, {measure}: ρ {rho}, adjusted p {p}."
    ),
}
_INSIDE_WORDS: dict[tuple[Mark, bool], str] = {
    ("fits", _UP): N_("Inside the groups, higher grades went with higher returns: p {p}."),
    ("fits", _DOWN): N_(
        "Inside the groups, higher grades went with lower returns, as predicted: p {p}."
    ),
    ("other-way", _DOWN): N_("Inside the groups, higher grades went with lower returns: p {p}."),
    ("other-way", _UP): N_(
        "Inside the groups, higher grades went with higher returns, not lower: p {p}."
    ),
}
_INSIDE_NOTHING = N_("Inside the groups p is {p}: cannot tell with {n} stocks.")
_INSIDE_MEASURE_WORDS: dict[Mark, str] = {
    "fits": N_("Inside the groups, {measure} ranks the stocks: adjusted p {p}."),
    "says-nothing": N_("Inside the groups no measure ranks the stocks: adjusted p {p}."),
}


def rank_cell(
    fit: RankFit | Undefined,
    *,
    inside: bool = False,
    falls: bool = False,
    notes: tuple[Message, ...] = (),
) -> StoryCell:
    """
    Whether stocks with more of it rose more: over all stocks, or permuted inside the groups.

    A story that expects a fall predicts the contrary.  Its words follow from mark and
    prediction, not from rho: inside the groups that can have the other sign.
    """
    row: StoryRow = "inside-groups" if inside else "rank-fit"
    if isinstance(fit, Undefined):
        return untested(row, fit)
    if inside and fit.smallest > WEAK:
        return untested(row, _too_few(fit), fit.smallest)
    if fit.measure:
        template = (_INSIDE_MEASURE_WORDS if inside else _MEASURE_WORDS)[fit.mark]
    elif fit.mark == "says-nothing":
        template = _INSIDE_NOTHING if inside else _RANK_NOTHING
    else:
        up = (fit.mark == "fits") != falls
        template = (_INSIDE_WORDS if inside else _RANK_WORDS)[fit.mark, up]
    return fit_cell(row, fit, fit.mark, template, notes=notes)


def _too_few(fit: RankFit) -> Message:
    if fit.smallest > 1 - 1e-9:
        return Message.of(N_("Inside each group all grades are alike: nothing to rank."))
    return Message.of(
        N_("Too little spread inside the groups: the smallest possible p is {smallest}."),
        smallest=decimal(fit.smallest),
    )


def fit_cell(
    row: StoryRow,
    fit: RankFit,
    mark: Mark,
    template: str,
    *,
    notes: tuple[Message, ...] = (),
    **more: object,
) -> StoryCell:
    """Cell with the numbers of a fit, on the side of its mark, and a sentence about them."""
    pvalue, count = fit.side(mark)
    marked = mark in {"fits", "other-way"}
    return StoryCell(
        row=row,
        mark=mark,
        strength=strength_of(pvalue) if marked else "none",
        value=fit.value,
        pvalue=pvalue,
        count=count,
        total=fit.total,
        smallest=fit.smallest,
        remark=_said(template, fit, mark, **more),
        notes=notes,
    )


def _said(template: str, fit: RankFit, mark: Mark, **more: object) -> Message:
    known: dict[str, object] = {"rho": signed(fit.value), "p": fit.spoken(mark), "n": fit.n}
    if fit.measure:
        known["measure"] = measure_name(fit)
    known |= more
    return Message.of(
        template, **{name: v for name, v in known.items() if f"{{{name}}}" in template}
    )


# Leave one out --------------------------------------------------------


def leave_one_out_cell(
    fit: RankFit | Undefined, ranking: Ranking, stocks: dict[str, Stock]
) -> StoryCell:
    """
    Whether the rank fit keeps its direction and strength without any one stock.

    Parameters
    ----------
    fit : RankFit or Undefined
        The rank fit over all stocks.
    ranking : Ranking
        To be asked again without each stock.
    stocks : dict of str to Stock
        To name the stocks it hangs on.
    """
    row: StoryRow = "leave-one-out"
    if isinstance(fit, Undefined):
        return untested(row, fit)
    mark = fit.mark
    if mark == "says-nothing":
        remark = Message.of(
            N_("The rank fit has no direction that leaving a stock out could turn.")
        )
        return StoryCell(
            row, mark, "none", fit.value, fit.pvalue, fit.count, fit.total, fit.smallest, remark
        )
    omitted = [(symbol, ranking.fit(without=symbol)) for symbol in ranking.symbols]
    lost = [symbol for symbol, left in omitted if not keeps(fit, left)]
    known = [(symbol, left) for symbol, left in omitted if isinstance(left, RankFit)]
    if not known:
        return untested(
            row, Message.of(N_("Without one stock too few are left to rank: {n}."), n=fit.n - 1)
        )
    weakest, left = max(known, key=lambda pair: pair[1].side(mark)[0])
    if lost:
        # A stock whose omission leaves nothing to rank is named, its p-value does not exist.
        return fit_cell(
            row,
            left,
            "says-nothing",
            N_("Hangs on {stocks}: without {stock} ρ {rho}, p {p}."),
            stocks=tuple(stocks[symbol] for symbol in lost),
            stock=stocks[weakest],
            p=left.spoken(mark),
        )
    return fit_cell(
        row,
        left,
        mark,
        N_("Stays without any one stock; weakest without {stock}: ρ {rho}, p {p}."),
        stock=stocks[weakest],
    )


def keeps(before: RankFit, after: RankFit | Undefined) -> bool:
    """Whether direction and strength of a fit stay, or grow."""
    if isinstance(after, Undefined) or after.mark != before.mark:
        return False
    return _RANKS[after.strength] >= _RANKS[before.strength]
