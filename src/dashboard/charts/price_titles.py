"""The words around the charts of the Prices page, made from their numbers."""

from __future__ import annotations

from statistics import median

from dashboard.analysis.window.build_up import Line
from dashboard.analysis.window.daily_bars import DailyBars
from dashboard.analysis.window.rebased import Rebased, StockLine
from dashboard.analysis.window.window import GroupReturn, StockReturn, WindowResult
from dashboard.case import Case
from dashboard.charts.candles import unit_words
from dashboard.charts.price_curves import Kind
from dashboard.charts.theme import Look
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote

# The page ---------------------------------------------------------------


def title_page(case: Case, result: WindowResult, t: Language) -> str:
    """Mean return of the first two groups, or the question."""
    known = [group for group in result.groups if group.mean is not None]
    if not known:
        return t("What moved?")
    return t(", ").join(
        f"{t.pick(case.group(group.id).title)} {t.percent(group.mean)}" for group in known[:2]
    )


def standfirst_page(case: Case, result: WindowResult, benchmark: str, t: Language) -> str:
    """From which close to which, how far apart, how often at the limit."""
    ranked = _ranked(result)
    span = t(
        "From the close of {base} to that of {last}: {n} sessions.",
        base=t.long_day(result.base),
        last=t.long_day(result.window.last),
        n=len(result.sessions),
    )
    if not ranked:
        return span + _space(t) + t("No stock of the case has a return in this window.")
    top, bottom = ranked[0], ranked[-1]
    sentences = [
        span,
        t(
            "{top} returned the most, {x}, and {bottom} the least, {y}; {benchmark}: {z}.",
            top=_name(case, top.symbol, t),
            x=t.percent(top.value),
            bottom=_name(case, bottom.symbol, t),
            y=t.percent(bottom.value),
            benchmark=t.pick(case.benchmark(benchmark).title),
            z=t.percent(result.benchmark(benchmark).value),
        ),
        _limit_sentence(case, result, t),
    ]
    return _space(t).join(sentences)


def _limit_sentence(case: Case, result: WindowResult, t: Language) -> str:
    count = sum(len(stock.limit_up) for stock in result.stocks)
    if not count:
        return t("No stock closed at limit-up.")
    groups = {stock.group for stock in result.stocks if stock.limit_up}
    if len(groups) == 1 and len(result.groups) > 1:
        return t.plural(
            "There was {n} close at limit-up, in this group: {group}.",
            "There were {n} closes at limit-up, all in one group: {group}.",
            count,
            group=t.pick(case.group(groups.pop()).title),
        )
    return t.plural("There was {n} close at limit-up.", "There were {n} closes at limit-up.", count)


# The line chart ---------------------------------------------------------


def title_lines(case: Case, lines: Rebased, *, kind: Kind, highlight: str, t: Language) -> str:
    """The finding of one view at the window's last close."""
    if highlight and lines.at_last(_values(lines.stock(highlight), kind)) is not None:
        return _title_highlight(case, lines, kind, highlight, t)
    ends = [
        (line, value)
        for line in lines.stocks
        if (value := lines.at_last(_values(line, kind))) is not None
    ]
    if not ends:
        return t("No stock has a return over this window")
    if kind == "groups" and len(lines.groups) > 1:
        return _title_groups(case, lines, t)
    if kind == "peers":
        line, value = max(ends, key=lambda end: abs(end[1]))
        return t(
            "Furthest from its peers in the window: {name}, {x}",
            name=_name(case, line.symbol, t),
            x=t.points(value, sign=True),
        )
    if kind == "benchmark":
        return t(
            "{k} of {n} stocks beat the benchmark in the window",
            k=sum(value > 0 for _, value in ends),
            n=len(ends),
        )
    ends.sort(key=lambda end: -end[1])
    return t(
        "{n} sessions: {top} {x}, {bottom} {y}",
        n=lines.sessions.index(lines.last) - lines.sessions.index(lines.base),
        top=_name(case, ends[0][0].symbol, t),
        x=t.percent(ends[0][1]),
        bottom=_name(case, ends[-1][0].symbol, t),
        y=t.percent(ends[-1][1]),
    )


def _title_groups(case: Case, lines: Rebased, t: Language) -> str:
    first, second = lines.groups[:2]
    a, b = lines.at_last(first.mean), lines.at_last(second.mean)
    if a is None or b is None:
        return t("How did the groups move?")
    ahead, behind = (first, second) if a >= b else (second, first)
    return t(
        "{a} ended the window {gap} ahead of {b}",
        a=t.pick(case.group(ahead.id).title),
        gap=t.points(abs(a - b)),
        b=t.pick(case.group(behind.id).title),
    )


def _title_highlight(case: Case, lines: Rebased, kind: Kind, symbol: str, t: Language) -> str:
    line = lines.stock(symbol)
    name = _name(case, symbol, t)
    peers = lines.at_last(line.less_peers)
    if kind == "benchmark":
        less = lines.at_last(line.less_benchmark)
        return t(
            "{name}: {x} against the benchmark in the window",
            name=name,
            x=t.points(less, sign=True),
        )
    if kind == "peers":
        return t(
            "{name}: {x} against its peers in the window", name=name, x=t.points(peers, sign=True)
        )
    value = lines.at_last(line.growth)
    if peers is None:
        return t("{name} {x} in the window", name=name, x=t.percent(value))
    return t(
        "{name} {x} in the window, {gap} against its peers",
        name=name,
        x=t.percent(value),
        gap=t.points(peers, sign=True),
    )


def note_lines(
    case: Case, lines: Rebased, *, kind: Kind, log: bool, highlight: str, t: Language
) -> str:
    """What is drawn, in one grey line."""
    base = t.long_day(lines.base)
    what = {
        "stocks": t("Return since the close of {base}; grey: benchmarks.", base=base),
        "groups": t(
            "Mean return of each group since the close of {base}; band: its lowest to its highest "
            "stock; grey: benchmarks.",
            base=base,
        ),
        "peers": t(
            "Return since the close of {base} less the mean of its group without it, points.",
            base=base,
        ),
        "benchmark": t(
            "Return since the close of {base} less that of the benchmark ({benchmark}), points.",
            base=base,
            benchmark=t.pick(case.benchmark(lines.benchmark).title),
        ),
    }[kind]
    parts = [what, *_strokes(case, kind, highlight, t), t("Shaded: the window.")]
    if kind != "groups":
        parts.append(t("▲ ▼ closed at the daily limit, □ at one price all day."))
    if log and kind in {"stocks", "groups"}:
        parts.append(t("Log axis: equal heights are equal factors."))
    return _space(t).join([*parts, t("Numbers are events, listed below.")])


def _strokes(case: Case, kind: Kind, highlight: str, t: Language) -> list[str]:
    """Which stroke stands for what."""
    if highlight and kind != "peers":
        name = _name(case, highlight, t)
        if kind == "groups":
            return [t("Bold: group means and {stock}.", stock=name)]
        return [t("Bold: {stock}; dashed: group means.", stock=name)]
    if highlight:
        return [t("Bold: {stock}.", stock=_name(case, highlight, t))]
    return [t("Thin: stocks; bold: group means.")] if kind in {"stocks", "benchmark"} else []


def describe_lines(case: Case, lines: Rebased, *, kind: Kind, t: Language) -> str:
    """Text alternative: what, from when to when, and every stock's value at the window's end."""
    parts = []
    for line in lines.stocks:
        value = lines.at_last(_values(line, kind))
        told = t.percent(value) if kind in {"stocks", "groups"} else t.points(value, sign=True)
        parts.append(f"{_name(case, line.symbol, t)} {told}")
    return t(
        "Line chart from {first} to {end}. At the close of {last}: {values}.",
        first=t.long_day(lines.sessions[0]),
        end=t.long_day(lines.sessions[-1]),
        last=t.long_day(lines.last),
        values=t(", ").join(parts),
    )


def _values(line: StockLine, kind: Kind) -> Line:
    return {"peers": line.less_peers, "benchmark": line.less_benchmark}.get(kind, line.growth)


# Table and small panels ---------------------------------------------------


def title_returns(case: Case, result: WindowResult, t: Language) -> str:
    """Whether the first two groups' returns overlap."""
    known = [group for group in result.groups if group.minimum is not None]
    if len(known) < 2:
        return t("Return of every stock over the window")
    high, low = sorted(known[:2], key=lambda group: -(group.mean or 0.0))
    if (high.minimum or 0.0) > (low.maximum or 0.0):
        return t(
            "No overlap: {a} {x} at least, {b} {y} at most",
            a=_title(case, high, t),
            x=t.percent(high.minimum),
            b=_title(case, low, t),
            y=t.percent(low.maximum),
        )
    return t(
        "The groups overlap: {a} {x} at least, {b} {y} at most",
        a=_title(case, high, t),
        x=t.percent(high.minimum),
        b=_title(case, low, t),
        y=t.percent(low.maximum),
    )


def title_panels(result: WindowResult, t: Language) -> str:
    """How many stocks closed at the limit in the window."""
    ups = sum(bool(stock.limit_up) for stock in result.stocks)
    if not ups:
        return t("No stock closed at limit-up in the window")
    return t(
        "{k} of {n} stocks closed at limit-up at least once in the window",
        k=ups,
        n=len(result.stocks),
    )


def note_panels(result: WindowResult, t: Language) -> str:
    """What the small panels draw."""
    return t(
        "Return since the close of {base}, one scale for all; grey: the mean of the group. "
        "Above each panel: the window’s return. Shaded: the window. ▲ ▼ closed at the daily "
        "limit, □ at one price all day.",
        base=t.long_day(result.base),
    )


def describe_panels(case: Case, result: WindowResult, t: Language) -> str:
    """Text alternative: every stock's window return."""
    values = t(", ").join(
        f"{_name(case, stock.symbol, t)} {t.percent(stock.value)}" for stock in result.stocks
    )
    return t("One small line chart a stock, on one scale. Window returns: {values}.", values=values)


# Candles ------------------------------------------------------------------


def title_candles(case: Case, bars: DailyBars, result: WindowResult, t: Language) -> str:
    """The stock's busiest session of the window against its usual volume."""
    name = _name(case, bars.symbol, t)
    usual = usual_volume(bars, result)
    inside = [bar for bar in bars.known if bar.volume and bar.date in result.sessions]
    if not usual or not inside:
        return t("{name}, session by session", name=name)
    busiest = max(inside, key=lambda bar: bar.volume or 0.0)
    return t(
        "{name} traded up to {x} times its usual volume, on {day}",
        name=name,
        x=t.number((busiest.volume or 0.0) / usual, 1),
        day=t.day(busiest.date),
    )


def usual_volume(bars: DailyBars, result: WindowResult) -> float | None:
    """Median volume of the sessions shown up to the base; None without any."""
    earlier = [bar.volume for bar in bars.known if bar.volume and bar.date <= result.base]
    return median(earlier) if earlier else None


def note_candles(case: Case, bars: DailyBars, note: PriceNote, look: Look) -> str:
    """What is drawn, in one grey line."""
    t = look.language
    return t(
        "{stock}. Hollow: closed above the open; filled: below. Grey strokes: limit prices of the "
        "window’s sessions, from the close before. ▲ ▼ closed at the limit, □ at one price all "
        "day. Volume in {unit}; usual is the median of the sessions shown up to the base.",
        stock=t.full_name(case.stock(bars.symbol)),
        unit=unit_words(note.volume_unit, look),
    )


def describe_candles(case: Case, bars: DailyBars, t: Language) -> str:
    """Text alternative: first and last close, lowest and highest price shown."""
    known = bars.known
    return t(
        "Candles of {stock} from {first} to {last}: first close {a}, last close {b}, lowest price "
        "{low}, highest {high}.",
        stock=t.full_name(case.stock(bars.symbol)),
        first=t.long_day(known[0].date),
        last=t.long_day(known[-1].date),
        a=t.number(known[0].close, 2),
        b=t.number(known[-1].close, 2),
        low=t.number(min(bar.low for bar in known), 2),
        high=t.number(max(bar.high for bar in known), 2),
    )


def _ranked(result: WindowResult) -> list[StockReturn]:
    known = [stock for stock in result.stocks if stock.value is not None]
    return sorted(known, key=lambda stock: -(stock.value or 0.0))


def _name(case: Case, symbol: str, t: Language) -> str:
    return t.name(case.stock(symbol))


def _title(case: Case, group: GroupReturn, t: Language) -> str:
    return t.pick(case.group(group.id).title)


def _space(t: Language) -> str:
    """Chinese sentences follow each other without a space."""
    return " " if t.code == "en" else ""
