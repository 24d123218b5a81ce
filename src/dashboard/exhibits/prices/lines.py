"""Lines from one base: stocks, groups, peers, benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.analysis.trial import Trial
from dashboard.analysis.window.build_up import Line
from dashboard.analysis.window.rebased import Rebased, StockLine, rebased
from dashboard.analysis.window.timing import is_placed
from dashboard.case import Case
from dashboard.charts import price
from dashboard.charts.drivers import MOST
from dashboard.charts.marks import Mark
from dashboard.charts.price_curves import KINDS, Kind, is_difference
from dashboard.errors import N_, NP_
from dashboard.exhibits import line_tables
from dashboard.exhibits.details import event_marks, stock_marks
from dashboard.exhibits.exhibit import (
    Absent,
    Control,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.exhibits.prices import beside, quoted
from dashboard.exhibits.prices.beside import Chosen
from dashboard.exhibits.prices.opening import standfirst_page
from dashboard.exhibits.prices.quoted import Quote
from dashboard.language.language import Language
from dashboard.language.words import NOTICEABLE

# Sessions shown before the base and after the window's last; None is all there are.
SPANS: dict[str, tuple[int | None, int | None]] = {
    "window": (15, 15),
    "60": (60, None),
    "all": (None, None),
}
SPAN_LABELS = {
    "window": N_("Around the window"),
    "60": N_("From 60 sessions before"),
    "all": N_("All"),
}
_KIND_LABELS = {
    "stocks": N_("Stocks and groups"),
    "groups": N_("Groups with spread"),
    "peers": N_("Stock less its peers"),
    "benchmark": N_("Stock less benchmark"),
}
_SCALE_LABELS = {"linear": N_("Linear"), "log": N_("Logarithmic")}


def lines_over(trial: Trial, span: str, quote: Quote = "adjusted") -> Rebased:
    """Lines over one of the spans, worked out once for all readers."""
    trial = quoted.trial_of(trial, quote)
    if span in {"", "window"}:
        return trial.lines
    before, after = SPANS[span]
    return trial.kept.keep(
        f"lines over {span}",
        lambda: rebased(
            trial.case,
            trial.market,
            trial.sessions,
            trial.window,
            benchmark=trial.benchmark,
            before=before,
            after=after,
        ),
    )


def labels_of(labels: Mapping[str, str], t: Language) -> dict[str, str]:
    """Labels of a control in the reader's language."""
    return {value: t(label) for value, label in labels.items()}


# Words -----------------------------------------------------------------


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
            name=t.name(case.stock(line.symbol)),
            x=t.points(value, sign=True),
        )
    if kind == "benchmark":
        return t(
            "{k} of {n} stocks beat the benchmark in the window",
            k=sum(value > 0 for _, value in ends),
            n=len(ends),
        )
    return _title_range(case, lines, ends, t)


def _title_range(
    case: Case, lines: Rebased, ends: list[tuple[StockLine, float]], t: Language
) -> str:
    """Highest and lowest return; of one stock its own."""
    ends.sort(key=lambda end: -end[1])
    n = lines.sessions.index(lines.last) - lines.sessions.index(lines.base)
    if len(ends) == 1:
        return t.plural(
            "{n} session: {top} {x}",
            "{n} sessions: {top} {x}",
            n,
            top=t.name(case.stock(ends[0][0].symbol)),
            x=t.percent(ends[0][1]),
        )
    return t.plural(
        "{n} session: {top} {x}, {bottom} {y}",
        "{n} sessions: {top} {x}, {bottom} {y}",
        n,
        top=t.name(case.stock(ends[0][0].symbol)),
        x=t.percent(ends[0][1]),
        bottom=t.name(case.stock(ends[-1][0].symbol)),
        y=t.percent(ends[-1][1]),
    )


def _title_groups(case: Case, lines: Rebased, t: Language) -> str:
    first, second = lines.groups[:2]
    a, b = lines.at_last(first.mean), lines.at_last(second.mean)
    if a is None or b is None:
        return t("How did the groups move?")
    ahead, behind = (first, second) if a >= b else (second, first)
    if abs(a - b) < NOTICEABLE:
        return t(
            "{a} and {b} ended the window level",
            a=t.pick(case.group(ahead.id).title),
            b=t.pick(case.group(behind.id).title),
        )
    return t(
        "{a} ended the window {gap} ahead of {b}",
        a=t.pick(case.group(ahead.id).title),
        gap=t.points(abs(a - b)),
        b=t.pick(case.group(behind.id).title),
    )


def _title_highlight(case: Case, lines: Rebased, kind: Kind, symbol: str, t: Language) -> str:
    line = lines.stock(symbol)
    name = t.name(case.stock(symbol))
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
            "Return since the close of {base} less that of the benchmark ({benchmark}) since "
            "then, points.",
            base=base,
            benchmark=t.pick(case.benchmark(lines.benchmark).title),
        ),
    }[kind]
    parts = [what, *_strokes(case, kind, highlight, t), t("Shaded: the window.")]
    if kind in {"stocks", "groups"} and any(None in line.mean for line in lines.groups):
        parts.append(t("A line breaks off where a stock of its group has no price."))
    if kind != "groups":
        parts.append(note_marks(lines, t))
    if log and kind in {"stocks", "groups"}:
        parts.append(t("Log axis: equal heights are equal factors."))
    return t.sentences(parts)


def note_marks(lines: Rebased, t: Language) -> str:
    """What the marks of closes at the limit are; empty where none is drawn."""
    if not any(line.limits for line in lines.stocks):
        return ""
    return t("▲ ▼ closed at the daily limit, □ at one price all day.")


def _strokes(case: Case, kind: Kind, highlight: str, t: Language) -> list[str]:
    """Which stroke stands for what."""
    if highlight and kind != "peers":
        name = t.name(case.stock(highlight))
        if kind == "groups":
            return [t("Bold: group means and {stock}.", stock=name)]
        return [t("Bold: {stock}; dashed: group means.", stock=name)]
    if highlight:
        return [t("Bold: {stock}.", stock=t.name(case.stock(highlight)))]
    return [t("Thin: stocks; bold: group means.")] if kind in {"stocks", "benchmark"} else []


def describe_lines(case: Case, lines: Rebased, *, kind: Kind, t: Language) -> str:
    """Text alternative: what, from when to when, and every stock's value at the window's end."""
    parts = []
    for line in lines.stocks:
        value = lines.at_last(_values(line, kind))
        told = t.percent(value) if kind in {"stocks", "groups"} else t.points(value, sign=True)
        parts.append(f"{t.name(case.stock(line.symbol))} {told}")
    return t(
        "Line chart from {first} to {end}. At the close of {last}: {values}.",
        first=t.long_day(lines.sessions[0]),
        end=t.long_day(lines.sessions[-1]),
        last=t.long_day(lines.last),
        values=t(", ").join(parts),
    )


def _values(line: StockLine, kind: Kind) -> Line:
    return {"peers": line.less_peers, "benchmark": line.less_benchmark}.get(kind, line.growth)


# Figure ----------------------------------------------------------------


def _kind(reader: Reader) -> Kind:
    return next((kind for kind in KINDS if kind == reader.choice("kind")), "stocks")


def _has_scale(reader: Reader) -> bool:
    # Points have no logarithm: the choice is there only where it means something.
    return _kind(reader) in {"stocks", "groups"}


def _lines(trial: Trial, reader: Reader) -> Made:
    t, case, highlight = reader.t, trial.case, reader.stock
    kind, span = _kind(reader), reader.choice("range")
    log = _has_scale(reader) and reader.choice("scale") == "log"
    quote = quoted.quoted(trial, reader, "quote", case.symbols)
    lines = lines_over(trial, span, quote)
    note = quoted.market_of(trial, quote).note
    if not any(value is not None for line in lines.stocks for value in line.growth):
        return Absent(
            t("Return since the base"), t("No stock of the case has a close on the base.")
        )
    picked = Chosen() if is_difference(kind) else beside.chosen(trial, reader, lines, quote)
    values = beside.described(trial, reader, picked)
    return Figure(
        title=title_lines(case, lines, kind=kind, highlight=highlight, t=t),
        note=t.sentences(
            [
                note_lines(case, lines, kind=kind, log=log, highlight=highlight, t=t),
                quoted.told(trial, reader, quote, case.symbols, tuple(lines.sessions)),
                *_said_beside(trial, reader, kind, picked),
                t("Numbers are events, listed below.")
                if any(is_placed(item, lines.sessions) for item in trial.events)
                else "",
            ]
        ),
        alt=t.sentences([describe_lines(case, lines, kind=kind, t=t), values]),
        plot=lambda: price.plot_lines(
            case,
            lines,
            trial.events,
            kind=kind,
            scale="log" if log else "linear",
            highlight=highlight,
            look=reader.look,
            beside=picked.beside,
            sessions=trial.sessions,
        ),
        table=lambda: line_tables.line_table(
            case,
            lines,
            note,
            kind=kind,
            highlight=highlight,
            look=reader.look,
            beside=beside.told_in_table(trial, lines, picked),
        ),
        days=tuple(lines.sessions),
        marks=_marks(trial, lines, kind, highlight),
        note_of_prices=note,
        options=(kind, span, log, quote, reader.choice(beside.CONTROL), reader.drivers),
    )


def _marks(trial: Trial, lines: Rebased, kind: Kind, highlight: str) -> tuple[Mark, ...]:
    """Stocks and events that stand in one view."""
    drawn = trial.case.symbols if kind != "groups" else [highlight] if highlight else []
    return (*stock_marks(drawn), *event_marks(trial.events, lines.sessions))


def _said_beside(trial: Trial, reader: Reader, kind: Kind, picked: Chosen) -> list[str]:
    """What is said of drivers; nothing where differences leave no room for any."""
    if is_difference(kind):
        return []
    return [beside.note(trial, reader, picked), beside.lacking(trial, reader)]


def _lines_finding(trial: Trial, t: Language) -> Iterable[str]:
    if not any(stock.has_return for stock in trial.result.stocks):
        return []
    return [standfirst_page(trial.case, trial.result, trial.benchmark, t)]


def _lines_aside(trial: Trial, reader: Reader) -> str:
    if is_difference(_kind(reader)):
        return ""
    quote = quoted.quoted(trial, reader, "quote", trial.case.symbols)
    lines = lines_over(trial, reader.choice("range"), quote)
    return beside.aside(trial, reader, lines, quote)


LINES = Exhibit(
    "lines",
    N_("Return since the base"),
    _lines,
    _lines_finding,
    numbers=(
        NumbersOf(
            "lines",
            N_("Return since the base, session by session"),
            lambda trial, look: line_tables.line_table(
                trial.case, trial.lines, trial.note, kind="stocks", highlight="", look=look
            ),
        ),
    ),
    is_chart=True,
    controls=(
        Control("kind", N_("Lines"), lambda _, reader: labels_of(_KIND_LABELS, reader.t)),
        Control(
            "range", NP_("range", "Sessions"), lambda _, reader: labels_of(SPAN_LABELS, reader.t)
        ),
        Control(
            "scale",
            N_("Scale"),
            lambda _, reader: labels_of(_SCALE_LABELS, reader.t) if _has_scale(reader) else {},
        ),
        Control(
            "quote",
            quoted.LABEL,
            lambda trial, reader: quoted.choices(trial, reader, trial.case.symbols),
        ),
        Control(beside.CONTROL, beside.LABEL, beside.choices, width=360, most=MOST),
    ),
    aside=_lines_aside,
)


EXHIBITS = (LINES,)
