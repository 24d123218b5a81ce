"""What the figures of the Story page say in words: titles, notes, text alternatives."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.window.answer import Answer, Run
from dashboard.analysis.window.sensitivity import Change
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.language.language import Language


def side_title(case: Case, side: str, t: Language) -> str:
    """Title of one side of the difference: a group or a benchmark."""
    titles = {group.id: group.title for group in case.groups}
    return t.pick(titles[side] if side in titles else case.benchmark(side).title)


def title_answer(found: Answer, n_sessions: int, t: Language) -> str:
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
            days=_on(found.run, t),
        )
    return t.plural(
        "A gap of {gap} in {n} session, {share} of it built {days}",
        "A gap of {gap} in {n} sessions, {share} of it built {days}",
        n_sessions,
        gap=t.points(gap),
        share=t.percent(found.run.share, 0, sign=False),
        days=_on(found.run, t),
    )


def _on(run: Run, t: Language) -> str:
    if run.first == run.last:
        return t("on {day}", day=t.day(run.first))
    return t("from {first} to {last}", first=t.day(run.first), last=t.day(run.last))


def title_strip(case: Case, found: Answer | None, t: Language) -> str:
    """Whether the two sides part, or the plain question."""
    if found is None or found.difference is None:
        return t("How much did each stock move?")
    if not found.parted:
        return t("The groups overlap: not every stock follows its group")
    higher, lower = (found.a, found.b) if found.difference > 0 else (found.b, found.a)
    return t(
        "{higher} beat {lower}, every one of them",
        higher=side_title(case, higher, t),
        lower=side_title(case, lower, t),
    )


def note_strip(result: WindowResult, t: Language) -> str:
    """What the dot strip draws."""
    text = t(
        "Return from the close of {base} to the close of {last}. One dot a stock; the bar is the "
        "group’s mean.",
        base=t.day(result.base),
        last=t.long_day(result.window.last),
    )
    if any(stock.closed_at_limit for stock in result.stocks):
        text += t(" ▲ closed at its daily limit on the last session: the move may not be over.")
    return text


def describe_strip(case: Case, result: WindowResult, t: Language) -> str:
    """Dot strip in words: each group's mean and each stock's return."""
    parts = []
    for group in case.groups:
        stocks = [
            f"{t.name(case.stock(stock.symbol))} {t.percent(stock.value)}"
            for stock in sorted(result.members(group.id), key=lambda s: -(s.value or 0.0))
        ]
        parts.append(
            t(
                "{group}, mean {mean}: {stocks}.",
                group=t.pick(group.title),
                mean=t.percent(result.group(group.id).mean),
                stocks=t.listing(stocks),
            )
        )
    return " ".join(parts)


def title_build_up(found: Answer | None, t: Language) -> str:
    """When the gap opened, or the plain question."""
    if found is None or found.run is None or found.difference is None:
        return t("How did the gap build up?")
    return t(
        "{built} of the {gap} opened {days}",
        built=t.points(abs(found.run.built)),
        gap=t.points(abs(found.difference)),
        days=_on(found.run, t),
    )


def note_build_up(result: WindowResult, t: Language) -> str:
    """What the build-up draws."""
    return t(
        "Mean return of each group since the close of {base}; shaded: the window. Numbers are "
        "events at their session 0, listed below.",
        base=t.day(result.base),
    )


def describe_build_up(case: Case, result: WindowResult, t: Language) -> str:
    """Build-up in words: each group's line at the window's closes."""
    days = result.build_up.sessions
    parts = []
    for group in case.groups:
        line = dict(zip(days, result.build_up.groups[group.id], strict=True))
        values = [f"{t.day(day)} {t.percent(line.get(day))}" for day in result.sessions]
        parts.append(f"{t.pick(group.title)}: {t.listing(values)}.")
    return " ".join(parts)


def title_changes(gap: float, changes: Sequence[Change], t: Language) -> str:
    """Whether the gap keeps its sign under every nearest change, and its range."""
    values = [change.difference for change in changes if change.difference is not None]
    if not values:
        return t("What would change the answer?")
    low, high = min(values), max(values)
    if all((value > 0) == (gap > 0) and value != 0 for value in values):
        low, high = sorted((abs(low), abs(high)))
        return t(
            "One step changes the gap to between {low} and {high}, never its direction",
            low=t.points(low),
            high=t.points(high),
        )
    return t("One step is enough to turn the gap’s direction")
