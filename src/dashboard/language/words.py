"""The words of the case format in the reader's language, each with its shape.

One place for all pages, so that a finding looks and reads the same everywhere.
A shape never stands without its word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from babel.dates import get_timezone_location

from dashboard.case import (
    SOURCE_QUALITY,
    Case,
    Evidence,
    Moment,
    Precision,
    Source,
    SourceKind,
    StoryKind,
)
from dashboard.errors import N_, NP_
from dashboard.language.language import Language


@dataclass(frozen=True, slots=True)
class Word:
    """
    A word of the format as a reader sees it.

    Attributes
    ----------
    mark : str
        Its shape: one character.
    text : str
        The word in English; a catalogue key.
    meaning : str
        What it says, in a sentence; a catalogue key.
    """

    mark: str
    text: str
    meaning: str


FINDINGS: dict[str, Word] = {
    "quantified": Word(
        "●",
        N_("quantified"),
        N_("A document gives a figure for the business in question."),
    ),
    "established": Word(
        "●",
        N_("established"),
        N_("A document shows a clear business relationship, without a figure."),
    ),
    "stated": Word(
        "◐",
        NP_("finding", "stated"),
        N_("The company says so; how much it amounts to is not disclosed."),
    ),
    "small": Word("◔", N_("small share"), N_("The company itself calls it a small share.")),
    "mixed": Word(
        "◌",
        N_("mixed in"),
        N_("Mentioned, but counted together with other business or still being built up."),
    ),
    "early-stage": Word(
        "◌", N_("early stage"), N_("Just begun, without revenue that could be told apart.")
    ),
    "none-found": Word(
        "∅",
        N_("none found"),
        N_("Looked for and not found in the documents searched; that is not proof of absence."),
    ),
    "denied": Word("✕", N_("denied"), N_("The company has denied it.")),
    "rumoured": Word(
        "≈", N_("rumoured"), N_("What the market believed, documented or not; never a document.")
    ),
    "after-window": Word(
        "→",
        N_("after the window"),
        N_("Evidence exists, but it became public only after the window’s last close."),
    ),
    "not-assessed": Word(
        "?", N_("not assessed"), N_("Nobody has looked; that is not the same as none found.")
    ),
}
"""Findings and the two states of a cell that are none, by the format's word."""

SOURCE_KINDS: dict[SourceKind, str] = {
    "annual-report": N_("Annual report"),
    "interim-report": N_("Interim report"),
    "exchange-filing": N_("Exchange filing"),
    "company-statement": N_("Company statement"),
    "investor-qa": N_("Answer to investors"),
    "broker": N_("Broker"),
    "press": N_("Press"),
    "market-talk": N_("Market talk"),
}

SOURCE_QUALITIES: dict[int, tuple[str, str]] = {
    7: (N_("audited"), N_("An annual report: its accounts are audited.")),
    6: (
        N_("filed"),
        N_("An interim report or another filing with the exchange: under the rules, not audited."),
    ),
    5: (N_("company’s word"), N_("A statement of the company outside the exchange’s filings.")),
    4: (N_("answer"), N_("An answer to an investor: short, and nobody has checked it.")),
    3: (N_("broker’s view"), N_("A broker’s report: an outsider with an interest.")),
    2: (N_("press"), N_("A newspaper or an article.")),
    1: (N_("talk"), N_("What the market says: no document at all.")),
}
"""Quality of a source by its grade, best first: its word, and which sources it is for."""

STORY_KINDS: dict[StoryKind, str] = {
    "evidence": N_("What is documented"),
    "label": N_("What the market believed"),
    "market": N_("The market itself"),
}

PRECISIONS: dict[Precision, str] = {
    "second": N_("known to the second"),
    "minute": N_("known to the minute"),
    "day": N_("day known, time of day unknown"),
    "before-open": N_("before the exchange opened"),
    "after-close": N_("after the exchange had closed"),
    "by": N_("a deadline: known no later than this day"),
}

# Free text of the tables has one column for both languages.  What the shipped
# case writes there is known here, so that a Chinese page stays Chinese.
_STAMPS: dict[Precision, str] = {
    "second": N_("{day}, {time}"),
    "minute": N_("{day}, {time}"),
    "day": N_("{day}, time of day unknown"),
    "before-open": N_("{day}, before the open"),
    "after-close": N_("{day}, after the close"),
    "by": N_("no later than {day}"),
}
_PERIOD = re.compile(r"^(?P<year>\d{4})(?P<part>H[12]|Q[1-4]|)$")
_PARTS_OF_YEAR: dict[str, str] = {
    "": N_("{year}"),
    "H1": N_("first half of {year}"),
    "H2": N_("second half of {year}"),
    "Q1": N_("first quarter of {year}"),
    "Q2": N_("second quarter of {year}"),
    "Q3": N_("third quarter of {year}"),
    "Q4": N_("fourth quarter of {year}"),
}
_REPORT_DEADLINE = N_("no later than {day} (legal deadline)")


LIMIT_SIGNS = {"up": "▲", "down": "▼"}
"""Closes at the daily limit, by the side."""


def finding(state: str, t: Language) -> str:
    """Word of a finding or cell state, without its shape."""
    return t(FINDINGS[state].text)


def marked(state: str, t: Language) -> str:
    """Shape and word of a finding or cell state: “◐ stated”."""
    word = FINDINGS[state]
    return f"{word.mark} {t(word.text)}"


def source_kind(kind: SourceKind, t: Language) -> str:
    """Word of the kind of document a statement comes from."""
    return t(SOURCE_KINDS[kind])


def source_quality(row: Evidence, t: Language) -> str:
    """Word of how far a row's kind of document can be relied on: “filed”."""
    return t(SOURCE_QUALITIES[SOURCE_QUALITY[row.source_kind]][0])


def graded_quality(row: Evidence, t: Language) -> str:
    """
    Quality of a row's source with its place on the scale: “filed (6 of 7)”.

    Of a reported row it is the document's, and only as good as the report.
    """
    text = t(
        "{quality} ({n} of {total})",
        quality=source_quality(row, t),
        n=SOURCE_QUALITY[row.source_kind],
        total=len(SOURCE_QUALITIES),
    )
    return t("{quality}, if the report is right", quality=text) if row.is_reported else text


def story_kind(kind: StoryKind, t: Language) -> str:
    """Head over the stories of one kind."""
    return t(STORY_KINDS[kind])


def published(moment: Moment, t: Language, *, home: str, kind: SourceKind | None = None) -> str:
    """
    When something was published, as exactly as it is known and no more.

    Parameters
    ----------
    moment : Moment
        Time of publication.
    t : Language
        The reader's language.
    home : str
        Time zone of the case; another one is named.
    kind : str, optional
        Kind of document: a report's deadline is the law's.
    """
    precision = moment.precision
    template = _STAMPS[precision]
    if precision == "by" and kind in {"annual-report", "interim-report"}:
        template = _REPORT_DEADLINE
    clock = moment.stamp.strftime("%H:%M" if precision == "minute" else "%H:%M:%S")
    text = t(template, day=t.long_day(moment.stamp), time=clock)
    # A day has no other zone to be told in: the zone decides which hours it covers.
    if moment.timezone == home:
        return text
    place = get_timezone_location(moment.timezone, locale=t.locale, return_city=True)
    return t("{moment} ({place} time)", moment=text, place=place)


def measured(value: float | None, unit: str, t: Language) -> str:
    """
    Value with its unit: “53%”, “6.5 times”, “2 mentions”; empty without a value.

    >>> measured(0.53, "fraction", Language("en")), measured(6.5, "multiple", Language("en"))
    ('53%', '6.5 times')
    """
    if value is None:
        return ""
    if unit in {"fraction", "percent"}:
        share = value * 100 if unit == "fraction" else value
        return f"{_shortest(share, t)}%"
    if unit == "multiple":
        return t("{number} times", number=_shortest(value, t))
    number = t.compact(value) if abs(value) >= 1e6 else _shortest(value, t)
    return t("{number} {unit}", number=number, unit=unit) if unit else number


def period(text: str, t: Language) -> str:
    """
    Period a document reports on: halves and quarters in words.

    >>> period("2024H1", Language("en")), period("2023 to 2024H1", Language("en"))
    ('first half of 2024', '2023 to first half of 2024')
    """
    parts = [_PERIOD.sub(lambda hit: _part_of_year(hit, t), part) for part in text.split(" to ")]
    return t("{first} to {last}", first=parts[0], last=parts[1]) if len(parts) == 2 else parts[0]


def _part_of_year(hit: re.Match[str], t: Language) -> str:
    return t(_PARTS_OF_YEAR[hit["part"]], year=hit["year"])


def _shortest(value: float, t: Language) -> str:
    """Return the number with the decimals it needs, at most four."""
    digits = next((n for n in range(4) if abs(round(value, n) - value) < 1e-9), 4)
    return t.number(value, digits)


def article(source: Source, t: Language) -> str:
    """
    The article behind a case by author, title and publisher, as far as they are known.

    >>> from datetime import datetime
    >>> article(Source("“Cold” water", "The Paper", "", datetime.min, "A. B."), Language("en"))
    'A. B., “‘Cold’ water”, The Paper'
    """
    if t.code == "zh":
        title = f"《{source.title}》"
    else:
        # Quotation marks inside a quotation are single ones.
        title = "“{}”".format(source.title.replace("“", "‘").replace("”", "’"))
    named = [source.author, title if source.title else "", source.publisher]
    if t.code == "zh":
        named = [source.author + named[1], source.publisher]
    return t(NP_("clauses", ", ")).join(part for part in named if part)


NOTICEABLE = 0.0005
"""A difference under this rounds to 0.0 points: neither side is said to be ahead."""


class Sides(NamedTuple):
    """Titles of the two sides of a difference, that which is ahead first."""

    ahead: str
    behind: str


def sides(case: Case, a: str, b: str, difference: float, t: Language) -> Sides:
    """Who is ahead of whom when `a` less `b` is `difference`."""
    first, second = side_title(case, a, t), side_title(case, b, t)
    return Sides(first, second) if difference >= 0 else Sides(second, first)


def left_out(case: Case, a: str, b: str, t: Language) -> str:
    """That the case has more groups than the two held against each other; empty where not."""
    others = [t.pick(group.title) for group in case.groups if group.id not in {a, b}]
    if not others:
        return ""
    return t("Not in this comparison: {groups}.", groups=t.listing(others))


def side_title(case: Case, side: str, t: Language) -> str:
    """Title of one side of the difference: a group or a benchmark."""
    titles = {group.id: group.title for group in case.groups}
    return t.pick(titles[side] if side in titles else case.benchmark(side).title)


def caution(n_stocks: int, n_sessions: int, t: Language) -> str:
    """
    What a page or a report is and is not, for its foot.

    >>> caution(1, 1, Language()).partition(";")[0]
    '1 stock over 1 session can only describe a pattern'
    """
    return t(
        "{stocks} over {sessions} can only describe a pattern; “consistent with” is not “caused "
        "by”. Nothing here is advice to buy or sell.",
        stocks=t.plural("{n} stock", "{n} stocks", n_stocks),
        sessions=t.plural("{n} session", "{n} sessions", n_sessions),
    )
