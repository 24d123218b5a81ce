"""What minute bars decide, as a block of the results; ``docs/results.md`` has its keys."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.inside import EventInside, SessionInside
from dashboard.analysis.window.minute_limits import LimitTouch
from dashboard.analysis.window.session_minutes import StockMoment, StockSession, first_past
from dashboard.errors import N_
from dashboard.market.minutes import MinuteBars
from dashboard.message import Message

_BEFORE_OPENING = Message.of(N_("The event came before the opening."))
_NO_BAR = Message.of(N_("No bar contains the time of the event."))
_NOT_PASSED = Message.of(N_("It never stood 3 % from the close before, on the side it closed."))
_NOT_CLOSED = Message.of(N_("No bar closed at the limit."))
_NOT_OPENED = Message.of(N_("No later bar had a price inside the limit."))
_NO_SHARE = Message.of(
    N_(
        "No share at its minute: it came before the opening or lies outside the window, the case "
        "has no gap between two groups, or a stock of them is not known to the minute."
    )
)


def minutes_block(trial: Trial) -> list[dict[str, object]]:
    """Return the sessions of timed events that are known to the minute, oldest first."""
    shares = {item.event.id: item.share_then for item in trial.events}
    return [_session(each, trial.market.minutes, shares) for each in trial.inside]


def _session(
    found: SessionInside, bars: Mapping[str, MinuteBars], shares: Mapping[str, float | None]
) -> dict[str, object]:
    return {
        "session": found.session,
        "stocks": {
            **{each.symbol: _stock(each, bars[each.symbol]) for each in found.stocks},
            **found.unknown,
        },
        "order": [[each.symbol for each in rank] for rank in found.order],
        "limits": [_touch(each) for each in found.touches],
        "events": [_event(each, shares.get(each.event)) for each in found.events],
    }


def _stock(found: StockSession, bars: MinuteBars) -> dict[str, object]:
    note, passed = bars.note, first_past(found)
    return {
        "source": note.source,
        "retrieved": note.retrieved,
        "sha256": note.sha256,
        "interval": note.interval,
        "since": found.since,
        "move": found.total,
        "passed": _NOT_PASSED if passed is None else passed.end,
    }


def _touch(found: LimitTouch) -> dict[str, object]:
    return {
        "symbol": found.symbol,
        "side": found.side,
        "price": found.price,
        "met": found.met,
        "closed": found.closed or _NOT_CLOSED,
        "opened": found.opened or _NOT_OPENED,
        "held": found.held,
    }


def _event(found: EventInside, share: float | None) -> dict[str, object]:
    return {
        "event": found.event,
        "time": found.span.earliest,
        "share_then": _NO_SHARE if share is None else share,
        "stocks": {**{each.symbol: _moment(each) for each in found.stocks}, **found.unknown},
    }


def _moment(found: StockMoment) -> dict[str, object]:
    return {
        "known": found.known or _BEFORE_OPENING,
        "then": found.then,
        "bar": found.bar or _NO_BAR,
        "inside": found.inside,
        "after": found.after,
    }
