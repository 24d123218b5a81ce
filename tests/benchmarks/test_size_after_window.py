"""How often the row “after the window” marks a story where nothing is there.

Groups of simulated stocks with a market, a second factor and heavy-tailed noise; late
statements on some members, each priced in a session of its own; nothing happens in it.
Strong marks are due in 10 % of the cases at most: 5 % in each direction, fewer with
several stocks, which must also agree in sign.  The old yardstick, one same day for all
stocks, stands beside it.  Not timed.
"""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from dashboard.analysis.stories.hold_out import LateResult
from dashboard.analysis.stories.later import after_cell
from dashboard.case import Evidence, Moment, Stock, Text
from dashboard.message import Message
from dashboard.stats.placebo_time import time_rank

DRAWS = 2_000
ESTIMATION = 120
DESIGNS = {"pair": (2, 2), "two of four": (4, 2), "three of four": (4, 3), "one of four": (4, 1)}


def simulate(rng, size, late):
    """Excesses over the group's mean: (history of each late stock, its own session)."""
    sessions = ESTIMATION + late
    common = rng.normal(0, 0.012, sessions)[:, None] * rng.uniform(0.5, 1.6, size)
    spread = rng.uniform(0.015, 0.035, size)
    returns = common + spread * rng.standard_t(5, (sessions, size)) / np.sqrt(5 / 3)
    excess = returns - returns.mean(axis=1, keepdims=True)
    return excess[:ESTIMATION, :late].T, np.diagonal(excess[ESTIMATION:, :late])


def late_result(at, excess, history):
    row = Evidence(
        id=f"s{at}",
        stock=f"s{at}",
        story="x",
        finding="stated",
        document="d",
        source_kind="press",
        published=Moment(datetime(2025, 2, 10), "day", "Asia/Shanghai"),
        statement=Text("said"),
    )
    day = date(2025, 3, 3) + timedelta(days=at)
    rank = time_rank(excess, history)
    return LateResult(row, day, excess, 0.0, excess, rank, history)


def same_day(histories, excesses):
    """Whether the old yardstick would have marked it strong."""
    rank = time_rank(float(excesses.mean()), histories.mean(axis=0))
    side = rank.pvalue_one_sided if excesses.mean() > 0 else rank.pvalue_other_side
    agree = excesses.min() > 0 or excesses.max() < 0
    return agree and side <= 0.05


@pytest.fixture(scope="module")
def strong_marks():
    """Share of strong marks by design: (each session on its own, one same day)."""
    rng = np.random.default_rng(11)
    stocks = {f"s{at}": Stock(f"s{at}", Text(f"s{at}"), "g") for at in range(4)}
    found = {}
    for name, (size, late) in DESIGNS.items():
        now = before = 0
        for _ in range(DRAWS):
            histories, excesses = simulate(rng, size, late)
            results = [
                late_result(at, float(excess), history)
                for at, (excess, history) in enumerate(zip(excesses, histories, strict=True))
            ]
            now += after_cell(results, Message.of("none"), stocks).strength == "strong"
            before += same_day(histories, excesses)
        found[name] = (now / DRAWS, before / DRAWS)
    return found


@pytest.mark.parametrize("design", DESIGNS)
def test_strong_marks_stay_within_ten_percent(strong_marks, design):
    print(design, strong_marks[design])
    assert strong_marks[design][0] <= 0.10 + 3 * np.sqrt(0.1 * 0.9 / DRAWS)


def test_one_same_day_for_a_pair_marked_every_second_case(strong_marks):
    assert strong_marks["pair"][1] > 0.4
