"""A case at a glance: what stands in the place of its answer at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from dashboard.analysis.answer.outcomes import Outcome
from dashboard.analysis.cards.card import Card
from dashboard.cases.due import Reason, has_old_prices, why
from dashboard.cases.entries import CaseEntry

Wait: TypeAlias = Literal["window", "prices", "draft", "working", "trouble"]
"""What a case without an answer waits for; the last one is what keeps it from being worked out."""

Standing: TypeAlias = Literal["open", "closed", "draft", "refused"]
STANDINGS: tuple[Standing, ...] = ("open", "closed", "draft", "refused")


@dataclass(frozen=True, slots=True)
class Glance:
    """
    One case of the gallery at a moment.

    Attributes
    ----------
    entry : CaseEntry
    card : Card
        Empty while it is being worked out.
    outcome : str or None
        How its story came out; None for a folder that was refused.
    wait : str or None
        What it waits for where the outcome is “waiting”.
    now : datetime
    """

    entry: CaseEntry
    card: Card
    outcome: Outcome | None
    wait: Wait | None
    now: datetime

    @property
    def standing(self) -> Standing:
        """What state its folder is in."""
        if self.entry.faults:
            return "refused"
        return "draft" if self.entry.draft else self.entry.status

    @property
    def is_closed(self) -> bool:
        """Whether the returns shown are those of the whole window, on entries that count."""
        window = self.entry.window
        whole = window is not None and self.card.through == window.last
        return whole and not self.entry.draft

    @property
    def is_overdue(self) -> bool:
        """Whether its review is due."""
        return self.entry.review is not None and self.entry.review <= self.today

    @property
    def is_left_open(self) -> bool:
        """Whether it is open although its window has closed."""
        return any(each.kind == "window" for each in self.reasons)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it should be looked at again; none for most."""
        return why(self.entry, self.today, self.priced)

    @property
    def is_stale(self) -> bool:
        """Whether it is open and its prices are old."""
        return self.priced is not None and has_old_prices(self.entry, self.today, self.priced)

    @property
    def today(self) -> date:
        """Day of the glance."""
        return self.now.date()

    @property
    def priced(self) -> date | None:
        """Day on which its prices were read from their source."""
        try:
            return date.fromisoformat(self.card.retrieved[:10])
        except ValueError:
            return None

    @property
    def price_age(self) -> int | None:
        """Days since its prices were read; None without prices."""
        return None if self.priced is None else max((self.today - self.priced).days, 0)


def glance(entry: CaseEntry, card: Card | None, now: datetime, *, has_prices: bool) -> Glance:
    """
    See what stands in the place of a case's answer.

    Parameters
    ----------
    entry : CaseEntry
    card : Card or None
        None while it is being worked out.
    now : datetime
    has_prices : bool
        Whether the folder or the store has any for it.
    """
    shown = card or Card()
    if entry.faults:
        return Glance(entry, shown, None, None, now)
    wait = _wait(entry, card, now, has_prices=has_prices)
    if wait is not None or shown.kind is None:
        return Glance(entry, shown, "waiting", wait or "prices", now)
    return Glance(entry, shown, shown.kind, None, now)


def _wait(entry: CaseEntry, card: Card | None, now: datetime, *, has_prices: bool) -> Wait | None:
    if entry.draft:
        return "draft"
    if not has_prices:
        return "prices"
    if card is None:
        return "working"
    if card.trouble.en:
        return "trouble"
    if card.closes and now < datetime.fromisoformat(card.closes):
        return "window"
    return None
