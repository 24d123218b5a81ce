"""Average ranks are SciPy's, NaN left out."""

import numpy as np
import scipy
from hypothesis import given
from hypothesis import strategies as st

from dashboard.stats.ranking import average_ranks

numbers = st.lists(st.sampled_from([-1.0, 0.0, 0.5, 2.0, 3.0, np.inf]), min_size=1, max_size=9)


@given(numbers)
def test_ties_share_the_mean_of_their_places(values):
    assert scipy.stats.rankdata(values).tolist() == average_ranks(values).tolist()


@given(st.lists(st.sampled_from([1.0, 2.0, np.nan]), min_size=6, max_size=6))
def test_what_is_missing_is_left_out_along_either_axis(values):
    table = np.array(values).reshape(3, 2)

    for axis in (0, 1):
        expected = scipy.stats.rankdata(table, axis=axis, nan_policy="omit")
        np.testing.assert_array_equal(expected, average_ranks(table, axis=axis))
