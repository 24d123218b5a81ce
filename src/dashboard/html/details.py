"""What a mark of a chart stands for, opened under its figure: an event, a stock, a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.analysis.claims.results import ClaimLink
from dashboard.analysis.robustness.window_grid import GridCell, WindowGrid
from dashboard.analysis.robustness.words import fraction
from dashboard.analysis.stories.exposure import ExposureResult
from dashboard.analysis.stories.words import decimal
from dashboard.analysis.window import event_words as words
from dashboard.analysis.window.event_moves import EventMove, EventMoves, Stretch
from dashboard.analysis.window.stock_returns import StockReturn
from dashboard.analysis.window.stock_test import StockTest
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Case, Text
from dashboard.html.elements import Child, el, markup, outside_link
from dashboard.html.links import Links, Opens
from dashboard.html.lists import terms
from dashboard.html.stocks import group_style, signed_return, stock_name
from dashboard.language.language import Language
from dashboard.language.words import marked, side_title
from dashboard.stats.result import Undefined, known_number


@dataclass(frozen=True, slots=True)
class Telling:
    """What every part of a detail needs: case, language, where links lead, colours."""

    case: Case
    t: Language
    links: Links
    opens: Opens
    rise_is_red: bool

    def signed(self, value: float | Undefined, digits: int = 2) -> Child:
        """Return with its sign and colour, or the sentence why there is none."""
        if isinstance(value, Undefined):
            return el("span.grey", self.t.say(value))
        return signed_return(value, self.t, rise_is_red=self.rise_is_red, digits=digits)


def opened(
    key: str,
    kicker: Child,
    title: str,
    *body: Child,
    opens: Opens,
    ways: Sequence[tuple[str, str, str]],
    t: Language,
) -> Markup:
    """
    Frame of a detail: what it is about, ways to its neighbours, a way to close it.

    Parameters
    ----------
    key : str
        Of the mark, as a link has it.
    kicker, title
        Kind of the mark; its name.
    *body
        What is told of it.
    opens : Opens
    ways : sequence of (str, str, str)
        Neighbours: key, sign, name.
    t : Language
    """
    steps = [opens.link(to, sign, kind="step", name=name) for to, sign, name in ways]
    close = opens.link("", "✕", kind="step", name=t("Close"))
    return el(
        "section.atmark",
        el("div.steps", steps, close),
        el("p.kind", kicker),
        el("h3", title),
        body,
        data_mark=f"{opens.figure}:{key}",
        aria_label=title,
        tabindex=-1,
    )


# Events ----------------------------------------------------------------


def event_body(
    told: Telling, item: EventTime, moves: EventMoves | Undefined, inside: str = ""
) -> list[Markup]:
    """When and where it was published, what it is about, and how its stocks moved.

    `inside` is what minute bars say of its session; empty without them.
    """
    case, t, event = told.case, told.t, item.event
    stories = t(", ").join(t.pick(case.story(each).title) for each in event.stories)
    stocks = [
        told.opens.link(f"stock:{each}", t.full_name(case.stock(each))) for each in event.stocks
    ]
    facts = [
        (t("Published"), _when(case, item, t)),
        (t("Source"), _source(event.url, t.pick(Text(event.source, event.source_zh)), t)),
        (t("First session that could price it"), _session(item, t)),
        (t("What had moved before"), words.before_text(item, t)),
        (t("Inside the session"), inside),
        (t("Reading"), _reading(item, t)),
        (t("Stories"), stories),
        (t("Stocks"), markup(stocks, by=t(", "))),
    ]
    return [
        terms(facts, kind="facts"),
        told.links.to_claims(t, event=event.id),
        told.links.to_notes(t, "events", event.id) or Markup(),
        el("p.grey", t.complete(moves)) if isinstance(moves, Undefined) else _moves(told, moves),
    ]


def _when(case: Case, item: EventTime, t: Language) -> Markup:
    moment = item.event.published
    place = words.place_name(moment.timezone, t)
    elsewhere = words.elsewhere_text(moment, item.span, case.timezone, t)
    return markup(
        markup(words.published(moment, t), el("span.grey", place), by=" "),
        *(el("span.more", line) for line in (elsewhere,) if line),
    )


def _session(item: EventTime, t: Language) -> str:
    if item.span.deadline:
        return words.session_text(item, t)
    return f"{t.weekday(item.span.session)} {t.long_day(item.span.session)}"


def _source(url: str, name: str, t: Language) -> Markup:
    if not url:
        return markup(name, el("span.grey", t("no address on file")), by=" ")
    return outside_link(url, name or url)


def _reading(item: EventTime, t: Language) -> str:
    event = item.event
    if event.value is None:
        return ""
    return words.reading_text(event.value, t.pick(Text(event.unit, event.unit_zh)), t)


def _moves(told: Telling, moves: EventMoves) -> Markup:
    """Returns around the event: its stocks or all groups, then the market."""
    t = told.t
    heads = [
        (t("In that session"), moves.on_day),
        (t("Over the next five sessions"), moves.after),
        *([(t("Until the window’s last close"), moves.rest)] if moves.rest else []),
    ]
    rows = [
        el(
            "tr",
            el("th", _mover(told, row), scope="row"),
            [el("td.num", _moved(told, value)) for value in row.returns],
        )
        for row in moves.rows
    ]
    table = el(
        "table.matrix.moves",
        el("thead", el("tr", el("th", scope="col"), [_head(*head, t) for head in heads])),
        el("tbody", rows),
    )
    return el("div.scroll", table, tabindex=0, role="region", aria_label=t("What moved"))


def _head(title: str, over: Stretch, t: Language) -> Markup:
    span = t("{start} to {end}", start=t.day(over.start), end=t.day(over.end))
    return el("th.num", title, el("small", span), scope="col")


def _mover(told: Telling, row: EventMove) -> Markup:
    case, t = told.case, told.t
    if row.kind == "stock":
        return stock_name(case, row.id, t)
    if row.kind == "group":
        name = t.pick(case.group(row.id).title)
        return el("span", t("{group}, mean", group=name), style=group_style(case, row.id))
    return el("span.grey", t.pick(case.benchmark(row.id).title))


def _moved(told: Telling, value: float | Undefined) -> Child:
    if isinstance(value, Undefined):
        return el("small.grey", told.t.complete(value))
    return told.signed(value)


# Stocks ----------------------------------------------------------------


def stock_body(
    told: Telling,
    stock: StockReturn,
    less: float | Undefined,
    test: StockTest | Undefined,
    found: ExposureResult,
    events: Sequence[tuple[int, str]],
) -> list[Markup]:
    """
    Return, abnormal return with its test, grades, events of a stock, and where it is drawn.

    Parameters
    ----------
    told : Telling
    stock : StockReturn
    less : float or Undefined
        Its return less that of the benchmark in use.
    test : StockTest or Undefined
    found : ExposureResult
    events : sequence of (int, str)
        Numbers and ids of the events that name it.
    """
    t = told.t
    numbers = [told.opens.link(f"event:{each}", str(number)) for number, each in events]
    facts = [
        (t("Return over the window"), _with_interval(told, stock)),
        (t("Less the benchmark"), _less(less, t)),
        (t("Abnormal return"), _abnormal(told, test)),
        (t("By chance"), "" if isinstance(test, Undefined) else chance(test, found, t)),
        (t("On file"), on_file(found, stock.symbol, t)),
        (t("Events that name it"), markup(numbers, by=t(", "))),
    ]
    ways = [
        told.links.to(ClaimLink("prices", "lines", stock=stock.symbol), t("Highlight on Prices")),
        told.links.to(
            ClaimLink("exposure", f"stock-{stock.symbol.replace('.', '-')}", stock=stock.symbol),
            t("Statements on Exposure"),
        ),
    ]
    return [
        terms(facts, kind="facts"),
        _grades(told, found, stock.symbol),
        told.links.to_claims(t, stock=stock.symbol),
        el("p.leads", markup(ways, by=" · ")) if any(ways) else Markup(),
    ]


def _with_interval(told: Telling, stock: StockReturn) -> Child:
    t, low, high = told.t, known_number(stock.low), known_number(stock.high)
    if isinstance(stock.value, Undefined) or low is None or high is None or low == high:
        return told.signed(stock.value)
    between = t("prices allow {low} to {high}", low=t.percent(low, 2), high=t.percent(high, 2))
    return markup(told.signed(stock.value), el("span.more", between))


def _less(less: float | Undefined, t: Language) -> str:
    return t.say(less) if isinstance(less, Undefined) else t.points(less, sign=True)


def _abnormal(told: Telling, test: StockTest | Undefined) -> Child:
    t = told.t
    if isinstance(test, Undefined):
        return el("span.grey", t.say(test))
    error = t("standard error {points}", points=t.points(test.stderr))
    return markup(told.signed(test.car, 1), el("span.more", error))


def chance(test: StockTest, found: ExposureResult, t: Language) -> str:
    """P-value of one stock against its own noise, and that it is one of several."""
    told = t(
        "p {p}, two-sided t test against {n} sessions before; of this stock alone.",
        p=decimal(test.pvalue),
        n=test.n,
    )
    others = len(found.stocks)
    if others < 2:
        return told
    many = t.plural("It is one of {n} stock.", "It is one of {n} stocks.", others)
    return t.sentences([told, many])


def on_file(found: ExposureResult, symbol: str, t: Language) -> str:
    """How many statements there are of a stock, and on how many stories."""
    cells = [each for each in found.cells if each.stock == symbol]
    rows = sum(len(each.evidence) + len(each.late) for each in cells)
    if not rows:
        return t("no statement yet")
    told = t.plural("{n} statement", "{n} statements", rows)
    late = sum(len(each.late) for each in cells)
    stories = sum(bool(each.evidence or each.late) for each in cells)
    said = t.plural(
        "{statements} on {n} story", "{statements} on {n} stories", stories, statements=told
    )
    after = t("{n} of them published after the window", n=late) if late else ""
    return t("; ").join(filter(None, [said, after]))


def _grades(told: Telling, found: ExposureResult, symbol: str) -> Markup:
    """Finding of every story somebody looked into."""
    t = told.t
    cells = [each for each in found.cells if each.stock == symbol and each.state != "not-assessed"]
    if not cells:
        return Markup()
    pairs = [(t.pick(told.case.story(each.story).title), marked(each.state, t)) for each in cells]
    return terms(pairs, kind="facts grades")


# Windows ---------------------------------------------------------------


def window_body(told: Telling, grid: WindowGrid, cell: GridCell) -> list[Markup]:
    """Difference of a window, how many splits are as wide, and the page over that window."""
    t, case = told.t, told.case
    value = known_number(cell.difference)
    counted = fraction(grid.count(cell), cell.n_permutations)
    facts: list[tuple[str, Child]] = [
        (
            t("{a} less {b}", a=side_title(case, grid.a, t), b=side_title(case, grid.b, t)),
            t.points(value, sign=True)
            if value is not None
            else t.say(cell.difference)
            if isinstance(cell.difference, Undefined)
            else "",
        ),
        (t("Splits as far apart"), counted),
    ]
    way = told.links.to(
        ClaimLink("story", base=cell.base, last=cell.last), t("Put this window on trial")
    )
    return [terms(facts, kind="facts"), el("p.leads", way) if way else Markup()]
