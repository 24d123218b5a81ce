"""The rows of the story table that look past the window's last close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from dashboard.analysis.stories.fit import WEAK, Mark, RankFit, strength_of
from dashboard.analysis.stories.hold_out import LateResult
from dashboard.analysis.stories.rows import StoryCell, StoryRow, fit_cell, keeps, untested
from dashboard.analysis.stories.words import probability, signed
from dashboard.case import Stock
from dashboard.errors import N_
from dashboard.message import Message
from dashboard.stats.placebo_sessions import session_rank
from dashboard.stats.placebo_time import TimeRank
from dashboard.stats.result import Undefined

SEED = 20250213
_FRACTION = 50_000  # p as a fraction up to this denominator

# Evidence that came later ---------------------------------------------


def late_cell(
    fit: RankFit | Undefined, late: RankFit | Undefined, stocks: tuple[Stock, ...]
) -> StoryCell:
    """Whether the rank fit stays when evidence published after the window counts too."""
    row: StoryRow = "late-evidence"
    if isinstance(fit, Undefined):
        return untested(row, Message.of(N_("Without a rank fit there is nothing to compare.")))
    if isinstance(late, Undefined):
        return untested(row, late)
    if fit.mark == "says-nothing":
        template = N_("With later evidence on {stocks}: ρ {rho}, p {p}; no direction to keep.")
        return fit_cell(row, late, "says-nothing", template, stocks=stocks)
    if keeps(fit, late):
        template = N_("With later evidence on {stocks} the rank fit stays: ρ {rho}, p {p}.")
        return fit_cell(row, late, fit.mark, template, stocks=stocks)
    turns = late.value * fit.value < 0
    if turns and fit.mark == "fits":
        template = N_("With later evidence on {stocks} the sign turns: ρ {rho}, p {p}.")
        return fit_cell(row, late, "other-way", template, stocks=stocks)
    template = N_("With later evidence on {stocks} it is no longer as strong: ρ {rho}, p {p}.")
    if turns:
        template = N_("With later evidence on {stocks} the sign turns to the predicted one: ρ {rho}, p {p}.")  # fmt: skip # noqa: E501
    # The p-value shown stays on the side that the rank fit was on.
    return fit_cell(row, late, "says-nothing", template, stocks=stocks, p=late.spoken(fit.mark))


# After the window -----------------------------------------------------


def after_cell(
    results: Sequence[LateResult],
    reason: Message,
    stocks: dict[str, Stock],
) -> StoryCell:
    """
    Whether stocks with late evidence beat their group's mean in the session after it.

    For a story that expects a fall: whether they fell behind it.

    Parameters
    ----------
    results : sequence of LateResult
        Late statements for the story, with the excess of the session that followed.
    reason : Message
        Why there is nothing to test, when there is nothing.
    stocks : dict of str to Stock
        To name them.

    Notes
    -----
    Several stocks: all must be on one side; the statistic is their mean excess.  It is
    ranked among the mean excesses of the same stocks when each session is exchanged with
    those of the estimation window on its own.  Stocks that share a session share its draw,
    which keeps what moves them together; sharing it across sessions would not do: inside a
    group the excesses of one day sum to zero.
    """
    row: StoryRow = "after-window"
    first: dict[str, LateResult] = {}
    for result in sorted(results, key=lambda each: each.session):
        first.setdefault(result.evidence.stock, result)
    if not first:
        return untested(row, reason)
    known = [each for each in first.values() if not isinstance(each.excess, Undefined)]
    if not known:
        lacking = next(iter(first.values())).excess
        return untested(row, lacking if isinstance(lacking, Undefined) else reason)
    excesses = [each.excess for each in known if not isinstance(each.excess, Undefined)]
    mean = float(np.mean(excesses))
    rank = _rank(known)
    if isinstance(rank, Undefined):
        return untested(row, rank)
    total = rank.n + 1
    one_side = min(excesses) > 0 or max(excesses) < 0
    upward = mean > 0
    pvalue = rank.pvalue_one_sided if upward else rank.pvalue_other_side
    count = (rank.count if upward else rank.count_other_side) + 1
    mark: Mark = "says-nothing"
    if one_side and pvalue <= WEAK:
        mark = "fits" if known[0].came(mean) else "other-way"
    template = (
        N_("{stocks}: {points} points against the group’s mean on {day}, p {p}.")
        if mark != "says-nothing"
        else N_("{stocks}: {points} points against the group’s mean on {day}, p {p}; cannot tell.")
    )
    return StoryCell(
        row=row,
        mark=mark,
        strength=strength_of(pvalue) if mark != "says-nothing" else "none",
        value=mean,
        pvalue=pvalue,
        count=count,
        total=total,
        smallest=1 / total,
        remark=Message.of(
            template,
            stocks=tuple(stocks[each.evidence.stock] for each in known),
            points=signed(mean * 100, 1),
            day=tuple(dict.fromkeys(each.session for each in known)),
            p=probability(pvalue, count, total, exact=total <= _FRACTION),
        ),
    )


def _rank(known: Sequence[LateResult]) -> TimeRank | Undefined:
    """Rank of the summed excess, one draw for all stocks that share a session."""
    shared: dict[date, list[LateResult]] = {}
    for result in known:
        shared.setdefault(result.session, []).append(result)
    return session_rank(
        [
            sum(each.excess for each in held if not isinstance(each.excess, Undefined))
            for held in shared.values()
        ],
        [np.sum([each.history for each in held], axis=0) for held in shared.values()],
        rng=np.random.default_rng(SEED),
        seed=SEED,
    )
