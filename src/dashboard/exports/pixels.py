"""A drawing of ours as a PNG, without a browser: resvg paints it with the fonts of this machine.

No family is named that the machine has not: the first of each kind that is there stands before
those that the drawing asks for, the same ones that write the preview picture of a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from lxml import etree

from dashboard.errors import N_, ExportError
from dashboard.exports.preview.fonts import FontFile, Style, can_write, faces_of
from dashboard.language.language import Code

SCALE = 2  # pixels of a PNG for one of the drawing, for print and fine screens

_SVG = "{http://www.w3.org/2000/svg}"
_STYLES: tuple[Style, ...] = ("sans", "sans bold", "serif", "serif bold")
_HAN = re.compile("([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)")
# A family of Han signs has these as wide as its signs, which tears English words apart.
_WIDE = re.compile("([‘’“”…·]+)")
_NO_FONT = N_(
    "This machine has no font for the words of this image: install one with Chinese signs, such "
    "as Noto Sans CJK, or take the SVG."
)


def painted(drawing: str, code: Code) -> bytes:
    """
    PNG of a drawing, twice its size.

    Parameters
    ----------
    drawing : str
        An SVG that this program drew.
    code : {"en", "zh"}
        Language of its words; names of stocks may be Chinese in either.

    Raises
    ------
    ExportError
        If no font of this machine can write it, or it cannot be painted.
    """
    if not can_write(code):
        raise ExportError(_NO_FONT)
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - only where an image is asked for

    sans, serif = faces_of("sans", code), faces_of("serif", code)
    try:
        return svg_to_bytes(
            svg_string=_spelt(drawing, sans, code),
            zoom=SCALE,
            style_sheet=f"svg{{font-family:{_list(sans)}}}text[font-family]{{font-family:{_list(serif)}}}",
            skip_system_fonts=True,
            font_files=_files(code),
        )
    except ValueError as error:
        raise ExportError(
            N_("The image could not be painted ({reason}); take the SVG."), reason=str(error)[:80]
        ) from error


def _files(code: Code) -> list[str]:
    """Files of all faces, each once; nothing else of the machine is looked at."""
    return list(dict.fromkeys(face.path for style in _STYLES for face in faces_of(style, code)))


def _list(faces: Iterable[FontFile]) -> str:
    return ",".join(f"'{_family(face)}'" for face in faces)


@cache
def _family(face: FontFile) -> str:
    """Name of a face's family, as a style sheet calls it."""
    from PIL import ImageFont  # noqa: PLC0415 - as above

    family, _ = ImageFont.truetype(face.path, 20, index=face.index).getname()
    return re.sub(r"[^\w .-]", "", str(family))


def _spelt(drawing: str, faces: Sequence[FontFile], code: Code) -> str:
    """
    Drawing with each Han sign in a family of simplified ones, and no wide marks among English.

    What paints looks for a sign that a family lacks in any face at hand, a Japanese one too.
    """
    root = etree.fromstring(drawing.encode(), etree.XMLParser(resolve_entities=False))
    han = next((face for face in faces if face.han), None)
    latin = next((face for face in faces if not face.han), None)
    if han is not None and faces[0] != han:
        _set_apart(root, _HAN, _family(han))
    elif code == "en" and latin is not None and faces[0].han:
        _set_apart(root, _WIDE, _family(latin))
    return str(etree.tostring(root, encoding="unicode"))


def _set_apart(root: Any, signs: re.Pattern[str], family: str) -> None:
    """Put every run of some signs into an element with a family of its own."""
    for each in list(root.iter(f"{_SVG}text", f"{_SVG}tspan")):
        if each.text and signs.search(each.text):
            each.text, *rest = signs.split(each.text)
            _insert(each, 0, rest, family)
        if each.tag == f"{_SVG}tspan" and each.tail and signs.search(each.tail):
            above = each.getparent()
            each.tail, *rest = signs.split(each.tail)
            _insert(above, above.index(each) + 1, rest, family)


def _insert(above: Any, place: int, parts: Sequence[str], family: str) -> None:
    """Add runs of signs and what follows each of them, in turn, from a place on."""
    for shift, (run, behind) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        made = etree.Element(f"{_SVG}tspan", {"font-family": family})
        made.text, made.tail = run, behind
        above.insert(place + shift, made)
