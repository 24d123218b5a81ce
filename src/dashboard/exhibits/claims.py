"""The figures of the Claims page: the ledger, and the base of the published returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.results import tally
from dashboard.analysis.trial import Trial
from dashboard.errors import N_, NP_
from dashboard.exhibits import claim_tables, data_tables
from dashboard.exhibits.exhibit import (
    Absent,
    Control,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Opening,
    Reader,
    whole,
)
from dashboard.html import claims, proof
from dashboard.html.elements import el, inside_link, markup
from dashboard.language import words
from dashboard.language.language import Language


def opening(trial: Trial, reader: Reader) -> Opening:
    """Headline from the counter; without a claim only the question."""
    t = reader.t
    question = t("Which of the article’s statements hold?")
    if not trial.claims:
        nothing = t("The case lists no statement of the article yet; type one of your own below.")
        return Opening(question, nothing)
    headline = verdict_words.tally_headline(tally(trial.claims), t)
    standfirst = markup(
        verdict_words.tally_rest(trial.claims, t),
        claims.source_sentence(trial.case, t),
        None if reader.in_file else inside_link("#own", t("Type one of your own.")),
        by="" if t.code == "zh" else " ",
    )
    return Opening(headline, standfirst, question=question)


def _ledger_finding(trial: Trial, t: Language) -> Iterable[str]:
    if not trial.claims:
        return []
    return [
        t(
            "Statements of {source}, in the words of this case.",
            source=words.article(trial.case.source, t),
        ),
        whole(verdict_words.tally_headline(tally(trial.claims), t), t),
        verdict_words.tally_rest(trial.claims, t),
    ]


def _ledger(trial: Trial, reader: Reader) -> Made:
    t, chosen = reader.t, reader.choice("verdict")
    if not trial.claims:
        return None
    shown = [each for each in trial.claims if chosen in {"", each.verdict}]
    return Figure(
        title=t("Statement by statement"),
        note=t(
            "Each is checked over its own days, whatever window the page is set to. Prices: "
            "close of the session before the first day to the close of the last."
        ),
        body=lambda: (
            claims.ledger(trial.case, shown, trial.events, t, reader.links, badge=reader.badge)
            if shown
            else el("p.nothing", t("No statement has this verdict; choose another above."))
        ),
        table=lambda: claim_tables.claim_table(shown, trial.claim_numbers),
        options=chosen,
    )


def _verdicts(trial: Trial, reader: Reader) -> Mapping[str, str]:
    t, chosen = reader.t, reader.choice("verdict")
    found = [result.verdict for result in trial.claims]
    labels = {"": t("All {n} statements", n=len(found))}
    for verdict, word in verdict_words.VERDICTS.items():
        if verdict in found or verdict == chosen:
            labels[verdict] = f"{word.mark} {t(word.text)} ({found.count(verdict)})"
    return labels


LEDGER = Exhibit(
    "claims",
    N_("Statements of the article"),
    _ledger,
    controls=(Control("verdict", NP_("claim", "Verdict"), _verdicts, width=260),),
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


def _base(trial: Trial, reader: Reader) -> Made:
    t, proofs = reader.t, trial.proofs
    if not proofs:
        nothing = t("No claim of this case states a return.")
        if reader.in_file or not trial.case.claims:
            return None
        return Absent(t("How the base date was found"), nothing)
    first, *others = proofs
    return Figure(
        title=proof.title(first, t),
        note=proof.note(first, t),
        body=lambda: markup(
            proof.proof_table(trial.case, first, t),
            [
                (
                    el(
                        "div.fighead",
                        el("h2", proof.title(each, t)),
                        el("p.note", proof.note(each, t)),
                    ),
                    proof.proof_table(trial.case, each, t),
                )
                for each in others
            ],
        ),
        table=lambda: data_tables.proof_table(proofs),
    )


BASE = Exhibit(
    "base",
    N_("Base of the published returns"),
    _base,
    numbers=(
        NumbersOf(
            "base",
            N_("Closes tried as a base for the published returns"),
            lambda trial, _: data_tables.proof_table(trial.proofs),
        ),
    ),
)

EXHIBITS = (LEDGER, BASE)
