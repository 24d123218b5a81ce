"""Every page of a case that is hostile in every field, and every link: shown, never run."""

import html
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.hostile.hostile_case import PAGES, TURNS, share
from tests.hostile.page_faults import Reader, faults, html_of
from tests.hostile.strings import ALL, MARKUP, storable
from tests.thoroughness import THOROUGH, rounds

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"


def test_a_text_that_was_not_escaped_would_be_found():
    missed = [text for text in MARKUP if not Reader(f"<p>{text}</p>").faults]

    # What is left has its brackets encoded, or a tag that never ends.
    assert len(missed) < len(MARKUP) / 10


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_case_that_is_hostile_everywhere_opens_on_every_page(hostile_cases, turn):
    pages = share(turn)
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.query_params["case"] = hostile_cases[turn]
    app.query_params["lang"] = ["en", "zh"][turn % 2]
    troubles = {}
    for page in pages:
        app.switch_page(f"pages/{page}.py").run()
        troubles[page] = faults(app) + ([] if "<h1>" in html_of(app) else ["no headline"])

    assert {page: [] for page in pages} == troubles


# Links ----------------------------------------------------------------

# With one of these no page is drawn, or one figure of it alone: they are tried by themselves.
DECIDING = ["case", "edition", "only"]
PARAMETERS = [
    *["lang", "prices", "base", "last", "bench", "stock", "up", "zoom", "kind", "story", "about"],
    *["q", "range", "scale", "candle", "days", "doc", "rum", "verdict", "say", "theme", "figure"],
    *["a", "b", "day", "span", "source", "agree", "row", "view", "quote", "with", "bars", "at"],
]


def open_link(app, page, parameters):
    app.query_params.clear()
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    return faults(app)


@pytest.mark.parametrize("page", PAGES)
def test_every_text_in_a_link_leaves_the_page_standing(page):
    app = AppTest.from_file(str(APP), default_timeout=120)
    step = len(PARAMETERS)
    texts = [text for text in ALL if storable(text)]
    starts = range(0, len(texts), step)
    troubles = {}
    for start in starts if THOROUGH else starts[PAGES.index(page) :: len(PAGES)]:
        # Another text in each parameter; over all starts every text is read.
        chosen = texts[start : start + step]
        found = open_link(app, page, dict(zip(PARAMETERS, chosen, strict=False)))
        if found or "<h1>" not in html_of(app):
            troubles[start] = found or ["no headline"]

    assert {} == troubles


# Every text as the value of the parameters that all pages share, one at a time, so that
# none is hidden behind another's fault.
SHARED = [*DECIDING, "base", "last", "bench", "stock", "zoom"]


@pytest.mark.parametrize("name", SHARED)
def test_every_text_in_a_shared_parameter_leaves_the_first_page_standing(name):
    app = AppTest.from_file(str(APP), default_timeout=120)
    troubles = {}
    step = rounds(40, 6)
    for text in ALL[SHARED.index(name) * 5 % step :: step]:
        if storable(text) and (found := open_link(app, "timeline", {name: text})):
            troubles[text] = found

    assert {} == troubles


def test_what_a_link_says_is_named_as_it_was_read():
    app = AppTest.from_file(str(APP), default_timeout=120)

    open_link(app, "timeline", {"lang": "en", "bench": "<b>{n}</b>%s"})

    assert html.escape("“bench=<b>{n}</b>%s” was ignored") in html_of(app)
