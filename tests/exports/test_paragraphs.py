"""A figure as a paragraph: its numbers are those of the results, in both languages."""

import re
from dataclasses import replace

import pytest

from dashboard.errors import InputError
from dashboard.exhibits.exhibit import whole
from dashboard.exhibits.registry import with_paragraph
from dashboard.exports.paragraphs import paragraph, paragraphs
from dashboard.exports.results import results
from dashboard.language.language import Language

EN, ZH = Language("en"), Language("zh")
LANGUAGES = pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])


def numbers_in(text):
    """Numbers of a text as they are printed, with a true minus read as one."""
    plain = text.replace("−", "-").replace("+", "").replace("\u2009", "").replace(",", "")
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", plain)]


@pytest.fixture(scope="module")
def numbers(imprint):
    return results(imprint.trial)


@pytest.mark.slow
@LANGUAGES
def test_every_figure_has_a_paragraph_with_window_benchmark_source_and_digest(imprint, t):
    told = paragraphs(imprint, t)

    # The shipped case keeps no concept tags, and there are no minute bars of it.
    assert [name for name in with_paragraph() if name not in {"tags", "inside"}] == list(told)
    for name, text in told.items():
        assert imprint.trial.folder.digest[:8] in text
        assert "2025-08-22" in text
        if name != "claims":
            assert t.long_day(imprint.trial.base) in text
            assert t.long_day(imprint.trial.window.last) in text
            assert t.pick(imprint.trial.case.benchmark(imprint.trial.benchmark).title) in text


@pytest.mark.slow
@LANGUAGES
def test_returns_of_groups_and_extremes_are_those_of_the_results(imprint, numbers, t):
    shown = numbers_in(paragraph(imprint, "returns", t))
    values = [100 * numbers["returns"][stock] for stock in ("300249.SZ", "300602.SZ")]
    values += [100 * group["mean"] for group in numbers["groups"].values()]

    assert [round(value, 1) for value in values] == [
        each for value in values for each in shown if each == round(value, 1)
    ][: len(values)]


@pytest.mark.slow
@LANGUAGES
def test_the_difference_its_interval_and_its_count_are_those_of_the_results(imprint, numbers, t):
    shown = numbers_in(paragraph(imprint, "splits", t))
    block = numbers["difference"]

    assert round(100 * block["value"], 1) in shown
    assert {round(100 * end, 1) for end in block["interval"]} <= set(shown)
    assert round(100 * block["coverage"], 1) in shown
    assert {block["count"], block["n_permutations"]} <= set(shown)


@LANGUAGES
def test_leave_one_out_names_every_difference_of_the_results(imprint, numbers, t):
    shown = numbers_in(paragraph(imprint, "leave-one-out", t))

    assert {round(100 * each, 1) for each in numbers["leave_one_out"].values()} <= set(shown)


@LANGUAGES
def test_correlations_and_their_fractions_are_those_of_the_results(imprint, numbers, t):
    text = paragraph(imprint, "grades", t)
    shown = numbers_in(text)

    for block in numbers["stories"].values():
        side = "pvalue_one_sided" if block["spearman"] >= 0 else "pvalue_other_side"
        fractions = [
            int(up) / int(down)
            for up, down in re.findall(r"(\d+)/(\d+)", text)
            if int(down) == block["n_arrangements"]
        ]
        assert round(block["spearman"], 2) in shown
        assert block[side] in [pytest.approx(each) for each in fractions]


@LANGUAGES
def test_the_verdict_is_that_of_the_results(imprint, numbers, t):
    assert paragraph(imprint, "story-table", t).startswith(numbers["verdict"]["sentence"][t.code])


@LANGUAGES
def test_shares_before_the_events_are_those_of_the_results(imprint, numbers, t):
    shown = numbers_in(paragraph(imprint, "order", t))
    shares = {round(100 * e["share_before"]) for e in numbers["order"] if e["share_before"]}

    assert {share for share in shares if 0 < share < 100} <= set(shown)


@LANGUAGES
def test_claims_are_counted_as_in_the_results(imprint, numbers, t):
    verdicts = [each["verdict"] for each in numbers["claims"].values()]
    holding = sum(each in {"holds", "holds-within-rounding"} for each in verdicts)
    checked = sum(each not in {"cannot-be-checked", "on-file", "circular"} for each in verdicts)

    assert {holding, checked} <= set(numbers_in(paragraph(imprint, "claims", t)))


@LANGUAGES
def test_groups_chosen_with_hindsight_are_said_wherever_they_are_compared(imprint, t):
    said = {"en": "named after the returns were known", "zh": "分组是在看到涨跌之后才命名的"}[
        t.code
    ]

    for name in ("returns", "splits", "build-up", "window-grid", "leave-one-out"):
        assert 1 == paragraph(imprint, name, t).count(said)
    answered = {"en": "picked afterwards", "zh": "分组是事后定的"}[t.code]
    assert 1 == paragraph(imprint, "story-table", t).count(answered)


@LANGUAGES
def test_an_edition_is_named_instead_of_the_digest(imprint, t):
    text = paragraph(replace(imprint, edition="0123456789abcdef"), "returns", t)

    assert "0123456789abcdef" in text
    assert imprint.trial.folder.digest[:8] not in text


@LANGUAGES
def test_nothing_is_claimed_that_eight_stocks_cannot_carry(imprint, t):
    text = " ".join(paragraphs(imprint, t).values()).lower()

    for word in ("proves that", "proven", "significant", "caused", "显著", "证明了", "导致"):
        assert word not in text


def test_sentences_follow_each_other_as_the_language_writes_them(imprint):
    assert re.search(
        r"%\. The 8 stocks .*%\. The groups .*nothing\. \(From", paragraph(imprint, "returns", EN)
    )
    assert re.search(r"%。8 只股票从.*不等。分组.*什么。（", paragraph(imprint, "returns", ZH))


def test_an_unknown_figure_names_those_there_are(imprint):
    with pytest.raises(InputError, match=r"no figure “candles”; it can be returns, splits"):
        paragraph(imprint, "candles", EN)


@pytest.mark.slow
def test_a_figure_that_the_case_lacks_has_no_paragraph(shipped, make_imprint):
    bare = replace(shipped.case, evidence=(), events=(), claims=())
    small = make_imprint(replace(shipped, case=bare))

    told = paragraphs(small, EN)

    assert "" == paragraph(small, "claims", EN)
    assert {"timeline", "order", "matrix", "claims"}.isdisjoint(told)
    assert "returns" in told


def test_a_question_is_no_finding():
    assert ("", "") == (whole("How rare is this split?", EN), whole("差距如何形成？", ZH))
    assert "No gap。" == whole("No gap", ZH)
