"""The figure of the Timeline page that looks inside sessions, where there are minute bars."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.inside import EventInside, SessionInside
from dashboard.charts import inside, inside_words
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits.details import event_marks, stock_marks
from dashboard.exhibits.event_filter import EventFilter
from dashboard.exhibits.exhibit import Exhibit, Figure, Made, NumbersOf, Reader, in_words
from dashboard.exhibits.inside_tables import Row, inside_table
from dashboard.language.columns import Table


def _inside(trial: Trial, reader: Reader) -> Made:
    """Nothing without bars: what a day cannot decide stays as it is said elsewhere."""
    t, case, numbered = reader.t, trial.case, trial.numbered
    chosen = EventFilter.of(reader).apply(case, trial.events)
    names = {item.event.id for item in chosen}
    shown = [each for found in trial.inside for each in found.events if each.event in names]
    found = [each for each in trial.inside if any(e.event in names for e in each.events)]
    if not shown:
        return None
    timed = [item for item in chosen if item.span.time_known]
    known = {each.event for each in shown}
    without = [numbered[item.event.id] for item in timed if item.event.id not in known]
    symbols = list(dict.fromkeys(stock.symbol for each in found for stock in each.stocks))
    bars = [trial.market.minutes[symbol].note for symbol in symbols]
    hidden = sum(len(each.events) for each in trial.inside) - len(shown)
    return Figure(
        title=inside_words.title(shown, numbered, t, hidden=hidden),
        note=inside_words.note(case, found, shown, bars, without, t),
        alt=inside_words.describe(case, found, shown, numbered, t),
        plot=lambda: inside.plot_inside(
            case, found, shown, numbered, look=reader.look, stock=reader.stock
        ),
        table=lambda: _table(trial, found, shown),
        listed_on_page=True,
        marks=(
            *event_marks(item for item in chosen if item.event.id in known),
            *stock_marks(symbols),
        ),
        options=EventFilter.of(reader),
    )


def _table(
    trial: Trial, found: Iterable[SessionInside], shown: Iterable[EventInside]
) -> Table[Row]:
    return inside_table(list(found), list(shown), trial.numbered, trial.market.minutes)


def _all_rows(trial: Trial, _: Look) -> Table[Row] | None:
    if not trial.inside:
        return None
    return _table(trial, trial.inside, [event for each in trial.inside for event in each.events])


INSIDE = Exhibit(
    "inside",
    N_("Inside the session"),
    _inside,
    in_words(_inside),
    numbers=(NumbersOf("inside", N_("Inside the session: events and stocks"), _all_rows),),
    is_chart=True,
)
