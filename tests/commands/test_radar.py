"""`market-narrative radar`: scan, keep, print; once for the same, one run at a time."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date

import pytest

from dashboard.radar import engines
from dashboard.radar.kept import FOLDER, kept_days, load_evening
from dashboard.radar.shards import do_shard
from dashboard.refresh.jobs import Jobs
from dashboard.store.theme_changes import DayList, Listed, take
from dashboard.store.themes import ThemeLog
from dashboard.store.universe_file import matrix_digest, write_universe
from tests.radar.conftest import last, market, random_themes  # noqa: F401 - its market

HOSTILE = "<b>x</b>\x1b[31m"


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture(scope="module")
def unscanned(tmp_path_factory, market, random_themes):  # noqa: F811
    """Store with a market and its themes, to be copied."""
    store = tmp_path_factory.mktemp("unscanned")
    write_universe(replace(market, digest=matrix_digest(market), made="2024-05-01T00:00Z"), store)
    rows = [
        Listed(market.symbols[at], name)
        for name, columns in (random_themes(n=12) | {HOSTILE: range(6)}).items()
        for at in columns
    ]
    take(ThemeLog(store / "themes"), DayList("a", date(2024, 1, 1), tuple(rows)))
    return store


@pytest.fixture
def scanned(command, store, unscanned):
    """The command on a store of its own."""
    shutil.copytree(unscanned, store)
    return command


@pytest.mark.slow
def test_the_last_evening_is_scanned_kept_and_printed(scanned, store, last):  # noqa: F811
    done = scanned("radar")

    assert 0 == done.exit_code, done.output
    assert (last,) == kept_days(store)
    kept = load_evening(store, last)
    first = kept.of_span(5)[0]
    assert "13 themes" in done.stdout
    assert re.search(rf"^ +1  {first.theme.name}  [+−]", done.stdout, re.MULTILINE)


@pytest.mark.slow
def test_json_has_every_theme_and_span_or_those_of_one(scanned, store, last):  # noqa: F811
    log = ThemeLog(store / "themes")
    table = log.table()
    rows = [Listed(stock, HOSTILE) for stock in table[table["theme"] == HOSTILE]["stock"]]
    take(log, DayList("b", date(2024, 1, 1), tuple(rows)))
    found = json.loads(scanned("radar", "--json").stdout)
    of_ten = json.loads(scanned("radar", "--json", "--span", 10).stdout)
    kept = load_evening(store, last)

    assert last.isoformat() == found["day"]
    assert {"mode": "as-of", "listed_on": last.isoformat()} == found["membership"]
    assert 4 * 14 == len(found["themes"])
    assert [each for each in found["themes"] if each["span"] == 10] == of_ten["themes"]
    for entry, told in zip(kept.of_span(10), of_ten["themes"], strict=True):
        assert (entry.theme.name, entry.rank, entry.pvalue, entry.rate) == (
            told["theme"],
            told["rank"],
            told["pvalue"],
            told["fdr"],
        )
        assert {"theme", "source", "span", "rank", "move", "pvalue", "fdr", "split"} <= {*told}
        beside = {"a": ["b"], "b": ["a"]}[told["source"]] if told["theme"] == HOSTILE else []
        assert (beside, True if beside else None) == (told["other_sources"], told["sources_agree"])


@pytest.mark.slow
def test_missing_evenings_are_done_and_what_is_kept_stays(scanned, store, market):  # noqa: F811
    days = [day.item() for day in market.days[-3:]]
    scanned("radar", "--day", days[1])

    done = scanned("radar", "--since", days[0])

    assert 0 == done.exit_code, done.output
    assert days == sorted(kept_days(store))
    told = [line.split("  ", 2) for line in done.stderr.splitlines()]
    assert [["1/3", str(days[0]), "scanned"], ["2/3", str(days[1]), "kept already"]] == told[:2]


def test_a_second_run_says_that_one_is_at_work(scanned, store):
    with Jobs(store / FOLDER).running("scan"):
        done = scanned("radar")

    assert 1 == done.exit_code
    assert "at work on this store already" in done.stderr


@pytest.mark.slow
def test_a_wish_to_stop_ends_it_between_two_evenings(scanned, store, market, monkeypatch):  # noqa: F811
    def then_stop(work, shard):
        Jobs(store / FOLDER).stop("scan")
        return do_shard(work, shard)

    monkeypatch.setattr(engines, "do_shard", then_stop)
    done = scanned("radar", "--since", market.days[-3].item())

    assert 6 == done.exit_code
    assert 1 == len(kept_days(store))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--day", "2030-01-01"), "no session on 2030-01-01"),
        (("--day", "2024-01-05"), "needs"),
        (("--since", "2030-01-01"), "is after the evening"),
        (("--span", "4"), "is not one of"),
    ],
)
def test_what_cannot_be_scanned_is_said(scanned, options, told):
    done = scanned("radar", *options)

    assert done.exit_code
    assert told in re.sub(r"\s+", " ", done.stderr)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--engine", "dask"), "--engine dask needs --scheduler ADDRESS"),
        (("--scheduler", "tcp://host:8786"), "--scheduler is for --engine dask"),
        (
            ("--engine", "dask", "--scheduler", "tcp://host:8786", "--workers", 2),
            "started by “dask worker tcp://host:8786”",
        ),
    ],
)
def test_options_of_engines_that_do_not_go_together_are_refused(command, options, told):
    done = command("radar", *options)

    assert 2 == done.exit_code
    assert told in re.sub(r"\s+", " ", done.stderr)


@pytest.mark.slow
def test_a_run_whose_workers_are_lost_keeps_what_is_done(scanned, store, market, monkeypatch):  # noqa: F811
    days = [day.item() for day in market.days[-2:]]

    def lose_the_second(work, shard):
        if shard.day == days[1]:
            raise engines.CutShortError("The workers are gone.")
        return do_shard(work, shard)

    monkeypatch.setattr(engines, "do_shard", lose_the_second)
    done = scanned("radar", "--since", days[0])

    assert 3 == done.exit_code
    assert "The workers are gone." in done.stderr
    assert (days[0],) == kept_days(store)
    assert (3, 1) == ((job := Jobs(store / FOLDER).last("scan")).code, job.done)


def test_an_empty_store_says_what_it_wants(command, scanned, store):
    for file in (store / "themes").glob("*.parquet"):
        file.unlink()
    assert "themes import" in command("radar").stderr
    (store / "universe" / "current.json").unlink()

    done = command("radar", "--language", "zh")

    assert 1 == done.exit_code
    assert "refresh --universe" in done.stderr
