"""What a link of the radar asks for, and what of it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.analysis.cards.finding import written
from dashboard.errors import DashboardError
from dashboard.html.radar_sources import several
from dashboard.radar.evening import SPANS
from dashboard.radar.kept import (
    Entry,
    KeptEvening,
    agreements,
    file_of,
    kept_days,
    load_evening,
)
from dashboard.radar.membership import Theme
from dashboard.ui import data, state

USUAL = 5  # sessions of the move
SHOWN = 25  # rows at first, and with each further step
LONGEST = 80  # letters of a text to look for
AGREE = ("yes", "no")
VIEWS = ("lists",)
ROW = "row"  # parameter of the link: which theme is open


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a link asks for.

    Attributes
    ----------
    days : tuple of date
        Evenings kept, the latest first.
    day : date or None
        None where none is kept.
    span : int
    source : str
        Empty for all.
    q : str
    agree : {"", "yes", "no"}
        Only themes on which the sources agree, or differ; empty for all.
    row : str
        Key of the theme that is open (`row_key`).
    view : {"", "lists"}
        The lists of themes in the place of the evening.
    show : int
        Rows that are drawn.
    ignored : tuple of DashboardError
    """

    days: tuple[date, ...]
    day: date | None
    span: int
    source: str
    q: str
    agree: str
    row: str
    view: str
    show: int
    ignored: tuple[DashboardError, ...]


def row_key(theme: Theme) -> str:
    """Name of a theme in the link: its source and its own."""
    return f"{theme.source}:{theme.name}"


def read_wanted(link: Mapping[str, str]) -> Wanted:
    """Read the link of the page; what cannot be used is told and replaced by the default."""
    ignored: list[DashboardError] = []

    def known(name: str, allowed: Sequence[str]) -> str:
        value = link.get(name, "").strip()
        if value and value not in allowed:
            ignored.append(state.not_known(name, value, allowed))
            return ""
        return value

    days = kept_days(data.store_folder())
    found = known("day", [day.isoformat() for day in days])
    day = date.fromisoformat(found) if found else next(iter(days), None)
    span = int(known("span", [str(each) for each in SPANS]) or USUAL)
    kept = None
    if day is not None and any(link.get(name) for name in ("source", "agree", ROW)):
        kept = evening(day)
    themes = [entry.theme for entry in kept.of_span(span)] if kept is not None else []
    source = known("source", sorted({theme.source for theme in themes}))
    agree = known("agree", AGREE if kept is not None and several(kept) else ())
    row = known(ROW, [row_key(theme) for theme in themes])
    asked = known("show", [each for each in [link.get("show", "").strip()] if is_count(each)])
    return Wanted(
        days=days,
        day=day,
        span=span,
        source=source,
        q=link.get("q", "").strip()[:LONGEST],
        agree=agree,
        row=row,
        view=known("view", VIEWS),
        show=max(int(asked), SHOWN) if asked else SHOWN,
        ignored=tuple(ignored),
    )


def lists_address() -> str:
    """Address of the lists of themes."""
    return f"radar?{urlencode(state.general_link() | {'view': VIEWS[0]})}"


def is_count(text: str) -> bool:
    """Whether a text of the link is a count of rows."""
    return text.isascii() and text.isdecimal() and len(text) < 6


def evening(day: date) -> KeptEvening | None:
    """Evening as kept, read once for all readers while its file stays."""
    file = file_of(data.store_folder(), day)
    try:
        stat = file.stat()
    except OSError:
        return None
    key = (str(file), stat.st_mtime_ns, stat.st_size)
    return data.computed("radar evening", key, lambda: load_evening(data.store_folder(), day))


def rows(kept: KeptEvening, wanted: Wanted) -> tuple[Entry, ...]:
    """Rows of the list that the link asks for: by rank, folded themes under theirs."""
    said = written(wanted.q)
    agreed = agreements(kept, wanted.span) if wanted.agree else {}
    return tuple(
        entry
        for entry in kept.of_span(wanted.span)
        if entry.rank
        and entry.under is None
        and (not wanted.source or entry.theme.source == wanted.source)
        and (not wanted.agree or agreed[entry.theme] == wanted.agree)
        and (not said or any(said in written(name) for name in _names(entry)))
    )


def _names(entry: Entry) -> list[str]:
    """Under what a row is found: its theme, those folded under it, and the label that separates."""
    found = [entry.theme.name, *(theme.name for theme in entry.folded)]
    best = None if entry.detail is None else entry.detail.best
    return [*found, *([best.label.name] if best is not None else [])]
