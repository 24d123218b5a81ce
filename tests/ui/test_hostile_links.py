"""Every parameter of every page, filled with what does not belong there: nothing runs or breaks."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"
PAGES = ["story", "prices", "timeline", "exposure", "robustness", "claims", "data"]
PARAMETERS = [
    *["case", "lang", "base", "last", "bench", "stock", "up", "zoom", "kind", "story", "about"],
    *[
        "q",
        "range",
        "scale",
        "quote",
        "with",
        "candle",
        "days",
        "bars",
        "doc",
        "rum",
        "verdict",
        "say",
        "at",
    ],
]
HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "'; DROP TABLE cases; --\x00\u202e",
    "../../../../etc/passwd",
    "{base.__class__.__mro__} %s %n {0}",
    "😀" * 2000,
]


@pytest.mark.parametrize("value", HOSTILE, ids=["html", "sql", "path", "format", "long"])
def test_no_link_breaks_a_page_or_runs_in_it(value):
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name in PARAMETERS:
        app.query_params[name] = value
    app.run()
    for page in PAGES:
        app.switch_page(f"pages/{page}.py").run()
        text = "\n".join(block.proto.body for block in app.get("html"))

        assert not app.exception, page
        assert "Something went wrong" not in text, page
        assert "<script" not in text, page
        assert "<img" not in text, page
        assert "<h1>" in text, page
