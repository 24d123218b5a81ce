"""The body of a page: its text without navigation, scripts and related links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST = 4_000_000
"""Signs of a page; longer ones are no article."""

MOST_TAGS = 60_000
"""Tags of a page; one with more takes longer to read than a reader waits."""

_BLOCKS = frozenset(
    (
        *(
            "p",
            "div",
            "br",
            "li",
            "tr",
            "table",
            "section",
            "article",
            "blockquote",
            "pre",
            "figure",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd", "header", "footer"),
    )
)
_DROPPED = (
    *(
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "form",
        "button",
        "svg",
        "object",
        "nav",
    ),
    *("aside", "footer", "select", "textarea", "head", "title"),
)
_SHORT = 40  # signs under which a found body is taken for none
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|p|div|article|section|script|style|table|br|span|h[1-6])\b[^>]*>",
    re.IGNORECASE,
)
# Pictures written into the page, and whatever else fills an attribute.
_STUFFED = re.compile(r"=\"[^\"<>]{1000,}\"")
_PUBLISHED = re.compile(
    r"(?:article:published_time|datePublished|pubdate|publishdate|weibo:article:create_at|"
    r"og:release_date)[\"']?"
    r"(?:\s+content=|"
    r"\s*[:=]\s*)[\"'](?P<stamp>20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[+Z][\d:]*)?)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """Title, text and time of publication of a page, where it says one."""

    title: str
    text: str
    published: datetime | None


def is_markup(text: str) -> bool:
    """Whether a text is a page or a piece of one: it begins as one, or has several tags."""
    return bool(_MARKUP.match(text.lstrip())) or len(_MARKUP.findall(text[:20_000])) > 2


def page_of(markup: str) -> Page:
    """
    Title and body of a page.

    Raises
    ------
    InputError
        If it is longer than any article, or has no text.
    """
    if len(markup) > LONGEST:
        raise InputError(
            N_("The page has more than {n} million signs: paste the text of the article instead."),
            n=LONGEST // 1_000_000,
        )
    if markup.count("<") > MOST_TAGS:
        raise InputError(
            N_("The page has more than {n} tags: paste the text of the article instead."),
            n=MOST_TAGS,
        )
    from lxml import etree  # noqa: PLC0415 - text needs no parser of pages
    from readability import Document  # noqa: PLC0415

    # Declarations of an encoding are of the bytes; here is text.
    markup = _STUFFED.sub('=""', re.sub(r"<\?xml[^<>]*\?>", "", markup))
    try:
        document = Document(markup)
        title, body = document.short_title(), document.summary(html_partial=True)
        text = _text(body)
        whole = _text(markup)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise InputError(
            N_("The page cannot be read: paste the text of the article instead.")
        ) from error
    except Exception as error:
        # readability wraps whatever stops it in an error of its own.
        if type(error).__module__.startswith("readability"):
            text, title, whole = "", "", _text(markup)
        else:
            raise
    if len(text) < _SHORT or len(text) < len(whole) // 5:
        text = whole
    if not text.strip():
        raise InputError(N_("There is nothing to read: the article is empty."))
    title = "" if title == "[no-title]" else title
    return Page(title, text, _published(markup))


def _published(markup: str) -> datetime | None:
    match = _PUBLISHED.search(markup)
    if match is None or len(match["stamp"]) < 16:
        return None
    try:
        return datetime.fromisoformat(match["stamp"][:16].replace(" ", "T"))
    except ValueError:
        return None


def _text(markup: str) -> str:
    from lxml import etree, html  # noqa: PLC0415

    if not markup.strip():
        return ""
    try:
        root = html.fromstring(f"<div>{markup}</div>" if "<body" not in markup else markup)
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, *_DROPPED, etree.Comment, with_tail=False)
    parts: list[str] = []
    _gather(root, parts)
    lines = [
        " ".join(re.split(r"[ \r\xa0]+", line)).strip(" ") for line in "".join(parts).split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _gather(root: HtmlElement, parts: list[str]) -> None:
    """Text in reading order: blocks end a line, cells of a table are parted by tabs."""
    for event, node in _walk(root):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                parts.append("\n")
            parts.append(_blanks(node.text))
        else:
            if tag in {"td", "th"} and node.getnext() is not None:
                parts.append("\t")
            elif tag in _BLOCKS and tag != "br":
                parts.append("\n")
            parts.append(_blanks(node.tail))


def _walk(root: HtmlElement) -> list[tuple[str, HtmlElement]]:
    from lxml import etree  # noqa: PLC0415

    return [(str(event), node) for event, node in etree.iterwalk(root, events=("start", "end"))]


def _blanks(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
