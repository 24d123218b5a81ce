"""Tokens a day are counted once for all processes."""

import multiprocessing
from datetime import date

import pytest

from dashboard.articles.second.budget import FILE, Budget
from dashboard.errors import InputError
from dashboard.files import write_json

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def on(folder, day=MONDAY, most=100):
    return Budget(folder, most, lambda: day)


def test_what_is_taken_counts_until_it_is_settled_and_until_tomorrow(tmp_path):
    on(tmp_path).take(60)
    with pytest.raises(InputError, match="60 of 100 tokens"):
        on(tmp_path).take(50)
    on(tmp_path).settle(60, 20)
    on(tmp_path).take(50)

    assert (70, 0) == (on(tmp_path).used, on(tmp_path, TUESDAY).used)


@pytest.mark.parametrize(
    "content",
    [
        {"day": MONDAY.isoformat(), "tokens": "none"},
        {"day": MONDAY.isoformat(), "tokens": -5},
        {"day": MONDAY.isoformat(), "tokens": True},
        {"day": 3},
        [],
    ],
)
def test_a_counter_that_cannot_be_understood_counts_as_spent(tmp_path, content):
    write_json(tmp_path / FILE, content)

    with pytest.raises(InputError, match="100 of 100 tokens"):
        on(tmp_path).take(1)


def spend(folder, times):
    for _ in range(times):
        Budget(folder, 10_000, lambda: MONDAY).take(1)


@pytest.mark.slow
def test_several_processes_lose_no_token(tmp_path):
    start = multiprocessing.get_context("fork")
    workers = [start.Process(target=spend, args=(tmp_path, 40)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert 120 == Budget(tmp_path, 10_000, lambda: MONDAY).used
