"""Head of the Story page."""

from __future__ import annotations

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.effect import Effect, Run
from dashboard.exhibits.exhibit import (
    Opening,
    Reader,
)
from dashboard.html import stories
from dashboard.language.language import Language


def title_answer(found: Effect, n_sessions: int, t: Language) -> str:
    """
    Headline: how large the gap is and when it opened.

    A gap that rounds to nothing is called none; its order is not spoken of.
    """
    gap = abs(found.difference or 0.0)
    if found.run is None:
        return t.plural(
            "No gap of a point or more in {n} session",
            "No gap of a point or more in {n} sessions",
            n_sessions,
        )
    if found.run.share > 1:
        return t.plural(
            "A gap of {gap} in {n} session, all of it and more built {days}",
            "A gap of {gap} in {n} sessions, all of it and more built {days}",
            n_sessions,
            gap=t.points(gap),
            days=on_sessions(found.run, t),
        )
    return t.plural(
        "A gap of {gap} in {n} session, {share} of it built {days}",
        "A gap of {gap} in {n} sessions, {share} of it built {days}",
        n_sessions,
        gap=t.points(gap),
        share=t.percent(found.run.share, 0, sign=False),
        days=on_sessions(found.run, t),
    )


def on_sessions(run: Run, t: Language) -> str:
    """When a run of sessions was."""
    if run.first == run.last:
        return t("on {day}", day=t.day(run.first))
    return t("from {first} to {last}", first=t.day(run.first), last=t.day(run.last))


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline with the gap; without one the question, and why there is none."""
    t = reader.t
    question, found = t.pick(trial.case.question), trial.effect
    if found is None or found.difference is None:
        return Opening(question, _no_answer(trial, t))
    title = title_answer(found, len(trial.result.sessions), t)
    return Opening(title, stories.verdict(trial.table, t), question=question)


def _no_answer(trial: Trial, t: Language) -> str:
    headline = trial.result.headline
    if headline is None or headline.reason is None:
        return t("The case has no group whose return could be compared.")
    return t.say(headline.reason)
