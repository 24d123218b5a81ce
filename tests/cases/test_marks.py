"""draft.csv: what waits for a reader's yes, read, written, counted and settled."""

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import new_case, read_case, write_case
from dashboard.cases.marks import Mark, rows_of
from dashboard.cases.standing import standing
from dashboard.commands.main import main
from dashboard.errors import InputError

HEAD = "file,row,fields,reason,quote,start,end\n"
ROW = "case.toml,stories:cooling,kind;title,proposed,because of cooling,3,21\n"


def marked(small, rows=ROW):
    (small.path / "draft.csv").write_text(HEAD + rows, "utf-8")
    return small


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_a_mark_says_where_why_and_on_which_words(small):
    (mark,) = marked(small).read().marks

    assert (
        Mark(
            "case.toml",
            "stories:cooling",
            ("kind", "title"),
            "proposed",
            "because of cooling",
            3,
            21,
        )
        == mark
    )
    assert "case.toml, stories:cooling, kind;title" == mark.place


def test_marks_are_written_back_and_go_with_their_file(small, tmp_path):
    content = marked(small).read()
    write_case(content, tmp_path / "again")

    assert content.marks == read_case(tmp_path / "again").marks
    write_case(small.edit("draft.csv", ROW, "").read(), tmp_path / "again")
    assert not (tmp_path / "again" / "draft.csv").exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("prices.csv,,,read,,,\n", "file"),
        ("case.toml,,title,guessed,,,\n", "reason"),
        ("case.toml,,title,read,,-1,\n", "start"),
        ("case.toml,,title,read,,0,1.5\n", "end"),
    ],
)
def test_a_mark_of_another_form_is_a_fault(small, row, field):
    fault = marked(small, row).fault()

    assert ("draft.csv", 2, field) == (fault.file, fault.line, fault.field)


def test_a_mark_of_a_row_that_was_deleted_is_settled(small):
    content = marked(small, "claims.csv,gone,,read,,,\n" + ROW).read()

    assert 1 == len(content.marks)
    assert "gone" in str(content.notices[-1])


def test_check_lists_what_is_left_and_ends_with_three(small):
    found = run("check", marked(small).path)

    assert 3 == found.exit_code
    assert "stories:cooling, kind;title = evidence; " in found.output
    assert "[a proposal; judge it: “because of cooling”]" in found.output
    assert "still to be confirmed: 1" in found.output


def test_every_mark_of_a_row_shows_what_stands_there(small):
    content = small.read()
    for file, rows in rows_of(content.case).items():
        for row in rows - {""}:
            assert standing(content.case, Mark(file, row), lambda text: text.en or text.zh), row
    window = standing(content.case, Mark("case.toml", "window", ("first",)), str)
    assert content.case.window.first.isoformat() == window
    assert "" == standing(content.case, Mark("claims.csv", "gone"), str)


def test_confirming_settles_marks_one_by_one_by_kind_and_all(small):
    marked(small, ROW + "case.toml,window,,read,,,\ncase.toml,source,url,not-said,,,\n")

    assert "left: 2" in run("confirm", small.path, "window").output
    assert "left: 1" in run("confirm", small.path, "--reason", "not-said").output
    assert "left: 0" in run("confirm", small.path, "--all").output
    assert not (small.path / "draft.csv").exists()
    assert 0 == run("check", small.path).exit_code


@pytest.mark.parametrize(
    "choice", [(), ("nothing-like-it",), ("--file", "x.csv"), ("--reason", "why")]
)
def test_confirming_nothing_or_something_unknown_changes_nothing(small, choice):
    before = (marked(small).path / "draft.csv").read_bytes()

    assert 1 == run("confirm", small.path, *choice).exit_code
    assert before == (small.path / "draft.csv").read_bytes()


def test_a_new_folder_is_written_whole_or_not_at_all(small, tmp_path):
    content = small.read()
    (tmp_path / "empty").mkdir()
    new_case(content, tmp_path / "empty")
    assert content.case == read_case(tmp_path / "empty").case

    with pytest.raises(InputError, match="exists already"):
        new_case(content, tmp_path / "empty")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError):
        new_case(content, tmp_path / "file" / "case")
    assert {"empty", "file", "small"} == {path.name for path in tmp_path.iterdir()}


def test_publisher_and_address_of_the_article_may_be_unknown(small):
    lines = (small.path / "case.toml").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("publisher", "url"))]
    (small.path / "case.toml").write_text("\n".join(kept), "utf-8")

    assert ("", "") == (small.read().case.source.publisher, small.read().case.source.url)
