"""How the last refresh of a symbol went, as a small file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dashboard.files import plain, read_json, write_json
from dashboard.message import Message


@dataclass(frozen=True, slots=True)
class RefreshRecord:
    """
    How the last refresh of a symbol went.

    Attributes
    ----------
    at : str
        ISO time in UTC.
    source : str
        Who served, or holds, the series; empty when nobody did.
    kind : str
        Word of `dashboard.refresh.refreshing.Kind`.
    remark : Message or None
        What a reader should know of it.
    refused : tuple of (str, str, Message)
        Sources that gave nothing usable: id, outcome, sentence.
    """

    at: str
    source: str
    kind: str
    remark: Message | None = None
    refused: tuple[tuple[str, str, Message], ...] = ()


def write_record(tried: RefreshRecord, file: Path) -> None:
    """Replace the file."""
    write_json(file, plain(asdict(tried)))


def read_record(file: Path) -> RefreshRecord | None:
    """Read the file; None where there is none or it cannot be made out."""
    found = read_json(file)
    try:
        return _try(found) if found else None
    except (KeyError, TypeError, ValueError):
        return None


def _try(found: dict[str, Any]) -> RefreshRecord:
    refused = tuple((name, outcome, _remark(text)) for name, outcome, text in found["refused"])
    remark = found["remark"]
    return RefreshRecord(
        at=str(found["at"]),
        source=str(found["source"]),
        kind=str(found["kind"]),
        remark=None if remark is None else _remark(remark),
        refused=refused,
    )


def _remark(found: dict[str, Any]) -> Message:
    return Message(
        str(found["template"]), tuple((str(name), each) for name, each in found["fields"])
    )
