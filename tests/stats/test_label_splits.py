from itertools import permutations

import numpy as np
import pytest

from dashboard.errors import InputError
from dashboard.stats.label_splits import label_splits
from dashboard.stats.permutation import permutation_test

LABELS = np.array(
    [
        [1, 1, 1, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0, 0],
        [0, 0, 0, 1, 1, 0, 1],
        [0, 1, 0, 1, 0, 1, 1],
        [1, 1, 0, 0, 0, 0, 0],
    ],
    dtype=bool,
)
VALUES = np.array([0.31, 0.28, 0.10, 0.02, -0.04, 0.05, 0.0])


def statistics(values, labels):
    """Standardised difference of every label, for values in rows."""
    return np.column_stack(
        [
            (values[:, own].mean(axis=1) - values[:, ~own].mean(axis=1))
            * np.sqrt(own.sum() * (~own).sum() / own.size)
            for own in labels
        ]
    )


def step_down(values, labels):
    """Adjusted p-values by every order of the stocks, in plain loops."""
    observed = statistics(values[np.newaxis], labels)[0]
    null = statistics(values[np.array(list(permutations(range(7))))], labels)
    order = np.argsort(-observed, kind="stable")
    adjusted, least = np.empty(len(labels)), 0.0
    for at, place in enumerate(order):
        highest = null[:, order[at:]].max(axis=1)
        least = max(least, (highest >= observed[place] - 1e-12).mean())
        adjusted[place] = least
    return adjusted


def test_adjusted_pvalues_are_those_over_every_order():
    found = label_splits(VALUES, LABELS, seed=1)

    assert "exact" == found.settings.method
    assert pytest.approx(step_down(VALUES, LABELS)) == found.adjusted


def test_each_split_alone_is_the_exact_test_of_two_groups():
    found = label_splits(VALUES, LABELS, seed=1)

    for own, pvalue, difference in zip(LABELS, found.pvalue, found.difference, strict=True):
        test = permutation_test(VALUES[own], VALUES[~own])
        assert pytest.approx((test.pvalue_one_sided, test.statistic)) == (pvalue, difference)


def test_one_split_is_its_own_adjustment():
    found = label_splits(VALUES, LABELS[:1], seed=1)

    assert (35, pytest.approx(1 / 35)) == (found.n_permutations, found.attainable)
    assert pytest.approx([1 / 35]) == found.pvalue
    assert pytest.approx([1 / 35]) == found.adjusted


def test_drawn_orders_agree_with_all_of_them():
    rng = np.random.default_rng(3)
    values, labels = rng.normal(0, 1, 12), rng.random((9, 12)) < 0.4
    values[labels[0]] += 2
    found = label_splits(values, labels, seed=4)

    assert ("monte-carlo", 10_000) == (found.settings.method, found.n_permutations)
    for own, pvalue in zip(labels, found.pvalue, strict=True):
        alone = permutation_test(values[own], values[~own])
        assert pytest.approx(alone.pvalue_one_sided) == pvalue
    assert (found.adjusted >= found.pvalue - 0.01).all()
    assert 0 == found.best


def test_order_of_stocks_and_of_labels_means_nothing():
    stocks, labels = [6, 2, 0, 1, 5, 4, 3], [2, 4, 0, 1, 3]
    found = label_splits(VALUES, LABELS, seed=1)
    turned = label_splits(VALUES[stocks], LABELS[labels][:, stocks], seed=2)

    assert pytest.approx(found.adjusted[labels]) == turned.adjusted
    assert pytest.approx(found.pvalue[labels]) == turned.pvalue


def test_a_label_said_twice_costs_nothing():
    once, twice = label_splits(VALUES, LABELS[:4], seed=1), label_splits(VALUES, LABELS, seed=1)

    assert pytest.approx(once.adjusted) == twice.adjusted[:4]


@pytest.mark.parametrize("label", [np.ones(7), np.zeros(7)], ids=["all", "none"])
def test_a_label_of_all_or_none_is_refused(label):
    with pytest.raises(InputError, match="parts nothing"):
        label_splits(VALUES, [label], seed=1)


def test_labels_of_other_stocks_are_refused():
    with pytest.raises(InputError, match="shape"):
        label_splits(VALUES, LABELS[:, :5], seed=1)
