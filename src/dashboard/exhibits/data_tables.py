"""The tables of a case as they are in its folder, and base proofs."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from dashboard.analysis.claims.prover import Candidate, PublishedReturn, WindowProof
from dashboard.errors import N_
from dashboard.language.columns import FRACTION, Column, Table

_SIGNED = re.compile(r"[+-]\d+(?:\.\d+)?")


FIELDS = (N_("board"), N_("code"), N_("relation"), N_("tolerance"))
"""Fields of the files of a case that no other table has: pages translate their heads."""


def file_table(content: bytes) -> Table[Any]:
    """
    Rows of a CSV file of a case as text, with its columns of figures as numbers.

    A signed number in a column of text becomes a number, so that a spreadsheet does
    not take it for a formula and its minus sign needs no apostrophe.
    """
    rows = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    for name in rows.columns:
        given = rows[name] != ""
        numbers = pd.to_numeric(rows[name].where(given), errors="coerce")
        # Codes such as 000300 are names: a leading zero must not be lost.
        coded = rows[name].str.match(r"0\d").any()
        if given.any() and not coded and bool((numbers.notna() == given).all()):
            rows[name] = numbers
        else:
            rows[name] = rows[name].map(_signed)
    return Table.of(rows)


def _signed(text: str) -> object:
    return float(text) if _SIGNED.fullmatch(text) else text


class _Tried(NamedTuple):
    window: WindowProof
    published: PublishedReturn
    candidate: Candidate


_TRIED: tuple[Column[_Tried], ...] = (
    Column(N_("symbol"), lambda row: row.published.symbol),
    Column(N_("claim"), lambda row: row.published.claim),
    Column(N_("published return"), lambda row: row.published.value, FRACTION),
    Column(N_("rounded to, plus or minus"), lambda row: row.published.half_width, FRACTION),
    Column(N_("base"), lambda row: row.candidate.base),
    Column(N_("last"), lambda row: row.candidate.last),
    Column(N_("adjustment"), lambda row: row.candidate.adjustment),
    Column(N_("return"), lambda row: row.candidate.value, FRACTION),
    Column(N_("lowest by rounding"), lambda row: row.candidate.low, FRACTION),
    Column(N_("highest by rounding"), lambda row: row.candidate.high, FRACTION),
    Column(N_("fit"), lambda row: row.candidate.fit or ""),
    Column(N_("fits all"), lambda row: _fits_all(row.window, row.candidate)),
)


def proof_table(proofs: Sequence[WindowProof]) -> Table[_Tried]:
    """One row a base tried for a published return, and whether it reproduces the figure."""
    rows = [
        _Tried(window, proof.published, tried)
        for window in proofs
        for proof in window.proofs
        for tried in proof.candidates
    ]
    return Table(_TRIED, rows, stays=True)


def _fits_all(window: WindowProof, tried: Candidate) -> bool:
    return any(
        (one.base, one.last, one.adjustment) == (tried.base, tried.last, tried.adjustment)
        for one in window.common
    )
