"""A claim of the reader's own, typed and checked on the Claims page."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from dashboard.analysis.claims.prover import WindowProof
from dashboard.analysis.claims.results import tally
from dashboard.analysis.claims.verdict_words import say
from dashboard.analysis.typed_claims.refusals import example
from dashboard.analysis.typed_claims.sentence import LONGEST
from dashboard.analysis.typed_claims.typed import TypedClaim
from dashboard.case import Case
from dashboard.errors import DashboardError
from dashboard.html import claims
from dashboard.html.elements import el, markup
from dashboard.html.proof import proof_table
from dashboard.language.language import MISSING, Language
from dashboard.ui import components, outside_claim, state
from dashboard.ui.links import links_of
from dashboard.ui.state import View

# A control with a limit of its own takes nothing at all of a longer text that is pasted: the
# answer says that it is too long, and what was pasted stands there to be shortened.
KEPT = 5 * LONGEST


def strip(view: View) -> None:
    """One mark a statement, by verdict."""
    shown = strip_html(view)
    if shown is not None:
        st.html(shown)


def strip_html(view: View) -> Markup | None:
    """One mark a statement, by verdict; None of an article without statements."""
    counted = tally(view.trial.claims)
    return claims.tally_strip(counted, view.t) if counted.total else None


# A claim of the reader's own ------------------------------------------


@st.fragment
def own_claim(view: View) -> None:
    """Type a statement; its verdict and every base that gives its figure follow at once."""
    t = view.t
    components.heading(
        t("Check a statement of your own"),
        t(
            "A stock, group or benchmark, a percentage and its direction, dates or a count of "
            "sessions; or a close at the limit. In English or Chinese. A word that is not "
            "understood is named, never skipped."
        ),
        anchor="own",
    )
    said = state.asked("say")
    key = "say_control"
    st.session_state[key] = said[:KEPT]
    with st.container(key="controls_own", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("Statement"),
            key=key,
            placeholder=_placeholder(view),
            on_change=lambda: state.put("say", str(st.session_state[key]).strip()[:KEPT]),
        )
    if not said:
        return
    try:
        found, case = outside_claim.check(view, said)
    except DashboardError as error:
        mark = el("span.mark", MISSING, aria_hidden="true")
        st.html(el("p.answer", mark, t.error(error), role="status"))
        return
    st.html(_answer(view, found, case))


def _placeholder(view: View) -> str:
    pattern = example(view.case)
    return pattern if isinstance(pattern, str) else view.t.say(pattern)


def _answer(view: View, found: TypedClaim, case: Case) -> Markup:
    t, links = view.t, links_of(view)
    ways = [claims.target_link(view.case, target, t, links) for target in found.result.targets]
    # How it was read comes first: a verdict on another span would be no answer.
    read, *more = found.understood
    said = [
        el("p.verdict", claims.verdict(found.result.verdict, t)),
        el("p.read", say(read, t)),
        el("p.why", say(found.result.sentence, t)),
        claims.remarks((*more, *found.result.remarks), t),
        el("p.data", markup(ways, by=" · ")),
    ]
    return markup(el("div.answer", said, role="status"), _proof(found, case, t))


def _proof(found: TypedClaim, case: Case, t: Language) -> Markup | None:
    if found.proof is None:
        return None
    (proof,) = found.proof.proofs
    table = proof_table(case, found.proof, t) if proof.candidates else None
    return markup(el("h3.subhead", _base_title(found.proof, t)), table)


def _base_title(proved: WindowProof, t: Language) -> str:
    (proof,) = proved.proofs
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
