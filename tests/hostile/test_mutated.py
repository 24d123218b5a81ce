"""Mutated price files and case folders: sentences in both languages, no traceback."""

import io
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.cases.folders import read_case
from dashboard.errors import CaseError
from dashboard.language.language import language
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file
from tests.hostile.mutating import mutated
from tests.thoroughness import rounds

SMALL = Path(__file__).parents[1] / "data" / "small"
NOW = datetime(2025, 8, 25, tzinfo=UTC)
ROUNDS = rounds(150, 2_500)  # in each of four parts, of files and of folders
LANGUAGES = (language("en"), language("zh"))

ROWS = (
    "2025-02-05,{},11.87,12.49,11.75,12.28,44583234,540348796.1{}\n"
    "2025-02-06,{},12.11,12.50,11.98,12.50,43274642,529681618.1{}\n"
    "2025-02-07,{},12.50,12.50,12.50,12.50,0,0{}\n"
)
FILES = {
    "plain.csv": "date,code,open,high,low,close,volume,amount\n"
    + ROWS.format("300249", "", "300249", "", "'300249", ""),
    "flags.csv": "date,code,open,high,low,close,volume,amount,paused,adjustflag,factor\n"
    + ROWS.format("sz.300249", ",0,3,1", "sz.300249", ",0,3,1", "sz.300249", ",1,3,1"),
    "300249.txt": "300249 依米康 日线 不复权\n日期\t开盘\t最高\t最低\t收盘\t成交量\t成交额\n"
    "2025/02/05\t11.87\t12.49\t11.75\t12.28\t44583234\t540348796\n#数据来源:通达信\n",
    "yfinance.csv": "Price,Close,High,Low,Open,Volume\n"
    "Ticker,300249.SZ,300249.SZ,300249.SZ,300249.SZ,300249.SZ\nDate,,,,,\n"
    "2025-02-05,12.28,12.49,11.75,11.87,44583234\n",
    "cells.csv": "代码,交易时间,开盘,高,低,收盘,总手,金额\n"
    '="300249",2025-02-05,11.87,12.49,11.75,12.28,44.58万,5.40亿\n'
    "SZSE.300249,20250206.0,12.11,12.50,11.98,12.50,4.3E+05,5.30亿\n",
}
HINTS = (
    Hints(),
    Hints(adjustment="none"),
    Hints(adjustment="none", volume_unit="shares", amount_unit="yuan", symbol="300249"),
    Hints(adjustment="multiplicative", volume_unit="lots", price_unit="fen"),
)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_mutated_price_file_is_read_or_refused_with_sentences(part):
    hand = random.Random(20250213 + part)
    good = [
        (name, text.encode(hand.choice(["utf-8", "utf-8", "gb18030"])))
        for name, text in FILES.items()
    ]
    stored = 0
    for _ in range(ROUNDS):
        name, data = hand.choice(good)
        found = read_price_file(mutated(data, hand), name, hand.choice(HINTS), now=NOW)

        assert bool(found.series) != bool(found.faults)
        for say in LANGUAGES:
            assert all(say.error(fault) for fault in found.faults)
            assert all(say.say(notice) for notice in found.notices)
        for each in found.series:
            prices = each.rows[["open", "high", "low", "close"]].to_numpy()
            assert (prices > 0).all()
            assert (prices <= 1e7).all()
            assert np.isfinite(prices).all()
        stored += bool(found.series)
    assert ROUNDS / 50 < stored < 0.96 * ROUNDS  # some mutations do no harm, most do


def outcome(folder):
    """Faults of a folder, else what was tolerated in it."""
    try:
        return (), read_case(folder).notices
    except CaseError as refused:
        return refused.faults, ()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_mutated_case_folder_is_read_or_refused_with_sentences(part, lean, tmp_path):
    hand = random.Random(20250207 + part)
    folders = {
        True: Path(shutil.copytree(SMALL, tmp_path / "small")),
        False: Path(shutil.copytree(lean, tmp_path / "lean")),
    }
    read = 0
    for _ in range(ROUNDS):
        folder = folders[hand.random() < 0.1]
        file = folder / hand.choice(sorted(path.name for path in folder.iterdir()))
        good = file.read_bytes()
        file.write_bytes(mutated(good, hand))
        faults, notices = outcome(folder)
        for say in LANGUAGES:
            assert all(say.error(fault) for fault in faults)
            assert all(say.say(notice) for notice in notices)
        read += not faults
        file.write_bytes(good)
    assert ROUNDS / 50 < read < 0.96 * ROUNDS


def test_a_parquet_file_with_a_damaged_dictionary_is_one_sentence():
    codes = pa.DictionaryArray.from_arrays(
        pa.array([0, 7], pa.int8()), pa.array(["300249"]), safe=False
    )
    prices = {name: [10.0, 10.0] for name in ("open", "high", "low", "close")}
    days = pa.array(["2025-02-06", "2025-02-07"])
    table = pa.table({"date": days, "code": codes, **prices, "volume": [5.0, 6.0]})
    sink = io.BytesIO()
    try:
        pq.write_table(table, sink)
        data = sink.getvalue()
    except (pa.ArrowException, IndexError):
        pytest.skip("this Arrow writes no dictionary that lacks a value")

    assert read_price_file(data, "d.parquet", HINTS[2], now=NOW).faults


TRIALS = Path(__file__).parents[3] / "shared" / "trials" / "faults"


@pytest.mark.skipif(not TRIALS.is_dir(), reason="needs the trial files, not part of the project")
def test_the_damaged_dictionary_of_the_trials_is_one_sentence():
    data = (TRIALS / "damaged_dictionary.parquet").read_bytes()

    (fault,) = read_price_file(data, "damaged.parquet", HINTS[1], now=NOW).faults

    assert "cannot be read as Parquet" in str(fault)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2125-02-06,300249,10,10.5,9.8,10,5", "lies after"),
        ("0001-01-02,AAPL,10,10.5,9.8,10,5", "before 1900-01-01"),
        ("1962-01-02,300249,10,10.5,9.8,10,5", "did not trade"),
        ("2025-02-06,300249,1e300,1e300,1e300,1e300,5", "too large"),
        ("2025-02-06,300249,10,1e9,9.8,10,5", "more than anything traded"),
    ],
)
def test_what_no_market_has_seen_is_one_sentence(row, said):
    text = f"date,code,open,high,low,close,volume\n{row}\n"

    assert said in " ".join(
        map(str, read_price_file(text.encode(), "a.csv", HINTS[2], now=NOW).faults)
    )


@pytest.mark.parametrize("close", ["5000", "0.02"])
def test_a_move_that_no_board_and_no_split_makes_is_named(close):
    text = (
        "date,code,open,high,low,close,volume\n2025-02-06,300249,10,10.5,9.8,10,5\n"
        f"2025-02-07,300249,{close},{close},{close},{close},5\n"
    )

    faults = read_price_file(text.encode(), "a.csv", HINTS[2], now=NOW).faults

    assert any("times that of 2025-02-06" in str(fault) and 3 == fault.line for fault in faults)
