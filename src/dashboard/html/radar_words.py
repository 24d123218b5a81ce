"""What the radar says in words: its headline, and the cells of its list."""

from __future__ import annotations

import math

from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.radar.kept import Entry, KeptEvening
from dashboard.radar.kept_detail import Detail
from dashboard.radar.splits import Label, Split

_MEASURED = {
    ("past", "above"): N_("Larger rise in the 20 sessions before"),
    ("past", "below"): N_("Smaller rise in the 20 sessions before"),
    ("beta", "above"): N_("Higher beta"),
    ("beta", "below"): N_("Lower beta"),
}


def heads(kept: KeptEvening, span: int) -> tuple[Entry, ...]:
    """Rows of the list of a span: what has a score and is not folded under another theme."""
    return tuple(entry for entry in kept.of_span(span) if entry.rank and entry.under is None)


def out(kept: KeptEvening, span: int) -> tuple[Entry, ...]:
    """Every theme of a span that stands out, folded ones among them."""
    return tuple(entry for entry in kept.of_span(span) if entry.stands_out)


def by_chance(kept: KeptEvening, span: int) -> float:
    """Themes of the span that chance alone puts as far out as the last one that stands out."""
    return max((entry.expected_in_span for entry in out(kept, span)), default=math.nan)


def headline(kept: KeptEvening, span: int, t: Language) -> str:
    """How many themes stand out, beside how many chance alone would show."""
    n = len(out(kept, span))
    day = t.long_day(kept.day)
    if not n:
        return t("No theme stands out on {day}", day=day)
    count = t.spelled(n)
    return t.plural(
        "{count} theme stands out on {day}; chance alone would show {few}",
        "{count} themes stand out on {day}; chance alone would show {few}",
        n,
        count=count[:1].upper() + count[1:],
        day=day,
        few=few(by_chance(kept, span), t),
    )


def few(expected: float, t: Language) -> str:
    """
    An expected number of themes, as a count.

    >>> few(0.2, Language()), few(5.2, Language())
    ('fewer than one', 'about five')
    """
    if expected < 1:
        return t("fewer than one")
    return t("about {n}", n=t.spelled(round(expected)))


def standfirst(kept: KeptEvening, span: int, t: Language) -> str:
    """What the move is, how many rows there are, and in how many a label separates the movers."""
    rows = heads(kept, span)
    own = [entry for entry in rows if entry.stands_out]
    if not own:
        return t.sentences([_rarest(kept, rows, t), mode(kept, t)])
    said = []
    n = len(out(kept, span))
    if len(own) < n:
        told = t.plural(
            "Themes that share most of their stocks are folded together: {n} row.",
            "Themes that share most of their stocks are folded together: {n} rows.",
            len(own),
        )
        said.append(told)
    said.append(_labels(own, t))
    return t.sentences([*said, mode(kept, t)])


def stands_out(t: Language) -> str:
    """Say what it means that a theme stands out."""
    return t(
        "A theme stands out when its stocks did better against similar ones than random lists let "
        "expect; of those that do, at most one in ten is expected to be chance."
    )


def _rarest(kept: KeptEvening, rows: tuple[Entry, ...], t: Language) -> str:
    if not rows:
        return t("No theme has the four members with a return that it needs.")
    return t(
        "The rarest move is that of “{theme}”, {move} against matched stocks; by chance: {chance}.",
        theme=rows[0].theme.name,
        move=t.points(rows[0].move, sign=True),
        chance=chance(rows[0], kept, t),
    )


def _labels(own: list[Entry], t: Language) -> str:
    n, parted = len(own), sum(e.detail is not None and e.detail.best is not None for e in own)
    if n == 1:
        if parted:
            return t("A label separates its movers from the rest, after every label was tried.")
        return t("No label separates its movers from the rest, after every label was tried.")
    if not parted:
        return t("In none of them does a label separate the movers, after every label was tried.")
    return t(
        "In {n} of {all} a label separates the movers from the rest, after every label was tried.",
        n=parted,
        all=n,
    )


def mode(kept: KeptEvening, t: Language) -> str:
    """Whether the themes are those of the evening, or a later list laid over it."""
    if kept.mode == "as-of":
        return t("Members as the sources listed them that evening.")
    return t(
        "Restated: members by the list of {day}, which that evening did not know.",
        day=t.long_day(kept.listed_on),
    )


# Cells ----------------------------------------------------------------


def chance(entry: Entry, kept: KeptEvening, t: Language) -> str:
    """
    How many themes as far out a list by chance shows: one in so many evenings, or so many a one.

    Notes
    -----
    Counted over the redrawn lists and the evening's own: less than one in that many is not said.
    """
    expected = entry.expected_in_span
    if not math.isfinite(expected):
        return t("not ranked")
    if expected >= 1:
        n = round(expected)
        return t.plural("{n} theme an evening", "{n} themes an evening", n)
    evenings = min(round(1 / expected), kept.lists + 1) if expected > 0 else kept.lists + 1
    return t.plural("one theme an evening", "one theme in {n} evenings", evenings)


def chance_keeps_up(t: Language) -> str:
    """Say what the line below the themes that stand out means."""
    return t("From here down chance keeps up: an evening without news shows themes like these")


def breadth(entry: Entry, t: Language) -> str:
    """How many members rose."""
    return t("{rose} of {priced} rose", rose=entry.rose, priced=entry.priced)


def carried(entry: Entry, t: Language) -> str:
    """How much of the move its three best members carry; empty where that is no number."""
    if not math.isfinite(entry.carried):
        return ""
    if entry.carried > 1:
        return t("best three carry more than all of it")
    return t("best three carry {share}", share=t.percent(entry.carried, 0, sign=False))


def members(n: int, t: Language) -> str:
    """Count of a theme's members."""
    return t.plural("{n} stock", "{n} stocks", n)


def label_name(label: Label, t: Language) -> str:
    """Name of a label: a theme's own, or what its members have in common."""
    if label.kind == "theme":
        return label.name
    if label.kind == "board":
        return t("Board: {name}", name=t.board(label.name))
    return t(_MEASURED[label.kind, label.name])


def label_cell(detail: Detail | None, t: Language) -> tuple[str, str]:
    """Label that separates the movers, and what both sides did; or why there is none."""
    if detail is None:
        return "", t("not looked at closely")
    if detail.unsplit is not None:
        return t("none tried"), t("too few members")
    best = detail.best
    if best is None:
        return t("none separates them"), nearest(detail, t)
    return label_name(best.label, t), sides(best, t)


def nearest(detail: Detail, t: Language) -> str:
    """The best label where none separates the movers, and how often chance does as well."""
    first = detail.splits[0]
    return t(
        "nearest of {n} tried: {label}, p {p}",
        n=detail.tried,
        label=label_name(first.label, t),
        p=t.number(first.adjusted, 2),
    )


def sides(split: Split, t: Language) -> str:
    """Mean return with the label and without it."""
    return t(
        "{n} with it {inside}, {m} others {outside}",
        n=split.inside,
        m=split.outside,
        inside=t.percent(split.mean_inside),
        outside=t.percent(split.mean_outside),
    )


def label_line(entry: Entry, t: Language) -> str:
    """Label and both sides in one line."""
    name, told = label_cell(entry.detail, t)
    best = None if entry.detail is None else entry.detail.best
    return t("{name}: {told}", name=name, told=told) if best is not None else told


def on_file(detail: Detail | None, t: Language) -> tuple[str, str]:
    """Members with graded evidence, and at how many nobody has looked."""
    if detail is None:
        return "", ""
    n, looked = len(detail.members), detail.assessed
    if not looked:
        return t("nobody looked"), t("no case has evidence on it")
    told = t("{n} of {all}", n=detail.documented, all=n)
    left = n - looked
    if not left:
        return told, ""
    return told, t("nobody looked at {n}", n=left)


def movers(split: Split, t: Language) -> str:
    """Movers inside and outside: 4 of 4 against 0 of 9."""
    return t(
        "{a} of {n} moved with it, {b} of {m} without",
        a=split.movers_inside,
        n=split.inside,
        b=split.movers_outside,
        m=split.outside,
    )


def listed(kept: KeptEvening, t: Language) -> str:
    """Themes and stocks of the evening, and whose list it is."""
    told = t(
        "{themes} themes, {stocks} stocks.",
        themes=t.number(kept.n_themes),
        stocks=t.number(max(kept.n_stocks, default=0)),
    )
    return t.sentences([told, mode(kept, t)])
