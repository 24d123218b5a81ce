"""A page shows what is known of many folders; the others are read behind it."""

import pytest

from dashboard.analysis.cards import workshop
from dashboard.cases import listing
from dashboard.cases.listing import list_cases, list_within
from dashboard.ui import data, reading_behind
from tests.many_cases import write_cases
from tests.ui.reading import texts


@pytest.fixture
def cases(tmp_path, root, monkeypatch, clear_caches):
    """Four cases of one's own, of which a page reads one; nothing is worked out behind."""
    reading_behind.wait()  # what the page of another test began would read these too
    write_cases(tmp_path / "cases", root, 4)
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    monkeypatch.setattr(workshop.Workshop, "_begin", lambda *_: None)
    monkeypatch.setattr(listing, "FRESH", 0.0)  # files written a moment ago count as old ones
    monkeypatch.setattr(listing, "load_entry", lambda *_: None)
    listing.KNOWN.clear()
    yield
    reading_behind.wait()


def test_what_is_unread_is_counted_and_read_the_next_time(cases):
    first = list_within(0.0, at_least=3)
    assert 3 == len(first.entries)
    again = list_within(0.0, at_least=3)
    assert first.unread - 3 == again.unread
    assert 3 + first.unread == len(list_cases())


@pytest.mark.slow
def test_a_page_shows_what_is_known_and_opens_a_case_that_is_not_read_yet(
    opened, cases, monkeypatch
):
    everything = len(list_cases())
    behind = []

    def all_but_one(_):
        listing.KNOWN.clear()  # what another test began behind its page may read shipped cases
        return list_within(0.0, at_least=everything - 1)

    monkeypatch.setattr(data, "list_within", all_but_one)
    monkeypatch.setattr(reading_behind, "_read", lambda: behind.append(1))
    data.forget_cases()
    app = opened("cases")
    assert "One case is being read; it appears here as soon as it is known." in texts(app)
    assert behind
    shown = data.cases()
    unread = next(entry for entry in list_cases() if entry not in shown)
    monkeypatch.setattr(data, "list_within", lambda *_, **__: listing.CaseList(shown, 1))
    data.forget_cases()
    app = opened(case=unread.slug)
    assert unread.title.en in texts(app)
    assert "was ignored" not in texts(app)
