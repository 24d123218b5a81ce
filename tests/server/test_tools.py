"""What pages bring along: a script kept by browsers, compressed, by no other name; a style."""

import gzip
import re

import pytest
from starlette.applications import Starlette

from dashboard.server import endpoints, first_html, options
from tests.replay.asgi import request


@pytest.fixture(scope="module")
def app():
    inner = Starlette(routes=endpoints.routes())
    return options.SecurityHeaders(options.CompressedBundles(options.Shell(inner)))


def path():
    return f"/program/{first_html.TOOLS_FILE}"


def test_the_first_html_asks_for_it_behind_everything_else():
    shell = first_html.rewrite(b"<html><head></head><body></body></html>", "en").decode()

    (tag,) = re.findall(r"<script defer[^>]*></script>", shell)
    assert f'src=".{path()}"' in tag


def test_it_is_sent_whole_to_be_kept(app):
    answer = request(app, "GET", path())

    assert 200 == answer.status_code
    assert first_html.TOOLS == answer.text
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_it_is_sent_compressed(app):
    answer = request(app, "GET", path(), headers={"accept-encoding": "gzip"})

    assert "gzip" == answer.headers["content-encoding"]
    assert first_html.TOOLS == gzip.decompress(answer.content).decode()


@pytest.mark.parametrize("name", ["tools-0.js", "shell.js", ""])
def test_by_any_other_name_there_is_nothing(app, name):
    answer = request(app, "GET", f"/program/{name}")

    assert 404 == answer.status_code


def test_no_part_writes_html_or_runs_text():
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in first_html.TOOLS, word


def test_no_rule_of_the_style_asks_what_the_whole_page_holds():
    # Plotly measures words by putting them in, one by one: after each such a rule has the
    # style of everything worked out anew, which was half the time of a page with charts.
    whole = r"(?:html|body|:root|#root|\.stApp|\[data-testid=\"stMain\"\])[^\s,{>+~]*:has\("

    assert [] == re.findall(rf"{whole}[^{{]*", first_html.STYLE)
    assert re.search(whole, "p, body.drawn:has(.st-key-only) a { color: red }")
