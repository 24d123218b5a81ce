"""Head of the Exposure page."""

from __future__ import annotations

from dashboard.analysis.stories import statement_words
from dashboard.analysis.trial import Trial
from dashboard.exhibits.exhibit import (
    Opening,
    Reader,
)


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
        t(
            "{late} of them became public only after the close of {last}; {bare} have no address.",
            late=late,
            bare=bare,
            last=t.long_day(trial.window.last),
        ),
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
