"""Which base reproduces which published return, as one small table."""

from __future__ import annotations

import html
from datetime import date

from dashboard.analysis.claims.prover import Candidate, Proof, WindowProof
from dashboard.case import Case
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


def proof_html(case: Case, proof: WindowProof, t: Language) -> str:
    """One row a published return, one column a base; the base that fits all is marked."""
    bases = sorted({tried.base for one in proof.proofs for tried in one.candidates})
    common = {found.base for found in proof.common}
    heads = "".join(
        f'<th scope="col" class="num{_common(base, common)}">{html.escape(t.day(base))}</th>'
        for base in bases
    )
    rows = "".join(_row(case, one, bases, common, t) for one in proof.proofs)
    return (
        '<div class="scroll" tabindex="0"><table class="data proof"><thead><tr>'
        f'<th scope="col">{html.escape(t("Stock"))}</th>'
        f'<th scope="col" class="num">{html.escape(t("Published"))}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _common(base: date, common: set[date]) -> str:
    return " common" if base in common else ""


def _row(case: Case, proof: Proof, bases: list[date], common: set[date], t: Language) -> str:
    published = proof.published
    known = {stock.symbol: t.name(stock) for stock in case.stocks}
    name = html.escape(known.get(published.symbol, published.symbol))
    figure = t.percent(published.value, _digits(published.half_width))
    head = f'<th scope="row">{name}</th><td class="num">{figure}</td>'
    if proof.reason is not None:
        reason = html.escape(t.say(proof.reason))
        return f'<tr>{head}<td colspan="{max(1, len(bases))}">{reason}</td></tr>'
    tried = {found.base: found for found in proof.candidates}
    cells = "".join(
        f'<td class="num{_common(base, common)}">{_cell(tried.get(base), t)}</td>' for base in bases
    )
    return f"<tr>{head}{cells}</tr>"


def _digits(half_width: float) -> int:
    """Decimals of a published percentage: half a unit of the last one is `half_width`."""
    return next((n for n in range(4) if half_width * 100 >= 0.5 * 10**-n * 0.999), 4)


def _cell(tried: Candidate | None, t: Language) -> str:
    if tried is None:
        return MISSING
    value = t.percent(tried.value, 2)
    if tried.fit is None:
        return f'<span class="grey">{value}</span>'
    return f"<b>{_MARKS[tried.fit]} {value}</b>"
