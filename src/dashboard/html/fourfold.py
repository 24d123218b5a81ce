"""Documented or not, rumoured or not: four cells with their stocks and mean returns."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.analysis.stories.fourfold import FourfoldCell, Member, TwoByTwo
from dashboard.case import Case
from dashboard.html.elements import el, markup, number
from dashboard.html.lists import bullets
from dashboard.html.stocks import stock_name
from dashboard.language import words
from dashboard.language.language import Language


def fourfold(case: Case, found: TwoByTwo, t: Language) -> Markup:
    """Four cells; stocks that nobody looked into stand apart."""
    heads = {True: t("Documented"), False: t("Not documented")}
    tops = [el("th", heads[each], scope="col") for each in (True, False)]
    rows = [
        el(
            "tr",
            el("th", head, scope="row"),
            [
                el(
                    "td",
                    _cell(case, found.cell(documented=documented, rumoured=rumoured), t),
                    data_head=f"{head} · {heads[documented]}",
                )
                for documented in (True, False)
            ],
        )
        for rumoured, head in ((True, t("Rumoured")), (False, t("Not rumoured")))
    ]
    return el("table.fourfold", el("thead", el("tr", el("td"), tops)), el("tbody", rows))


def _cell(case: Case, cell: FourfoldCell, t: Language) -> Markup:
    if cell.mean is None:
        mean = el("p.grey", t("no assessed stock"))
    else:
        count = t.plural("mean of {n} stock", "mean of {n} stocks", cell.n)
        mean = el("p.mean", number(cell.mean, t.percent(cell.mean)), el("small", count))
    apart = None
    if cell.not_assessed:
        apart = el(
            "div.apart",
            el("p", words.marked("not-assessed", t)),
            _members(case, cell.not_assessed, t),
            _with_them(cell, t),
        )
    return markup(mean, _members(case, cell.members, t), apart)


def _with_them(cell: FourfoldCell, t: Language) -> Markup | None:
    if cell.mean_with_not_assessed is None:
        return None
    return el(
        "p",
        t(
            "Taken as undocumented: {mean} over {n}",
            mean=t.percent(cell.mean_with_not_assessed),
            n=cell.n_with_not_assessed,
        ),
    )


def _members(case: Case, members: tuple[Member, ...], t: Language) -> Markup | None:
    if not members:
        return None
    return bullets([_member(case, member, t) for member in members], kind="")


def _member(case: Case, member: Member, t: Language) -> Markup:
    late = member.documented == "after-window"
    return markup(
        stock_name(case, member.symbol, t, with_symbol=False),
        " ",
        el("b", number(member.value, t.percent(member.value))),
        " ",
        el("span.grey", words.marked(member.documented, t) if member.assessed or late else ""),
    )
