"""An open row of the radar: who moved, what parts them, what is on file, ranks of before."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from dashboard.html import radar_dots, radar_sources
from dashboard.html import radar_words as words
from dashboard.html.elements import el, markup
from dashboard.html.radar_dots import Names, mean_of
from dashboard.html.stocks import signed_return
from dashboard.html.tables import table
from dashboard.language.language import Language
from dashboard.radar.kept import Entry, KeptEvening, Past
from dashboard.radar.kept_detail import Detail, KeptMember
from dashboard.radar.splits import Label, Split


def panel(
    entry: Entry, kept: KeptEvening, names: Names, t: Language, *, rise_is_red: bool
) -> Markup:
    """Members as dots beside what is known of them in words."""
    detail = entry.detail
    if detail is None:
        told = t(
            "Members and labels are looked at for what stands out and for the first seven themes "
            "of a span; of the others the numbers of the row are kept."
        )
        return el("div.radarpanel", el("p", told))
    base, last = t.between(kept.base(entry.span), kept.day)
    split = next(iter(detail.splits), None)
    market = kept.markets[kept.spans.index(entry.span)]
    drawn = radar_dots.strip(detail, split, market, names, t, rise_is_red=rise_is_red)
    return el(
        "div.radarpanel",
        el(
            "div.who",
            el("h3", title(detail, t)),
            el("p.note", t("Close of {base} to close of {last}.", base=base, last=last)),
            drawn,
            radar_dots.legend(detail, market, t),
        ),
        el(
            "div.said",
            [el("p", el("b", head), " ", said) for head, said in sayings(entry, kept, t)],
        ),
    )


def title(detail: Detail, t: Language) -> str:
    """Whether a label parts the movers."""
    best = detail.best
    if best is None:
        return t("No label parts the movers from the rest")
    return t("“{label}” parts the movers from the rest", label=words.label_name(best.label, t))


def sayings(entry: Entry, kept: KeptEvening, t: Language) -> list[tuple[str, str]]:
    """Paragraphs of an open row, each with the word that it begins with."""
    detail = entry.detail
    if detail is None:
        return []
    found = [(t("Label."), _label_told(detail, t)), (t("On file."), on_file_told(detail, t))]
    beside = radar_sources.told(entry, kept, t)
    if beside:
        found.append((t("Sources."), beside))
    locked = sum(member.locked for member in detail.members)
    if locked:
        told = t.plural(
            "{n} stock closed at the upper limit: its move may not be over.",
            "{n} stocks closed at the upper limit: their move may not be over.",
            locked,
        )
        found.append((t("At the limit."), told))
    chance = t(
        "Chance puts {chance} as far out over these sessions; the false-discovery rate over all "
        "themes and spans is {rate}.",
        chance=words.chance(entry, kept, t),
        rate=_rate(entry.rate, t),
    )
    found.append((t("Chance."), chance))
    return found


def _rate(rate: float, t: Language) -> str:
    """A rate in whole percents; one below one percent is no zero."""
    return t("under 1%") if rate < 0.005 else t.percent(rate, 0, sign=False)


def _label_told(detail: Detail, t: Language) -> str:
    if detail.unsplit is not None:
        return t.complete(detail.unsplit)
    split = detail.splits[0]
    told = t(
        "“{label}”: {sides}; {movers}.",
        label=words.label_name(split.label, t),
        sides=words.sides(split, t),
        movers=words.movers(split, t),
    )
    p = t(
        "p {p} by itself, {adjusted} once all {n} labels tried are counted.",
        p=p_value(split.pvalue, t),
        adjusted=p_value(split.adjusted, t),
        n=detail.tried,
    )
    if detail.best is not None:
        return t.sentences([told, p])
    return t.sentences(
        [t("None separates them better than chance; the nearest is shown."), told, p]
    )


def p_value(p: float, t: Language) -> str:
    """A p-value with as many digits as it needs."""
    return t.number(p, 2 if p >= 0.1 else 3 if p >= 0.001 else 4)


def on_file_told(detail: Detail, t: Language) -> str:
    """How many have graded evidence, how many deny, and of how many nobody has looked."""
    n, looked = len(detail.members), detail.assessed
    if not looked:
        return t("Nobody has looked: no case has evidence on this theme. That is not “none”.")
    said = [t("{n} of {all} stocks have graded evidence on file.", n=detail.documented, all=n)]
    if n > looked:
        said.append(t("At {n} nobody has looked.", n=n - looked))
    with_it = mean_of([m.gain for m in detail.members if (m.record.grade or 0) > 0])
    without = mean_of([m.gain for m in detail.members if m.record.grade == 0])
    if math.isfinite(with_it) and math.isfinite(without):
        said.append(
            t(
                "With it they returned {a} on average, those looked at without it {b}.",
                a=t.percent(with_it),
                b=t.percent(without),
            )
        )
    denying = sum(member.record.denials > 0 for member in detail.members)
    if denying:
        said.append(
            t.plural(
                "{n} company has denied the link in the last ten sessions.",
                "{n} companies have denied the link in the last ten sessions.",
                denying,
            )
        )
    return t.sentences(said)


# Below ----------------------------------------------------------------


def members_table(detail: Detail, names: Names, t: Language, *, rise_is_red: bool) -> Markup:
    """Every member: what it did, what its like did, what is on file."""
    heads = [t("Stock"), t("Return"), t("Matched stocks"), t("At the limit"), t("On file")]
    rows = [
        el(
            "tr",
            el("td", names.get(m.symbol, m.symbol), " ", el("span.symbol", m.symbol)),
            el("td.num", _gain(m, t, rise_is_red=rise_is_red)),
            el("td.num", t.percent(m.matched)),
            el("td", _limit(m, t)),
            el("td", _record(m, t)),
            class_="mover" if m.mover else "",
        )
        for m in detail.members
    ]
    return table("data", heads, rows)


def _gain(member: KeptMember, t: Language, *, rise_is_red: bool) -> Markup | str:
    if not math.isfinite(member.gain):
        return t("suspended")
    return signed_return(member.gain, t, rise_is_red=rise_is_red)


def _limit(member: KeptMember, t: Language) -> str:
    if not member.limit_days:
        return ""
    told = t.plural("{n} session", "{n} sessions", member.limit_days)
    return t("{sessions}, the last among them", sessions=told) if member.locked else told


def _record(member: KeptMember, t: Language) -> str:
    record = member.record
    if record.grade is None:
        told = [t("nobody looked")]
    elif record.grade:
        told = [t("graded evidence")]
    else:
        told = [t("looked at, nothing graded")]
    if record.denials:
        told.append(t("denied"))
    if record.notices:
        told.append(t("notice of abnormal movement"))
    return t(" · ").join(told)


def splits_table(detail: Detail, t: Language) -> Markup:
    """Labels tried, the best first: what both sides did, and how often chance does as well."""
    heads = [
        t("Label"),
        t("With the label"),
        t("Without the label"),
        t("Movers with it"),
        t("Movers without"),
        t("p by itself"),
        t("p of all tried"),
    ]
    rows = [
        el(
            "tr",
            el("td", words.label_name(split.label, t), _same(split, t)),
            el("td.num", t.percent(split.mean_inside)),
            el("td.num", t.percent(split.mean_outside)),
            el("td.num", t("{n} of {all}", n=split.movers_inside, all=split.inside)),
            el("td.num", t("{n} of {all}", n=split.movers_outside, all=split.outside)),
            el("td.num", p_value(split.pvalue, t)),
            el("td.num", p_value(split.adjusted, t)),
        )
        for split in detail.splits
    ]
    return table("data", heads, rows)


def _same(split: Split, t: Language) -> Markup | None:
    """Other labels that part the members in the very same way."""
    if not split.same:
        return None
    named = t.listing([_same_name(label, split, t) for label in split.same[:3]])
    return el("small", t("the same parting: {labels}", labels=named))


def _same_name(label: Label, split: Split, t: Language) -> str:
    """Name of a label; that of the same theme by another source has its source beside it."""
    name = words.label_name(label, t)
    if label.theme is None or label.name != split.label.name:
        return name
    return t("{name} ({source})", name=name, source=t.source(label.theme.source))


def history_table(past: Sequence[Past], t: Language) -> Markup:
    """Ranks of a theme in the evenings that are kept, the latest first."""
    heads = [t("Evening"), t("Rank"), t("Move"), t("Stood out")]
    rows = [
        el(
            "tr",
            el("td", t.long_day(each.day)),
            el("td.num", t("{n} of {all}", n=each.rank, all=each.ranked)),
            el("td.num", t.points(each.move, sign=True)),
            el("td", t("yes") if each.stands_out else t("no")),
        )
        for each in reversed(past)
    ]
    return table("data", heads, rows)


def folded(name: str, summary: str, *content: Markup) -> Markup:
    """Something that unfolds."""
    return el("details.astable", el("summary", summary), markup(*content), data_name=name)
