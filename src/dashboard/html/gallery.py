"""A card of the gallery: title and mark, question, answer, dots, and a quiet foot."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.analysis.answer.outcomes import outcome_mark
from dashboard.analysis.cards.glance import Glance
from dashboard.analysis.cards.words import (
    STANDING_WORDS,
    price_words,
    reason_words,
    review_words,
    said,
    standing_words,
    window_words,
)
from dashboard.html.dot_strip import Scale, dot_strip
from dashboard.html.elements import el, inside_link, markup
from dashboard.language.language import Language


def card(
    shown: Glance, scale: Scale, address: str, t: Language, *, rise_is_red: bool, menu: str = ""
) -> Markup:
    """
    One card.

    Parameters
    ----------
    shown : Glance
    scale : Scale
        Of all cards.
    address : str
        Where its case opens; empty for one that cannot be opened.
    t : Language
    rise_is_red : bool
    menu : str
        Where what can be done with the case opens; empty for a card without.
    """
    entry = shown.entry
    title = t.pick(entry.title)
    answer = said(shown, t)
    return el(
        "article.card",
        el(
            "p.cardhead",
            el("span.name", title, title=title),
            el("span.outcome", outcome_mark(shown.outcome, t)) if shown.outcome else None,
            _more(shown, menu, t) if menu else None,
        ),
        el("p.asked", t.pick(entry.question)) if t.pick(entry.question) else None,
        el("h2", inside_link(address, answer) if address else answer),
        dot_strip(shown.card, scale, t, closed=shown.is_closed, rise_is_red=rise_is_red),
        _foot(shown, t),
        class_=shown.wait or ("refused" if entry.faults else ""),
        data_case=entry.slug,
    )


def _more(shown: Glance, menu: str, t: Language) -> Markup:
    told = t("What can be done with “{title}”", title=t.pick(shown.entry.title))
    return el(
        "a.more",
        "⋯",
        href=menu,
        target="_self",
        data_menu=shown.entry.slug,
        aria_label=told,
        title=told,
    )


def _foot(shown: Glance, t: Language) -> Markup:
    entry = shown.entry
    if entry.window is None:
        more = len(entry.faults) - 1
        parts: list[Markup | None] = [
            el("span", t(STANDING_WORDS["refused"])),
            el("span", t.plural("{n} more fault", "{n} more faults", more)) if more else None,
            el("code", f"market-narrative check {entry.slug}"),
        ]
        return el("p.cardfoot", parts)
    prices, review = price_words(shown, t), review_words(shown, t)
    return el(
        "p.cardfoot",
        el("span", window_words(entry.window, t)),
        el("b" if shown.is_left_open else "span", standing_words(shown, t)),
        el("b" if shown.is_stale else "span", prices) if prices else None,
        el("b", markup("! ", review)) if shown.is_overdue else el("span", review),
        title=reason_words(shown, t) or None,
    )
