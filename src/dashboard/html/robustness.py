"""Tables of robustness: estimation windows, closes at the limit, hold-out clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from dashboard.analysis.robustness.normal_returns import MODEL_NAMES, NormalReturn
from dashboard.analysis.robustness.robustness import LimitOutcome, Specification
from dashboard.analysis.robustness.window_grid import WindowGrid
from dashboard.analysis.robustness.words import fraction, two_sided
from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.fit import WEAK
from dashboard.analysis.stories.hold_out import LateResult, StoryClock
from dashboard.analysis.window.limits import StockLimits
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Case, Evidence
from dashboard.cases.outline import MAINLAND
from dashboard.errors import N_
from dashboard.html.elements import el, markup, number
from dashboard.html.stocks import group_style
from dashboard.html.tables import table
from dashboard.language.language import MISSING, Language
from dashboard.language.words import LIMIT_SIGNS, side_title
from dashboard.market.boards import Side
from dashboard.stats.result import PermutationResult, Undefined, known_number

MOST_SESSIONS = 12  # a longer window shows its limit closes as counts alone


# Estimation windows ---------------------------------------------------


def specification_table(
    case: Case, found: Sequence[Specification], benchmark: str, t: Language
) -> Markup:
    """One row an estimation window, one column a benchmark; reasons listed once below."""
    rows = []
    for length in dict.fromkeys(each.sessions for each in found):
        own = length == case.estimation.sessions
        cells = [
            _specification(case, each, benchmark, t)
            for column in case.benchmarks
            for each in found
            if (each.benchmark, each.sessions) == (column.id, length)
        ]
        mark = (" ", el("span.symbol", t("as the case says"))) if own else None
        rows.append(el("tr", el("th", _length(length, t), mark, scope="row"), cells))
    heads = [t("Estimation window"), *(t.pick(each.title) for each in case.benchmarks)]
    reasons = dict.fromkeys(
        t("{row}: {reason}.", row=_length(each.sessions, t), reason=t.say(each.difference))
        for each in found
        if isinstance(each.difference, Undefined)
    )
    return markup(table("matrix estimation", heads, rows), _remarks(reasons))


def normal_return_table(case: Case, found: Sequence[NormalReturn], t: Language) -> Markup:
    """One row a model of the normal return; reasons listed once below."""
    rows = []
    # A board's basket needs the store's universe, which has mainland shares only.
    found = [each for each in found if case.calendar == MAINLAND or each.model != "matched-basket"]
    for each in found:
        difference, test = known_number(each.difference), each.test
        groups = [
            el("td.num", MISSING if value is None else number(value, t.percent(value)))
            for value in map(known_number, each.caar[:2])
        ]
        gap = MISSING if difference is None else number(difference, t.points(difference, sign=True))
        p = MISSING
        if not isinstance(test, Undefined):
            few = 1 / test.n_permutations > WEAK
            p = t("cannot be tested") if few else two_sided(test)
        head = el("th", t(MODEL_NAMES[each.model]), scope="row")
        rows.append(el("tr", head, groups, el("td.num", gap), el("td.num", p)))
    heads = [
        t("Normal return"),
        *(t.pick(group.title) for group in case.groups[:2]),
        t("Difference"),
        t("p, two-sided"),
    ]
    reasons = dict.fromkeys(
        t("{row}: {reason}.", row=t(MODEL_NAMES[each.model]), reason=t.say(each.difference))
        for each in found
        if isinstance(each.difference, Undefined)
    )
    return markup(table("matrix normal-returns", heads, rows), _remarks(reasons))


def _remarks(lines: Iterable[str]) -> list[Markup]:
    return [el("p.remark", line) for line in lines]


def _length(sessions: int | None, t: Language) -> str:
    if sessions is None:
        return t("market-adjusted")
    return t.plural("{n} session", "{n} sessions", sessions)


def _specification(case: Case, each: Specification, benchmark: str, t: Language) -> Markup:
    used = "chosen" if each.benchmark == benchmark and each.own else ""
    difference = known_number(each.difference)
    if difference is None:
        return el("td", MISSING, class_=used)
    parts = [
        f"{t.pick(group.title)} {t.percent(known_number(caar))}"
        for group, caar in zip(case.groups[:2], each.caar, strict=False)
    ]
    return el(
        "td",
        el("b", number(difference, t.points(difference, sign=True))),
        el("span.why", " · ".join(parts)),
        class_=used,
    )


# Closes at the limit --------------------------------------------------


def limit_table(
    case: Case, result: WindowResult, found: LimitOutcome, grid: WindowGrid | Undefined, t: Language
) -> Markup:
    """One row a stock, one column a session; then what the counts and the cut-off mean."""
    days = result.sessions if len(result.sessions) <= MOST_SESSIONS else ()
    counted = {"up": t("Limit-up closes"), "down": t("Limit-down closes")}
    heads = [t("Stock"), *(t.day(day) for day in days), *(counted[side] for side in found.sides)]
    rows = [_limit_row(case, result, stock, days, found.sides, t) for stock in found.limits.stocks]
    lines = [*_limit_tests(found, t), *_censored(case, found, grid, result.base, t)]
    return markup(table("matrix limits", heads, rows), _remarks(lines))


def _limit_row(
    case: Case,
    result: WindowResult,
    stock: StockLimits,
    days: Sequence[date],
    sides: Sequence[Side],
    t: Language,
) -> Markup:
    missing = result.stock(stock.symbol).missing
    hits = {hit.date: hit for hit in stock.closes}
    cells = []
    for day in days:
        hit = hits.get(day)
        if hit is None:
            cells.append(el("td", MISSING if day in missing else "·"))
            continue
        word = t("closed at limit-up") if hit.side == "up" else t("closed at limit-down")
        one = " □" if hit.one_price else ""
        cells.append(el("td", LIMIT_SIGNS[hit.side], one, title=word))
    head = el(
        "th",
        t.name(case.stock(stock.symbol)),
        " ",
        el("span.symbol", stock.symbol),
        scope="row",
        style=group_style(case, stock.group),
    )
    return el("tr", head, cells, [el("td.num", stock.count(side)) for side in sides])


def _limit_tests(found: LimitOutcome, t: Language) -> list[str]:
    any_test, days_test = found.any_test, found.days_test
    if (
        isinstance(any_test, Undefined)
        or isinstance(days_test, Undefined)
        or 1 / any_test.n_permutations > WEAK
    ):
        return []
    values = {"any": _as_sharply(any_test), "days": _as_sharply(days_test)}
    if found.side == "down":
        return [
            t(
                "Splits of the stocks that part those with a close at limit-down as sharply: "
                "{any}; that part the number of such closes as sharply: {days}. A limit cuts a "
                "return off but not these counts.",
                **values,
            )
        ]
    return [
        t(
            "Splits of the stocks that part those with a close at limit-up as sharply: "
            "{any}; that part the number of such closes as sharply: {days}. A limit cuts a "
            "return off but not these counts.",
            **values,
        )
    ]


def _as_sharply(test: PermutationResult) -> str:
    """Splits at least as far on the side of the group that has more, of all."""
    count = test.count if test.statistic >= 0 else test.count_other_side
    return fraction(count, test.n_permutations)


def _censored(
    case: Case, found: LimitOutcome, grid: WindowGrid | Undefined, base: date, t: Language
) -> list[str]:
    if not found.censored:
        return []
    names = t.listing([t.name(case.stock(symbol)) for symbol in found.censored])
    lines = [
        t(
            "The window’s last close of {stocks} is at a limit: the move may not be over, and the "
            "return is cut off there.",
            stocks=names,
        )
    ]
    if found.free_last is None or isinstance(grid, Undefined):
        return lines
    cell = grid.cell(base, found.free_last)
    value = None if cell is None else known_number(cell.difference)
    if cell is not None and value is not None:
        lines.append(
            t(
                "The first close of theirs free of it is that of {day}; up to it {a} less {b} is "
                "{gap}.",
                day=t.day(found.free_last),
                a=side_title(case, grid.a, t),
                b=side_title(case, grid.b, t),
                gap=t.points(value, sign=True),
            )
        )
    return lines


# Hold-out clock --------------------------------------------------------------------


def clock_table(case: Case, clocks: Sequence[StoryClock], t: Language) -> Markup:
    """One row a story or late statement: predicted, then what came."""
    heads = [t("Story on trial"), t("What came after the close"), t("Predicted"), t("What came")]
    rows = []
    for clock in clocks:
        title = el("th", t.pick(case.story(clock.story).title), scope="row")
        if clock.reason is not None:
            rows.append(el("tr", title, el("td.grey", t.say(clock.reason), colspan=3)))
        rows += [el("tr", title, _late(case, each, t)) for each in clock.results]
    return table("matrix clock", heads, rows)


def _late(case: Case, each: LateResult, t: Language) -> list[Markup]:
    name = t.name(case.stock(each.evidence.stock))
    template = (
        N_("{stock} falls behind its group on {day}")
        if each.falls
        else N_("{stock} beats its group on {day}")
    )
    predicted = t(template, stock=name, day=t.day(each.session))
    return [
        el(
            "td.said",
            f"{name}: {t.pick(each.evidence.statement)}",
            _reported(case, each.evidence, t),
        ),
        el("td", predicted),
        el("td", _what_came(each, t)),
    ]


def _reported(case: Case, row: Evidence, t: Language) -> Markup | None:
    if not row.is_reported:
        return None
    return el("p.remark", statement_words.document(row, case.evidence, t))


def _what_came(each: LateResult, t: Language) -> str:
    excess = known_number(each.excess)
    if excess is None or isinstance(each.rank, Undefined):
        return t.say(each.excess) if isinstance(each.excess, Undefined) else MISSING
    verdict = t("consistent with it") if each.came(excess) else t("points the other way")
    rank = each.rank
    return t(
        "{value} against {mean} for its group ({excess}): {verdict}. Of {n} earlier "
        "sessions {count} went as far on that side.",
        value=t.percent(known_number(each.stock_return)),
        mean=t.percent(known_number(each.group_mean)),
        excess=t.points(excess, sign=True),
        verdict=verdict,
        count=rank.count if excess >= 0 else rank.count_other_side,
        n=rank.n,
    )
