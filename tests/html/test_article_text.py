"""An article with its finds marked: every word stands once, markup never runs, links meet."""

import re
from datetime import date

import pytest

from dashboard.articles.reader import read_article
from dashboard.html.article_entries import KINDS, entries
from dashboard.html.article_text import found_list, marked_text, pieces, shown
from dashboard.language.language import Language
from dashboard.market.shipped_listing import shipped_listing
from tests.hostile.strings import MARKUP

T = Language("zh")
PUBLISHED = date(2025, 2, 13)
ARTICLE = (
    "2月13日收盘后，依米康（300249）公告称液冷业务占营业收入的35%。\n"
    "最近5个交易日（2月7日-2月13日），依米康涨45.6%，川润股份涨停，有望受益于液冷。"
)


@pytest.fixture(scope="module")
def listing():
    return shipped_listing()


def read(text, listing, **options):
    return read_article(text, listing, published=PUBLISHED, **options)


def words(markup):
    """Words of a fragment without its tags and numbers."""
    bare = re.sub(r'<a class="no".*?</a>', "", str(markup))
    return re.sub(r"<[^>]+>", "", bare)


def test_every_word_of_the_article_stands_once_and_in_order(listing):
    finds = read(ARTICLE, listing)
    (piece,) = pieces(ARTICLE, entries(finds, T))

    assert ARTICLE.replace("\n", "") == words(marked_text(ARTICLE, piece))


def test_each_number_in_the_text_leads_to_a_find_and_back(listing):
    finds = read(ARTICLE, listing)
    numbered = entries(finds, T)
    (piece,) = pieces(ARTICLE, numbered)
    text, found = str(marked_text(ARTICLE, piece)), str(found_list(numbered, T))

    numbers = [str(each.number) for each in numbered]
    assert numbers == sorted(re.findall(r'id="place-(\d+)"', text), key=int)
    assert numbers == sorted(re.findall(r'id="find-(\d+)"', found), key=int)
    assert set(re.findall(r'href="#find-(\d+)"', text)) == set(numbers)
    assert {"stock", "return", "date", "figure"} <= {each.kind for each in numbered} <= set(KINDS)


def test_a_move_is_told_with_its_stock_its_sessions_and_its_base(listing):
    told = {each.head: each.note for each in entries(read(ARTICLE, listing), T)}

    assert "2025年2月7日至2025年2月13日，自2月6日收盘算起" in told["依米康 +45.6%"]
    assert "川润股份 收于涨停" in told


@pytest.mark.parametrize("hostile", MARKUP[:12])
def test_markup_in_an_article_is_shown_and_never_read(listing, hostile):
    text = f"依米康涨停。{hostile}\n{hostile}川润股份跌了3%。"
    finds = read(text, listing)
    numbered = entries(finds, T)
    (piece,) = pieces(text, numbered)
    drawn = f"{marked_text(text, piece)}{found_list(numbered, T)}"

    allowed = r"</?(?:div|p|a|section|h3|ol|li|span)(?: [a-z-]+=\"[^\"<>]*\")*>"
    assert "<" not in re.sub(allowed, "", drawn)


def test_signs_that_turn_a_line_about_or_cannot_be_seen_are_not_shown():
    assert "依米康 涨停" == shown("依米康\t\u202e涨\u0000停\u2066")


def test_a_long_article_is_cut_between_paragraphs_and_loses_nothing(listing):
    text = "\n".join(f"{n}：{ARTICLE}" for n in range(60))
    numbered = entries(read(text, listing), T)
    parts = pieces(text, numbered, size=600)

    assert len(parts) > 5
    assert text == "".join(text[part.start : part.end] for part in parts)
    assert list(numbered) == [each for part in parts for each in part.entries]
    assert all("\n" == text[part.end - 1] for part in parts[:-1])


def test_a_paragraph_without_an_end_is_cut_beside_its_finds(listing):
    text = "依米康涨停，" * 400
    numbered = entries(read(text, listing), T)
    parts = pieces(text, numbered, size=500)

    assert max(part.end - part.start for part in parts) <= 625
    for part in parts:
        assert all(each.places[0].end <= part.end for each in part.entries)
