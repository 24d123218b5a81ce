"""The cases that ship, in the order in which they are listed, and their trials."""

from functools import cache

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case, read_case

FIRST = "liquid-cooling-2025"
SHIPPED = (FIRST, "us-tariffs-2025", "yarlung-hydropower-2025")


@cache
def shipped_trial(slug=FIRST):
    """Trial of a case, for all who only read it: what one of them has worked out is there."""
    return Trial.of(read_case(find_case(slug)))
