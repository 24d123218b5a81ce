"""Notes on the pages: attached beside their row, listed on the Data page, answered by editors."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.cases.notes import read_notes
from dashboard.ui import people_view
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SLUG = "liquid-cooling-2025"


def page(name):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["case"] = SLUG
    app.query_params["lang"] = "en"
    app.session_state["notes_box"] = True
    app.run()
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("name", "table"), [("exposure", "evidence"), ("claims", "claims"), ("timeline", "events")]
)
def test_a_note_stands_beside_its_row_and_on_the_data_page(name, table, store_folder):
    app = page(name)
    app.text_area("note_text").set_value("<b>Doubtful</b>")
    app.button("note_add").click().run()
    assert not app.exception

    (note,) = read_notes(store_folder, SLUG)
    assert (table, "<b>Doubtful</b>") == (note.table, note.text)
    text = texts(app)
    assert "1 reader’s note, 1 open" in text
    assert "&lt;b&gt;Doubtful&lt;/b&gt;" in text

    listed = page("data")
    listed.text_area("reply_text").set_value("It stands.")
    listed.button("reply_add").click().run()
    assert "It stands." in texts(listed)
    assert "answered" == read_notes(store_folder, SLUG)[0].answers[0].outcome


def test_a_reader_may_note_and_not_answer(store_folder, monkeypatch):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)
    app = page("claims")
    app.text_area("note_text").set_value("Hm.")
    app.button("note_add").click().run()

    assert 1 == len(read_notes(store_folder, SLUG))
    assert [] == [each for each in app.text_area if each.key == "reply_text"]
