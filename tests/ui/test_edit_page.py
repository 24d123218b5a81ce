"""The editor's page: what is changed, saved, merged and refused, on its Python side."""

import errno
import html
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import history
from dashboard.cases.folders import read_case
from dashboard.cases.news import was_seen
from dashboard.errors import InputError
from dashboard.language.language import Language
from dashboard.store.store import Store
from dashboard.ui import people_view
from dashboard.ui.editor import bench, beside, files_panel, news, prices_form
from dashboard.ui.gallery.deck import WORKSHOP
from tests.replay.store_plays import fill

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"
SLUG = "edited"


@pytest.fixture
def folder(shipped_case, tmp_path, monkeypatch):
    """Folder of a case that can be changed."""
    made = tmp_path / "cases" / SLUG
    shutil.copytree(shipped_case, made)
    rewrite(made / "case.toml", 'slug = "liquid-cooling-2025"', f'slug = "{SLUG}"')
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(made.parent))
    return made


def rewrite(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def page(clear_caches):
    def run(**query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in ({"case": SLUG, "desk": "abcdef01"} | query).items():
            app.query_params[name] = value
        app.switch_page("pages/edit.py")
        return app.run()

    return run


def told(app):
    assert not app.exception
    text = re.sub(r"<[^>]+>", " ", "\n".join(each.proto.body for each in app.get("html")))
    return re.sub(r"\s+", " ", html.unescape(text))


def tabs(app):
    (shown,) = [each for each in app.get("button_group") if each.key == "edit_table_control"]
    return [option.content for option in shown.proto.options]


def desk(app):
    (found,) = app.session_state["edit_desks"].values()
    return found


def write(app, key, column, text, table="evidence"):
    """Type into a cell, as the browser tells it."""
    at_work = desk(app)
    seq = at_work.heard.get("one", 0) + 1
    event = {"seq": seq, "kind": "cell", "table": table, "key": key, "column": column}
    said = {"client": "one", "session": at_work.session}
    assert at_work.hear({**said, "events": [{**event, "text": text, "visit": seq}]})
    return app.run()


def test_a_case_that_nobody_touched_says_so_beside_its_answer(folder, page):
    app = page()
    text = told(app)
    assert "Nothing is changed yet" in text
    assert "Nothing here speaks for “Liquid-cooling business”" in text
    assert "1 in 28" in text
    # The trial as saved is that of the case's other pages, not one more.
    assert beside.as_saved(read_case(folder)) is desk(app).beside.saved[2].trial


def test_a_change_moves_its_story_and_the_page_says_why(folder, page):
    app = write(page(), "goaland-ali", "precision", "before-open").run()

    text = told(app)
    assert "One story moves" in text
    assert "One story moved." in text
    assert "Goaland now counts" in text
    assert "“after close” kept it out" in text
    assert "Undo: precision of row 13" == app.button(key="edit_undo").label


def test_saving_waits_for_a_wrong_cell_and_says_what_stands_in(folder, page):
    app = write(page(), "goaland-lc", "value", "5x3")

    text = told(app)
    assert "One cell cannot be read" in text
    assert "1 change, 1 wrong: saving waits" in text
    assert "Evidence: row 1 is left out of this until it can be read, 0.53 stands in." in text
    assert app.button(key="edit_save").disabled

    assert "Wrong in other parts" not in text
    app.button(key="edit_undo").click().run()
    assert "nothing is changed" in told(app)


def test_a_part_leads_to_wrong_cells_in_the_others(folder, page):
    app = write(page(), "goaland-lc", "value", "5x3")
    app = write(app, "goaland-lc", "finding", "nonsense")
    app.query_params["table"] = "stocks"
    text = told(app.run())
    assert "Wrong in other parts: Evidence (2)" in text
    # A link goes on at this desk.
    raw = "\n".join(each.proto.body for each in app.get("html"))
    assert re.search(r'href="edit\?[^"]*desk=abcdef01&amp;table=evidence"', raw)


def test_a_saved_case_is_on_the_disk_and_in_the_history(folder, page, store_folder):
    app = write(page(), "goaland-lc", "value", "0.54")
    app.button(key="edit_compare").click().run()
    assert "Evidence, row 1, Value 0.53 0.54" in told(app)

    app.button(key="edit_save").click().run()
    app.text_input(key="edit_what").set_value("share of the annual report")
    app.button(key="edit_save_now").click().run()

    assert "Saved as version 2." in told(app)
    assert 0.54 == next(r for r in read_case(folder).case.evidence if r.id == "goaland-lc").value
    assert "case-saved" in {entry.action for entry in history.read(store_folder, SLUG)}
    app.button(key="edit_versions").click().run()
    assert "share of the annual report" in told(app)
    # What it amounts to now is worked out behind, for the gallery and the feeds.
    WORKSHOP.wait()
    assert was_seen(store_folder, SLUG)


def test_a_version_is_put_back_on_the_desk(folder, page):
    app = write(page(), "goaland-lc", "value", "0.54")
    app.button(key="edit_save").click().run()
    app.button(key="edit_save_now").click().run()
    app.button(key="edit_versions").click().run()
    assert "as it was before the first change here" in told(app)
    app.button(key="edit_restore_1").click().run()

    assert "0.53" == desk(app).sheets.cell("evidence", "goaland-lc", "value")
    assert "1 change" in told(app)


def test_a_folder_changed_by_hand_is_taken_in_and_never_written_over(folder, page):
    app = write(page(), "goaland-lc", "value", "0.54")
    rewrite(folder / "evidence.csv", "envicool-lc,002837.SZ", "envicool-two,002837.SZ")
    app.run()

    text = told(app)
    assert "The folder was changed by hand at" in text
    assert "goes in as it is" in text
    assert "0.54" == desk(app).sheets.cell("evidence", "goaland-lc", "value")
    assert "envicool-two" == desk(app).sheets.tables["evidence"][1].cells["id"]


def test_two_values_of_one_cell_wait_for_a_choice(folder, page):
    app = write(page(), "goaland-lc", "value", "0.54")
    rewrite(folder / "evidence.csv", "quantified,0.53", "quantified,0.55")
    app.run()

    text = told(app)
    assert "One cell collides: Evidence, row 1, Value, yours “0.54”, theirs “0.55”." in text
    assert "1 change, 1 collides: saving waits" in text
    assert app.button(key="edit_save").disabled

    app.button(key="edit_theirs_0").click().run()
    app.run()
    assert "0.55" == desk(app).sheets.cell("evidence", "goaland-lc", "value")
    assert "collides" not in told(app)


def test_what_was_changed_is_there_again_in_another_session(folder, page):
    first = page()
    write(first, "goaland-lc", "value", "0.54")
    bench.keep(desk(first))
    assert "0.54" == desk(page()).sheets.cell("evidence", "goaland-lc", "value")
    assert "Left unfinished" in told(page(desk="abcdef02"))


def test_a_folder_that_is_gone_keeps_what_was_changed(folder, page):
    app = write(page(), "goaland-lc", "value", "0.54")
    held = desk(app)
    folder.rename(folder.parent / "elsewhere")
    news.look(held)
    assert "gone from the disk" in str(held.trouble)
    assert "0.54" == held.sheets.cell("evidence", "goaland-lc", "value")


def test_a_case_that_ships_is_copied_before_it_is_changed(page, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    app = page(case="liquid-cooling-2025")
    assert "stays as it is" in told(app)
    assert not any(button.key == "edit_save" for button in app.button)

    app.button(key="edit_copy").click().run()
    (copy,) = [each for each in (tmp_path / "cases").iterdir() if each.is_dir()]
    assert "liquid-cooling-2025" in copy.name


def test_prices_of_the_store_stand_behind_a_case_that_keeps_none(
    folder, page, store_folder, shipped
):
    for name in ("prices.csv", "prices.toml"):
        (folder / name).unlink()
    fill(Store(store_folder), shipped)
    app = page(table="window")
    write(app, "", "last", "2025-02-12", table="window")

    assert "there are no returns" not in told(app.run())


def test_readers_see_the_tables_and_change_nothing(folder, page, monkeypatch):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)
    app = page()
    assert "Only editors may do this" in told(app)
    assert not any(button.key == "edit_save" for button in app.button)


def test_an_unknown_part_of_a_case_is_named(folder, page):
    assert "table=prices" in told(page(table="prices"))


# Parts that are no table ------------------------------------------------


def test_a_correction_is_written_by_the_form_and_stands_in_log_and_history(page, folder, tmp_path):
    app = page(table="corrections")
    assert "Nothing was put right" in told(app)
    app.text_area(key="edit_correction_wrong").input("The value of row 1 was 53.")
    app.button(key="FormSubmitter:edit_correction-Write into the log").click().run()
    assert "Say both" in told(app)
    app.text_area(key="edit_correction_now").input("0.53.")
    app.button(key="FormSubmitter:edit_correction-Write into the log").click().run()

    assert "The correction is in the log" in told(app)
    (written,) = read_case(folder).case.corrections
    assert "Was: The value of row 1 was 53. Now: 0.53." == written.what.en
    assert desk(app).news is None
    assert () == desk(app).changes


def test_a_file_of_the_case_is_replaced_on_the_desk_or_refused_with_every_line(page, folder):
    app = page(table="files")
    assert "prices.csv" in told(app)
    name, at_work = "universe_window_returns.csv", desk(app)
    before = (folder / name).read_bytes()
    lines = before.decode().splitlines()
    wrong = "\n".join([lines[0], lines[1], "x,main,0.1", "600000,main,-7"])
    with pytest.raises(InputError, match="named below: 2"):
        files_panel.replace_file(at_work, name, wrong.encode())
    assert () == at_work.changes

    files_panel.replace_file(at_work, name, "\n".join(lines[:-1]).encode())
    assert [("file", "files", name)] == [(c.kind, c.table, c.key) for c in at_work.changes]
    assert str(len(lines) - 2) in str(at_work.done)
    assert len(lines) - 2 == len(at_work.judged.content.market.universe)
    at_work.take_back(at_work.changes[0])
    assert (() == at_work.changes, before) == (True, files_panel.content_of(at_work, name))


def test_a_case_without_prices_is_given_its_first_and_is_saved_with_them(page, folder):
    prices = (folder / "prices.csv").read_bytes()
    for name in ("prices.csv", "prices.toml"):
        (folder / name).unlink()
    app = page(table="files")
    assert "Prices of its own" in told(app)
    app.button(key="FormSubmitter:edit_prices-Put the prices on the desk").click().run()
    assert "Choose a file, and say where its prices come from" in told(app)

    at_work = desk(app)
    note = prices_form.noted("A terminal", date(2025, 8, 22), "additive", "lots")
    wrong = b"".join([*prices.splitlines(True)[:3], b"999999.SZ,2025-02-07,1,1,1,1,1\n"])
    with pytest.raises(InputError, match=r"prices\.csv is not taken.*named below: 1"):
        prices_form.put(at_work, wrong, note, files_panel.take_file)
    assert () == at_work.changes
    prices_form.put(at_work, prices, note, files_panel.take_file)
    text = told(app.run())
    assert "New on the desk, not saved yet." in text
    assert "Prices of its own" not in text
    app.button(key="edit_save").click().run()
    app.button(key="edit_save_now").click().run()

    saved = read_case(folder).market.note
    assert ("A terminal", "2025-08-22") == (saved.source, saved.retrieved)
    assert ("adjusted by adding", "手（100 股）") == (saved.adjustment, saved.volume_unit_zh)
    assert prices == (folder / "prices.csv").read_bytes()
    assert "Prices of its own" not in told(app.run())


def test_readings_of_a_series_go_among_the_events_as_one_step(page, folder):
    app = page(table="events")
    for name, text in {"id": "search-index", "name": "Search index", "unit": "points"}.items():
        app.text_input(key=f"edit_series_{name}").input(text)
    app.text_input(key="edit_series_source").input("An index")
    app.text_area(key="edit_series_table").input("date\tindex\n2025/2/3\t1,200\n45701\t１８００")
    app.button(key="FormSubmitter:edit_series-Put them among the events").click().run()

    assert "New rows: 2" in told(app)
    assert "search-index, 2025-02-03 to 2025-02-13: 2 values" in told(app)
    assert 2 == len(desk(app).changes)
    app.button(key="edit_undo").click().run()
    assert () == desk(app).changes


def test_a_desk_in_two_windows_says_in_each_what_the_other_changed(page, folder):
    one, other = page(), page()
    write(one, "goaland-lc", "document", "Mine")
    bench.keep(desk(one))
    other.run()

    assert "Mine" == desk(other).sheets.cell("evidence", "goaland-lc", "document")
    assert (
        "open in another window too. Changed there and taken in here: "
        "Evidence, row 1, Document (“Mine”)."
    ) in told(other)
    one.run()
    assert "another window" not in told(one)


def test_of_many_changes_in_another_window_the_first_are_named_in_both_languages(page, folder):
    one, other = page(), page()
    for n, column in enumerate(("document", "value", "unit", "period", "measure")):
        write(one, "goaland-lc", column, f"4{n}")
    bench.keep(desk(one))
    bench.catch_up(desk(other))
    said = desk(other).elsewhere
    assert "Evidence, row 1, Unit (“42”)" in Language().say(said)
    assert " and 2 more. Undo" in Language().say(said)
    assert "证据，第 1 行，" in Language("zh").say(said)
    assert "和另外 2 处。" in Language("zh").say(said)


def test_a_tab_counts_the_rows_of_its_part_and_the_count_goes_with_them(page, folder):
    app = page()
    at_work = desk(app)
    assert {"Evidence 17", "Groups 2", "Details"} <= set(tabs(app))
    at_work.step(at_work.sheets.without_row("evidence", "goaland-lc"))
    assert "Evidence 16" in tabs(app.run())


def test_a_full_disk_is_one_sentence_on_the_page_and_the_desk_is_kept(page, folder, monkeypatch):
    app = page()
    write(app, "goaland-lc", "document", "Mine")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", str(folder / "case.toml"))

    monkeypatch.setattr("dashboard.cases.editing.versions.stage", full)
    before = read_case(folder)
    app.button(key="edit_save").click().run()
    app.button(key="edit_save_now").click().run()

    assert "cannot be written (No space left on device); the case stays as it was." in told(app)
    assert before == read_case(folder)
    assert 1 == len(desk(app).changes)


def test_a_case_without_any_prices_can_be_edited(page, folder):
    for name in ("prices.csv", "prices.toml"):
        (folder / name).unlink()
    app = page()
    assert "Without prices there is no answer yet" in told(app)
    write(app, "goaland-lc", "document", "Mine")
    app.run()
    assert 1 == len(desk(app).changes)
    app.button(key="edit_save").click().run()
    app.button(key="edit_save_now").click().run()
    assert "Mine" in (folder / "evidence.csv").read_text(encoding="utf-8")
