"""What is done with a whole case from its entry, on a page of nothing else."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cases.archives import case_zip
from dashboard.cases.folders import find_case, own_directory, read_case
from dashboard.cases.listing import list_cases
from dashboard.cases.shelf import CaseShelf
from dashboard.market.sessions import months_later
from dashboard.ui import people_view
from dashboard.ui.gallery import import_view

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small"


def script():
    from dashboard.cases.listing import list_cases  # noqa: PLC0415 - runs as a page of its own
    from dashboard.language.language import language  # noqa: PLC0415 - runs as a page of its own
    from dashboard.ui.gallery import actions  # noqa: PLC0415 - runs as a page of its own

    t = language("en")
    actions.done(t)
    for entry in list_cases():
        actions.menu(entry, t)
    actions.away(t)


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The menus of the shipped case and of the small one."""
    shutil.copytree(SMALL, tmp_path / "cases" / "small")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    return AppTest.from_function(script, default_timeout=60)


def opened(app):
    app.run()
    assert not app.exception
    return app


def chosen(app, slug, what):
    opened(app).radio(f"shelf_what_{slug}").set_value(what).run()
    return app


def pressed(app, key):
    app.button(key).click().run()
    assert not app.exception
    return "\n".join(block.proto.body for block in app.get("html"))


def test_a_deleted_case_comes_back_by_the_undo(app):
    text = pressed(chosen(app, "small", "delete"), "shelf_do_small")
    assert "was deleted." in text
    assert not (own_directory() / "small").exists()

    assert "“small” is back." in pressed(app, "shelf_undo")
    assert own_directory() / "small" == find_case("small")


def test_a_shipped_case_can_be_copied_and_nothing_else(app):
    slug = "liquid-cooling-2025"

    assert ["Duplicate", "Vary"] == opened(app).radio(f"shelf_what_{slug}").options


def test_a_variation_is_asked_for_and_made(app):
    chosen(app, "small", "vary").text_input("shelf_slug_small").set_value("less")

    assert "case=less" in pressed(app, "shelf_do_small")
    assert "less" in [entry.slug for entry in list_cases()]


def test_a_case_that_was_looked_at_is_due_again_or_closed(app):
    looked = chosen(app, "small", "looked").radio("shelf_again_small").set_value(6).run()
    assert "it is due again on" in pressed(looked, "shelf_do_small")
    review = read_case(find_case("small")).case.review
    assert review == months_later(datetime.now(UTC).date(), 6)

    looked.radio("shelf_again_small").set_value(0).run()
    assert "was looked at and is closed." in pressed(looked, "shelf_do_small")
    case = read_case(find_case("small")).case
    assert ("closed", None) == (case.status, case.review)


@pytest.mark.parametrize(
    ("what", "number"), [("duplicate", 28), ("rename", 30), ("archive", 13), ("delete", 30)]
)
def test_a_disk_that_is_full_or_read_only_is_one_sentence_and_nothing_is_lost(
    app, monkeypatch, what, number
):
    def refuse(*_args, **_named):
        raise OSError(number, os.strerror(number))

    folder = find_case("small")
    kept = read_case(folder).digest
    chosen(app, "small", what)
    if what == "rename":
        app.text_input("shelf_new_small").set_value("large").run()
    with monkeypatch.context() as full:
        for name in ("rename", "mkdir"):
            full.setattr(Path, name, refuse)
        text = pressed(app, "shelf_do_small")
    assert f"cannot be written ({os.strerror(number)})" in text
    assert kept == read_case(folder).digest


def test_what_cannot_be_done_is_one_sentence(app):
    chosen(app, "small", "rename").text_input("shelf_new_small").set_value("../out")

    assert "“../out” cannot name a case" in pressed(app, "shelf_do_small")


@pytest.fixture
def upload(app):
    """The place of a zip, with that of the small case in it."""

    def page():
        from dashboard.language.language import language  # noqa: PLC0415 - a page of its own
        from dashboard.ui.gallery import actions, import_view  # noqa: PLC0415 - likewise

        actions.done(language("en"))
        import_view.import_case(language("en"))

    made = AppTest.from_function(page, default_timeout=60)
    made.session_state["import_case"] = True
    made.run()
    made.file_uploader("import_case_file").upload("s.zip", case_zip(SMALL), "application/zip")
    return made.run()


def test_a_zip_comes_in_under_a_name_that_is_free(upload):
    assert "“small-2” is free" in upload.caption[0].value
    assert "was brought in." in pressed(upload, "import_case_do")
    assert "small-2" == read_case(find_case("small-2")).case.slug


def fills(file, data, *, write=Path.write_bytes):
    """A disk on which the second table of a case has no room any more."""
    write(file, data[:40])
    if file.name == "evidence.csv":
        raise OSError(28, os.strerror(28))


def test_a_disk_that_fills_while_a_zip_comes_in_is_one_sentence_and_leaves_nothing(
    upload, monkeypatch
):
    found = import_view.unpacked_case(case_zip(SMALL))
    with monkeypatch.context() as full:
        full.setattr(import_view, "unpacked_case", lambda _: found)
        full.setattr(Path, "write_bytes", fills)
        text = pressed(upload, "import_case_do")
    assert "cannot be written (No space left on device)" in text
    assert "was brought in" not in text
    assert ["small"] == [each.name for each in own_directory().iterdir() if each.is_dir()]
    assert "was brought in." in pressed(upload.run(), "import_case_do")


def test_a_zip_that_there_is_no_room_to_unpack_is_one_sentence(upload, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", fills)
        upload.run()
    assert not upload.exception
    text = "\n".join(block.proto.body for block in upload.get("html"))
    assert "cannot be written (No space left on device)" in text
    assert "was brought in." in pressed(upload.run(), "import_case_do")


def test_a_reader_sees_no_menu(app, monkeypatch):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)
    app.run()

    assert [] == list(app.radio)


def test_a_link_with_the_old_name_opens_the_case_and_says_so(app, tmp_path):
    CaseShelf(tmp_path / "own-store").rename("small", "large")
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params["case"] = "small"
    page.run()

    assert not page.exception
    text = "\n".join(block.proto.body for block in page.get("html"))
    assert "The case “small” is called “large” now." in text
    assert read_case(find_case("large")).case.title.en in text
