"""No sentence names a thing by its id: not a story, event, row or board, and no calendar.

Every id of a case is renamed to a word that nothing else holds, so that one in a sentence is seen.
"""

import re

import pytest

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case, read_case
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.health_tables import data_note_table
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import BOARDS, CALENDARS, Language
from tests.exhibits.kinds import SLUGS, TRIALS, trial_case
from tests.exhibits.renamed import MARK, renamed
from tests.exhibits.told import LANGUAGES, every_word
from tests.shipped_cases import SHIPPED

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


@pytest.fixture(scope="module", params=[*SHIPPED, *SLUGS])
def trial(request, tmp_path_factory):
    slug, folder = request.param, tmp_path_factory.mktemp("renamed")
    source = find_case(slug) if slug in SHIPPED else TRIALS / slug
    if not source.is_dir():
        pytest.skip("the trials beside the checkout are not here")
    assert renamed(source, folder / slug)
    if slug in SHIPPED:
        return Trial.of(read_case(folder / slug))
    return trial_case(slug, folder)


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.code)
def test_no_sentence_of_any_page_holds_an_id_or_a_code(trial, t):
    assert any(each.id.startswith(MARK) for each in trial.case.stories)  # else it says nothing
    said = every_word(trial, t)
    told = data_note_table(trial.case, trial.note, trial.health, t).frame()
    said["data/health/sentences"] = "\n".join(told.iloc[:, -1].astype(str))

    assert {} == {place: found for place, text in said.items() if (found := raw(text, t))}


def test_no_word_in_a_drawing_is_an_id_or_a_code(trial):
    found, t = {}, Language("zh")
    for name, exhibit in exhibits().items():
        made = exhibit.make(trial, Reader(Look(t)))
        if isinstance(made, Figure) and made.plot is not None:
            hits = [hit for text in words_of(made.draw().to_dict()) for hit in raw(text, t)]
            found |= {name: hits} if hits else {}

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
