"""What results share: ties, tables, reasons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.stats.permutation import permutation_test
from dashboard.stats.placebo_time import time_rank
from dashboard.stats.result import Undefined, matrix, tabulate, vector


def test_a_reason_is_a_sentence_with_its_template_kept():
    """A catalogue can translate the template; str() is the English sentence."""
    reason = Undefined.of("undefined, because only {n} stock is left", n=1)

    assert "undefined, because only 1 stock is left" == reason.reason == str(reason)
    assert ("undefined, because only {n} stock is left", {"n": 1}) == (
        reason.template,
        reason.values,
    )


def test_values_that_differ_by_rounding_are_one():
    table = tabulate(np.array([0.3, 0.1 + 0.2, 0.5]))

    assert [2, 1] == table.counts.tolist()
    assert 2 == table.at_most(0.3)
    assert 3 == table.at_least(0.1 + 0.2)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30), st.integers(-6, 6))
def test_table_counts_as_the_array_does(values, threshold):
    array = np.array(values, dtype=float)
    table = tabulate(array)

    assert (array >= threshold).sum() == table.at_least(threshold)
    assert (array <= threshold).sum() == table.at_most(threshold)
    assert np.sort(array).tolist() == table.expand().tolist()
    assert len(values) == table.total


def test_tiny_numbers_tie_as_large_ones_do():
    """Whatever the unit, the same counts: ties are a share of the data, not of 1."""
    values = np.array([1.0, 2.0, 3.0, 4.0, 4.0, 7.0])
    for unit in (1e-13, 1e-3, 1.0, 1e9):
        found = permutation_test(values[[0, 1, 3]] * unit, values[[2, 4, 5]] * unit)
        assert (19, 3) == (found.count, found.count_other_side)
        rank = time_rank(2 * unit, values * unit)
        assert (5, 2) == (rank.count, rank.count_other_side)


def test_rounding_of_the_data_is_not_told_apart_by_a_difference_of_nearly_nothing():
    """Equal returns: every split ties, though the sums differ in their last digits."""
    found = permutation_test([0.1, 0.1, 0.1], [0.1, 0.1, 0.1 + 1e-16])
    assert 20 == found.count == found.count_other_side


def test_arrays_of_the_wrong_shape_are_refused():
    with pytest.raises(InputError, match="one-dimensional"):
        vector([[1.0]], "outcome")
    with pytest.raises(InputError, match="shape"):
        matrix(np.zeros((1, 1, 1)), "returns")
