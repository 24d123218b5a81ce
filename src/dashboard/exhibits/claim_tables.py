"""The claim ledger as a table: one row a claim, with all that its verdict rests on."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.claims.results import ClaimPart, ClaimResult
from dashboard.errors import N_
from dashboard.language.columns import Column, Table


def _computed(result: ClaimResult) -> str:
    if result.computed is None:
        return ";".join(map(_part, result.parts))
    return _text(result.computed)


def _part(part: ClaimPart) -> str:
    value = _text(part.value)
    return f"{part.name}={value}" if value else part.name


def _text(value: float | str | None) -> str:
    # Stated and computed are numbers, symbols and findings in one column: all as text,
    # numbers with every digit they have.
    return "" if value is None else value if isinstance(value, str) else repr(value)


_CLAIM: tuple[Column[ClaimResult], ...] = (
    Column(N_("id"), lambda each: each.claim.id),
    Column(N_("kind"), lambda each: each.claim.kind),
    Column(N_("statement (en)"), lambda each: each.claim.text.en),
    Column(N_("statement (zh)"), lambda each: each.claim.text.zh),
    Column(N_("verdict"), lambda each: each.verdict),
    Column(N_("stated"), lambda each: _text(each.stated)),
    Column(N_("stated is our reading"), lambda each: each.claim.is_our_reading),
    Column(N_("in the article’s words (en)"), lambda each: each.claim.said.en),
    Column(N_("in the article’s words (zh)"), lambda each: each.claim.said.zh),
    Column(N_("rate stated"), lambda each: each.claim.rate),
    Column(N_("computed"), _computed),
    Column(N_("unit"), lambda each: each.claim.unit),
    Column(N_("lowest by rounding"), lambda each: each.low),
    Column(N_("highest by rounding"), lambda each: each.high),
    Column(N_("why"), lambda each: each.sentence.reason),
    Column(N_("remarks"), lambda each: " ".join(remark.reason for remark in each.remarks)),
    Column(N_("base or first day"), lambda each: each.data.base and each.data.base.isoformat()),
    Column(N_("last day"), lambda each: each.data.last and each.data.last.isoformat()),
    Column(N_("symbols"), lambda each: each.data.symbols),
    Column(N_("events"), lambda each: each.data.events),
    Column(N_("statements on file"), lambda each: each.data.evidence),
    Column(N_("of these with address or quote"), lambda each: each.data.addressed),
    Column(N_("of these reported, not read here"), lambda each: each.data.reported),
    Column(N_("in tension with"), lambda each: [tension.claim for tension in each.tensions]),
)


def claim_table(results: Sequence[ClaimResult], numbered: dict[str, int]) -> Table[ClaimResult]:
    """One row a claim; fractions stay fractions, sentences are English."""
    number = Column[ClaimResult](N_("number"), lambda each: numbered[each.claim.id])
    return Table((number, *_CLAIM), results, stays=True)
