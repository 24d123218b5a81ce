"""English names of companies that no list resolves: shown, so that nobody takes them for read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboard.articles.finds import NotResolved
from dashboard.articles.heads import HEAD
from dashboard.articles.mentions import Mention
from dashboard.articles.text import Taken, Text
from dashboard.articles.verbs import DOWN_EN, UP_EN

# A name of its own just before a verb with a percentage behind it.
_NAMED = re.compile(
    r"(?P<name>\b[A-Z][\w&’'-]*(?:\s(?:[A-Z][\w&’'-]*\.?|of|and|&)){0,6})\s"
    rf"(?:has |had |have |also |then |closed |ended )?(?:{UP_EN}|{DOWN_EN})"
    r"[^.;%]{0,40}\d\s?(?:%|percent)"
)
_COMPANY = re.compile(r"\b(?:Co|Ltd|Inc|Corp|Group|Holdings|Technolog\w+|Electronics?|Motors?)\b")
_NO_NAME = frozenset(
    (
        *(
            "It",
            "Its",
            "The",
            "Shares",
            "That",
            "They",
            "This",
            "These",
            "Stocks",
            "Revenue",
            "Sales",
        ),
        *(
            "Profit",
            "Net",
            "China",
            "Chinese",
            "Both",
            "Others",
            "Turnover",
            "Investors",
            "Analysts",
        ),
        *(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Industry",
            "Asia",
            "Japan",
            "Oil",
        ),
        *("Gold", "Brent", "Bitcoin", "Beijing", "Shanghai", "Shenzhen", "Tech", "Semiconductor"),
    )
)


def unknown_names(text: Text, mentions: list[Mention]) -> Iterator[NotResolved]:
    """Names before a stated move that are no mention and no index, each once."""
    if text.language != "en":
        return
    taken, seen = Taken(), set[str]()
    for mention in mentions:
        taken.take(mention.start, mention.stop)
    for match in _NAMED.finditer(text.plain):
        name = match["name"]
        plain = HEAD.search(name) or name.split()[0] in _NO_NAME
        if plain and not _COMPANY.search(name):
            continue
        if name not in seen and taken.take(match.start("name"), match.end("name")):
            seen.add(name)
            quote, place = text.quote(match.start("name"), match.end("name"))
            yield NotResolved(quote, "unknown-name", (), quote, place)
