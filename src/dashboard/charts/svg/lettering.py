"""Words in a drawing: Plotly's few tags, how wide a line is, and its text element.

Widths are those of Arial, which the usual faces of a system are near to.  They decide where
the paper behind a label ends and where its leader begins, nothing that is read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.svg.writing import Inks, escaped, exact, number

LINE = 1.3  # from one line of a label to the next, in sizes of its type
MIDDLE = 0.35  # from the middle of a line of type down to the foot of its letters
_TAG = re.compile(r"(<br ?/?>|</?b>|</?i>)")
# Widths in thousandths of the size, by letter.
_WIDTHS = {
    **dict.fromkeys("ijl'’‘|", 222),
    **dict.fromkeys("ft.,:;!/ I[]·", 278),
    **dict.fromkeys("r()-“”", 333),
    **dict.fromkeys("cksvxyzJ", 500),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("%", 889),
    **dict.fromkeys("W…—▲▼□", 970),
    **dict.fromkeys("+−=<>~", 584),
}
_OTHER, _HAN = 556, 1000
_BOLD = 1.06


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one weight in a line."""

    text: str
    bold: bool = False
    slanted: bool = False


def lines(text: str) -> list[list[Run]]:
    """
    Lines of a label, each of runs; what is no tag of Plotly's stays letters.

    >>> lines("<b>1</b> a &amp; b<br><u>")
    [[Run(text='1', bold=True, slanted=False), Run(text=' a & b', bold=False, slanted=False)], \
[Run(text='<u>', bold=False, slanted=False)]]
    """
    if "<" not in text and "&" not in text:
        return [[Run(text)]]
    made: list[list[Run]] = [[]]
    bold = slanted = False
    for piece in _TAG.split(text):
        if piece.startswith("<br"):
            made.append([])
        elif piece in {"<b>", "</b>"}:
            bold = piece == "<b>"
        elif piece in {"<i>", "</i>"}:
            slanted = piece == "<i>"
        elif piece:
            made[-1].append(Run(html.unescape(piece), bold, slanted))
    return made


def width(line: Sequence[Run], size: float) -> float:
    """
    Pixels that a line takes in type of that size.

    >>> width([Run("依米康")], 13.0), round(width([Run("300249")], 13.0), 1)
    (39.0, 43.4)
    """
    total = 0.0
    for run in line:
        wide = sum(
            _HAN if ord(letter) > 0x2E80 else _WIDTHS.get(letter, _upper(letter))
            for letter in run.text
        )
        total += wide * (_BOLD if run.bold else 1.0)
    return total * size / 1000


def _upper(letter: str) -> int:
    return 667 if letter.isupper() else _OTHER


@dataclass(frozen=True, slots=True)
class Type:
    """
    How words are set.

    Attributes
    ----------
    size : float
        Pixels.
    colour : str
    family : str
        Faces in the order in which they are tried; empty for those of the whole drawing.
    opacity : float
    """

    size: float
    colour: str
    family: str = ""
    opacity: float = 1.0


ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
SHARES = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
"""Part of a label that lies before the point it hangs on, by its anchor."""


def write(
    shown: Sequence[Sequence[Run]],
    x: float,
    foot: float,
    kind: Type,
    inks: Inks,
    *,
    anchor: str = "left",
    turned: str = "",
) -> str:
    """
    Text element of a label.

    Parameters
    ----------
    shown : sequence of lines
    x, foot : float
        Point of the first line: its anchor across, the foot of its letters.
    kind : Type
    inks : Inks
    anchor : str
        Side of each line that the point is on: left, center or right.
    turned : str
        A transform, where the words do not run across.
    """
    whole = [run for line in shown for run in line]
    if not any(run.text for run in whole):
        return ""
    bold = all(run.bold for run in whole)
    style = "".join(
        [
            f' font-size="{exact(kind.size)}"',
            inks.fill(kind.colour, kind.opacity),
            f' font-family="{escaped(kind.family)}"' if kind.family else "",
            ' font-weight="700"' if bold else "",
            ANCHORS[anchor],
            # A space at an end keeps words off the edge of the plot.
            ' xml:space="preserve"' if any(run.text != run.text.strip() for run in whole) else "",
            f' transform="{turned}"' if turned else "",
        ]
    )
    told = []
    for place, line in enumerate(shown):
        words = "".join(_run(run, bold=bold) for run in line)
        down = "" if not place else f' x="{number(x)}" dy="{exact(kind.size * LINE)}"'
        told.append(f"<tspan{down}>{words}</tspan>" if down else words)
    return f'<text x="{number(x)}" y="{number(foot)}"{style}>{"".join(told)}</text>'


def _run(run: Run, *, bold: bool) -> str:
    style = ' font-weight="700"' if run.bold and not bold else ""
    style += ' font-style="italic"' if run.slanted else ""
    words = escaped(run.text)
    return f"<tspan{style}>{words}</tspan>" if style else words
