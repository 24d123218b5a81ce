"""What should never stand in the HTML of a page, found as a browser would read it."""

import re
from html.parser import HTMLParser

from tests.ui.reading import charts, folded

# What the parts of a page are made of, and nothing else may stand in it.
TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr article b blockquote br button caption circle cite clippath code col colgroup
        data dd defs details div dl dt em figure footer g h1 h2 h3 header i input label li line
        mark nav ol p path polyline q rect s section small span strong style sub summary sup svg
        table tbody td text th thead time title tr tspan ul wbr
        """,
    )
)
_LINK = re.compile(r"(https?://|\./|\?|#|/(?!/)|[a-z]*(\?|#|$))", re.IGNORECASE)
_RUNS = {"srcdoc", "action", "formaction", "src", "ping"}


class Reader(HTMLParser):
    """Reads HTML and keeps what should not be in it."""

    def __init__(self, text):
        super().__init__()
        self.faults = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self._judge(tag, name, value or "")

    handle_startendtag = handle_starttag

    def _judge(self, tag, name, value):
        wrong = name.startswith("on") or name in _RUNS
        if name in {"href", "xlink:href"}:
            wrong = not _LINK.match(value)
        if name == "style":
            wrong = re.search(r"url|expression|import|position", value, re.IGNORECASE) is not None
        if wrong:
            self.faults.append(f"<{tag} {name}={value[:40]}>")

    def handle_data(self, data):
        # Ours keep the height of a chart's place.
        if self.lasttag == "style" and re.search(r"@|url|\*|position", data):
            self.faults.append(f"<style> {data[:40]}")

    def handle_decl(self, decl):
        self.faults.append(f"<!{decl[:40]}>")

    def handle_pi(self, data):
        self.faults.append(f"<?{data[:40]}>")


def html_of(app):
    """HTML of everything that an application shows."""
    return "\n".join(_blocks(app))


def _blocks(app):
    """Fragments that the browser puts into the page: tables folded away and drawings too."""
    return [
        *(block.proto.body for block in app.get("html")),
        *(each["inside"] for each in folded(app)),
        *(each["drawing"] for each in charts(app)),
    ]


def faults(app):
    """Everything wrong with what an application shows."""
    found = [f"exception: {error.value}" for error in app.exception]
    # Each block apart: what is left open in one must not hide what is in the next.
    found += [fault for block in _blocks(app) for fault in Reader(block).faults]
    # Markdown of ours is written in the code; texts of a case come as HTML that we escaped.
    found += [f"markdown: {m.value[:60]}" for m in app.markdown if re.search(r"[<\[!]", m.value)]
    return found + (["our apology"] if "Something went wrong" in html_of(app) else [])
