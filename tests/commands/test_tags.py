"""`market-narrative tags`: asked for over HTTP, compared, saved, taken from a table."""

import json
import shutil

import pytest
from click.testing import CliRunner

from dashboard.cases.folders import read_case
from dashboard.commands.main import main
from dashboard.providers.concept_tags import PATH
from tests.replay.case_plays import source_environment
from tests.replay.concept_plays import concept, concepts
from tests.replay.replaying import BLOCK_PAGE, replaying


@pytest.fixture
def case(shipped_case, tmp_path):
    """Folder of a case that can be changed."""
    folder = tmp_path / "cases" / "own"
    shutil.copytree(shipped_case, folder)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('"liquid-cooling-2025"', '"own"', 1), encoding="utf-8")
    return folder


def answers(asked):
    """Two concepts for every stock, one of which is about a story."""
    code = asked.query["filter"].split('"')[1]
    if code == "300499.SZ":
        return BLOCK_PAGE
    return concepts(
        concept("液冷概念", "公司有液冷产品。", SECUCODE=code), concept("创业板综", SECUCODE=code)
    )


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run the command against a replaying source."""
    with replaying({PATH: answers}) as server:
        for name, value in source_environment(server, tmp_path / "store").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
        yield lambda *arguments: CliRunner().invoke(main, [str(each) for each in arguments])


def test_what_is_new_is_saved_once_with_its_reason_and_the_one_that_failed_is_named(command, case):
    done = command("tags", case, "--json", "--save", "--by", "Ann")
    assert 3 == done.exit_code
    lines = done.stdout.splitlines()
    told = json.loads("\n".join(lines[:-1]))
    # The first version is the case as it stood.
    assert "Saved as version 2." == lines[-1]
    assert (7, 0, 0, ["300499.SZ"]) == (
        len(told["new"]),
        len(told["kept"]),
        len(told["gone"]),
        [each["symbol"] for each in told["unanswered"]],
    )
    tags = read_case(case).case.tags
    assert {"液冷概念"} == {tag.tag for tag in tags}
    assert {("liquid-cooling", "Eastmoney", "公司有液冷产品。")} == {
        (tag.story, tag.source, tag.reason) for tag in tags
    }

    again = command("tags", case, "--save")
    assert "Listed still: 7" in again.stdout
    assert "Saved" not in again.stdout


def test_every_tag_is_listed_when_asked_for(command, case):
    assert 14 == len(json.loads(command("tags", case, "--all", "--json").stdout)["new"])


def test_a_source_that_shuts_everybody_out_is_one_exit_code(command, case, monkeypatch):
    with replaying({PATH: BLOCK_PAGE}) as server:
        monkeypatch.setenv("MARKET_NARRATIVE_EASTMONEY_DATA_BASE", server.url)
        done = command("tags", case)
    assert 4 == done.exit_code
    assert "shuts this client out" in done.stdout


@pytest.mark.slow
def test_a_table_is_taken_and_a_wrong_cell_is_named(command, case, tmp_path):
    table = tmp_path / "tags.csv"
    table.write_bytes(
        "代码,概念,来源,日期,热度\n300249,液冷概念,同花顺,2025-02-10,9\n".encode("gb18030")
    )
    done = command("tags", case, "--from", table, "--save")
    assert 0 == done.exit_code
    assert "left out: 热度" in done.stderr
    assert ["同花顺"] == [tag.source for tag in read_case(case).case.tags]

    table.write_text("stock,tag,source,seen\n300249,Cooling,List,\n", encoding="utf-8")
    wrong = command("tags", case, "--from", table, "--save")
    assert 1 == wrong.exit_code
    assert "the day on which this one was read" in wrong.stderr
    assert 1 == len(read_case(case).case.tags)
