"""Keys that format 1 gained later: asks, expects, status, review."""

from datetime import date

import pytest

from dashboard.cases.folders import read_case, write_case

HEAD = 'asks = "cooling"\nstatus = "open"\nreview = 2025-06-30\n\n[source]'


def test_a_folder_without_them_reads_as_before(small):
    case = small.read().case
    assert ("", "closed", None) == (case.asks, case.status, case.review)
    assert {"rise"} == {story.expects for story in case.stories}
    assert case.stories[0] == case.asked


def test_they_are_read_and_written(small, tmp_path):
    small.edit("case.toml", "[source]", HEAD)
    small.edit("case.toml", 'id = "cooling"', 'id = "cooling"\nexpects = "fall"')
    content = small.read()
    assert ("cooling", "open", date(2025, 6, 30)) == (
        content.case.asks,
        content.case.status,
        content.case.review,
    )
    assert "fall" == content.case.asked.expects

    write_case(content, tmp_path / "again")

    assert content.case == read_case(tmp_path / "again").case


@pytest.mark.parametrize(
    ("old", "new", "field", "rule"),
    [
        ("[source]", 'asks = "coolin"\n\n[source]', "asks", "the nearest is cooling"),
        ("[source]", 'status = "ended"\n\n[source]', "status", "open"),
        ("[source]", 'review = "soon"\n\n[source]', "review", "without quotation marks"),
        ('id = "cooling"', 'id = "cooling"\nexpects = "up"', "stories.expects", "rise"),
    ],
)
def test_what_they_may_not_be(small, old, new, field, rule):
    fault = small.edit("case.toml", old, new).fault()
    assert field == fault.field
    assert rule in str(fault)


def test_a_first_session_is_read_written_and_reaches_the_limits(small, tmp_path):
    small.edit("case.toml", 'group = "old"', 'group = "old"\nlisted = 2025-02-06')
    content = small.read()
    (stock,) = [each for each in content.case.stocks if each.listed]

    write_case(content, tmp_path / "again")

    assert {stock.symbol: date(2025, 2, 6)} == content.market.listed
    assert content.case == read_case(tmp_path / "again").case


def test_terms_of_a_story_are_read_and_written(small, tmp_path):
    said = 'id = "cooling"\nterms = "液冷，冷板、浸没；阿里, Alibaba  Cloud;"'
    small.edit("case.toml", 'id = "cooling"', said)
    content = small.read()
    assert (("液冷", "冷板", "浸没"), ("阿里", "Alibaba Cloud")) == content.case.asked.terms
    assert {()} == {story.terms for story in content.case.stories[1:]}

    write_case(content, tmp_path / "again")

    assert content.case == read_case(tmp_path / "again").case
    written = (tmp_path / "again" / "case.toml").read_text(encoding="utf-8")
    assert 'terms = "液冷, 冷板, 浸没; 阿里, Alibaba Cloud"' in written


@pytest.mark.parametrize(
    ("terms", "rule"),
    [
        ("液", "“液” cannot be searched for"),
        ("液冷" * 21, "2 to 40 characters"),
        ("液冷, 冷板; ＡＩ, ai", "“ai” stands twice"),
        ("; ".join(f"word{n}" for n in range(41)), "These are 41 words"),
    ],
)
def test_words_that_cannot_be_searched_for_are_refused(small, terms, rule):
    fault = small.edit("case.toml", 'id = "cooling"', f'id = "cooling"\nterms = "{terms}"').fault()

    assert "stories.terms" == fault.field
    assert rule in str(fault)
