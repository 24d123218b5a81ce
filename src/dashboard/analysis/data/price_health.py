"""What the prices, benchmarks and universe of a case lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from dashboard.analysis.data.coverage import SymbolCoverage, missing_benchmark_days
from dashboard.analysis.data.data_note import DataNote, Severity
from dashboard.analysis.robustness.placebos import universe_source
from dashboard.case import UNIVERSE_RETURNS, Case, Window
from dashboard.errors import N_
from dashboard.language.language import BOARDS
from dashboard.market.plausibility import noted_basis
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message

SOON = timedelta(days=90)  # before its end a calendar is worth a warning


def price_concerns(
    case: Case,
    market: Market,
    sessions: Sessions,
    window: Window,
    symbols: Iterable[SymbolCoverage],
) -> Iterator[DataNote]:
    """Concerns about calendar, missing sessions, benchmarks, adjustment and universe."""
    yield from _calendar(market, sessions, window)
    yield from _strays(market, sessions)
    yield from _price_gaps(case, symbols, sessions, window)
    yield from _benchmarks(case, market, sessions)
    yield from _price_source(market)
    yield from _universe(case, market, sessions, window)


def _calendar(market: Market, sessions: Sessions, window: Window) -> Iterator[DataNote]:
    """What is known of the calendar's end: a warning where it matters to the window itself."""
    of_window = _end_of_calendar(sessions, window.last)
    last = window.last if market.prices.empty else market.prices["date"].max().date()
    remark = _end_of_calendar(sessions, max(window.last, last))
    if remark is not None:
        severity: Severity = "note" if of_window is None else "warning"
        yield DataNote("calendar", severity, sessions.calendar, remark, "data")


def _end_of_calendar(sessions: Sessions, last: date) -> Message | None:
    remark = sessions.warning(last)
    if remark is not None or sessions.known_until - last >= SOON:
        return remark
    return Message.of(
        N_(
            "The calendar of {calendar} ends on {known_until}: what comes later counts every "
            "weekday as a session but those listed in closures.csv. Add the exchange’s "
            "notice there, or update the calendar library."
        ),
        calendar=sessions.calendar,
        known_until=sessions.known_until,
    )


def _strays(market: Market, sessions: Sessions) -> Iterator[DataNote]:
    for symbol, days in market.strays.items():
        remark = Message.of(
            N_(
                "{symbol} has {n} row(s) on days that are no session of {calendar} (first "
                "{day}): they are left out."
            ),
            symbol=symbol,
            n=len(days),
            calendar=sessions.calendar,
            day=days[0],
        )
        yield DataNote("no-session", "warning", symbol, remark, "prices")


def _price_gaps(
    case: Case, symbols: Iterable[SymbolCoverage], sessions: Sessions, window: Window
) -> Iterator[DataNote]:
    needed = _estimation_closes(case, sessions, window)
    used = {*needed, *sessions.between(sessions.before(window.first), window.last)}
    for each in symbols:
        if each.first is None or each.last is None:
            yield _price_warning("no-prices", each, N_("{symbol} has no prices at all."))
            continue
        if each.missing:
            remark = Message.of(
                N_(
                    "{symbol} has no price on {n} of {expected} sessions ({days}): suspended or "
                    "missing, which the table cannot tell apart."
                ),
                symbol=each.symbol,
                n=len(each.missing),
                expected=each.expected,
                days=_runs(each.missing, sessions),
            )
            severity: Severity = "warning" if used.intersection(each.missing) else "note"
            yield DataNote("missing-sessions", severity, each.symbol, remark, "prices")
        # Missing sessions inside its history are said above; here its ends count.
        covered = sum(each.first <= day <= each.last for day in needed)
        if covered < len(needed):
            template = N_(
                "{symbol} has prices for {n} of the {needed} closes of the estimation window."
            )
            values = {"n": covered, "needed": len(needed)}
            yield _price_warning("estimation", each, template, **values)
        if each.last < window.last:
            template = N_("The prices of {symbol} end on {end}, before the window does on {last}.")
            yield _price_warning("ends-early", each, template, end=each.last, last=window.last)


def _price_warning(kind: str, each: SymbolCoverage, template: str, **values: object) -> DataNote:
    remark = Message.of(template, symbol=each.symbol, **values)
    return DataNote(kind, "warning", each.symbol, remark, "prices")


def _estimation_closes(case: Case, sessions: Sessions, window: Window) -> tuple[date, ...]:
    last = sessions.offset(window.first, -case.estimation.gap - 1)
    # One close more than returns.
    return sessions.between(sessions.offset(last, -case.estimation.sessions), last)


def _benchmarks(case: Case, market: Market, sessions: Sessions) -> Iterator[DataNote]:
    for benchmark in case.benchmarks:
        missing = missing_benchmark_days(market, benchmark.id, sessions)
        if missing:
            remark = Message.of(
                N_("The benchmark “{benchmark}” has no return on {n} session(s): {days}."),
                benchmark=benchmark.id,
                n=len(missing),
                days=_runs(missing, sessions),
            )
            yield DataNote("benchmark-days", "warning", benchmark.id, remark, "prices")


def _price_source(market: Market) -> Iterator[DataNote]:
    note = market.note
    if note.is_adjusted:
        remark = Message.of(
            N_(
                "Prices are adjusted: {adjustment}. Returns carry the rounding of these prices, "
                "and a limit price computed from them can be off by a tick."
            ),
            adjustment=note.adjustment,
        )
        yield DataNote("adjusted", "note", "prices.csv", remark, "prices")
    if noted_basis(note) == "additive":
        remark = Message.of(
            N_(
                "Prices are adjusted by adding, so they lie below those traded by the later "
                "dividends, and a price limit is wider by its rate times these, which nobody "
                "knows: a close at the session’s high (low) beyond the computed limit counts as "
                "one at the limit."
            )
        )
        yield DataNote("additive-limits", "note", "prices.csv", remark, "prices")
    if note.note:
        remark = Message.of(N_("With the prices comes this note: {note}"), note=note.note)
        yield DataNote("price-note", "note", "prices.csv", remark, "prices")


def _universe(case: Case, market: Market, sessions: Sessions, window: Window) -> Iterator[DataNote]:
    yield from _universe_benchmarks(case, market)
    if market.universe is None or case.universe is None:
        return
    counts = Counter(str(board) for board in market.universe["board"])
    present = tuple(
        Message.of(N_("{board} {n}"), board=board, n=counts[board])
        for board in BOARDS
        if counts[board]
    )
    absent = tuple(Message.of(BOARDS[board]) for board in BOARDS if not counts[board])
    subject = case.universe.window_returns
    values: dict[str, object] = {"n": counts.total(), "boards": present}
    if absent:
        template = N_(
            "The universe has {n} stocks ({boards}) and none of these boards: {absent}. It is a "
            "selection, not the whole market."
        )
        values["absent"] = absent
    else:
        template = N_(
            "The universe has {n} stocks ({boards}). It is a selection, not the whole market."
        )
    yield DataNote("universe", "note", subject, Message.of(template, **values), "data")
    if universe_source(case, market, window, sessions.before(window.first)) is None:
        remark = Message.of(
            N_("The universe knows returns from {first} to {last} only, not of this window."),
            first=case.window.first,
            last=case.window.last,
        )
        yield DataNote("universe-window", "warning", subject, remark, "data")


def _universe_benchmarks(case: Case, market: Market) -> Iterator[DataNote]:
    for benchmark in case.benchmarks:
        if benchmark.returns == UNIVERSE_RETURNS and benchmark.id not in market.benchmark_returns:
            remark = Message.of(
                N_(
                    "The benchmark “{benchmark}” is the mean of the store’s universe, and the "
                    "store has none: it has no returns until market-narrative refresh --universe "
                    "makes one."
                ),
                benchmark=benchmark.id,
            )
            yield DataNote("benchmark-universe", "warning", benchmark.id, remark, "data")


def _runs(days: Sequence[date], sessions: Sessions) -> str:
    """Days as runs of consecutive sessions: ``2025-01-06–2025-01-08, 2025-02-05``."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and sessions.after(runs[-1][1]) == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return ", ".join(
        first.isoformat() if first == last else f"{first.isoformat()}–{last.isoformat()}"
        for first, last in runs
    )
