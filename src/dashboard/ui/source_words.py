"""Sources, ages and agreement in the reader's language; nothing here is cached, ages move on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from babel.dates import format_timedelta
from markupsafe import Markup, escape

from dashboard.analysis.claims.results import ClaimResult
from dashboard.analysis.data.source_standing import CASE, Agreement
from dashboard.case import Text
from dashboard.errors import N_
from dashboard.html.elements import el, inside_link, markup
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote
from dashboard.market.series import INDEX, SeriesNote
from dashboard.ui import data, source_status, state
from dashboard.ui.state import View

ADJUSTMENTS: dict[str, str] = {
    "factor": N_("as traded, with dividends"),
    "index": N_("as computed, an index"),
    "none": N_("as traded, dividends unknown"),
    "additive": N_("adjusted by adding"),
    "multiplicative": N_("adjusted by a factor"),
    "unknown": N_("adjusted, nobody said how"),
}

# What stands in brackets behind an adjustment is on the Data page; a foot is one line.
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")

PRICED = frozenset({"return", "rank-max", "rank-min", "group-mean"})
"""Kinds of claims that prices decide."""


def age(stamp: str, t: Language) -> str:
    """
    How long ago an ISO time was, in words; empty where it is none or lies ahead.

    A day without a time of day counts from its midnight in UTC.
    """
    try:
        read = datetime.fromisoformat(stamp)
    except ValueError:
        return ""
    gone = source_status.now() - (read if read.tzinfo else read.replace(tzinfo=UTC))
    if gone.total_seconds() < -1:
        return ""
    if gone.total_seconds() < 60:
        return t("just now")
    if len(stamp) == len("2025-02-06") and gone.days < 1:
        return t("today")
    return format_timedelta(-gone, add_direction=True, locale=t.locale)


def aged(stamp: str, t: Language) -> str:
    """Day of an ISO time, and how long ago that was: 2025-02-06 (3 days ago)."""
    day, gone = stamp[:10], age(stamp, t)
    return t("{day} ({age})", day=day, age=gone) if gone else day


def clock(stamp: str, t: Language) -> str:
    """Say when something happened: 25 Nov 2026, 18:12 UTC (2 minutes ago)."""
    try:
        moment = datetime.fromisoformat(stamp).astimezone(UTC)
    except ValueError:
        return stamp
    told = t("{day}, {time} UTC", day=t.long_day(moment), time=f"{moment:%H:%M}")
    gone = age(stamp, t)
    return t("{day} ({age})", day=told, age=gone) if gone else told


def adjustment(note: SeriesNote, t: Language) -> str:
    """What was done to the prices of a stored series."""
    if note.factor_source == INDEX:
        return t(ADJUSTMENTS["index"])
    kind = "factor" if note.adjustment == "none" and note.factor_source else note.adjustment
    return t(ADJUSTMENTS[kind])


def served(note: SeriesNote, t: Language) -> str:
    """Who serves a stored series, and who its dividends and splits."""
    other = note.factor_source
    own = note.title or t.source(note.source)
    if other in {"", INDEX, note.source}:
        return own
    return t("{source}; dividends from {other}", source=own, other=t.source(other))


def title(source: str, t: Language) -> str:
    """Name of one side of a comparison."""
    return t("prices kept with the case") if source == CASE else t.source(source)


# The line under every figure ------------------------------------------


def source_line(view: View, other: PriceNote | None = None) -> Markup:
    """
    Source, adjustment, last close, age and mark of the prices, in one line.

    Parameters
    ----------
    view : View
    other : PriceNote or None
        Of a figure whose prices are not those of the trial.
    """
    t, note, mark = view.t, other or view.note, view.folder.digest[:8]
    if view.folder.market.prices.empty:
        return escape(t("No prices yet · data {digest}", digest=mark))
    whole = t.pick(Text(note.adjustment, note.adjustment_zh))
    line = t(
        "{source} · {adjustment} · closes to {last} · read {read} · data {digest}",
        source=t.pick(Text(note.source, note.source_zh)),
        adjustment=_ASIDE.sub("", whole),
        last=data.span(view.folder)[1].isoformat(),
        read=aged(note.retrieved, t),
        digest=mark,
    )
    stale = stale_words(view)
    marked = el("b.stale", "! ", stale) if stale else None
    return markup(el("span", line, title=whole), marked, by=" · ")


def plain_adjustment(view: View) -> str:
    """What was done to the prices shown, without its aside in brackets."""
    return _ASIDE.sub("", view.t.pick(Text(view.note.adjustment, view.note.adjustment_zh)))


def stale_words(view: View) -> str:
    """Since when stocks of the store lack closed sessions that the reader could look at."""
    if not view.from_store or view.edition is not None:
        return ""
    ends = data.computed("ends", view.folder.digest, lambda: _ends(view))
    behind = [end for end in ends if not source_status.covers(view, end)]
    since = [day for end in behind if (day := source_status.stale_since(view.sessions, end))]
    if not since:
        return ""
    t, first = view.t, view.t.long_day(min(since))
    if len(since) == len(view.case.stocks):
        return t("stale since {day}", day=first)
    return t("{n} of {total} stocks stale since {day}", n=len(since), total=len(ends), day=first)


def _ends(view: View) -> tuple[date, ...]:
    """Last session of each stock that has prices."""
    prices = view.folder.market.prices
    own = prices[prices["symbol"].isin(view.case.symbols)]
    return tuple(stamp.date() for stamp in own.groupby("symbol")["date"].max())


# Two sources ----------------------------------------------------------


def agreement_line(view: View) -> Markup:
    """Badge under a figure: how closely two sources agree over the window."""
    found = source_status.agreement_of(view)
    total = len(source_status.priced(view.case)) if found else 0
    return badge(view, found, total)


def badge(view: View, found: Sequence[Agreement], total: int) -> Markup:
    """
    Badge of comparisons, empty without any.

    Parameters
    ----------
    view : View
        The reader.
    found : sequence of Agreement
    total : int
        Series that could have been compared.
    """
    return markup(
        [
            el(
                "span.agree",
                el("span", "=" if each.agree else "≠", aria_hidden="true"),
                " ",
                agreement_words(view, each, total),
                None if each.agree else (" ", link("differences", view.t("see the days"))),
            )
            for each in found
        ],
        by=" ",
    )


def agreement_words(view: View, found: Agreement, total: int) -> str:
    """How closely two sources agree, in a phrase."""
    t = view.t
    names = t.listing([title(name, t) for name in found.sources])
    if not found.agree:
        words = (
            t.plural(
                "two sources differ on {n} close ({sources})",
                "two sources differ on {n} closes ({sources})",
                found.differing,
                sources=names,
            )
            if found.basis == "close"
            else t.plural(
                "two sources differ on {n} daily return ({sources})",
                "two sources differ on {n} daily returns ({sources})",
                found.differing,
                sources=names,
            )
        )
    elif found.basis == "close":
        words = t(
            "two sources agree within {amount} ({sources}), {n} closes",
            amount=money(found.largest, view),
            sources=names,
            n=t.number(found.sessions),
        )
    else:
        words = t(
            "two sources agree within {points} a day ({sources}), {n} returns",
            points=t.points(found.largest, 2),
            sources=names,
            n=t.number(found.sessions),
        )
    if found.series >= total:
        return words
    return t("{words}, {n} of {total} series", words=words, n=found.series, total=total)


def money(value: float, view: View) -> str:
    """Amount of the case's currency: 0.01 yuan."""
    currency = view.case.currency
    unit = view.t("yuan") if currency == "CNY" else currency
    return view.t("{number} {unit}", number=view.t.number(value, 2), unit=unit)


def link(anchor: str, label: str, **changes: str) -> Markup:
    """Link to a place on the Data page, with the reader's own settings."""
    query = urlencode(state.link(**changes))
    return inside_link(f"data{'?' if query else ''}{query}#{anchor}", label)


def claim_badge(view: View, result: ClaimResult) -> Markup | None:
    """Badge of a claim that prices decide: how closely two sources agree over its days."""
    used = result.data
    if result.claim.kind not in PRICED or used.base is None or used.last is None:
        return None
    found = source_status.agreement_over(view, used.symbols, used.base, used.last)
    return badge(view, found, len(used.symbols))
