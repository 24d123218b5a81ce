"""Details of a mark as the link opens them, under the figure that it names and nowhere else."""

import pytest

from tests.ui.reading import texts

pytestmark = pytest.mark.slow


def opened_boxes(app):
    return [block.proto.body for block in app.get("html") if 'class="atmark"' in block.proto.body]


@pytest.mark.parametrize(
    ("page", "at", "told"),
    [
        ("story", "returns:stock:603881.SS", "AtHub 603881.SS"),
        ("prices", "lines:event:goaland-answer", "Event 9"),
        ("timeline", "order:event:gtja-report", "Event 4"),
        ("exposure", "grades:stock:300249.SZ", "Yimikang 300249.SZ"),
        ("robustness", "window-grid:window:2025-02-06~2025-02-12", "Neighbouring window"),
    ],
)
def test_the_link_opens_one_mark_under_its_figure(page, at, told, opened):
    app = opened(page, at=at)
    boxes = opened_boxes(app)

    assert 1 == len(boxes)
    assert told in boxes[0]
    assert f'data-mark="{at}"' in boxes[0]
    assert "was ignored" not in texts(app)
    # Everything else of the link stays, and a link closes it again.
    assert 'data-at="close"' in boxes[0]


def test_nothing_is_open_unless_the_link_says_so(opened):
    app = opened("prices", lang="zh")

    assert [] == opened_boxes(app)
    assert "按名称查看详情" in texts(app)
    assert 'data-at="lines:stock:603881.SS"' in texts(app)
    assert 'data-at="lines:event:gtja-report"' in texts(app)


@pytest.mark.parametrize(
    "at", ["lines", "lines:stock:600000.SS", "no-such:stock:603881.SS", "window-returns:event:x"]
)
def test_a_mark_that_is_not_there_is_named_above_the_page(at, opened):
    app = opened("prices", at=at)

    assert [] == opened_boxes(app)
    assert f"“at={at}” was ignored" in texts(app)
    assert "such as lines:stock:300249.SZ" in texts(app)


def test_a_window_outside_the_grid_says_so_in_its_place(opened):
    app = opened("robustness", at="window-grid:window:2001-01-01~2001-01-02")

    assert [] == opened_boxes(app)
    assert "This figure has no such window." in texts(app)
