"""Tables of the Robustness page: estimation windows, limits, hold-out clock, textbook tests."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from dashboard.analysis.robustness.event_study import OWN, EventStudies, GroupStudy
from dashboard.analysis.robustness.robustness import (
    MEASURED_AT,
    MEASURED_SIZES,
    LimitOutcome,
    SizedTest,
    Specification,
)
from dashboard.analysis.robustness.window_grid import WindowGrid
from dashboard.analysis.robustness.words import TEST_NAMES, fraction, known_number
from dashboard.analysis.stories.hold_out import LateResult, StoryClock
from dashboard.analysis.window.limits import StockLimits
from dashboard.language.language import MISSING, Language
from dashboard.stats.event_tests import EventTest
from dashboard.stats.result import PermutationResult, Undefined
from dashboard.ui.state import View

MOST_SESSIONS = 12  # a longer window shows its limit closes as counts alone


def _table(heads: Sequence[str], rows: Sequence[str], kind: str) -> str:
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f'<div class="scroll" tabindex="0"><table class="matrix {kind}">'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


# Estimation windows --------------------------------------------------------------


def specification_html(view: View, found: Sequence[Specification]) -> str:
    """One row an estimation window, one column a benchmark; reasons listed once below."""
    t, case = view.t, view.case
    lengths = list(dict.fromkeys(each.sessions for each in found))
    rows = []
    for length in lengths:
        own = length == case.estimation.sessions
        label = _length(length, t)
        cells = "".join(
            _specification(view, each)
            for benchmark in case.benchmarks
            for each in found
            if (each.benchmark, each.sessions) == (benchmark.id, length)
        )
        mark = f' <span class="symbol">{html.escape(t("as the case says"))}</span>' if own else ""
        rows.append(f'<tr><th scope="row">{html.escape(label)}{mark}</th>{cells}</tr>')
    heads = [t("Estimation window"), *(t.pick(each.title) for each in case.benchmarks)]
    reasons = dict.fromkeys(
        t("{row}: {reason}.", row=_length(each.sessions, t), reason=t.say(each.difference))
        for each in found
        if isinstance(each.difference, Undefined)
    )
    listed = "".join(f'<p class="remark">{html.escape(reason)}</p>' for reason in reasons)
    return _table([html.escape(head) for head in heads], rows, "estimation") + listed


def _length(sessions: int | None, t: Language) -> str:
    if sessions is None:
        return t("market-adjusted")
    return t.plural("{n} session", "{n} sessions", sessions)


def _specification(view: View, each: Specification) -> str:
    t = view.t
    used = ' class="chosen"' if each.benchmark == view.benchmark and each.own else ""
    difference = known_number(each.difference)
    if difference is None:
        return f"<td{used}>{MISSING}</td>"
    parts = [
        f"{html.escape(t.pick(group.title))} {t.percent(known_number(caar))}"
        for group, caar in zip(view.case.groups[:2], each.caar, strict=False)
    ]
    return (
        f"<td{used}><b>{html.escape(t.points(difference, sign=True))}</b>"
        f'<span class="why">{" · ".join(parts)}</span></td>'
    )


# Closes at the limit ----------------------------------------------------------------


def limit_html(view: View, found: LimitOutcome, grid: WindowGrid | Undefined) -> str:
    """One row a stock, one column a session; then what the counts and the cut-off mean."""
    t, days = view.t, view.result.sessions
    wide = len(days) <= MOST_SESSIONS
    heads = [t("Stock"), *([t.day(day) for day in days] if wide else []), t("Limit-up closes")]
    rows = [_limit_row(view, stock, days if wide else ()) for stock in found.limits.stocks]
    lines = [*_limit_tests(found, t), *_censored(view, found, grid)]
    below = "".join(f'<p class="remark">{html.escape(line)}</p>' for line in lines)
    return _table([html.escape(head) for head in heads], rows, "limits") + below


def _limit_row(view: View, stock: StockLimits, days: Sequence[date]) -> str:
    t, own = view.t, view.result.stock(stock.symbol)
    hits = {hit.date: hit for hit in stock.closes}
    cells = []
    for day in days:
        hit = hits.get(day)
        if hit is None:
            cells.append(f"<td>{MISSING if day in own.missing else '·'}</td>")
            continue
        up = hit.side == "up"
        word = t("closed at limit-up") if up else t("closed at limit-down")
        one = " □" if hit.one_price else ""
        cells.append(f'<td title="{html.escape(word)}">{"▲" if up else "▼"}{one}</td>')
    place = [group.id for group in view.case.groups].index(stock.group) % 10
    name = html.escape(t.name(view.case.stock(stock.symbol)))
    return (
        f'<tr><th scope="row" style="color:var(--group{place})">{name} '
        f'<span class="symbol">{html.escape(stock.symbol)}</span></th>'
        f'{"".join(cells)}<td class="num">{stock.up}</td></tr>'
    )


def _limit_tests(found: LimitOutcome, t: Language) -> list[str]:
    tests = (found.any_test, found.days_test)
    if isinstance(found.any_test, PermutationResult) and isinstance(
        found.days_test, PermutationResult
    ):
        return [
            t(
                "Splits of the stocks that part those with such a close as sharply: {any}; that "
                "part the number of such closes as sharply: {days}. A limit cuts a return off but "
                "not these counts.",
                any=fraction(found.any_test.count, found.any_test.n_permutations),
                days=fraction(found.days_test.count, found.days_test.n_permutations),
            )
        ]
    return [t.say(test) for test in tests[:1] if isinstance(test, Undefined)]


def _censored(view: View, found: LimitOutcome, grid: WindowGrid | Undefined) -> list[str]:
    if not found.censored:
        return []
    t = view.t
    names = t.listing([t.name(view.case.stock(symbol)) for symbol in found.censored])
    lines = [
        t(
            "The window’s last close of {stocks} is at a limit: the move may not be over, and the "
            "return is cut off there.",
            stocks=names,
        )
    ]
    if found.free_last is None or isinstance(grid, Undefined):
        return lines
    cell = grid.cell(view.base, found.free_last)
    value = None if cell is None else known_number(cell.difference)
    if cell is not None and value is not None:
        lines.append(
            t(
                "The first close of theirs free of it is that of {day}; up to it the difference is "
                "{gap}, count {count}.",
                day=t.day(found.free_last),
                gap=t.points(value, sign=True),
                count=fraction(cell.count, cell.n_permutations) or MISSING,
            )
        )
    return lines


# Hold-out clock --------------------------------------------------------------------


def clock_html(view: View, clocks: Sequence[StoryClock]) -> str:
    """One row a story or late statement: predicted, then what came."""
    t = view.t
    heads = [t("Story on trial"), t("What came after the close"), t("Predicted"), t("What came")]
    rows = []
    for clock in clocks:
        title = html.escape(t.pick(view.case.story(clock.story).title))
        if clock.reason is not None:
            reason = html.escape(t.say(clock.reason))
            rows.append(
                f'<tr><th scope="row">{title}</th><td colspan="3" class="grey">{reason}</td></tr>'
            )
        rows += [_late_row(view, title, each) for each in clock.results]
    return _table([html.escape(head) for head in heads], rows, "clock")


def _late_row(view: View, title: str, each: LateResult) -> str:
    t, row = view.t, each.evidence
    name = t.name(view.case.stock(row.stock))
    said = f"{name}: {t.pick(row.statement)}"
    predicted = t("{stock} beats its group on {day}", stock=name, day=t.day(each.session))
    return (
        f'<tr><th scope="row">{title}</th><td class="said">{html.escape(said)}</td>'
        f"<td>{html.escape(predicted)}</td><td>{html.escape(_what_came(each, t))}</td></tr>"
    )


def _what_came(each: LateResult, t: Language) -> str:
    excess = known_number(each.excess)
    if excess is None or isinstance(each.rank, Undefined):
        return t.say(each.excess) if isinstance(each.excess, Undefined) else MISSING
    verdict = t("consistent with it") if excess > 0 else t("points the other way")
    return t(
        "{value} against {mean} for its group ({excess}): {verdict}. Of {n} earlier "
        "sessions {count} had as much.",
        value=t.percent(known_number(each.stock_return)),
        mean=t.percent(known_number(each.group_mean)),
        excess=t.points(excess, sign=True),
        verdict=verdict,
        count=each.rank.count,
        n=each.rank.n,
    )


# Textbook tests --------------------------------------------------------------------


def expert_html(view: View, found: EventStudies) -> str:
    """Fold of one table a group: events down, tests across, sizes under their names."""
    t = view.t
    tables = []
    for group in view.case.groups[:2]:
        own = [row for row in found.rows if row.group == group.id]
        rows = [
            _study_row(view, row, lines=len(same) if not place else 0)
            for _, event in groupby(own, key=lambda row: row.event)
            for same in [list(event)]
            for place, row in enumerate(same)
        ]
        heads = [t("Event"), t("Sessions"), t("Mean abnormal return")]
        sized = [html.escape(head) for head in heads] + [_test_head(name, t) for name in TEST_NAMES]
        tables.append(
            f'<p class="subhead">{html.escape(t.pick(group.title))}</p>'
            + _table(sized, rows, "tests")
        )
    summary = t(
        "Open the tests against {benchmark}",
        benchmark=t.pick(view.case.benchmark(view.benchmark).title),
    )
    note = t(
        "Sizes were measured with {n} stocks a group, 120 estimation sessions and real returns of "
        "2021 to January 2025, 3,000 draws in each of eight settings: random or related stocks, "
        "two benchmarks, one session or five. BMP is held against t with n − 1 degrees of freedom; "
        "with the published normal values it rejects in {low} to {high}. The exact count of splits "
        "on the Story page keeps what it promises.",
        n=MEASURED_AT,
        low=t.percent(MEASURED_SIZES["bmp_normal"].low, 0, sign=False),
        high=t.percent(MEASURED_SIZES["bmp_normal"].high, 0, sign=False),
    )
    return (
        f'<details class="expert" data-fold="expert"><summary>{html.escape(summary)}</summary>'
        f'<p class="remark">{html.escape(note)}</p>{"".join(tables)}</details>'
    )


def _test_head(name: SizedTest, t: Language) -> str:
    size = MEASURED_SIZES[name]
    words = t(
        "rejects {low} to {high}",
        low=t.number(size.low * 100, 0),
        high=t.percent(size.high, 0, sign=False),
    )
    kind = "" if size.trusted else " class='grey'"
    return (
        f"<span{kind}>{html.escape(t(TEST_NAMES[name]))}"
        f'<span class="why">{html.escape(words)}</span></span>'
    )


def _study_row(view: View, row: GroupStudy, *, lines: int) -> str:
    """One event window; the first of an event carries its title over all `lines` of them."""
    t = view.t
    span = f"{t.number(row.start)}" if row.start == row.end else ""
    span = span or f"{t.number(row.start)} … {t.number(row.end, sign=True)}"
    caar = known_number(row.caar)
    cells = "".join(_test_cell(getattr(row.tests, name), name, t) for name in TEST_NAMES)
    remark = "" if row.remark is None else f' title="{html.escape(t.say(row.remark), quote=True)}"'
    return (
        f"<tr{remark}>{_event_head(view, row, lines) if lines else ''}<td>{span}</td>"
        f'<td class="num">{t.percent(caar) if caar is not None else _dash(row.caar, t)}</td>'
        f"{cells}</tr>"
    )


def _event_head(view: View, row: GroupStudy, lines: int) -> str:
    t = view.t
    if row.event == OWN:
        title = t("The window’s first session")
    else:
        title = t.pick(view.case.event(row.event).title)
    return (
        f'<th scope="rowgroup" rowspan="{lines}"><span class="event">{html.escape(title)}</span>'
        f'<span class="symbol">{html.escape(t.day(row.session))}</span></th>'
    )


def _test_cell(test: EventTest | Undefined, name: SizedTest, t: Language) -> str:
    if isinstance(test, Undefined):
        return f'<td class="num">{_dash(test, t)}</td>'
    kind = "num" if MEASURED_SIZES[name].trusted else "num grey"
    return (
        f'<td class="{kind}">{t.number(test.statistic, 2, sign=True)}'
        f'<span class="why">p {probability(test.pvalue_two_sided, t)}</span></td>'
    )


def _dash(reason: object, t: Language) -> str:
    if not isinstance(reason, Undefined):
        return MISSING
    return f'<span title="{html.escape(t.say(reason), quote=True)}">{MISSING}</span>'


def probability(value: float, t: Language) -> str:
    """Two-sided p-value with three decimals; a smaller one is only called smaller."""
    return f"&lt; {t.number(0.001, 3)}" if value < 0.001 else t.number(value, 3)
