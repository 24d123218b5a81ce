"""Head of the Exposure page."""

from __future__ import annotations

from datetime import date

from dashboard.analysis.stories import statement_words
from dashboard.analysis.trial import Trial
from dashboard.exhibits.exhibit import (
    Opening,
    Reader,
)
from dashboard.language.language import Language


def _late(n: int, last: date, t: Language) -> str:
    """How many statements the window could not know."""
    day = t.long_day(last)
    if n:
        return t("{n} became public only after the close of {last}.", n=n, last=day)
    return t("None became public only after the close of {last}.", last=day)


def opening(trial: Trial, reader: Reader) -> Opening:
    """Question, and how many statements are late or have no address."""
    t, result = reader.t, trial.exposure
    rows = statement_words.rows_of(result)
    late = sum(not result.publication(row.id).public_before_close for row in rows)
    bare = sum(not row.url for row in rows)
    stocks = t.plural("{n} stock", "{n} stocks", len(result.stocks))
    stories = t.plural("{n} story", "{n} stories", len(result.stories))
    if not rows:
        return Opening(
            t("Who is linked to the story, and how well is it documented?"),
            t("Nobody has looked: no statement about {stocks} is on file.", stocks=stocks)
            if result.stories
            else t("The case has no story that could be documented."),
        )
    sentences = [
        t.plural(
            "{n} statement about {stocks} and {stories} is on file.",
            "{n} statements about {stocks} and {stories} are on file.",
            len(rows),
            stocks=stocks,
            stories=stories,
        ),
        _late(late, trial.window.last, t),
        t.plural("{n} has no address.", "{n} have no address.", bare)
        if bare
        else t("None is without an address."),
        statement_words.reported_note(rows, t),
    ]
    remark = t(
        "A statement without address or quote has not been held against the document it names."
    )
    return Opening(
        t("Who is linked to the story, and how well is it documented?"),
        t.sentences(sentences),
        remark=remark if any(not row.url and not row.quote for row in rows) else "",
    )
