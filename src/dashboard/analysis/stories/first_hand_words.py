"""What a rank test rests on where documents were reported, not read, and what is left of it."""

from __future__ import annotations

from dashboard.analysis.stories.rank_tests import FirstHandOnly
from dashboard.analysis.stories.words import probability, signed
from dashboard.errors import N_
from dashboard.message import Message
from dashboard.stats.result import Undefined

_SELECTED: dict[tuple[bool, bool], str] = {
    (True, True): N_("selected by the article, after the move"),
    (True, False): N_("selected by the article"),
    (False, True): N_("selected by a third party, after the move"),
    (False, False): N_("selected by a third party"),
}


def selected(found: FirstHandOnly) -> Message:
    """Who chose which stocks to write about, and whether the returns were known then."""
    return Message.of(_SELECTED[found.by_article, found.after_move])


def first_hand_notes(found: FirstHandOnly) -> tuple[Message, ...]:
    """Two sentences: how many grades are reported and who chose them, and what is left."""
    return (
        Message.of(
            N_("Grades that rest on reported evidence: {n}, {selected}."),
            n=len(found.reported),
            selected=selected(found),
        ),
        left(found),
    )


def left(found: FirstHandOnly) -> Message:
    """The test on first-hand evidence alone, or that there is none."""
    if not found.assessed:
        return Message.of(N_("Nothing first hand is left to test."))
    test = found.spearman
    if isinstance(test, Undefined):
        return Message.of(
            N_("Graded on first-hand evidence: {n}; with that alone nothing can be ranked."),
            n=len(found.assessed),
        )
    return Message.of(
        N_("Graded on first-hand evidence: {n}; with that alone ρ {rho}, p {p}."),
        n=len(found.assessed),
        rho=signed(test.statistic),
        p=probability(test.pvalue_one_sided, test.count, test.n_arrangements, exact=test.exact),
    )
