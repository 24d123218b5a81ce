"""Finds as lines of plain text: a heading a kind, a line a find, its own words at the end."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.articles.finds import Finds, FoundReturn
from dashboard.errors import N_

MARKS = {
    "is": "",
    "about": "~",
    "nearly": "<~",
    "over": ">",
    "at-least": ">=",
    "under": "<",
    "at-most": "<=",
}


def sections(finds: Finds) -> Iterator[tuple[str, list[str]]]:
    """Headings (catalogue keys) with their lines; a heading without lines too."""
    names = {stock.symbol: stock.name for stock in finds.stocks}

    def named(symbols: tuple[str, ...]) -> str:
        return ", ".join(f"{names.get(symbol, '')} {symbol}".strip() for symbol in symbols)

    yield N_("Stocks"), [f"{s.name} {s.symbol}" for s in finds.subjects]
    others = [s for s in finds.stocks if s.role != "subject"]
    yield N_("Named, but not its subject"), [f"{s.name} {s.symbol}  {s.role}" for s in others]
    yield (
        N_("Not resolved"),
        [f"{n.written}  {n.reason}  {' '.join(n.candidates)}".rstrip() for n in finds.not_resolved],
    )
    yield N_("Groups"), [f"{g.label}: {named(g.members)}" for g in finds.groups]
    yield N_("Returns"), [_return(each, named((each.symbol,))) for each in finds.returns]
    yield (
        N_("Dates"),
        [f"{d.date}  {d.precision}  {d.session or '-'}  “{d.quote}”" for d in finds.dates],
    )
    yield (
        N_("Numbers with their denominators"),
        [
            f"{named((s.symbol,)) if s.symbol else '-'}  {_number(s.value)} {s.unit}  "
            f"{s.denominator or '-'}  “{s.quote}”"
            for s in finds.shares
        ],
    )
    yield (
        N_("Research reports"),
        [f"{r.broker}  {r.date or '-'}  {r.title or '-'}" for r in finds.reports],
    )
    yield (
        N_("Readings"),
        [f"{r.series}  {_number(r.value)} {r.unit}  {r.date}" for r in finds.readings],
    )
    yield (
        N_("Denials"),
        [f"{named(d.symbols) or '-'}  {d.speaker}  “{d.quote}”" for d in finds.denials],
    )
    yield N_("Hedges"), [f"{h.kind}  “{h.quote}”" for h in finds.hedges]
    yield N_("Causes"), [f"{'not: ' if c.negated else ''}{c.cause}" for c in finds.causes]


def _return(found: FoundReturn, name: str) -> str:
    size = MARKS[found.operator] + ("" if found.value is None else f"{found.value:+.2%}")
    count = "" if found.boards is None else f"{found.boards}/{found.sessions}"
    span = f"{found.first} … {found.last}  base {found.base}" if found.first else "-"
    rule = "" if found.base_rule == "prior-close" else f" ({found.base_rule})"
    parts = [name, found.kind, size or count or found.direction, span + rule, f"“{found.quote}”"]
    return "  ".join(parts)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
