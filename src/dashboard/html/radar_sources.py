"""A theme as several sources have it: where their lists agree, and who is in one alone."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.html.elements import el, markup
from dashboard.html.radar_dots import Names
from dashboard.html.tables import table
from dashboard.language.language import Language
from dashboard.radar.kept import Agreement, Entry, KeptEvening, agreements
from dashboard.radar.side_by_side import Other

NAMED = 30  # stocks of one list that are called by their names


def several(kept: KeptEvening) -> bool:
    """Whether an evening has lists of several sources that were held side by side."""
    return kept.compared and len({entry.theme.source for entry in kept.entries}) > 1


def told(entry: Entry, kept: KeptEvening, t: Language) -> str:
    """What the other sources say of a theme; empty on an evening with one list only."""
    if not several(kept):
        return ""
    agreed = agreements(kept, entry.span)[entry.theme]
    return t.sentences([verdict(agreed, t), *(_of_other(o, entry, kept, t) for o in entry.others)])


def verdict(agreed: Agreement, t: Language) -> str:
    """Whether it matters whose list one takes."""
    if agreed == "alone":
        return t("No other source lists it, by this name or by these members.")
    return t("The sources agree.") if agreed == "yes" else t("The sources differ.")


def _of_other(other: Other, entry: Entry, kept: KeptEvening, t: Language) -> str:
    there = kept.entry(other.theme, entry.span)
    values = {
        "source": t.source(other.theme.source),
        "name": other.theme.name,
        "n": other.both,
        "m": len(other.here),
        "k": len(other.there),
    }
    said = t("{source} has it too: {n} in both, {m} only here, {k} only there.", **values)
    if not other.same_name:
        said = t(
            "{source} has most of its stocks as “{name}”: {n} in both, {m} only here, {k} only "
            "there.",
            **values,
        )
    elif other.theme.name != entry.theme.name:
        said = t(
            "{source} has it as “{name}”: {n} in both, {m} only here, {k} only there.", **values
        )
    if there is None or not there.rank:
        return t.sentences([said, t("There it is not ranked.")])
    move = t.points(there.move, sign=True)
    if there.stands_out:
        return t.sentences([said, t("There it moved {move} and stands out.", move=move)])
    return t.sentences([said, t("There it moved {move} and does not stand out.", move=move)])


def side_by_side(entry: Entry, kept: KeptEvening, names: Names, t: Language) -> Markup:
    """Table of the lists, and the stocks that are in one of two alone."""
    heads = [
        t("Source"),
        t("Theme"),
        t("Stocks"),
        t("In both"),
        t("Move"),
        t("Rank"),
        t("Stands out"),
    ]
    rows = [_row(entry, None, t)]
    apart: list[Markup] = []
    for other in entry.others:
        found = kept.entry(other.theme, entry.span)
        if found is not None:
            rows.append(_row(found, other.both, t))
        own, its = t.source(entry.theme.source), t.source(other.theme.source)
        apart += _alone(own, its, other.here, names, t)
        apart += _alone(its, own, other.there, names, t)
    return markup(table("data", heads, rows), apart)


def _row(entry: Entry, both: int | None, t: Language) -> Markup:
    ranked = bool(entry.rank)
    return el(
        "tr",
        el("td", t.source(entry.theme.source)),
        el("td", entry.theme.name),
        el("td.num", entry.listed),
        el("td.num", "" if both is None else both),
        el("td.num", t.points(entry.move, sign=True) if ranked else ""),
        el("td.num", entry.rank or t("not ranked")),
        el("td", t("yes") if entry.stands_out else t("no")),
    )


def _alone(
    source: str, other: str, symbols: tuple[str, ...], names: Names, t: Language
) -> list[Markup]:
    """Stocks of one list that the other does not have; nothing where it has them all."""
    if not symbols:
        return []
    shown = [names.get(symbol, symbol) for symbol in symbols[:NAMED]]
    left = len(symbols) - len(shown)
    if left:
        shown.append(t.plural("{n} more", "{n} more", left))
    head = t("In {source}, not in {other} ({n}):", source=source, other=other, n=len(symbols))
    return [el("p.apart", el("b", head), " ", t.listing(shown))]
