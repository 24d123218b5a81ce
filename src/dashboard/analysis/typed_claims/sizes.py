"""How much a typed claim says: a percentage with its side and bound, or closes at the limit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analysis.claims.results import Percent
from dashboard.analysis.typed_claims.refusals import RefusedClaimError, example, refuse
from dashboard.analysis.typed_claims.roles import Kind
from dashboard.analysis.typed_claims.tokens import Token, refused
from dashboard.analysis.typed_claims.values import Boards, Figure, Side
from dashboard.case import Case
from dashboard.errors import N_
from dashboard.message import Message

ABOUT = 0.05  # “about” allows this share of the figure on either side
NEAR = 0.10  # “nearly” this share below it

_BOUNDS: dict[str, str] = {
    "exactly": N_("{figure}"),
    "more": N_("more than {figure}"),
    "at-least": N_("at least {figure}"),
    "less": N_("less than {figure}"),
    "at-most": N_("at most {figure}"),
    "about": N_("about {figure}"),
    "near": N_("nearly {figure}"),
}
ONCE = N_("Say the direction once: by a word such as rose or fell, or by the sign.")
NO_DIRECTION = N_("Say the direction: rose or fell, 涨 or 跌, or a sign.")
NO_FIGURE = N_("The statement has no percentage; type one such as “{example}”.")
FIGURES = N_("The statement has {n} percentages; type one at a time, as in “{example}”.")

_ALLOWS = N_("“{stated}” is taken to allow {low} to {high}.")
_POINTS = N_("“{word}” is read as per cent.")
_TIMES = N_("“{word}” is read as {stated}.")


@dataclass(frozen=True, slots=True)
class Size:
    """
    A percentage with its side and bound.

    Attributes
    ----------
    value : float
        Signed fraction.
    half : float
        Half a unit of the last digit typed, as a fraction.
    bound : str
        "exactly", "more", "at-least", "less", "at-most", "about" or "near".
    digits : int
        Decimals of the percentage typed.
    said : tuple of Message
        What was read into it.
    """

    value: float
    half: float
    bound: str = "exactly"
    digits: int = 0
    said: tuple[Message, ...] = ()

    @property
    def side(self) -> int:
        """1 for a rise, -1 for a fall."""
        return -1 if math.copysign(1.0, self.value) < 0 else 1

    @property
    def allows(self) -> tuple[float, float]:
        """Smallest and largest return, in the direction said, that the words allow."""
        figure = abs(self.value)
        above, below = figure + self.half, figure - self.half
        wide = max(self.half, ABOUT * figure)
        return {
            "exactly": (below, above),
            "more": (figure, math.inf),
            "at-least": (below, math.inf),
            "less": (0.0, figure),
            "at-most": (0.0, above),
            "about": (figure - wide, figure + wide),
            "near": (figure * (1 - NEAR), above),
        }[self.bound]

    @property
    def stated(self) -> Message:
        """The percentage with its bound, for a sentence."""
        return Message.of(_BOUNDS[self.bound], figure=Percent(self.value, self.digits))


def size_of(tokens: Sequence[Token], case: Case, text: str) -> Size | Boards:
    """
    Size of the move that the tokens state.

    Raises
    ------
    RefusedClaimError
        If there is none, there are several, or side and bound are not said once.
    """
    of = {kind: [token for token in tokens if token.kind is kind] for kind in Kind}
    limits = [*of[Kind.LIMIT], *of[Kind.BOARDS]]
    if limits:
        return _limit(limits, [*of[Kind.SIZE], *of[Kind.SIDE], *of[Kind.BOUND]], case, text)
    figures = of[Kind.SIZE]
    if len(figures) != 1:
        template = FIGURES if figures else NO_FIGURE
        words = [token.text for token in figures]
        raise RefusedClaimError(
            template, refused=words, n=len(figures), example=example(case, text)
        )
    token = figures[0]
    figure = token.value
    assert isinstance(figure, Figure)  # noqa: S101 - what the patterns make of a percentage
    if len(of[Kind.BOUND]) > 1:
        raise refuse([refused(each, "twice") for each in of[Kind.BOUND][1:]], case, text)
    bound = of[Kind.BOUND][0] if of[Kind.BOUND] else None
    side = _side(of[Kind.SIDE], figure)
    if bound and figure.sign == "-" and bound.value not in {"exactly", "about"}:
        raise refuse([bound.as_kind(Kind.UNKNOWN)], case, text)
    return _size(token, figure, side, str(bound.value) if bound else figure.bound)


def _side(sides: Sequence[Token], figure: Figure) -> Side:
    said = {str(token.value) for token in sides}
    words = [token.text for token in sides]
    signed = {"+": "up", "-": "down"}.get(figure.sign, figure.side)
    if {"up", "down"} <= said or (figure.sign and said & {"up", "down"}):
        raise RefusedClaimError(ONCE, refused=words)
    if figure.side and said & {"up", "down"} - {figure.side}:
        raise RefusedClaimError(ONCE, refused=words)
    if not said and signed is None:
        raise RefusedClaimError(NO_DIRECTION)
    return "down" if "down" in said or signed == "down" else "up"


def _size(token: Token, figure: Figure, side: Side, bound: str) -> Size:
    value = float(figure.percent.scaleb(-2))
    exponent = figure.percent.as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    size = Size(
        -value if side == "down" else value,
        float(figure.half.scaleb(-2)),
        bound or "exactly",
        digits,
    )
    said = []
    if figure.unit == "points":
        said.append(Message.of(_POINTS, word=token.text))
    if figure.unit in {"tenths", "share"} or figure.side:
        said.append(Message.of(_TIMES, word=token.text, stated=size.stated))
    is_coarse = figure.unit in {"tenths", "share"} and size.bound == "exactly"
    if bound in {"about", "near"} or is_coarse:
        low, high = size.allows
        ends = [Percent(size.side * end, max(2, digits + 1)) for end in (low, high)]
        said.append(Message.of(_ALLOWS, stated=size.stated, low=ends[0], high=ends[1]))
    return Size(size.value, size.half, size.bound, digits, tuple(said))


def _limit(limits: Sequence[Token], others: Sequence[Token], case: Case, text: str) -> Boards:
    if others:
        raise refuse([refused(token, "limit") for token in (*limits, *others)], case, text)
    if len(limits) > 1:
        raise refuse([refused(token, "twice") for token in limits[1:]], case, text)
    value = limits[0].value
    if isinstance(value, Boards):
        return value
    return Boards(1, "down" if value == "down" else "up", 1)
