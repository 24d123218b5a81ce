"""Returns over the window as a table, and one small panel a stock."""

from __future__ import annotations

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.limits import any_limit
from dashboard.analysis.window.rebased import Rebased
from dashboard.analysis.window.timing import is_placed
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case
from dashboard.charts import multiples
from dashboard.errors import N_
from dashboard.exhibits import line_tables
from dashboard.exhibits.details import event_marks, stock_marks
from dashboard.exhibits.exhibit import (
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    in_words,
)
from dashboard.exhibits.prices.lines import note_marks
from dashboard.html.returns import returns_table
from dashboard.language.language import Language
from dashboard.stats.result import Undefined, or_nan


def title_returns(case: Case, result: WindowResult, t: Language) -> str:
    """Whether the first two groups' returns overlap."""
    known = [group for group in result.groups if not isinstance(group.minimum, Undefined)]
    if len(known) < 2:
        return t("Return of every stock over the window")
    high, low = sorted(known[:2], key=lambda group: -or_nan(group.mean))
    if max(high.n, low.n) == 1:
        return t(
            "{a} {x}, {b} {y}",
            a=t.pick(case.group(high.id).title),
            x=t.percent(high.mean),
            b=t.pick(case.group(low.id).title),
            y=t.percent(low.mean),
        )
    if or_nan(high.minimum) > or_nan(low.maximum):
        return t(
            "No overlap: {a} {x} at least, {b} {y} at most",
            a=t.pick(case.group(high.id).title),
            x=t.percent(high.minimum),
            b=t.pick(case.group(low.id).title),
            y=t.percent(low.maximum),
        )
    return t(
        "{a} and {b} overlap: {a} {x} at least, {b} {y} at most",
        a=t.pick(case.group(high.id).title),
        x=t.percent(high.minimum),
        b=t.pick(case.group(low.id).title),
        y=t.percent(low.maximum),
    )


def _window_returns(trial: Trial, reader: Reader) -> Made:
    t, case, result, benchmark = reader.t, trial.case, trial.result, trial.benchmark
    return Figure(
        title=title_returns(case, result, t),
        note=t(
            "Close of {base} to close of {last}. In brackets: what the two-decimal prices allow "
            "the return to be. Less benchmark: the return of the whole window less that of "
            "{benchmark}, points.",
            base=t.long_day(trial.base),
            last=t.long_day(trial.window.last),
            benchmark=t.pick(case.benchmark(benchmark).title),
        ),
        body=lambda: returns_table(
            case,
            result,
            benchmark,
            t,
            reader.links,
            rise_is_red=reader.look.rise_is_red,
            stock=reader.stock,
        ),
        table=lambda: line_tables.window_table(case, result, trial.note, benchmark=benchmark),
    )


WINDOW_RETURNS = Exhibit(
    "window-returns",
    N_("Returns over the window"),
    _window_returns,
    numbers=(
        NumbersOf(
            "window-returns",
            N_("Stocks, groups and benchmarks over the window"),
            lambda trial, _: line_tables.window_table(
                trial.case, trial.result, trial.note, benchmark=trial.benchmark
            ),
        ),
    ),
    anchor="returns",
)


# Panels ----------------------------------------------------------------


def title_panels(case: Case, result: WindowResult, t: Language) -> str:
    """How many stocks closed at the limit in the window."""
    if not any_limit(case, result.window.last):
        return t("Each stock beside its group")
    ups = sum(bool(stock.limit_up) for stock in result.stocks)
    downs = sum(bool(stock.limit_down) for stock in result.stocks)
    n = len(result.stocks)
    if ups and downs:
        return t(
            "{up} of {n} stocks closed at limit-up at least once in the window, {down} at "
            "limit-down",
            up=ups,
            down=downs,
            n=n,
        )
    if ups:
        return t("{k} of {n} stocks closed at limit-up at least once in the window", k=ups, n=n)
    if downs:
        return t("{k} of {n} stocks closed at limit-down at least once in the window", k=downs, n=n)
    return t("No stock closed at its daily limit in the window")


def note_panels(
    result: WindowResult, lines: Rebased, t: Language, *, has_events: bool = False
) -> str:
    """What the small panels draw."""
    text = t(
        "Return since the close of {base}, one scale for all; grey: the mean of the group. "
        "Above each panel: the window’s return. Shaded: the window.",
        base=t.long_day(result.base),
    )
    numbers = t("Numbers are events, in order of time.") if has_events else ""
    return t.sentences([text, note_marks(lines, t), numbers])


def describe_panels(case: Case, result: WindowResult, t: Language) -> str:
    """Text alternative: every stock's window return."""
    values = t(", ").join(
        f"{t.name(case.stock(stock.symbol))} {t.percent(stock.value)}" for stock in result.stocks
    )
    return t("One small line chart a stock, on one scale. Window returns: {values}.", values=values)


def _panels(trial: Trial, reader: Reader) -> Made:
    t, case, result, lines = reader.t, trial.case, trial.result, trial.lines
    if not case.stocks:
        return None
    return Figure(
        title=title_panels(case, result, t),
        note=note_panels(
            result,
            lines,
            t,
            has_events=any(is_placed(item, lines.sessions) for item in trial.events),
        ),
        alt=describe_panels(case, result, t),
        plot=lambda: multiples.plot_multiples(case, lines, result, trial.events, look=reader.look),
        table=lambda: line_tables.panel_table(lines, trial.note),
        days=tuple(lines.sessions),
        listed_on_page=True,
        marks=(*stock_marks(case.symbols), *event_marks(trial.events, lines.sessions)),
    )


PANELS = Exhibit(
    "panels",
    N_("Each stock beside its group"),
    _panels,
    in_words(_panels),
    numbers=(
        NumbersOf(
            "panels",
            N_("Each stock beside its group, session by session"),
            lambda trial, _: line_tables.panel_table(trial.lines, trial.note),
        ),
    ),
    is_chart=True,
)


EXHIBITS = (WINDOW_RETURNS, PANELS)
