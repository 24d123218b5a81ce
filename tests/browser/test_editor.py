"""A case is edited in the browser: a wrong cell, a pasted block, two editors, a reload, a save."""

import shutil

import pytest
from playwright.sync_api import expect

from dashboard.cases.folders import read_case
from tests.browser.driving import Visit
from tests.browser.serving import serve

SLUG = "edited"
HEAD = "id\tstory\tstock\tfinding\tdocument\tsource_kind\tpublished\tprecision\tstatement_en"
WRONG = {3: ("finding", "maybe"), 9: ("stock", "999999.SZ"), 15: ("published", "soon")}


@pytest.fixture(scope="module")
def edited(shipped_case, root, tmp_path_factory):
    """A server with one case that can be changed, and the case's folder."""
    room = tmp_path_factory.mktemp("editor")
    folder = room / "cases" / SLUG
    shutil.copytree(shipped_case, folder)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('"liquid-cooling-2025"', f'"{SLUG}"', 1), encoding="utf-8")
    own = {"MARKET_NARRATIVE_CASES": str(folder.parent)}
    with serve(root, log=room / "server.log", environment=own) as server:
        yield server, folder


@pytest.fixture
def opened(edited, new_tab):
    """Open the editor on a desk of its own, in a tab of its own."""
    server, _ = edited
    visits = []

    def open_desk(desk, table="evidence"):
        visit = new_tab()
        visit.page.set_viewport_size({"width": 1440, "height": 1200})
        visits.append(visit)
        address = f"{server.url}/edit?case={SLUG}&lang=en&table={table}&desk={desk}"
        visit.page.goto(address)
        visit.page.locator("tr.one").first.wait_for()
        visit.page.locator(".luck").first.wait_for()
        return visit

    yield open_desk
    for visit in visits:
        assert [] == visit.errors


def cell(visit: Visit, key, column):
    return visit.page.locator(f'.held > [data-key="{key}"][data-column="{column}"]')


def standing(visit: Visit, words):
    visit.page.locator(".standing", has_text=words).wait_for()


def saved_as(visit: Visit, n):
    visit.page.locator(".st-key-edit_save button").click()
    visit.page.locator(".st-key-edit_save_now button").click()
    visit.page.locator(".done", has_text=f"version {n}").wait_for()


def test_wrong_cells_are_named_whether_typed_or_pasted_and_undone_by_a_key(opened):
    visit = opened("wrong-cells")
    a_typed_cell_is_named_at_once(visit)
    of_twenty_pasted_rows_what_is_right_is_kept(visit)
    a_click_while_another_part_follows_is_seen(visit)


def a_typed_cell_is_named_at_once(visit):
    value = cell(visit, "goaland-lc", "value")
    value.click()
    value.press_sequentially("x")

    said = visit.page.locator("tr.fault")
    said.wait_for()
    expect(said).to_contain_text("evidence.csv, row 1, value")
    expect(value).to_have_attribute("aria-invalid", "true")
    standing(visit, "saving waits")
    expect(visit.page.locator(".st-key-edit_save button")).to_be_disabled()

    value.press("Control+z")
    said.wait_for(state="detached")
    expect(value).to_have_value("0.53")
    value.press("Control+Shift+z")
    said.get_by_role("button", name="Back to saved, 0.53").click()
    said.wait_for(state="detached")
    standing(visit, "nothing is changed")


def of_twenty_pasted_rows_what_is_right_is_kept(visit):
    lines = [HEAD]
    for n in range(20):
        told = ["stated", f"Report {n}", "press", "2025-01-10", "day", "Said"]
        cells = [f"pasted-{n}", "liquid-cooling", "300249.SZ", *told]
        row = dict(zip(HEAD.split("\t"), cells, strict=True))
        if n in WRONG:
            column, text = WRONG[n]
            row[column] = text
        lines.append("\t".join(row.values()))
    visit.page.evaluate(
        """text => {
          const held = new DataTransfer();
          held.setData("text/plain", text);
          const to = document.querySelector("[data-rows]");
          const how = {clipboardData: held, bubbles: true, cancelable: true};
          to.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        "\n".join(lines),
    )
    standing(visit, "3 wrong")
    # The grid is drawn after the line above it.
    expect(visit.page.locator("tr.one")).to_have_count(37)
    expect(visit.page.locator("tr.fault")).to_have_count(3)
    visit.page.locator(".st-key-edit_undo button").click()
    standing(visit, "nothing is changed")
    expect(visit.page.locator("tr.one")).to_have_count(17)
    visit.page.locator(".st-key-edit_redo button").click()
    expect(visit.page.locator("tr.one")).to_have_count(37)
    cell(visit, "goaland-lc", "value").press("Control+z")
    expect(visit.page.locator("tr.one")).to_have_count(17)


def a_click_while_another_part_follows_is_seen(visit):
    both = """([button, follows]) => {
      const press = () => document.querySelector(`.st-key-${button} button`).click();
      const follow = () => window.dispatchEvent(new CustomEvent(follows, {detail: "now"}));
      follow();
      press();
    }"""
    panel = visit.page.locator(".st-key-edit_panel_versions")
    visit.page.evaluate(both, ["edit_versions", "editor-worked"])  # the head follows that
    expect(panel).to_have_count(1)
    visit.page.evaluate(both, ["edit_versions", "editor-settled"])  # the answer this
    expect(panel).to_have_count(0)


def test_two_editors_of_one_case_lose_nothing_and_choose_where_they_collide(opened, edited):
    _, folder = edited
    hers, mine = opened("hers-desk"), opened("mine-desk")
    cell(hers, "kangsheng-lc", "document").fill("2024 half-year report")
    standing(hers, "1 change")
    cell(mine, "kangsheng-lc", "document").fill("2023 annual report")
    cell(mine, "goaland-lc", "value").fill("0.54")
    standing(mine, "2 changes")
    saved_as(hers, 2)

    news = mine.page.locator(".st-key-edit_news")
    news.wait_for()
    expect(news).to_contain_text("saved this case at")
    expect(news).to_contain_text("yours “2023 annual report”, theirs “2024 half-year report”")
    expect(mine.page.locator(".st-key-edit_save button")).to_be_disabled()
    news.get_by_role("button", name="Keep mine").click()
    news.wait_for(state="detached")
    saved_as(mine, 3)

    rows = {row.id: row for row in read_case(folder).case.evidence}
    assert ("2023 annual report", 0.54) == (rows["kangsheng-lc"].document, rows["goaland-lc"].value)


def test_a_desk_survives_a_reload_and_a_saved_change_shows_on_the_pages(opened, edited):
    server, _ = edited
    visit = opened("reloaded-desk")
    cell(visit, "athub-lc", "finding").select_option("small")
    standing(visit, "1 change")
    visit.page.reload()
    visit.page.locator("tr.one").first.wait_for()
    standing(visit, "1 change")
    expect(cell(visit, "athub-lc", "finding")).to_have_value("small")

    visit.page.locator(".st-key-edit_save button").click()
    visit.page.locator(".st-key-edit_save_now button").click()
    visit.page.locator(".done").wait_for()
    visit.page.goto(f"{server.url}/exposure?case={SLUG}&lang=en")
    row = visit.page.locator("table.matrix tbody tr:has(th:has-text('603881.SS'))").first
    expect(row).to_contain_text("small share")
