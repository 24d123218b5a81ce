"""What the method says of the prices follows what they are."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from dashboard.cases.folders import read_case
from dashboard.exports.method_words import method
from dashboard.language.language import Language

FOLDER = read_case(Path(str(files("dashboard"))) / "cases" / "shipped" / "liquid-cooling-2025")


@pytest.mark.parametrize(
    ("exact", "words", "others"),
    [
        (False, "Two-decimal prices give each return a rounding interval", "not rounded"),
        (True, "not rounded after the fact", "Two-decimal"),
    ],
)
def test_only_rounded_prices_are_said_to_have_an_interval(exact, words, others):
    note = replace(FOLDER.market.note, exact=exact)
    window = FOLDER.case.window

    text = " ".join(method(FOLDER.case, window.first, window.last, note, Language("en")))

    assert words in text
    assert others not in text
