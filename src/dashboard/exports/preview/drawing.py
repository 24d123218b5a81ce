"""A plan of the picture, drawn: PNG of 1200 by 630 pixels, the same bytes for the same plan."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from dashboard.analysis.cards.glance import Glance
from dashboard.charts.theme import LIGHT
from dashboard.exports.preview.fonts import load_face
from dashboard.exports.preview.layout import HEIGHT, WIDTH, Dot, Line, Plan, Words, plan_of
from dashboard.exports.preview.lines import SCALE
from dashboard.language.language import Language

if TYPE_CHECKING:
    from PIL import Image, ImageDraw
    from PIL.ImageFont import FreeTypeFont

_SLANT = 0.2  # letters of an italic that a family lacks lean by this, as in a browser


def preview(shown: Glance, t: Language) -> bytes:
    """
    Picture of a case for whoever unfolds its link, as PNG.

    Parameters
    ----------
    shown : Glance
        The case with its card, at the moment.
    t : Language
    """
    return drawn(plan_of(shown, t))


def drawn(plan: Plan) -> bytes:
    """PNG of a plan."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only where a picture is asked for

    picture = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), LIGHT.paper)
    pen = ImageDraw.Draw(picture)
    for line in plan.lines:
        _line(pen, line)
    for dot in plan.dots:
        _dot(pen, dot)
    for bar in plan.bars:
        _line(pen, bar)
    for words in plan.words:
        _words(picture, pen, words)
    file = io.BytesIO()
    picture.reduce(SCALE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _line(pen: ImageDraw.ImageDraw, line: Line) -> None:
    half = line.width / 2
    if line.dotted:  # always upright
        y, step = line.y0, 2.5 * line.width
        while y < line.y1:
            _box(pen, line.x0 - half, y, line.x0 + half, min(y + line.width, line.y1), line.colour)
            y += step
    elif line.x0 == line.x1:
        _box(pen, line.x0 - half, line.y0, line.x0 + half, line.y1, line.colour)
    else:
        _box(pen, line.x0, line.y0 - half, line.x1, line.y0 + half, line.colour)


def _box(pen: ImageDraw.ImageDraw, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
    left, top, right, bottom = (round(each * SCALE) for each in (x0, y0, x1, y1))
    pen.rectangle((left, top, max(right - 1, left), max(bottom - 1, top)), fill=colour)


def _dot(pen: ImageDraw.ImageDraw, dot: Dot) -> None:
    x, y, radius = dot.x * SCALE, dot.y * SCALE, dot.radius * SCALE
    pen.circle((x, y), radius + 1.5 * SCALE, fill=LIGHT.paper)  # parts it from its neighbour
    if dot.hollow:
        pen.circle((x, y), radius, fill=LIGHT.paper, outline=dot.colour, width=3 * SCALE)
    else:
        pen.circle((x, y), radius, fill=dot.colour)


def _words(picture: Image.Image, pen: ImageDraw.ImageDraw, words: Words) -> None:
    x, y, size = words.x * SCALE, words.y * SCALE, words.hand.size * SCALE
    tracking = words.hand.tracking * SCALE
    for run in words.hand.runs(words.text):
        font, at = load_face(run.face, size), x + run.shift
        if run.face.slanted:
            _slanted(picture, (at, y), run.text, font, words.colour)
        else:
            for part in run.text if tracking else (run.text,):
                pen.text((at, y), part, font=font, fill=words.colour, anchor="ls")
                at += font.getlength(part) + tracking
        x += run.advance + tracking * len(run.text)


def _slanted(
    picture: Image.Image, at: tuple[float, float], run: str, font: FreeTypeFont, colour: str
) -> None:
    """Letters leaned to the right over their baseline."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - as above

    margin = round(font.size)
    room, base = (round(font.getlength(run)) + 2 * margin, 2 * margin), round(1.4 * margin)
    mask = Image.new("L", room)
    ImageDraw.Draw(mask).text((margin // 2, base), run, font=font, fill=255, anchor="ls")
    leaned = mask.transform(
        room,
        Image.Transform.AFFINE,
        (1, _SLANT, -_SLANT * base, 0, 1, 0),
        Image.Resampling.BICUBIC,
    )
    picture.paste(colour, (round(at[0]) - margin // 2, round(at[1]) - base), leaned)
