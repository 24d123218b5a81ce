"""Sessions to the minute in words: the finding, what is drawn, each event, limits and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dashboard.analysis.window import event_words
from dashboard.analysis.window.inside import EventInside, SessionInside
from dashboard.analysis.window.session_minutes import PASSED
from dashboard.case import Case
from dashboard.charts.timeline_titles import HALF
from dashboard.language.language import Language
from dashboard.language.words import LIMIT_SIGNS
from dashboard.market.minutes import MinuteNote

LITTLE = 0.005  # of the move in the bar around an event nothing is said under half a point


def title(
    shown: Sequence[EventInside], numbered: Mapping[str, int], t: Language, *, hidden: int = 0
) -> str:
    """
    How much of the session's move stood before the events; a question where it is not known.

    Events before the opening are left out: of their session nothing can have moved.  Of events
    that a filter hides nothing is said, and nothing of all of them.
    """
    shares = _counted(shown)
    if hidden or not shares:
        return t("What had the session moved before each event?")
    if len(shares) == 1:
        ((only, share),) = shares
        return _title_of_one(numbered[only.event], share, t)
    late, n = sum(share >= HALF for _, share in shares), len(shares)
    if not late:
        return t("Less than half of the session’s move stood before each of {n} events", n=n)
    if late == n:
        return t("At least half of the session’s move stood before each of {n} events", n=n)
    return t(
        "At least half of the session’s move stood before {late} of {n} events", late=late, n=n
    )


def _counted(shown: Sequence[EventInside]) -> list[tuple[EventInside, float]]:
    """Events in trading hours with the share of their session's move, where that says anything."""
    return [
        (each, found) for each in shown if each.is_open and (found := each.share_then) is not None
    ]


def _title_of_one(number: int, share: float, t: Language) -> str:
    if share < 0:
        return t("Before event {number} the session had moved the other way", number=number)
    if share > 1:
        return t(
            "Before event {number} the session had moved further than it closed", number=number
        )
    return t(
        "{share} of the session’s move stood before event {number}",
        share=t.percent(share, 0, sign=False),
        number=number,
    )


def note(
    case: Case,
    found: Sequence[SessionInside],
    shown: Sequence[EventInside],
    bars: Iterable[MinuteNote],
    without: Sequence[int],
    t: Language,
) -> str:
    """What is drawn, which events the title counts, from which bars, and what there is none of."""
    sentences = [
        t(
            "Moves since the close before: thin each stock, strong the mean of each group. A "
            "dotted line is the time of an event, {up} or {down} the first time at a price limit.",
            **LIMIT_SIGNS,
        ),
    ]
    if 0 < len(_counted(shown)) < len(shown):
        sentences.append(
            t(
                "The title counts events in trading hours whose stocks moved by a point or more "
                "over the session."
            )
        )
    sentences.append(_bars(bars, t))
    lacking = {name: None for each in found for name in each.unknown}
    if lacking:
        names = t.listing([t.name(case.stock(name)) for name in lacking])
        sentences.append(t("Not in every session: {names}; the table says why.", names=names))
    if without:
        sentences.append(
            t.plural(
                "Of the session of event {numbers} there are no minute bars.",
                "Of the sessions of events {numbers} there are no minute bars.",
                len(without),
                numbers=event_words.number_list(without, t),
            )
        )
    return t.sentences(sentences)


def _bars(bars: Iterable[MinuteNote], t: Language) -> str:
    told = dict.fromkeys(
        t("{source} ({n} min)", source=each.title or t.source(each.source), n=each.interval)
        for each in bars
    )
    return t("Bars: {sources}.", sources=t("; ").join(told))


def moment(found: EventInside, t: Language) -> str:
    """What stood of the session's move at an event, of the stocks that it is about."""
    if not found.about:
        return t("how far its stocks had moved is not known")
    words = t("; ").join(_moves(found, t))
    n = len(found.about)
    return words if n == 1 else t("mean of {n} stocks: {words}", n=n, words=words)


def _moves(found: EventInside, t: Language) -> list[str]:
    then, inside, total = (found.mean(name) or 0.0 for name in ("then", "inside", "total"))
    at_close = t.percent(total)
    if not found.is_open:
        return [t("before the opening"), t("{total} at the close", total=at_close)]
    told = t(
        "{then} at the last prices before it, {total} at the close",
        then=t.percent(then),
        total=at_close,
    )
    ends = [each.bar for each in found.about if each.bar is not None]
    if not ends or abs(inside) < LITTLE:
        return [told]
    return [
        told,
        t(
            "{move} more in the bar that contains it, to {time}",
            move=t.percent(inside),
            time=f"{max(ends):%H:%M}",
        ),
    ]


def describe(
    case: Case,
    found: Sequence[SessionInside],
    shown: Sequence[EventInside],
    numbered: Mapping[str, int],
    t: Language,
) -> str:
    """Text alternative: each event, then who was first and who met a limit, by session."""
    told = [
        t(
            "Event {number}, {day} {time}: {words}.",
            number=numbered[each.event],
            day=t.day(each.span.earliest),
            time=f"{each.span.earliest:%H:%M}",
            words=moment(each, t),
        )
        for each in shown
    ]
    return t.sentences([*told, *(line for each in found for line in _session(case, each, t))])


def _session(case: Case, found: SessionInside, t: Language) -> list[str]:
    day, lines = t.day(found.session), []
    if found.order:
        ranks = (
            t.listing([t.name(case.stock(each.symbol)) for each in rank])
            + f" {max(each.end for each in rank):%H:%M}"
            for rank in found.order
        )
        lines.append(
            t(
                "{day}, first {percent} from the close before: {names}.",
                day=day,
                percent=t.percent(PASSED, 0, sign=False),
                names=t("; ").join(ranks),
            )
        )
    if found.touches:
        hits = (
            f"{t.name(case.stock(each.symbol))} {LIMIT_SIGNS[each.side]} {each.met:%H:%M}"
            for each in found.touches
        )
        lines.append(
            t("{day}, first at a price limit: {names}.", day=day, names=t("; ").join(hits))
        )
    return lines
