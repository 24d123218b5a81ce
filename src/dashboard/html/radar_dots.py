"""Members of an open theme as dots: where each went, and by its mark what is on file of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.analysis.cards.card import Card, Dot, Row
from dashboard.case import Text
from dashboard.errors import N_
from dashboard.html.dot_strip import dot_strip, scale_of
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.radar.kept_detail import Detail, KeptMember
from dashboard.radar.splits import Split

Names = Mapping[str, str]
"""Names of stocks by symbol; one that is not there is called by its symbol."""

KINDS = {
    "graded": N_("graded evidence"),
    "bare": N_("looked at, nothing graded"),
    "unlooked": N_("nobody looked"),
}
"""Marks of members: a full dot, a hollow one, a cross."""


def kind_of(member: KeptMember) -> str:
    """Mark of a member: nobody having looked is another matter than nothing found."""
    if member.record.grade is None:
        return "unlooked"
    return "graded" if member.record.grade else "bare"


def strip(
    detail: Detail,
    split: Split | None,
    market: float,
    names: Names,
    t: Language,
    *,
    rise_is_red: bool,
) -> Markup | None:
    """Dots of the members with the label and without it; of all where no label was tried."""
    known = _known(detail)
    if split is None:
        rows = [_row(t("All members"), known, names)]
    else:
        inside = frozenset(split.symbols)
        with_it = [member for member in known if member.symbol in inside]
        without = [member for member in known if member.symbol not in inside]
        rows = [
            _row(t("With the label"), with_it, names),
            _row(t("Without the label"), without, names),
        ]
    card = Card(rows=tuple(rows), market=market if math.isfinite(market) else None)
    said = {kind: t(words) for kind, words in KINDS.items()}
    return dot_strip(card, scale_of([card]), t, closed=True, rise_is_red=rise_is_red, kinds=said)


def legend(detail: Detail, market: float, t: Language) -> Markup:
    """Say what the marks and the two lines mean; a mark that no dot has is left out."""
    kinds = [kind_of(member) for member in _known(detail)]
    marks = [
        el(
            "span",
            el("i.dot", class_=kind, aria_hidden="true"),
            t("{what} ({n})", what=t(words), n=kinds.count(kind)),
        )
        for kind, words in KINDS.items()
        if kind in kinds
    ]
    lines = [el("span", el("i.line", aria_hidden="true"), t.percent(0.0, 0, sign=False))]
    if math.isfinite(market):
        told = t("the market {value}", value=t.percent(market))
        lines.append(el("span", el("i.line.dotted", aria_hidden="true"), told))
    return el("p.dotlegend", marks, lines)


def mean_of(values: Sequence[float]) -> float:
    """Mean of the values that there are; NaN of none."""
    known = [value for value in values if math.isfinite(value)]
    return sum(known) / len(known) if known else math.nan


def _known(detail: Detail) -> list[KeptMember]:
    return [member for member in detail.members if math.isfinite(member.gain)]


def _row(name: str, members: Sequence[KeptMember], names: Names) -> Row:
    dots = tuple(
        Dot(Text(zh=called, en=called), m.gain, kind_of(m))
        for m in members
        for called in [names.get(m.symbol, m.symbol)]
    )
    mean = mean_of([m.gain for m in members])
    return Row(Text(name, name), mean if math.isfinite(mean) else None, dots)
