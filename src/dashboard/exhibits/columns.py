"""Columns that many tables have."""

from __future__ import annotations

from dashboard.errors import N_
from dashboard.language.columns import Column, through
from dashboard.market.prices import PriceNote
from dashboard.message import Message
from dashboard.stats.result import Undefined

PROVENANCE: tuple[Column[PriceNote], ...] = (
    Column(N_("source"), lambda note: note.source),
    Column(N_("adjustment"), lambda note: note.adjustment),
    Column(N_("retrieved"), lambda note: note.retrieved),
)


def provenance(note: PriceNote) -> tuple[Column[object], ...]:
    """Trailing columns of a table made from prices: source, adjustment, retrieval."""
    return through(lambda _: note, PROVENANCE)


def reason(*found: object) -> str:
    """Why a number is missing, in English; empty when none is."""
    said = (each.reason for each in found if isinstance(each, Message | Undefined))
    return next(said, "")
