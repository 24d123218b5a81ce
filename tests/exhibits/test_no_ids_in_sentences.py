"""No sentence names a thing by its id: not a story, event, row or board, and no calendar.

Every id of a case is renamed to a word that nothing else holds, so that one in a sentence is seen.
"""

import re

import pytest

from dashboard.exhibits.health_tables import data_note_table
from dashboard.language.language import BOARDS, CALENDARS, Language
from tests.exhibits.renamed import MARK
from tests.exhibits.told import every_word

pytestmark = pytest.mark.slow

# Codes that are no words of either language; “main” and “star” are words of English.
CODES = (
    *(*CALENDARS, *BOARDS, "not-assessed", "none-found", "after-window", "interim-report"),
    *("annual-report", "leave_one_out", "market_model", "source_kind"),
)
WORDS = {
    "en": re.compile(
        rf"{MARK}-[\w-]+|(?<![\w.-])({'|'.join(set(CODES) - {'main', 'star'})})(?![\w-])"
    ),
    "zh": re.compile(rf"{MARK}-[\w-]+|(?<![\w.-])({'|'.join(CODES)})(?![\w-])"),
}


def raw(text, t):
    """Ids and codes in a text, each with what stands around it."""
    return [
        text[max(0, hit.start() - 60) : hit.end() + 30] for hit in WORDS[t.code].finditer(str(text))
    ]


def test_no_sentence_of_any_page_holds_an_id_or_a_code(shown):
    trial, t = shown
    assert any(each.id.startswith(MARK) for each in trial.case.stories)  # else it says nothing
    said = every_word(trial, t)
    told = data_note_table(trial.case, trial.note, trial.health, t).frame()
    said["data/health/sentences"] = "\n".join(told.iloc[:, -1].astype(str))

    assert {} == {place: found for place, text in said.items() if (found := raw(text, t))}


def test_no_word_in_a_drawing_is_an_id_or_a_code(looks, drawn):
    found = {}
    for (name, compact), figure in drawn.items():
        t = looks[compact].language
        hits = [hit for text in words_of(figure.to_dict()) for hit in raw(text, t)]
        found |= {(name, t.code): hits} if hits else {}

    assert {} == found


def words_of(node, name=""):
    """Every text that a reader of a drawing can meet; what programs keep in it is none."""
    if isinstance(node, dict):
        # Plotly shows the name of a trace, and never that of a label.
        silent = {"meta", "customdata", "ids", "uid", "templateitemname"}
        silent |= {"name"} if "captureevents" in node else set()
        for key, value in node.items():
            if key not in silent:
                yield from words_of(value, key)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from words_of(value, name)
    elif isinstance(node, str):
        yield node


def test_no_exchange_or_board_is_without_its_name_in_both_languages():
    english, chinese = Language("en"), Language("zh")
    for name in CALENDARS:
        assert english.calendar(name).startswith("the ")
        assert chinese.calendar(name).endswith("交易所") or name == "XHKG"
    assert "XBOM" == english.calendar("XBOM")  # of a calendar without words its name is left
    assert ["主板", "创业板", "科创板", "北交所"] == [chinese.board(name) for name in BOARDS]
