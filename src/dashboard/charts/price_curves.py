"""What the line chart of the Prices page draws: one curve a stock, group or benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.analysis.window.build_up import Line
from dashboard.analysis.window.rebased import GroupLine, Rebased, StockLine
from dashboard.case import Case
from dashboard.charts.theme import Look
from dashboard.market.boards import LimitClose

Kind = Literal["stocks", "groups", "peers", "benchmark"]
KINDS: tuple[Kind, ...] = ("stocks", "groups", "peers", "benchmark")

THIN, LIGHT, BOLD = 1.3, 1.6, 2.8  # pixels: a stock, a benchmark or pushed-back mean, a mean


@dataclass(frozen=True, slots=True)
class Curve:
    """
    One curve as it is drawn.

    Attributes
    ----------
    name : str
        In the reader's language.
    line : tuple of float or None
        Fractions; None is a gap.
    colour : str
    width : float
    dash : str
        Plotly's word for the line's dashes.
    opacity : float
        Below 1 for thin lines, so that the bold ones lead.
    labelled, bold : bool
        Whether the name stands at its end, and in bold.
    limits : tuple of LimitClose
        Closes at the limit marked on it.
    band : (Line, Line) or None
        Lowest and highest member of a group, drawn as a light band.
    places : tuple of float
        Where the values stand on an axis of sessions; at 0, 1, 2, … where empty.
    mark : str
        Id of the benchmark it is, else empty.
    stock : str
        Symbol; empty for a group or a benchmark.
    """

    name: str
    line: Line
    colour: str
    width: float
    dash: str = "solid"
    opacity: float = 1.0
    labelled: bool = True
    bold: bool = False
    limits: tuple[LimitClose, ...] = ()
    band: tuple[Line, Line] | None = None
    places: tuple[float, ...] = ()
    mark: str = ""
    stock: str = ""

    def place(self, at: int) -> float:
        """Where a value of the line stands."""
        return self.places[at] if self.places else at


def is_difference(kind: Kind) -> bool:
    """Whether the curves are differences of returns, told in points."""
    return kind in {"peers", "benchmark"}


def curves(case: Case, lines: Rebased, *, kind: Kind, highlight: str, look: Look) -> list[Curve]:
    """Curves of one view, back to front: benchmarks, stocks, groups, the highlighted stock."""
    if kind == "stocks":
        drawn = [
            *_benchmarks(case, lines, look),
            *(_stock(case, line, line.growth, highlight, look) for line in lines.stocks),
            *(_group(case, line, line.mean, highlight, look, band=False) for line in lines.groups),
        ]
    elif kind == "groups":
        chosen = [line for line in lines.stocks if line.symbol == highlight]
        drawn = [
            *_benchmarks(case, lines, look),
            *(_group(case, line, line.mean, "", look, band=True) for line in lines.groups),
            *(_stock(case, line, line.growth, highlight, look) for line in chosen),
        ]
    elif kind == "peers":
        drawn = [_stock(case, line, line.less_peers, highlight, look) for line in lines.stocks]
    else:
        yardstick = next(line.growth for line in lines.benchmarks if line.id == lines.benchmark)
        drawn = [
            *(_stock(case, line, line.less_benchmark, highlight, look) for line in lines.stocks),
            *(
                _group(case, line, less(line.mean, yardstick), highlight, look, band=False)
                for line in lines.groups
            ),
        ]
    # The highlighted stock is drawn last, over everything else.
    return sorted(drawn, key=lambda curve: bool(highlight) and curve.width == BOLD)


def less(line: Line, other: Line) -> Line:
    """One line less another; None where either is."""
    return tuple(
        None if a is None or b is None else a - b for a, b in zip(line, other, strict=True)
    )


def _stock(case: Case, own: StockLine, line: Line, highlight: str, look: Look) -> Curve:
    chosen = own.symbol == highlight
    faded = bool(highlight) and not chosen
    return Curve(
        name=look.language.name(case.stock(own.symbol)),
        line=line,
        colour=look.palette.faded if faded else look.group(_place(case, own.group)),
        width=BOLD if chosen else THIN,
        opacity=1.0 if chosen or faded else 0.72,
        labelled=not faded,
        bold=chosen,
        limits=() if faded else own.limits,
        stock=own.symbol,
    )


def _group(
    case: Case, own: GroupLine, line: Line, highlight: str, look: Look, *, band: bool
) -> Curve:
    # Behind a highlighted stock, a mean is thin and dashed, so that the two, which
    # may share a colour, are told apart.
    return Curve(
        name=look.language.pick(case.group(own.id).title),
        line=line,
        colour=look.group(_place(case, own.id)),
        width=LIGHT if highlight else BOLD,
        dash="dash" if highlight else "solid",
        bold=not highlight,
        band=(own.low, own.high) if band else None,
    )


def _benchmarks(case: Case, lines: Rebased, look: Look) -> list[Curve]:
    return [
        Curve(
            name=look.language.pick(case.benchmark(line.id).title),
            line=line.growth,
            colour=look.palette.benchmark,
            width=LIGHT if line.id == lines.benchmark else THIN,
            dash="solid" if line.id == lines.benchmark else "dot",
            mark=line.id,
        )
        for line in lines.benchmarks
    ]


def _place(case: Case, group: str) -> int:
    return [found.id for found in case.groups].index(group)


def runs(line: Sequence[float | None]) -> list[range]:
    """
    Stretches of a line between its gaps.

    >>> runs([0.1, None, 0.2, 0.3])
    [range(0, 1), range(2, 4)]
    """
    found: list[range] = []
    start: int | None = None
    for place, value in enumerate([*line, None]):
        if value is not None and start is None:
            start = place
        elif value is None and start is not None:
            found.append(range(start, place))
            start = None
    return found
