"""From a hit to a row of evidence."""

from __future__ import annotations

from dashboard.ui.filings.place import Place
from dashboard.ui.state import View


def draw(view: View, place: Place) -> None:
    """Draw the form."""
