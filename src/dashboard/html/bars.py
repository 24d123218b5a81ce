"""What would change the answer: one bar for the gap under each changed setting."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.analysis.stories.story_labels import change_label
from dashboard.analysis.window.sensitivity import Change
from dashboard.case import Case
from dashboard.html.elements import el, number
from dashboard.language.language import Language


def change_bars(case: Case, gap: float, changes: Sequence[Change], t: Language) -> Markup:
    """Bars of the gap with one setting moved, or one stock left out."""
    known = [
        (change.kind == "without", change.difference, change_label(case, change, t))
        for change in changes
    ]
    # Ends of the window in their order, then stocks from the smallest gap to the largest.
    known.sort(key=lambda each: (each[0], each[1] if each[0] else 0.0))
    widest = max(abs(gap), *(abs(value) for _, value, _ in known), 0.0) or 1.0
    return el(
        "ul.bars",
        _bar(t("As chosen"), gap, widest, t, kind="strong"),
        [_bar(label, value, widest, t) for _, value, label in known],
    )


def _bar(label: str, value: float, widest: float, t: Language, *, kind: str = "") -> Markup:
    width = 100 * abs(value) / widest
    return el(
        "li",
        el("span.label", label),
        el("span.bar", el("span", style=f"width:{width:.1f}%")),
        el("span.value", number(value, t.points(value, sign=True))),
        class_=f"{'minus' if value < 0 else 'plus'} {kind}".strip(),
    )
