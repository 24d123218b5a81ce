"""A table that is folded away: it comes packed, and stands in the page once it is unfolded."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from markupsafe import Markup

from dashboard.ui import packing


def show(payload: bytes, *, key: str) -> None:
    """
    Put a folded table on the page.

    Parameters
    ----------
    payload : bytes
        What `packed` made of it.
    key : str
    """
    _component()(key=key, data=payload)


def packed(name: str, label: str, inside: Markup) -> bytes:
    """
    Payload of a table.

    Parameters
    ----------
    name : str
        By which the link knows that it is unfolded.
    label : str
        Words that unfold it.
    inside : Markup
        The table, escaped; the browser puts it into the page as it is.
    """
    told = {"name": name, "label": label, "inside": str(inside)}
    return packing.pack(json.dumps(told, ensure_ascii=False).encode("utf-8"))


def unpacked(payload: bytes) -> dict[str, str]:
    """What stands in a payload: ``name``, ``label``, ``inside``."""
    told: dict[str, str] = json.loads(packing.unpack(payload))
    return told


@cache
def _component() -> Any:
    return packing.component("fold")
