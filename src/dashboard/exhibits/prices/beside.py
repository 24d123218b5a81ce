"""Drivers beside the lines: what is offered, what was chosen, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.drivers import DriverClose, DriverLine, driver_line
from dashboard.analysis.window.event_words import place_name
from dashboard.analysis.window.rebased import Rebased
from dashboard.case import Text
from dashboard.cases.driver_shelf import OFFERED
from dashboard.cases.pricing import KINDS, adjustment_kind
from dashboard.charts.drivers import MOST, Beside
from dashboard.errors import N_, DashboardError
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.prices.quoted import Quote
from dashboard.language.columns import FRACTION, Column
from dashboard.language.language import Language
from dashboard.market.series import INDEX
from dashboard.stats.result import Undefined

CONTROL = "with"
LABEL = N_("Drawn beside")
DIFFERENCES = frozenset({"peers", "benchmark"})


def choices(trial: Trial, reader: Reader) -> dict[str, str]:
    """Series of the store that are none of the case's, and the benchmarks of the case."""
    case, t = trial.case, reader.t
    if reader.choice("kind") in DIFFERENCES:  # a return has no place among points
        return {}
    marks = {mark.id: t.pick(mark.title) for mark in case.benchmarks}
    held = reader.drivers.symbols([*case.symbols, *marks])
    # Whoever's link names one gets it, though a list of thousands would offer it to nobody.
    asked = set(reader.choice(CONTROL).split(","))
    offered = [each for at, each in enumerate(held) if at < OFFERED or each in asked]
    return marks | {symbol: name_of(symbol, reader) for symbol in offered}


def name_of(symbol: str, reader: Reader) -> str:
    """Name of a series where somebody knows one, with its symbol."""
    listed = reader.drivers.names.get(symbol)
    return symbol if listed is None else f"{listed.name} {symbol}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """
    What a reader chose, found.

    Attributes
    ----------
    beside : Beside
    trouble : tuple of str
        Sentences on series that cannot be drawn.
    """

    beside: Beside = field(default_factory=Beside)
    trouble: tuple[str, ...] = ()


def chosen(trial: Trial, reader: Reader, lines: Rebased, quote: Quote) -> Chosen:
    """Drivers that the link names, on the axis of these lines."""
    case, t = trial.case, reader.t
    wanted = [each for each in reader.choice(CONTROL).split(",") if each][:MOST]
    marks = [each for each in wanted if each in {mark.id for mark in case.benchmarks}]
    found: list[tuple[str, DriverLine]] = []
    trouble = []
    for symbol in (each for each in wanted if each not in marks):
        try:
            series = reader.drivers.read(symbol, trial.window.last)
        except DashboardError as error:
            trouble.append(t.error(error))
            continue
        if series is None:  # gone since it was offered, or every file of it is damaged
            trouble.append(t("The store has nothing of {symbol} that can be read.", symbol=symbol))
            continue
        line = driver_line(
            series, trial.sessions, lines.sessions, trial.base, traded=quote == "traded"
        )
        if isinstance(line, Undefined):
            trouble.append(t.complete(line))
        else:
            name, own = name_of(symbol, reader), series.note.name
            found.append((f"{own} {symbol}" if own and name == symbol else name, line))
    return Chosen(Beside(tuple(found), tuple(marks)), tuple(trouble))


# Words ------------------------------------------------------------------


def note(trial: Trial, reader: Reader, picked: Chosen) -> str:
    """By whose clock each driver stands, and when the case's market could first know it."""
    t, case = reader.t, trial.case
    parts = [_clock(trial, name, line, t) for name, line in picked.beside.drivers]
    marks = [t.pick(case.benchmark(mark).title) for mark in picked.beside.marks]
    if marks:
        parts.append(t("Brought out: {names}.", names=t.listing(marks)))
    return t.sentences([*parts, *picked.trouble])


def _clock(trial: Trial, name: str, line: DriverLine, t: Language) -> str:
    kind = "none" if line.traded and line.note.adjustment == "none" else adjustment_kind(line.note)
    what = _kind_words(line, kind, t)
    if line.same:
        return t(
            "Beside: {name} ({currency}, {source}; {what}), in the same sessions.",
            name=name,
            currency=line.note.currency,
            source=line.note.title or t.source(line.note.source),
            what=what,
        )
    last = _last(trial, line)
    return t(
        "Beside: {name} ({currency}, {source}; {what}), on the clock of {city}: 0 is its close of "
        "{base}, the last before ours, and its close of {day} could first be known here in the "
        "session of {known}.",
        name=name,
        currency=line.note.currency,
        source=line.note.title or t.source(line.note.source),
        what=what,
        city=place_name(line.timezone, t),
        base=t.day(line.base),
        day=t.day(last.day),
        known=t.day(last.known),
    )


def _kind_words(line: DriverLine, kind: str, t: Language) -> str:
    if line.note.factor_source == INDEX:
        return t("an index")
    if line.traded and line.note.adjustment == "none":
        return t("as traded")
    return t.pick(Text(*KINDS[kind]))


def _last(trial: Trial, line: DriverLine) -> DriverClose:
    """The last close that was there at the end of the window, or the first one shown."""
    end = trial.sessions.close_time(trial.window.last)
    return line.at(end) or line.closes[0]


def described(trial: Trial, reader: Reader, picked: Chosen) -> str:
    """Value of every driver as it was known at the window's last close."""
    t = reader.t
    end = trial.sessions.close_time(trial.window.last)
    told = [
        t(
            "{name} {value} (close of {day})",
            name=name,
            value=t.percent(close.growth),
            day=t.day(close.day),
        )
        for name, line in picked.beside.drivers
        if (close := line.at(end)) is not None
    ]
    return t("Beside: {values}.", values=t(", ").join(told)) if told else ""


def aside(trial: Trial, reader: Reader, lines: Rebased, quote: Quote) -> str:
    """What the drivers add to the paragraph of the lines: their values, and by whose clock."""
    picked = chosen(trial, reader, lines, quote)
    if not picked.beside.drivers:
        return ""
    return reader.t.sentences([described(trial, reader, picked), note(trial, reader, picked)])


def lacking(trial: Trial, reader: Reader) -> str:
    """What to do where there is nothing of the store to draw; empty where there is."""
    t, shelf = reader.t, reader.drivers
    if reader.in_file or shelf.folder is None or trial.market.prices.empty:
        return t("An edition has no series beside its own.") if shelf.frozen else ""
    if shelf.symbols([*trial.case.symbols, *(mark.id for mark in trial.case.benchmarks)]):
        return ""
    return t("To draw another index or stock beside these, bring its prices into the store (Data).")


# Table --------------------------------------------------------------------

Row = int | tuple[str, DriverClose]  # a session of the case by its place, or a close of a driver


def told_in_table(
    trial: Trial, lines: Rebased, picked: Chosen
) -> tuple[tuple[Column[Row], ...], list[Row]]:
    """Columns of the drivers, and all rows of the table."""
    return _all_columns(trial, lines, picked), _rows(trial, lines, picked)


def _all_columns(trial: Trial, lines: Rebased, picked: Chosen) -> tuple[Column[Row], ...]:
    """Three columns a driver: its return as known at a close, its own day, first known when."""
    return tuple(
        column
        for name, line in picked.beside.drivers
        for column in _columns(trial, lines, name, line)
    )


def _columns(trial: Trial, lines: Rebased, name: str, line: DriverLine) -> Iterable[Column[Row]]:
    def close(row: Row) -> DriverClose | None:
        if isinstance(row, int):
            return line.at(trial.sessions.close_time(lines.sessions[row]))
        return row[1] if row[0] == line.symbol else None

    def growth(row: Row) -> object:
        found = close(row)
        return None if found is None else found.growth

    def day(row: Row) -> object:
        found = close(row)
        return None if found is None else found.day

    def known(row: Row) -> object:
        found = close(row)
        return None if found is None else found.known

    return (
        Column("", growth, FRACTION, whose=name),
        Column(N_("its own session"), day, whose=name),
        Column(N_("first known in session"), known, whose=name),
    )


def _rows(trial: Trial, lines: Rebased, picked: Chosen) -> list[Row]:
    """Sessions, before each the closes that a later one had overtaken when it closed."""
    ends = [trial.sessions.close_time(day) for day in lines.sessions]
    shown: Mapping[str, set[object]] = {
        line.symbol: {close.day for end in ends if (close := line.at(end)) is not None}
        for _, line in picked.beside.drivers
    }
    extra = [
        (close.moment, line.symbol, close)
        for _, line in picked.beside.drivers
        for close in line.closes
        if close.growth is not None and close.day not in shown[line.symbol]
    ]
    timed: list[tuple[object, int, Row]] = [
        *((end, 1, at) for at, end in enumerate(ends)),
        *((moment, 0, (symbol, close)) for moment, symbol, close in extra),
    ]
    return [row for _, _, row in sorted(timed, key=lambda each: each[:2])]
