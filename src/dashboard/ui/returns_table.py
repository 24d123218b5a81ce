"""The table of window returns: stocks by group and return, group rows, benchmarks."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

from dashboard.analysis.window.window import GroupReturn, StockReturn
from dashboard.language.language import MISSING
from dashboard.ui import claims_view, data
from dashboard.ui.state import View

COLUMNS = 7


def note(view: View) -> str:
    """What the table shows, in one grey line."""
    t = view.t
    return t(
        "Close of {base} to close of {last}. In brackets: what the two-decimal prices allow the "
        "return to be. Less benchmark: less {benchmark}, points.",
        base=t.long_day(view.base),
        last=t.long_day(view.window.last),
        benchmark=t.pick(view.case.benchmark(view.benchmark).title),
    )


def html_rows(view: View) -> str:
    """Build the whole table as HTML for `st.html`, once for all readers who see the same."""
    return data.computed("returns table", (*view.key, view.stock, view.look), lambda: _table(view))


def _table(view: View) -> str:
    t = view.t
    heads = [
        ("", ""),
        (t("Return"), "num"),
        (t("Less benchmark"), "num"),
        (t("Base close"), "num"),
        (t("Last close"), "num"),
        (t("Closes at the limit"), ""),
        (t("Sessions missing"), ""),
    ]
    head = "".join(
        f'<th scope="col"{_class(name)}>{html.escape(text)}</th>' for text, name in heads
    )
    bodies = "".join(_group_body(view, place) for place in range(len(view.case.groups)))
    return (
        '<div class="scroll" tabindex="0"><table class="matrix returns">'
        f"<thead><tr>{head}</tr></thead>{bodies}{_benchmark_body(view)}</table></div>"
    )


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _group_body(view: View, place: int) -> str:
    group = view.case.groups[place]
    summary = view.result.group(group.id)
    members = sorted(
        view.result.members(group.id),
        key=lambda stock: (stock.value is None, -(stock.value or 0.0)),
    )
    rows = "".join(_stock_row(view, stock, place) for stock in members)
    return f"<tbody>{_group_row(view, summary, place)}{rows}</tbody>"


def _group_row(view: View, group: GroupReturn, place: int) -> str:
    t = view.t
    title = html.escape(t.pick(view.case.groups[place].title))
    if group.mean is None:
        reason = html.escape(t.say(group.reason)) if group.reason else MISSING
        said = f'<td colspan="{COLUMNS - 1}" class="grey">{reason}</td>'
    else:
        spread = t(
            "median {median} · standard deviation {sd} · rebalanced daily {daily}",
            median=t.percent(group.median),
            sd=t.points(group.sd),
            daily=t.percent(group.daily_rebalanced),
        )
        said = (
            f"{_signed(view, group.mean, 2)}{_less(view, group.mean)}"
            f'<td colspan="{COLUMNS - 3}" class="spread">{html.escape(spread)}</td>'
        )
    count = t.plural("mean of {n} stock", "mean of {n} stocks", group.n)
    return (
        f'<tr class="group"><th scope="rowgroup" style="color:var(--group{place % 10})">{title} '
        f'<span class="symbol">{html.escape(count)}</span></th>{said}</tr>'
    )


def _stock_row(view: View, stock: StockReturn, place: int) -> str:
    t = view.t
    known = view.case.stock(stock.symbol)
    chosen = ' class="chosen"' if stock.symbol == view.stock else ""
    claims = claims_view.links_to_claims(view, stock=stock.symbol)
    name = (
        f'<th scope="row"><span style="color:var(--group{place % 10})">'
        f'{html.escape(t.name(known))}</span> <span class="symbol">{stock.symbol}</span> '
        f"{claims}</th>"
    )
    if stock.value is None:
        reason = html.escape(t.say(stock.reason)) if stock.reason else MISSING
        return f'<tr{chosen}>{name}<td colspan="{COLUMNS - 1}" class="grey">{reason}</td></tr>'
    cells = (
        f"{_signed(view, stock.value, 2, _interval(view, stock))}{_less(view, stock.value)}"
        f'<td class="num">{t.number(stock.base_close, 2)}</td>'
        f'<td class="num">{t.number(stock.last_close, 2)}</td>'
        f"<td>{_limits(view, stock)}</td><td>{_days(view, stock.missing)}</td>"
    )
    return f"<tr{chosen}>{name}{cells}</tr>"


def _interval(view: View, stock: StockReturn) -> str:
    if stock.low is None or stock.high is None or stock.low == stock.high:
        return ""
    t = view.t
    text = f"[{t.number(stock.low * 100, 2)}, {t.number(stock.high * 100, 2)}]"
    return f'<span class="interval">{html.escape(text)}</span>'


def _signed(view: View, value: float | None, digits: int, more: str = "") -> str:
    """Signed percentage; its colour repeats the sign, red or green as the reader chose."""
    text = html.escape(view.t.percent(value, digits))
    if not value or not round(value, digits + 2):
        return f'<td class="num">{text}{more}</td>'
    rises = (value > 0) == view.look.rise_is_red
    colour = "red" if rises else "green"
    return f'<td class="num"><b style="color:var(--{colour})">{text}</b>{more}</td>'


def _less(view: View, value: float) -> str:
    yardstick = view.result.benchmark(view.benchmark).value
    told = MISSING if yardstick is None else view.t.number((value - yardstick) * 100, 1, sign=True)
    return f'<td class="num">{told}</td>'


def _limits(view: View, stock: StockReturn) -> str:
    hits = sorted([(day, "▲") for day in stock.limit_up] + [(day, "▼") for day in stock.limit_down])
    if not hits:
        return MISSING
    t = view.t
    told = [f"{sign}{'□' if day in stock.one_price else ''} {t.day(day)}" for day, sign in hits]
    return html.escape(t(", ").join(told))


def _days(view: View, days: Sequence[date]) -> str:
    if not days:
        return MISSING
    return html.escape(view.t(", ").join(view.t.day(day) for day in days))


def _benchmark_body(view: View) -> str:
    t, rows = view.t, []
    for each in view.result.benchmarks:
        name = html.escape(t.pick(view.case.benchmark(each.id).title))
        head = f'<th scope="row"><span class="benchmark">{name}</span></th>'
        if each.value is None:
            reason = html.escape(t.say(each.reason)) if each.reason else MISSING
            rows.append(f'<tr>{head}<td colspan="{COLUMNS - 1}" class="grey">{reason}</td></tr>')
            continue
        used = t("the benchmark in use") if each.id == view.benchmark else ""
        rows.append(
            f"<tr>{head}{_signed(view, each.value, 2)}"
            f'<td colspan="{COLUMNS - 2}" class="grey">{html.escape(used)}</td></tr>'
        )
    title = html.escape(t("Benchmarks"))
    return (
        f'<tbody><tr class="group"><th scope="rowgroup">{title}</th>'
        f'<td colspan="{COLUMNS - 1}"></td></tr>{"".join(rows)}</tbody>'
    )
