"""State files are replaced whole, and what cannot be read counts as nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.files import clear_drafts, draft_of, made_before, plain, read_json, write_json
from dashboard.message import Message


def test_what_is_written_is_read_and_the_folder_is_made(tmp_path):
    file = tmp_path / "tries" / "300249.SZ.json"

    write_json(file, {"kind": "extended", "text": "依米康", "none": None, "n": 3})

    assert {"kind": "extended", "text": "依米康", "none": None, "n": 3} == read_json(file)
    assert [file] == list(file.parent.iterdir())


def test_text_that_is_no_utf8_is_stored_all_the_same(tmp_path):
    write_json(tmp_path / "a.json", {"name": "half \ud83d"})

    assert {"name": "half \ud83d"} == read_json(tmp_path / "a.json")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"3", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_file_that_is_no_object_counts_as_nothing(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)

    assert {} == read_json(tmp_path / "a.json")


def test_a_file_that_is_not_there_counts_as_nothing_and_is_not_made(tmp_path):
    assert {} == read_json(tmp_path / "store" / "a.json")
    assert [] == list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_old_content_and_no_draft(tmp_path, monkeypatch):
    file = tmp_path / "a.json"
    write_json(file, {"n": 1})

    def full(self, *arguments, **options):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        write_json(file, {"n": 2})

    assert {"n": 1} == read_json(file)
    assert [file] == list(tmp_path.iterdir())


def test_drafts_of_one_file_are_cleared_and_of_no_other(tmp_path):
    file, other = tmp_path / "300249.json", tmp_path / "300249.SZ.json"
    mine, theirs = draft_of(file), draft_of(other)
    for each in (file, other, mine, theirs):
        each.touch()

    clear_drafts(file)

    assert {file, other, theirs} == set(tmp_path.iterdir())


def test_no_two_drafts_have_one_place(tmp_path):
    assert draft_of(tmp_path / "a.json") != draft_of(tmp_path / "a.json")


def test_values_become_what_json_has():
    moment = datetime(2025, 2, 7, 8, tzinfo=UTC)

    assert ["2025-02-07", moment.isoformat()] == plain((date(2025, 2, 7), moment))
    assert {"1": [None, 2.5, True]} == plain({1: [None, 2.5, True]})
    assert "No close." == plain(Message("No close."))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400])
def test_a_state_file_with_a_number_beyond_counting_is_none(tmp_path, number):
    """`int` of an infinity, and `float` of a long number, raise what nobody expects."""
    (tmp_path / "state.json").write_text(f'{{"total": {number}}}')

    assert {} == read_json(tmp_path / "state.json")


# What takes longer to make than to read


@pytest.fixture
def counted():
    """A maker that counts how often it is asked, and gives something else each time."""
    made = []

    def make() -> bytes:
        made.append(len(made) + 1)
        return f"content {len(made)}".encode()

    return make


def test_what_was_made_from_the_same_is_read_and_not_made_again(tmp_path, counted):
    source = tmp_path / "table.csv"

    assert b"content 1" == made_before(source, "a", counted)
    assert b"content 1" == made_before(source, "a", counted)
    assert b"content 2" == made_before(source, "b", counted)
    assert [tmp_path / "__pycache__"] == list(tmp_path.iterdir())
    assert 1 == len(list((tmp_path / "__pycache__").iterdir()))


@pytest.mark.parametrize(
    "damaged",
    [
        lambda _: b"",
        lambda _: b"0" * 64 + b"content 9",
        lambda kept: kept[:-1],
        lambda kept: kept[:-1] + b"7",
        lambda kept: b"0" + kept[1:],
    ],
    ids=["empty", "other head", "cut", "other content", "other key"],
)
def test_what_is_damaged_is_made_again(tmp_path, counted, damaged):
    source = tmp_path / "table.csv"
    made_before(source, "a", counted)
    (kept,) = (tmp_path / "__pycache__").iterdir()
    kept.write_bytes(damaged(kept.read_bytes()))

    assert b"content 2" == made_before(source, "a", counted)
    assert b"content 2" == made_before(source, "a", counted)


def test_nothing_is_kept_where_nothing_can_be_written_or_python_may_not(
    tmp_path, counted, monkeypatch
):
    (tmp_path / "__pycache__").write_text("a file where the folder would be")
    assert b"content 1" == made_before(tmp_path / "table.csv", "a", counted)

    (tmp_path / "__pycache__").unlink()
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert b"content 2" == made_before(tmp_path / "table.csv", "a", counted)
    assert [] == list(tmp_path.iterdir())
