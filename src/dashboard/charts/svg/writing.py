"""Elements of an SVG as text: numbers to a tenth of a pixel, words escaped, colours by name.

A colour may be written as a variable of the page's style, so that one drawing is light on a
light page and dark on a dark one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dashboard.charts.svg.known import UnknownMarkError
from dashboard.charts.theme import Palette

_RGBA = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# XML has no way to write these at all.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """
    Words as they may stand in an element or in an attribute.

    >>> escaped('<script> & "x"')
    '&lt;script&gt; &amp; &quot;x&quot;'
    """
    return _UNWRITABLE.sub("", text).translate(_ESCAPES)


def number(value: float) -> str:
    """
    Pixels to a tenth, without what says nothing.

    >>> number(12.04), number(-0.01), number(7.25)
    ('12', '0', '7.2')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def exact(value: float) -> str:
    """
    Thin widths and opacities, to a thousandth.

    >>> exact(0.55), exact(1.0)
    ('0.55', '1')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


@lru_cache(maxsize=512)
def parsed(colour: str) -> tuple[str, float]:
    """
    Hexadecimal colour and opacity.

    >>> parsed("rgba(53,70,166,0.13)"), parsed("#FBFAF6")
    (('#3546A6', 0.13), ('#FBFAF6', 1.0))

    Raises
    ------
    UnknownMarkError
        If it is written in another way than our charts do.
    """
    if _HEX.fullmatch(colour):
        return colour.upper(), 1.0
    found = _RGBA.fullmatch(colour)
    if found is None:
        raise UnknownMarkError("colour", colour)
    red, green, blue = (int(found[i]) for i in (1, 2, 3))
    return f"#{red:02X}{green:02X}{blue:02X}", float(found[4] or 1)


# Strokes and gaps of Plotly's dashes, in widths of the line.
_DASHES = {
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}


@dataclass(frozen=True, slots=True)
class Inks:
    """
    How colours are written.

    Attributes
    ----------
    names : mapping of str to str
        What stands for a hexadecimal colour in capitals, such as ``var(--ink)``; a colour
        that is not in it stands for itself.
    """

    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, palette: Palette) -> Inks:
        """
        Colours of a theme as variables of the page's style, for a drawing that follows it.

        >>> from dashboard.charts.theme import LIGHT
        >>> Inks.of(LIGHT).names["#9C5A00"]
        'var(--group1,#9C5A00)'
        """
        named = {
            name: getattr(palette, name)
            for name in ("paper", "ink", "grey", "rule", "window", "faded", "red", "green")
        }
        named |= {f"group{place}": colour for place, colour in enumerate(palette.groups)}
        return cls({colour: f"var(--{name},{colour})" for name, colour in named.items()})

    def fill(self, colour: str, opacity: float = 1.0) -> str:
        """Attributes of a surface."""
        return self._paint("fill", colour, opacity)

    def stroke(
        self, colour: str, width: float, *, dash: str = "solid", opacity: float = 1.0
    ) -> str:
        """Attributes of a line; none where it has no width."""
        if not width:
            return ""
        paint = self._paint("stroke", colour, opacity)
        if paint == ' stroke="none"':
            return ""
        thick = "" if width == 1 else f' stroke-width="{exact(width)}"'
        unit = max(width, 3.0)
        lengths = " ".join(exact(unit * times) for times in _DASHES.get(dash, ()))
        dots = f' stroke-dasharray="{lengths}"' if lengths else ""
        return f"{paint}{thick}{dots}"

    def _paint(self, what: str, colour: str, opacity: float) -> str:
        plain, alpha = parsed(colour)
        alpha *= opacity
        if not alpha:
            return f' {what}="none"'
        shown = self.names.get(plain, plain)
        faint = "" if alpha == 1 else f' {what}-opacity="{exact(alpha)}"'
        return f' {what}="{escaped(shown)}"{faint}'


def line(x0: float, y0: float, x1: float, y1: float, attributes: str) -> str:
    """A straight line."""
    ends = f'x1="{number(x0)}" y1="{number(y0)}" x2="{number(x1)}" y2="{number(y1)}"'
    return f"<line {ends}{attributes}/>"


def rectangle(x0: float, y0: float, x1: float, y1: float, attributes: str) -> str:
    """A rectangle between two corners, whichever is given first."""
    # Edges are rounded, not sizes: what touches still touches.
    left, right = sorted((round(x0, 1), round(x1, 1)))
    top, bottom = sorted((round(y0, 1), round(y1, 1)))
    place = f'x="{number(left)}" y="{number(top)}"'
    size = f'width="{number(right - left)}" height="{number(bottom - top)}"'
    return f"<rect {place} {size}{attributes}/>"


def group(content: str, attributes: str = "") -> str:
    """Elements that share attributes; nothing where there are none."""
    return f"<g{attributes}>{content}</g>" if content else ""
