"""Take it with you: closed until asked for; files, paragraph and citation of what is shown."""

import sys
import time

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.exhibits.registry import exhibits, with_paragraph
from dashboard.exports import chromium
from dashboard.exports.preview.fonts import can_write
from dashboard.ui import share_view
from tests.ui.reading import texts

pytestmark = pytest.mark.slow


def script():
    from dashboard.ui import frame, share_view  # noqa: PLC0415 - a script of its own

    with frame.page("story") as view:
        share_view.take_along(view, "story")


def opened(*, unfold=True, **query):
    app = AppTest.from_function(script, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.session_state["share_open"] = unfold
    return ran(app.run())


def ran(app):
    assert not app.exception
    return app


def labels(app):
    return [each.proto.label for each in app.get("download_button")]


def test_nothing_is_made_before_the_block_is_opened():
    app = opened(unfold=False, lang="en")

    assert ["Take it with you"] == [box.label for box in app.expander]
    assert ([], []) == (labels(app), list(app.code))


def test_it_offers_every_kind_of_file():
    assert [
        "Report (HTML)",
        "Workbook (XLSX)",
        "All tables (CSV, zip)",
        "All numbers (JSON)",
        "Claims (ClaimReview)",
        *(["Image of it (PNG)"] if can_write("en") else []),
        "Image of it (SVG)",
        "Citation (BibTeX)",
    ] == labels(opened(lang="en"))


def test_it_speaks_chinese():
    app = opened(lang="zh")

    assert "报告（HTML）" in labels(app)
    assert app.code[0].value.startswith("平均涨跌幅")


def test_the_figures_of_the_page_come_first_and_all_can_be_had():
    box = opened(lang="en").selectbox(key="share_figure")

    assert exhibits()["returns"].label == box.options[0]
    # The shipped case keeps no concept tags, and there are no minute bars of it.
    lacking = {"tags", "inside"}
    told = {each.label for name, each in with_paragraph().items() if name not in lacking}
    assert told == set(box.options)


def test_another_figure_is_another_paragraph():
    app = opened(lang="en")

    ran(app.selectbox(key="share_figure").select("splits").run())

    assert app.code[0].value.startswith("From the close of 6 Feb 2025 to that of 13 Feb 2025")


def test_words_are_about_the_window_and_benchmark_of_the_link():
    app = opened(lang="en", base="2025-02-05", last="2025-02-12", bench="000300.SS")

    assert "From the close of 5 Feb 2025 to that of 12 Feb 2025, 5 sessions" in app.code[0].value
    assert "benchmark CSI 300" in app.code[1].value


def test_without_a_browser_the_block_says_how_to_get_a_pdf(monkeypatch):
    monkeypatch.setenv(chromium.VARIABLE, "none")

    app = opened(lang="en")

    assert "For a PDF open the HTML report in a browser and print it." in texts(app)
    assert [] == list(app.button)
    assert "Image of it (SVG)" in labels(app)
    assert can_write("en") == ("Image of it (PNG)" in labels(app))


@pytest.fixture
def browser_like(tmp_path, monkeypatch):
    """Put a program in the place of Chromium."""

    def put(body):
        file = tmp_path / "chromium-like"
        file.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n", encoding="utf-8")
        file.chmod(0o755)
        monkeypatch.setenv(chromium.VARIABLE, str(file))

    return put


PRINTS = """
to = next(a for a in sys.argv if a.startswith('--print-to-pdf=')).partition('=')[2]
open(to, 'wb').write(b'%PDF-1.4')
"""


def until(app, done):
    end = time.monotonic() + 60
    while not done(app) and time.monotonic() < end:
        time.sleep(0.1)
        ran(app.run())
    return app


def test_a_browser_that_fails_is_a_sentence_and_the_rest_stays(browser_like):
    browser_like("sys.exit(1)")
    app = opened(lang="en")

    ran(app.button(key="make_pdf").click().run())
    until(app, lambda app: "Chromium ended" in texts(app))

    assert "Chromium ended without the file; open the HTML report in a browser" in texts(app)
    assert "Workbook (XLSX)" in labels(app)


def test_a_pdf_is_made_beside_the_page_and_another_window_needs_another(browser_like):
    browser_like(PRINTS)
    app = opened(lang="en")
    ran(app.button(key="make_pdf").click().run())
    until(app, lambda app: "Report (PDF): ready to save" in labels(app))
    assert "Report (PDF): ready to save" in labels(app)

    app.query_params["last"] = "2025-02-12"
    ran(app.run())

    assert "Report (PDF): ready to save" not in labels(app)
    assert app.button(key="make_pdf")


@pytest.mark.parametrize(
    ("path", "page", "expected"),
    [
        ("/", "", "/"),
        ("/claims", "", "/"),
        ("/mn/prices", "claims", "/mn/claims"),
        ("/mn/", "", "/mn/"),
        ("", "claims", "/claims"),
    ],
)
def test_the_address_of_a_page_is_found_from_any_other_page(path, page, expected):
    assert expected == share_view.address(path, page)
