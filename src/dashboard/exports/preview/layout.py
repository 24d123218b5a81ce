"""Where everything of the picture stands: lines, dots and words in pixels, nothing drawn yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dashboard.analysis.cards.card import Card, Row
from dashboard.analysis.cards.glance import Glance
from dashboard.analysis.cards.words import said, window_words
from dashboard.charts.theme import LIGHT
from dashboard.exports.preview.lines import Hand, broken, clean, cut
from dashboard.html.dot_strip import Scale, scale_of
from dashboard.language.language import Language

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 64, WIDTH - 64
MOST_ROWS = 8  # of groups; the stocks of further ones stand together in the last row
_MANY = 5  # groups; with more of them a question has one line
BRAND = "market / narrative"

_RULE, _KICKER, _QUESTION, _FOOT = 44, 82, 128, 560  # heights of rule, baselines, foot's rule
_QUESTION_SIZE, _LINE = 30, 40
_HEADLINES = (66, 60, 54, 48, 44, 40, 36, 32)
_ALONE = (88, 78)  # tried first where no dots stand below
_LARGE = 54  # from here on a headline has two lines, below it three
_MARKET_ROOM, _ZERO_ROOM = 44, 24  # above and below the rows of dots
_LEAST_ROW, _MOST_ROW = 25, 72
_NAMES = 320  # pixels of the names of groups at most


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; a dotted one has gaps as long as its dots."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str
    width: float = 1.5
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """One stock; a hollow dot is not final."""

    x: float
    y: float
    colour: str
    radius: float
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Words on one line: left end and baseline."""

    x: float
    y: float
    text: str
    hand: Hand
    colour: str


@dataclass(slots=True)
class Plan:
    """All of a picture, in the order in which it is drawn: lines, dots, bars of means, words."""

    lines: list[Line] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    bars: list[Line] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, hand: Hand, colour: str = LIGHT.ink) -> None:
        """Put words at their left end and baseline."""
        self.words.append(Words(x, y, text, hand, colour))


def plan_of(shown: Glance, t: Language) -> Plan:
    """
    Plan the picture of a case.

    Parameters
    ----------
    shown : Glance
        The case with its card, at the moment.
    t : Language
    """
    plan = Plan([Line(LEFT, _RULE, RIGHT, _RULE, LIGHT.ink, 2)])
    rows = _rows(shown.card, t)
    bottom = _head(plan, shown, len(rows), t)
    if rows:
        _strip(plan, shown, rows, bottom, t)
    _foot(plan, shown, t)
    return plan


def _head(plan: Plan, shown: Glance, n_rows: int, t: Language) -> float:
    """Title, question and headline; returns the height at which they end."""
    room = RIGHT - LEFT
    kicker = Hand("sans", 21, t.code, tracking=1.7)
    title = clean(t.pick(shown.entry.title)).upper()
    plan.write(LEFT, _KICKER, cut(title, kicker, room), kicker, LIGHT.grey)
    # Chinese has no italic.
    asked = Hand("serif italic" if t.code == "en" else "serif", _QUESTION_SIZE, t.code)
    y = float(_QUESTION)
    question = clean(t.pick(shown.entry.question))
    for line in broken(question, asked, room, 1 if n_rows > _MANY else 2):
        plan.write(LEFT - _hung(line, asked), y, line, asked, LIGHT.grey)
        y += _LINE
    y -= _LINE
    sizes, below = _HEADLINES if n_rows else (*_ALONE, *_HEADLINES), _strip_room(n_rows)
    hand, lines = _headline(clean(said(shown, t)), sizes, _FOOT - below - y - 40, t)
    y += 22
    for line in lines:
        y += round(hand.size * 1.15)
        plan.write(LEFT - _hung(line, hand), y, line, hand)
    return y + hand.size * 0.3


def _hung(line: str, hand: Hand) -> float:
    """Pixels by which a line begins further left: a wide quotation mark is empty in front."""
    return hand.size * 0.45 if hand.code == "zh" and line[:1] in {"“", "‘"} else 0.0


def _headline(text: str, sizes: Sequence[int], room: float, t: Language) -> tuple[Hand, list[str]]:
    """Headline as large as its length and the room in height allow."""
    for size in sizes:
        hand, most = Hand("serif bold", size, t.code), 2 if size >= _LARGE else 3
        lines = broken(text, hand, RIGHT - LEFT, 4)
        if len(lines) <= most and len(lines) * size * 1.15 + size * 0.3 <= room:
            return hand, lines
    hand = Hand("serif bold", _HEADLINES[-1], t.code)
    return hand, broken(text, hand, RIGHT - LEFT, 3)


def _foot(plan: Plan, shown: Glance, t: Language) -> None:
    plan.lines.append(Line(LEFT, _FOOT, RIGHT, _FOOT, LIGHT.rule, 1.5))
    brand, hand = Hand("sans bold", 21, t.code), Hand("sans", 21, t.code)
    plan.write(LEFT, _FOOT + 34, BRAND, brand)
    if shown.entry.window is not None:
        window = window_words(shown.entry.window, t)
        plan.write(RIGHT - hand.width(window), _FOOT + 34, window, hand, LIGHT.grey)


# The strip of dots ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Named:
    """A row of dots with its name, its mean in words and its colour."""

    row: Row
    name: str
    mean: str
    colour: str


def _rows(card: Card, t: Language) -> list[_Named]:
    """Groups of the card; none where no stock has a return."""
    if not any(row.dots for row in card.rows):
        return []
    palette = LIGHT.groups
    found = [
        _Named(row, clean(t.pick(row.title)), t.percent(row.mean), palette[place % len(palette)])
        for place, row in enumerate(card.rows)
    ]
    if len(found) <= MOST_ROWS:
        return found
    rest = found[MOST_ROWS - 1 :]
    dots = tuple(dot for each in rest for dot in each.row.dots)
    name = t.plural("{n} more group", "{n} more groups", len(rest))
    together = replace(rest[0].row, mean=None, dots=dots)
    return [*found[: MOST_ROWS - 1], _Named(together, name, "", LIGHT.grey)]


def _strip_room(n: int) -> float:
    """Pixels that the rows need above the foot at least."""
    return n * max(_LEAST_ROW, min(44, 150 / n)) + _MARKET_ROOM + _ZERO_ROOM if n else 0


def _strip(plan: Plan, shown: Glance, rows: Sequence[_Named], top: float, t: Language) -> None:
    free = _FOOT - 12 - top - _MARKET_ROOM - _ZERO_ROOM
    height = max(float(_LEAST_ROW), min(_MOST_ROW, free / len(rows)))
    # What is left over stands above and below.
    y0 = top + _MARKET_ROOM + max(0.0, free - height * len(rows)) / 2
    size = _name_size(rows, height, t)
    name, mean = Hand("sans bold", size, t.code), Hand("sans", size, t.code)
    names = [_name_lines(each.name, name, height) for each in rows]
    left = LEFT + max(name.width(line) for lines in names for line in lines) + 30
    right = RIGHT - max(mean.width(each.mean) for each in rows) - 26
    scale = scale_of([shown.card])
    _verticals(plan, shown.card, scale, (left, right), (y0, y0 + height * len(rows)), t)
    for place, (each, lines) in enumerate(zip(rows, names, strict=True)):
        y = y0 + (place + 0.5) * height
        first = y + size * 0.36 - (len(lines) - 1) * size * 0.58
        for number, line in enumerate(lines):
            plan.write(LEFT, first + number * size * 1.16, line, name, each.colour)
        plan.write(RIGHT - mean.width(each.mean), y + size * 0.36, each.mean, mean, each.colour)
        _dots(plan, each, scale, (left, right), y, height, hollow=not shown.is_closed)


def _name_size(rows: Sequence[_Named], height: float, t: Language) -> int:
    """Pixels of the names of groups; smaller ones where some need two lines."""
    if height < 30:
        return 17
    large = Hand("sans bold", 24, t.code)
    fits = all(large.width(each.name) <= _NAMES for each in rows)
    return large.size if height >= 44 and (fits or height >= 2.4 * large.size) else 20


def _name_lines(name: str, hand: Hand, height: float) -> list[str]:
    """Name of a group on as many lines as its row is high."""
    return broken(name, hand, _NAMES, 2 if height >= 2.4 * hand.size else 1) or [""]


def _verticals(
    plan: Plan,
    card: Card,
    scale: Scale,
    ends: tuple[float, float],
    between: tuple[float, float],
    t: Language,
) -> None:
    """Zero with its sign below, and the market with its return above."""
    top, bottom = between
    hand, small = Hand("sans", 20, t.code), Hand("sans", 18, t.code)
    zero = across(scale, 0.0, ends)
    plan.lines.append(Line(zero, top, zero, bottom, LIGHT.grey, 1.5))
    label = t.percent(0.0, 0)
    plan.write(zero - small.width(label) / 2, bottom + 20, label, small, LIGHT.grey)
    if card.market is None:
        return
    market = across(scale, card.market, ends)
    plan.lines.append(Line(market, top - 4, market, bottom, LIGHT.ink, 2, dotted=True))
    told = t("the market {value}", value=t.percent(card.market))
    start = market - hand.width(told) / 2
    start = min(max(start, ends[0]), RIGHT - hand.width(told))
    plan.write(start, top - 12, told, hand, LIGHT.grey)


def _dots(
    plan: Plan,
    each: _Named,
    scale: Scale,
    ends: tuple[float, float],
    y: float,
    height: float,
    *,
    hollow: bool,
) -> None:
    """Dots of a group over the span that they cover, and the bar of its mean."""
    places = [across(scale, dot.value, ends) for dot in each.row.dots]
    if not places:
        return
    radius = 9.0 if height >= 44 else 7.0
    span = Line(min(places), y, max(places), y, faded(each.colour), 2)
    plan.lines.append(span)
    plan.dots += [Dot(x, y, each.colour, radius, hollow) for x in sorted(places)]
    if each.row.mean is not None:
        x, half = across(scale, each.row.mean, ends), min(20.0, height * 0.45)
        plan.bars.append(Line(x, y - half, x, y + half, each.colour, 3))


def across(scale: Scale, value: float, ends: tuple[float, float]) -> float:
    """Pixels from the left at which a return stands."""
    return ends[0] + (ends[1] - ends[0]) * scale.place(value) / 100


def faded(colour: str) -> str:
    """
    Colour as it looks on the paper at little less than half its strength.

    >>> faded("#3546A6")
    '#A2A9D2'
    """
    inks = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    papers = (int(LIGHT.paper[at : at + 2], 16) for at in (1, 3, 5))
    mixed = (round(0.45 * ink + 0.55 * paper) for ink, paper in zip(inks, papers, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)
