"""The table of typed sentences: verdict, subject, span and base of each, or the words refused.

The returns behind it were worked out by hand from the closes of the shipped case.  A new
sentence is a line of sentences.csv.
"""

import csv
from pathlib import Path

import pytest

from dashboard.analysis.typed_claims.refusals import RefusedClaimError
from dashboard.analysis.typed_claims.typed import check_typed
from dashboard.language.language import Language

FILE = Path(__file__).with_name("sentences.csv")


def rows():
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS = rows()
CHECKED = [row for row in ROWS if row["verdict"]]
REFUSED = [row for row in ROWS if row["refused"]]


@pytest.mark.parametrize("row", CHECKED, ids=[row["text"] for row in CHECKED])
def test_a_sentence_is_read_as_it_is_meant(row, shipped, xshg):
    found = check_typed(row["text"], shipped.case, shipped.market, xshg)
    read = {
        "verdict": found.result.verdict,
        "subject": found.subject.id,
        "first": f"{found.window.first}",
        "last": f"{found.window.last}",
        "base": f"{found.base}",
    }
    assert {name: row[name] for name in read} == read


@pytest.mark.parametrize("row", REFUSED, ids=[row["text"] for row in REFUSED])
def test_what_is_not_understood_is_named(row, shipped, xshg):
    with pytest.raises(RefusedClaimError) as caught:
        check_typed(row["text"], shipped.case, shipped.market, xshg)
    assert row["refused"] == ";".join(caught.value.refused)
    assert all(Language(code).error(caught.value) for code in ("en", "zh"))


def test_the_table_is_as_long_as_it_should_be_in_both_languages():
    chinese = [row for row in ROWS if any("\u4e00" <= sign <= "\u9fff" for sign in row["text"])]
    assert len(ROWS) >= 150
    assert len(chinese) >= 75
    assert len(ROWS) - len(chinese) >= 75
    assert len(ROWS) == len({row["text"] for row in ROWS}) == len(CHECKED) + len(REFUSED)
