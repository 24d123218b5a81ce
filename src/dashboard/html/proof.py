"""Which base reproduces which published return, as one small table."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from dashboard.analysis.claims.prover import Candidate, Proof, WindowProof
from dashboard.analysis.claims.verdict_words import name_of
from dashboard.case import Case
from dashboard.errors import NP_
from dashboard.html.elements import Child, el, number
from dashboard.language.language import MISSING, Language

_MARKS = {"exact": "●", "within-rounding": "○"}


def title(proof: WindowProof, t: Language) -> str:
    """Whether one base, several or none fits all published returns."""
    bases = sorted({found.base for found in proof.common})
    n = len(proof.proofs)
    if len(bases) == 1:
        return t.plural(
            "Only the close of {base} fits the {n} published return",
            "Only the close of {base} fits all {n} published returns",
            n,
            base=t.long_day(bases[0]),
        )
    if bases:
        return t(
            "{bases} fit all {n} published returns: the base is not settled",
            bases=t.listing([t.day(base) for base in bases]),
            n=n,
        )
    return t("No single base fits all {n} published returns", n=n)


def note(proof: WindowProof, t: Language) -> str:
    """What was tried, and what the marks mean."""
    return t(
        "The article gives returns up to the close of {last} and names no base. Each column is a "
        "close tried as the base: ● gives the published figure, ○ gives it within the rounding of "
        "the prices.",
        last=t.long_day(proof.window.last),
    )


def proof_table(case: Case, proof: WindowProof, t: Language) -> Markup:
    """One row a published return, one column a base; the base that fits all is marked."""
    bases = sorted({tried.base for one in proof.proofs for tried in one.candidates})
    common = {found.base for found in proof.common}
    heads = [
        el("th", t("Stock"), scope="col"),
        el("th.num", t(NP_("return", "Published")), scope="col"),
        [el("th.num", t.day(base), class_=_common(base, common), scope="col") for base in bases],
    ]
    table = el(
        "table.data.proof",
        el("thead", el("tr", heads)),
        el("tbody", [_row(case, one, bases, common, t) for one in proof.proofs]),
    )
    return el("div.scroll", table, tabindex=0)


def _common(base: date, common: set[date]) -> str:
    return "common" if base in common else ""


def _row(case: Case, proof: Proof, bases: list[date], common: set[date], t: Language) -> Markup:
    published = proof.published
    figure = t.percent(published.value, _digits(published.half_width))
    head = [
        el("th", name_of(published.symbol, case, t), scope="row"),
        el("td.num", number(published.value, figure)),
    ]
    if proof.reason is not None:
        return el("tr", head, el("td", t.say(proof.reason), colspan=max(1, len(bases))))
    tried = {found.base: found for found in proof.candidates}
    cells = [
        el("td.num", _cell(tried.get(base), t), class_=_common(base, common)) for base in bases
    ]
    return el("tr", head, cells)


def _digits(half_width: float) -> int:
    """Decimals of a published percentage: half a unit of the last one is `half_width`."""
    return next((n for n in range(4) if half_width * 100 >= 0.5 * 10**-n * 0.999), 4)


def _cell(tried: Candidate | None, t: Language) -> Child:
    if tried is None:
        return MISSING
    value = t.percent(tried.value, 2)
    if tried.fit is None:
        return el("span.grey", number(tried.value, value))
    return el("b", number(tried.value, f"{_MARKS[tried.fit]} {value}"))
