"""The table of window returns: stocks by group and return, group rows, benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from markupsafe import Markup

from dashboard.analysis.window.limits import any_limit
from dashboard.analysis.window.stock_returns import StockReturn, by_return
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Group
from dashboard.html.elements import Child, el, markup, number
from dashboard.html.links import Links
from dashboard.html.stocks import group_style, signed_return, stock_name
from dashboard.language.language import MISSING, Language
from dashboard.language.words import LIMIT_SIGNS
from dashboard.stats.result import Undefined


def returns_table(
    case: Case,
    result: WindowResult,
    benchmark: str,
    t: Language,
    links: Links,
    *,
    rise_is_red: bool,
    stock: str = "",
) -> Markup:
    """
    Returns over the window with what the rounding of prices allows them to be.

    Parameters
    ----------
    case : Case
    result : WindowResult
    benchmark : str
        Id of the benchmark in use.
    t : Language
    links : Links
    rise_is_red : bool
        Colour of a rise.
    stock : str
        Highlighted symbol.
    """
    table = _Table(
        case=case,
        result=result,
        benchmark=benchmark,
        t=t,
        links=links,
        rise_is_red=rise_is_red,
        chosen=stock,
    )
    heads = [
        el("th", t("Stock"), scope="col"),
        *(
            el("th.num", text, scope="col")
            for text in (t("Return"), t("Less benchmark"), t("Base close"), t("Last close"))
        ),
        el("th", t("Closes at the limit"), scope="col") if table.has_limits else None,
        el("th", t("Sessions missing"), scope="col"),
    ]
    drawn = el(
        "table.matrix.returns",
        el("thead", el("tr", heads)),
        [table.group(group) for group in case.groups],
        table.benchmarks(),
    )
    return el("div.scroll", drawn, tabindex=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The rows of the table; all of them need the same."""

    case: Case
    result: WindowResult
    benchmark: str
    t: Language
    links: Links
    rise_is_red: bool
    chosen: str

    @property
    def has_limits(self) -> bool:
        """Whether a stock could have closed at a limit at all."""
        return any_limit(self.case, self.result.window.last)

    @property
    def columns(self) -> int:
        """How many a row has."""
        return 7 if self.has_limits else 6

    def group(self, group: Group) -> Markup:
        """One group: its mean, then its stocks, highest return first."""
        members = by_return(self.result.members(group.id))
        return el("tbody", self._group_row(group), [self._stock_row(each) for each in members])

    def _group_row(self, group: Group) -> Markup:
        t, found = self.t, self.result.group(group.id)
        count = t.plural("mean of {n} stock", "mean of {n} stocks", found.n)
        if isinstance(found.mean, Undefined):
            said = self._nothing(found.mean)
        else:
            spread = t(
                "median {median} · standard deviation {sd} · rebalanced daily {daily}",
                median=t.percent(found.median),
                sd=t.points(found.sd),
                daily=t.percent(found.daily_rebalanced),
            )
            said = markup(
                self._signed(found.mean),
                self._less(found.mean),
                el("td.spread", spread, colspan=self.columns - 3),
            )
        head = el(
            "th",
            t.pick(group.title),
            " ",
            el("span.symbol", count),
            scope="rowgroup",
            style=group_style(self.case, group.id),
        )
        return el("tr.group", head, said)

    def _stock_row(self, stock: StockReturn) -> Markup:
        t = self.t
        name = self.links.to_statements(
            stock.symbol,
            stock_name(self.case, stock.symbol, t),
            any_there=bool(self.case.evidence),
        )
        claims = self.links.to_claims(t, stock=stock.symbol)
        if isinstance(stock.value, Undefined):
            cells = self._nothing(stock.value)
        else:
            cells = markup(
                self._signed(stock.value, _interval(stock, t)),
                self._less(stock.value),
                el("td.num", number(stock.base_close, t.number(stock.base_close, 2))),
                el("td.num", number(stock.last_close, t.number(stock.last_close, 2))),
                el("td", _limits(stock, t)) if self.has_limits else None,
                el("td", t(", ").join(t.day(day) for day in stock.missing) or MISSING),
            )
        return el(
            "tr",
            el("th", name, " ", claims, scope="row"),
            cells,
            class_="chosen" if stock.symbol == self.chosen else "",
        )

    def benchmarks(self) -> Markup:
        """Every benchmark of the case; the one in use says so."""
        t, rows = self.t, []
        for each in self.result.benchmarks:
            title = t.pick(self.case.benchmark(each.id).title)
            if isinstance(each.value, Undefined):
                said = self._nothing(each.value)
            else:
                used = t("the benchmark in use") if each.id == self.benchmark else ""
                said = markup(
                    self._signed(each.value), el("td.grey", used, colspan=self.columns - 2)
                )
            rows.append(el("tr", el("th", el("span.benchmark", title), scope="row"), said))
        head = el("th", t("Benchmarks"), scope="rowgroup")
        return el("tbody", el("tr.group", head, el("td", colspan=self.columns - 1)), rows)

    def _nothing(self, reason: Undefined) -> Markup:
        return el("td.grey", self.t.say(reason), colspan=self.columns - 1)

    def _signed(self, value: float, more: Child = None) -> Markup:
        text = signed_return(value, self.t, rise_is_red=self.rise_is_red, digits=2)
        return el("td.num", text, more)

    def _less(self, value: float) -> Markup:
        """Return less that of the benchmark in use, in points."""
        yardstick = self.result.benchmark(self.benchmark).value
        if isinstance(yardstick, Undefined):
            return el("td.num", MISSING)
        return el("td.num", self.t.number((value - yardstick) * 100, 1, sign=True))


def _interval(stock: StockReturn, t: Language) -> Markup | None:
    """What the rounding of prices allows the return to be."""
    if (
        isinstance(stock.low, Undefined)
        or isinstance(stock.high, Undefined)
        or stock.low == stock.high
    ):
        return None
    text = f"[{t.number(stock.low * 100, 2)}, {t.number(stock.high * 100, 2)}]"
    return el("span.interval", text)


def _limits(stock: StockReturn, t: Language) -> str:
    hits = [("up", day) for day in stock.limit_up] + [("down", day) for day in stock.limit_down]
    told = [
        f"{LIMIT_SIGNS[side]}{'□' if day in stock.one_price else ''} {t.day(day)}"
        for side, day in sorted(hits, key=itemgetter(1))
    ]
    return t(", ").join(told) or MISSING
