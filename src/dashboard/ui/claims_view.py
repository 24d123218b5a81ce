"""The Claims page: counter, ledger with filter, a claim of the reader's own, the base."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from dashboard.analysis.claims.ledger import ClaimResult, Tally, claims_on, tally
from dashboard.analysis.claims.prover import WindowProof, prove_all
from dashboard.analysis.claims.sentence import LONGEST, example
from dashboard.analysis.claims.typed import TypedClaim
from dashboard.analysis.claims.verdict_words import tally_headline, tally_rest
from dashboard.case import Case
from dashboard.errors import DashboardError
from dashboard.exhibits import claim_tables, data_tables
from dashboard.exhibits.exhibit import Opening
from dashboard.language.language import Language
from dashboard.ui import claim_ledger, components, data, outside_claim, proof_table, state
from dashboard.ui import claim_words as words
from dashboard.ui.links import outside_link
from dashboard.ui.state import View


def links_to_claims(view: View, *, evidence: str = "", event: str = "", stock: str = "") -> str:
    """HTML for other pages: links to the claims that rest on a statement, event or stock."""
    t, numbered = view.t, view.trial.claim_numbers
    found = claims_on(view.trial.claims, evidence=evidence, event=event, stock=stock)
    links = [
        words.claim_link(view, result.claim.id, str(numbered[result.claim.id])) for result in found
    ]
    if not links:
        return ""
    head = html.escape(t.plural("Claim", "Claims", len(links)))
    return f'<span class="toclaims">{head} {html.escape(t(", ")).join(links)}</span>'


# Opening --------------------------------------------------------------


def opening(view: View) -> None:
    """Headline from the counter, the other verdicts, where the statements come from."""
    t, counted = view.t, tally(view.trial.claims)
    question = t("Which of the article’s statements hold?")
    if not counted.total:
        nothing = t("The case lists no statement of the article yet; type one of your own below.")
        components.head(view, Opening(question, nothing))
        return
    source = view.case.source
    told = t("Statements of {source}, in our own words.", source="\0")
    link = outside_link(source.url, source.publisher or source.title)
    own = f'<a href="#own" target="_self">{html.escape(t("Type one of your own."))}</a>'
    standfirst = Markup(
        f"{html.escape(tally_rest(view.trial.claims, t))}{'' if t.code == 'zh' else ' '}"
        f"{html.escape(told).replace(chr(0), link)}{'' if t.code == 'zh' else ' '}{own}"
    )
    components.head(view, Opening(tally_headline(counted, t), standfirst, question=question))
    st.html(_strip(counted, t))


def _strip(counted: Tally, t: Language) -> str:
    """One mark a statement, by verdict, each with its word: also the key of the marks."""
    items = "".join(
        f'<li title="{html.escape(t(word.meaning), quote=True)}">'
        f'<span class="marks" aria-hidden="true">{word.mark * count}</span>'
        f"<span>{html.escape(t(word.text))} <b>{count}</b></span></li>"
        for verdict, count in counted.counts
        if count
        for word in (words.VERDICTS[verdict],)
    )
    return f'<ul class="tally">{items}</ul>'


# Ledger ---------------------------------------------------------------


@st.fragment
def ledger(view: View) -> None:
    """Every claim with its verdict; the filter redraws this part and not the page."""
    t, results = view.t, view.trial.claims
    if not results:
        return
    with st.container(key="fig_claims"):
        components.heading(
            t("Statement by statement"),
            t(
                "Each is checked over its own days, whatever window the page is set to. Prices: "
                "close of the session before the first day to the close of the last."
            ),
            anchor="ledger",
        )
        chosen = _asked_verdict(t)
        _draw_filter(results, chosen, t)
        shown = [result for result in results if chosen in {"", result.verdict}]
        if shown:
            st.html(claim_ledger.ledger_html(view, shown, view.trial.claim_numbers))
        else:
            none = t("No statement has this verdict; choose another above.")
            st.html(f'<p class="nothing" role="status">{html.escape(none)}</p>')
        components.figure_foot(
            view,
            "claims",
            table=lambda: claim_tables.claim_table(shown, view.trial.claim_numbers),
            options=chosen,
        )


def _asked_verdict(t: Language) -> str:
    wanted = state.asked("verdict")
    if not wanted or wanted in words.VERDICTS:
        return wanted
    components.notice(t.error(state.not_known("verdict", wanted, words.VERDICTS)))
    return ""


def _draw_filter(results: Sequence[ClaimResult], chosen: str, t: Language) -> None:
    found = [result.verdict for result in results]
    labels = {"": t("All {n} statements", n=len(found))}
    for verdict, word in words.VERDICTS.items():
        if verdict in found or verdict == chosen:
            labels[verdict] = f"{word.mark} {t(word.text)} ({found.count(verdict)})"
    key = "verdict_control"
    st.session_state[key] = chosen
    with st.container(key="controls_claims", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("Verdict"),
            list(labels),
            key=key,
            format_func=labels.__getitem__,
            on_change=lambda: state.put("verdict", str(st.session_state[key])),
            width=260,
        )


# A claim of the reader's own ------------------------------------------


@st.fragment
def own_claim(view: View) -> None:
    """Type a statement; its verdict and every base that gives its figure follow at once."""
    t = view.t
    components.heading(
        t("Check a statement of your own"),
        t(
            "One stock of the case, one percentage, one direction, dates if you like; in English "
            "or Chinese. Checked against the prices at hand."
        ),
        anchor="own",
    )
    said = state.asked("say")
    key = "say_control"
    st.session_state[key] = said[:LONGEST]
    with st.container(key="controls_own", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("Statement"),
            key=key,
            max_chars=LONGEST,
            placeholder=_placeholder(view),
            on_change=lambda: state.put("say", str(st.session_state[key]).strip()),
        )
    if not said:
        return
    try:
        found, case = outside_claim.check(view, said)
    except DashboardError as error:
        st.html(
            f'<p class="answer" role="status"><span class="mark" aria-hidden="true">–</span>'
            f"{html.escape(t.error(error))}</p>"
        )
        return
    st.html(_answer(view, found, case))


def _placeholder(view: View) -> str:
    t, case = view.t, view.case
    if not case.stocks:
        return example(case)
    return t(
        "{stock} rose 5% from {first} to {last}",
        stock=t.name(case.stocks[0]),
        first=t.day(case.window.first),
        last=t.day(case.window.last),
    )


def _answer(view: View, found: TypedClaim, case: Case) -> str:
    t = view.t
    remarks = "".join(
        f'<p class="remark">{html.escape(words.say(remark, t))}</p>'
        for remark in (*found.understood, *found.result.remarks)
    )
    links = " · ".join(words.target_link(view, target) for target in found.result.targets)
    (proof,) = found.proof.proofs
    proved = f'<h3 class="subhead">{html.escape(_base_title(found, t))}</h3>'
    if proof.candidates:
        proved += proof_table.proof_html(case, found.proof, t)
    return (
        f'<div class="answer" role="status"><p class="verdict">'
        f"{words.marked(found.result.verdict, t)}</p>"
        f'<p class="why">{html.escape(words.say(found.result.sentence, t))}</p>{remarks}'
        f'<p class="data">{links}</p></div>{proved}'
    )


def _base_title(found: TypedClaim, t: Language) -> str:
    (proof,) = found.proof.proofs
    if proof.reason is not None:
        return t.say(proof.reason)
    bases = list(dict.fromkeys(t.long_day(fit.base) for fit in proof.fits))
    if not bases:
        return t("No base tried gives this figure")
    return t.plural(
        "The figure comes out from the close of {bases} alone",
        "The figure comes out from the close of {bases}",
        len(bases),
        bases=t.listing(bases),
    )


# The base of the published figures ------------------------------------


def published_base(view: View) -> None:
    """Which base reproduces the article's returns."""
    t = view.t
    proofs: tuple[WindowProof, ...] = data.computed(
        "proofs",
        view.folder.digest,
        lambda: prove_all(view.case, view.folder.market, view.sessions),
    )
    if not proofs:
        return
    with st.container(key="fig_base"):
        for place, proof in enumerate(proofs):
            components.heading(
                proof_table.title(proof, t),
                proof_table.note(proof, t),
                anchor="" if place else "base",
            )
            st.html(proof_table.proof_html(view.case, proof, t))
        components.figure_foot(view, "base", table=lambda: data_tables.proof_table(proofs))
