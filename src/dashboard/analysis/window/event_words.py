"""Events in words, for charts, lists and tables: kind, time, place, what had moved before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from dashboard.analysis.window.timing import EventTime, Position
from dashboard.case import Case, EventKind, Moment, Text
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.market.sessions import Span
from dashboard.stats.result import Undefined

KINDS: dict[EventKind, str] = {
    "product": N_("Product"),
    "app-downloads": N_("App downloads"),
    "attention": N_("Attention"),
    "news": N_("News"),
    "broker-report": N_("Broker report"),
    "filing": N_("Filing"),
    "investor-qa": N_("Investor Q&A"),
    "company-response": N_("Company response"),
    "market": N_("Market"),
}

POSITIONS: dict[Position, str] = {
    "before": N_("Before the window"),
    "inside": N_("Inside the window"),
    "after": N_("After the window"),
}

# Units that our own cases use; any other is shown as the case writes it.
UNITS = {"downloads": N_("downloads")}

NOTHING = 0.005  # a share that rounds to 0 %


def place_name(zone: str, t: Language) -> str:
    """
    City of a time zone.

    >>> place_name("America/New_York", Language("en")), place_name("Asia/Shanghai", Language("zh"))
    ('New York', '上海')
    """
    return get_timezone_location(zone, locale=t.locale, return_city=True)


def published(moment: Moment, t: Language, *, year: bool = True) -> str:
    """
    Date and time as exactly as the source gives them, in its own time zone.

    >>> from datetime import datetime
    >>> published(Moment(datetime(2025, 2, 13), "after-close", "Asia/Shanghai"), Language("en"))
    '13 Feb 2025, after the close'
    """
    day = t.long_day(moment.stamp) if year else t.day(moment.stamp)
    match moment.precision:
        case "second":
            return f"{day} {moment.stamp:%H:%M:%S}" if year else f"{day} {moment.stamp:%H:%M}"
        case "minute":
            return f"{day} {moment.stamp:%H:%M}"
        case "before-open":
            return t("{day}, before the open", day=day)
        case "after-close":
            return t("{day}, after the close", day=day)
        case "by":
            return t("by {day}", day=day)
        case "day":
            return day


def is_elsewhere(moment: Moment, span: Span) -> bool:
    """Whether the source's clock differs from the exchange's at that moment."""
    own = span.earliest.astimezone(ZoneInfo(moment.timezone))
    return own.utcoffset() != span.earliest.utcoffset()


def span_text(span: Span, t: Language) -> str:
    """Interval of possible publication on the exchange's clock; a point when it is known."""
    start, end = span.earliest, span.latest
    if end - start <= timedelta(minutes=1):
        return f"{t.day(start)} {start:%H:%M}"
    return t("{start} to {end}", start=_clock(start, t), end=_clock(end, t))


def elsewhere_text(moment: Moment, span: Span, exchange: str, t: Language) -> str:
    """
    One moment on two clocks: “11 Feb New York = 11 Feb 13:00 to 12 Feb 13:00 in Shanghai”.

    Empty when both clocks show the same.
    """
    if not is_elsewhere(moment, span):
        return ""
    return t(
        "{day} {place} = {span} in {exchange}",
        day=published(moment, t, year=False),
        place=place_name(moment.timezone, t),
        span=span_text(span, t),
        exchange=place_name(exchange, t),
    )


def before_text(item: EventTime, t: Language) -> str:
    """
    What had moved before an event's session 0, in words and percent, and by its own minute.

    A share under nothing means that the groups had moved the other way round; a share
    above one that the gap had been wider than it is at the window's end.  The minute is
    told where minute bars know it.
    """
    then = item.share_then
    if then is None:
        return _before_session(item, t)
    at_minute = t(
        "{share} of the gap at the last prices before {time}",
        share=t.percent(then, 0, sign=False),
        time=f"{item.span.earliest:%H:%M}",
    )
    return t("; ").join([_before_session(item, t), at_minute])


def _before_session(item: EventTime, t: Language) -> str:
    share = item.share_before
    if isinstance(share, Undefined):
        return reason_text(item, t)
    percent = t.percent(share, 0, sign=False)
    if abs(share) < NOTHING:
        return t("none of the gap was there before")
    if share < 0:
        return t("the gap pointed the other way before ({share})", share=percent)
    if share > 1:
        return t("more than the whole gap was there before ({share})", share=percent)
    return t("{share} of the gap was there before", share=percent)


def reason_text(item: EventTime, t: Language) -> str:
    """Why an event has no share."""
    if item.span.deadline:
        return t("published no later than this day: it cannot be placed")
    if item.position == "before":
        return t("before the window: nothing of its gap was there yet")
    if item.position == "after":
        return t("after the window: its whole gap was there before")
    return t.say(item.share_before) if isinstance(item.share_before, Undefined) else ""


def number_list(found: Sequence[int], t: Language) -> str:
    """
    Numbers of events as an enumeration, neighbours drawn together.

    >>> number_list([2, 4, 6, 7, 8], Language("en"))
    '2, 4, 6–8'
    """
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return t(", ").join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _clock(moment: datetime, t: Language) -> str:
    return f"{t.day(moment)} {moment:%H:%M}"


def reading_text(value: float, unit: str, t: Language) -> str:
    """Reading of a series with its unit, by the language's habit: 1.8M downloads, 180万次下载."""
    if not unit:
        return value_text(value, t)
    return t("{value} {unit}", value=value_text(value, t), unit=t(UNITS.get(unit, unit)))


def value_text(value: float, t: Language) -> str:
    """Number short enough for a label: 1,600, 1.8M, 180万."""
    if abs(value) < 10_000:
        return t.number(value, 0 if float(value).is_integer() else 1)
    return t.compact(value)


def about(case: Case, item: EventTime, t: Language) -> str:
    """Kind, stories and stocks an event concerns, and its reading, in one line."""
    event = item.event
    parts = [t(KINDS[event.kind])]
    if event.value is not None:
        parts.append(reading_text(event.value, t.pick(Text(event.unit, event.unit_zh)), t))
    if event.stories:
        titles = [t.pick(case.story(story).title) for story in event.stories]
        parts.append(t("stories: {names}", names=t(", ").join(titles)))
    if event.stocks:
        names = [t.full_name(case.stock(symbol)) for symbol in event.stocks]
        parts.append(t("stocks: {names}", names=t(", ").join(names)))
    return " · ".join(parts)


def session_text(item: EventTime, t: Language) -> str:
    """Session 0 of an event, or that a deadline has none."""
    if item.span.deadline:
        return t("a deadline: session 0 unknown")
    day = item.span.session
    return t("session 0: {day}", day=f"{t.weekday(day)} {t.day(day)}")
