import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.market.prices import StatusSpan
from dashboard.market.theme_members import COLUMNS
from dashboard.radar.scan import scan
from dashboard.radar.shards import Shard, sessions_between, shard, shards, special_on
from dashboard.store.universe_file import matrix_digest, write_universe


@pytest.fixture(scope="module")
def whole(tmp_path_factory, market, random_themes):
    folder = tmp_path_factory.mktemp("store")
    kept = replace(market, digest=matrix_digest(market), made="2024-05-01T00:00:00Z")
    write_universe(kept, folder)
    rows = [
        (market.symbols[at], name, "a", "", "2024-01-01", "2024-04-25" if at % 7 == 0 else None)
        for name, columns in random_themes(n=20).items()
        for at in columns
    ]
    days = tuple(day.item() for day in market.days[-6:])
    return Shard(folder, kept.digest, pd.DataFrame(rows, columns=COLUMNS), days, (3, 5), draws=250)


def same(one, other):
    assert (one.day, one.themes, one.mode) == (other.day, other.themes, other.mode)
    for name in one.numbers.__slots__:
        mine, theirs = getattr(one.numbers, name), getattr(other.numbers, name)
        assert mine.tobytes() == theirs.tobytes(), name


@pytest.mark.parametrize("days_each", [1, 4])
def test_results_are_equal_bit_for_bit_however_the_days_are_cut(whole, days_each):
    at_once = shard(whole)
    cut = [evening for task in shards(whole, days_each) for evening in shard(task)]

    assert whole.days == tuple(evening.day for evening in cut)
    for one, other in zip(at_once, cut, strict=True):
        same(one, other)


def test_a_shard_travels(whole):
    there = pickle.loads(pickle.dumps(next(shards(whole, 2))))
    back = pickle.loads(pickle.dumps(shard(there)))

    for one, other in zip(shard(whole)[:2], back, strict=True):
        same(one, other)


def test_each_evening_has_its_own_list(whole):
    sizes = {evening.day: int(evening.listed.sum()) for evening in shard(whole)}

    # Every seventh column left after 25 April: the 116th session.
    assert sizes[whole.days[1]] > sizes[whole.days[2]] == sizes[whole.days[5]]
    restated = shard(replace(whole, days=whole.days[:1], listed_on=whole.days[5]))[0]
    assert ("restated", sizes[whole.days[5]]) == (restated.mode, int(restated.listed.sum()))


def test_each_evening_knows_who_was_under_special_treatment_then(whole, market):
    first, second = whole.days[2:4]
    spans = (
        StatusSpan("600000.SS", True, second, None),
        StatusSpan("600001.SS", False, None, None),
    )

    assert [set(), {"600000.SS"}] == [set(special_on(spans, day)) for day in (first, second)]
    same(shard(whole)[2], shard(replace(whole, days=(first,), status=spans))[0])


def test_a_matrix_that_is_gone_is_said_to_be_gone(whole):
    with pytest.raises(FileNotFoundError):
        shard(replace(whole, digest="0" * 64))


def test_sessions_are_those_of_the_matrix(market):
    first, last = market.days[3].item(), market.days[6].item()

    assert 4 == len(sessions_between(market, first, last))


def test_draws_are_those_of_the_window_alone(market, last, members, random_themes):
    membership = members(market, random_themes(), last)
    one, two = scan(market, membership, last, (3, 5)), scan(market, membership, last, (5,))

    assert np.array_equal(one.numbers.pvalue[:, 1], two.numbers.pvalue[:, 0], equal_nan=True)
