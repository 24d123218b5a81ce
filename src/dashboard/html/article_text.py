"""An article with its finds marked in it, and the finds beside it; links lead both ways."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.errors import N_
from dashboard.html.article_entries import KINDS, Entry
from dashboard.html.elements import el, markup
from dashboard.language.language import Language

PART = 6000
"""Signs of an article that are shown at once; a page of a longer one stays quick."""

STATES: dict[str, tuple[str, str]] = {
    "open": ("?", N_("to be confirmed")),
    "settled": ("✔", N_("confirmed")),
    "dropped": ("–", N_("taken out")),
    "": ("", ""),
}
"""What a find is in the draft: waiting for a yes, confirmed, taken out, or never in it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an article that is shown at once, with the finds that begin in it."""

    start: int
    end: int
    entries: tuple[Entry, ...]


def pieces(text: str, entries: Sequence[Entry], *, size: int = PART) -> tuple[Piece, ...]:
    """Cut an article at its paragraphs into parts of about so many signs; one at least."""
    ends = [match.end() for match in re.finditer(r"\n+", text)]
    inside = [span for each in entries for span in each.places[:1]]
    cuts, start = [0], 0
    while len(text) - start > size * 1.25:
        after = [end for end in ends if start + size // 2 < end <= start + size]
        cut = after[-1] if after else start + size
        # A find is never cut in two.
        cut = min([cut, *(span.start for span in inside if span.start < cut < span.end)])
        start = cut if cut > start else start + size
        cuts.append(start)
    bounds = [*cuts, len(text)]
    held: list[list[Entry]] = [[] for _ in cuts]
    for each in entries:
        held[bisect_right(cuts, each.places[0].start) - 1].append(each)
    return tuple(Piece(bounds[n], bounds[n + 1], tuple(found)) for n, found in enumerate(held))


# The text --------------------------------------------------------------


def marked_text(text: str, piece: Piece) -> Markup:
    """
    Part of an article, a paragraph a line of it, its finds underlined and numbered.

    Every word is text: markup in an article is shown and never read as such.
    """
    spans = sorted(
        (
            (place.start, place.end, each)
            for each in piece.entries
            for place in each.places
            if piece.start <= place.start < place.end <= piece.end
        ),
        key=lambda found: (found[0], found[1]),
    )
    return el("div.articletext", list(_paragraphs(text, piece, spans)))


_Span = tuple[int, int, Entry]


def _paragraphs(text: str, piece: Piece, spans: list[_Span]) -> Iterator[Markup]:
    start, before = piece.start, 0
    for line in text[piece.start : piece.end].split("\n"):
        end = start + len(line)
        if line.strip():
            here = []
            for span in spans[before:]:
                if span[0] >= end:
                    break
                here.append(span)
            inside = [span for span in here if span[1] > start]
            yield el("p", list(_segments(text, start, end, inside)), dir="auto")
            while before < len(spans) and spans[before][1] <= end:
                before += 1
        start = end + 1


def _segments(text: str, start: int, end: int, spans: list[_Span]) -> Iterator[Markup | str]:
    """Stretches between the borders of finds; each belongs to the shortest find around it."""
    edges = {min(max(edge, start), end) for span in spans for edge in span[:2]}
    borders = sorted({start, end, *edges})
    for one, other in itertools.pairwise(borders):
        around = [span for span in spans if span[0] <= one and other <= span[1]]
        words = shown(text[one:other])
        if around:
            yield _hit(words, min(around, key=lambda span: span[1] - span[0])[2])
        else:
            yield words
        for span in spans:
            if span[1] == other and span[0] == span[2].places[0].start:
                yield _number(span[2])


def _hit(words: str, found: Entry) -> Markup:
    return el(
        "a.hit",
        words,
        class_=_classes(found),
        href=f"#find-{found.number}",
        target="_self",
        tabindex="-1",
    )


def _number(found: Entry) -> Markup:
    return el(
        "a.no",
        found.number,
        id=f"place-{found.number}",
        href=f"#find-{found.number}",
        target="_self",
        title=f"{found.head} {found.note}".strip(),
    )


def _classes(found: Entry) -> str:
    group = "" if found.group is None else f" group{found.group % 10}"
    return f"{found.kind}{group}"


def shown(words: str) -> str:
    """Words with signs that would turn the rest of a line about, or cannot be seen, taken out."""
    if words.isascii() and words.isprintable():
        return words
    visible = words.replace("\t", " ")
    return "".join(sign for sign in visible if unicodedata.category(sign) not in _UNSEEN)


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


# The finds ---------------------------------------------------------------


def found_list(
    entries: Sequence[Entry], t: Language, states: Mapping[int, str] | None = None
) -> Markup:
    """Finds by kind, each with its number, which leads to its place in the text."""
    known = states or {}
    parts = []
    for kind, title in KINDS.items():
        of_kind = [each for each in entries if each.kind == kind]
        if of_kind:
            lines = [_line(each, known.get(each.number, ""), t) for each in of_kind]
            parts.append(el("section.foundkind", el("h3", t(title)), el("ol.found", lines)))
    return markup(parts)


def _line(found: Entry, state: str, t: Language) -> Markup:
    mark, word = STATES[state]
    group = "" if found.group is None else f"group{found.group % 10}"
    return el(
        "li",
        el(
            "a.no",
            found.number,
            href=f"#place-{found.number}",
            target="_self",
            title=t("to its place in the article"),
        ),
        el("span.what", shown(found.head), class_=group),
        el("span.said", shown(found.note)),
        el("span.state", f"{mark} {t(word)}", class_=state) if state else None,
        id=f"find-{found.number}",
    )


def key_of_marks(entries: Sequence[Entry], labels: Sequence[str], t: Language) -> Markup:
    """What the lines under the words mean: groups by their colours, kinds by their shape."""
    kinds = {each.kind for each in entries}
    groups = [
        el("li", el(f"span.hit.stock.group{n % 10}", shown(label)))
        for n, label in enumerate(labels)
    ]
    others = [
        el("li", el(f"span.hit.{kind}", t(title)))
        for kind, title in KINDS.items()
        if kind in kinds and not (kind == "stock" and groups)
    ]
    return el("ul.marksof", groups, others)
