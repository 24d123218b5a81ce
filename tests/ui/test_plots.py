"""What the browser gets of a chart."""

import gzip
import json

import plotly.graph_objects as go
import pytest

from dashboard.charts.theme import Look, config
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language
from dashboard.ui import packing, plots
from tests.shipped_cases import shipped_trial

LOOK = Look(Language("en"))
PLACE = {"name": "closes", "width": 600.0, "alt": "Two closes", "config": config(LOOK)}


@pytest.fixture
def figure(shipped):
    """Chart of the returns of the shipped case."""
    made = exhibits("story")["returns"].make(shipped_trial(), Reader(LOOK))
    return made.draw()


def test_a_payload_holds_the_drawing_the_figure_and_its_words(figure):
    told = plots.unpacked(plots.packed(figure, **PLACE))

    assert json.loads(figure.to_json()) == told["figure"]
    assert figure.layout.height == told["height"]
    assert "Two closes" == told["alt"]
    assert told["drawing"].startswith("<svg ")
    assert 'width="600"' in told["drawing"]


def test_what_cannot_be_drawn_here_is_left_to_plotly(figure):
    figure.add_trace(go.Pie(values=[1, 2]))

    told = plots.unpacked(plots.packed(figure, **PLACE))

    assert "" == told["drawing"]
    assert "pie" == told["figure"]["data"][-1]["type"]


def test_the_tag_changes_with_figure_words_and_width_alone(figure):
    def tag(**changed):
        return plots.packed(figure, **PLACE | changed)[: packing.TAG_LENGTH]

    first = tag()

    assert tag() == first
    assert 4 == len({first, tag(alt="Other words"), tag(width=358.0), tag(name="other")})
    figure.layout.height += 1
    assert first != tag()


def test_hostile_words_stay_words_in_the_drawing(figure):
    figure.add_annotation(x=1, y=1, text="<img src=x onerror=alert(1)>", showarrow=False)

    drawing = plots.unpacked(plots.packed(figure, **PLACE))["drawing"]

    assert "<img" not in drawing


def test_the_script_asks_for_the_program_that_the_server_sends(figure):
    assert f"/program/{plots.PLOTLY_FILE}" in packing.script("plot", PLOTLY_FILE=plots.PLOTLY_FILE)
    assert json.loads(gzip.decompress(plots.packed(figure, **PLACE)[packing.TAG_LENGTH :]))
