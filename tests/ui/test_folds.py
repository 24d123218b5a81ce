"""Tables that are folded away: packed as they are, filled where they are unfolded."""

import pytest
from markupsafe import Markup, escape

from dashboard.ui import folds, packing
from tests.ui.reading import texts


def test_a_table_comes_whole_with_its_name_and_words():
    inside = Markup("<table><tr><td>{}</td></tr></table>").format("<img src=x onerror=alert(1)>")

    told = folds.unpacked(folds.packed("returns", "表格", inside))

    assert {"name": "returns", "label": "表格", "inside": str(inside)} == told
    assert str(escape("<img")) in told["inside"]


def test_the_tag_is_that_of_all_that_is_packed():
    tags = {
        folds.packed(name, label, Markup(inside))[: packing.TAG_LENGTH]
        for name in ("returns", "splits")
        for label in ("Table", "表格")
        for inside in ("<b>1</b>", "<b>2</b>")
    }

    assert 8 == len(tags)


@pytest.mark.slow
def test_every_figure_of_a_page_has_its_table_folded_away(opened):
    app = opened("prices", lang="en")
    names = [each.key for each in app.get("bidi_component") if each.key.startswith("table_")]

    assert {"table_lines", "table_window-returns", "table_candles"} <= set(names)
    assert "603881.SS" in texts(app)
