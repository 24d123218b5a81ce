"""The tables of a case as they are in its folder, the folder as one file, and base proofs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.analysis.claims.prover import WindowProof
from dashboard.exhibits.columns import table

_SIGNED = re.compile(r"[+-]\d+(?:\.\d+)?")
_STARTED = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip knows: equal content, equal bytes


def file_table(content: bytes) -> pd.DataFrame:
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
    return rows


def _signed(text: str) -> object:
    return float(text) if _SIGNED.fullmatch(text) else text


def folder_zip(files: Mapping[str, bytes]) -> bytes:
    """Files of a case folder in one archive; the same files always give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(
                zipfile.ZipInfo(name, _STARTED), files[name], compress_type=zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()


def proof_table(proofs: Sequence[WindowProof]) -> pd.DataFrame:
    """One row a base tried for a published return, and whether it reproduces the figure."""
    rows = [
        {
            "symbol": proof.published.symbol,
            "claim": proof.published.claim,
            "published return (fraction)": proof.published.value,
            "rounded to, plus or minus (fraction)": proof.published.half_width,
            "base": tried.base,
            "last": tried.last,
            "adjustment": tried.adjustment,
            "return (fraction)": tried.value,
            "lowest by rounding (fraction)": tried.low,
            "highest by rounding (fraction)": tried.high,
            "fit": tried.fit or "",
            "fits all": any(
                (one.base, one.last, one.adjustment) == (tried.base, tried.last, tried.adjustment)
                for one in window.common
            ),
        }
        for window in proofs
        for proof in window.proofs
        for tried in proof.candidates
    ]
    return table(rows, ("symbol", "claim", "published return (fraction)", "base", "last", "fit"))
