"""A reading by the second reader as plain values and as lines of text, in a block of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.articles.finds import Finds, FoundCause, FoundStock
from dashboard.articles.second.proposals import DROP_WORDS, KIND_WORDS, Proposal, SecondFinds
from dashboard.errors import N_
from dashboard.language.language import Language

HEADING = N_("Second reader, {to}: proposals to be confirmed one by one: {n}")


def second_block(second: SecondFinds) -> dict[str, Any]:
    """Return what ``read --json`` has under ``second``."""
    return {
        "to": second.to,
        "kept": [_plain(each) for each in second.kept],
        "agreed": second.agreed,
        "dropped": dict(second.dropped),
        "tokens": second.tokens,
    }


def _plain(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "kind": proposal.kind,
        "symbol": proposal.symbol or None,
        "value": getattr(proposal.find, "value", None),
        "unit": getattr(proposal.find, "unit", None),
        "number": proposal.number,
        "opinion": proposal.is_opinion,
        "several_places": proposal.several,
        "quote": proposal.quote,
        "place": list(proposal.place),
    }


def second_lines(second: SecondFinds, finds: Finds, say: Language) -> Iterator[str]:
    """Heading, a line a proposal, and what was left out and why."""
    yield say(HEADING, to=second.to, n=len(second.kept))
    names = {stock.symbol: stock.name for stock in finds.stocks}
    for each in second.kept:
        yield f"  {proposal_line(each, names, say)}"
    yield from dropped_lines(second, say)


def dropped_lines(second: SecondFinds, say: Language) -> Iterator[str]:
    """What was not new, what it cost, and what was left out and why."""
    told = N_("The rules had found as much themselves: {n}. Tokens counted: {tokens}.")
    yield say(told, n=second.agreed, tokens=second.tokens)
    for reason, number in second.dropped:
        yield say(N_("Left out, {reason}: {n}."), reason=say(DROP_WORDS[reason]), n=number)


def proposal_line(proposal: Proposal, names: Mapping[str, str], say: Language) -> str:
    """One proposal on one line: its id, what it is, of which stock, in which words."""
    quote = " ".join(proposal.quote.split())
    return "  ".join([proposal.id, *proposal_parts(proposal, names, say), f"“{quote}”"])


def proposal_parts(proposal: Proposal, names: Mapping[str, str], say: Language) -> list[str]:
    """What a proposal is, of which stock, how large, and how far it can be relied on."""
    find, symbol = proposal.find, proposal.symbol
    name = find.name if isinstance(find, FoundStock) else names.get(symbol, "")
    parts = [say(KIND_WORDS[proposal.kind]), f"{name} {symbol}".strip(), _size(proposal)]
    if isinstance(find, FoundCause) and find.negated:
        parts.append(say(N_("denied")))
    if proposal.is_opinion:
        parts.append(say(N_("the model’s opinion")))
    if proposal.several:
        parts.append(say(N_("in several places")))
    return [part for part in parts if part]


def _size(proposal: Proposal) -> str:
    value = getattr(proposal.find, "value", None)
    if value is None:
        return proposal.number
    percent = proposal.kind == "return" or getattr(proposal.find, "unit", "") == "fraction"
    return f"{value:+.2%}" if percent else f"{value:g} {getattr(proposal.find, 'unit', '')}"
