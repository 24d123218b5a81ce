"""The drawer by itself: what it refuses, escapes, renames and rounds."""

import pytest

from dashboard.charts.afterwards import plot_afterwards
from dashboard.charts.multiples import plot_multiples
from dashboard.charts.svg.drawing import draw
from dashboard.charts.svg.known import UnknownMarkError
from dashboard.charts.svg.writing import Inks
from dashboard.charts.theme import DARK, LIGHT, Look, blank
from dashboard.charts.window_heatmap import plot_after
from dashboard.language.language import Language
from tests.charts.svg.reading import (
    SVG,
    boxes,
    line_points,
    mark_points,
    parsed,
    tick_labels,
    trace,
)
from tests.shipped_cases import shipped_trial

LOOK = Look(Language("en"))
ZERO = {"zerolinecolor": "#656970"}


def figure(**layout):
    """Empty axes from 0 to 10, ten pixels a unit."""
    made = blank(LOOK, 100, margin={"l": 0, "r": 0, "t": 0, "b": 0}, **layout)
    made.update_xaxes(range=[0, 10])
    made.update_yaxes(range=[0, 10])
    return made


def points(**more):
    style = {"mode": "markers", "marker": {"color": "#1A1C1F"}} | more
    return figure().add_scatter(x=[1, 2], y=[3, 4], **style)


# Refused --------------------------------------------------------------

# Made when they are drawn: Plotly takes its time.
UNKNOWN = {
    "a pie": lambda: figure().add_pie(values=[1]),
    "violin": lambda: figure().add_violin(y=[1, 2]),
    "error_y": lambda: points(error_y={"array": [1, 1]}),
    "symbol diamond": lambda: points(marker={"color": "#1A1C1F", "symbol": "diamond"}),
    "line.shape": lambda: points(mode="lines", line={"shape": "spline", "color": "#1A1C1F"}),
    "line.dash 7px": lambda: points(mode="lines", line={"dash": "7px", "color": "#1A1C1F"}),
    "fill tozeroy": lambda: points(fill="tozeroy", fillcolor="#1A1C1F"),
    "connectgaps True": lambda: points(connectgaps=True),
    "textposition": lambda: points(
        mode="text", text="a", textposition="top left", textfont={"size": 9, "color": "#1A1C1F"}
    ),
    "marker.color": lambda: figure().add_scatter(x=[1], y=[1], mode="markers"),
    "mode": lambda: figure().add_scatter(x=[1], y=[1], marker={"color": "#1A1C1F"}),
    "no number": lambda: figure().add_scatter(
        x=["2025-01-01"], y=[1], mode="markers", marker={"color": "#1A1C1F"}
    ),
    "type category": lambda: points().update_xaxes(type="category"),
    "type date": lambda: points().update_xaxes(type="date"),
    "showline True": lambda: points().update_xaxes(showline=True),
    "title.text": lambda: points().update_xaxes(title="Day"),
    "side right": lambda: points().update_yaxes(side="right"),
    "overlaying": lambda: points().update_layout(yaxis2={"overlaying": "y"}),
    "legend": lambda: points().update_layout(legend={"x": 1}),
    "images": lambda: points().update_layout(images=[{"source": "x.png"}]),
    "arrowhead 2": lambda: points().add_annotation(x=1, y=1, text="a", arrowhead=2),
    "textangle": lambda: points().add_annotation(x=1, y=1, text="a", showarrow=False, textangle=30),
    "a path": lambda: points().add_shape(type="path", path="M0,0L1,1"),
    "x9": lambda: points().add_shape(
        type="line", x0=0, x1=1, y0=0, y1=1, xref="x9", line={"color": "#1A1C1F"}
    ),
    "tickformat": lambda: points().update_yaxes(tickformat=".3s"),
    "red": lambda: points(marker={"color": "red"}),
}


@pytest.mark.parametrize("word", UNKNOWN)
def test_what_is_not_known_is_an_error_by_name(word):
    told = word.removeprefix("a ")

    with pytest.raises(UnknownMarkError, match=f"(?i){told}"):
        draw(UNKNOWN[word](), width=100)


def test_what_shows_on_touch_alone_is_left_out():
    made = points(hovertext=["secret", "words"], customdata=[1, 2], hoverinfo="text")

    assert "secret" not in draw(made, width=100)


# Marks ----------------------------------------------------------------


def test_a_gap_is_not_bridged_and_a_lone_value_has_no_line():
    made = figure().add_scatter(
        x=[0, 1, 2, 3, 4, 5, 6],
        y=[0, 10, None, 5, None, 2, 3],
        mode="lines",
        line={"color": "#1A1C1F"},
    )
    group = trace(parsed(draw(made, width=100)), 0)

    assert [(0, 100), (10, 0), (50, 80), (60, 70)] == line_points(group)
    assert ["M0,100L10,0M50,80L60,70"] == [path.get("d") for path in group.iter(f"{SVG}path")]


def test_a_mark_beyond_the_range_is_not_drawn():
    made = points().update_xaxes(range=[1.5, 10])

    assert 1 == len(mark_points(trace(parsed(draw(made, width=100)), 0)))


def test_heights_of_a_logarithmic_axis_are_logarithms():
    made = figure().add_scatter(
        x=[0, 5, 10], y=[1, 10, 100], mode="lines", line={"color": "#1A1C1F"}
    )
    made.update_yaxes(type="log", range=[0, 2], tickvals=[1, 100], ticktext=["one", "hundred"])
    tree = parsed(draw(made, width=100))

    assert [(0, 100), (50, 50), (100, 0)] == line_points(trace(tree, 0))
    assert ["one", "hundred"] == [told for told, *_ in tick_labels(tree, "y")]


def test_bars_of_a_histogram_count_the_values_of_their_bins():
    made = figure(bargap=0).add_histogram(
        x=[0.0, 1.9, 2.0, 7.5, 10.0],
        xbins={"start": 0, "end": 10, "size": 2},
        marker={"color": "#1A1C1F"},
    )

    found = boxes(trace(parsed(draw(made, width=100)), 0))

    # 2.0 is in the second bin; 10.0 is past the last.
    assert [(0, 80, 20, 100), (20, 90, 40, 100), (60, 90, 80, 100)] == found


def test_a_day_that_ends_where_it_began_has_the_side_of_the_close_before():
    red, green = "#B3261E", "#1D7944"
    made = figure().add_candlestick(
        x=[1, 2, 3],
        open=[5, 6, 4],
        high=[7, 7, 7],
        low=[1, 1, 1],
        close=[6, 6, 4],
        increasing={"line": {"color": red}, "fillcolor": red},
        decreasing={"line": {"color": green}, "fillcolor": green},
    )
    made.update_layout(xaxis_rangeslider_visible=False)
    group = trace(parsed(draw(made, width=100)), 0)

    sides = {g.get("fill"): len(g.findall(f"{SVG}rect")) for g in group.iter(f"{SVG}g")}
    assert (2, 1) == (sides[red], sides[green])


def test_cells_of_a_heat_map_have_the_colours_of_their_values():
    made = figure().add_heatmap(
        z=[[0, 1], [None, 0.5]],
        zmin=0,
        zmax=1,
        colorscale=[[0, "#000000"], [1, "#FF0040"]],
        showscale=False,
    )
    made.update_layout(xaxis_range=[-0.5, 1.5], yaxis_range=[-0.5, 1.5])
    tree = parsed(draw(made, width=100))

    colours = [cell.get("fill") for cell in trace(tree, 0).iter(f"{SVG}rect")]
    assert ["#000000", "#FF0040", "#800020"] == colours
    assert [(0, 50, 50, 100), (50, 50, 100, 100), (50, 0, 100, 50)] == boxes(trace(tree, 0))


# Range and ticks ------------------------------------------------------


def test_an_axis_without_a_range_leaves_room_for_marks_as_plotly_does():
    made = points(marker={"color": "#1A1C1F", "size": 16}).update_yaxes(range=None, **ZERO)

    (x, low), (_, high) = mark_points(trace(parsed(draw(made, width=100)), 0))

    # A twentieth of the axis, and a size of the mark divided by 1.6, at either end.
    assert (10, 85.0, 15.0) == (x, low, high)


@pytest.mark.parametrize(
    ("low", "high", "more", "expected"),
    [
        (9.0, 22.3, {"nticks": 7}, ["10", "12", "14", "16", "18", "20", "22"]),
        (9.0, 24.3, {"nticks": 7}, ["10", "15", "20"]),
        (
            -0.28,
            0.88,
            {"nticks": 8, "tickformat": "+.0%"},
            ["−20%", "+0%", "+20%", "+40%", "+60%", "+80%"],
        ),
        (-39.0, 49.0, {"nticks": 8, "tickformat": "+.0f"}, ["−20", "+0", "+20", "+40"]),
        (4.4, 5.3, {"nticks": 7}, ["4.4", "4.6", "4.8", "5", "5.2"]),
        (1350, 1620, {"nticks": 7}, ["1350", "1400", "1450", "1500", "1550", "1600"]),
        (0, 24000, {"nticks": 5}, ["0", "5k", "10k", "15k", "20k"]),
    ],
)
def test_unnamed_ticks_are_plotlys(low, high, more, expected):
    made = points().update_yaxes(range=[low, high], zeroline=False, **more)

    assert expected == [told for told, *_ in tick_labels(parsed(draw(made, width=100)), "y")]


def test_a_range_of_one_value_has_it_in_the_middle():
    made = points().update_yaxes(range=[3, 3], **ZERO)

    assert (10, 50) == mark_points(trace(parsed(draw(made, width=100)), 0))[0]


def test_a_plot_without_a_value_is_empty():
    made = figure().add_scatter(x=[1], y=[None], mode="lines", line={"color": "#1A1C1F"})
    tree = parsed(draw(made.update_yaxes(range=None, **ZERO), width=100))

    assert trace(tree, 0) is None
    assert ["0", "2", "4"] == [told for told, *_ in tick_labels(tree, "y")]


def test_another_name_for_a_label_is_used():
    made = points().update_yaxes(
        range=[-1, 1], nticks=2, tickformat="+.0%", labelalias={"+0%": "nil"}, **ZERO
    )

    assert "nil" in [told for told, *_ in tick_labels(parsed(draw(made, width=100)), "y")]


# Labels ---------------------------------------------------------------


def texts(made, width=100):
    return parsed(draw(made, width=width)).find(f"{SVG}g[@class='labels']")


def test_a_label_outside_the_range_has_no_place():
    made = points().add_annotation(x=99, y=1, text="far", showarrow=False)

    assert texts(made) is None


@pytest.mark.parametrize(
    ("x", "anchor"), [(0, None), (0.5, "middle"), (1, "end")], ids=["left", "middle", "right"]
)
def test_a_label_of_the_paper_keeps_to_its_edge(x, anchor):
    made = points().add_annotation(x=x, xref="paper", y=5, text="word", showarrow=False)

    assert anchor == texts(made)[0].get("text-anchor")


def test_a_leader_begins_at_its_label_and_ends_before_what_it_names():
    made = points().add_annotation(
        x=5, y=5, text="", ax=0, ay=-40, standoff=7, arrowhead=0, arrowcolor="#1A1C1F", borderpad=0
    )

    leader = texts(made).find(f"{SVG}line")
    # The label of no letters is a line high, 13 px * 1.3, with a border of one around it.
    top = 10 + (13 * 1.3 + 2) / 2
    assert ("50", f"{top:.1f}") == (leader.get("x1"), leader.get("y1"))
    assert ("50", "43") == (leader.get("x2"), leader.get("y2"))


def test_lines_of_a_label_stand_under_each_other():
    made = points().add_annotation(
        x=5, y=5, text="<b>one</b><br>two", showarrow=False, align="left", font={"size": 10}
    )

    label = texts(made)[0]
    assert "onetwo" == "".join(label.itertext())
    assert "13" == label.findall(f"{SVG}tspan")[-1].get("dy")


# Words from outside, colours ------------------------------------------


def test_hostile_words_stay_words():
    hostile = '<script>alert(1)</script> & "x" \x00]]>'
    made = points(
        mode="text", text=[hostile, ""], textfont={"size": 9, "color": "#1A1C1F"}
    ).add_annotation(x=5, y=5, text=hostile, showarrow=False)
    made.update_xaxes(tickvals=[5], ticktext=[hostile])

    text = draw(made, width=100, alt=hostile, name='a"><script>')

    tree = parsed(text)
    shown = hostile.replace("\x00", "")
    assert [] == list(tree.iter(f"{SVG}script"))
    assert [shown] * 3 == [
        told for each in tree.iter(f"{SVG}text") if not (told := "".join(each.itertext())).isdigit()
    ]
    assert shown == tree.findtext(f"{SVG}title")


def test_colours_can_be_variables_of_the_page():
    made = figure().add_scatter(
        x=[1, 9, 9], y=[1, 1, 9], mode="lines", line={"color": LIGHT.ink.lower(), "width": 2},
        fill="toself", fillcolor="rgba(26,28,31,0.5)",
    )  # fmt: skip

    text = draw(made, width=100, inks=Inks({LIGHT.ink: "var(--ink)"}))

    assert 'stroke="var(--ink)"' in text
    assert 'fill="var(--ink)" fill-opacity="0.5"' in text
    assert LIGHT.ink not in text


def test_the_colours_of_a_theme_are_the_variables_of_the_pages_style(root):
    css = (root / "src/dashboard/ui/assets/style.css").read_text(encoding="utf-8")

    for palette, theme in ((LIGHT, '[data-theme="light"] {'), (DARK, '[data-theme="dark"] {')):
        block = css.split(theme, 1)[1].split("}", 1)[0]
        for colour, told in Inks.of(palette).names.items():
            name = told.removeprefix("var(").partition(",")[0]
            assert f"{name}: {colour};" in block or name == "--faded"


def test_a_heat_map_keeps_its_colours_and_its_words_the_one_that_suits_them():
    made = figure().add_heatmap(
        z=[[1.0]], zmin=0, zmax=1, colorscale=[[0, LIGHT.paper], [1, LIGHT.ink]], showscale=False,
        text=[["7"]], texttemplate="%{text}", textfont={"size": 9, "color": LIGHT.ink},
    )  # fmt: skip

    assert "var(--ink" not in draw(
        made.update_xaxes(showgrid=False), width=100, inks=Inks.of(LIGHT)
    )


def test_two_drawings_on_a_page_share_no_id():
    made = points()

    ids = [
        [each.get("id") for each in parsed(draw(made, width=100, alt=alt)).iter() if each.get("id")]
        for alt in ("one", "two")
    ]
    assert 2 <= len(ids[0])
    assert set() == {*ids[0]} & {*ids[1]}


def test_a_figure_and_its_json_are_the_same_drawing():
    made = points()

    assert draw(made, width=100) == draw(made.to_dict(), width=100)


def test_the_height_may_be_another_than_the_layouts():
    tree = parsed(draw(points(), width=100, height=200))

    assert "0 0 100 200" == tree.get("viewBox")
    assert [(10, 140), (20, 120)] == mark_points(trace(tree, 0))


def test_a_figure_without_anything_is_an_empty_drawing():
    assert [] == list(parsed(draw(figure(), width=100)).iter(f"{SVG}circle"))


# Marks that can be clicked ------------------------------------------------


@pytest.mark.slow
def test_events_of_panels_and_of_what_came_after_are_drawn():
    """Their numbers stand in the drawing, and nothing of what a click needs does."""
    trial = shipped_trial()
    look = LOOK
    panels = plot_multiples(trial.case, trial.lines, trial.result, trial.events, look=look)
    after = plot_after(trial.grid, trial.events, look=look)
    later = plot_afterwards(
        trial.case, trial.afterwards, trial.numbered, look=look, benchmark=trial.benchmark
    )
    for figure, numbers in ((panels, "3–10"), (after, "5"), (later, "9")):
        text = draw(figure, width=1180, alt="")
        assert f">{numbers}<" in text
        assert "event:" not in text
        assert "stock:" not in text
