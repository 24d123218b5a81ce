"""Fonts of this machine: a serif and a sans, each for Latin and for Han signs.

None is shipped.  What the usual folders hold is listed once; the first family of a list that
is there is used, and a sign that it lacks is looked for in the one behind it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.language.language import Code

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Style: TypeAlias = Literal["serif", "serif bold", "serif italic", "sans", "sans bold"]

MOST_FILES = 20_000  # of fonts that are looked through
_FACES = 24  # at most, in one file

# Files of regular, bold and italic; empty where a family has none.
_LATIN_SERIF = (
    ("georgia.ttf", "georgiab.ttf", "georgiai.ttf"),
    ("georgia.ttf", "georgia bold.ttf", "georgia italic.ttf"),
    ("sourceserif4-regular.otf", "sourceserif4-bold.otf", "sourceserif4-it.otf"),
    ("sourceserif4-regular.ttf", "sourceserif4-bold.ttf", "sourceserif4-it.ttf"),
    ("notoserif-regular.ttf", "notoserif-bold.ttf", "notoserif-italic.ttf"),
    ("liberationserif-regular.ttf", "liberationserif-bold.ttf", "liberationserif-italic.ttf"),
    ("times.ttf", "timesbd.ttf", "timesi.ttf"),
    ("times new roman.ttf", "times new roman bold.ttf", "times new roman italic.ttf"),
)
_LATIN_SANS = (
    ("segoeui.ttf", "segoeuib.ttf", ""),
    ("helveticaneue.ttc", "helveticaneue.ttc", ""),
    ("notosans-regular.ttf", "notosans-bold.ttf", ""),
    ("roboto-regular.ttf", "roboto-bold.ttf", ""),
    ("liberationsans-regular.ttf", "liberationsans-bold.ttf", ""),
    ("arial.ttf", "arialbd.ttf", ""),
    ("arial.ttf", "arial bold.ttf", ""),
)
_HAN_SERIF = (
    ("notoserifcjk-regular.ttc", "notoserifcjk-bold.ttc", ""),
    ("notoserifcjksc-regular.otf", "notoserifcjksc-bold.otf", ""),
    ("notoserifsc-regular.otf", "notoserifsc-bold.otf", ""),
    ("sourcehanserif-regular.ttc", "sourcehanserif-bold.ttc", ""),
    ("sourcehanserifsc-regular.otf", "sourcehanserifsc-bold.otf", ""),
    ("sourcehanserifcn-regular.otf", "sourcehanserifcn-bold.otf", ""),
    ("songti.ttc", "songti.ttc", ""),
)
_HAN_SANS = (
    ("notosanscjk-regular.ttc", "notosanscjk-bold.ttc", ""),
    ("notosanscjksc-regular.otf", "notosanscjksc-bold.otf", ""),
    ("notosanssc-regular.otf", "notosanssc-bold.otf", ""),
    ("sourcehansans-regular.ttc", "sourcehansans-bold.ttc", ""),
    ("sourcehansanssc-regular.otf", "sourcehansanssc-bold.otf", ""),
    ("sourcehansanscn-regular.otf", "sourcehansanscn-bold.otf", ""),
    ("pingfang.ttc", "pingfang.ttc", ""),
    ("hiragino sans gb.ttc", "hiragino sans gb.ttc", ""),
    ("msyh.ttc", "msyhbd.ttc", ""),
    ("wqy-microhei.ttc", "wqy-microhei.ttc", ""),
    ("wqy-zenhei.ttc", "wqy-zenhei.ttc", ""),
    ("simhei.ttf", "", ""),
    ("simsun.ttc", "", ""),
    ("droidsansfallbackfull.ttf", "", ""),
    ("droidsansfallback.ttf", "", ""),
)
# Wide letters with many signs: behind all others.
_LAST_SERIF = (("dejavuserif.ttf", "dejavuserif-bold.ttf", "dejavuserif-italic.ttf"),)
_LAST_SANS = (("dejavusans.ttf", "dejavusans-bold.ttf", ""),)

# The Latin letters of a Han family are good ones, and harmonise with its signs.
_FAMILIES = {
    ("serif", "en"): (_LATIN_SERIF, _HAN_SERIF, _HAN_SANS, _LAST_SERIF, _LAST_SANS),
    ("serif", "zh"): (_HAN_SERIF, _HAN_SANS, _LATIN_SERIF, _LAST_SERIF, _LAST_SANS),
    ("sans", "en"): (_LATIN_SANS, _HAN_SANS, _HAN_SERIF, _LAST_SANS, _LAST_SERIF),
    ("sans", "zh"): (_HAN_SANS, _HAN_SERIF, _LATIN_SANS, _LAST_SANS, _LAST_SERIF),
}
_BOLD = ("bold", "semibold", "w6")


@dataclass(frozen=True, slots=True)
class FontFile:
    """
    One face of a file.

    Attributes
    ----------
    path : str
    index : int
        Of the face in a collection.
    slanted : bool
        Whether its letters have to be slanted where an italic is wanted.
    han : bool
        Whether it is of a family of Han signs, whose quotation marks are as wide as these.
    """

    path: str
    index: int = 0
    slanted: bool = False
    han: bool = False


def font_folders() -> tuple[Path, ...]:
    """Folders where a system keeps its fonts; not all of them exist."""
    home = Path.home()
    if sys.platform == "win32":
        windows, local = os.environ.get("WINDIR", "C:/Windows"), os.environ.get("LOCALAPPDATA")
        own = [Path(local, "Microsoft", "Windows", "Fonts")] if local else []
        return (Path(windows, "Fonts"), *own)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    own_data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        own_data / "fonts",
        home / ".fonts",
    )


def can_write(code: Code, texts: Iterable[str] = ()) -> bool:
    """
    Whether the fonts at hand have the letters of a language, and all those of some texts.

    Parameters
    ----------
    code : {"en", "zh"}
    texts : iterable of str
        Signs that are no letters, such as emoji, do not count: they are left out.
    """
    faces = faces_of("serif bold", code)
    needed = {"en": "Ag", "zh": "案字"}[code]
    letters = {sign for text in (needed, *texts) for sign in text if sign.isalpha()}
    return all(any(has_sign(face, sign) for face in faces) for sign in letters)


def faces_of(style: Style, code: Code) -> tuple[FontFile, ...]:
    """Faces of a style for a language, the first one first; signs it lacks are in the others."""
    return _faces_of(style, code, font_folders())


@cache
def _faces_of(style: Style, code: Code, folders: tuple[Path, ...]) -> tuple[FontFile, ...]:
    kind, _, variant = style.partition(" ")
    at_hand = _files(folders)
    found = []
    for families in _FAMILIES[kind, code]:
        face = next(_of_families(families, variant, at_hand), None)
        if face is not None:
            found.append(face)
    return tuple(found)


def _of_families(
    families: tuple[tuple[str, str, str], ...], variant: str, at_hand: dict[str, str]
) -> Iterator[FontFile]:
    """Faces of the families that are at hand, those with a file of the variant first."""
    wanted = {"bold": 1, "italic": 2}.get(variant, 0)
    named = [(family[wanted] or family[0], wanted == 2 and not family[2]) for family in families]
    plain = [(family[0], wanted == 2) for family in families]
    # Systems write the files of one family differently: its regular one alone comes later.
    for (name, slanted), (regular, _) in zip([*named, *plain], [*plain, *plain], strict=True):
        if name not in at_hand or regular not in at_hand:
            continue
        index = _face_in(at_hand[name], bold=variant == "bold")
        if index is not None:
            yield FontFile(at_hand[name], index, slanted, han=families in {_HAN_SERIF, _HAN_SANS})


@cache
def _files(folders: tuple[Path, ...]) -> dict[str, str]:
    """Font files below some folders by their names in small letters."""
    found: dict[str, str] = {}
    for folder in folders:
        for place, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")):
                    found.setdefault(name.lower(), os.path.join(place, name))  # noqa: PTH118
            if len(found) > MOST_FILES:
                return found
    return found


@cache
def _face_in(path: str, *, bold: bool) -> int | None:
    """Face of a file to be used: of a collection the simplified one in the weight wanted."""
    from PIL import ImageFont  # noqa: PLC0415 - only where a picture is asked for

    ranked = []
    for index in range(_FACES if path.lower().endswith(".ttc") else 1):
        try:
            family, style = ImageFont.truetype(path, 20, index=index).getname()
        except (OSError, ValueError):
            break
        names, weight = str(family).split(), str(style).lower()
        simplified = "SC" in names or "GB" in names
        fits = any(word in weight for word in _BOLD) == bold
        ranked.append((not simplified, "Mono" in names, not fits, "italic" in weight, index))
    return min(ranked)[-1] if ranked else None


@lru_cache(maxsize=256)
def load_face(face: FontFile, size: int) -> FreeTypeFont:
    """Font of a face in a size, ready to measure and to draw."""
    from PIL import ImageFont  # noqa: PLC0415 - as above

    # The plain engine: what stands in a title must not be able to turn the writing round.
    plain = ImageFont.Layout.BASIC
    return ImageFont.truetype(face.path, size, index=face.index, layout_engine=plain)


@lru_cache(maxsize=8192)
def has_sign(face: FontFile, sign: str) -> bool:
    """Whether a face can draw a sign: it differs from what it draws where it has none."""
    if sign.isspace():
        return True
    with suppress(OSError, ValueError):
        font = load_face(face, 20)
        drawn, lacking = font.getmask(sign), font.getmask("\U0010fffe")
        return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))
    return False
