"""Columns and words of the case format as readers know them, wherever a case is changed."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.analysis.window.event_words import KINDS as EVENT_WORDS
from dashboard.errors import N_, NP_
from dashboard.html.draft_rows import CHOSEN
from dashboard.language import words
from dashboard.language.language import Language

NAMES: dict[str, str] = {
    "title": N_("Title"),
    "question": N_("Question"),
    "asks": N_("The story in question"),
    "publisher": N_("Publisher"),
    "author": N_("Author"),
    "url": N_("Address"),
    "first": N_("First session"),
    "last": N_("Last session"),
    "sessions": N_("Sessions"),
    "gap": N_("Sessions left free"),
    "chosen": N_("Chosen"),
    "name": N_("Name"),
    "group": N_("Group"),
    "kind": N_("Kind"),
    "predicts": N_("What it predicts"),
    "expects": N_("Direction"),
    "stories": N_("Stories"),
    "value": N_("Value"),
    "unit": N_("Unit"),
    "finding": N_("Finding"),
    "story": N_("Story"),
    "source_kind": N_("Kind of source"),
    "statement": N_("Statement"),
    "measure": N_("Measure"),
    "denominator": N_("Denominator"),
    "period": N_("Period"),
    "text": N_("Wording"),
    "stated": N_("As stated"),
    "tolerance": N_("Tolerance"),
    "id": N_("Short name"),
    "slug": N_("Name in links"),
    "calendar": N_("Calendar"),
    "timezone": N_("Time zone"),
    "currency": N_("Currency"),
    "status": N_("Status"),
    "review": N_("Look again on"),
    "symbol": N_("Code"),
    "listed": N_("First session ever"),
    "returns": N_("File of returns"),
    "universe": N_("Returns of the universe"),
    "published": N_("Published"),
    "precision": N_("Precision"),
    "series": N_("Series"),
    "stocks": N_("Stocks"),
    "stock": N_("Stock"),
    "source": N_("Source"),
    "document": N_("Document"),
    "page": N_("Page"),
    "quote": N_("Quote"),
    "searched": N_("Searched for"),
    "searched_in": N_("Searched in"),
    "via": N_("Reported by"),
    "via_published": N_("Reported on"),
    "confirms": N_("Confirms the report"),
    "contradicts": N_("Contradicts the report"),
    "tag": N_("Tag"),
    "seen": N_("Seen on"),
    "reason": N_("Stated reason"),
    "subject": N_("About"),
    "relation": N_("Relation"),
    "said": N_("In the article’s words"),
    "rate": N_("Rate"),
    "known": N_("Known figure"),
    "beside": N_("Agrees with"),
}
LANGUAGES = {"zh": N_("{name} (Chinese)"), "en": N_("{name} (English)")}

EXPECTED: dict[str, str] = {
    "rise": N_("more of it, a higher return"),
    "fall": N_("more of it, a lower return"),
}
STATUSES: dict[str, str] = {"open": N_("open"), "closed": N_("closed")}
PRECISIONS: dict[str, str] = {
    "second": N_("second"),
    "minute": N_("minute"),
    "day": NP_("precision", "day"),
    "before-open": N_("before open"),
    "after-close": N_("after close"),
    "by": N_("by"),
}
CLAIM_KINDS: dict[str, str] = {
    "return": N_("Return"),
    "rank-max": N_("First of its group"),
    "rank-min": N_("Last of its group"),
    "group-mean": N_("Mean of a group"),
    "session-count": N_("Count of sessions"),
    "series-growth": N_("Growth of a series"),
    "order": N_("Order in time"),
    "evidence": N_("Evidence"),
    "part-of-whole": N_("Share of a whole"),
    "compound-growth": N_("Growth over years"),
    "forecast": N_("Forecast"),
    "statement": N_("Statement"),
    "thesis": N_("Thesis"),
}


def columns_called(columns: Iterable[str]) -> dict[str, str]:
    """
    Column by the heading that the page gives it, in either language.

    >>> columns_called(["source_kind"])
    {'Kind of source': 'source_kind', '来源类型': 'source_kind'}
    """
    return {name(column, Language(code)): column for column in columns for code in ("en", "zh")}


def name(column: str, t: Language) -> str:
    """
    Heading of a column, with the language of its text.

    >>> name("title_zh", Language()), name("symbol", Language())
    ('Title (Chinese)', 'Code')
    """
    if column in NAMES:
        return t(NAMES[column])
    stem, _, code = column.rpartition("_")
    if code in LANGUAGES and stem in NAMES:
        return t(LANGUAGES[code], name=t(NAMES[stem]))
    return column


def word(column: str, value: str, t: Language, *, table: str = "") -> str:
    """
    Word of the format in the reader’s language; any other text is returned as it is.

    Parameters
    ----------
    column, value : str
    t : Language
    table : str
        Tells the kinds of stories, events and claims apart.
    """
    kinds: dict[str, str] = dict([*words.STORY_KINDS.items(), *EVENT_WORDS.items()])
    known: dict[str, dict[str, str]] = {
        "finding": {state: found.text for state, found in words.FINDINGS.items()},
        "source_kind": dict(words.SOURCE_KINDS.items()),
        "kind": CLAIM_KINDS if table == "claims" else kinds,
        "chosen": CHOSEN,
        "expects": EXPECTED,
        "status": STATUSES,
        "precision": PRECISIONS,
    }
    said = known.get(column, {}).get(value)
    return value if said is None else t(said)
