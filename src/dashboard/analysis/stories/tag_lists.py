"""Tags of a list put beside the stories of a case, as new rows of tags.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.case import Case, ConceptTag
from dashboard.filings.folding import fold
from dashboard.filings.terms import terms_of


@dataclass(frozen=True, slots=True)
class ListedTag:
    """
    One tag of a list.

    Attributes
    ----------
    tag : str
    reason, url : str
        Empty where the list gives none.
    """

    tag: str
    reason: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """
    A list beside the tags that a case has of its source.

    Attributes
    ----------
    new : tuple of ConceptTag
        In the order of the list, each with a free id and the day on which it was read.
    kept : tuple of ConceptTag
        Listed still: they keep the day on which they were seen first.
    gone : tuple of ConceptTag
        Of the stocks that were asked for and not listed any more. A case keeps them: they were
        seen.
    """

    new: tuple[ConceptTag, ...]
    kept: tuple[ConceptTag, ...]
    gone: tuple[ConceptTag, ...]


def story_of(case: Case, tag: str) -> str:
    """
    Story of evidence that a tag is about: the first of which the tag holds a word; else empty.

    Words are the `terms` of a story, found as they are in its filings.
    """
    lowered = fold(tag).lower()
    for story in case.stories:
        if story.kind == "evidence" and any(
            any(True for _ in term.spans(lowered)) for term in terms_of(story.terms)
        ):
            return story.id
    return ""


def compared(
    case: Case,
    source: str,
    listed: Mapping[str, Sequence[ListedTag]],
    day: date,
    *,
    every: bool = False,
) -> Compared:
    """
    Compare a list with the tags of a case.

    Parameters
    ----------
    case : Case
    source : str
        As the case's tags name it.
    listed : mapping of str to sequence of ListedTag
        By symbol; a stock that is not there was not asked for.
    day : date
        On which the list was read.
    every : bool
        Take tags up too that no story has a word of.
    """
    mine = [tag for tag in case.tags if tag.source == source and tag.stock in listed]
    known = {(tag.stock, tag.tag): tag for tag in mine}
    taken = {tag.id for tag in case.tags}
    new: list[ConceptTag] = []
    for symbol, tags in listed.items():
        for each in tags:
            story = story_of(case, each.tag)
            if (symbol, each.tag) in known or not (story or every):
                continue
            name = _free_id(symbol, taken)
            taken.add(name)
            new.append(
                ConceptTag(name, symbol, each.tag, source, day, story, each.reason, each.url)
            )
    still = {(symbol, each.tag) for symbol, tags in listed.items() for each in tags}
    return Compared(
        tuple(new),
        tuple(tag for key, tag in known.items() if key in still),
        tuple(tag for key, tag in known.items() if key not in still),
    )


def _free_id(symbol: str, taken: set[str]) -> str:
    stem = symbol.split(".", maxsplit=1)[0].lower()
    return next(name for n in range(1, 10_000) if (name := f"{stem}-tag-{n}") not in taken)
