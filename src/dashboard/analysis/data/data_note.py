"""One thing to know about the data of a case, and how it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.message import Message

Severity = Literal["note", "warning"]
PageName = Literal["story", "prices", "timeline", "exposure", "claims", "data"]


@dataclass(frozen=True, slots=True)
class DataNote:
    """
    One thing to know about the data of a case.

    Attributes
    ----------
    kind : str
        What it is about, in words of a program: ``missing-sessions``, ``deadline`` …
    severity : {"note", "warning"}
        A warning can change a number on a page; a note says how it came about.
    subject : str
        Symbol, story, group, claim or file that it is about; empty for the case.
    remark : Message
        The sentence.
    page : str
        Page on which the matter can be seen.
    """

    kind: str
    severity: Severity
    subject: str
    remark: Message
    page: PageName


def counted(
    kind: str,
    template: str,
    ids: Sequence[str],
    total: int,
    *,
    severity: Severity = "note",
    subject: str = "",
    page: PageName = "exposure",
) -> Iterator[DataNote]:
    """Concern about some of many things, listed by id; none when there are no such things."""
    if ids:
        remark = Message.of(template, n=len(ids), total=total, ids=", ".join(ids))
        yield DataNote(kind, severity, subject, remark, page)
