"""Names by date, and special treatment from them."""

from datetime import date

import pytest

from dashboard.market.boards import StatusSpan, is_st
from dashboard.market.name_history import (
    NameChange,
    NameSpan,
    name_spans,
    status_spans,
)

KANGSHENG = "002418.SZ"
D1, D2, D3 = date(2023, 4, 28), date(2024, 4, 30), date(2025, 5, 6)


def change(day, before, after):
    return NameChange(KANGSHENG, day, before, after)


def span(name, first, last, symbol=KANGSHENG):
    return NameSpan(symbol, name, first, last, "szse")


CHANGES = [
    change(D1, "康盛股份", "ST康盛"),
    change(D2, "ST康盛", "*ST康盛"),
    change(D3, "*ST康盛", "康盛股份"),
]


def test_the_name_before_the_first_change_and_after_the_last_have_an_open_side():
    assert (
        span("康盛股份", None, date(2023, 4, 27)),
        span("ST康盛", D1, date(2024, 4, 29)),
        span("*ST康盛", D2, date(2025, 5, 5)),
        span("康盛股份", D3, None),
    ) == name_spans(reversed(CHANGES), "szse")


def test_between_changes_that_do_not_fit_only_the_known_days_count():
    spans = name_spans([CHANGES[0], CHANGES[2]], "szse")

    assert [
        ("康盛股份", None, date(2023, 4, 27)),
        ("ST康盛", D1, D1),
        ("*ST康盛", date(2025, 5, 5), date(2025, 5, 5)),
        ("康盛股份", D3, None),
    ] == [(s.name, s.first, s.last) for s in spans]


def test_a_name_given_up_on_its_first_day_leaves_no_span():
    changes = [change(D1, "康盛股份", "康盛科技"), change(D1, "康盛科技", "ST康盛")]

    assert ["康盛股份", "ST康盛"] == [s.name for s in name_spans(changes, "szse")]


def test_padding_makes_no_gap_between_two_changes():
    changes = [change(D1, "万  科Ａ", "新 华 都"), change(D2, "新华都", "ST新华")]

    assert 3 == len(name_spans(changes, "szse"))


def test_spans_of_one_status_are_joined_and_those_of_several_stocks_are_not():
    other = NameChange("300249.SZ", D2, "依米康", "ST依米康")

    found = status_spans(name_spans([*CHANGES, other], "szse"))

    assert (
        StatusSpan(KANGSHENG, False, None, date(2023, 4, 27)),
        StatusSpan(KANGSHENG, True, D1, date(2025, 5, 5)),
        StatusSpan(KANGSHENG, False, D3, None),
        StatusSpan("300249.SZ", False, None, date(2024, 4, 29)),
        StatusSpan("300249.SZ", True, D2, None),
    ) == found


@pytest.mark.parametrize(
    ("name", "special"),
    [
        ("ST康美", True),
        ("*ST左江", True),
        ("SST佳通", True),
        ("S*ST佳通", True),
        ("＊ＳＴ左江", True),
        ("* ST 左江", True),
        ("st三圣", True),
        ("XDST康美", True),
        ("XD*ST康", True),
        ("S佳通", True),
        ("XD依米康", False),
        ("TCL科技", False),
        ("首开股份", False),
        ("退市海医", False),
        ("国药退", False),
    ],
)
def test_the_marks_of_special_treatment_are_told_from_the_others(name, special):
    assert [special] == [found.st for found in status_spans([span(name, D1, D2)])]


def test_the_status_of_a_day_is_known_only_where_a_name_is():
    found = status_spans(name_spans([CHANGES[0], CHANGES[2]], "szse"))

    assert [False, False, True, None, True, False] == [
        is_st(found, KANGSHENG, day)
        for day in (
            date(1999, 1, 4),
            date(2023, 4, 27),
            D1,
            date(2024, 6, 3),
            date(2025, 5, 5),
            D3,
        )
    ]
    assert is_st(found, "300249.SZ", D1) is None


def test_an_s_alone_narrows_the_limit_from_its_day_on():
    found = status_spans([span("S佳通", date(2006, 10, 9), None)])

    assert [False, True] == [is_st(found, KANGSHENG, date(2007, 1, n)) for n in (5, 8)]
