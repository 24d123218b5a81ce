"""The gallery in the first HTML: what the page will show, and nothing where it will not."""

import shutil
from pathlib import Path

import pytest
from markupsafe import Markup
from streamlit import file_util

from dashboard.analysis.cards import workshop
from dashboard.language.language import Language
from dashboard.server import first_html
from dashboard.ui import people_view
from dashboard.ui.first_page import Sight
from dashboard.ui.gallery.first_sight import first_sight
from tests.ui.reading import texts

SMALL = Path(__file__).parents[1] / "data" / "small"


@pytest.fixture
def cases(tmp_path, monkeypatch, clear_caches):
    """Directory with one case of one's own; nothing is worked out behind."""
    shutil.copytree(SMALL, tmp_path / "cases" / "small")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    monkeypatch.setattr(workshop.Workshop, "_begin", lambda *_: None)


def slugs(html):
    return [part.split('"')[0] for part in html.split('data-case="')[1:]]


@pytest.mark.parametrize("link", [{}, {"q": "small"}, {"sort": "title", "lang": "zh"}], ids=str)
def test_the_first_html_shows_the_cards_that_the_page_will_show(opened, cases, link):
    link = {"lang": "en", **link}
    t = Language(link["lang"])
    sight = str(first_sight("cases", link, t))
    page = texts(opened("cases", **link))

    assert slugs(page) == slugs(sight)
    assert slugs(sight)
    cards = sight[sight.index('<div class="cards">') : sight.index('<p class="legend">')]
    assert cards in page


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("story", {"case": "small"}),
        ("data", {}),
        ("cases", {"answer": "perhaps"}),
        ("cases", {"q": "no such thing"}),
        ("cases", {"menu": "small"}),
    ],
)
def test_what_is_not_the_gallery_waits_for_its_page(cases, page, link):
    assert first_sight(page, link, Language()) is None


def test_nothing_is_shown_before_a_login(cases, monkeypatch):
    assert first_sight("story", {}, Language()) is not None
    login = people_view.Login({"default": "client"})
    monkeypatch.setattr(people_view, "login", lambda: login)
    assert first_sight("story", {}, Language()) is None


def test_it_stands_before_the_place_of_the_page():
    index = b'<body><div id="root"></div></body>'
    assert index == first_html.with_sight(index, None)
    told = first_html.with_sight(index, Sight(Markup("<i>案</i>"))).decode()
    assert '<body><i>案</i><div id="root"></div></body>' == told


def test_the_program_of_the_page_waits_for_the_first_html_to_be_painted():
    script = b'<script type="module" crossorigin src="./static/js/index.x.js"></script>'
    index = script + b'<div id="root"></div>'
    told = first_html.with_sight(index, Sight(Markup("<i></i>"))).decode()
    assert script.decode() not in told
    assert 'href="./static/js/index.x.js" id="program">' in told
    # Streamlit's own index is of that form.
    own = Path(file_util.get_static_dir(), "index.html").read_bytes()
    told = first_html.with_sight(first_html.rewrite(own, "en"), Sight(Markup("<i></i>")))
    assert b'id="program"' in told
    assert b"modulepreload" not in told  # which would be compiled before the paint


def test_the_menu_of_a_card_opens_by_the_link_and_closes_with_what_was_done(opened, cases):
    app = opened("cases", menu="small")
    assert "Delete" in app.radio("shelf_what_small").options
    app.radio("shelf_what_small").set_value("delete").run()
    app.button("shelf_do_small").click().run()
    assert not app.exception
    assert "menu" not in app.query_params
    assert "was deleted." in texts(app)


def test_what_cannot_be_done_stands_in_the_menu_that_stays_open(opened, cases):
    app = opened("cases", menu="small")
    app.radio("shelf_what_small").set_value("rename").run()
    app.text_input("shelf_new_small").set_value("../out")
    app.button("shelf_do_small").click().run()
    assert "small" in app.query_params["menu"]
    assert "“../out” cannot name a case" in texts(app)
    assert "../out" == app.text_input("shelf_new_small").value
