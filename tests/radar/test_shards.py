import os
import signal
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.errors import InputError, StoreError
from dashboard.market.prices import StatusSpan
from dashboard.market.theme_members import COLUMNS
from dashboard.radar.engines import CutShortError, in_processes
from dashboard.radar.nightly import do_evenings, inputs
from dashboard.radar.scan import scan
from dashboard.radar.shards import Shard, Work, do_shard, special_on, versions
from dashboard.store.universe_file import matrix_digest, write_universe
from tests.radar.evenings import evenings_of, in_full


@pytest.fixture(scope="module")
def given(tmp_path_factory, market, random_themes):
    """Store with a market and its themes; every seventh member left after 25 April."""
    folder = tmp_path_factory.mktemp("store")
    kept = replace(market, digest=matrix_digest(market), made="2024-05-01T00:00:00Z")
    write_universe(kept, folder)
    rows = [
        (market.symbols[at], name, "a", "", "2024-01-01", "2024-04-25" if at % 7 == 0 else None)
        for name, columns in random_themes(n=12).items()
        for at in columns
    ]
    return inputs(folder, pd.DataFrame(rows, columns=COLUMNS))


@pytest.fixture(scope="module")
def days(market):
    return [day.item() for day in market.days[-6:-2]]


@pytest.fixture(scope="module")
def in_turn(given, days):
    """All evenings, one after the other in this process."""
    return evenings_of(given, days)


@pytest.mark.slow
def test_evenings_are_equal_bit_for_bit_whoever_makes_them(given, days, in_turn):
    apart = evenings_of(given, days[1::-1], in_processes(2))

    assert in_full({day: in_turn[day] for day in days[:2]}) == in_full(apart)


def end(_work, _shard):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
def test_a_process_that_is_killed_is_said(given, days, monkeypatch):
    monkeypatch.setattr("dashboard.radar.engines.do_shard", end)

    with pytest.raises(CutShortError, match="with fewer --workers"):
        list(do_evenings(given, days[:1], in_processes(2)))


@pytest.mark.slow
def test_each_evening_has_its_own_list(days, in_turn):
    sizes = {day: sum(e.listed for e in in_turn[day].of_span(5)) for day in days}

    # 25 April is the 116th session.
    assert sizes[days[1]] > sizes[days[2]] == sizes[days[3]]


def test_each_evening_knows_who_was_under_special_treatment_then(days):
    first, second = days[2:4]
    spans = (
        StatusSpan("600000.SS", True, second, None),
        StatusSpan("600001.SS", False, None, None),
    )

    assert [set(), {"600000.SS"}] == [set(special_on(spans, day)) for day in (first, second)]


def test_who_has_not_what_the_run_has_makes_nothing(given, days):
    work = Work(given.store, given.matrix.digest, given.table)
    shard = Shard(days[0])
    elsewhere = replace(work, folder=given.store / "elsewhere")
    older = replace(work, versions=(("market-narrative", "0.0.1"), *versions()[1:]))

    with pytest.raises(StoreError, match=f"prices {work.digest[:12]} of this run in .*elsewhere"):
        do_shard(elsewhere, shard)
    with pytest.raises(InputError, match=r"this run with market-narrative 0\.0\.1, numpy"):
        do_shard(older, shard)


def test_draws_are_those_of_the_window_alone(market, last, members, random_themes):
    membership = members(market, random_themes(), last)
    one, two = scan(market, membership, last, (3, 5)), scan(market, membership, last, (5,))

    assert np.array_equal(one.numbers.pvalue[:, 1], two.numbers.pvalue[:, 0], equal_nan=True)
