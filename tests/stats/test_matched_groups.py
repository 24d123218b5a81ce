from itertools import combinations, product

import numpy as np
import pytest
import scipy
from scipy import sparse

from dashboard.errors import InputError
from dashboard.stats.matched_groups import by_cell, centred, moments, normal_scores, redrawn

CELLS = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 2])
VALUES = np.array([0.9, 0.1, 0.0, -0.2, 0.3, 0.5, 0.1, 0.0, 0.2, 0.7])
LISTS = sparse.csr_array(
    np.array(
        [
            [1, 1, 0, 0, 0, 1, 0, 0, 0, 0],
            [0, 0, 1, 0, 0, 1, 1, 1, 0, 1],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ]
    )
)


def sums_of_all_groups(counts):
    less = centred(VALUES, CELLS)
    choices = [combinations(less[CELLS == cell], n) for cell, n in enumerate(counts)]
    return np.array([sum(map(sum, parts)) for parts in product(*choices)])


def test_moments_are_those_of_every_group_of_the_mix():
    counts = by_cell(LISTS, CELLS)
    deviation, skewness = moments(centred(VALUES, CELLS), CELLS, counts)

    for row in (0, 1):
        every = sums_of_all_groups(counts[row])
        assert pytest.approx(every.mean(), abs=1e-12) == 0
        assert pytest.approx(every.std()) == deviation[row]
        assert pytest.approx(scipy.stats.skew(every)) == skewness[row]


def test_a_group_that_fills_its_cell_has_no_null():
    deviation, skewness = moments(centred(VALUES, CELLS), CELLS, by_cell(LISTS, CELLS))

    assert np.isnan(deviation[2])
    assert np.isnan(skewness[2])


def test_shuffles_stay_in_their_cells():
    drawn = redrawn(VALUES, CELLS, 50, np.random.Generator(np.random.SFC64(1)))

    assert np.array_equal(VALUES.astype(np.float32), drawn[:, 0])
    for cell in range(3):
        own = np.sort(drawn[cell == CELLS], axis=0)
        assert (own == own[:, :1]).all()
    assert len(np.unique(drawn, axis=1).T) > 40


def test_every_order_is_as_likely():
    drawn = redrawn(np.arange(3.0), [0, 0, 0], 60_000, np.random.Generator(np.random.SFC64(2)))
    _, counts = np.unique(drawn[:, 1:], axis=1, return_counts=True)

    assert 6 == counts.size
    assert (abs(counts - 10_000) < 400).all()


def test_stocks_that_do_not_stand_cell_by_cell_are_refused():
    with pytest.raises(InputError, match="cell by cell"):
        redrawn(VALUES[:3], [0, 1, 0], 1, np.random.Generator(np.random.SFC64(1)))


@pytest.mark.parametrize("skewness", [-0.4, 0.0, 0.3, 1.2])
def test_scores_are_nearly_the_deviates_of_pearsons_third_type(skewness):
    levels = np.array([0.5, 0.9, 0.99, 0.999, 0.9999])
    sums = scipy.stats.pearson3(skewness).ppf(levels)

    assert (
        pytest.approx(scipy.stats.norm.ppf(levels), abs=0.06)
        == normal_scores(sums[np.newaxis], [skewness])[0]
    )
