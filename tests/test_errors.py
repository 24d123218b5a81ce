"""Errors are sentences with values, places and, for a folder, all faults."""

import pytest

from dashboard.cases.faults import MAX_SHOWN, Faults, nearest, shown
from dashboard.errors import (
    N_,
    CalendarError,
    CaseError,
    DashboardError,
    Fault,
    InputError,
    NotFoundError,
    PriceError,
)
from dashboard.language.language import Language
from dashboard.message import Message


@pytest.mark.parametrize("kind", [InputError, CalendarError, PriceError, NotFoundError])
def test_every_error_is_a_dashboard_error_with_one_sentence(kind):
    error = kind("{day} is no session.", day="2025-02-08")
    assert isinstance(error, DashboardError)
    assert "2025-02-08 is no session." == str(error)


def test_marking_a_sentence_does_not_change_it():
    assert "A sentence with {field}." == N_("A sentence with {field}.")


def test_a_fault_says_place_value_and_rule():
    rule = Message.of("Use one of {allowed}.", allowed="filing")
    fault = Fault("events.csv", 4, "kind", "filling", rule)
    assert "events.csv, line 4, kind" == fault.place
    assert "events.csv, line 4, kind: 'filling': Use one of filing." == str(fault)


def test_a_fault_of_a_whole_file_names_no_line():
    assert "events.csv" == Fault("events.csv", None, "", "", Message("Missing.")).place


def test_a_case_error_carries_all_faults_and_counts_them():
    faults = [Fault("a.csv", n, "", "", Message("Wrong.")) for n in (2, 3)]
    error = CaseError("small", faults)
    assert tuple(faults) == error.faults
    assert "The case folder “small” was not loaded: it has 2 fault(s)." == str(error)


def test_faults_are_sorted_by_file_and_line():
    faults = Faults()
    for file, line in (("b", 9), ("c", None), ("a", 10), ("b", 2), ("a", None)):
        faults.add(file, line, "", "", Message("Wrong."))
    assert [
        ("b", 2),
        ("b", 9),
        ("a", None),
        ("a", 10),
        ("c", None),
    ] == [(fault.file, fault.line) for fault in faults.sorted(["b", "a"])]


def test_a_place_that_is_settled_takes_no_more_faults():
    faults = Faults()
    faults.add("a", 1, "x", "", "Wrong.")
    faults.settle("a", 1, "x")
    faults.add("a", 1, "x", "", "Wrong again.")
    assert 1 == len(faults)


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\nb", "a\u202eb", "a\x00b", "x" * 10_000])
def test_a_value_in_a_message_is_one_bounded_printable_line(text):
    assert shown(text).isprintable()
    assert len(shown(text)) <= MAX_SHOWN


def test_a_word_is_offered_as_the_nearest_only_where_it_is_near():
    assert "; the nearest is filing" == str(nearest("Filling", ["news", "filing"]))
    assert "; known are news, filing" == str(nearest("???", ["news", "filing"]))
    many = [f"case-{n}" for n in range(11)]
    assert str(nearest("别的", many)).endswith("case-6, case-7 and 3 more")
    assert "" == nearest("???", ["news"], named=True)
    assert "" == nearest("news", [])


def test_the_half_sentence_of_a_fault_is_said_in_the_language_of_the_reader():
    rule = "The case has no group “{name}”{nearest}."
    few, many = nearest("neu", ["new"]), nearest("x", ["new", "b"])
    near = Fault("case.toml", 1, "", "", Message.of(rule, name="neu", nearest=few))
    far = Fault("case.toml", 1, "", "", Message.of(rule, name="x", nearest=many))
    assert "案例中没有组“neu”；最接近的是 new。" == Language("zh").rule(near)
    assert "案例中没有组“x”；已有的是 new, b。" == Language("zh").rule(far)
    assert "case.toml, line 1: '': The case has no group “neu”; the nearest is new." == str(near)
