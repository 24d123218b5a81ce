"""Details of the marks of a figure: which of them a case has, their names, what they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date

from markupsafe import Markup

from dashboard.analysis.robustness.window_grid import GridCell
from dashboard.analysis.stories.grading import publication
from dashboard.analysis.trial import Trial
from dashboard.analysis.window import event_words
from dashboard.analysis.window.event_moves import EventMoves, event_moves
from dashboard.analysis.window.stock_test import StockTest, stock_tests
from dashboard.analysis.window.timing import EventTime, is_placed
from dashboard.case import Case
from dashboard.charts import inside_words
from dashboard.charts.marks import Mark, window_id
from dashboard.errors import N_
from dashboard.exhibits.exhibit import Reader
from dashboard.html import details as html
from dashboard.html.elements import el
from dashboard.html.links import Opens
from dashboard.html.statements import statement
from dashboard.html.stocks import group_style
from dashboard.language.language import Language
from dashboard.stats.result import Undefined

Way = tuple[str, str, str]


# What a figure has -------------------------------------------------------


def stock_marks(symbols: Iterable[str]) -> tuple[Mark, ...]:
    """Marks of stocks."""
    return tuple(Mark("stock", symbol) for symbol in symbols)


def event_marks(events: Iterable[EventTime], days: Sequence[date] = ()) -> tuple[Mark, ...]:
    """Marks of events; with `days`, of those that have a place among them."""
    return tuple(
        Mark("event", item.event.id) for item in events if not days or is_placed(item, days)
    )


def window_marks(cells: Iterable[GridCell]) -> tuple[Mark, ...]:
    """Marks of windows of a grid."""
    return tuple(Mark("window", window_id(cell.base, cell.last)) for cell in cells)


def is_known(case: Case, mark: Mark) -> bool:
    """Whether a case has what a mark of a link names; of a window, whether it is two days."""
    match mark.kind:
        case "event":
            return any(each.id == mark.id for each in case.events)
        case "stock":
            return mark.id in case.symbols
        case "evidence":
            return any(row.id == mark.id for row in case.evidence)
        case "window":
            return _days(mark) is not None


def _days(mark: Mark) -> tuple[date, date] | None:
    base, _, last = mark.id.partition("~")
    with suppress(ValueError):
        return date.fromisoformat(base), date.fromisoformat(last)
    return None


def mark_name(trial: Trial, mark: Mark, t: Language) -> str:
    """What a list of marks calls one."""
    case = trial.case
    match mark.kind:
        case "event":
            event = next(each for each in case.events if each.id == mark.id)
            return f"{trial.numbered[mark.id]} · {t.pick(event.title)}"
        case "stock":
            return t.name(case.stock(mark.id))
        case "evidence":
            row = next(each for each in case.evidence if each.id == mark.id)
            return " · ".join(filter(None, [t.name(case.stock(row.stock)), row.period or row.id]))
        case "window":
            base, last = _days(mark) or (trial.base, trial.window.last)
            return t("{base} to {last}", base=t.day(base), last=t.day(last))


# What a mark tells -------------------------------------------------------


def details(
    trial: Trial, reader: Reader, mark: Mark, shown: Sequence[Mark], opens: Opens
) -> Markup | None:
    """
    What a mark stands for, whole, to be opened under its figure.

    Parameters
    ----------
    trial : Trial
    reader : Reader
    mark : Mark
    shown : sequence of Mark
        All marks of the figure: its neighbours are one step away.
    opens : Opens
        How a link opens another one there.

    Returns
    -------
    Markup or None
        None where the figure has no such window.
    """
    told = html.Telling(
        trial.case, reader.t, reader.links, opens, rise_is_red=reader.look.rise_is_red
    )
    found = _TOLD[mark.kind](trial, told, mark)
    if found is None:
        return None
    kicker, title, body = found
    ways = (
        _cross(trial, mark, reader.t) if mark.kind == "window" else _beside(mark, shown, reader.t)
    )
    return html.opened(mark.key, kicker, title, body, opens=opens, ways=ways, t=reader.t)


def _beside(mark: Mark, shown: Sequence[Mark], t: Language) -> list[Way]:
    """The marks of the same kind before and after it in the figure."""
    alike = [each for each in shown if each.kind == mark.kind]
    if mark not in alike:
        return []
    at = alike.index(mark)
    return [
        *([(alike[at - 1].key, "‹", t("Previous"))] if at else []),
        *([(alike[at + 1].key, "›", t("Next"))] if at + 1 < len(alike) else []),
    ]


def _cross(trial: Trial, mark: Mark, t: Language) -> list[Way]:
    """The windows with the base or the last session before and after."""
    held, days = trial.grid, _days(mark)
    if isinstance(held, Undefined) or days is None:
        return []
    known = {(cell.base, cell.last) for cell in held.neighbours}
    base, last = days
    lines = (
        (sorted(b for b, end in known if end == last), base, lambda day: (day, last), _BASES),
        (sorted(end for b, end in known if b == base), last, lambda day: (base, day), _ENDS),
    )
    ways: list[Way] = []
    for line, own, window, names in lines:
        at = line.index(own)
        if at:
            ways.append((_key(window(line[at - 1])), names[0][0], t(names[0][1])))
        if at + 1 < len(line):
            ways.append((_key(window(line[at + 1])), names[1][0], t(names[1][1])))
    return ways


_BASES = (("↑", N_("Earlier base")), ("↓", N_("Later base")))
_ENDS = (("‹", N_("Earlier end")), ("›", N_("Later end")))


def _key(days: tuple[date, date]) -> str:
    return Mark("window", window_id(*days)).key


_Told = tuple[str | Markup, str, list[Markup]]


def _event(trial: Trial, told: html.Telling, mark: Mark) -> _Told:
    t = told.t
    item = next(each for each in trial.events if each.event.id == mark.id)
    kicker = t(
        "Event {number} · {kind}",
        number=trial.numbered[mark.id],
        kind=t(event_words.KINDS[item.event.kind]),
    )
    inside = next((found for each in trial.inside if (found := each.event(mark.id))), None)
    minutes = "" if inside is None else inside_words.moment(inside, t)
    body = html.event_body(told, item, moves_of(trial, item), minutes)
    return kicker, t.pick(item.event.title), body


def moves_of(trial: Trial, item: EventTime) -> EventMoves | Undefined:
    """Returns around an event, worked out once."""
    return trial.kept.keep(
        f"moves of {item.event.id}",
        lambda: event_moves(
            trial.case,
            trial.market,
            trial.sessions,
            trial.window,
            item,
            benchmark=trial.benchmark,
            closes=trial.market.closes,
        ),
    )


def _stock(trial: Trial, told: html.Telling, mark: Mark) -> _Told:
    t, case = told.t, trial.case
    stock, group = case.stock(mark.id), case.group(case.stock(mark.id).group)
    found = trial.result.stock(mark.id)
    market = trial.result.benchmark(trial.benchmark).value
    less = found.value
    if not isinstance(less, Undefined):
        less = market if isinstance(market, Undefined) else less - market
    named = [
        (trial.numbered[item.event.id], item.event.id)
        for item in trial.events
        if mark.id in item.event.stocks
    ]
    body = html.stock_body(told, found, less, abnormal_of(trial, mark.id), trial.exposure, named)
    kicker = el("span", t.pick(group.title), style=group_style(case, group.id))
    return kicker, t.full_name(stock), body


def abnormal_of(trial: Trial, symbol: str) -> StockTest | Undefined:
    """Abnormal return of a stock over the window with its test, worked out once for all."""
    found = trial.kept.keep(
        "stock_tests",
        lambda: stock_tests(
            trial.case, trial.panel, trial.sessions, trial.window, benchmark=trial.benchmark
        ),
    )
    return found[trial.panel.symbols.index(symbol)]


def _window(trial: Trial, told: html.Telling, mark: Mark) -> _Told | None:
    held, days, t = trial.grid, _days(mark), told.t
    if isinstance(held, Undefined) or days is None:
        return None
    cell = next((each for each in held.neighbours if (each.base, each.last) == days), None)
    if cell is None:
        return None
    title = t(
        "Close of {base} to close of {last}", base=t.long_day(days[0]), last=t.long_day(days[1])
    )
    return t("Neighbouring window"), title, html.window_body(told, held, cell)


def _evidence(trial: Trial, told: html.Telling, mark: Mark) -> _Told:
    t, case = told.t, trial.case
    row = next(each for each in case.evidence if each.id == mark.id)
    when = publication(row, trial.sessions, trial.exposure.close)
    title = t(
        "{stock}: {story}",
        stock=t.name(case.stock(row.stock)),
        story=t.pick(case.story(row.story).title),
    )
    return t("Statement"), title, [statement(case, row, when, t)]


_TOLD: dict[str, Callable[[Trial, html.Telling, Mark], _Told | None]] = {
    "event": _event,
    "stock": _stock,
    "window": _window,
    "evidence": _evidence,
}
