"""A strip of dots: the stocks of each group by their return, on one scale for all cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.analysis.cards.card import Card, Dot, Row
from dashboard.errors import NP_
from dashboard.html.elements import el
from dashboard.html.stocks import signed_return
from dashboard.language.language import Language

EDGE = 2.5  # percent left free at both ends for the dots themselves


@dataclass(frozen=True, slots=True)
class Scale:
    """Smallest and largest return of all cards, fractions; zero lies between them."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Percent of the width at which a return stands."""
        return EDGE + (100 - 2 * EDGE) * (value - self.low) / (self.high - self.low)


def scale_of(cards: Iterable[Card]) -> Scale:
    """
    One scale for all cards; what is drawn on it fills it.

    >>> scale_of([])
    Scale(low=-0.01, high=0.01)
    """
    values = [0.0]
    for card in cards:
        values += [dot.value for row in card.rows for dot in row.dots]
        values += [] if card.market is None else [card.market]
    low, high = min(values), max(values)
    return Scale(low, high) if high - low >= 0.02 else Scale(low - 0.01, high + 0.01)


def dot_strip(
    card: Card,
    scale: Scale,
    t: Language,
    *,
    closed: bool,
    rise_is_red: bool,
    kinds: Mapping[str, str] | None = None,
) -> Markup | None:
    """
    Strip of one card: names at the left, dots, means at the right.

    Parameters
    ----------
    card : Card
    scale : Scale
    t : Language
    closed : bool
        Whether the dots are final; hollow ones are not.
    rise_is_red : bool
    kinds : mapping of str to str, optional
        What the kinds of dots mean, in words.
    """
    if not card.rows:
        return None
    lines = [el("i.zero", style=_at(scale.place(0.0)))]
    if card.market is not None:
        lines.append(el("i.market", style=_at(scale.place(card.market))))
    rows = []
    for place, row in enumerate(card.rows):
        line, colour = f"grid-row:{place + 1};", f"var(--group{place % 10})"
        mean = signed_return(row.mean, t, rise_is_red=rise_is_red)
        rows += [
            el(
                "span.side",
                t.pick(row.title),
                style=f"{line}color:{colour}",
                title=t.pick(row.title),
            ),
            el("span.dots", _dots(row, scale, t, kinds or {}), style=f"{line}--c:{colour}"),
            el("span.mean", mean, style=line),
        ]
    plot = el("span.lines", lines, style=f"grid-row:1/{len(card.rows) + 1}")
    return el(
        "div.strip",
        plot,
        rows,
        class_="" if closed else "hollow",
        role="img",
        aria_label=_told(card, t),
    )


def _dots(row: Row, scale: Scale, t: Language, kinds: Mapping[str, str]) -> list[Markup]:
    """Dots of a group over the span that they cover, and the bar of its mean."""
    if not row.dots:
        return []
    low, high = (scale.place(value(dot.value for dot in row.dots)) for value in (min, max))
    drawn = [el("i.span", style=f"{_at(low)};width:{high - low:.2f}%")]
    drawn += [
        el(
            "i.dot",
            title=_named(dot, t, kinds),
            style=_at(scale.place(dot.value)),
            class_=dot.kind,
        )
        for dot in row.dots
    ]
    if row.mean is not None:
        drawn.append(el("i.bar", style=_at(scale.place(row.mean))))
    return drawn


def _named(dot: Dot, t: Language, kinds: Mapping[str, str]) -> str:
    told = f"{t.pick(dot.name)} {t.percent(dot.value)}"
    return t(" · ").join([told, kinds[dot.kind]]) if dot.kind in kinds else told


def _at(place: float) -> str:
    return f"left:{place:.2f}%"


def _told(card: Card, t: Language) -> str:
    """Means of the groups and the market in words, for who does not see the dots."""
    parts = [
        t("{name} {value}", name=t.pick(row.title), value=t.percent(row.mean)) for row in card.rows
    ]
    if card.market is not None:
        parts.append(t("the market {value}", value=t.percent(card.market)))
    return t(NP_("clauses", ", ")).join(parts)
