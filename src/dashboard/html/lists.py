"""Lists: sentences one below the other, names with their values."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from dashboard.html.elements import Child, el
from dashboard.language.language import Language
from dashboard.language.words import Word


def bullets(items: Iterable[Child], *, kind: str = "plain") -> Markup:
    """List of sentences."""
    return el("ul", [el("li", item) for item in items], class_=kind)


def terms(pairs: Iterable[tuple[str, Child]], *, kind: str = "") -> Markup:
    """Names with values, as a definition list; pairs without a value are left out."""
    return el(
        "dl",
        [el("div", el("dt", name), el("dd", value)) for name, value in pairs if value],
        class_=kind,
    )


def folded(label: str, text: str) -> Markup:
    """Text that a reader may unfold by mouse, finger or keyboard; a file prints it open."""
    return el("details.folded", el("summary", label), el("p", text))


def shapes(known: Iterable[Word], t: Language, *, in_full: bool = False) -> Markup:
    """
    Key of shapes, each with its word and what it means.

    On paper nothing can be pointed at: a file writes the meaning out (`in_full`).
    """
    if in_full:
        told = (
            el("li", word.mark, " ", el("b", t(word.text)), ": ", t(word.meaning)) for word in known
        )
        return el("ul.shapes.full", told)
    return el(
        "ul.shapes",
        (el("li", word.mark, " ", t(word.text), title=t(word.meaning)) for word in known),
    )
