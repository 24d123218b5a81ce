"""One stated move, and the words that make it none: negated, hoped for, a target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashboard.articles.finds import Operator, ReturnKind

Direction: TypeAlias = Literal["up", "down"]

_NEGATED = re.compile(
    r"(?:没有|没|[仅只还]差|并未|未能|未|无|不是|并非|不会|难以|避免|不再|远离|无缘|not|n't|"
    r"never)[^,，。;；]{0,4}$"
)
_SHORT_OF = re.compile(r"(?:逼近|接近|直逼)[^,，。;；]{0,4}$")
_SUPPOSED = re.compile(
    r"(?:有望|预计|预期|或将|可能|将会|假如|如果|[如倘]若|料将|料今年|预测|看高|目标|空间|能否|"
    r"会不会|"
    r"\b(?:could|might|would|will|may|if|expects?|expected|forecasts?|see|"
    r"sees)\b)[^,，。;；]{0,14}$"
)
_ROOM = re.compile(r"\s*(?:的|之)?(?:上涨|下跌|上行|下行)?(?:空间|潜力|预期|概率)")


@dataclass(frozen=True, slots=True)
class Move:
    """
    One stated move, not yet bound to a stock.

    Attributes
    ----------
    start, end : int
        From its verb to the end of its number.
    kind : str
        One of `ReturnKind`.
    direction : str or None
        None where an earlier word of the sentence says it (幅度为).
    values : tuple of float
        Sizes as fractions; several after 分别.
    operator : str
    sessions, boards : int or None
    cumulative : bool
        Whether the words say that it is over several sessions.
    opening : bool
        Whether the words say that it was at the opening or while trading.
    apart : bool
        Whether 分别 or respectively deals the sizes out.
    adjacent : bool
        Whether only the name straight before it can be meant.
    """

    start: int
    end: int
    kind: ReturnKind
    direction: Direction | None
    values: tuple[float, ...] = ()
    operator: Operator = "is"
    sessions: int | None = None
    boards: int | None = None
    cumulative: bool = False
    opening: bool = False
    apart: bool = False
    adjacent: bool = False


def supposed(plain: str, start: int, end: int, bound: int, *, nearly: bool = False) -> bool:
    """
    Whether what stands before a move or behind it says that it was none.

    With `nearly` what it came near counts: 接近翻倍 has a size, 逼近涨停 was no limit.
    """
    before = plain[max(bound, start - 20) : start]
    short = not nearly and _SHORT_OF.search(before)
    return bool(
        short or _NEGATED.search(before) or _SUPPOSED.search(before) or _ROOM.match(plain, end)
    )
