"""What a mark of a chart stands for: an event, a stock, a window or a statement.

Whoever clicks a mark is shown its details, so a chart says of each what it is: the `meta` of a
trace has as `mark` of which kind its marks are, and `customdata` which one each of them is; a
line that is one thing as a whole has both there, and a label in its `name`, as they stand in a
link: ``event:launch``, ``stock:603881.SS``.  Nothing of it is drawn or shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

MarkKind: TypeAlias = Literal["event", "stock", "window", "evidence"]
MARK_KINDS: tuple[MarkKind, ...] = get_args(MarkKind)


@dataclass(frozen=True, slots=True)
class Mark:
    """
    What a mark stands for.

    Attributes
    ----------
    kind : {"event", "stock", "window", "evidence"}
    id : str
        Of the event or the row of evidence; symbol of the stock; base and last session of
        the window, ``2025-02-06~2025-02-13``.
    """

    kind: MarkKind
    id: str

    @property
    def key(self) -> str:
        """As a link has it."""
        return f"{self.kind}:{self.id}"


def read_mark(key: str) -> Mark | None:
    """
    Mark of a link; None where it is not written like one.

    >>> read_mark("stock:603881.SS"), read_mark("stock:"), read_mark("colour:red")
    (Mark(kind='stock', id='603881.SS'), None, None)
    """
    kind, _, name = key.partition(":")
    found = next((each for each in MARK_KINDS if each == kind), None)
    return Mark(found, name) if found and name else None


def window_id(base: date, last: date) -> str:
    """
    Id of a window.

    >>> window_id(date(2025, 2, 6), date(2025, 2, 13))
    '2025-02-06~2025-02-13'
    """
    return f"{base.isoformat()}~{last.isoformat()}"


def points(kind: MarkKind, ids: Iterable[str], **more: str) -> dict[str, Any]:
    """What a trace says whose every point is a mark, and what else its `meta` holds."""
    return {"meta": {"mark": kind, **more}, "customdata": [[each] for each in ids]}


def whole(kind: MarkKind, name: str) -> dict[str, Any]:
    """What a trace says that is one mark; nothing for a line that stands for nothing of these."""
    return {"meta": {"mark": Mark(kind, name).key}} if name else {}


def label(kind: MarkKind, name: str) -> dict[str, Any]:
    """What an annotation says that names a mark, so that the name can be clicked like it."""
    return {"name": Mark(kind, name).key, "captureevents": True} if name else {}
