"""Notes and disputes: kept beside the case, bounded, answered, never rewritten."""

import pytest

from dashboard.access import history
from dashboard.cases import notes
from dashboard.cases.notes import add_note, answer_note, read_notes
from dashboard.cases.shelf import CaseShelf
from dashboard.errors import InputError, NotFoundError
from dashboard.html.notes import note_list, note_mark
from dashboard.language.language import Language


@pytest.fixture
def case(shipped):
    return shipped.case


def noted(store, case, text="Not what the filing says.", who="ann@example.org"):
    add_note(store, case, "evidence", case.evidence[0].id, "dispute", text, who)
    return read_notes(store, case.slug)[0]


def test_a_note_and_its_answers_both_stay(tmp_path, case):
    note = noted(tmp_path, case)
    answer_note(tmp_path, case.slug, note.id, "rejected", "Page 12 says so.", "bob@example.org")
    answer_note(tmp_path, case.slug, note.id, "changed", "It does not after all.")

    (found,) = read_notes(tmp_path, case.slug)

    assert ("dispute", "evidence", case.evidence[0].id) == (found.kind, found.table, found.row)
    assert str(case.evidence[0].statement)[:200] == found.about
    assert ["rejected", "changed"] == [each.outcome for each in found.answers]
    assert ["bob@example.org", ""] == [each.who for each in found.answers]
    assert (True, False) == (note.is_open, found.is_open)
    assert ["note-answered", "note-answered", "note-added"] == [
        entry.action for entry in history.read(tmp_path, case.slug)
    ]


def test_a_note_is_about_something_that_is_there(tmp_path, case):
    with pytest.raises(NotFoundError, match="nothing called “none”"):
        add_note(tmp_path, case, "claims", "none", "note", "What?")
    with pytest.raises(NotFoundError, match="no such note"):
        answer_note(tmp_path, case.slug, "none", "answered", "What?")
    assert () == read_notes(tmp_path, case.slug)


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u202e\x00"])
def test_a_note_says_something(tmp_path, case, text):
    with pytest.raises(InputError, match="Write what you have to say"):
        noted(tmp_path, case, text)


def test_notes_are_bounded_in_length_rate_and_number(tmp_path, case, monkeypatch):
    with pytest.raises(InputError, match="at most 2000"):
        noted(tmp_path, case, "x" * 2001)
    for _ in range(notes.HOURLY):
        noted(tmp_path, case)
    with pytest.raises(InputError, match="within an hour"):
        noted(tmp_path, case)
    noted(tmp_path, case, who="bob@example.org")
    monkeypatch.setattr(notes, "MOST", notes.HOURLY + 1)
    with pytest.raises(InputError, match="no more can be attached"):
        noted(tmp_path, case, who="eve@example.org")


def test_lines_that_are_damaged_are_left_out(tmp_path, case):
    noted(tmp_path, case)
    file = tmp_path / "notes" / f"{case.slug}.jsonl"
    with file.open("ab") as lines:
        lines.write(b'{"to": "gone", "when": 1}\n[1]\n{"id": "x", "kind": "shout"}\nnot json\n{"id')
    noted(tmp_path, case, "After a line that was cut short.")

    assert 2 == len(read_notes(tmp_path, case.slug))


def test_text_from_outside_is_escaped(tmp_path, case):
    note = noted(tmp_path, case, "<script>alert(1)</script>", "<b>ann</b>")
    answer_note(tmp_path, case.slug, note.id, "answered", "<img src=x>", "<i>")
    for made in (note_mark, note_list):
        html = made(read_notes(tmp_path, case.slug), Language())
        assert "&lt;script&gt;" in html
        assert "&lt;img" in html
        assert not {"<script", "<img", "<b>ann", "<i>"} & {
            part for part in ("<script", "<img", "<b>ann", "<i>") if part in html
        }


def test_a_note_of_the_list_leads_to_its_row(tmp_path, case):
    note = noted(tmp_path, case)
    html = note_list([note], Language(), lambda page, anchor: f"{page}#{anchor}")
    assert f'href="exposure#statement-{note.row}"' in html
    assert "href" not in note_list([note], Language())


def test_a_mark_counts_and_says_what_waits(tmp_path, case):
    first = noted(tmp_path, case)
    noted(tmp_path, case)
    answer_note(tmp_path, case.slug, first.id, "answered", "Yes.")

    assert "2 readers’ notes, 1 open" in note_mark(read_notes(tmp_path, case.slug), Language())
    assert "备注 2 条，1 条待答复" in note_mark(read_notes(tmp_path, case.slug), Language("zh"))


def test_notes_follow_a_case_that_is_renamed(small, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(small.path.parent))
    case = small.read().case
    add_note(tmp_path / "store", case, "events", case.events[0].id, "note", "Seen.")

    CaseShelf(tmp_path / "store").rename("small", "large")

    assert ["Seen."] == [each.text for each in read_notes(tmp_path / "store", "large")]
