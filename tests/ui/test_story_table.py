"""The story table on the page and its files."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.difference import difference_test
from dashboard.analysis.stories.rows import ROWS
from dashboard.analysis.stories.table import story_table
from dashboard.analysis.window.window import window_result
from dashboard.exhibits.story_tables import (
    measure_table,
    rank_test_table,
    split_table,
    story_cells_table,
)

pytestmark = pytest.mark.slow


def table_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    return story_table(
        StoryInputs(case, shipped.market, xshg, case.window, benchmark="equal-weight")
    )


def difference_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    window = case.window
    return difference_test(
        window_result(case, shipped.market, xshg, window, benchmark="equal-weight")
    )


@pytest.fixture(scope="module")
def shipped_table(shipped, xshg):
    return table_of(shipped, xshg)


def test_the_exports_hold_every_number(shipped_table, shipped, xshg):
    shipped_difference = difference_of(shipped, xshg)
    note = shipped.market.note
    cells = story_cells_table(shipped_table, note).frame()
    assert len(cells) == 4 * len(ROWS)
    rank = cells[(cells["story"] == "liquid-cooling") & (cells["row"] == "rank-fit")].iloc[0]
    assert (202, 1680) == (rank["p, numerator"], rank["p, denominator"])
    assert "other-way" == rank["mark"]
    tests = rank_test_table(shipped_table, note).frame().set_index("story")
    assert pytest.approx(2 / 70) == tests.loc["alibaba-label", "p, two-sided"]
    measures = measure_table(shipped_table.measures, note).frame()
    assert 5 == len(measures)
    splits = split_table(shipped_difference, note).frame()
    assert 70 == splits["splits"].sum()
    assert 1 == splits["actual"].sum()
    assert (
        pytest.approx(shipped_difference.value)
        == splits["difference (fraction)"][splits["actual"]].iloc[0]
    )


def test_splits_that_do_not_exist_leave_a_reason_in_the_export(shipped, xshg):
    case = replace(shipped.case, groups=shipped.case.groups[:1], stocks=shipped.case.stocks[:4])
    table = split_table(difference_of(shipped, xshg, case), shipped.market.note).frame()
    assert "benchmark" in table["reason"].iloc[0]


def _script():
    from dashboard.exhibits.registry import exhibits  # noqa: PLC0415 - the script stands alone
    from dashboard.ui import figures, frame  # noqa: PLC0415

    with frame.page("story") as view:
        figures.opening(view, "story")
        for name in ("splits", "story-table"):
            figures.draw(view, exhibits("story")[name], "story")


def _links():
    import streamlit as st  # noqa: PLC0415

    from dashboard.analysis.claims.results import ClaimLink  # noqa: PLC0415
    from dashboard.ui import frame, links  # noqa: PLC0415

    with frame.page("story") as view:
        for target in (ClaimLink("robustness", "hold-out"), ClaimLink("story", "measures")):
            st.text(links.address(view, target, here="story"))


def test_links_keep_the_reader_s_settings(clear_caches):
    app = AppTest.from_function(_links, default_timeout=60)
    app.query_params["lang"] = "zh"
    app.query_params["last"] = "2025-02-14"
    app.run()

    assert ["robustness?lang=zh&last=2025-02-14#hold-out", "#measures"] == [
        text.value for text in app.text
    ]


@pytest.mark.parametrize("query", [{}, {"lang": "zh"}, {"last": "2025-02-14"}])
def test_the_three_pieces_draw_on_a_page(clear_caches, query):
    app = AppTest.from_function(_script, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    bodies = [each.proto.body for each in app.get("html")]
    assert any('class="stories"' in body for body in bodies)
    assert any("1/70" in body for body in bodies)
    if "last" in query:
        links = re.findall(r'href="([^"]*\?[^"]*)"', "".join(bodies))
        assert links
        assert all("last=2025-02-14" in link for link in links)
