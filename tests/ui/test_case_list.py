"""The list of cases that pages share: looked at once in a moment, and anew after a change."""

import pytest

from dashboard.ui import data


@pytest.fixture
def looks(monkeypatch, clear_caches):
    """Clock that a test turns, and how often the folders were looked at."""
    clock, seen = [1000.0], []
    monkeypatch.setattr(data.time, "monotonic", lambda: clock[0])
    found = data.list_within

    def counted(*given, **named):
        seen.append(clock[0])
        return found(*given, **named)

    monkeypatch.setattr(data, "list_within", counted)
    return clock, seen


def test_readers_of_one_moment_share_a_look_and_the_next_moment_has_its_own(looks):
    clock, seen = looks
    first = data.cases()
    clock[0] += 0.4
    assert first is data.cases()
    assert [1000.0] == seen
    clock[0] += 0.2
    assert [each.slug for each in first] == [each.slug for each in data.cases()]
    assert [1000.0, 1000.6] == seen


def test_after_a_change_the_folders_are_looked_at_again(looks):
    _, seen = looks
    data.cases()
    data.forget_cases()
    data.cases()
    assert 2 == len(seen)
