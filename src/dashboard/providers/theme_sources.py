"""Sources that say under which themes they file a stock, behind one protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from dashboard.providers import concept_tags
from dashboard.providers.asking import Asker
from dashboard.providers.concept_tags import Concept, EastmoneyConcepts
from dashboard.settings.loading import Settings, SourceSettings


class ThemeSource(Protocol):
    """
    Whoever files stocks under themes, asked for one stock after the other.

    A source that lists by theme fits as well: it reads its themes once, and answers by stock.
    """

    @property
    def id(self) -> str:
        """Id of the source, as settings and breakers call it."""
        ...

    def concepts(self, symbol: str) -> tuple[Concept, ...]:
        """
        Themes of a stock in the source's order, with reasons where it gives any.

        Raises
        ------
        SourceError
            Of the class that says why no list came; `EmptyAnswerError` where the source files
            the stock under none.
        """
        ...


@dataclass(frozen=True, slots=True)
class ThemeService:
    """
    How a source is reached.

    Attributes
    ----------
    title : str
        Its name in the log of themes.
    id : str
    settings : callable
        Its part of the settings.
    make : callable
        The source, from that part.
    """

    title: str
    id: str
    settings: Callable[[Settings], SourceSettings]
    make: Callable[[SourceSettings], ThemeSource]


THEME_SOURCES: Mapping[str, ThemeService] = MappingProxyType(
    {
        "eastmoney": ThemeService(
            "Eastmoney",
            concept_tags.ID,
            lambda settings: settings.eastmoney_data,
            lambda part: EastmoneyConcepts(Asker(concept_tags.ID, part)),
        )
    }
)
"""By the word that the command takes."""
