"""``market-narrative answer``: the first screen in a terminal and as JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main
from dashboard.exports.results import results
from tests.shipped_cases import shipped_trial

SHIPPED = "liquid-cooling-2025"


def said(*arguments):
    found = CliRunner().invoke(main, ["answer", SHIPPED, *arguments])
    assert 0 == found.exit_code, found.output
    return found.output


def test_the_answer_is_printed_headline_first():
    lines = said().splitlines()
    assert "Nothing here speaks for “Liquid-cooling business”" == lines[0]
    assert "rose 31% on average" in lines[1]
    assert "Familywise p" in lines[-1]


def test_it_speaks_chinese():
    lines = said("--language", "zh").splitlines()
    assert "这里看不到支持“液冷业务”的迹象" == lines[0]
    assert "多重比较校正后的 p" in lines[-1]


@pytest.mark.slow
def test_json_has_the_keys_that_docs_results_names():
    found = json.loads(said("--json"))
    assert [
        "headline",
        "sentences",
        "numbers",
        "asks",
        "verdict",
        "story",
        "stories",
        "false_alarm_rate",
        "detectable_gap",
        "absences",
    ] == list(found)
    assert "cannot-be-told-apart" == found["verdict"]
    assert found["story"] is None
    assert "liquid-cooling" == found["asks"]
    block = results(shipped_trial())["verdict"]
    assert block["false_alarm_rate"] == found["false_alarm_rate"]
    for story, each in found["stories"].items():
        assert {"familywise_p", "contradicted", "reachable"} == set(each)
        assert block["stories"][story]["familywise_p"] == each["familywise_p"]


def test_a_number_that_does_not_exist_is_null():
    small = str(Path(__file__).parents[1] / "data" / "small")
    done = CliRunner().invoke(main, ["answer", small, "--json"])

    assert 0 == done.exit_code
    assert json.loads(done.stdout)["false_alarm_rate"] is None


def test_another_window_is_another_answer():
    other = json.loads(said("--json", "--first", "2025-02-07", "--last", "2025-02-07"))
    assert other["sentences"][0].startswith("In one session ")


def test_a_wrong_day_is_one_sentence():
    found = CliRunner().invoke(main, ["answer", SHIPPED, "--first", "2025-02-08"])
    assert 1 == found.exit_code
    assert "2025-02-08" in found.output
