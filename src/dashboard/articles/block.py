"""Finds as one JSON object, in the words of docs/articles.md."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from dashboard.articles.finds import Finds

FORMAT = "article/1"
LISTS = (
    *("stocks", "not_resolved", "groups", "returns", "dates", "spans", "shares", "reports"),
    *("readings", "denials", "hedges", "causes"),
)


def finds_block(finds: Finds) -> dict[str, Any]:
    """Return the finds as plain values: days in ISO form, places as [start, end)."""
    published = finds.published
    block: dict[str, Any] = {
        "format": FORMAT,
        "title": finds.title,
        "language": finds.language,
        "published": {
            "date": _value(published.day),
            "moment": None if published.moment is None else published.moment.isoformat(),
            "origin": published.origin,
        },
        "window": _value(finds.window),
    }
    for name in LISTS:
        block[name] = [_value(each) for each in getattr(finds, name)]
    for stock, found in zip(block["stocks"], finds.stocks, strict=True):
        stock["place"] = list(found.places[0])
    block["notices"] = [notice.reason for notice in finds.notices]
    return block


def block_json(block: dict[str, Any]) -> str:
    """Return a block as text, its Chinese readable."""
    return json.dumps(block, ensure_ascii=False, indent=2) + "\n"


def _value(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _value(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
