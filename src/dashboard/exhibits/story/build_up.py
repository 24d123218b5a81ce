"""How the difference built up, session by session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.effect import SMALL, Effect, Run
from dashboard.analysis.window.timing import EventTime, is_placed
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts import story
from dashboard.errors import N_
from dashboard.exhibits import window_tables
from dashboard.exhibits.details import event_marks
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    whole,
)
from dashboard.language.language import Language
from dashboard.language.words import side_title
from dashboard.stats.result import Undefined, known_number


def gap_finding(found: Effect, n_sessions: int, t: Language) -> str:
    """
    How large the gap is and when it opened.

    A gap that rounds to nothing is called none; its order is not spoken of.  Of a gap that
    took the whole window, or whose sessions are not all known, the size is all that is said.
    """
    gap = abs(known_number(found.difference) or 0.0)
    if gap < SMALL:
        return t.plural(
            "No gap of a point or more in {n} session",
            "No gap of a point or more in {n} sessions",
            n_sessions,
        )
    if found.run is None:
        return t.plural(
            "A gap of {gap} in {n} session",
            "A gap of {gap} in {n} sessions",
            n_sessions,
            gap=t.points(gap),
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


def title_build_up(found: Effect | None, n_sessions: int, t: Language) -> str:
    """When the gap opened, or its size, or the plain question."""
    if found is None or isinstance(found.difference, Undefined):
        return t("How did the gap build up?")
    if found.run is None:
        return gap_finding(found, n_sessions, t)
    if found.run.share > 1:
        return t(
            "All of the gap of {gap} and more opened {days}",
            gap=t.points(abs(found.difference)),
            days=on_sessions(found.run, t),
        )
    return t(
        "{built} of the {gap} opened {days}",
        built=t.points(abs(found.run.built)),
        gap=t.points(abs(found.difference)),
        days=on_sessions(found.run, t),
    )


def market_of(result: WindowResult, benchmark: str) -> str:
    """Id of the benchmark in use, which is drawn as the market; empty where it has no line."""
    line = result.build_up.benchmarks.get(benchmark, ())
    return benchmark if any(value is not None for value in line) else ""


def note_build_up(
    case: Case, result: WindowResult, events: Sequence[EventTime], t: Language, market: str = ""
) -> str:
    """What the build-up draws, and whose missing sessions leave a gap in it."""
    parts = [
        t(
            "Mean return of each group since the close of {base}; shaded: the window.",
            base=t.day(result.base),
        )
    ]
    headline = result.headline
    alone = headline is not None and headline.b not in {group.id for group in case.groups}
    if market:
        title = side_title(case, market, t)
        parts.append(
            t("Dotted: the market ({benchmark}); the gap is the one to it.", benchmark=title)
            if alone
            else t("Dotted: the market ({benchmark}).", benchmark=title)
        )
    elif headline is not None and alone:
        parts.append(
            t(
                "The gap is the one to “{benchmark}”, which is not drawn.",
                benchmark=side_title(case, headline.b, t),
            )
        )
    if any(is_placed(item, result.build_up.sessions) for item in events):
        parts.append(t("Numbers are events at their session 0, listed below."))
    stopped = suspended_sentence(case, result, t)
    if not stopped and any(None in line for line in result.build_up.groups.values()):
        stopped = t("A line breaks off where a stock of its group has no price.")
    return t.sentences([*parts, stopped])


def suspended_sentence(case: Case, result: WindowResult, t: Language) -> str:
    """Stocks with a return that did not trade on a session inside the window; empty if none."""
    grouped = {group.id for group in case.groups}
    stopped = [
        stock
        for stock in result.stocks
        if stock.has_return and stock.missing and stock.group in grouped
    ]
    if not stopped:
        return ""
    return t(
        "Without a price on some session of the window: {stocks}. Its group has no mean there, "
        "and when the gap opened is not known.",
        stocks=t.listing([t.name(case.stock(stock.symbol)) for stock in stopped]),
    )


def describe_build_up(case: Case, result: WindowResult, t: Language, market: str = "") -> str:
    """Build-up in words: each group's line at the window's closes, then the market's."""
    days, drawn = result.build_up.sessions, result.build_up
    lines = [(t.pick(group.title), drawn.groups[group.id]) for group in case.groups]
    if market:
        lines.append((t("the market"), drawn.benchmarks[market]))
    parts = []
    for name, values in lines:
        line = dict(zip(days, values, strict=True))
        told = [f"{t.day(day)} {t.percent(line.get(day))}" for day in result.sessions]
        parts.append(f"{name}: {t.listing(told)}.")
    return " ".join(parts)


def _build_up(trial: Trial, reader: Reader) -> Made:
    t, case, result = reader.t, trial.case, trial.result
    market = market_of(result, trial.benchmark)
    return Figure(
        title=title_build_up(trial.effect, len(result.sessions), t),
        note=note_build_up(case, result, trial.events, t, market),
        alt=describe_build_up(case, result, t, market),
        plot=lambda: story.plot_build_up(
            case, result, trial.events, look=reader.look, benchmark=market
        ),
        table=lambda: window_tables.build_up_table(result, trial.note),
        days=tuple(result.build_up.sessions),
        marks=event_marks(trial.events, result.build_up.sessions),
    )


def _build_up_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.effect
    if found is None or isinstance(found.difference, Undefined):
        return []
    return [whole(gap_finding(found, len(trial.result.sessions), t), t)]


BUILD_UP = Exhibit(
    "build-up",
    N_("How the gap built up"),
    _build_up,
    _build_up_finding,
    numbers=(
        NumbersOf(
            "build-up",
            N_("How the gap built up, session by session"),
            lambda trial, _: window_tables.build_up_table(trial.result, trial.note),
        ),
    ),
    is_chart=True,
    compares_groups=True,
)


EXHIBITS = (BUILD_UP,)
