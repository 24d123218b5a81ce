"""A page as a picture: where its words stand, and what becomes of pages that mean harm."""

import io

import pytest

from dashboard.filings.page_text import pages_of, text_of
from dashboard.filings.picture import DIED, HIGHEST, WIDEST, picture_apart, raw_span
from dashboard.filings.worker import parse_apart
from tests.filings import pdfs


def drawn(data, page, word):
    pages = pages_of(parse_apart(data, "pdf").pages)
    text = text_of(pages)
    at = text.text.index(word)
    return picture_apart(data, page, [raw_span(pages, text, at, at + len(word))])


@pytest.mark.slow
def test_a_word_broken_over_lines_has_a_box_on_each_where_its_ink_is():
    data = pdfs.pdf(["第一页", "公司液\n冷产品"])
    shown = drawn(data, 2, "液冷")

    assert None is shown.refused
    (first, second) = shown.boxes
    # In the document's own measure: 50 points from the left, signs of 10 points.
    assert 70 == pytest.approx(first.left * 595, abs=2)
    assert 50 == pytest.approx(second.left * 595, abs=2)
    assert 16 == pytest.approx((second.top - first.top) * 842, abs=2)
    assert 10 == pytest.approx(first.width * 595, abs=2)
    assert 128 > _darkest(shown, first)


def _darkest(shown, box):
    from PIL import Image  # noqa: PLC0415 - no other test needs it

    picture = Image.open(io.BytesIO(shown.image)).convert("L")
    left, top = box.left * shown.width, box.top * shown.height
    part = picture.crop(
        (left, top, left + box.width * shown.width, top + box.height * shown.height)
    )
    return part.getextrema()[0]


@pytest.mark.slow
def test_a_page_of_any_size_is_a_picture_of_bounded_size():
    shown = drawn(pdfs.pdf(["液冷"], size=(200_000, 200_000)), 1, "液冷")

    assert None is shown.refused
    assert shown.width <= WIDEST
    assert shown.height <= HIGHEST


@pytest.mark.slow
def test_a_page_that_cannot_be_drawn_is_a_sentence():
    assert DIED == picture_apart(pdfs.bomb(), 1, []).refused.template
    for data in (pdfs.encrypted(), b"%PDF-1.7 cut", pdfs.circular(), pdfs.pdf(["a"])):
        assert picture_apart(data, 2, []).refused is not None
