"""Answers of sources, files of the store and uploads that nobody should trust."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.access import history
from dashboard.cases.pricing import priced_symbols
from dashboard.errors import DashboardError
from dashboard.files import write_json
from dashboard.language.language import Language
from dashboard.market.listing import Listed, Listing
from dashboard.message import Message
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file
from dashboard.store.listing_file import write_listing
from dashboard.store.refresh_records import RefreshRecord
from dashboard.store.store import Store
from tests.hostile.page_faults import faults, html_of
from tests.hostile.strings import ALL, FORMULAS, LETTERS, MARKUP, PATHS, TEMPLATES, storable
from tests.replay.store_plays import fill
from tests.thoroughness import variants

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="module")
def symbols(shipped):
    return priced_symbols(shipped.case)


NOW = datetime(2025, 5, 6, 10, 0, tzinfo=UTC)
LANGUAGES = [Language("en"), Language("zh")]
TEXTS = [text for kind in (MARKUP, TEMPLATES, FORMULAS, LETTERS) for text in kind if storable(text)]


@pytest.fixture
def store(store_folder):
    st.cache_data.clear()
    st.cache_resource.clear()
    yield Store(store_folder)
    st.cache_data.clear()
    st.cache_resource.clear()


def look(lang, pages):
    """Faults of the pages on the store's prices, and all their HTML."""
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.query_params["lang"] = lang
    app.query_params["prices"] = "store"
    found, shown = {}, ""
    for page in pages:
        app.switch_page(f"pages/{page}.py").run()
        found[page] = faults(app)
        shown += html_of(app)
    return found, shown


@pytest.mark.parametrize(
    ("lang", "pages"),
    variants(
        [("en", ["story", "data"]), ("zh", ["prices", "claims", "data"])],
        ("en", ["prices", "claims", "data"]),
        ("zh", ["story", "data"]),
    ),
)
def test_what_a_source_calls_a_stock_and_was_asked_is_text(store, lang, pages, shipped, symbols):
    names = MARKUP[:: len(MARKUP) // len(symbols)]
    for symbol, name in zip(symbols, names, strict=False):
        fill(store, shipped, symbols=(symbol,), name=name, request=f"{name}?{{0.__class__}}")

    found, shown = look(lang, pages)

    assert {page: [] for page in pages} == found
    assert "window.hostile" in shown


@pytest.mark.parametrize("kind", [MARKUP, TEMPLATES], ids=["markup", "templates"])
def test_why_a_source_gave_nothing_is_text(store, kind, shipped, symbols):
    told = "{source} answered in a shape that is not the documented one, beginning “{start}”."
    fill(store, shipped)
    for place, symbol in enumerate(symbols):
        remark = Message.of(told, source="tencent", start=kind[place])
        refused = (("yahoo", "unreadable", remark), (kind[place + 1][:20], "blocked", remark))
        store.record_refresh(
            symbol, RefreshRecord("2025-05-06T09:00:00Z", "tencent", "failed", remark, refused)
        )

    found, _ = look("en", ["data"])

    assert {"data": []} == found


def test_a_name_in_the_list_of_codes_is_text(store, shipped):
    fill(store, shipped)
    entries = tuple(
        Listed(symbol, f"别的{MARKUP[place]}", "chinext", MARKUP[-place - 1])
        for place, symbol in enumerate(shipped.case.symbols)
    )
    write_listing(Listing(entries, "<b>szse</b>", "2025-05-06T09:00:00Z"), store.folder)

    found, shown = look("zh", ["data"])

    assert {"data": []} == found
    assert "window.hostile" in shown


@pytest.mark.parametrize(
    "text", variants([MARKUP[0], TEMPLATES[3]], *MARKUP[1:4], TEMPLATES[0], *TEMPLATES[6:14:3])
)
def test_what_a_refresh_left_behind_is_text(store, text, shipped):
    fill(store, shipped)
    slug = shipped.case.slug
    job = {"subject": slug, "started": text, "finished": text, "total": 3, "done": 1}
    job |= {"current": text, "counts": [[text, 2]], "code": 1, "trouble": text}
    write_json(store.folder / "jobs" / f"{slug}.json", job)
    (store.folder / "jobs" / "universe.log").write_text(f"Error: {text}\n", encoding="utf-8")

    found, _ = look("en", ["data"])

    assert {"data": []} == found


def test_what_stands_in_the_history_is_text(store, shipped):
    slug = shipped.case.slug
    for text in TEXTS[::5]:
        history.record(store.folder, slug, text, "prices-imported", {text: text})

    found, _ = look("zh", ["data"])

    assert {"data": []} == found
    assert len(TEXTS[::5]) == len(history.read(store.folder, slug))


@pytest.mark.parametrize("place", ["jobs/{slug}.json", "jobs/{slug}.log", "history/{slug}.jsonl"])
def test_a_file_of_the_store_that_is_nothing_but_hostile_breaks_no_page(store, place, shipped):
    fill(store, shipped)
    file = store.folder / place.format(slug=shipped.case.slug)
    file.parent.mkdir(exist_ok=True)
    for text in ALL[::90]:
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        found, _ = look("en", ["data"])

        assert {"data": []} == found, text


# Uploads --------------------------------------------------------------

HEADS = "date,code,name,open,high,low,close,volume,amount"
ROW = "2025-02-06,300249,{name},10.00,10.50,9.90,10.20,100000,1020000"


def read(data, name="prices.csv", **hints):
    """Sentences of a price file as read, in both languages."""
    try:
        found = read_price_file(data, name, Hints(adjustment="none", **hints), now=NOW)
    except DashboardError as error:
        return [t.error(error) for t in LANGUAGES]
    said = [t.error(fault) for fault in found.faults for t in LANGUAGES]
    return said + [t.say(remark) for remark in found.notices for t in LANGUAGES]


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize("place", range(9), ids=HEADS.split(","))
def test_a_cell_of_a_price_file_is_read_or_refused(place):
    for text in filter(storable, ALL[place % 5 :: 5]):
        cells = ROW.format(name="x").split(",")
        cells[place] = quoted(text)

        assert all(read(f"{HEADS}\n{','.join(cells)}\n".encode())) is True


def test_a_heading_of_a_price_file_is_read_or_refused():
    for text in filter(storable, ALL[::4]):
        heads = f"{HEADS},{quoted(text)}"

        assert all(read(f"{heads}\n{ROW.format(name='x')},1\n".encode())) is True


def test_a_file_of_any_name_keeps_its_place_in_the_store():
    data = f"{HEADS}\n{ROW.format(name='x')}\n".encode()
    for text in ALL[2::5] + PATHS:
        found = read_price_file(data, text, Hints(adjustment="none"), now=NOW)
        for series in found.series:
            assert series.note.source.replace("-", "").replace("_", "").isalnum(), text
            assert series.note.source.startswith("file-")
            assert "/" not in found.file


def test_a_file_that_is_nothing_but_hostile_is_refused():
    for text in ALL:
        data = text.encode("utf-8", "surrogatepass")
        found = read_price_file(data, "prices.csv", Hints(), now=NOW)

        assert found.faults, text
        assert () == found.series


def test_what_a_reader_says_of_a_file_is_used_or_refused():
    data = f"{HEADS}\n{ROW.format(name='x')}\n".encode()
    for text in ALL[1::6]:
        for hint in ("symbol", "currency", "title"):
            changed = replace(Hints(adjustment="none"), **{hint: text})
            found = read_price_file(data, "prices.csv", changed, now=NOW)

            assert all(t.error(fault) for fault in found.faults for t in LANGUAGES)
