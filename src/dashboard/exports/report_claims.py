"""The claim ledger of the report, with verdicts and reasons, and the base of published returns."""

from __future__ import annotations

from dashboard.analysis.claims import verdict_words as words
from dashboard.analysis.claims.ledger import ClaimResult
from dashboard.exhibits import claim_tables, data_tables
from dashboard.exports.imprint import Imprint
from dashboard.exports.report_parts import (
    escape,
    foot,
    heading,
    number,
    outside_link,
    section,
    table_html,
)
from dashboard.language.language import Language


def ledger_html(imprint: Imprint, t: Language) -> str:
    """Every claim with its reason, recomputed beside stated, and its verdict."""
    results = imprint.trial.claims
    if not results:
        return ""
    source = imprint.trial.case.source
    told = escape(t("Statements of {source}, in our own words.", source="\0"))
    link = outside_link(source.url, source.publisher or source.title)
    heads = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in (
            ("", ""),
            (t("Statement"), ""),
            (t("Recomputed"), ' class="num"'),
            (t("Stated"), ' class="num"'),
            (t("Verdict"), ""),
        )
    )
    rows = "".join(_entry(imprint, result, t) for result in results)
    table = claim_tables.claim_table(results, imprint.trial.claim_numbers)
    content = (
        f"{heading(t('Statement by statement'), words.tally_rest(results, t))}"
        f'<p class="note">{told.replace(chr(0), link)}</p>'
        f'<div class="scroll"><table class="ledger"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        f"{_key(results, t)}{foot(_checked(t), table, t)}"
    )
    return section("claims-ledger", content, kind="listing")


def _checked(t: Language) -> str:
    return t(
        "Each is checked over its own days, whatever window the page is set to. Prices: "
        "close of the session before the first day to the close of the last."
    )


def _entry(imprint: Imprint, result: ClaimResult, t: Language) -> str:
    case, claim = imprint.trial.case, result.claim
    remarks = "".join(
        f'<p class="grey">{escape(words.say(remark, t))}</p>' for remark in result.remarks
    )
    full = (
        f' data-value="{float(result.computed)!r}"'
        if isinstance(result.computed, float | int)
        else ""
    )
    verdict = words.VERDICTS[result.verdict]
    number = imprint.trial.claim_numbers[claim.id]
    return (
        f'<tr id="claim-{escape(claim.id)}"><td class="no">{number}</td>'
        f"<td><b>{escape(t.pick(claim.text))}</b><p>{escape(words.say(result.sentence, t))}</p>"
        f"{remarks}{_tensions(imprint, result, t)}</td>"
        f'<td class="num"{full}>{escape(words.computed(result, case, t))}</td>'
        f'<td class="num">{escape(words.stated(result, case, t))}</td>'
        f'<td data-verdict="{result.verdict}">{verdict.mark} {escape(t(verdict.text))}</td></tr>'
    )


def _tensions(imprint: Imprint, result: ClaimResult, t: Language) -> str:
    texts = {claim.id: t.pick(claim.text) for claim in imprint.trial.case.claims}
    return "".join(
        '<p class="tension">'
        + escape(
            t(
                "In tension with {claim}: of {stocks} both cannot hold.",
                claim=t(
                    "statement {n}, “{text}”",
                    n=imprint.trial.claim_numbers[tension.claim],
                    text=texts[tension.claim],
                ),
                stocks=t.listing(
                    [words.name_of(stock, imprint.trial.case, t) for stock in tension.stocks]
                ),
            )
        )
        + "</p>"
        for tension in result.tensions
    )


def _key(results: tuple[ClaimResult, ...], t: Language) -> str:
    """Key of the verdicts that occur, each with its meaning."""
    found = {result.verdict for result in results}
    items = "".join(
        f"<li>{word.mark} <b>{escape(t(word.text))}</b>: {escape(t(word.meaning))}</li>"
        for verdict, word in words.VERDICTS.items()
        if verdict in found
    )
    return f'<ul class="shapes">{items}</ul>'


# The base of the published returns ------------------------------------


def base_html(imprint: Imprint, t: Language) -> str:
    """Which bases give which published return: those that fit first, then all tried."""
    if not imprint.trial.proofs:
        return ""
    rows = "".join(
        f"<li>{escape(words.name_of(proof.published.symbol, imprint.trial.case, t))} "
        f"{number(proof.published.value, t.percent(proof.published.value))}: "
        f"{escape(_fits([t.long_day(fit.base) for fit in proof.fits], t))}</li>"
        for window in imprint.trial.proofs
        for proof in window.proofs
    )
    table = data_tables.proof_table(imprint.trial.proofs)
    summary = escape(t("All closes tried as a base"))
    content = (
        f"{heading(t('From which close the published returns count'))}"
        f'<ul class="plain">{rows}</ul>'
        f'<details class="astable"><summary>{summary}</summary>{table_html(table, t)}</details>'
    )
    return section("base", content)


def _fits(bases: list[str], t: Language) -> str:
    if not bases:
        return t("No base tried gives this figure")
    return t("comes out from the close of {bases}", bases=t.listing(list(dict.fromkeys(bases))))
