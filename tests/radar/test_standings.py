import numpy as np
import pytest

from dashboard.radar.scan import scan
from dashboard.radar.standings import standings, surfaced


@pytest.fixture
def overlapping(universe, members):
    """Two strong themes that are nearly one, a large one around them, and a part of it."""
    closes = np.full((40, 60), 10.0) * (1 + 0.01 * np.random.default_rng(3).random((40, 60)))
    closes[-1, :10] *= 1.3
    matrix = universe(closes)
    themes = {
        "best": range(10),
        "nearly the same": range(1, 11),
        "part of it": (0, 1, 2, 3),
        "around it": range(30),
        "apart": range(40, 50),
    }
    membership = members(matrix, themes, matrix.last)
    return scan(matrix, membership, matrix.last, (3, 5)), membership


def test_weaker_themes_are_folded_under_the_stronger(overlapping):
    found = {each.theme.name: each for each in standings(*overlapping)}

    assert 1 == found["best"].rank
    assert {"nearly the same", "part of it"} == {each.name for each in found["best"].folded}
    assert found["best"].theme == found["part of it"].under
    assert 1 == found["nearly the same"].rank
    # It holds the strong one whole, and is another theme.
    assert found["around it"].under is None
    assert found["apart"].under is None


def test_without_a_cut_nothing_is_folded(overlapping):
    found = standings(*overlapping, jaccard=1.1, contained=1.1)

    assert [1, 2, 3, 4, 5] == [each.rank for each in found]
    assert {None} == {each.under for each in found}


def test_what_stands_out_are_the_unfolded_at_the_rate(overlapping):
    evening, membership = overlapping
    found = standings(evening, membership)
    leads = surfaced(found)

    assert "best" == leads[0].theme.name
    assert all(each.stands_out and each.under is None for each in leads)
    rates = evening.numbers.rate
    assert [bool(rates[each.row, each.column] <= 0.1) for each in found] == [
        each.stands_out for each in found
    ]
    assert () == surfaced(found, most=0)


def test_one_span_or_the_rarest_of_all(market, last, members, random_themes):
    membership = members(market, random_themes(), last)
    evening = scan(market, membership, last)
    scores = evening.numbers.score
    by_best, by_five = standings(evening, membership), standings(evening, membership, 5)

    assert {5} == {each.span for each in by_five}
    for found, wanted in ((by_best, np.nanmax(scores, axis=1)), (by_five, scores[:, 1])):
        own = [scores[each.row, each.column] for each in found]
        assert np.sort(wanted)[::-1].tolist() == own
    with pytest.raises(KeyError):
        standings(evening, membership, 7)


def test_an_evening_without_themes_has_no_list(market, last, members):
    membership = members(market, {}, last)

    assert () == standings(scan(market, membership, last), membership)
