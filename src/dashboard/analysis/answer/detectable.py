"""The gap between two groups that a case's design would find half of the time."""

from __future__ import annotations

import numpy as np

from dashboard.analysis.stories.columns import StoryInputs
from dashboard.analysis.stories.verdict import Verdict
from dashboard.analysis.window.estimation import fit
from dashboard.errors import N_
from dashboard.stats.power import half_power_mean, half_power_shift
from dashboard.stats.result import Undefined

PAIR = 2


def detectable_gap(inputs: StoryInputs, found: Verdict) -> float | Undefined:
    """
    Gap of the groups' means that the design would find half of the time, as a fraction.

    The noise is the root mean square of the stocks' residual standard deviations over the
    estimation window, times the root of the window's sessions: what the stocks do on their own
    while nothing happens.  With several groups it is the gap of the first two, the level
    divided among all pairs; with one its distance from the benchmark.

    Returns
    -------
    float or Undefined
        Undefined where no arrangement reaches 0.05, where the noise is not known, and for
        several groups so small that the level cannot be divided among their pairs.
    """
    model = fit(inputs.case, inputs.panel, inputs.sessions, inputs.window, inputs.benchmark).model
    spread = np.array([]) if isinstance(model, Undefined) else model.s[np.isfinite(model.s)]
    if not spread.size:
        return Undefined.of(
            N_("How large a gap it would take is not known: too few sessions before the window.")
        )
    noise = float(np.sqrt((spread**2).mean() * len(inputs.result.sessions)))
    sizes = [n for group in inputs.case.groups if (n := inputs.result.group(group.id).n)]
    if len(sizes) == 1 and not isinstance(found.groups_pvalue, Undefined):
        return noise * half_power_mean(sizes[0])
    shift = None
    if len(sizes) >= PAIR:
        shift = half_power_shift(sizes[0], sizes[1], groups=len(sizes), n=sum(sizes))
    if shift is not None:
        return noise * shift
    if len(sizes) > PAIR:
        return Undefined.of(
            N_("How large a gap it would take is not worked out for {n} groups this small."),
            n=len(sizes),
        )
    return Undefined.of(N_("No gap, however large, would reach 0.05 two-sided in this design."))
