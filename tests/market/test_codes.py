"""The one reader of codes: every usual writing, Beijing's old codes, codes in a sentence."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import InputError
from dashboard.market.codes import ENDINGS, codes_in, old_codes, read_code, successors


@pytest.mark.parametrize(
    ("symbol", "texts"),
    [
        ("300249.SZ", "300249.XSHE SZSE.300249 SZSE:300249 300249.SZSE SHE:300249 300249.SZA"),
        ("603881.SS", "603881.XSHG SHSE.603881 SSE:603881 603881.SSE SHA:603881 603881.SHA"),
        ("300249.SZ", '\'300249 ’300249 ="300249" "300249"'),
        ("920185.BJ", "835185 835185.BJ bj835185 BSE:835185 920185 0.835185"),
    ],
)
def test_a_code_is_read_in_the_writing_of_every_trade(symbol, texts):
    for text in texts.split():
        assert symbol == read_code(text).symbol, text


@pytest.mark.parametrize("text", ["300249.CN", "CN300249", "cn_300249", "300249.CH"])
def test_the_country_is_no_exchange_and_no_foreign_code(text):
    with pytest.raises(InputError, match="names the country"):
        read_code(text)


@pytest.mark.parametrize("text", ["835185.NQ", "NQ835185", "430017.OC"])
def test_the_new_third_board_is_refused_by_name(text):
    with pytest.raises(InputError, match="New Third Board"):
        read_code(text)


@pytest.mark.parametrize(("text", "ending"), [("HK300249", "HK"), ("300249.XX", "XX")])
def test_an_ending_that_is_no_exchange_is_named(text, ending):
    with pytest.raises(InputError, match=f"“{ending}” is no exchange known here"):
        read_code(text)


def test_the_wrong_exchange_is_said_as_it_was_written():
    with pytest.raises(InputError, match="300249 belongs to SZ, not to SH"):
        read_code("300249.SH")


def test_an_old_code_of_beijing_is_kept_beside_the_symbol_of_today():
    assert "835185" == read_code("835185.BJ").old
    assert "" == read_code("920185").old
    assert "835185" == old_codes()["920185"]


def test_a_company_that_left_beijing_before_the_switch_keeps_its_code():
    assert "833874.BJ" == read_code("833874").symbol


def test_every_company_of_beijing_has_one_code_of_today():
    assert len(successors()) == len(set(successors().values()))
    assert all(new.startswith("920") for new in successors().values())


@given(st.sampled_from(["300249", "603881", "920599"]), st.sampled_from(sorted(ENDINGS)))
def test_before_or_behind_a_code_an_ending_means_the_same(code, ending):
    def meant(text):
        try:
            return read_code(text).symbol
        except InputError as error:
            return error.template

    assert meant(f"{code}.{ending}") == meant(f"{ending}.{code}") == meant(f"{ending}:{code}")


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_refused_with_a_sentence(text):
    with contextlib.suppress(InputError):
        assert read_code(text).symbol


def test_codes_are_found_in_a_sentence_with_their_places():
    text = "依米康(300249)与SH603881、1.688041涨12.345678%，300249.SH写错"

    found = list(codes_in(text))

    assert ["300249", "SH603881", "1.688041", "300249.SH"] == [each.text for each in found]
    assert [each.text for each in found] == [text[each.start : each.stop] for each in found]
    assert [True, True, True, False] == [each.code is not None for each in found]
    assert "belongs to SZ" in str(found[-1].error)
