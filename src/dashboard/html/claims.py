"""The claim ledger: statement, why, data, tension, recomputed beside stated, verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.results import (
    ClaimLink,
    ClaimPart,
    ClaimResult,
    ClaimVerdict,
    Tally,
    Tension,
)
from dashboard.analysis.stories.statement_words import report
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Case
from dashboard.errors import N_, NP_
from dashboard.html.elements import Child, el, inside_link, markup, outside_link, sentence
from dashboard.html.links import Links
from dashboard.html.lists import bullets, shapes
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.message import Message

_PAGES: dict[str, str] = {
    "story": N_("Story"),
    "prices": N_("returns on Prices"),
    "timeline": N_("events on Timeline"),
    "exposure": N_("Exposure"),
}
_MARKS: dict[bool | None, str] = {True: "✔", False: "✖", None: "–"}


def source_sentence(case: Case, t: Language) -> Markup:
    """Whose statements these are, with a link to the article."""
    source = case.source
    link = outside_link(source.url, words.article(source, t))
    return sentence(t, "Statements of {source}, in the words of this case.", source=link)


def verdict(found: ClaimVerdict, t: Language) -> Markup:
    """Mark and word of a verdict."""
    word = verdict_words.VERDICTS[found]
    return markup(el("span.mark", word.mark, aria_hidden="true"), el("span", t(word.text)))


def tally_strip(counted: Tally, t: Language) -> Markup:
    """One mark a statement, by verdict, each with its word: also the key of the marks."""
    return el(
        "ul.tally",
        [
            el(
                "li",
                el("span.marks", word.mark * count, aria_hidden="true"),
                el("span", t(word.text), " ", el("b", count)),
                title=t(word.meaning),
            )
            for found, count in counted.counts
            if count
            for word in (verdict_words.VERDICTS[found],)
        ],
    )


def verdict_shapes(results: Sequence[ClaimResult], t: Language) -> Markup:
    """Key of the verdicts that occur, each with its meaning."""
    found = {result.verdict for result in results}
    known = (word for each, word in verdict_words.VERDICTS.items() if each in found)
    return shapes(known, t, in_full=True)


def why(result: ClaimResult, t: Language) -> Markup:
    """Reason of a verdict in one sentence, then what else a reader should know."""
    return markup(el("p.why", verdict_words.say(result.sentence, t)), remarks(result.remarks, t))


def remarks(said: Sequence[Message], t: Language) -> list[Markup]:
    """Grey lines below a reason."""
    return [el("p.remark", verdict_words.say(each, t)) for each in said]


def target_link(case: Case, target: ClaimLink, t: Language, links: Links) -> Markup:
    """Link to a chart or a statement that a claim was checked against."""
    label = t(_PAGES.get(target.page, target.page))
    if target.anchor.startswith("statement-") and target.stock:
        label = t("statement on {stock}", stock=verdict_words.name_of(target.stock, case, t))
    return links.to(target, label)


# Ledger ---------------------------------------------------------------


def ledger(
    case: Case,
    shown: Sequence[ClaimResult],
    times: Sequence[EventTime],
    t: Language,
    links: Links,
    *,
    badge: Callable[[ClaimResult], Child] | None = None,
) -> Markup:
    """
    Numbered claims, each with an anchor of its own.

    Parameters
    ----------
    case : Case
    shown : sequence of ClaimResult
        What a filter leaves; the claims keep the numbers of `links`.
    times : sequence of EventTime
        The case's events.
    t : Language
    links : Links
    badge : callable, optional
        What stands behind the data of a claim: how closely two sources agree on them.
    """
    heads = ("", t("Statement"), t("Recomputed"), t("Stated"), t(NP_("claim", "Verdict")))
    dated = {item.event.id: item for item in times}
    rows = []
    for result in shown:
        more = [
            _parts(case, result, dated, t),
            [_tension(case, each, t, links) for each in result.tensions],
            _data(case, result, t, links, badge(result) if badge else None),
            links.to_notes(t, "claims", result.claim.id),
        ]
        rows.append(_entry(case, result, more, t, links))
    return markup(
        el("div.ledgerhead", [el("span", head) for head in heads], aria_hidden="true"),
        el("ol.ledger", rows),
    )


def _entry(case: Case, result: ClaimResult, more: Child, t: Language, links: Links) -> Markup:
    claim, n = result.claim, links.numbered[result.claim.id]
    anchor, full = f"claim-{claim.id}", result.computed
    return el(
        "li",
        inside_link(f"#{anchor}", str(n), kind="no"),
        el("div.said", el("p.title", t.pick(claim.text)), why(result, t), more),
        el(
            "div.value.computed",
            el("span.label", t("Recomputed")),
            el("b", verdict_words.computed(result, case, t)),
            data_value=repr(float(full)) if isinstance(full, float | int) else None,
        ),
        el(
            "div.value.stated",
            el("span.label", t("Stated")),
            _stated(case, result, t),
        ),
        el("div.verdict", verdict(result.verdict, t)),
        id=anchor,
        value=n,
        data_verdict=result.verdict,
    )


def _stated(case: Case, result: ClaimResult, t: Language) -> list[Markup]:
    """What the article says, and below it what we read into that."""
    said = verdict_words.stated(result, case, t)
    reading = verdict_words.our_reading(result, case, t)
    return [
        *([el("span.quoted" if reading else "span", said)] if said or not reading else []),
        *([el("span.reading", reading)] if reading else []),
    ]


def _parts(
    case: Case, result: ClaimResult, dated: Mapping[str, EventTime], t: Language
) -> Markup | None:
    """Each stock or event that the claim names, with what was found."""
    if result.claim.kind not in {"order", "evidence"} or len(result.parts) < 2:
        return None
    return bullets(
        [
            markup(
                el("span.mark", _MARKS[part.holds], aria_hidden="true"),
                el("span", _part(case, result, part, dated, t)),
            )
            for part in result.parts
        ],
        kind="parts",
    )


def _part(
    case: Case, result: ClaimResult, part: ClaimPart, dated: Mapping[str, EventTime], t: Language
) -> str:
    if result.claim.kind == "evidence":
        name = verdict_words.name_of(part.name, case, t)
        return t("{stock}: {story}", stock=name, story=words.marked(str(part.value), t))
    item = dated[part.name]
    title, day = t.pick(item.event.title), t.day(item.event.published.stamp)
    if not isinstance(part.value, float):
        return t("{day}: {event}", day=day, event=title)
    return t(
        "{day}: {event} – {share} of the gap stood before it",
        day=day,
        event=title,
        share=t.percent(part.value, 0, sign=False),
    )


def _tension(case: Case, tension: Tension, t: Language, links: Links) -> Markup:
    (text,) = (t.pick(claim.text) for claim in case.claims if claim.id == tension.claim)
    other = t("statement {n}, “{text}”", n=links.numbered[tension.claim], text=text)
    names = [verdict_words.name_of(stock, case, t) for stock in tension.stocks]
    return el(
        "p.tension",
        sentence(
            t,
            "In tension with {claim}: of {stocks} both cannot hold.",
            claim=inside_link(f"#claim-{tension.claim}", other),
            stocks=t.listing(names),
        ),
    )


def _data(
    case: Case, result: ClaimResult, t: Language, links: Links, badge: Child
) -> Markup | None:
    """Data behind the verdict in words, and links to where they can be seen."""
    ways = dict.fromkeys(target_link(case, target, t, links) for target in result.targets)
    said = markup(_used(case, result, t), ways, badge, by=" · ")
    return el("p.data", t("Data:"), " ", said) if said else None


def _used(case: Case, result: ClaimResult, t: Language) -> list[str]:
    used, told = result.data, []
    # The sentence about a return names its two closes already.
    if used.symbols and used.base and used.last and result.claim.kind not in {"order", "return"}:
        names = [verdict_words.name_of(symbol, case, t) for symbol in used.symbols]
        told.append(
            t(
                "closes of {stocks} on {base} and {last}",
                stocks=t.listing(names),
                base=t.long_day(used.base),
                last=t.long_day(used.last),
            )
        )
    if used.events:
        told.append(t.plural("{n} dated event", "{n} dated events", len(used.events)))
    if used.evidence:
        told.append(
            t.plural(
                "{n} statement on file, {addressed} with an address or a quote",
                "{n} statements on file, {addressed} with an address or a quote",
                len(used.evidence),
                addressed=len(used.addressed),
            )
        )
    if used.reported:
        rows = [row for row in case.evidence if row.id in used.reported]
        told.append(
            t.plural(
                "{n} of them {reports}; its document was not read here",
                "{n} of them {reports}; their documents were not read here",
                len(used.reported),
                reports=t.listing(list(dict.fromkeys(report(row, t) for row in rows))),
            )
        )
    if result.claim.kind == "session-count":
        told.append(t("the calendar of {calendar}", calendar=t.calendar(case.calendar)))
    return told
