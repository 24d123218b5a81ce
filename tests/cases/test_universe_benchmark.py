"""A benchmark that is the store's universe: a word in the place of a file."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.cases.folders import read_case, write_case

FILE = 'returns = "mean_returns.csv"'
WORD = 'returns = "universe"'


def test_the_word_is_read_without_a_file(small):
    (small.path / "mean_returns.csv").unlink()

    content = small.edit("case.toml", FILE, WORD).read()

    assert "universe" == content.case.benchmarks[0].returns
    assert {} == content.market.benchmark_returns
    assert "universe" not in {note.name for note in content.files}


def test_the_word_is_written_back_and_no_file_with_it(small, tmp_path):
    """Nor when its returns have come from the store since."""
    (small.path / "mean_returns.csv").unlink()
    content = small.edit("case.toml", FILE, WORD).read()
    filled = replace(content.market, benchmark_returns={"mean": pd.Series([0.1])})

    write_case(replace(content, market=filled), tmp_path / "new")

    assert WORD in (tmp_path / "new" / "case.toml").read_text()
    assert content == read_case(tmp_path / "new")
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert {path.name for path in small.path.iterdir()} == names


def test_prices_need_not_have_a_symbol_of_its_id(small):
    content = small.edit("case.toml", FILE, WORD).read()

    assert ("mean", "000300.SS") == tuple(mark.id for mark in content.case.benchmarks)


@pytest.mark.parametrize("word", ["Universe", "universe ", "market"])
def test_another_word_is_still_a_file_name(small, word):
    fault = small.edit("case.toml", FILE, f'returns = "{word}"').faults()[0]

    assert ("case.toml", "benchmarks.returns") == (fault.file, fault.field)
    assert ".csv" in fault.rule.template


@pytest.mark.slow
def test_a_foreign_case_has_no_universe(small):
    small.edit("case.toml", 'calendar = "XSHG"', 'calendar = "XHKG"')

    faults = small.edit("case.toml", FILE, WORD).faults()

    (fault,) = [each for each in faults if each.field == "benchmarks.returns"]
    assert "universe" == fault.value
    assert "calendar XSHG only" in str(fault)
