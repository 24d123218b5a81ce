"""Which events a reader wants to see: by kind, story, stock and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analysis.window.timing import EventTime
from dashboard.case import Case, Event
from dashboard.exhibits.exhibit import Reader


@dataclass(frozen=True, slots=True)
class EventFilter:
    """
    What the reader asked for; an empty field asks for nothing.

    Attributes
    ----------
    kind, story, about : str
        Kind of event, id of a story, symbol of a stock.
    q : str
        Words that must all occur in the title, the source or a name.
    """

    kind: str = ""
    story: str = ""
    about: str = ""
    q: str = ""

    @classmethod
    def of(cls, reader: Reader) -> EventFilter:
        """What the reader's controls are set to."""
        return cls(*(reader.choice(name) for name in ("kind", "story", "about", "q")))

    def apply(self, case: Case, events: Sequence[EventTime]) -> tuple[EventTime, ...]:
        """Events that fit, in their order."""
        return tuple(item for item in events if self._fits(case, item.event))

    def _fits(self, case: Case, event: Event) -> bool:
        return (
            self.kind in {"", event.kind}
            and (not self.story or self.story in event.stories)
            and (not self.about or self.about in event.stocks)
            and _has_words(case, event, self.q)
        )


def _has_words(case: Case, event: Event, wanted: str) -> bool:
    names = [case.stock(symbol) for symbol in event.stocks]
    text = "\n".join(
        [
            event.title.en,
            event.title.zh,
            event.source,
            *(f"{stock.symbol} {stock.name.en} {stock.name.zh}" for stock in names),
        ]
    ).casefold()
    return all(word in text for word in wanted.casefold().split())
