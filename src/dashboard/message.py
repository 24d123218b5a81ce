"""A sentence that stands beside a number or in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a day, inside a sentence: all that is known of when something changed."""

    day: date

    def __str__(self) -> str:
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Message:
    """
    A sentence about a number or its absence, to be said in the reader's language.

    Attributes
    ----------
    template : str
        English sentence with ``{name}`` fields; also the catalogue key.
    fields : tuple of (str, object)
        What goes into the template; a tuple, so that results stay hashable.

    Examples
    --------
    >>> Message.of("No close on {day}.", day="2025-02-06").reason
    'No close on 2025-02-06.'
    """

    template: str
    fields: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, template: str, /, **values: object) -> Self:
        """Message from a template and named values."""
        return cls(template, tuple(values.items()))

    @property
    def values(self) -> dict[str, object]:
        """What goes into the template, by name."""
        return dict(self.fields)

    @property
    def reason(self) -> str:
        """The English sentence."""
        return self.template.format(**self.values)

    def __str__(self) -> str:
        return self.reason
