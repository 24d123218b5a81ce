"""What a model proposes holds only where the article says it; whatever the model answers."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.articles.block import finds_block
from dashboard.articles.draft.draft import draft_of
from dashboard.articles.second.checking import Checker
from dashboard.articles.second.figures import figures_in, said_number
from dashboard.articles.second.folding import Folded, folded
from dashboard.articles.second.proposals import SecondFinds, with_confirmed
from dashboard.articles.second.request import KINDS, TEXTS
from dashboard.cases.folders import new_case, read_case
from dashboard.errors import NotFoundError
from dashboard.market.sessions import load_sessions
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.second.conftest import read
from tests.replay.model_plays import GOOD, TEXT, find
from tests.thoroughness import rounds

LONG = (
    "２０２５年2月13日，依米康（300249）收涨 5.61％，"
    "川润股份跌3.2%，跌幅 为“两市第一”。\n"
    "中信证券研报《液冷的\u200b春天》指出，依米康收入占比35%，同比增长6.5倍。"
    "传闻依米康或将涨停，公司否认与该业务有关。\n"
    "据同花顺数据，英维克盘中涨停。公司营收8.8亿元。"
)


def checked(*proposed, text=TEXT):
    finds = read(text)
    checker = Checker(finds, shipped_listing(), load_sessions("XSHG", "Asia/Shanghai"))
    return checker, checker.kept(proposed)


def why(*proposed, text=TEXT):
    """Reason for which the one proposal is left out; "agreed" where the rules have it."""
    checker, kept = checked(*proposed, text=text)
    if kept:
        return "kept"
    return "agreed" if checker.agreed else next(iter(checker.dropped))


# Quotations -----------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("收涨5.61%", "收涨 5.61％"),
        ("2025年2月13日", "２０２５年2月13日"),
        ("跌幅为「两市第一」", "跌幅 为“两市第一”"),
        ("《液冷的春天》", "《液冷的\u200b春天》"),
        ("%，川润股份", "％，川润股份"),
    ],
)
def test_a_quotation_is_found_whatever_its_blanks_and_widths(words, held):
    (place,) = Folded.of(LONG).places(words)

    assert held == LONG[place.start : place.end]


@pytest.mark.parametrize(
    "words",
    ["涨", "收涨5.62%", "5.6", ".61%", "1%", "8亿元", "x" * 121, "", " \u200b", "25年2月"],
)
def test_what_does_not_stand_there_or_cuts_a_number_is_no_quotation(words):
    assert () == Folded.of(LONG).places(words)


def test_a_sign_that_unfolds_into_several_is_not_cut():
    assert () == Folded.of("重5㎏的").places("5k")
    assert 1 == len(Folded.of("重5㎏的").places("5kg"))


# Proposals ------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposed", "reason"),
    [
        (find("return", "收涨 5.61％", stock="依米康", value="5.61"), "agreed"),
        (find("return", "收涨5.61%", stock="依米康", value="64.05"), "number"),
        (find("return", "收涨5.61%", stock="依米康", value="五"), "number"),
        (find("return", "收涨5.61%", stock="依米康"), "number"),
        (find("return", "收涨5.61%", stock="依米康", value="-5.61"), "direction"),
        (find("return", "收涨5.61%", stock="贵州茅台", value="5.61"), "stock-elsewhere"),
        (find("return", "收涨5.61%", stock="不存在的", value="5.61"), "stock"),
        (find("return", "收涨5.61%", value="5.61"), "stock"),
        (find("return", "收入占比35%", stock="依米康", value="35"), "unit"),
        (find("return", "同比增长6.5倍", stock="依米康", value="6.5"), "unit"),
        (find("return", "收涨5.61%", stock="依米康", value=True), "number"),
        (
            find("return", "川润股份跌3.2%", stock="川润股份", value="3.2", first="2024-02-13"),
            "date",
        ),
        (find("limit-up", "依米康或将涨停", stock="依米康"), "hedged"),
        (find("limit-up", "收涨 5.61％", stock="依米康"), "direction"),
        (find("share", "依米康收入占比35%", stock="依米康", value="35"), "agreed"),
        (find("share", "占比35%", stock="依米康", value="35", words="净利润"), "words"),
        (find("share", "收涨5.61%", stock="依米康", value="5.61"), "unit"),
        (find("stock", "中信证券研报", stock="中信证券"), "not-a-subject"),
        (find("stock", "据同花顺数据", stock="同花顺"), "not-a-subject"),
        (find("stock", "依米康（300249）", stock="300249"), "agreed"),
        (find("report", "中信证券研报", by="国泰君安"), "words"),
        (find("report", "中信证券研报《液冷的春天》", by="中信证券"), "agreed"),
        (find("cause", "公司营收8.8亿元", words="液冷"), "words"),
        (find("denial", "公司否认与该业务有关", stock="依米康"), "agreed"),
        (find("hedge", "传闻依米康或将涨停", stock="依米康"), "agreed"),
    ],
)
def test_a_proposal_that_the_article_does_not_bear_out_is_left_out_and_counted(proposed, reason):
    assert reason == why(proposed, text=LONG)


@pytest.mark.parametrize(
    ("text", "quote", "value", "mine"),
    [
        (
            "“新贵”依米康、川润股份，依米康的成绩是走高5.6%。",
            "依米康的成绩是走高5.6%",
            "5.6",
            {"依米康"},
        ),
        (
            "依米康、川润股份的成绩分别是走高5%、3%。",
            "依米康、川润股份的成绩分别是走高5%、3%",
            "3",
            {"川润股份"},
        ),
        ("依米康的成绩是走高5%，川润股份的成绩是走低3%。", "的成绩是走低3%", "3", {"川润股份"}),
        (
            "走高5.6%的成绩属于川润股份，依米康没有。",
            "走高5.6%的成绩属于川润股份",
            "5.6",
            {"川润股份"},
        ),
    ],
)
def test_a_number_is_that_of_the_stock_that_its_words_bind_it_to(text, quote, value, mine):
    held = {
        name
        for name in ("依米康", "川润股份")
        if why(find("return", quote, stock=name, value=value), text=text) in {"kept", "agreed"}
    }

    assert mine == held


@pytest.mark.parametrize(
    "text",
    ["依米康营收走高5.6%。", "依米康所在的行业指数走高5.6%。", "依米康带着走高5.6%的板块。"],
)
def test_a_move_of_something_else_is_none_of_the_stock(text):
    assert "other-move" == why(find("return", text[:-1], stock="依米康", value="5.6"), text=text)


def test_an_ordinary_word_becomes_no_stock_by_a_models_word_for_it():
    proposed = find("stock", "机器人方面", stock="机器人")

    assert "ordinary" == why(proposed)


def test_a_latin_name_is_known_by_a_part_of_its_mention():
    text = "Shares of Envicool (002837.SZ) were 6.2% up as the best of Friday."
    proposed = find("return", "were 6.2% up", stock="Envicool", value="6.2")

    assert why(proposed, text=text) in {"kept", "agreed"}


def test_the_verb_gives_the_sign_and_a_span_is_taken_where_the_sentence_has_it():
    said = find(
        "return", "依米康走高，5.61%是它的成绩", stock="依米康", value="5.61", first="2025-02-13"
    )
    text = TEXT.replace("其中老牌的", "").replace("上涨。", "上涨，").replace("走高", "走低")
    _, (proposal,) = checked({**said, "quote": said["quote"].replace("高", "低")}, text=text)

    assert (-0.0561, date(2025, 2, 13), date(2025, 2, 12)) == (
        proposal.find.value,
        proposal.find.first,
        proposal.find.base,
    )


def test_a_quotation_of_several_places_takes_that_of_the_stock_or_says_so():
    text = "依米康走高5.61%的样子。川润股份走高，得益于液冷。英维克走高，得益于液冷。"
    cause = find("cause", "走高，得益于液冷", words="液冷")
    _, (one,) = checked({**cause, "stock": "英维克"}, text=text)
    _, (either,) = checked({**cause, "words": "走高"}, text=text)

    assert (text.rindex("走高"), False) == (one.place.start, one.several)
    assert (text.index("走高，"), True) == (either.place.start, either.several)


def test_two_hundred_proposals_are_looked_at_and_none_twice():
    checker, kept = checked(*[GOOD[0]] * 250)

    assert 1 == len(kept)
    assert {"duplicate": 199, "too-many": 50} == dict(checker.dropped)


# Confirming -----------------------------------------------------------


def test_only_what_is_confirmed_enters_the_finds_and_an_opinion_never(tmp_path):
    checker, kept = checked(*GOOD)
    second = SecondFinds.of("host (model)", kept, 0, checker.dropped, 0)
    finds = read()

    assert finds is with_confirmed(finds, second, ())
    assert finds is with_confirmed(finds, second, ["s2"])  # the opinion
    both = with_confirmed(finds, second, ["s3", "s1"])
    assert (1, 1) == (len(both.returns), len(both.causes))
    assert finds_block(finds)["denials"] == finds_block(both)["denials"]
    with pytest.raises(NotFoundError, match="s9"):
        with_confirmed(finds, second, ["s9"])


def test_what_was_confirmed_is_marked_in_the_draft_as_the_models(tmp_path):
    checker, kept = checked(*GOOD)
    second = SecondFinds.of("host (model)", kept, 0, checker.dropped, 0)
    content = draft_of(with_confirmed(read(), second, ["s1"]), "case").content

    marked = {(mark.file, mark.quote) for mark in content.marks if mark.reason == "second"}
    assert {("claims.csv", "依米康走高，5.61%是它的成绩")} == marked
    assert "second" not in {mark.reason for mark in draft_of(read(), "case").content.marks}
    new_case(content, tmp_path / "case")
    assert content.marks == read_case(tmp_path / "case").marks


# Any answer -----------------------------------------------------------

BITS = st.integers(0, len(LONG) - 2).flatmap(
    lambda start: st.integers(start + 1, min(len(LONG), start + 40)).map(
        lambda end: LONG[start:end]
    )
)
SPOILT = BITS.map(lambda bit: unicodedata.normalize("NFKC", bit).replace(" ", "\n"))
WORDS = st.one_of(BITS, SPOILT, st.text(max_size=12), st.none())
NAMES = st.sampled_from(["依米康", "300249", "英维克", "同花顺", "川润股份", "公司", None])
NUMBERS = st.one_of(
    st.sampled_from(["5.61", "61", "35", "6.5", "8.8", "3.2", "-3.2", 300249]), WORDS
)
DAYS = st.one_of(st.sampled_from(["2025-02-13", "2025-02-30", "", None]), st.text(max_size=10))
FINDS = st.fixed_dictionaries(
    {"kind": st.sampled_from([*KINDS, "buy"]), "quote": WORDS},
    optional={
        "stock": st.one_of(NAMES, WORDS),
        "value": NUMBERS,
        "first": DAYS,
        "last": DAYS,
        "words": WORDS,
        "by": WORDS,
    },
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["kind", *TEXTS]), inner)
    ),
    max_leaves=5,
)


@pytest.mark.slow
@settings(max_examples=rounds(100, 2000), deadline=None, suppress_health_check=list(HealthCheck))
@given(quotes=st.lists(WORDS, max_size=3), answer=st.lists(st.one_of(FINDS, ANYTHING), max_size=8))
def test_whatever_is_answered_kept_words_are_the_articles_and_numbers_stand_in_them(quotes, answer):
    checker, kept = checked(*answer, text=LONG)
    said = [each for each in answer if isinstance(each, dict)]
    quoted = {folded(each["quote"]) for each in said if isinstance(each.get("quote"), str)}
    listed = {entry.symbol for entry in shipped_listing().entries}

    assert len(answer) == len(kept) + checker.agreed + sum(checker.dropped.values())
    for proposal in kept:
        raw = LONG[proposal.place.start : proposal.place.end]
        assert raw == proposal.quote
        assert 2 <= len(folded(raw)) <= 120
        assert folded(raw) in quoted
        assert proposal.symbol in {"", *listed}
        if proposal.number:
            inside = figures_in(checker.text.plain, *proposal.place)
            assert said_number(proposal.number) in {figure.size for figure in inside}
        words = [getattr(proposal.find, name, "") for name in ("cause", "broker", "title", "cue")]
        assert all(folded(each) in folded(raw) for each in words)
    for words in quotes:
        for place in Folded.of(LONG).places(words or ""):
            assert folded(words) == folded(LONG[place.start : place.end])


@pytest.mark.slow
@settings(max_examples=rounds(15, 300), deadline=None, suppress_health_check=list(HealthCheck))
@given(answer=st.lists(FINDS, min_size=1, max_size=8))
def test_a_draft_of_whatever_was_confirmed_reads_back_equal(answer, tmp_path_factory):
    checker, kept = checked(*answer, text=LONG)
    second = SecondFinds.of("host (model)", kept, 0, checker.dropped, 0)
    merged = with_confirmed(read(LONG), second, [proposal.id for proposal in kept])
    content = draft_of(merged, "case").content
    folder = tmp_path_factory.mktemp("drafts") / "case"
    new_case(content, folder)
    again = read_case(folder)

    assert (content.case, content.marks) == (again.case, again.marks)
