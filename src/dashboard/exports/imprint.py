"""What a file says of itself: when it was made, of which edition, where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.analysis.trial import Trial


@dataclass(frozen=True, slots=True, eq=False)
class Imprint:
    """
    A trial on its way into a file.

    Attributes
    ----------
    trial : Trial
        The case over its window, with all numbers.
    made : datetime
        When the file was asked for; with its time zone.
    edition : str
        Id of the frozen edition these numbers belong to; empty without one.
    link : str
        Address that shows the same in a browser; empty when nobody gave one.
    """

    trial: Trial
    made: datetime
    edition: str = ""
    link: str = ""
