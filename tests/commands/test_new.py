"""``market-narrative new``: from an article, or from nothing, to a folder that check reads."""

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import read_case
from dashboard.commands import second
from dashboard.commands.main import main
from tests.replay.model_plays import GOOD, PATH, TEXT, answer, content
from tests.replay.replaying import replaying

ARTICLE = "液冷概念股走强\n2025年2月13日，液冷概念股依米康、川润股份涨停，受阿里合作消息提振。\n"


@pytest.fixture
def new(tmp_path, monkeypatch):
    """Run `market-narrative new` on an article, with an empty store."""
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    (tmp_path / "article.txt").write_text(ARTICLE, "utf-8")

    def run(*arguments, text=None):
        command = ["new", *map(str, arguments)]
        return CliRunner().invoke(main, command, input=text)

    return run


def test_an_article_becomes_a_folder_that_check_calls_a_draft(new, tmp_path):
    found = new(tmp_path / "article.txt", "-o", tmp_path / "cases" / "rally")

    assert 0 == found.exit_code, found.output
    assert "2 stocks in 1 groups" in found.output
    assert "market-narrative refresh" in found.output
    assert "rally" == read_case(tmp_path / "cases" / "rally").case.slug
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "cases" / "rally")])
    assert 3 == checked.exit_code
    assert "stocks:300249.SZ" in checked.output


def test_it_reads_standard_input_and_takes_a_slug_and_a_day(new, tmp_path):
    found = new(
        *("-", "-o", tmp_path / "Ordner 1", "--slug", "rally", "--published", "2025-02-14T08:30"),
        text=ARTICLE.encode(),
    )

    assert 0 == found.exit_code, found.output
    case = read_case(tmp_path / "Ordner 1").case
    assert ("rally", "2025-02-14T08:30:00+08:00") == (case.slug, case.source.published.isoformat())


def test_the_template_speaks_chinese_too(new, tmp_path):
    found = new("--template", "-o", tmp_path / "mine", "--language", "zh")

    assert 0 == found.exit_code, found.output
    assert "待确认" in found.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "x"), "Name an article"),
        (("article.txt", "--template", "-o", "x"), "Name an article"),
        (("article.txt", "-o", "Nicht so"), "small letters"),
        (("gone.txt", "-o", "x"), "no article"),
        (("article.txt", "-o", "."), "cannot name a case"),
        (("article.txt", "-o", ".", "--slug", "x"), "exists already"),
        (("none.txt", "-o", "x"), "about no stock"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    new, tmp_path, monkeypatch, arguments, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none.txt").write_text("大盘今天没有什么变化。", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    found = new(*arguments)

    assert 1 == found.exit_code
    assert said in found.output
    assert before == sorted(tmp_path.rglob("*"))


# Second reader --------------------------------------------------------


@pytest.fixture
def model(monkeypatch):
    with replaying({PATH: answer(content(*GOOD))}) as server:
        monkeypatch.setenv("MARKET_NARRATIVE_READER_BASE", f"{server.url}/v1")
        monkeypatch.setenv("MARKET_NARRATIVE_READER_MODEL", "played")
        monkeypatch.setattr(second, "at_terminal", lambda: True)
        yield server


def marks(folder):
    return {mark.quote for mark in read_case(folder).marks if mark.reason == "second"}


def test_what_is_confirmed_one_by_one_enters_the_draft(new, model, tmp_path):
    (tmp_path / "article.txt").write_text(TEXT, "utf-8")
    # Send it, then the return and the cause; the opinion between them is not asked about.
    found = new(tmp_path / "article.txt", "-o", tmp_path / "one", "--second", text="y\ny\nn\n")
    none = new(tmp_path / "article.txt", "-o", tmp_path / "none", "--second", text="y\n\n\n")

    assert (0, 0) == (found.exit_code, none.exit_code), found.output
    assert "Take s1 into the draft?" in found.stderr
    assert "Take s2 into the draft?" not in found.stderr
    assert {"依米康走高，5.61%是它的成绩"} == marks(tmp_path / "one")
    assert set() == marks(tmp_path / "none")


def test_without_a_terminal_or_a_yes_nothing_is_sent_and_nothing_written(
    new, model, tmp_path, monkeypatch
):
    no = new(tmp_path / "article.txt", "-o", tmp_path / "x", "--second", text="n\n")
    monkeypatch.setenv("MARKET_NARRATIVE_READER_CONFIDENTIAL", "x")
    secret = new(tmp_path / "article.txt", "-o", tmp_path / "x", "--second", "--yes")
    monkeypatch.setattr(second, "at_terminal", lambda: False)
    alone = new(tmp_path / "article.txt", "-o", tmp_path / "x", "--second", "--yes")

    assert [1, 1, 1] == [each.exit_code for each in (no, secret, alone)]
    assert "are confidential: nothing was sent" in secret.output
    assert [] == model.asked
    assert not (tmp_path / "x").exists()
