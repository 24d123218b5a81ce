"""How a story came out, in a sign and two words: the one home of these words."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from dashboard.analysis.answer.facts import AnswerKind
from dashboard.errors import N_
from dashboard.language.language import Language

Outcome: TypeAlias = AnswerKind | Literal["waiting"]

OUTCOMES: tuple[Outcome, ...] = (*get_args(AnswerKind), "waiting")
"""In the order in which they are counted."""

SIGNS: dict[Outcome, str] = {
    "yes": "✔",
    "rather": "✔",
    "other-way": "✖",
    "nothing-for-it": "○",
    "cannot-tell": "○",
    "waiting": "–",
}

WORDS: dict[Outcome, str] = {
    "yes": N_("yes"),
    "rather": N_("rather another"),
    "other-way": N_("the other way"),
    "nothing-for-it": N_("nothing for it"),
    "cannot-tell": N_("cannot tell"),
    "waiting": N_("waiting"),
}


def outcome_mark(outcome: Outcome, t: Language) -> str:
    """
    Sign and words of an outcome.

    >>> outcome_mark("rather", Language()), outcome_mark("waiting", Language())
    ('✔ rather another', '– waiting')
    """
    return f"{SIGNS[outcome]} {t(WORDS[outcome])}"
