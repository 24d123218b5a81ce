"""``market-narrative read``: the finds of the rules, and those of a second reader when asked."""

import json
import logging
import subprocess
import sys

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main
from tests.replay.model_plays import GOOD, KEY, PATH, PUBLISHED, TEXT, answer, content, echoing
from tests.replay.replaying import Play, replaying


@pytest.fixture
def model():
    with replaying({PATH: answer(content(*GOOD))}) as server:
        yield server


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Run `market-narrative read` on an article, without a second reader."""
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    article = tmp_path / "article.txt"
    article.write_text(TEXT, "utf-8")

    def run(*arguments, where=article, text=None):
        command = ["read", str(where), "--published", PUBLISHED, *arguments]
        return CliRunner().invoke(main, command, input=text)

    return run


@pytest.fixture
def second(read, model, monkeypatch):
    """The same with a second reader on loopback."""
    monkeypatch.setenv("MARKET_NARRATIVE_READER_BASE", f"{model.url}/v1")
    monkeypatch.setenv("MARKET_NARRATIVE_READER_MODEL", "played")
    monkeypatch.setenv("MARKET_NARRATIVE_READER_KEY", KEY)
    return read


# The rules ------------------------------------------------------------


def test_the_finds_are_printed_by_kind_with_their_words(read):
    found = read()

    assert 0 == found.exit_code, found.output
    assert "Stocks: 2\n  依米康 300249.SZ\n  川润股份 002272.SZ\n" in found.stdout


def test_the_object_has_every_list_and_standard_input_is_read(read):
    found = json.loads(read("--json", where="-", text=TEXT.encode()).stdout)

    assert ("article/1", "zh", "2025-02-14") == (
        found["format"],
        found["language"],
        found["published"]["date"],
    )
    assert "second" not in found


def test_notices_go_to_standard_error_and_headings_speak_chinese(read, tmp_path):
    (tmp_path / "none.txt").write_text("大盘今天没有什么变化。", "utf-8")
    found = read("--language", "zh", where=tmp_path / "none.txt")

    assert 0 == found.exit_code
    assert found.stderr
    assert "股票：" in read("--language", "zh").stdout


def test_what_cannot_be_read_is_one_sentence(read, tmp_path):
    found = read(where=tmp_path / "gone.txt")

    assert (1, "") == (found.exit_code, found.stdout)
    assert "no article" in found.stderr


# The second reader ----------------------------------------------------


@pytest.mark.slow
def test_without_an_address_there_is_none_and_nothing_of_it_is_imported(read, tmp_path):
    refused = read("--second", "--yes")

    assert (1, True) == (refused.exit_code, "No second reader is set up" in refused.stderr)
    script = (
        "import sys\nfrom dashboard.commands.main import main\n"
        f"main(['read', {str(tmp_path / 'article.txt')!r}, '--json'], standalone_mode=False)\n"
        "held = [n for n in sys.modules if n.startswith('dashboard.articles.second')]\n"
        "assert not held, held\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()


def test_it_is_said_to_whom_the_text_goes_and_its_finds_stand_apart(second, model):
    found = second("--second", "--yes")

    assert 0 == found.exit_code, found.output
    to = f"127.0.0.1:{model.port} (played)"
    assert f"This article’s {len(TEXT)} signs will be sent to {to}.\n" == found.stderr
    rules, _, own = found.stdout.partition(f"Second reader, {to}")
    assert "依米康走高，5.61%是它的成绩" not in rules
    assert own.startswith(
        ": proposals to be confirmed one by one: 3\n  s1  Return  依米康 300249.SZ  +5.61%"
    )
    assert "the model’s opinion" in own
    assert "Left out, number not in its own quotation: 1.\n" in own


def test_it_speaks_chinese_too(second):
    found = second("--second", "--yes", "--language", "zh")

    assert "个字符，将发送给" in found.stderr
    assert "辅助阅读模型" in found.stdout


def test_the_object_has_its_finds_under_a_key_of_their_own(second):
    plain, both = second("--json"), second("--json", "--second", "--yes")
    found = json.loads(both.stdout)
    own = found.pop("second")

    assert json.loads(plain.stdout) == found
    assert ["return", "denial", "cause"] == [each["kind"] for each in own["kept"]]
    for each in own["kept"]:
        assert TEXT[slice(*each["place"])] == each["quote"]
    assert {"not-in-text": 1, "number": 1} == own["dropped"]


def test_without_a_terminal_nothing_is_sent_unless_told_so(second, model):
    found = second("--second")

    assert (1, []) == (found.exit_code, model.asked)
    assert "--yes" in found.stderr


def test_where_it_fails_the_finds_of_the_rules_stand(second, model):
    model.routes[PATH] = Play("", status=500, headers={"Retry-After": "60"})
    plain, both = second("--second", "--yes"), second("--second", "--yes", "--json")

    assert 1 == plain.exit_code == both.exit_code
    assert "Stocks: 2\n" in plain.stdout
    assert "a fault of its own (500)" in plain.stderr
    assert "(500)" in json.loads(both.stdout)["second"]["error"]


@pytest.mark.slow
@pytest.mark.parametrize("play", [answer(content(*GOOD)), echoing, Play("", status=401)])
def test_the_key_stands_in_no_output_no_log_and_no_file(second, model, tmp_path, caplog, play):
    caplog.set_level(logging.DEBUG)
    model.routes[PATH] = play
    runs = [second("--second", "--yes"), second("--second", "--yes", "--json")]

    assert model.asked
    _check_that_nothing_has_it(runs, caplog, tmp_path)


@pytest.mark.slow
def test_the_key_stands_in_nothing_that_is_said_of_the_settings(second, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    asked = (["config"], ["config", "--json"], ["config", "--check"], ["doctor"])
    runs = [CliRunner().invoke(main, each) for each in asked]

    _check_that_nothing_has_it(runs, caplog, tmp_path)


def _check_that_nothing_has_it(runs, caplog, tmp_path):
    for run in runs:
        assert KEY not in run.output
        assert run.exception is None or KEY not in repr(run.exception)
    assert KEY not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()
