import numpy as np
import pytest

from dashboard.radar.own_past import own_past
from dashboard.radar.scan import scan


def test_scores_are_those_of_the_scans_of_those_days(market, last, members, random_themes):
    themes = random_themes(n=8)
    found = own_past(market, members(market, themes, last), [2, 5], last, 5, windows=3)

    for place, day in enumerate((last, *found.days)):
        own = scan(market, members(market, themes, day), day, (5,), draws=1).numbers.score
        scores = found.score if place == 0 else found.scores[:, place - 1]
        assert pytest.approx(own[[2, 5], 0], abs=1e-3) == scores


def test_windows_share_no_session_and_end_where_the_universe_begins(
    market, last, members, random_themes
):
    found = own_past(market, members(market, random_themes(n=4), last), [0, 1, 2, 3], last, 5)
    rows = [market.row(day) for day in found.days]

    assert [114 - 5 * at for at in range(len(rows))] == rows
    # 20 sessions of past returns before the base of the first.
    assert 20 <= rows[-1] - 5 < 25
    assert [len(rows)] * 4 == found.n.tolist()


def test_a_theme_that_always_moves_together_is_no_news_to_itself(market, last, members, universe):
    swing = np.random.default_rng(6).normal(0, 0.03, (120, 1))
    closes = market.closes.copy()
    closes[:, :20] *= np.cumprod(1 + swing, axis=0)
    crowd, before = universe(closes, market.symbols), market.symbols
    # The evening itself rises as it did a good many times.
    found = own_past(crowd, members(crowd, {"trade": range(20)}, last), [0], last, 5)

    assert before == crowd.symbols
    assert found.scores.std() > 2
    assert found.count[0] == (found.scores >= found.score).sum()


def test_without_earlier_windows_there_is_no_past(market, members, random_themes):
    day = market.days[26].item()
    found = own_past(market, members(market, random_themes(n=4), day), [0], day, 5)

    assert ((), [0], [0]) == (found.days, found.n.tolist(), found.count.tolist())
