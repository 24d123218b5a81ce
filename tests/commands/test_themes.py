"""`market-narrative themes`: files taken in, held back, listed and compared."""

import json
import re

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main
from dashboard.providers.concept_tags import PATH
from dashboard.store.themes import ThemeLog
from tests.replay.case_plays import source_environment
from tests.replay.concept_plays import concept, concepts
from tests.replay.replaying import BLOCK_PAGE, replaying

HOSTILE = "<img src=x onerror=alert(1)>"
LIST = "code,theme,reason\n300249,液冷概念,温控\n603881,液冷概念,\n600018,港口,\n"


@pytest.fixture
def log(tmp_path):
    return ThemeLog(tmp_path / "store" / "themes")


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))

    def run(*arguments, **options):
        return CliRunner().invoke(main, ["themes", *map(str, arguments)], **options)

    return run


@pytest.fixture
def bring(command, tmp_path):
    """Import a table of one day."""

    def take(text, day, *options, source="own"):
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        return command("import", file, "--source", source, "--day", day, "--yes", *options)

    return take


def test_a_file_is_shown_before_it_is_stored(command, log, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    refused = command("import", file, "--source", "own", input="n\n")
    assert 1 == refused.exit_code
    assert "3 new, 0 as before, 0 gone" in refused.stdout
    assert () == log.sources()
    assert 0 == command("import", file, "--source", "own", input="y\n").exit_code
    assert 3 == len(log.table())


def test_faults_are_listed_and_nothing_is_stored(bring, log):
    done = bring("code,theme\n,x\n300249,\n", "2025-02-10")
    assert 1 == done.exit_code
    assert {"line 2", "line 3"} <= set(re.findall(r"line \d", done.stderr))
    assert () == log.sources()


def test_a_theme_that_vanishes_is_held_back_until_confirmed(command, bring, log):
    bring(LIST, "2025-02-10")
    less = LIST.replace("600018,港口,\n", "")
    held = bring(less, "2025-02-11", source="OWN")
    assert 5 == held.exit_code
    assert "No member of “港口” is listed any more (1 until 2025-02-10)." in held.stdout
    assert ("own",) == log.sources()
    assert log.table()["last_seen"].isna().all()
    assert "held back: no member of “港口” was listed after 2025-02-10" in command("list").stdout
    assert ["港口"] == json.loads(command("list", "--json").stdout)["sources"][0]["held_back"]
    assert 0 == bring(less, "2025-02-11", "--confirm").exit_code
    assert "held back" not in command("list").stdout
    assert 1 == log.table()["last_seen"].notna().sum()
    late = bring(LIST, "2025-02-10")
    assert 1 == late.exit_code
    assert "comes too late" in re.sub(r"\s+", " ", late.stderr)


def test_rows_that_are_only_added_let_nobody_leave(command, bring, log):
    bring(LIST, "2025-02-10")
    done = bring("code,theme\n002837,液冷概念\n", "2025-02-12", "--add")
    assert (0, 4) == (done.exit_code, int(log.table()["last_seen"].isna().sum()))
    assert "held back" not in command("list").stdout
    assert 0 == bring(LIST + "002837,液冷概念,\n", "2025-02-11").exit_code


def test_lists_are_printed_with_their_days_and_reasons(command, bring):
    bring(LIST.replace("港口", HOSTILE), "2025-02-10")
    listed = command("list")
    assert "2  液冷概念  (own)" in listed.stdout
    assert HOSTILE in listed.stdout
    members = command("list", "--theme", "液冷概念", "--day", "2025-02-10").stdout
    assert "300249.SZ  液冷概念  (own, since 2025-02-10)  温控" in members
    assert "No theme is listed" in command("list", "--day", "2025-02-09").stdout
    told = json.loads(command("list", "--json").stdout)
    assert ("themes/1", 2, "2025-02-10") == (
        told["format"],
        len(told["themes"]),
        told["sources"][0]["last"],
    )


def test_sources_are_compared(command, bring):
    bring(LIST, "2025-02-10")
    assert 1 == command("compare").exit_code
    bring("代码,概念\n300249,液冷 概念\n002837,液冷概念\n", "2025-02-10", source="另一家")
    told = command("compare")
    assert "33%" in told.stdout
    assert "in own only: 1  603881.SS" in told.stdout
    assert "in 另一家 only: 1  002837.SZ" in told.stdout
    (pair,) = json.loads(command("compare", "--json").stdout)["pairs"]
    assert (["300249.SZ"], [["603881.SS"], ["002837.SZ"]]) == (pair["both"], pair["only"])
    chinese = command("compare", "--language", "zh").stdout
    assert "仅" in chinese


def answers(asked):
    """Two themes for every stock."""
    code = asked.query["filter"].split('"')[1]
    return concepts(concept("液冷概念", SECUCODE=code), concept("港口", SECUCODE=code))


def one_theme(asked):
    return concepts(concept("液冷概念", SECUCODE=asked.query["filter"].split('"')[1]))


def a_few_blocked(asked):
    return BLOCK_PAGE if "600003" in asked.query["filter"] else answers(asked)


@pytest.fixture
def replay(tmp_path, monkeypatch, command):
    stocks = tuple(f"6000{n:02d}.SS" for n in range(12))
    monkeypatch.setattr("dashboard.refresh.theme_evening.stocks_to_ask", lambda _store: stocks)
    with replaying({PATH: answers}) as server:
        for name, value in source_environment(server, tmp_path / "store").items():
            monkeypatch.setenv(name, value)
        yield server


def test_an_evening_is_asked_for_stored_and_held_back(command, replay, log):
    done = command("snapshot")
    assert 0 == done.exit_code
    assert "12 of 12 stocks answered for, 12 asked now" in done.stdout
    assert "24 new, 0 as before, 0 gone" in done.stdout
    for file in (log.folder / "evenings").glob("*.jsonl"):
        file.unlink()
    replay.routes[PATH] = one_theme
    held = command("snapshot")
    assert 5 == held.exit_code
    assert "shows 12 of 24 memberships" in held.stdout
    assert log.table()["last_seen"].isna().all()
    asked = len(replay.asked)
    assert 0 == command("snapshot", "--confirm").exit_code
    assert (asked, 12) == (len(replay.asked), log.table()["last_seen"].notna().sum())


def test_an_evening_with_too_few_answers_is_not_stored_and_gone_on_with(command, replay, log):
    replay.routes[PATH] = a_few_blocked
    done = command("snapshot", "--language", "zh")
    assert 4 == done.exit_code
    assert "600003.SS" in done.stderr
    assert () == log.sources()
    replay.routes[PATH] = answers
    assert "12 of 12 stocks answered for, 1 asked now" in command("snapshot").stdout
    assert ("Eastmoney",) == log.sources()


def test_a_source_that_is_none_or_switched_off_is_said(command, replay, monkeypatch):
    assert "there is eastmoney" in command("snapshot", "--source", "x").stderr
    monkeypatch.setenv("MARKET_NARRATIVE_EASTMONEY_DATA_ENABLED", "false")
    done = command("snapshot")
    assert (1, 0) == (done.exit_code, len(replay.asked))
    assert "switched off" in done.stderr
