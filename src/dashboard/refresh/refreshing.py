"""Refreshing prices: store first, sources in their order, and what came of each series.

`dashboard.store.store.fetch_action` decides what to ask for; here it is asked for, checked and
stored.  Nothing here is called while a page draws.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from dashboard.errors import (
    N_,
    DashboardError,
    NotCoveredError,
    SourceError,
    StoreError,
    UnreadableError,
)
from dashboard.market.boards import board
from dashboard.market.plausibility import series_doubts
from dashboard.market.series import INDEX, PriceSeries
from dashboard.market.sessions import Sessions
from dashboard.message import Message
from dashboard.providers import Ask, FetchedPrices, PriceSource, Sources
from dashboard.providers.breaker import through
from dashboard.providers.checking import Checked, checked, closed_session
from dashboard.store.merging import same_kind
from dashboard.store.refresh_records import RefreshRecord
from dashboard.store.series_file import DamagedError
from dashboard.store.store import OVERLAP, FetchAction, Store, Stored, fetch_action

# After a close come the trades at its price, and feeds that lag: rows asked for earlier
# still move, and would contradict those of the next day.
SETTLING = timedelta(minutes=30)

log = logging.getLogger(__name__)

Kind = Literal["kept", "new", "extended", "same", "contradicted", "failed"]
"""What came of one series; all but the last two leave the store as good as the sources."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of one symbol.

    Attributes
    ----------
    symbol : str
    kind : str
        One of `Kind`.
    source : str
        Who serves the series; empty when nobody does.
    action : str
        What had been asked for.
    added : int
        New sessions.
    first, last : date or None
        Of the series now in the store.
    remark : Message or None
        Stale, partial, without dividends, contradicted.
    refused : tuple of (str, str, Message)
        Sources that gave nothing usable: id, outcome, sentence.
    """

    symbol: str
    kind: Kind
    source: str = ""
    action: FetchAction = "keep"
    added: int = 0
    first: date | None = None
    last: date | None = None
    remark: Message | None = None
    refused: tuple[tuple[str, str, Message], ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """
    What a refresh is for.

    Attributes
    ----------
    first : date
        Earliest day wanted.
    last : date or None
        Last day wanted; None is the last session that has closed.
    accept : bool
        Let an answer that contradicts stored history take its place.
    check : bool
        Ask a second source too, so that the two can be compared.
    thorough : bool
        Ask the next source when one is stale or partial; off for the whole market.
    """

    first: date
    last: date | None = None
    accept: bool = False
    check: bool = False
    thorough: bool = True


def load_prices(
    store: Store,
    sources: Sources,
    sessions: Sessions,
    names: Mapping[str, str],
    wish: RefreshRequest,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Outcome]:
    """
    Refresh symbols one after the other; stopping between two of them loses nothing.

    Parameters
    ----------
    store, sources, sessions
        Where series are kept, who is asked, the calendar they follow.
    names : mapping of str to str
        Chinese short name by symbol, empty where unknown.
    wish : RefreshRequest
    now : callable
        Clock.

    Yields
    ------
    Outcome
        One a symbol, as soon as it is stored; whatever fails for it is part of it.
    """
    for symbol, name in names.items():
        moment = now()
        try:
            outcome = _Refresh(store, sources, sessions, symbol, name, wish, moment).run()
        except DashboardError as error:
            outcome = Outcome(symbol, "failed", remark=error.remark)
        stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        tried = RefreshRecord(stamp, outcome.source, outcome.kind, outcome.remark, outcome.refused)
        # A store that takes no note is no reason to stop: the outcome is told all the same.
        with contextlib.suppress(DashboardError):
            store.record_refresh(symbol, tried)
        yield outcome


@dataclass(slots=True)
class _Candidate:
    source: str
    action: FetchAction
    found: Checked
    remark: Message | None


class _Refresh:
    """One symbol's way through the sources."""

    def __init__(
        self,
        store: Store,
        sources: Sources,
        sessions: Sessions,
        symbol: str,
        name: str,
        wish: RefreshRequest,
        now: datetime,
    ) -> None:
        self._store, self._sources, self._sessions = store, sources, sessions
        self._symbol, self._name, self._wish, self._now = symbol, name, wish, now
        self._held = store.held(symbol)
        self._refused: list[tuple[str, str, Message]] = []
        self._trouble: Message | None = None
        # A session that is still open has no close yet: its row moves.
        self._closed = closed_session(sessions, now - SETTLING)
        wished = self._closed if wish.last is None else min(self._closed, wish.last)
        self._last = sessions.on_or_before(wished)
        self._first = min(wish.first, self._last)

    def run(self) -> Outcome:
        served = list(self._serve(2 if self._wish.check else 1))
        if not served:
            return Outcome(
                self._symbol, "failed", remark=self._trouble, refused=tuple(self._refused)
            )
        # Of two that were checked against each other: somebody must look.
        told = next((each for each in served if each.kind == "contradicted"), served[0])
        return replace(told, refused=tuple(self._refused))

    def _serve(self, wanted: int) -> Iterator[Outcome]:
        """Go through the sources until as many as wanted have served."""
        waiting: list[_Candidate] = []
        for source in self._sources.prices:
            if wanted == 0:
                return
            try:
                outcome = self._served(source, waiting)
            except StoreError as error:
                self._trouble = error.remark
                continue
            if outcome is not None:
                wanted -= 1
                yield outcome
        # Nobody did better: the one that reaches furthest, of the most preferred.
        waiting.sort(key=lambda each: each.found.series.last, reverse=True)
        for candidate in waiting[:wanted]:
            try:
                yield self._stored(candidate)
            except StoreError as error:
                self._trouble = error.remark

    def _served(self, source: PriceSource, waiting: list[_Candidate]) -> Outcome | None:
        """What one source comes to; None when it gave nothing, or nothing that is good."""
        rows = self._rows(source.id)
        action = fetch_action(
            None if rows is None else self._held.get(source.id),
            first=self._first,
            last=self._last,
            now=self._now,
        )
        if action == "keep":
            return self._kept(source.id)
        if action == "extend" and self._wish.accept:
            # What may take the place of all that is stored has to be all of it.
            action = "download"
        candidate = self._ask(source, action, rows)
        if candidate is None:
            return None
        if candidate.found.condition != "good" and self._wish.thorough:
            waiting.append(candidate)
            return None
        return self._stored(candidate)

    def _rows(self, source: str) -> PriceSeries | None:
        """Stored series; a damaged one is none, and is asked for whole."""
        with contextlib.suppress(DamagedError):
            return self._store.read(self._symbol, source)
        return None

    def _span(self, source: str, action: FetchAction, rows: PriceSeries | None) -> Ask:
        first, last = self._first, self._last
        if action == "extend" and rows is not None:
            # Counted in rows: of a stock that was suspended, sessions may share none.
            first = rows.rows["date"].iloc[-OVERLAP:].iloc[0].date()
        held = self._held.get(source)
        if held is not None:
            # An answer that may replace what is stored is asked for over all of its span.
            stored_first, stored_last = map(
                date.fromisoformat, (held.note.asked_from, held.note.asked_to)
            )
            first = first if action == "extend" else min(first, stored_first)
            last = max(last, min(stored_last, self._closed))
        return Ask(self._symbol, first, last, self._name)

    def _ask(
        self, source: PriceSource, action: FetchAction, rows: PriceSeries | None
    ) -> _Candidate | None:
        ask = self._span(source.id, action, rows)
        breaker = self._sources.breakers[source.id]
        try:
            answer = through(breaker, lambda: source.fetch(ask))
            answer, remark = self._with_factor(answer, source.id)
            found = checked(answer, ask, source.id, self._sessions, self._now)
            self._need_factor(found.series)
        except SourceError as error:
            self._refuse(source.id, error)
            return None
        except Exception as error:
            # The edge of a source: an answer that its reader broke on is that source's
            # affair, not that of the next symbol.
            log.exception("%s, asked for %s", source.id, self._symbol)
            self._refuse(source.id, _broke(source.id, self._symbol, error))
            return None
        if action == "extend" and rows is not None and not same_kind(rows.note, found.series.note):
            # What was done to the prices has changed: the end alone continues nothing.
            return self._ask(source, "download", rows)
        remark = remark or _doubted(found.series) or found.remark
        return _Candidate(source.id, action, found, remark)

    def _need_factor(self, series: PriceSeries) -> None:
        """Refuse rows without dividends that would take the place of rows with them."""
        held = self._held.get(series.note.source)
        if held is not None and held.note.factor_source and not series.has_factor:
            raise NotCoveredError(
                N_(
                    "{source} served {symbol} without dividends and splits, which the stored "
                    "series has: the stored series stays."
                ),
                source=series.note.source,
                symbol=self._symbol,
            )

    def _with_factor(
        self, answer: FetchedPrices, source: str
    ) -> tuple[FetchedPrices, Message | None]:
        """Answer with dividends and splits where its source has none of its own."""
        factors = self._sources.factors
        if answer.factor_source or answer.adjustment != "none" or answer.rows.empty:
            return answer, None
        if board(self._symbol) == "index":
            rows = answer.rows.assign(factor=1.0)
            return replace(answer, rows=rows, factor_source=INDEX), None
        if factors is None:
            return answer, _without_factor(self._symbol, source)
        breaker = self._sources.breakers[factors.id]
        try:
            rows = through(breaker, lambda: factors.fill(answer.rows, self._symbol))
        except SourceError as error:
            self._refuse(factors.id, error)
            return answer, _without_factor(self._symbol, source)
        except Exception as error:
            # The prices are good whatever the factors' reader broke on.
            log.exception("%s, asked for %s", factors.id, self._symbol)
            self._refuse(factors.id, _broke(factors.id, self._symbol, error))
            return answer, _without_factor(self._symbol, source)
        return replace(answer, rows=rows, factor_source=factors.id), None

    def _refuse(self, source: str, error: SourceError) -> None:
        self._refused.append((source, error.outcome, error.remark))

    def _kept(self, source: str) -> Outcome:
        held = self._held[source]
        return Outcome(self._symbol, "kept", source, "keep", 0, held.first, held.last)

    def _stored(self, candidate: _Candidate) -> Outcome:
        stored = self._store.put(candidate.found.series, accept=self._wish.accept)
        return self._told(candidate, stored)

    def _told(self, candidate: _Candidate, stored: Stored) -> Outcome:
        held = self._store.held(self._symbol).get(candidate.source)
        return Outcome(
            symbol=self._symbol,
            kind=stored.kind,
            source=candidate.source,
            action=candidate.action,
            added=stored.added,
            first=None if held is None else held.first,
            last=None if held is None else held.last,
            remark=stored.remark or candidate.remark,
        )


def _broke(source: str, symbol: str, error: Exception) -> UnreadableError:
    return UnreadableError(
        N_("{source} answered for {symbol} what its reader broke on ({reason}); the log has more."),
        source=source,
        symbol=symbol,
        reason=type(error).__name__,
    )


def _without_factor(symbol: str, source: str) -> Message:
    return Message.of(
        N_(
            "The prices of {symbol} from {source} are as traded, and nobody said what dividends "
            "and splits there were: a return across an ex-date is too low."
        ),
        symbol=symbol,
        source=source,
    )


def _doubted(series: PriceSeries) -> Message | None:
    """Sentence for a factor that the prices do not bear out."""
    found = [each for each in series_doubts(series) if each.kind == "factor"]
    if not found:
        return None
    return Message.of(
        N_(
            "The factor of {symbol} from {source} changes by ×{step} on {day}, and the price does "
            "not bear it out: the series keeps it, no number uses it (steps of this kind: {n})."
        ),
        symbol=series.note.symbol,
        source=series.note.factor_source,
        step=f"{found[0].step:.4g}",
        day=found[0].day,
        n=len(found),
    )


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many series came to what, by kind."""
    found: dict[str, int] = {}
    for outcome in outcomes:
        found[outcome.kind] = found.get(outcome.kind, 0) + 1
    return found


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """
    Exit code of a refresh: 0 all good, 3 some failed, 4 all failed, 5 contradicted.

    A contradiction weighs more than a failure: somebody must look.
    """
    kinds = {outcome.kind for outcome in outcomes}
    if "contradicted" in kinds:
        return 5
    if kinds == {"failed"}:
        return 4
    return 3 if "failed" in kinds else 0
