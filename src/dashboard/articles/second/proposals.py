"""What the second reader proposes, once checked: its own finds beside those of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from dashboard.articles.finds import (
    Finds,
    FoundCause,
    FoundDenial,
    FoundHedge,
    FoundReport,
    FoundReturn,
    FoundShare,
    FoundStock,
    Place,
)
from dashboard.errors import N_, NotFoundError

Kind: TypeAlias = Literal[
    "stock", "return", "limit-up", "limit-down", "share", "cause", "denial", "hedge", "report"
]
Find: TypeAlias = (
    FoundStock | FoundReturn | FoundShare | FoundCause | FoundDenial | FoundHedge | FoundReport
)
Drop: TypeAlias = Literal[
    "shape",
    "kind",
    "not-in-text",
    "number",
    "unit",
    "other-move",
    "direction",
    "stock",
    "ordinary",
    "not-a-subject",
    "stock-elsewhere",
    "date",
    "words",
    "hedged",
    "duplicate",
    "too-many",
]
"""Why a proposal was left out."""

DROP_WORDS: dict[Drop, str] = {
    "shape": N_("not in the form that was asked for"),
    "kind": N_("of no kind that was asked for"),
    "not-in-text": N_("quotation not in the article, too short or too long"),
    "number": N_("number not in its own quotation"),
    "unit": N_("number without a unit that fits"),
    "other-move": N_("rise or fall of something that is no stock"),
    "direction": N_("neither a rise nor a fall by its words"),
    "stock": N_("no single stock of the list"),
    "ordinary": N_("an ordinary word here, though a stock bears it as a name"),
    "not-a-subject": N_("stock that the article only names as a source"),
    "stock-elsewhere": N_("stock that its passage does not speak of"),
    "date": N_("day that its sentence does not name"),
    "words": N_("words that are not in its quotation"),
    "hedged": N_("a move that its passage only expects, denies or reports as a rumour"),
    "duplicate": N_("said twice"),
    "too-many": N_("beyond the first two hundred"),
}
KIND_WORDS: dict[Kind, str] = {
    "stock": N_("Stock"),
    "return": N_("Return"),
    "limit-up": N_("Close at the upper limit"),
    "limit-down": N_("Close at the lower limit"),
    "share": N_("Number with its denominator"),
    "cause": N_("Cause"),
    "denial": N_("Denial"),
    "hedge": N_("Hedge"),
    "report": N_("Research report"),
}
_LISTS = {
    FoundStock: "stocks",
    FoundReturn: "returns",
    FoundShare: "shares",
    FoundCause: "causes",
    FoundDenial: "denials",
    FoundHedge: "hedges",
    FoundReport: "reports",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    One find of the second reader; every word of it is the article's.

    Attributes
    ----------
    id : str
        By which a person confirms it: ``s1``, ``s2`` in the order of the text.
    kind : str
    quote : str
        Words of the article, as they stand there.
    place : Place
        Where; ``text[place.start:place.end] == quote``.
    symbol : str
        Stock that it is about; empty where it is about none.
    number : str
        As it stands in the quote; empty without one.
    find : Find or None
        The same in the form of the rules' finds; None where no marker bears it out, so that it
        stays an opinion of the model and enters nothing.
    several : bool
        Whether the quotation stands in several places and nothing tells which one is meant.
    """

    id: str
    kind: Kind
    quote: str
    place: Place
    symbol: str
    number: str
    find: Find | None
    several: bool = False

    @property
    def is_opinion(self) -> bool:
        """Whether no word of the article that is known to deny or to hedge bears it out."""
        return self.find is None


@dataclass(frozen=True, slots=True)
class SecondFinds:
    """
    One reading by the second reader.

    Attributes
    ----------
    to : str
        Host and model that read.
    kept : tuple of Proposal
        In the order of the text; what the rules found too is not among them.
    agreed : int
        Proposals that the rules had found themselves.
    dropped : tuple of (Drop, int)
        Proposals left out, by reason, the commonest first.
    tokens : int
        Counted against the day: as the server says, else by signs.
    """

    to: str
    kept: tuple[Proposal, ...]
    agreed: int
    dropped: tuple[tuple[Drop, int], ...]
    tokens: int

    @classmethod
    def of(
        cls, to: str, kept: tuple[Proposal, ...], agreed: int, dropped: Counter[Drop], tokens: int
    ) -> SecondFinds:
        """Reading with its counts in order."""
        return cls(to, kept, agreed, tuple(dropped.most_common()), tokens)


def with_confirmed(finds: Finds, second: SecondFinds, confirmed: Collection[str]) -> Finds:
    """
    Finds of the rules with those proposals that a person has confirmed.

    Parameters
    ----------
    finds : Finds
        Of the same article.
    second : SecondFinds
    confirmed : collection of str
        Ids of proposals; opinions enter nothing even so.

    Raises
    ------
    NotFoundError
        If no proposal has such an id.
    """
    known = {each.id: each for each in second.kept}
    for name in confirmed:
        if name not in known:
            raise NotFoundError(
                N_("The second reader has proposed nothing called “{name}”."), name=name[:20]
            )
    chosen = [known[name].find for name in dict.fromkeys(confirmed)]
    taken = [find for find in chosen if find is not None]
    if not taken:
        return finds
    lists: dict[str, list[Find]] = {}
    for find in taken:
        name = _LISTS[type(find)]
        lists.setdefault(name, list(getattr(finds, name))).append(find)
    merged = {name: tuple(sorted(found, key=_place_of)) for name, found in lists.items()}
    places = tuple(sorted({*finds.second, *map(_place_of, taken)}))
    return replace(finds, second=places, **merged)  # type: ignore[arg-type]


def _place_of(find: Find) -> Place:
    return find.places[0] if isinstance(find, FoundStock) else find.place
