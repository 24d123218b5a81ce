"""The claim ledger: every checkable sentence of the article with its verdict.

Each claim is checked over its own days, whatever window the reader looks at.  Verdicts:
*holds*; *holds within rounding* (outside the tolerance, inside the rounding interval of the
prices); *partly* (of some of the named stocks or events); *does not hold*; *on file* (agrees
with the evidence, none of which has an address or a checked quote); *circular* (only the
article itself supports it); *cannot be checked*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from dashboard.analysis.claims.arithmetic import check_growth, check_part
from dashboard.analysis.claims.checks import (
    ClaimInputs,
    check_group_mean,
    check_rank,
    check_return,
    unchecked,
)
from dashboard.analysis.claims.evidence import check_evidence, tensions
from dashboard.analysis.claims.results import ClaimLink, ClaimResult
from dashboard.analysis.claims.times import check_order, check_series_growth, check_session_count
from dashboard.case import Case, Claim, ClaimKind
from dashboard.errors import N_, DashboardError
from dashboard.market.prices import Market
from dashboard.market.sessions import Sessions
from dashboard.message import Message


def _forecast(claim: Claim, inputs: ClaimInputs) -> ClaimResult:  # noqa: ARG001 - one signature for all
    return unchecked(
        claim,
        Message.of(N_("A forecast of somebody else; nothing in this case could check it.")),
    )


def _statement(claim: Claim, inputs: ClaimInputs) -> ClaimResult:  # noqa: ARG001 - as above
    return unchecked(
        claim, Message.of(N_("What the article tells; no data of this case could decide it."))
    )


def _thesis(claim: Claim, inputs: ClaimInputs) -> ClaimResult:  # noqa: ARG001 - as above
    found = unchecked(
        claim,
        Message.of(
            N_("This is what the case as a whole puts on trial: the Story page has the answer.")
        ),
    )
    return replace(found, targets=(ClaimLink("story"),))


_CHECKS: dict[ClaimKind, Callable[[Claim, ClaimInputs], ClaimResult]] = {
    "return": check_return,
    "rank-max": check_rank,
    "rank-min": check_rank,
    "group-mean": check_group_mean,
    "session-count": check_session_count,
    "series-growth": check_series_growth,
    "order": check_order,
    "evidence": check_evidence,
    "forecast": _forecast,
    "part-of-whole": check_part,
    "compound-growth": check_growth,
    "statement": _statement,
    "thesis": _thesis,
}


def check_claims(
    case: Case, market: Market, sessions: Sessions, *, closes: pd.DataFrame | None = None
) -> tuple[ClaimResult, ...]:
    """
    Check every claim of a case.

    Parameters
    ----------
    case, market, sessions
        The case, its prices and its calendar.
    closes : DataFrame, optional
        `market.closes`, for a caller that has it at hand already.

    Returns
    -------
    tuple of ClaimResult
        In the order of the case.  What the data cannot decide is *cannot be checked* with
        its reason; no claim takes the others with it.
    """
    inputs = ClaimInputs(case, market, sessions, market.closes if closes is None else closes)
    clashes = tensions(case)
    return tuple(
        replace(check_claim(claim, inputs), tensions=clashes.get(claim.id, ()))
        for claim in case.claims
    )


def check_claim(claim: Claim, inputs: ClaimInputs) -> ClaimResult:
    """Check one claim, without its tensions."""
    try:
        return _CHECKS[claim.kind](claim, inputs)
    except DashboardError as error:
        return unchecked(claim, error.message)


def claims_on(
    results: tuple[ClaimResult, ...], *, evidence: str = "", event: str = "", stock: str = ""
) -> tuple[ClaimResult, ...]:
    """
    Claims that rest on a row of evidence, an event or a stock's prices.

    The way back from a chart or a statement to the ledger.
    """
    return tuple(
        result
        for result in results
        if (evidence and evidence in result.data.evidence)
        or (event and event in result.data.events)
        or (stock and stock in result.data.symbols)
    )
