"""Time of a drawing without a browser, chart by chart; and its size.

python -m pytest tests/benchmarks/test_svg.py
"""

import pytest

from dashboard.analysis.trial import Trial
from dashboard.charts.svg.drawing import draw
from dashboard.charts.theme import home_look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language

NAMES = [name for name, each in exhibits().items() if each.is_chart]


@pytest.fixture(scope="module")
def trial(shipped):
    return Trial.of(shipped)


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_as_svg(benchmark, trial, name):
    made = exhibits()[name].make(trial, Reader(home_look(trial.case, Language("en"))))
    if getattr(made, "plot", None) is None:
        pytest.skip("the shipped case has no such chart")
    figure = made.draw()

    text = benchmark(draw, figure, width=1000, alt=made.alt)

    benchmark.extra_info["bytes"] = len(text.encode())
    assert text.endswith("</svg>")
