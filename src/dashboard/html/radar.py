"""The radar's list as a table: a row a theme, with a small chart of its way there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup

from dashboard.html import radar_words as words
from dashboard.html.elements import el, number
from dashboard.language.language import Language
from dashboard.radar.kept import Entry, KeptEvening
from dashboard.radar.membership import Theme

WIDE, HIGH, THICK = 120, 30, 1.6  # of a small chart and its line, pixels

Link = Callable[[Entry], tuple[str, str]]
"""Address under which a row opens or closes, and its key in the link."""


def head_row(kept: KeptEvening, span: int, t: Language) -> Markup:
    """Head of the list."""
    heads = [
        (t("Rank"), ""),
        (t("Theme"), ""),
        (t("Move"), t("points over matched")),
        (t.plural("{n} session", "{n} sessions", span), ""),
        (t("Breadth"), ""),
        (t("Label that separates the movers"), ""),
        (t("On file"), t("with graded evidence")),
        (t("Chance gives"), t("as many or more")),
    ]
    cells = [
        el("th", head, el("small", below) if below else None, scope="col", class_=f"c{at}")
        for at, (head, below) in enumerate(heads)
    ]
    return el("thead", el("tr", cells), data_day=kept.day.isoformat())


def listing(
    entries: Sequence[Entry],
    kept: KeptEvening,
    span: int,
    link: Link,
    t: Language,
    *,
    rise_is_red: bool,
    headed: bool = True,
    opened: str = "",
    line_before: int = -1,
) -> Markup:
    """
    Rows of the list.

    Parameters
    ----------
    entries : sequence of Entry
    kept : KeptEvening
    span : int
    link : callable
    t : Language
    rise_is_red : bool
    headed : bool
        Whether the head stands above.
    opened : str
        Key of the row that is open.
    line_before : int
        Place of the row from which down chance keeps up; -1 for none.
    """
    rows: list[Markup] = []
    for at, entry in enumerate(entries):
        if at == line_before:
            told = el("td", words.chance_keeps_up(t), colspan=8)
            rows.append(el("tr.chanceline", told))
        address, key = link(entry)
        rows.append(
            _row(entry, kept, address, key, t, rise_is_red=rise_is_red, is_open=key == opened)
        )
    # Widths of their own, so that the part below an open row stands as the part above it.
    widths = el("colgroup", [el("col", class_=f"c{at}") for at in range(8)])
    head = head_row(kept, span, t) if headed else None
    goes_on = None if headed else t("The list goes on")
    kind = "" if headed else "goeson"
    return el("table.radar", widths, head, el("tbody", rows), class_=kind, aria_label=goes_on)


def _row(
    entry: Entry,
    kept: KeptEvening,
    address: str,
    key: str,
    t: Language,
    *,
    rise_is_red: bool,
    is_open: bool,
) -> Markup:
    name = el(
        "a",
        entry.theme.name,
        href=address,
        target="_self",
        data_row="" if is_open else key,
        aria_expanded="true" if is_open else "false",
    )
    kind = ("out" if entry.stands_out else "quiet") + (" open" if is_open else "")
    return el(
        "tr",
        el("td.c0", entry.rank),
        el("td.c1", el("h2", name), el("small", _about(entry, kept, t))),
        el("td.c2", _move(entry, t, rise_is_red=rise_is_red)),
        el("td.c3", small_chart(entry, t)),
        el("td.c4", words.breadth(entry, t), _small(words.carried(entry, t))),
        el("td.c5", _label(entry, t)),
        el("td.c6", _on_file(entry, t)),
        el("td.c7", words.chance(entry, kept, t)),
        class_=kind,
        id=None if not is_open else "row",
    )


def _about(entry: Entry, kept: KeptEvening, t: Language) -> str:
    """How many members, of which source where there are several, with whom folded."""
    told = [words.members(entry.listed, t)]
    if len({each.theme.source for each in kept.entries}) > 1:
        told.append(t.source(entry.theme.source))
    if entry.listed > entry.priced:
        left = entry.listed - entry.priced
        told.append(t("{n} without a return", n=left))
    if entry.folded:
        shown = t.listing([_folded(theme, entry, t) for theme in entry.folded[:2]])
        left = len(entry.folded) - 2
        told.append(
            t("with {themes}", themes=shown)
            if left <= 0
            else t("with {themes} and {n} more", themes=shown, n=left)
        )
    return t(" · ").join(told)


def _folded(theme: Theme, entry: Entry, t: Language) -> str:
    """Name of a folded theme; one of another source may have the very same."""
    if theme.source == entry.theme.source:
        return theme.name
    return t("{name} ({source})", name=theme.name, source=t.source(theme.source))


def _move(entry: Entry, t: Language, *, rise_is_red: bool) -> Markup:
    text = t.number(entry.move * 100, 1, sign=True)
    if not math.isfinite(entry.move) or not round(entry.move, 3):
        return number(entry.move, text)
    colour = "red" if (entry.move > 0) == rise_is_red else "green"
    return number(entry.move, el("b", text, style=f"color:var(--{colour})"))


def _small(text: str) -> Markup | None:
    return el("small", text) if text else None


def _label(entry: Entry, t: Language) -> list[Markup | None]:
    name, told = words.label_cell(entry.detail, t)
    best = None if entry.detail is None else entry.detail.best
    return [el("b" if best is not None else "span.grey", name) if name else None, _small(told)]


def _on_file(entry: Entry, t: Language) -> list[Markup | None]:
    """Share with graded evidence as a bar; in words where nobody has looked."""
    told, below = words.on_file(entry.detail, t)
    detail = entry.detail
    if detail is None:
        return []
    if not detail.assessed:
        return [el("span.grey", told)]
    share = 100 * detail.documented / len(detail.members)
    bar = el("span.bar", el("i", style=f"width:{share:.1f}%"), aria_hidden="true")
    return [el("span", told), bar, _small(below)]


def small_chart(entry: Entry, t: Language) -> Markup | None:
    """
    Way of the members' mean less the market's, from the base to the evening.

    Drawn as a clipped band, which pages let through where they take out drawings of their own;
    a session on which no member has a close is passed over.
    """
    known = [(at, value) for at, value in enumerate(entry.path) if math.isfinite(value)]
    if len(known) < 2:
        return None
    values = [value for _, value in known]
    low, high = min(0.0, *values), max(0.0, *values)
    room = max(high - low, 0.02)
    points = [
        (
            3 + (WIDE - 8) * at / (len(entry.path) - 1),
            3 + (HIGH - 6) * (1 - (value - low) / room),
        )
        for at, value in known
    ]
    zero = 3 + (HIGH - 6) * (1 + low / room)
    (x, y), told = points[-1], t("{move} against the market", move=t.percent(values[-1]))
    return el(
        "span.spark",
        el("i.base", style=f"top:{zero:.1f}px"),
        el("i.way", style=f"clip-path:polygon({_band(points)})"),
        el("i.end", style=f"left:{x:.1f}px;top:{y:.1f}px"),
        role="img",
        aria_label=told,
        title=told,
    )


def _band(points: Sequence[tuple[float, float]]) -> str:
    """Outline of a line through points, equally thick however steep it is."""
    upper, lower = [], []
    for at, (x, y) in enumerate(points):
        (x0, y0), (x1, y1) = points[max(at - 1, 0)], points[min(at + 1, len(points) - 1)]
        half = THICK / 2 * math.hypot(1, (y1 - y0) / (x1 - x0))
        upper.append(f"{x:.1f}px {y - half:.1f}px")
        lower.append(f"{x:.1f}px {y + half:.1f}px")
    return ",".join([*upper, *reversed(lower)])
