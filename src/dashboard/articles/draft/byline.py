"""Who wrote an article and where it appeared, as its own lines say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from dashboard.articles.draft.wording import Wording, plain_words
from dashboard.articles.finds import Place

_NAME = r"[^\s/／|｜（）()，,。:：;；]{2,20}"
_BYLINE = re.compile(
    rf"^\s*(?:文|作者|撰文|记者|編輯|作者/来源)\s*[:：/／|｜]\s*(?P<author>{_NAME})"
    rf"(?:\s*[/／|｜]\s*(?P<paper>{_NAME}))?\s*$",
    re.MULTILINE,
)
_SOURCE = re.compile(rf"^\s*(?:来源|來源|出处|稿源)\s*[:：]\s*(?P<paper>{_NAME})\s*$", re.MULTILINE)
_DATELINE = re.compile(
    r"(?:^|[\s【\[])(?P<paper>[\u3400-\u9fff]{2,10}(?:社|报|报社|网|财经|周刊|新闻))"
    r"(?:[^\n，。]{0,16})?(?:讯|電|电)(?:[】\])）\s（(，:：]|$)",
    re.MULTILINE,
)
_ENGLISH = re.compile(
    r"^\s*By (?P<author>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3})\s*$"
    r"|\((?P<wire>Reuters|Bloomberg|Xinhua|AP|AFP|Caixin)\)",
    re.MULTILINE,
)
_HEAD = 1_500  # signs in which a byline stands, at either end of the text


@dataclass(frozen=True, slots=True)
class Byline:
    """
    Where an article comes from; what nothing says is empty.

    Attributes
    ----------
    title, author, publisher, url : str
    title_place, place : Place or None
        Where the title and the byline stand in the text.
    has_title : bool
        Whether the title is one; else it is the first line of the text.
    """

    title: str
    author: str
    publisher: str
    url: str
    title_place: Place | None
    place: Place | None
    has_title: bool


def byline_of(wording: Wording, *, url: str = "") -> Byline:
    """Title, author and publisher of an article, from its first and last lines and its address."""
    text = wording.finds.text
    author = paper = ""
    place = None
    for pattern in (_BYLINE, _SOURCE, _DATELINE, _ENGLISH):
        for match in pattern.finditer(text):
            if _HEAD < match.start() < len(text) - _HEAD:
                continue
            named = match.groupdict()
            author = author or (named.get("author") or "")
            paper = paper or (named.get("paper") or named.get("wire") or "")
            place = place or Place(match.start(), match.end())
    host = urlsplit(url).hostname or ""
    title, title_place, has_title = _title(wording, text)
    return Byline(
        title, plain_words(author), plain_words(paper) or host, url, title_place, place, has_title
    )


def _title(wording: Wording, text: str) -> tuple[str, Place | None, bool]:
    """Title of the page, else the first line that is no byline; a headline has no full stop."""
    named = wording.finds.title.strip()
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        place = Place(start, start + len(line.rstrip()))
        start += len(line)
        if not words or any(p.search(words) for p in (_BYLINE, _SOURCE)):
            continue
        first = next((other.strip() for other in text.splitlines() if other.strip()), "")
        if named and named[:100] != first[:100]:
            return plain_words(named, 120), None, True
        full_stop = words[-1] in "。.；;：:，,"
        return plain_words(words, 120).rstrip("。."), place, not full_stop
    return plain_words(named or text, 120), None, bool(named)
