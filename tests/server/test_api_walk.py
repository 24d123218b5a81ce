"""Everything that programs can ask of every shipped case, against what pages and files show."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from dashboard.cases.folders import find_case, read_case
from dashboard.charts.theme import home_look
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.registry import exhibits
from dashboard.exports.archive import archive
from dashboard.exports.csv_files import csv_bytes
from dashboard.exports.exhibit_files import table_json
from dashboard.exports.imprint import Imprint
from dashboard.exports.preview.fonts import can_write
from dashboard.exports.results import answer_json, results, results_json
from dashboard.language.language import Language
from dashboard.server import api
from dashboard.ui import data, state
from tests.replay.asgi import request
from tests.shipped_cases import FIRST, SHIPPED
from tests.thoroughness import THOROUGH

pytestmark = pytest.mark.slow
APP = Starlette(routes=api.routes())


@pytest.fixture(autouse=True)
def no_store(own_cases):
    """No prices but those of the cases."""


def get(path):
    return request(APP, "GET", path)


def page(slug):
    """What a reader looks at who opens the case."""
    with state.reading(state.Address({"case": slug}, "en")):
        return state.view()


def cells(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def part(listed, slug):
    """All that is listed of the first case, and a third of what is of the others."""
    return listed if THOROUGH or slug == FIRST else listed[SHIPPED.index(slug) :: 3]


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_answer_of_a_case_has_the_numbers_of_its_pages_and_files(slug):
    view, root = page(slug), f"/api/cases/{slug}"
    look = home_look(view.case, Language())

    told = get(f"{root}/results")
    assert results_json(results(view.trial)).encode() == told.content
    assert "application/json" == told.headers["content-type"]
    assert answer_json(view.trial, Language()).encode() == get(f"{root}/answer").content
    everything = {name: each.make(view.trial, Reader(look)) for name, each in exhibits().items()}
    listing = get(f"{root}/exhibits").json()["exhibits"]
    # A figure that stands on two pages is listed with the first.
    there = [name for name, made in everything.items() if made is not None]
    assert there == [each["name"] for each in listing]
    for listed in listing:
        made = everything[listed["name"]]
        assert (made.title, isinstance(made, Figure)) == (listed["title"], bool(listed["urls"]))
    for listed in part(listing, slug):
        exhibit, made = exhibits()[listed["name"]], everything[listed["name"]]
        if not isinstance(made, Figure):
            continue
        tables = (each.make(view.trial, look) for each in exhibit.numbers)
        table = made.table() if made.table else next(each for each in tables if each is not None)
        assert csv_bytes(table) == get(listed["urls"]["csv"]).content
        told = table_json(exhibit.name, made.title, table)
        assert told == get(listed["urls"]["json"]).content
        assert len(cells(csv_bytes(table))) == 1 + len(json.loads(told)["rows"])
        drawn = {"svg", "png"} if can_write("en") else {"svg"}
        assert (drawn if made.plot else set()) == {*listed["urls"]} - {"csv", "json"}


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_table_of_a_case_is_the_one_in_its_archive(slug):
    view, root = page(slug), f"/api/cases/{slug}"
    imprint = Imprint(view.trial, datetime.now(UTC))
    held = zipfile.ZipFile(io.BytesIO(archive(imprint, home_look(view.case, Language()))))

    worked = get(f"{root}/tables").json()["tables"]
    own = get(f"{root}/case").json()["tables"]

    names = held.namelist()
    assert sorted(name for name in names if name.startswith("tables/")) == sorted(
        f"tables/{each['name']}.csv" for each in worked
    )
    kept = {name for name in names if name.startswith("case/") and name.endswith(".csv")}
    inside = {f"case/{name}.csv" for name in ("groups", "stocks", "benchmarks", "stories")}
    assert kept | inside == {f"case/{each['name']}.csv" for each in own}
    every = [*(("tables", one) for one in worked), *(("case", one) for one in own)]
    for folder, each in part(every, slug):
        content = get(each["urls"]["csv"]).content
        rows = get(each["urls"]["json"]).json()["rows"]
        if f"{folder}/{each['name']}.csv" in names:
            assert held.read(f"{folder}/{each['name']}.csv") == content
        assert each["rows"] == len(rows) == len(cells(content)) - 1
        assert cells(content)[0] == get(each["urls"]["json"]).json()["columns"]


def test_tables_that_stand_in_the_description_of_a_case_have_its_values():
    case = read_case(find_case(SHIPPED[0])).case

    stocks = get(f"/api/cases/{SHIPPED[0]}/case/stocks.json").json()
    prices = get(f"/api/cases/{SHIPPED[0]}/case/prices.json").json()

    assert ["symbol", "name_en", "name_zh", "group", "listed"] == stocks["columns"]
    assert [[each.symbol, each.name.en, each.name.zh, each.group] for each in case.stocks] == [
        row[:4] for row in stocks["rows"]
    ]
    frame = data.folder(SHIPPED[0]).market.prices
    assert frame["close"].tolist() == [row[5] for row in prices["rows"]]
