"""Charts as a reader gets them: a drawing first, then alive, then changed in place."""

from playwright.sync_api import expect

LINK = "/?case=liquid-cooling-2025&lang=en"
BUILD_UP = ".st-key-plot_build-up"
_DRAWING = f"document.querySelector('{BUILD_UP} .drawing svg').innerHTML"
_LAST_DAY = (
    "() => document.querySelector('.st-key-plot_build-up .js-plotly-plot').layout.meta.days.at(-1)"
)


def test_a_change_is_drawn_by_the_chart_that_stands(visit):
    tab = visit(LINK, alive=True)
    chart = tab.page.locator(f"{BUILD_UP} .js-plotly-plot")
    chart.evaluate("chart => { chart.mine = true; }")
    before = tab.page.evaluate(_LAST_DAY)

    tab.choose("last", "2025-02-12")
    tab.page.wait_for_function(f"() => ({_LAST_DAY})() !== '{before}'")

    expect(tab.page.locator(BUILD_UP)).to_have_count(1)
    assert chart.evaluate("chart => chart.mine")
    assert [] == tab.errors


def test_without_plotly_drawings_stand_and_follow_the_controls(visit):
    tab = visit(LINK)
    drawing = tab.page.locator(f"{BUILD_UP} .drawing svg")
    expect(drawing).to_be_visible()
    tab.page.evaluate(f"window.before = {_DRAWING}")

    tab.choose("last", "2025-02-12")
    tab.page.wait_for_function(f"() => window.before !== {_DRAWING}")

    expect(tab.page.locator(".plot.alive")).to_have_count(0)
