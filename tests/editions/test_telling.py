"""Two editions in sentences: the verdict first, and every sentence agrees with the two states."""

import json
from dataclasses import replace
from functools import cache

import pytest

from dashboard.analysis.trial import Trial
from dashboard.editions.diff import FrozenState, edition_diff
from dashboard.editions.telling import told
from dashboard.exports.results import results, results_json
from dashboard.language.language import Language
from tests.exhibits.random_cases import random_trial

pytestmark = pytest.mark.slow  # two random cases, worked out whole

LANGUAGES = (Language("en"), Language("zh"))


def state(trial):
    case, market = trial.case, trial.market
    found = json.loads(results_json(results(trial)))
    ends = (trial.base, trial.window.last)
    kept = {"benchmark": trial.benchmark, "prices": "case"}
    return FrozenState(case, market, ends, kept, found)


@cache
def random_state(seed):
    """State of a random trial."""
    return state(random_trial(seed))


@cache
def moved_state(seed):
    """State of the same trial where the first stock closed much higher on the last session."""
    return state(moved(random_trial(seed), 1.35))


def from_store(before):
    """The same numbers, of prices that are set to be the store's."""
    return replace(before, settings={**before.settings, "prices": "store"})


def said(before, after, t=LANGUAGES[0]):
    return [t.say(each) for each in told(before, after, edition_diff(before, after))]


def changed(trial, **changes):
    return Trial.of(replace(trial.folder, **changes), trial.window, trial.benchmark)


def moved(trial, factor):
    """The same trial where the first stock closes higher or lower on the last session."""
    prices = trial.market.prices.copy()
    rows = (prices["symbol"] == trial.case.stocks[0].symbol) & (
        prices["date"].dt.date == trial.window.last
    )
    prices.loc[rows, ["open", "high", "low", "close"]] *= factor
    return changed(trial, market=replace(trial.market, prices=prices))


def inside(text):
    """Text as it stands between quotes."""
    return text.replace("“", "‘").replace("”", "’")


def judged(results):
    verdict = results["verdict"]
    against = sorted(name for name, each in verdict["stories"].items() if each["contradicted"])
    return verdict["status"], verdict["story"], against


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.code)
def test_the_first_sentence_says_whether_the_verdict_changed(seed, t):
    before, after = random_state(seed), moved_state(seed)

    first, *rest = said(before, after, t)

    same = judged(before.results) == judged(after.results)
    assert same == ("did not change" in first or "结论没有变" in first)
    for results_of in (after.results, *([] if same else [before.results])):
        assert inside(results_of["verdict"]["headline"][t.code].rstrip(".。")) in first
    gaps = [each.results["difference"]["value"] for each in (before, after)]
    if None not in gaps and t.points(gaps[0], sign=True) != t.points(gaps[1], sign=True):
        was, now = (t.points(gap, sign=True) for gap in gaps)
        assert any(was in each and now in each for each in rest)
    assert any(t.name(before.case.stocks[0]) in each for each in rest)


def test_evidence_and_events_are_named_by_what_they_are_about():
    trial = next(
        each for each in map(random_trial, range(40)) if each.case.evidence and each.case.events
    )
    row, event = trial.case.evidence[0], trial.case.events[0]
    bare = replace(
        trial.case, evidence=trial.case.evidence[1:], events=trial.case.events[1:], claims=()
    )
    whole = replace(trial.case, claims=())
    before = state(changed(trial, case=bare))
    after = state(changed(trial, case=whole))
    t = LANGUAGES[0]
    about = f"{t.name(trial.case.stock(row.stock))}: {t.pick(trial.case.story(row.story).title)}"

    assert f"Evidence, new: {about}." in said(before, after)
    assert f"Evidence, gone: {about}." in said(after, before)
    assert f"Events, new: “{inside(t.pick(event.title))}”." in said(before, after)
    assert any(each.startswith("事件新增：") for each in said(before, after, LANGUAGES[1]))


def test_the_same_numbers_set_otherwise_say_what_was_set():
    trial, before = random_trial(1), random_state(1)
    after = from_store(before)

    assert [
        f"The verdict did not change: “{inside(after.results['verdict']['headline']['en'])}”.",
        "The prices are now the store’s.",
        "No number of the results changed.",
    ] == said(before, after)
    later = replace(after, ends=(trial.base, trial.sessions.after(trial.window.last)))
    assert any(each.startswith("The window was the close of ") for each in said(before, later))


def test_of_nothing_there_is_nothing_to_say_and_an_old_edition_has_no_verdict():
    before = random_state(2)
    assert [] == said(before, before)
    old = replace(before, results={**before.results, "verdict": {"fits_best": "x"}})
    assert "One of the two holds no verdict that could be compared." == said(old, before)[0]


def test_quotes_within_quotes_are_single_ones():
    before = random_state(2)
    verdict = before.results["verdict"]
    quoted = {"headline": {"en": "Nothing for “cooling”", "zh": "看不到“液冷”"}}
    before = replace(before, results={**before.results, "verdict": {**verdict, **quoted}})
    after = from_store(before)

    assert "The verdict did not change: “Nothing for ‘cooling’”." == said(before, after)[0]
    assert "结论没有变：“看不到‘液冷’”。" == said(before, after, LANGUAGES[1])[0]
