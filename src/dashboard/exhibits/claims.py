"""The figures of the Claims page: the ledger, and the base of the published returns."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.ledger import tally
from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits import claim_tables, data_tables
from dashboard.exhibits.exhibit import Exhibit, NumbersOf, Opening, Reader, whole
from dashboard.language.language import Language


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline from the counter; without a claim only the question."""
    t = reader.t
    question = t("Which of the article’s statements hold?")
    if not trial.claims:
        nothing = t("The case lists no statement of the article yet; type one of your own below.")
        return Opening(question, nothing)
    headline = verdict_words.tally_headline(tally(trial.claims), t)
    return Opening(headline, verdict_words.tally_rest(trial.claims, t), question=question)


def _ledger_finding(trial: Trial, t: Language) -> Iterable[str]:
    if not trial.claims:
        return []
    publisher = trial.case.source.publisher or trial.case.source.title
    return [
        t("Statements of {source}, in our own words.", source=publisher),
        whole(verdict_words.tally_headline(tally(trial.claims), t), t),
        verdict_words.tally_rest(trial.claims, t),
    ]


LEDGER = Exhibit(
    "claims",
    N_("Statements of the article"),
    finding=_ledger_finding,
    numbers=(
        NumbersOf(
            "claims",
            N_("Claims with their verdicts"),
            lambda trial, _: claim_tables.claim_table(trial.claims, trial.claim_numbers),
        ),
    ),
    anchor="ledger",
)

BASE = Exhibit(
    "base",
    N_("Base of the published returns"),
    numbers=(
        NumbersOf(
            "base",
            N_("Closes tried as a base for the published returns"),
            lambda trial, _: data_tables.proof_table(trial.proofs),
        ),
    ),
)

EXHIBITS = (LEDGER, BASE)
