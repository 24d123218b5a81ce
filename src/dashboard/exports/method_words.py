"""How a trial's numbers were made, in plain sentences."""

from __future__ import annotations

from datetime import date

from dashboard.case import Case, Text
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote


def method(case: Case, base: date, last: date, note: PriceNote, t: Language) -> list[str]:
    """Returns, prices, events, grades and where the story comes from, a sentence each."""
    return [
        t(
            "Returns are simple returns from the close of {base}, the session before the "
            "window, to the close of {last}; a group’s return is the plain mean of its "
            "stocks, bought at the base and held.",
            base=t.long_day(base),
            last=t.long_day(last),
        ),
        _prices(note, t),
        t(
            "An event counts from its session 0: the session in force at the middle of the "
            "time in which it can have been published, in exchange time. After the close "
            "means the next session."
        ),
        t(
            "A grade rests on documents public before the window’s last close. Rumours are a "
            "column of their own: they say what the market believed, not what is documented."
        ),
        t(
            "The story comes from {publisher}, {day}. "
            "The statements are in the words of this case.",
            publisher=words.article(case.source, t),
            day=t.long_day(case.source.published.date()),
        ),
    ]


def _prices(note: PriceNote, t: Language) -> str:
    named = {
        "source": t.pick(Text(note.source, note.source_zh)),
        "adjustment": t.pick(Text(note.adjustment, note.adjustment_zh)),
    }
    if note.exact:
        return t(
            "Prices: {source}; adjustment: {adjustment}. They are not rounded after the fact, so "
            "returns have no rounding interval.",
            **named,
        )
    return t(
        "Prices: {source}; adjustment: {adjustment}. Two-decimal prices give each return a "
        "rounding interval; the table under the first figure prints it.",
        **named,
    )
