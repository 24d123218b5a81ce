"""Claims about what is documented: grades against a stated finding, and which two clash."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import cast

from dashboard.analysis.claims.checks import ClaimInputs
from dashboard.analysis.claims.results import (
    CaseName,
    ClaimLink,
    ClaimPart,
    ClaimResult,
    ClaimVerdict,
    DataUsed,
    Found,
    NameList,
    Tension,
    named,
    verdict_of,
)
from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.stories.grading import Cell
from dashboard.analysis.stories.reporting import by_article, without_article
from dashboard.case import FINDINGS, Case, Claim, Evidence, Finding, Story, ordinal
from dashboard.cases.confirmations import unread
from dashboard.errors import N_
from dashboard.market.sessions import span
from dashboard.message import Message

_AGREES: dict[str, str] = {
    "at-least": N_("Graded “{finding}” or stronger for “{story}”: {n} of {total}."),
    "at-most": N_("Graded “{finding}” or weaker for “{story}”: {n} of {total}."),
    "is": N_("Graded “{finding}” for “{story}”: {n} of {total}."),
}
_ON_FILE = N_(
    "It agrees with what is on file, but none of these statements has an address or a checked "
    "quote."
)
_CIRCULAR = N_(
    "All that supports it is what the same article reports of documents that were not read here: "
    "the article would be checking itself."
)
_ARTICLE_ALONE = N_(
    "It was held against nothing but what the same article reports of documents that were not "
    "read here."
)
_LEFT_ALONE = N_(
    "For {stocks} it rests on what the same article reports, and that does not count as support."
)
_NO_ROW = N_("Nothing is on file about {stocks} and “{story}”.")
_BESIDE = N_(
    "Statement {n} is no contradiction: only our grades exclude each other for {stocks}, the "
    "article’s words do not."
)
_LATER = N_("{n} of the statements appeared only after the article.")


def subject_of(claim: Claim, case: Case) -> tuple[tuple[str, ...], Story]:
    """Stocks and story an evidence claim speaks of."""
    left, _, right = claim.subject.rpartition(":")
    story = case.story(right.strip())
    if any(group.id == left.strip() for group in case.groups):
        return tuple(stock.symbol for stock in case.members(left.strip())), story
    names = [name.strip() for name in left.split(";") if name.strip()]
    return tuple(case.stock(name).symbol for name in names), story


def allowed(claim: Claim, story: Story) -> frozenset[Finding]:
    """Findings under which the claim holds of a stock."""
    stated = cast("Finding", claim.stated)
    bound = ordinal(stated, story.kind)
    ranks = {finding: ordinal(finding, story.kind) for finding in FINDINGS}
    if claim.relation == "at-least":
        return frozenset(finding for finding, rank in ranks.items() if rank >= bound)
    if claim.relation == "at-most":
        return frozenset(finding for finding, rank in ranks.items() if rank <= bound)
    return frozenset({stated})


def check_evidence(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """
    Check a claim about what is documented against every row on file.

    Rows that appeared after the window count too, because the claim is about documents and
    not about what the market could know; those later than the article are counted out loud.
    Where it holds of all stocks, one row with an address or a quote makes it *holds*;
    without any it is *on file*.  Where it holds, but of none of them without the rows that
    the same article reports, it is *circular*; where of some, it holds partly.
    """
    case = inputs.case
    symbols, story = subject_of(claim, case)
    cells, parts = _found(claim, case, inputs)
    rows = _rows(cells)
    verdict, alone = verdict_of(parts), parts
    if verdict == "holds":
        others, alone = _found(claim, without_article(case), inputs)
        verdict = _held(alone, _rows(others))
    return ClaimResult(
        claim,
        verdict,
        _sentence(claim, case, story, parts, symbols),
        stated=claim.stated,
        remarks=(
            *_support(case, verdict, parts, alone, rows),
            *_remarks(claim, case, story, verdict, parts, rows, inputs),
        ),
        parts=parts,
        data=DataUsed(
            evidence=tuple(row.id for row in rows),
            addressed=tuple(row.id for row in rows if row.url or row.quote),
            reported=tuple(row.id for row in unread(rows)),
        ),
        targets=_targets(cells),
    )


def _found(
    claim: Claim, case: Case, inputs: ClaimInputs
) -> tuple[list[Cell], tuple[ClaimPart, ...]]:
    """Cells that a claim names, and whether it holds of each, by the evidence of `case`."""
    symbols, story = subject_of(claim, case)
    found = exposure(case, inputs.sessions, case.window, with_late=True)
    cells = [found.cell(symbol, story.id) for symbol in symbols if story.id in found.stories]
    fitting = allowed(claim, story)
    return cells, tuple(
        ClaimPart(cell.stock, cell.state in fitting if cell.assessed else None, cell.state)
        for cell in cells
    )


def _rows(cells: Sequence[Cell]) -> list[Evidence]:
    return [row for cell in cells for row in (*cell.evidence, *cell.late)]


def _held(alone: Sequence[ClaimPart], rows: Sequence[Evidence]) -> ClaimVerdict:
    """Verdict of a claim that holds, from what it is without the article's own report."""
    holding = [part.holds is True for part in alone]
    if not all(holding) or not holding:
        return "partly" if any(holding) else "circular"
    return "holds" if any(row.url or row.quote for row in rows) else "on-file"


def _support(
    case: Case,
    verdict: ClaimVerdict,
    parts: Sequence[ClaimPart],
    alone: Sequence[ClaimPart],
    rows: Sequence[Evidence],
) -> list[Message]:
    """What the article's own report has to do with a verdict."""
    if verdict == "circular":
        return [Message.of(_CIRCULAR)]
    if rows and verdict in {"partly", "does-not-hold"}:
        if all(by_article(row, case) for row in rows):
            return [Message.of(_ARTICLE_ALONE)]
        held = {part.name for part in alone if part.holds is True}
        left = [part.name for part in parts if part.holds and part.name not in held]
        return [Message.of(_LEFT_ALONE, stocks=_names(case, left))] if left else []
    return []


def _sentence(
    claim: Claim, case: Case, story: Story, parts: Sequence[ClaimPart], symbols: Sequence[str]
) -> Message:
    title = _story_name(story)
    if all(part.holds is None for part in parts):
        return Message.of(_NO_ROW, stocks=_names(case, symbols), story=title)
    return Message.of(
        _AGREES[claim.relation],
        n=sum(part.holds is True for part in parts),
        total=len(parts),
        finding=Found(claim.stated),
        story=title,
    )


def _remarks(
    claim: Claim,
    case: Case,
    story: Story,
    verdict: ClaimVerdict,
    parts: Sequence[ClaimPart],
    rows: Sequence[Evidence],
    inputs: ClaimInputs,
) -> tuple[Message, ...]:
    said = []
    if verdict == "on-file":
        said.append(Message.of(_ON_FILE))
    without = [part.name for part in parts if part.holds is None]
    if without and len(without) < len(parts):
        said.append(Message.of(_NO_ROW, stocks=_names(case, without), story=_story_name(story)))
    said += _no_contradiction(claim, case)
    later = [row for row in rows if _after_article(row, case, inputs)]
    if later:
        said.append(Message.of(_LATER, n=len(later)))
    return tuple(said)


def _after_article(row: Evidence, case: Case, inputs: ClaimInputs) -> bool:
    when = span(row.public, inputs.sessions)
    return not when.deadline and when.earliest > case.source.published


def _story_name(story: Story) -> CaseName:
    return CaseName(story.title)


def _names(case: Case, symbols: Sequence[str]) -> NameList:
    return NameList(tuple(named(case.stock(symbol)) for symbol in symbols))


def _targets(cells: Sequence[Cell]) -> tuple[ClaimLink, ...]:
    found = []
    for cell in cells:
        rows = (*cell.evidence, *cell.late)
        shown = [f"statement-{row.id}" for row in rows]
        anchors = shown or [f"stock-{cell.stock.replace('.', '-')}"]
        found += [ClaimLink("exposure", anchor, cell.stock) for anchor in anchors]
    return tuple(found)


# Tension --------------------------------------------------------------


def tensions(case: Case) -> dict[str, tuple[Tension, ...]]:
    """
    Evidence claims that cannot both hold on one stock and story, each with the other.

    Claims of which one says that it stands beside the other are none: grades are ours, and
    words can leave room where grades do not.
    """
    claims = [claim for claim in case.claims if claim.kind == "evidence"]
    found: dict[str, list[Tension]] = {claim.id: [] for claim in claims}
    for one, other in combinations(claims, 2):
        story, shared = _excluded(one, other, case)
        if shared and not _beside(one, other):
            found[one.id].append(Tension(other.id, story.id, shared))
            found[other.id].append(Tension(one.id, story.id, shared))
    return {name: tuple(clashes) for name, clashes in found.items()}


def _excluded(one: Claim, other: Claim, case: Case) -> tuple[Story, tuple[str, ...]]:
    """Stocks of which the grades of two claims exclude each other."""
    (stocks, story), (others, same) = subject_of(one, case), subject_of(other, case)
    if story.id != same.id or allowed(one, story) & allowed(other, story):
        return story, ()
    return story, tuple(stock for stock in stocks if stock in others)


def _beside(one: Claim, other: Claim) -> bool:
    return other.id in one.beside or one.id in other.beside


def _no_contradiction(claim: Claim, case: Case) -> list[Message]:
    """Claims that this one stands beside, though the grades exclude each other."""
    return [
        Message.of(_BESIDE, n=place, stocks=_names(case, shared))
        for place, other in enumerate(case.claims, start=1)
        if other.kind == "evidence" and _beside(claim, other)
        for _, shared in [_excluded(claim, other, case)]
        if shared
    ]
