"""Every figure of every kind of case: none is empty, sides are those of the data, labels fit."""

import re
from collections import Counter

import numpy as np
import pytest

from dashboard.analysis.window.limits import any_limit
from dashboard.charts.events import WIDTH
from dashboard.charts.lettering import text_width
from dashboard.charts.marks import read_mark
from dashboard.charts.svg.drawing import draw
from dashboard.charts.theme import LIMIT_MARKS, Look
from dashboard.exhibits.details import is_known
from dashboard.exhibits.exhibit import Absent, Figure, Reader
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language

pytestmark = pytest.mark.slow

ENGLISH = Look(Language("en"))


def test_no_figure_is_empty_and_none_is_missing_without_a_reason(made, drawn):
    for key, each in made.items():
        if isinstance(each, Absent):
            assert each.title, key
            assert len(each.reason) > 8, key
        elif isinstance(each, Figure):
            assert each.title, key
            assert each.plot is None or each.alt, key
            assert each.table is None or each.table().rows, key
            assert each.body is None or re.search(r"<(td|li|dd|p)\b", each.body()), key
    for key, figure in drawn.items():
        assert any(_seen(trace) for trace in figure.data), key


def test_every_figure_can_be_drawn_without_a_browser(drawn):
    for (name, compact), figure in drawn.items():
        text = draw(figure, width=WIDTH[compact], alt=name)
        # Something of a trace is seen, and everything has a place.
        assert 'class="trace' in text, name
        assert not re.search(r'="[^"]*\b(nan|inf)\b', text), name


def test_every_mark_that_can_be_clicked_is_one_of_the_case_and_in_the_list(trial, made, drawn):
    for key, figure in drawn.items():
        found = _marks(figure)
        listed = {mark.key for mark in made[key].marks}
        assert found <= listed, key
        assert all(is_known(trial.case, read_mark(name)) for name in found | listed), key
        # What is in the list stands in the chart; a cluster of events stands for all of them,
        # and a row without a value has no dot.
        if key[0] in {"returns", "grades", "lines", "window-grid"}:
            assert found == listed, key


def _marks(figure):
    """Everything in a chart that says what it stands for."""
    kinds = [(trace, (trace.meta or {}).get("mark", "")) for trace in figure.data]
    whole = {kind for _, kind in kinds if ":" in kind}
    labels = {note.name for note in figure.layout.annotations if ":" in (note.name or "")}
    points = {
        f"{kind}:{name}"
        for trace, kind in kinds
        if kind and ":" not in kind
        for each in trace.customdata
        for name in (each if trace.type == "heatmap" else [each[0]])
        if name
    }
    return whole | labels | points


def _seen(trace):
    """Whether a trace has a value that is drawn."""
    values = getattr(trace, "z", None)
    values = values if values is not None else getattr(trace, "y", None)
    values = values if values is not None else getattr(trace, "close", None)
    return any(value is not None and np.isfinite(value) for value in np.ravel(values)[:5000])


def test_a_market_without_limits_has_no_figure_sign_or_column_of_them(trial, looks, made):
    if any_limit(trial.case, trial.window.last):
        figure = made["limits", False]
        assert isinstance(figure, Figure) == bool(trial.limits.sides)
        return
    assert made["limits", False] is None
    for key, each in made.items():
        if isinstance(each, Figure):
            words = each.title + each.note + each.alt
            assert not re.search(r"▲|▼|limit-(up|down)|涨停|跌停", words), key
    returns = made["window-returns", False]
    t = looks[0].language
    assert t("Closes at the limit") not in returns.body()


def test_markers_are_on_the_side_of_their_closes(trial, drawn):
    held = {stock.symbol: stock for stock in trial.result.stocks}
    for compact in (False, True):
        strip = drawn["returns", compact]
        shown = {
            point[0]: symbol
            for trace in strip.data
            for point, symbol in zip(trace.customdata, trace.marker.symbol, strict=True)
        }
        known = {s for s, stock in held.items() if stock.has_return}
        assert known == set(shown)
        for symbol, mark in shown.items():
            assert LIMIT_MARKS.get(held[symbol].last_limit, "circle") == mark
        hits = Counter(
            LIMIT_MARKS[hit.side]
            for line in trial.lines.stocks
            for hit in line.limits
            if line.growth[trial.lines.sessions.index(hit.date)] is not None
        )
        assert hits == _triangles(drawn["panels", compact])
        assert hits == _triangles(drawn["lines", compact])


def _triangles(figure):
    symbols = (trace.marker.symbol for trace in figure.data if trace.mode == "markers")
    flat = (s for each in symbols for s in ([each] if isinstance(each, str) else each or ()))
    return Counter(s for s in flat if s.startswith("triangle"))


def test_the_line_for_what_was_observed_stands_at_its_value(trial, made, drawn):
    observed = {
        "placebo-time": lambda: trial.placebo.result.statistic,
        "placebo-groups": lambda: trial.placebo_groups.statistic,
        "hindsight": lambda: trial.hindsight.observed,
        "leave-one-out": lambda: trial.result.headline.value,
    }
    for name, value in observed.items():
        if (name, False) in drawn:
            figure = drawn[name, False]
            assert value() in [shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1]
            low, high = figure.layout.xaxis.range
            assert low < value() < high


def test_every_stock_has_its_name_once_and_no_name_is_cut_off_or_covered(trial, looks, drawn):
    for (name, compact), figure in drawn.items():
        if name not in {"returns", "lines"}:
            continue
        t = looks[compact].language
        names = Counter(t.name(stock) for stock in trial.case.stocks)
        if name == "returns":
            known = {s.symbol for s in trial.result.stocks if s.has_return}
            names = Counter(t.name(stock) for stock in trial.case.stocks if stock.symbol in known)
            written = Counter(n.text for n in figure.layout.annotations if n.text in names)
            assert names == written
        boxes = [_box(figure, note, compact) for note in figure.layout.annotations]
        inside = [
            box
            for box, note in zip(boxes, figure.layout.annotations, strict=True)
            if note.text in names
        ]
        assert not [(a, b) for i, a in enumerate(inside) for b in inside[i + 1 :] if _meet(a, b)]
        assert all(0 <= top and bottom <= figure.layout.height for _, _, top, bottom in inside)


def _box(figure, note, compact):
    """Left, right, top and bottom of a label, in pixels of the width it is laid out for."""
    margin, layout = figure.layout.margin, figure.layout
    width = WIDTH[compact] - margin.l - margin.r
    height = layout.height - margin.t - margin.b
    x, y = (_share(v, axis) for v, axis in ((note.x, layout.xaxis), (note.y, layout.yaxis)))
    moved = note.showarrow
    left = margin.l + x * width + ((note.ax if moved else note.xshift) or 0)
    middle = margin.t + (1 - y) * height + ((note.ay if moved else -(note.yshift or 0)) or 0)
    wide = 0.86 * text_width(note.text) * (note.font.size or 13) / 13
    left -= {"left": 0.0, "right": wide}.get(note.xanchor, wide / 2)
    return left, left + wide, middle - 6, middle + 6


def _share(value, axis):
    low, high = axis.range or (0.0, 1.0)
    return (value - low) / (high - low)


def _meet(a, b):
    across, down = min(a[1], b[1]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[2], b[2])
    return across > 1 and down > 1


def test_what_nobody_looked_into_is_said_and_not_drawn(trial, made):
    if trial.case.evidence:
        return
    for name in ("grades", "matrix", "exposure", "statements"):
        assert not isinstance(made[name, False], Figure)


def test_a_filtered_timeline_names_no_hidden_event(trial):
    if len(trial.events) < 2:
        return
    for kind in sorted({item.event.kind for item in trial.events}):
        shown = {trial.numbered[i.event.id] for i in trial.events if i.event.kind == kind}
        found = exhibits()["timeline"].make(trial, Reader(ENGLISH, choices=(("kind", kind),)))
        named = re.search(r"session 0 of events? (.*)", found.title)
        if named:
            assert set(map(int, re.findall(r"\d+", named[1]))) <= shown
        assert len(shown) == len(trial.events) or "session 0 of no event" not in found.title
