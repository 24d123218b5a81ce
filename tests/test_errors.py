"""Errors are sentences with values, places and, for a folder, all faults."""

import pytest

from dashboard.cases.faults import MAX_SHOWN, Faults, Notice, nearest, shown
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


@pytest.mark.parametrize("kind", [InputError, CalendarError, PriceError, NotFoundError])
def test_every_error_is_a_dashboard_error_with_one_sentence(kind):
    error = kind("{day} is no session.", day="2025-02-08")
    assert isinstance(error, DashboardError)
    assert "2025-02-08 is no session." == str(error)


def test_marking_a_sentence_does_not_change_it():
    assert "A sentence with {field}." == N_("A sentence with {field}.")


def test_a_fault_says_place_value_and_rule():
    fault = Fault(
        "events.csv", 4, "kind", "filling", "Use one of {allowed}.", {"allowed": "filing"}
    )
    assert "events.csv, line 4, kind" == fault.place
    assert "events.csv, line 4, kind: 'filling': Use one of filing." == str(fault)


def test_a_fault_of_a_whole_file_names_no_line():
    assert "events.csv" == Fault("events.csv", None, "", "", "Missing.").place


def test_a_case_error_carries_all_faults_and_counts_them():
    faults = [Fault("a.csv", n, "", "", "Wrong.") for n in (2, 3)]
    error = CaseError("small", faults)
    assert tuple(faults) == error.faults
    assert "The case folder “small” was not loaded: it has 2 fault(s)." == str(error)


def test_faults_are_sorted_by_file_and_line():
    faults = Faults()
    for file, line in (("b", 9), ("c", None), ("a", 10), ("b", 2), ("a", None)):
        faults.add(file, line, "", "", "Wrong.")
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


def test_the_nearest_word_is_always_offered_when_there_is_one():
    assert "filing" == nearest("filling", ["news", "filing"])
    assert "news" == nearest("???", ["news"])
    assert "" == nearest("news", [])


def test_a_notice_is_a_sentence():
    assert "a.csv was read." == str(Notice("{file} was read.", {"file": "a.csv"}))
