"""Cases whose every free text is one nobody should trust."""

from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path

from dashboard.case import Text
from dashboard.cases.cells import check_text, clean
from dashboard.cases.folders import CaseFolder, write_case
from dashboard.errors import DashboardError
from tests.hostile.strings import ALL
from tests.thoroughness import THOROUGH

# Names of fields that hold a reader's free text; the others are words of the format.
FREE = {
    *("title", "question", "publisher", "name", "predicts", "source", "source_zh", "unit_zh"),
    *("statement", "document", "document_zh", "measure", "measure_zh", "denominator", "text"),
    *("denominator_zh", "period", "period_zh", "page", "quote", "searched", "note", "note_zh"),
    *("adjustment", "adjustment_zh", "volume_unit", "volume_unit_zh"),
}
ADDRESSES = [
    "https://hostile.invalid/'onmouseover='window.hostile=1",
    "https://hostile.invalid/?a={0.__class__}&b=%s&c={name}",
    "https://hostile.invalid/`${window.hostile=1}`",
    "https://hostile.invalid/?javascript:window.hostile=1",
    "https://hostile.invalid/&quot;onclick=window.hostile=1",
    "HTTPS://hostile.invalid/#</a>".replace("<", "%3C").replace(">", "%3E"),
]


def accepted(text):
    """Whether a cell of a case takes a text as it is."""
    try:
        return bool(text) and text == clean(check_text(text))
    except DashboardError:
        return False


TEXTS = [text for text in ALL if accepted(text)]


class _Texts:
    """The next text, round and round."""

    def __init__(self, start):
        self._places = count(start)

    def one(self):
        return TEXTS[next(self._places) % len(TEXTS)]

    def address(self):
        return ADDRESSES[next(self._places) % len(ADDRESSES)]


def _filled(value, texts):
    """The same value with other words in every free text."""
    if isinstance(value, tuple):
        return tuple(_filled(each, texts) for each in value)
    if not is_dataclass(value):
        return value
    changes = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if isinstance(held, Text):
            changes[each.name] = Text(texts.one(), texts.one())
        elif each.name in FREE and isinstance(held, str):
            changes[each.name] = texts.one()
        elif each.name == "url":
            changes[each.name] = texts.address()
        elif is_dataclass(held) or isinstance(held, tuple):
            changes[each.name] = _filled(held, texts)
    return replace(value, **changes)


def hostile_case(shipped: CaseFolder, slug: str, start: int = 0) -> CaseFolder:
    """A case with the texts from `start` on in its every free text."""
    texts = _Texts(start)
    case = replace(_filled(shipped.case, texts), slug=slug)
    note = _filled(shipped.market.note, texts)
    note = replace(note, retrieved=shipped.market.note.retrieved, sha256="")
    return replace(shipped, case=case, market=replace(shipped.market, note=note))


# Each text stands in so many places of the case, as far apart as the places are many; pages
# and files start at other places.
TURNS = 2

PAGES = sorted(file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py"))


def share(turn: int) -> list[str]:
    """Pages on which a case is opened without a browser; with one, the next case is."""
    return PAGES if THOROUGH else PAGES[turn % TURNS :: TURNS]


def written(shipped: CaseFolder, folder: Path, turns: int = TURNS) -> list[str]:
    """Write cases that hold every text, each time in other fields; returns their slugs."""
    slugs = [f"hostile-{turn}" for turn in range(turns)]
    for turn, slug in enumerate(slugs):
        write_case(hostile_case(shipped, slug, turn * (len(TEXTS) // turns) + turn), folder / slug)
    return slugs
