"""What the method says of the prices follows what they are."""

from dataclasses import replace

import pytest

from dashboard.exports.method_words import method
from dashboard.language.language import Language


@pytest.mark.parametrize(
    ("exact", "words", "others"),
    [
        (False, "Two-decimal prices give each return a rounding interval", "not rounded"),
        (True, "not rounded after the fact", "Two-decimal"),
    ],
)
def test_only_rounded_prices_are_said_to_have_an_interval(exact, words, others, shipped):
    note = replace(shipped.market.note, exact=exact)
    window = shipped.case.window

    text = " ".join(method(shipped.case, window.first, window.last, note, Language("en")))

    assert words in text
    assert others not in text
