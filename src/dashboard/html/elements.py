"""HTML elements, escaped by construction: text is escaped, markup is not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from dashboard.language.language import Language

Child = str | int | float | None | Iterable["Child"]
"""What stands inside an element: text, markup, numbers, any of these in a row, or nothing."""

_EMPTY = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})


def el(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """
    One element with what stands inside it.

    Parameters
    ----------
    name : str
        Tag, and its classes behind dots: ``td.num.grey``.
    *children : str, number or iterable
        Text is escaped, `Markup` stands as it is, nothing comes of None.
    **attributes : str, number or bool
        ``class_`` adds classes; underscores inside a name become hyphens.  None, False and
        an empty class leave the attribute out, True has no value.

    Examples
    --------
    >>> print(el("p.note", "a < b ", el("b", 1), None, class_="late", data_fold='"'))
    <p class="note late" data-fold="&#34;">a &lt; b <b>1</b></p>
    """
    tag, _, classes = name.partition(".")
    own = attributes.pop("class_", None)
    listed = " ".join(part for part in (classes.replace(".", " "), str(own or "")) if part)
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    kind = f' class="{escape(listed)}"' if listed else ""
    end = "" if tag in _EMPTY else f"</{tag}>"
    return Markup(f"<{tag}{kind}{told}>{markup(*children)}{end}")  # noqa: S704 - all escaped


def markup(*children: Child, by: str = "") -> Markup:
    """
    Children one after another, `by` between those that say something.

    >>> print(markup("a", None, ["<", el("br")], by=" · "))
    a · &lt; · <br>
    """
    return escape(by).join(_flat(children))


def sentence(t: Language, template: str, **values: object) -> Markup:
    """
    Translated sentence with markup in its fields, such as links.

    >>> print(sentence(Language(), "Neither {a} & {b}.", a="<", b=el("b", "x")))
    Neither &lt; &amp; <b>x</b>.
    """
    text = t.fill(escape(t(template)), {name: escape(value) for name, value in values.items()})
    return Markup(text)  # noqa: S704 - template and values are escaped


def inside_link(address: str, text: Child, *, kind: str = "") -> Markup:
    """Link to a place of the dashboard or of the file."""
    return el("a", text, class_=kind, href=address, target="_self")


def outside_link(url: str, text: str) -> Markup:
    """Link to a page elsewhere; an address that is not http(s) stays text."""
    url = url.strip()
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        return escape(text)
    return el("a", text, href=url, target="_blank", rel="noopener noreferrer")


def number(value: float | None, text: str) -> Markup:
    """Printed number that carries its full value, which reads back as the same double."""
    if value is None or math.isnan(value):
        return escape(text)
    return el("data", text, value=repr(float(value)))


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def _flat(children: Iterable[Child]) -> Iterable[Markup]:
    for child in children:
        if child is None or child == "":
            continue
        if isinstance(child, str | int | float):
            yield escape(child)
        else:
            yield from _flat(child)
