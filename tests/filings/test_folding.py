"""Folding: what is searched, and the way back to the raw text."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dashboard.filings.folding import fold, fold_places
from tests.thoroughness import rounds


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("液\r\n冷产品", "液冷产品"),
        ("浸没式，\n液冷", "浸没式,液冷"),
        ("营业收⼊ ⾏业 ⾦额 ⽐重", "营业收入 行业 金额 比重"),
        ("ＡＩ１２３（％）", "AI123(%)"),
        ("liquid\ncooling", "liquid cooling"),
        ("liq\ufffe\r\nuid soft\u00ad\nware", "liquid software"),
        ("收入\n1,234", "收入 1,234"),
        ("  a \t\u3000 b ", "a b"),
        ("液\u200b冷\x00", "液冷"),
        ("cafe\u0301 ﬁn", "café fin"),
        ("", ""),
    ],
)
def test_what_hides_a_word_is_gone(raw, folded):
    assert folded == fold(raw)


@given(st.text(alphabet="液冷，。a1 \n\u00adﬁ㎡Ａ⾏e\u0301\u3000\ufffe", max_size=rounds(40, 200)))
def test_every_folded_sign_knows_where_it_came_from(raw):
    found = fold_places(raw)

    assert len(found.text) == len(found.places)
    assert sorted(found.places) == list(found.places)
    if "\u0301" not in raw:  # a mark on nothing meets a sign only once what parted them is gone
        assert fold(found.text) == found.text
    for start in range(len(found.text)):
        first, last = found.raw_span(start, start + 1)
        assert found.text[start] in fold(raw[first : last + 1]) or found.text[start] == " "
