"""What an answer must stand up to before it becomes a series: the same for every source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pandas as pd

from dashboard.errors import (
    N_,
    CalendarError,
    PriceError,
    UnreadableError,
    WrongSecurityError,
)
from dashboard.market.series import PriceSeries, SeriesNote, days_of, digest, series_rows
from dashboard.market.sessions import Sessions
from dashboard.market.short_names import same_name
from dashboard.message import Message
from dashboard.providers import Ask, FetchedPrices

ONE_DAY = timedelta(days=1)

Condition = Literal["good", "partial", "stale"]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """
    A series and what is to be known of it.

    Attributes
    ----------
    series : PriceSeries
    condition : {"good", "partial", "stale"}
        Partial: sessions are lacking inside.  Stale: it ends before the last session
        that has closed.
    remark : Message or None
        The condition in a sentence; None when good.
    """

    series: PriceSeries
    condition: Condition
    remark: Message | None


def checked(
    answer: FetchedPrices, ask: Ask, source: str, sessions: Sessions, now: datetime | None = None
) -> Checked:
    """
    Turn an answer into a series, or say why it is none.

    Parameters
    ----------
    answer, ask
        What came, and what had been asked for.
    source : str
        Id of the source.
    sessions : Sessions
        Calendar of the security.
    now : datetime, optional
        Aware; the time of the call by default.

    Raises
    ------
    EmptyAnswerError
        If no closed session between the days asked for has a row.
    WrongSecurityError
        If the answer's name disagrees with the one asked for.
    UnreadableError
        If rows break the contract of `dashboard.market.series`.
    """
    moment = now or datetime.now(UTC)
    check_name(ask, answer.name, source)
    # The close of a session that is still open moves: its row is left out.
    last = _closed_by(ask.last, sessions, moment)
    try:
        rows = series_rows(_within(answer, ask, last, source))
    except PriceError as error:
        raise UnreadableError(
            N_("{source} served impossible prices of {symbol}: {fault}"),
            source=source,
            symbol=ask.symbol,
            fault=str(error),
        ) from error
    series = PriceSeries(_note(answer, replace(ask, last=last), source, moment, rows), rows)
    return Checked(series, *_condition(series, answer, last, sessions))


def check_name(ask: Ask, given: str, source: str) -> None:
    """Refuse an answer under another name than the one asked for: it is another security's."""
    if not same_name(ask.name, given):
        raise WrongSecurityError(
            N_("{source} answered for “{given}” when {symbol} “{asked}” was asked for."),
            source=source,
            symbol=ask.symbol,
            asked=ask.name,
            given=given,
        )


def _closed_by(last: date, sessions: Sessions, now: datetime) -> date:
    try:
        return min(last, closed_session(sessions, now))
    except CalendarError:  # the calendar does not reach so far
        return last


def _within(answer: FetchedPrices, ask: Ask, last: date, source: str) -> pd.DataFrame:
    rows = answer.rows
    if not rows.empty:  # an empty table may have no columns either
        days = days_of(rows["date"])
        rows = rows.loc[(days >= pd.Timestamp(ask.first)) & (days <= pd.Timestamp(last))]
    if rows.empty:
        raise ask.unanswered(source)
    return rows


def _note(
    answer: FetchedPrices, ask: Ask, source: str, moment: datetime, rows: pd.DataFrame
) -> SeriesNote:
    return SeriesNote(
        symbol=ask.symbol,
        source=source,
        adjustment=answer.adjustment,
        factor_source="" if rows["factor"].isna().all() else answer.factor_source,
        currency=answer.currency,
        retrieved=moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        request=answer.request,
        asked_from=ask.first.isoformat(),
        asked_to=ask.last.isoformat(),
        name=answer.name,
        sha256=digest(rows),
    )


def _condition(
    series: PriceSeries, answer: FetchedPrices, wanted: date, sessions: Sessions
) -> tuple[Condition, Message | None]:
    try:
        behind = sessions.count(series.last + ONE_DAY, wanted)
        expected = sessions.between(series.first, series.last)
        lacking = len(set(expected) - set(series.rows["date"].dt.date))
    except CalendarError:  # a day the calendar does not know: nothing to measure against
        return "good", None
    values = {"source": series.note.source, "symbol": series.note.symbol}
    if behind > 0:
        return "stale", Message.of(
            N_(
                "{source} ends on {last}, {n} session(s) before the last that has closed: "
                "{symbol} is suspended or the source is behind."
            ),
            **values,
            last=series.last,
            n=behind,
        )
    if lacking > 0:
        return "partial", Message.of(
            N_(
                "{source} lacks {n} session(s) of {symbol} between {first} and {last}: suspended "
                "or missing, which cannot be told apart ({nulls} came without a price)."
            ),
            **values,
            n=lacking,
            first=series.first,
            last=series.last,
            nulls=answer.nulls,
        )
    return "good", None


def closed_session(sessions: Sessions, now: datetime) -> date:
    """Last session of a calendar that has closed at an instant."""
    day = sessions.on_or_before(now.astimezone(UTC).date() + ONE_DAY)
    while sessions.close_time(day) > now:
        day = sessions.before(day)
    return day
