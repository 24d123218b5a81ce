"""A control of a figure with which several things are chosen at once, in the link by commas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard.errors import N_, DashboardError, InputError
from dashboard.exhibits.exhibit import Control
from dashboard.language.language import Language
from dashboard.ui import state

NAMED = 12  # values that a sentence names at most


def used(wanted: str, known: Sequence[str], most: int) -> tuple[str, ...]:
    """
    Values of the link that are used: each once, those that are known, the first so many.

    >>> used("AAPL, x,^HSI,AAPL", ["^HSI", "AAPL"], 4)
    ('AAPL', '^HSI')
    """
    return tuple(each for each in _parts(wanted) if each in known)[:most]


def unused(name: str, wanted: str, known: Sequence[str], most: int) -> list[DashboardError]:
    """What of the link's value cannot be used, each part named."""
    parts = _parts(wanted)
    found: list[DashboardError] = []
    for part in parts:
        if part not in known:
            told = [*known[:NAMED], "…"] if len(known) > NAMED else known
            found.append(state.not_known(name, part, told))
    if sum(part in known for part in parts) > most:
        found.append(
            InputError(
                N_("The link's “{name}” names more than {most}: the first {most} are drawn."),
                name=name,
                most=most,
            )
        )
    return found


def draw(control: Control, labels: Mapping[str, str], chosen: str, t: Language) -> None:
    """Draw the control; what is chosen goes into the link."""
    key = f"{control.name}_control"
    # The link is the truth; the control follows it at every run.
    st.session_state[key] = [each for each in _parts(chosen) if each in labels]
    st.multiselect(
        t(control.label),
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        max_selections=control.most,
        placeholder=t("nothing else"),
        on_change=partial(_put, control.name),
        width=control.width,
    )


def _put(name: str) -> None:
    state.put(name, ",".join(map(str, st.session_state[f"{name}_control"])))


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part for each in text.split(",") if (part := each.strip())))
