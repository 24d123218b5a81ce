"""What became of it: returns 1, 3 and 12 months after the window, and what came out since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.afterwards import Afterwards, Horizon, LaterReturn
from dashboard.case import Case, Text
from dashboard.charts import afterwards
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits.columns import provenance, reason
from dashboard.exhibits.details import event_marks, stock_marks
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
    whole,
)
from dashboard.html.since import since_list
from dashboard.language.columns import FRACTION, Column, Table
from dashboard.language.language import Language
from dashboard.stats.result import Undefined


def title_afterwards(case: Case, block: Horizon, t: Language) -> str:
    """Mean return of every group at a horizon."""
    parts = [
        f"{t.pick(case.group(each.id).title)} {t.percent(each.value)}"
        for each in block.groups
        if not isinstance(each.value, Undefined)
    ]
    return t.plural(
        "{n} month after the window: {parts}",
        "{n} months after the window: {parts}",
        block.months,
        parts=t(", ").join(parts),
    )


def missing_words(found: Afterwards, t: Language) -> str:
    """Which horizons have no returns and why, and which stocks have no close on one."""
    parts = []
    for block in found.horizons:
        if block.missing is not None:
            none = t.plural(
                "{n} month after the window there is no return.",
                "{n} months after the window there is no return.",
                block.months,
            )
            parts += [none, t.say(block.missing)]
        parts += [t.say(each.value) for each in block.stocks if isinstance(each.value, Undefined)]
    return t.sentences(dict.fromkeys(parts))


def title_since(found: Afterwards, t: Language) -> str:
    """How many events and pieces of evidence of the case came since."""
    events, rows = len(found.events), len(found.evidence)
    counted = [t.plural("{n} event", "{n} events", events)] if events else []
    if rows:
        counted.append(t.plural("{n} piece of evidence", "{n} pieces of evidence", rows))
    return t("Since the window closed, {what} came out", what=t.listing(counted))


def since_words(found: Afterwards, t: Language) -> str:
    """Return the same as a sentence, also where nothing came."""
    if not (found.events or found.evidence):
        return t("Nothing in the case came out after the window closed.")
    return whole(title_since(found, t), t)


def describe(case: Case, found: Afterwards, benchmark: str, t: Language) -> str:
    """Figure in words: every horizon with its groups, the market, and each stock."""
    parts = []
    for block in found.reached:
        means = [
            f"{t.pick(case.group(each.id).title)} {t.percent(each.value)}" for each in block.groups
        ]
        market = block.benchmark(benchmark).value
        if not isinstance(market, Undefined):
            means.append(t("the market {value}", value=t.percent(market)))
        stocks = [f"{t.name(case.stock(each.id))} {t.percent(each.value)}" for each in block.stocks]
        parts.append(
            t(
                "{horizon}: {means}. Stock by stock: {stocks}.",
                horizon=afterwards.horizon_name(block, t),
                means=t(", ").join(means),
                stocks=t(", ").join(stocks),
            )
        )
    return t.sentences(parts)


# Tables ---------------------------------------------------------------


class _Later(NamedTuple):
    block: Horizon
    kind: str
    found: LaterReturn | None


def _rows(found: Afterwards) -> Iterator[_Later]:
    for block in found.horizons:
        if block.missing is not None:
            yield _Later(block, "", None)
        for kind in ("group", "benchmark", "stock"):
            held = getattr(block, f"{kind}s")
            yield from (_Later(block, kind, each) for each in held)


_LATER: tuple[Column[_Later], ...] = (
    Column(N_("months"), lambda row: row.block.months),
    Column(N_("session"), lambda row: row.block.session),
    Column(N_("kind"), lambda row: row.kind),
    Column(N_("id"), lambda row: "" if row.found is None else row.found.id),
    Column(N_("return"), lambda row: None if row.found is None else row.found.value, FRACTION),
    Column(N_("counted"), lambda row: None if row.found is None else row.found.n),
    Column(
        N_("stocks without a return"), lambda row: () if row.found is None else row.found.without
    ),
    Column(
        N_("reason"),
        lambda row: reason(row.block.missing, None if row.found is None else row.found.value),
    ),
)


def afterwards_table(trial: Trial, _: Look) -> Table[_Later]:
    """One row a horizon and group, benchmark or stock; one with the reason where none is."""
    found = trial.afterwards
    columns = (Column[_Later](N_("base"), lambda _: found.last), *_LATER)
    return Table((*columns, *provenance(trial.note)), list(_rows(found)))


class _Item(NamedTuple):
    published: str
    kind: str
    id: str
    text: Text
    source: str
    url: str


_SINCE: tuple[Column[_Item], ...] = (
    Column(N_("published"), lambda row: row.published),
    Column(N_("kind"), lambda row: row.kind),
    Column(N_("id"), lambda row: row.id),
    Column(N_("text (en)"), lambda row: row.text.en),
    Column(N_("text (zh)"), lambda row: row.text.zh),
    Column(N_("source"), lambda row: row.source),
    Column("url", lambda row: row.url),
)


def since_table(trial: Trial, _: Look) -> Table[_Item]:
    """One row an event or piece of evidence since the window closed, oldest first."""
    found = trial.afterwards
    rows = [
        *(
            _Item(
                item.event.published.stamp.isoformat(),
                "event",
                item.event.id,
                item.event.title,
                item.event.source,
                item.event.url,
            )
            for item in found.events
        ),
        *(
            _Item(
                row.public.stamp.isoformat(),
                "evidence",
                row.id,
                row.statement,
                row.document or row.via,
                row.url,
            )
            for row in found.evidence
        ),
    ]
    return Table(_SINCE, sorted(rows))


# Figures --------------------------------------------------------------


def _afterwards(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.afterwards
    missing = missing_words(found, t)
    if not found.reached:
        return Absent(t("What became of it?"), t.sentences([missing, since_words(found, t)]))
    return Figure(
        title=title_afterwards(case, found.reached[-1], t),
        note=t.sentences(
            [
                t(
                    "Return from the close of {last}, the window’s last, to that of the last "
                    "session within so many calendar months. One dot a stock; the bar is the "
                    "group’s mean, the dotted line the market.",
                    last=t.day(found.last),
                ),
                t("Numbers beside a horizon are the events that came out by then.")
                if any(afterwards.came_by(found).values())
                else "",
                missing,
                since_words(found, t),
            ]
        ),
        alt=describe(case, found, trial.benchmark, t),
        plot=lambda: afterwards.plot_afterwards(
            case, found, trial.numbered, look=reader.look, benchmark=trial.benchmark
        ),
        table=lambda: afterwards_table(trial, reader.look),
        days=tuple(dict.fromkeys(item.span.session for item in found.events)),
        listed_on_page=True,
        marks=(*stock_marks(case.symbols), *event_marks(found.events)),
    )


def _afterwards_finding(trial: Trial, t: Language) -> Iterable[str]:
    found = trial.afterwards
    titles = [whole(title_afterwards(trial.case, block, t), t) for block in found.reached]
    return [*titles, missing_words(found, t), since_words(found, t)]


def _since(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.afterwards
    if not (found.events or found.evidence):
        return None  # the figure above says so
    return Figure(
        title=title_since(found, t),
        note=t("What the case holds that nobody could know at the window’s last close."),
        body=lambda: since_list(case, found, trial.numbered, t),
        table=lambda: since_table(trial, reader.look),
        of_prices=False,
    )


EXHIBITS = (
    Exhibit(
        "afterwards",
        N_("What became of it"),
        _afterwards,
        _afterwards_finding,
        numbers=(
            NumbersOf("afterwards", N_("Returns after the window"), afterwards_table),
            NumbersOf("since", N_("Events and evidence since the window closed"), since_table),
        ),
        is_chart=True,
        compares_groups=True,
    ),
    Exhibit("since", N_("What came out since"), _since),
)
