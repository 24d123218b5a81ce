"""A case's page in the first HTML: what the page shows, once it was opened, and nothing more."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as parser
from streamlit import file_util

from dashboard.analysis.trial import Trial
from dashboard.exports.preview import fonts
from dashboard.exports.preview.fonts import can_write
from dashboard.server import first_html
from dashboard.store.store import Store
from dashboard.ui import people_view
from dashboard.ui.first_page import FIGURED, sight
from dashboard.ui.frame import OWN_MATTER, PAGES, UNLISTED
from dashboard.ui.state import Address
from tests.editions.frozen import frozen_once
from tests.thoroughness import variants
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

CASE = "liquid-cooling-2025"
OPENED = tuple(name for name in PAGES if name not in OWN_MATTER | UNLISTED)
HOSTILE = "</script><script>alert(1)</script>\"&'<b>"


def seen(page, code="en", narrow=False, **link):
    return sight(page, Address({"case": CASE, **link}, code, narrow))


def part(text, name):
    """Text of the first element of a kind, blanks as one."""
    found = parser.fromstring(text).xpath(f"//{name}")
    return " ".join(found[0].text_content().split())


BOTH = ("en", "zh")
SHOWN = [(page, BOTH[at % 2]) for at, page in enumerate(OPENED)]


@pytest.mark.parametrize(
    ("page", "code"), variants(SHOWN, *((p, "zh" if c == "en" else "en") for p, c in SHOWN))
)
def test_the_first_html_says_what_the_page_says(opened, page, code):
    app = texts(opened(page, case=CASE, lang=code))
    found = seen(page, lang=code)

    head = found.html[found.html.index('<header class="head">') : found.html.index("</header>")]
    assert head in app
    assert found.title.startswith(part(found.html, "h1"))
    assert (page not in {"filings", "data", "editions"}) == found.has_chart
    if page in FIGURED:
        title = part(found.html, "h2")
        assert title in " ".join(parser.fromstring(app).text_content().split())
    if page in {"story", "prices", "timeline"}:
        (drawing,) = parser.fromstring(found.html).xpath("//svg")
        assert drawing.xpath("//circle | //path | //rect")


def test_a_link_in_one_language_was_opened_in_that_one_alone(opened):
    window = {"base": "2025-01-16", "last": "2025-02-07"}
    opened("story", case=CASE, lang="zh", **window)
    assert seen("story", code="zh", **window) is None  # the link that was opened names it
    assert seen("story", lang="zh", **window) is not None
    assert seen("story", lang="en", **window) is None


def test_a_link_that_nobody_opened_waits_for_its_page(opened):
    window = {"base": "2025-01-17", "last": "2025-02-07"}
    assert seen("story", lang="en", **window) is None
    opened("story", case=CASE, **window)
    assert seen("story", lang="en", **window) is not None
    for other in ({"step": "1"}, {"only": "returns"}, {"case": "no-such-case"}, {"bench": "x"}):
        assert seen("story", lang="en", **other) is None


def test_values_that_are_no_part_of_the_link_make_no_difference(opened):
    opened("story", case=CASE)
    assert seen("story", lang="en") is not None
    assert seen("story", lang="en") == seen("story", lang="en", utm_source="mail")
    assert seen("story", lang="en", stok="603881.SS") is None  # which the page names
    assert seen("story", lang="en", theme="dark") is None  # its links carry the theme


@pytest.mark.usefixtures("clear_caches")
def test_where_readers_log_in_nothing_is_known_beforehand(opened, monkeypatch):
    opened("story", case=CASE)
    assert seen("story", lang="en") is not None
    login = people_view.Login({"default": "client"})
    monkeypatch.setattr(people_view, "login", lambda: login)
    assert seen("story", lang="en") is None


@pytest.fixture
def own(shipped_case, tmp_path, monkeypatch, clear_caches):
    """Folder of a case that can be changed."""
    folder = tmp_path / "cases" / "own"
    shutil.copytree(shipped_case, folder)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace(f'"{CASE}"', '"own"', 1), encoding="utf-8")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(folder.parent))
    return folder


def test_what_was_known_of_a_case_that_changed_is_not_shown(opened, own):
    opened("story", case="own")
    assert seen("story", lang="en", case="own") is not None
    toml = own / "case.toml"
    text = toml.read_text(encoding="utf-8").replace("Newcomers", "Beginners")
    toml.write_text(text, encoding="utf-8")
    assert seen("story", lang="en", case="own") is None


def test_a_draft_enters_no_html(opened, own):
    (own / "draft.csv").write_text(
        "file,row,fields,reason,quote,start,end\nevidence.csv,athub-ali,finding,proposed,,,\n",
        encoding="utf-8",
    )
    assert "A draft" in texts(opened("story", case="own"))
    assert seen("story", lang="en", case="own") is None


def test_hostile_words_of_a_case_are_words_in_head_and_body(opened, own):
    toml = own / "case.toml"
    quoted = HOSTILE.replace('"', '\\"')
    text = toml.read_text(encoding="utf-8")
    for old in ("Liquid cooling, February 2025", "Newcomers", "Liquid-cooling business"):
        text = text.replace(f'"{old}"', f'"{old}{quoted}"')
    toml.write_text(text, encoding="utf-8")
    opened("story", case="own")
    found = seen("story", lang="en", case="own")
    index = Path(file_util.get_static_dir(), "index.html").read_bytes()
    whole = first_html.with_sight(first_html.rewrite(index, "en"), found).decode()
    assert "alert(1)" in whole
    assert "<script>alert" not in whole
    assert "<b>" not in whole.split("<title>")[1].split("</title>")[0]
    tree = parser.fromstring(whole)
    assert HOSTILE in tree.xpath("//title")[0].text
    (description,) = tree.xpath("//meta[@property='og:description']/@content")
    assert "Newcomers" + HOSTILE in description
    assert [found.title] == tree.xpath("//meta[@property='og:title']/@content")


def told(found):
    """Open Graph and the like, as a chat reads them."""
    tags = parser.fromstring(f"<head>{found.tags('name')}</head>").xpath("//meta")
    return {tag.get("property") or tag.get("name"): tag.get("content") for tag in tags}


@pytest.mark.skipif(not can_write("en"), reason="no font with Latin letters")
def test_a_link_unfolds_with_the_picture_of_its_case_where_the_address_is_known(
    opened, monkeypatch
):
    window = {"base": "2025-01-16", "last": "2025-02-07"}
    for link in ({}, window, {"asof": "2025-01-10"}):
        opened("story", case=CASE, **link)
    plain = told(seen("story", lang="en"))
    assert not {"og:image", "og:url"} & set(plain)
    assert "summary" == plain["twitter:card"]

    base = "https://narrative.example/desk"
    monkeypatch.setenv("MARKET_NARRATIVE_ADDRESS", base)
    tags = told(seen("story", lang="en"))
    assert f"{base}/preview/{CASE}.en.png" == tags["og:image"]
    assert ("1200", "630") == (tags["og:image:width"], tags["og:image:height"])
    assert f"{base}/?case={CASE}&lang=en" == tags["og:url"]
    assert "summary_large_image" == tags["twitter:card"]

    # The picture is of the case's own window, with all that is on file.
    for link in (window, {"asof": "2025-01-10"}):
        other = told(seen("story", lang="en", **link))
        assert "og:image" not in other
        assert all(value in other["og:url"] for value in link.values())
    monkeypatch.setattr(fonts, "font_folders", lambda: ())
    assert "og:image" not in told(seen("story", lang="en"))


def test_what_stands_above_the_page_stands_in_the_first_html(opened):
    link = {"case": CASE, "asof": "2025-01-10"}
    page = texts(opened("exposure", **link))
    found = str(seen("exposure", lang="en", **link).html)
    (notice,) = parser.fromstring(found).xpath("//p[@class='notice']")
    assert "As known on" in notice.text_content()
    assert parser.tostring(notice, encoding="unicode") in page


@pytest.mark.usefixtures("clear_caches")
def test_an_edition_says_that_it_is_one(opened, shipped, shipped_case, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    kept = frozen_once(
        Trial.of(shipped, benchmark="equal-weight"),
        source=shipped_case,
        store=Store(tmp_path / "store"),
        editions=tmp_path / "editions",
        now=datetime(2026, 11, 25, 10, tzinfo=UTC),
    )
    opened("story", edition=kept.id)
    found = seen("story", case="", lang="en", edition=kept.id)
    assert "frozen numbers" in found.html


def test_without_scripts_the_page_says_what_it_needs_them_for():
    index = Path(file_util.get_static_dir(), "index.html").read_bytes()
    for code, word in (("en", "need JavaScript"), ("zh", "需要 JavaScript")):
        whole = first_html.rewrite(index, code).decode()
        assert 1 == whole.count("<noscript>")
        assert word in whole
        assert "You need to enable JavaScript" not in whole


def test_links_of_the_bar_lead_to_every_page_of_the_case(opened):
    opened("story", case=CASE)
    tree = parser.fromstring(seen("story", lang="en").html)
    ways = tree.xpath("//div[@class='firstbar']//nav/a/@href")
    assert {"cases", "./", *set(PAGES) - {"story", "cases", "radar", "article", "edit"}} == {
        way.partition("?")[0] for way in ways
    }
    assert all(CASE in way for way in ways[1:])


def test_a_broken_case_is_named_above_both(opened, own):
    shutil.copytree(own, own.parent / "broken")
    (own.parent / "broken" / "events.csv").write_text("id\n", encoding="utf-8")
    page = texts(opened("story", case="own"))
    (line,) = parser.fromstring(seen("story", lang="en", case="own").html).xpath(
        "//p[@class='notice']"
    )
    assert "“broken” was not loaded" in line.text_content()
    assert parser.tostring(line, encoding="unicode") in page
