"""The first HTML a browser gets: language, title, style and security headers.

Streamlit's own index is kept as it is but for the head; our style sheet and one
small script are written into it, so that the page has its colours before the
application has loaded.  Inline scripts are allowed by their hash alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from dashboard.errors import SettingsError
from dashboard.language.language import Code
from dashboard.settings.loading import load_settings

if TYPE_CHECKING:
    from dashboard.ui.first_page import Sight

TITLE = "market / narrative"
THEMES = ("light", "dark")  # as `dashboard.ui.state`, which is not imported before the start

_ASSETS = files("dashboard").joinpath("ui", "assets")
# The house style first, then what single pages add, in order of their names.
STYLE = "".join(
    sheet.read_text(encoding="utf-8")
    for sheet in sorted(
        (file for file in _ASSETS.iterdir() if file.name.endswith(".css")),
        key=lambda file: (file.name != "style.css", file.name),
    )
)
SCRIPT = _ASSETS.joinpath("shell.js").read_text(encoding="utf-8")
# What a reader reaches for once a page stands: a file of its own, which browsers keep.
TOOLS = "\n".join(
    _ASSETS.joinpath(part).read_text(encoding="utf-8")
    for part in ("copying.js", "everything.js", "keys.js", "marks.js")
)
TOOLS_FILE = f"tools-{hashlib.sha256(TOOLS.encode()).hexdigest()[:16]}.js"
"""Its name, which changes when it does."""

# Components of Streamlit on every page of ours, by the names of their bundles.
_NEEDED = frozenset(
    {"Html", "PageLink", "Selectbox", "ButtonGroup", "DownloadButton", "BidiComponent"}
)
# The page that is known beforehand has no chart, which is most of all that is fetched.
_NEEDED_BY_SIGHT = frozenset({"Html", "PageLink", "Selectbox", "ButtonGroup", "TextInput"})

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_PROGRAM = re.compile(rb'<script type="module" crossorigin src="([^"]+)"></script>')
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
NEEDS_SCRIPT: dict[Code, str] = {
    "en": "Charts and controls need JavaScript; what is known of this page stands here without it.",
    "zh": "图表和控件需要 JavaScript；没有它时，这里只显示本页已知的内容。",
}
_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*/>", re.DOTALL)


def language_of(asked: str, accepted: str) -> Code:
    """
    Language of the first HTML: the link's, else the browser's first one.

    >>> language_of("", "zh-CN,zh;q=0.9"), language_of("en", "zh-CN"), language_of("", "")
    ('zh', 'en', 'en')
    """
    if asked in {"zh", "en"}:
        return "zh" if asked == "zh" else "en"
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


@lru_cache(maxsize=16)
def rewrite(index: bytes, code: Code, theme: str = "") -> bytes:
    """
    Index page with our language, title, style and script in its head, before any other.

    Parameters
    ----------
    index : bytes
        Streamlit's own.
    code : str
        Language of the page.
    theme : str
        Paper that the link asks for: `light`, `dark`, else that of the reader's system.
    """
    html = index.decode("utf-8")
    # Said here as well as by the script, for whoever reads without one.
    paper = f' data-theme="{theme}"' if theme in THEMES else ""
    tongue = "zh-CN" if code == "zh" else "en"
    html = html.replace('<html lang="en">', f'<html lang="{tongue}"{paper}>')
    html = html.replace("<title>Streamlit</title>", f"<title>{TITLE}</title>")
    html = _NOSCRIPT.sub(f"<noscript><p>{NEEDS_SCRIPT[code]}</p></noscript>", html)
    # Our pages use the reader's own fonts; the one preloaded here would never be drawn.
    html = _FONT.sub("", html)
    behind = f"{_preloads(_NEEDED)}{_tools_tag()}"
    head = f"<head><style>{STYLE}</style><script>{script()}</script>{behind}"
    return html.replace("<head>", head, 1).encode("utf-8")


def with_sight(index: bytes, sight: Sight | None) -> bytes:
    """First HTML with what is known of the page in front of the place where it is drawn."""
    if sight is None:
        return index
    place = b'<div id="root">'
    seen = index.replace(place, sight.html.encode("utf-8") + place, 1)
    if sight.title:
        told = f"<title>{escape(sight.title)}</title>{sight.tags(TITLE)}"
        seen = seen.replace(f"<title>{TITLE}</title>".encode(), told.encode("utf-8"), 1)
    # Streamlit's program runs for half a second in one piece: our script starts it once the
    # sight is painted.  A modulepreload would be compiled before that; a preload only comes in.
    seen = _PROGRAM.sub(rb'<link rel="modulepreload" crossorigin href="\1" id="program">', seen, 1)
    if not sight.has_chart:
        seen = seen.replace(_preloads(_NEEDED).encode(), _preloads(_NEEDED_BY_SIGHT).encode(), 1)
    return seen.replace(b'rel="modulepreload"', b'rel="preload" as="script"')


def with_feeds(index: bytes, offered: Sequence[tuple[str, str]]) -> bytes:
    """First HTML that names feeds in its head: of each its title and its address."""
    links = "".join(
        f'<link rel="alternate" type="application/atom+xml" title="{escape(title)}" '
        f'href="{escape(address)}">'
        for title, address in offered
    )
    return index.replace(b"</head>", links.encode("utf-8") + b"</head>", 1)


@lru_cache(maxsize=2)
def _preloads(needed: frozenset[str]) -> str:
    """Links that fetch at once what a page needs and Streamlit would ask for late."""
    from streamlit import file_util  # noqa: PLC0415 - where its bundles are

    bundles = sorted(path.name for path in Path(file_util.get_static_dir()).glob("static/js/*.js"))
    wanted = [name for name in bundles if name.split(".")[0] in needed]
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in wanted
    )


def _tools_tag() -> str:
    """Element that asks for the tools: behind the HTML, and of less hurry than Streamlit."""
    return f'<script defer fetchpriority="low" src="./program/{TOOLS_FILE}"></script>'


@lru_cache(maxsize=1)
def script() -> str:
    """Script of the first HTML; it is told under which path the server answers."""
    return SCRIPT.replace('"BASE_PATH"', json.dumps(base_path()))


def base_path() -> str:
    """Path under which the server answers: empty, or ``/narrative``."""
    from streamlit import config  # noqa: PLC0415 - known when the server starts, not at import

    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def _hash(text: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"


@lru_cache(maxsize=1)
def _script_hashes() -> str:
    from streamlit import file_util  # noqa: PLC0415 - Streamlit's index has an inline script of its own

    with open(f"{file_util.get_static_dir()}/index.html", "rb") as lines:  # noqa: PTH123
        own = _INLINE.findall(lines.read())
    return " ".join(_hash(text) for text in [*own, script().encode("utf-8")])


@lru_cache(maxsize=8)
def policy(framing: tuple[str, ...] = ("self",)) -> str:
    """
    Content security policy: nothing from elsewhere, no script but ours and Streamlit's.

    Parameters
    ----------
    framing : tuple of str
        Who may show a page in a frame: ``self``, ``none``, origins.
    """
    sites = (f"'{site}'" if site in {"self", "none"} else site for site in framing)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {_script_hashes()}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(sites)}",
        ]
    )


def headers() -> dict[str, str]:
    """Security headers of every answer."""
    framing = _framing()
    found = {"Content-Security-Policy": policy(framing), **_FIXED}
    # The older header knows no list of sites: with one, the policy alone speaks.
    if framing in _FRAME_OPTIONS:
        found["X-Frame-Options"] = _FRAME_OPTIONS[framing]
    return found


def _framing() -> tuple[str, ...]:
    try:
        return load_settings().frame_ancestors
    except (
        SettingsError
    ):  # the pages say what is wrong; until it is mended, nobody else frames them
        return ("self",)


_FRAME_OPTIONS = {("self",): "SAMEORIGIN", ("none",): "DENY"}
_FIXED = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
