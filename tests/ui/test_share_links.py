"""Links hold the whole view, and every figure stands alone; browsers are tested elsewhere."""

import ast
import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case, read_case
from dashboard.exhibits.registry import PAGES as PAGES_OF_FIGURES
from dashboard.exhibits.registry import exhibits
from dashboard.store.store import Store
from dashboard.ui import components, data, frame, people_view, share_links, state
from tests.editions.frozen import frozen_once
from tests.ui.reading import charts, texts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = list(state.OWN)
FIGURES = [(page, name) for page in PAGES for name in exhibits(page)]
# Says nothing of the shipped case: its prices have been compared with no second source.
EMPTY = {"differences", "corrections", "stated-shares", "tags", "inside"}
UNFOOTED = {"change"}  # a figure without source line and table on its page
SLUG = "liquid-cooling-2025"


def freeze(folder, root):
    content = read_case(find_case(SLUG))
    return frozen_once(
        Trial.of(content, benchmark="equal-weight"),
        source=find_case(SLUG),
        store=Store(root / "store"),
        editions=folder,
        now=datetime(2026, 11, 25, 10, tzinfo=UTC),
    )


@pytest.fixture
def edition(tmp_path, monkeypatch, clear_caches):
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    return freeze(tmp_path / "editions", tmp_path)


# One figure alone -----------------------------------------------------


@pytest.mark.parametrize(("page", "name"), FIGURES)
def test_every_figure_of_every_page_stands_alone(page, name, opened):
    app = opened(page, only=name)
    shown = texts(app)

    assert 'class="alone"' in shown
    assert "close of 6 Feb 2025 to 13 Feb 2025" in shown
    assert (name in EMPTY) == ("nothing to show in this figure" in shown)
    assert (name not in EMPTY) == ('class="fighead"' in shown)
    assert "<h1" not in shown
    assert 'class="brand"' not in shown
    assert 'class="foot"' not in shown
    assert 'class="figfoot"' not in shown
    assert [] == list(app.get("page_link"))


@pytest.mark.parametrize(
    ("page", "name"), [("prices", "lines"), ("story", "splits"), ("timeline", "order")]
)
def test_of_a_figure_that_stands_alone_nothing_else_is_drawn(monkeypatch, page, name, opened):
    drawn, original = [], data.drawn
    monkeypatch.setattr(data, "drawn", lambda *a: (drawn.append(a[0]), original(*a))[1])

    app = opened(page, only=name)

    assert {name} == set(drawn)
    assert 1 == len(charts(app))


def test_no_figure_of_a_page_is_left_out(monkeypatch, opened):
    footed, original = [], components.figure_foot

    def recorded(view, name, **options):
        footed.append(name)
        original(view, name, **options)

    monkeypatch.setattr(components, "figure_foot", recorded)
    for page in PAGES:
        footed.clear()
        opened(page)
        first = set() if page == "story" else set(exhibits("story"))
        panels = set(PAGES_OF_FIGURES[page].panels) if page in PAGES_OF_FIGURES else set()
        own = (set(exhibits(page)) | panels) - EMPTY - UNFOOTED

        assert own <= set(footed), page
        assert set(footed) - first <= own, page


@pytest.mark.parametrize("name", ["no-such", "<b>x", "matrix"])
def test_a_figure_the_page_does_not_have_is_named_with_those_it_has(name, opened):
    shown = texts(opened("prices", only=name))

    assert f"no figure “{html.escape(name)}” on this page" in shown
    assert "it can be lines, window-returns, panels, candles." in shown


def test_a_page_without_figures_says_so(opened):
    assert "no figure that could stand alone" in texts(opened("editions", only="lines"))


def test_a_figure_alone_follows_the_rest_of_the_link(opened):
    app = opened("timeline", only="events", kind="news", last="2025-02-12", q="alibaba")
    shown = texts(app)

    assert re.search(r"\d of \d+ events in words", shown)
    assert "12 Feb 2025 · live numbers of" in shown
    assert '<a href="?lang=en&amp;last=2025-02-12&amp;kind=news&amp;q=alibaba#events"' in shown


def test_a_figure_alone_names_its_edition(edition, opened):
    shown = texts(opened("prices", only="lines", edition=edition.id))

    assert f"edition {edition.id} of 25 Nov 2026" in shown
    assert "live numbers" not in shown


def test_a_bad_value_is_named_above_a_figure_too(opened):
    shown = texts(opened("prices", only="lines", theme="blue"))

    assert "“theme=blue” was ignored: it can be light, dark." in shown


# The table of parameters ----------------------------------------------


def documented():  # read by test_link_check.py too
    """Parameters by page, as the table of docs/links.md has them."""
    table = (ROOT / "docs" / "links.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([a-z]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", table)
    found = {page: set() for page in PAGES}
    for name, pages, values, default in rows:
        assert values.strip(), name
        assert default.strip(), name
        for page in PAGES if pages.strip() == "all" else pages.strip().lower().split(", "):
            found[page].add(name)
    return found


def test_the_documentation_lists_every_parameter_of_every_page():
    known = {page: {*state.EVERYWHERE, *own} for page, own in state.OWN.items()}

    assert known == documented()


def test_every_parameter_that_a_page_reads_is_listed_for_it(monkeypatch, edition, opened):
    freeze_another(edition)
    read, one, several = set(), state.asked, state._values
    monkeypatch.setattr(state, "asked", lambda name: (read.add(name), one(name))[1])
    monkeypatch.setattr(state, "_values", lambda names: (read.update(names), several(names))[1])
    for page in PAGES:
        read.clear()
        # Two editions can be compared by the page of editions alone.
        opened(page, **({"edition": edition.id} if page == "editions" else {}))

        assert set(state.OWN[page]) <= read, page
        assert read <= {*state.OWN[page], *state.EVERYWHERE}, page


def freeze_another(edition):
    """Let there be two editions, so that they can be compared."""
    content = read_case(find_case(SLUG))
    frozen_once(
        Trial.of(content, benchmark=content.case.benchmarks[1].id),
        source=find_case(SLUG),
        store=Store(edition.path.parent / "store"),
        editions=edition.path.parents[1],
    )


def test_every_parameter_written_anywhere_is_listed():
    listed = {*state.SHARED, *state.DRAWN, *(name for own in state.OWN.values() for name in own)}
    written = set()
    for file in (ROOT / "src" / "dashboard" / "ui").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "state.put":
                name = node.args[0]
                written |= {name.value} if isinstance(name, ast.Constant) else set()

    assert written
    assert set() == written - listed


# What the links say ---------------------------------------------------


def links(opened, monkeypatch, page="prices", **query):
    """Live and frozen parameters of a page, asked where its view is known."""
    found, original = {}, frame.footer

    def asking(view):
        found["live"] = share_links.live_query(view, page)
        found["frozen"] = share_links.frozen_query(view, page, "0123456789abcdef")
        found["refusal"] = share_links._refusal(view)
        original(view)

    monkeypatch.setattr(frame, "footer", asking)
    opened(page, **query)
    return found


def test_the_live_link_names_case_and_language_and_keeps_the_rest_in_order(monkeypatch, opened):
    found = links(
        opened, monkeypatch, scale="log", up="green", last="2025-02-12", stray="x", zoom="lines:a~b"
    )

    assert ["case", "lang", "last", "up", "scale", "zoom"] == list(found["live"])
    assert SLUG == found["live"]["case"]


def test_the_frozen_link_leaves_the_window_to_the_edition(monkeypatch, opened):
    found = links(
        opened, monkeypatch, last="2025-02-12", bench="000300.SS", stock="603881.SS", kind="groups"
    )

    wanted = {"edition": "0123456789abcdef", "lang": "en", "stock": "603881.SS", "kind": "groups"}
    assert wanted == found["frozen"]


def test_the_links_of_an_edition_lead_to_it_and_to_the_live_case(monkeypatch, edition, opened):
    found = links(opened, monkeypatch, edition=edition.id, last="2025-02-12", up="green")

    live = {"case": SLUG, "lang": "en", "base": "2025-02-06", "last": "2025-02-12", "up": "green"}
    assert live == found["live"]
    assert "2025-02-12" == found["frozen"]["last"]


def test_a_reader_is_told_that_only_editors_freeze(monkeypatch, opened):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)

    assert links(opened, monkeypatch)["refusal"].startswith("Only editors may do this")


def test_a_reader_freezes_nothing_whatever_the_browser_sends(monkeypatch, tmp_path):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)
    monkeypatch.setattr(share_links.st, "session_state", {})
    view = type("View", (), {"key": ("a",)})()

    share_links._freeze(view)

    key, outcome = share_links.st.session_state[share_links.OUTCOME]
    assert ("a",) == key
    assert "Only editors" in str(outcome)


def test_the_frame_to_paste_is_escaped():
    made = share_links.snippet("http://h/?a=1&b=\"'<", 'A "<title>', 480)

    assert 'src="http://h/?a=1&amp;b=&#34;&#39;&lt;"' in made
    assert 'title="A &#34;&lt;title&gt;"' in made
    assert 'width="640" height="480"' in made
