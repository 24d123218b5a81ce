"""The gallery: what opens first, what is found, what the link holds."""

import shutil
from pathlib import Path

import pytest

from dashboard.analysis.cards import workshop
from dashboard.cases import listing
from dashboard.cases.entries import KIND
from tests.many_cases import write_cases
from tests.shipped_cases import SHIPPED
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[1] / "data" / "small"
ALL = len(SHIPPED) + 4


@pytest.fixture
def cases(tmp_path, root, monkeypatch, clear_caches):
    """Directory with four cases of one's own; nothing is worked out behind."""
    folder = tmp_path / "cases"
    write_cases(folder, root, 3)
    shutil.copytree(SMALL, folder / "small")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(folder))
    monkeypatch.setattr(workshop.Workshop, "_begin", lambda *_: None)
    return folder


def shown(app):
    """Slugs of the cards, in their order."""
    return [
        part.split('"')[0]
        for part in texts(app).split('data-case="')[1:]
        if 'class="card' in texts(app)
    ]


def page_of(app):
    return "gallery" if 'class="head galleryhead"' in texts(app) else "story"


def test_the_gallery_opens_first_as_soon_as_there_is_a_case_of_ones_own(opened, cases):
    app = opened()
    assert "gallery" == page_of(app)
    assert "Seven stories on trial" in texts(app)
    assert ALL == len(shown(app))


@pytest.mark.parametrize(
    "query",
    [
        {"case": "case-001"},
        {"last": "2025-02-12"},
        {"edition": "none-such"},
        {"bench": "000300.SS"},
    ],
)
def test_a_link_that_is_about_a_case_opens_its_story_as_before(opened, cases, query):
    assert "story" == page_of(opened(**query))


@pytest.mark.parametrize(
    ("home", "page", "title"),
    [
        ("gallery", "gallery", "stories on trial"),
        ("case-002", "story", "Tariff list 2"),
        ("auto", "gallery", "stories on trial"),
        ("gone", "story", "The setting “home” names no case: “gone”"),
    ],
)
def test_the_setting_home_says_what_opens_first(opened, cases, monkeypatch, home, page, title):
    monkeypatch.setenv("MARKET_NARRATIVE_HOME", home)
    app = opened()
    assert (page, True) == (page_of(app), title in texts(app))


def test_a_fresh_installation_opens_its_first_case_with_the_gallery_one_click_away(
    opened, clear_caches
):
    app = opened()
    assert "story" == page_of(app)
    assert "‹ All cases" in [link.proto.label for link in app.get("page_link")]


def test_pages_of_a_case_and_pages_about_none_have_bars_of_their_own(opened, cases):
    gallery, story = (
        [link.proto.label for link in app.get("page_link")]
        for app in (opened(), opened(case="case-001"))
    )
    assert ["Cases", "Radar", "New case"] == gallery
    assert ["‹ All cases", "Story", "Prices"] == story[:3]
    assert "New case" not in story


def test_search_filters_and_order_stand_in_the_link(opened, cases):
    app = opened("cases", q="port", sort="title")
    assert ["case-001"] == shown(app)
    app.text_input(key="cases_search").set_value("依米").run()
    assert "依米" == app.query_params["q"]
    assert 5 == len(shown(app))  # every one of them has that stock
    app = opened("cases", answer="yes", q="no-such-word")
    assert "show all answers" in texts(app)
    app.button(key="drop_filters").click().run()
    assert "answer" not in app.query_params
    assert "No case has “no-such-word”" in texts(app)


def test_a_value_of_the_link_that_is_not_known_is_named_and_left_out(opened, cases):
    app = opened("cases", answer="perhaps", sort="size", show="-3")
    assert "“answer=perhaps” was ignored" in texts(app)
    assert "“sort=size” was ignored" in texts(app)
    assert ALL == len(shown(app))


def test_drafts_folders_without_prices_and_refused_ones_have_their_own_sentence(opened, cases):
    (cases / "case-000" / "claims.csv").unlink()
    mark = "file,row,fields,reason,quote,start,end\ncase.toml,,title,read,,,\n"
    (cases / "case-001" / "draft.csv").write_text(mark, encoding="utf-8")
    for name in ("prices.csv", "prices.toml"):
        (cases / "case-002" / name).unlink()
    told = texts(opened("cases"))
    for sentence in (
        "claims.csv: The file is missing; add it to the folder.",
        "Not yet: one entry waits for a yes",
        "Not yet: there are no prices",
        "One folder cannot be read.",
        "Six stories on trial",
    ):
        assert sentence in told, sentence


def test_many_cards_are_drawn_step_by_step(opened, cases, monkeypatch):
    monkeypatch.setattr("dashboard.ui.gallery.board.SHOWN", 2)
    app = opened("cases")
    assert 2 == len(shown(app))
    app.button(key="show_more").click().run()
    assert (4, "4") == (len(shown(app)), app.query_params["show"])


def test_unchanged_folders_are_not_read_for_a_page(opened, cases, monkeypatch):
    monkeypatch.setattr(listing, "FRESH", 0.0)
    opened("cases")
    read = []
    monkeypatch.setattr(listing, "read_case", read.append)
    clear = opened("cases")
    assert ALL == len(shown(clear))
    assert [] == read
    assert "folders" == KIND
