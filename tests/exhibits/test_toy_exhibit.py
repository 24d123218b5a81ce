"""A figure described once is found everywhere: on its page, in frames, lists and files."""

import io
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import plotly.graph_objects as go
import pytest
import streamlit as st

from dashboard.charts.theme import home_look
from dashboard.exhibits import registry
from dashboard.exhibits.exhibit import Exhibit, Figure, NumbersOf
from dashboard.exports.archive import archive
from dashboard.exports.imprint import Imprint
from dashboard.exports.paragraphs import paragraphs
from dashboard.exports.report import report_html
from dashboard.exports.still import compose
from dashboard.exports.workbook import workbook
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language
from tests.shipped_cases import shipped_trial
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

APP = Path(__file__).resolve().parents[2] / "app.py"
TITLE = "A toy stands here"


def numbers(*_):
    return Table((Column("toy", float),), [1.5])


def drawn(trial, reader):
    return Figure(
        title=TITLE,
        note=f"{trial.case.slug} in {reader.t.code}",
        alt="One bar.",
        plot=lambda: go.Figure(go.Bar(y=[1.5]), layout={"height": 200}),
        table=numbers,
    )


TOY = Exhibit(
    "toy",
    "A toy",
    drawn,
    lambda trial, _: [f"{TITLE}: {len(trial.case.stocks)}."],
    numbers=(NumbersOf("toy", "A toy in numbers", numbers),),
    is_chart=True,
)


@pytest.fixture
def toy(monkeypatch):
    """A toy at the end of the Story page."""
    page = registry.PAGES["story"]
    monkeypatch.setitem(registry.PAGES, "story", replace(page, exhibits=(*page.exhibits, TOY)))
    return TOY


@pytest.fixture
def alone(toy, monkeypatch):
    """The toy, and no other figure."""
    for name, page in registry.PAGES.items():
        held = (toy,) if toy in page.exhibits else ()
        monkeypatch.setitem(registry.PAGES, name, replace(page, exhibits=held))
    return toy


@pytest.fixture
def imprint(shipped):
    """The shipped case on its way into a file."""
    return Imprint(shipped_trial(), datetime(2026, 11, 25, 18, 0, tzinfo=UTC))


def test_its_page_draws_it_below_the_others(toy, opened):
    app = opened()

    assert TITLE in texts(app)
    assert "plot_toy" == [each.key for each in app.get("bidi_component")][-2]


def test_a_frame_shows_it_alone(toy, opened):
    alone = opened(only=toy.name)

    assert TITLE in texts(alone)
    assert 1 == len(alone.get("bidi_component"))


class Unfolded(nullcontext):
    """A popover that is open, as no test can open one by hand."""

    open = True


def test_the_share_list_names_it(toy, monkeypatch, opened):
    monkeypatch.setattr(st, "popover", lambda *_, **__: Unfolded())

    assert toy.label in opened().selectbox(key="share_only").options


def test_report_and_still_have_it(alone, imprint):
    look = home_look(imprint.trial.case, Language("en"))
    still = compose(registry.chart(imprint.trial, look, alone.name), imprint, look)

    assert f'id="{alone.name}"' in report_html(imprint, look)
    assert alone.name in registry.charts()
    assert any(TITLE in each["text"] for each in still["layout"]["annotations"])


def test_table_zip_and_workbook_have_its_numbers(alone, imprint):
    look = home_look(imprint.trial.case, Language("en"))
    packed = zipfile.ZipFile(io.BytesIO(archive(imprint, look)))
    book = openpyxl.load_workbook(io.BytesIO(workbook(imprint, look)))

    assert b"toy" in packed.read("tables/toy.csv")
    assert 1.5 == book["toy"]["A2"].value


def test_it_has_a_paragraph_and_stands_among_those_of_its_page(toy, imprint):
    assert paragraphs(imprint, Language("en"))["toy"].startswith(f"{TITLE}: 8.")
    assert "toy" == list(registry.with_paragraph("story"))[-1]


def test_one_file_names_a_figure_of_the_product():
    source = Path(registry.__file__).parents[1]
    naming = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if '"window-grid"' in path.read_text(encoding="utf-8")
    ]

    assert ["exhibits/robustness/windows.py"] == naming
