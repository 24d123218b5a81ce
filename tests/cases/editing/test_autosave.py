"""Edits that are kept: nothing of them is lost, and there is a way back and forth."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases.editing import autosave
from dashboard.cases.editing.autosave import (
    desks,
    drop,
    drop_old,
    is_token,
    keep,
    new_token,
    take_up,
)
from dashboard.cases.editing.desks import MOST_STEPS, Desk
from dashboard.cases.editing.versions import save
from dashboard.cases.folders import read_case
from dashboard.errors import InputError
from tests.cases.editing.test_merging import SMALL, base, edits
from tests.thoroughness import rounds


@settings(max_examples=rounds(40, 1000), deadline=None)
@given(st.lists(edits(), min_size=1, max_size=4))
def test_undo_leads_back_and_redo_forth(states):
    desk = Desk("", base(), base())
    seen = [desk.sheets]
    for state in states:
        desk = desk.edited(state)
        if desk.sheets != seen[-1]:
            seen.append(desk.sheets)
    for state in reversed(seen[:-1]):
        desk = desk.undone()
        assert state == desk.sheets
    assert desk == desk.undone()
    for state in seen[1:]:
        desk = desk.redone()
        assert state == desk.sheets


def test_a_desk_is_taken_up_as_it_was_kept(small, tmp_path):
    desk = Desk.of(small.read(), "lin")
    sheets, _ = desk.sheets.with_row("groups", {"id": "third", "title_zh": "“三”\n组"})
    desk = desk.edited(sheets.with_file("a.csv", b"\x00x"), "row").edited(
        sheets.with_cell("window", "", "last", "2025-02-12"), "cell"
    )
    desk = desk.edited(desk.sheets.without_row("stories", "cooling"), "out").undone()
    token = new_token()
    keep(tmp_path, "small", token, desk)
    assert desk.sheets == take_up(tmp_path, "small", token).sheets
    kept = take_up(tmp_path, "small", token)
    assert (desk.base, desk.undo, desk.redo) == (kept.base, kept.undo, kept.redo)
    (note,) = desks(tmp_path, "small")
    assert (token, "lin", desk.digest) == (note.token, note.who, note.digest)
    drop(tmp_path, "small", token)
    assert take_up(tmp_path, "small", token) is None


@pytest.mark.parametrize(
    "token", ["../../x", "", "short", "a/b/c/d/e/f", "x" * 65, "token\n12", ".hidden12"]
)
def test_a_token_names_no_other_file(tmp_path, token):
    assert not is_token(token)
    assert take_up(tmp_path, "small", token) is None
    with pytest.raises(ValueError, match="not a token"):
        keep(tmp_path, "small", token, Desk("", base(), base()))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"format": "desk/1"}', b'{"format": "desk/2"}', b"\xff"]
)
def test_a_damaged_desk_is_put_aside_and_told(tmp_path, data):
    keep(tmp_path, "small", "token-123", Desk("", base(), base()))
    file = tmp_path / "desks" / "small" / "token-123.json"
    file.write_bytes(data)
    assert () == desks(tmp_path, "small") or data.startswith(b"{")
    with pytest.raises(InputError, match=r"put aside as desks/small/token-123\.damaged-"):
        take_up(tmp_path, "small", "token-123")
    (aside,) = file.parent.iterdir()
    assert data == aside.read_bytes()
    assert take_up(tmp_path, "small", "token-123") is None


def test_a_desk_is_bounded_in_steps_and_bytes(tmp_path, monkeypatch):
    desk = Desk("", base(), base())
    for n in range(MOST_STEPS + 5):
        desk = desk.edited(desk.sheets.with_cell("case", "", "title_en", f"{n} {'x' * 100}"))
    assert MOST_STEPS == len(desk.undo)
    keep(tmp_path, "small", "token-123", desk)
    size = (tmp_path / "desks/small/token-123.json").stat().st_size
    monkeypatch.setattr(autosave, "MOST_BYTES", size // 2)
    keep(tmp_path, "small", "token-123", desk)
    kept = take_up(tmp_path, "small", "token-123")
    assert desk.sheets == kept.sheets
    assert 0 < len(kept.undo) < MOST_STEPS
    assert desk.undo[-1] == kept.undo[-1]
    monkeypatch.setattr(autosave, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="save them"):
        keep(tmp_path, "small", "token-123", desk)


def test_desks_of_long_ago_are_dropped(tmp_path):
    now = datetime.now(UTC)
    for token, age in (("recent-12", 29), ("former-12", 31)):
        desk = Desk("", base(), base(), when=now - timedelta(days=age))
        keep(tmp_path, "small", token, desk)
    assert ("former-12",) == drop_old(tmp_path, "small")
    assert ["recent-12"] == [note.token for note in desks(tmp_path, "small")]


def test_a_store_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "desks").write_text("")
    with pytest.raises(InputError, match="cannot be kept"):
        keep(tmp_path, "small", "token-123", Desk("", base(), base()))


def test_undo_goes_on_behind_a_save_and_behind_what_another_saved(small, tmp_path):
    mine, other = Desk.of(small.read(), "me"), Desk.of(small.read(), "lin")
    theirs = other.sheets.with_cell("window", "", "last", "2025-02-12")
    save(tmp_path, small.path, theirs, read=other.digest, who="lin")
    row = {"id": "third", "title_en": "Third", "chosen": "after"}
    sheets, key = mine.sheets.with_row("groups", row)
    mine = mine.edited(sheets, "group")
    sheets, _ = mine.sheets.with_row("stocks", {"symbol": "300499.SZ", "group": "third"})
    sheets = sheets.with_cell("stocks", "new-1", "name_zh", "高澜股份")
    mine = mine.edited(sheets, "stock")
    merged = mine.merged(small.read())
    assert () == merged.collisions
    mine = mine.on(small.read(), merged.sheets, "theirs")
    assert "2025-02-12" == mine.sheets.cell("window", "", "last")
    saved = save(tmp_path, small.path, mine.sheets, read=mine.digest, who="me")
    mine = mine.on(saved.content, saved.sheets)
    assert () == mine.changes
    assert small.read().digest == mine.digest
    assert key == mine.sheets.tables["groups"][-1].key
    for _ in range(3):
        mine = mine.undone()
    assert other.sheets == mine.sheets
    assert ["cell", "removed", "removed"] == sorted(each.kind for each in mine.changes)


def test_the_small_case_is_a_desk_of_few_bytes(tmp_path):
    keep(tmp_path, "small", "token-123", Desk.of(read_case(SMALL)))
    assert (tmp_path / "desks/small/token-123.json").stat().st_size < 20_000
