"""What should be looked at again, and why."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.case import Text, Window
from dashboard.cases.due import due, prices_read, why
from dashboard.cases.entries import CaseEntry, entry_of
from dashboard.cases.folders import find_case, read_case
from dashboard.errors import Fault
from dashboard.language.language import Language
from dashboard.message import Message

TODAY = date(2026, 11, 28)
PAST = Window(date(2026, 11, 2), date(2026, 11, 6))
ENTRY = CaseEntry("case", Text("Case", "案例"), Path("case"), window=Window(TODAY, TODAY))


def kinds(entry, read=None, today=TODAY):
    return [reason.kind for reason in why(entry, today, read)]


@pytest.mark.parametrize(
    ("changed", "read", "expected"),
    [
        ({}, None, []),
        ({"review": date(2026, 11, 29)}, None, []),
        ({"review": TODAY}, None, ["review"]),
        ({"status": "open"}, TODAY, []),
        ({"status": "open", "window": Window(TODAY, date(2026, 11, 27))}, TODAY, ["window"]),
        ({"window": Window(TODAY, date(2026, 11, 27))}, None, []),
        ({"draft": 2}, None, ["draft"]),
        ({"status": "open"}, date(2026, 11, 21), []),
        ({"status": "open"}, date(2026, 11, 20), ["prices"]),
        # Read after the window had closed: old, and all that the window needs.
        ({"status": "open", "window": PAST}, date(2026, 11, 7), ["window"]),
        ({"status": "open", "window": PAST}, date(2026, 11, 6), ["window", "prices"]),
        ({"draft": 1, "review": TODAY}, None, ["review", "draft"]),
        ({"review": TODAY, "faults": (Fault("case.toml", None, "", "", Message("")),)}, None, []),
    ],
)
def test_a_case_is_due_for_these_reasons(changed, read, expected):
    assert expected == kinds(replace(ENTRY, **changed), read)


def test_those_that_are_due_longest_come_first():
    entries = [
        replace(ENTRY, slug="b", review=date(2026, 11, 3)),
        replace(ENTRY, slug="a", review=date(2026, 11, 20)),
        replace(ENTRY, slug="c"),
        replace(ENTRY, slug="d", draft=1),
    ]

    assert ["b", "a", "d"] == [each.entry.slug for each in due(entries, TODAY, lambda _: None)]


def test_a_closed_case_is_not_asked_for_the_age_of_its_prices():
    asked = []

    due([ENTRY, replace(ENTRY, slug="open", status="open")], TODAY, lambda e: asked.append(e.slug))

    assert ["open"] == asked


def test_the_day_of_the_prices_is_the_one_that_stands_with_them(tmp_path):
    folder = find_case("liquid-cooling-2025")
    content = read_case(folder)
    read = prices_read(tmp_path)

    assert content.market.note.retrieved[:10] == read(entry_of(content, folder)).isoformat()
    assert read(replace(ENTRY, series=("300249.SZ",))) is None


def test_the_reason_is_a_sentence_in_both_languages():
    (reason,) = why(replace(ENTRY, review=date(2026, 11, 20)), TODAY)

    assert "Its review was set for 20 Nov 2026." == Language("en").say(reason.message)
    assert "原定2026年11月20日复核。" == Language("zh").say(reason.message)
