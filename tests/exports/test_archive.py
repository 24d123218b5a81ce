"""The archive: every table as CSV, every number, the case itself; the same bytes each time."""

import io
import json
import zipfile

import pandas as pd
import pytest

from dashboard.cases.folders import read_case
from dashboard.exports.all_tables import all_tables
from dashboard.exports.archive import archive
from dashboard.exports.results import results

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def content(imprint, en):
    return archive(imprint, en)


@pytest.fixture(scope="module")
def packed(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_it_holds_every_table_as_csv(packed, imprint, en):
    tables = all_tables(imprint, en)

    assert {f"tables/{each.name}.csv" for each in tables} == {
        name for name in packed if name.startswith("tables/")
    }
    returns = pd.read_csv(io.BytesIO(packed["tables/returns.csv"]))
    values = dict(zip(returns["symbol"], returns["return (fraction)"], strict=True))
    assert {each.symbol: each.value for each in imprint.trial.result.stocks} == values


def test_it_holds_every_number(packed, imprint):
    assert json.loads(json.dumps(results(imprint.trial))) == json.loads(packed["results.json"])


def test_the_case_inside_it_can_be_read_again(packed, imprint, tmp_path):
    folder = tmp_path / imprint.trial.case.slug
    folder.mkdir()
    for name, data in packed.items():
        if name.startswith("case/"):
            (folder / name.removeprefix("case/")).write_bytes(data)

    assert imprint.trial.case == read_case(folder).case


def test_it_says_what_it_is(packed, imprint):
    about = packed["about.txt"].decode()

    assert f"Data (SHA-256): {imprint.trial.folder.digest}" in about
    assert "tables/rank-tests.csv: Rank tests of the stories" in about


def test_the_same_content_gives_the_same_bytes(content, imprint, en):
    assert content == archive(imprint, en)


def test_no_text_in_its_tables_is_run_by_a_spreadsheet(hostile, en):
    with zipfile.ZipFile(io.BytesIO(archive(hostile, en))) as parts:
        names = [name for name in parts.namelist() if name.startswith("tables/")]
        cells = [
            text
            for name in names
            for text in pd.read_csv(io.BytesIO(parts.read(name)), dtype=str, keep_default_na=False)
            .to_numpy()
            .ravel()
        ]

    numbers = [text for text in cells if text[:1] == "-" and text[1:2].isdigit()]
    run = [text for text in cells if text[:1] in tuple("=+@\t\r＝＋－＠-")]
    assert '\'=HYPERLINK("http://evil.example","x")' in cells
    assert [] == [text for text in run if text not in numbers]
    assert [] == [text for text in numbers if not is_number(text)]


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
