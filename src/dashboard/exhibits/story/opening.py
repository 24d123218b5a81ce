"""Head of the Story page: the question, its answer, and the numbers behind it."""

from __future__ import annotations

from markupsafe import Markup, escape

from dashboard.analysis.answer import words
from dashboard.analysis.answer.facts import Answer
from dashboard.analysis.trial import Trial
from dashboard.exhibits.exhibit import Opening, Reader
from dashboard.html.elements import el, markup
from dashboard.html.stocks import group_colour
from dashboard.language.language import Language


def opening(trial: Trial, reader: Reader) -> Opening:
    """Question, headline that answers it, sentences, and the numbers folded."""
    t, found = reader.t, trial.answer
    return Opening(
        words.headline(found, t),
        markup(el("span.sentence", _legend(found, each, t)) for each in words.sentences(found, t)),
        remark=words.verdict_line(found, t),
        question=t.pick(trial.case.question),
        folded=(t("the numbers"), words.numbers(found, t)),
    )


def _legend(found: Answer, sentence: str, t: Language) -> Markup:
    """A sentence whose groups stand in their colours: it is the legend of the picture."""
    text = escape(sentence)
    for place, group in enumerate(found.groups):
        name = escape(words.group_name(group.title, t))
        head, at, rest = text.partition(name)
        if at:
            text = head + el("b", name, style=group_colour(place)) + rest
    return text
