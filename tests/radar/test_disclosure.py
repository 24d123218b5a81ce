import numpy as np
import pytest
import scipy

from dashboard.radar.cross_section import cross_section
from dashboard.radar.disclosure import Record, disclosure
from dashboard.radar.membership import Theme
from dashboard.stats.result import Undefined

PORTS = Theme("ports", "a")
RETURNS = np.array([0.30, 0.20, 0.02, 0.05, 0.01, 0.04, 0.07, np.nan])
GRADES = (0, 0, 3, 2, 1, None, None, 3)


@pytest.fixture
def eight(universe, members):
    closes = np.full((30, 8), 10.0)
    closes[-1] = 10 * (1 + RETURNS)
    matrix = universe(closes)
    section = cross_section(matrix, matrix.last, 3)
    return section, members(matrix, {"ports": range(8)}, matrix.last)


@pytest.fixture
def records(eight):
    symbols = eight[1].symbols
    notes = [(1, 2), (0, 1), (0, 0), (2, 0), (0, 0), (0, 3), (0, 0), (0, 0)]
    return {
        symbol: Record(grade, *note)
        for symbol, grade, note in zip(symbols, GRADES, notes, strict=True)
    }


def test_counts_are_told_with_what_nobody_looked_at(eight, records):
    found = disclosure(*eight, PORTS, records)

    assert (8, 6, 4) == (found.listed, found.assessed, found.documented)
    assert (2, 3, 3, 6) == (found.denying, found.noticed, found.denials, found.notices)
    assert 0.5 == found.share


@pytest.mark.slow
def test_the_gap_is_taken_over_assessed_members_with_a_return(eight, records):
    found = disclosure(*eight, PORTS, records)
    wanted = scipy.stats.spearmanr(GRADES[:5], RETURNS[:5]).statistic

    assert 5 == found.rank.n
    assert pytest.approx(wanted) == found.rank.statistic
    assert pytest.approx(np.mean([0.02, 0.05, 0.01]) - 0.25) == found.difference.statistic
    # Three against two: the highest two are outside, in one of ten ways.
    assert 0.1 == found.difference.pvalue_other_side


def test_where_nobody_looked_there_is_no_gap(eight):
    found = disclosure(*eight, PORTS, {})

    assert (0, 0, 0.0) == (found.assessed, found.documented, found.share)
    assert isinstance(found.rank, Undefined)
    assert "nobody has looked" in found.difference.reason


def test_where_all_are_documented_there_is_nobody_to_compare(eight):
    records = {symbol: Record(2) for symbol in eight[1].symbols}
    found = disclosure(*eight, PORTS, records)

    assert isinstance(found.difference, Undefined)
    assert isinstance(found.rank, Undefined)
