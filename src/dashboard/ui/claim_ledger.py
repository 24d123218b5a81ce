"""The claim ledger as HTML: statement, why, data, tension, recomputed beside stated, verdict.

Everything from the case is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from dashboard.analysis.claims.ledger import ClaimResult, Part, Tension
from dashboard.analysis.window.timing import EventTime, event_times
from dashboard.language.words import marked as finding_marked
from dashboard.ui import claim_words as words
from dashboard.ui import source_words, standings
from dashboard.ui.state import View

PRICED = frozenset({"return", "rank-max", "rank-min", "group-mean"})
"""Kinds of claims that prices decide."""


def ledger_html(view: View, shown: Sequence[ClaimResult], numbered: Mapping[str, int]) -> str:
    """
    Numbered claims, each with an anchor of its own.

    Parameters
    ----------
    view : View
        The reader.
    shown : sequence of ClaimResult
        What the filter leaves.
    numbered : mapping
        Number of every claim by its id; a filtered ledger keeps them.
    """
    t = view.t
    times = {item.event.id: item for item in event_times(view.case, view.sessions, view.result)}
    rows = "".join(_entry(view, result, numbered, times) for result in shown)
    heads = "".join(
        f"<span>{html.escape(text)}</span>"
        for text in ("", t("Statement"), t("Recomputed"), t("Stated"), t("Verdict"))
    )
    return f'<div class="ledgerhead" aria-hidden="true">{heads}</div><ol class="ledger">{rows}</ol>'


def _entry(
    view: View,
    result: ClaimResult,
    numbered: Mapping[str, int],
    times: dict[str, EventTime],
) -> str:
    t, claim = view.t, result.claim
    number, anchor = numbered[claim.id], html.escape(f"claim-{claim.id}", quote=True)
    remarks = "".join(
        f'<p class="remark">{html.escape(words.say(remark, t))}</p>' for remark in result.remarks
    )
    return (
        f'<li id="{anchor}" value="{number}">'
        f'<a class="no" href="#{anchor}" target="_self">{number}</a>'
        f'<div class="said"><p class="title">{html.escape(t.pick(claim.text))}</p>'
        f'<p class="why">{html.escape(words.say(result.sentence, t))}</p>{remarks}'
        f"{_parts(view, result, times)}{_tensions(view, result.tensions, numbered)}"
        f"{_sources(view, result)}</div>"
        f'<div class="value computed"><span class="label">{html.escape(t("Recomputed"))}</span>'
        f"<b>{html.escape(words.computed(result, view.case, t))}</b></div>"
        f'<div class="value stated"><span class="label">{html.escape(t("Stated"))}</span>'
        f"<span>{html.escape(words.stated(result, view.case, t))}</span></div>"
        f'<div class="verdict">{words.marked(result.verdict, t)}</div></li>'
    )


_MARKS: dict[bool | None, str] = {True: "✔", False: "✖", None: "–"}


def _parts(view: View, result: ClaimResult, times: dict[str, EventTime]) -> str:
    """Each stock or event that the claim names, with what was found."""
    if result.claim.kind not in {"order", "evidence"} or len(result.parts) < 2:
        return ""
    items = "".join(
        f'<li><span class="mark" aria-hidden="true">{_MARKS[part.holds]}</span>'
        f"<span>{html.escape(_part(view, result, part, times))}</span></li>"
        for part in result.parts
    )
    return f'<ul class="parts">{items}</ul>'


def _part(view: View, result: ClaimResult, part: Part, times: dict[str, EventTime]) -> str:
    t = view.t
    if result.claim.kind == "evidence":
        name = words.name_of(part.name, view.case, t)
        return t("{stock}: {story}", stock=name, story=finding_marked(str(part.value), t))
    item = times[part.name]
    title, day = t.pick(item.event.title), t.day(item.event.published.stamp)
    if not isinstance(part.value, float):
        return t("{day}: {event}", day=day, event=title)
    return t(
        "{day}: {event} – {share} of the gap stood before it",
        day=day,
        event=title,
        share=t.percent(part.value, 0, sign=False),
    )


def _tensions(view: View, tensions: Sequence[Tension], numbered: Mapping[str, int]) -> str:
    t, lines = view.t, []
    texts = {claim.id: t.pick(claim.text) for claim in view.case.claims}
    for tension in tensions:
        names = [words.name_of(stock, view.case, t) for stock in tension.stocks]
        said = t(
            "In tension with {claim}: of {stocks} both cannot hold.",
            claim="\0",
            stocks=t.listing(names),
        )
        other = html.escape(
            t("statement {n}, “{text}”", n=numbered[tension.claim], text=texts[tension.claim])
        )
        anchor = html.escape(f"claim-{tension.claim}", quote=True)
        link = f'<a href="#{anchor}" target="_self">{other}</a>'
        lines.append(f'<p class="tension">{html.escape(said).replace(chr(0), link)}</p>')
    return "".join(lines)


def _sources(view: View, result: ClaimResult) -> str:
    """Data behind the verdict in words, and links to where they can be seen."""
    t, used = view.t, result.data
    told = []
    # The sentence about a return names its two closes already.
    if used.symbols and used.base and used.last and result.claim.kind not in {"order", "return"}:
        names = [words.name_of(symbol, view.case, t) for symbol in used.symbols]
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
    if result.claim.kind == "session-count":
        told.append(t("the exchange’s calendar {name}", name=view.case.calendar))
    links = dict.fromkeys(words.target_link(view, target) for target in result.targets)
    pieces = [*map(html.escape, told), *links, *_agreement(view, result)]
    if not pieces:
        return ""
    head = html.escape(t("Data:"))
    return f'<p class="data">{head} {" · ".join(pieces)}</p>'


def _agreement(view: View, result: ClaimResult) -> list[str]:
    """Badge of a claim that prices decide: how closely two sources agree over its days."""
    used = result.data
    if result.claim.kind not in PRICED or used.base is None or used.last is None:
        return []
    found = standings.agreement_over(view, used.symbols, used.base, used.last)
    badge = source_words.badge(view, found, len(used.symbols))
    return [badge] if badge else []
