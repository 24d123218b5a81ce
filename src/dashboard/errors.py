"""The exceptions a reader can cause, and the sentence each of them shows.

::

    DashboardError
    ├── CaseError          a case folder was refused; carries every fault found
    ├── InputError         an argument, URL value or typed claim breaks a rule
    ├── CalendarError      a date is outside what the calendar knows
    ├── PriceError         a price table breaks its contract
    ├── NotFoundError      a case, page or stock of that name does not exist
    ├── SettingsError      a setting of the environment or the settings file is unusable
    ├── StoreError         the store of prices cannot be read or written
    │   └── DamagedError       a file of it is not what was written (in `store.series_file`)
    ├── CutShortError      who did the work was lost in the middle (in `radar.engines`)
    ├── EditionError       an edition cannot be made, read or taken in
    ├── ExportError        a file to take away cannot be made on this machine
    └── SourceError        a source of prices or names gave no usable answer
        ├── EmptyAnswerError      it answered, and has nothing for this security
        ├── BlockedError          it shut us out: closed connection, block page, missing data
        ├── RateLimitedError      it asks for fewer requests
        ├── WrongSecurityError    it answered for another security
        ├── UnreachableError      no answer: time-out, name, connection, server fault
        ├── UnreadableError       the answer is not of the documented shape
        ├── NotCoveredError       it does not carry such a security
        └── PausedError           its breaker is open after repeated failures

A message is a template with named values, so that it can be looked up in a
catalogue and shown in the reader's language.  `str()` gives the English
sentence.  Anything that is not a `DashboardError` is a programming error: it
stays a traceback in the log and never reaches a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from dashboard.message import Message


def N_(message: str) -> str:  # noqa: N802 - the marker's name is gettext's own convention
    """Mark a template for the catalogue without translating it here."""
    return message


class Phrase(str):
    """
    English words that mean several things, with the one that is meant here.

    It is its English text wherever text is wanted; the catalogue is asked for it by text and
    `context` together.
    """

    context: str

    def __new__(cls, context: str, text: str) -> Self:
        """Words of one meaning."""
        phrase = super().__new__(cls, text)
        phrase.context = context
        return phrase

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, str]]:
        """What a copy or a pickle makes it from."""
        return Phrase, (self.context, str(self))


def NP_(context: str, message: str) -> Phrase:  # noqa: N802 - as above
    """
    Mark words for the catalogue that mean several things, with the meaning they have here.

    >>> NP_("finding", "stated"), NP_("finding", "stated").context
    ('stated', 'finding')
    """
    return Phrase(context, message)


class DashboardError(Exception):
    """Something a reader can mend, said in one sentence.

    Parameters
    ----------
    template : str
        English sentence with ``{name}`` fields; also the catalogue key.
    **values : object
        What goes into the fields.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)

    @property
    def message(self) -> Message:
        """The sentence as a value."""
        return Message.of(self.template, **self.values)

    @property
    def remark(self) -> Message:
        """The same sentence as a value that can be kept: its fields as text."""
        return Message(self.template, tuple((k, str(v)) for k, v in self.values.items()))


class InputError(DashboardError):
    """An argument, a URL value or a typed claim breaks a rule."""


class CalendarError(DashboardError):
    """A date is outside what the calendar knows."""


class PriceError(DashboardError):
    """A price table breaks its contract."""


class NotFoundError(DashboardError):
    """Nothing of that name exists."""


class SettingsError(DashboardError):
    """A setting of the environment or the settings file is unusable."""


class StoreError(DashboardError):
    """The store of prices cannot be read or written."""


class EditionError(DashboardError):
    """An edition cannot be made, read or taken in."""


class ExportError(DashboardError):
    """A file to take away cannot be made on this machine."""


Outcome = Literal[
    "empty",
    "blocked",
    "rate-limited",
    "wrong-security",
    "unreachable",
    "unreadable",
    "not-covered",
    "paused",
]
"""Why a source gave nothing usable; one word an error class."""


class SourceError(DashboardError):
    """A source of prices or names gave no usable answer; never raised itself.

    Every template has a field ``source``, the source's id.
    """

    outcome: ClassVar[Outcome]


class EmptyAnswerError(SourceError):
    """The source answered in good order and has nothing for this security and span."""

    outcome = "empty"


class BlockedError(SourceError):
    """The source shut us out: connection closed, block page, data withheld."""

    outcome = "blocked"


class RateLimitedError(SourceError):
    """The source asks for fewer requests."""

    outcome = "rate-limited"


class WrongSecurityError(SourceError):
    """The source answered for another security: code and name disagree."""

    outcome = "wrong-security"


class UnreachableError(SourceError):
    """No answer came: time-out, unknown host, refused connection, fault of the server."""

    outcome = "unreachable"


class UnreadableError(SourceError):
    """The answer is not of the documented shape."""

    outcome = "unreadable"


class NotCoveredError(SourceError):
    """The source does not carry this kind of security, and was not asked."""

    outcome = "not-covered"


class PausedError(SourceError):
    """The source failed repeatedly and is left alone for a while; it was not asked."""

    outcome = "paused"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place of a case folder.

    Attributes
    ----------
    file : str
        File name inside the folder.
    line : int or None
        Line as an editor counts it, from 1; None when the file as a whole is meant.
    field : str
        Column or key; empty when the line as a whole is meant.
    value : str
        The value as read.
    rule : Message
        The rule it broke and what to do.
    """

    file: str
    line: int | None
    field: str
    value: str
    rule: Message

    @property
    def place(self) -> str:
        """Where it stands: ``events.csv, line 4, published``."""
        parts = [self.file]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.value!r}: {self.rule}"


class CaseError(DashboardError):
    """A case folder was refused as a whole.

    Parameters
    ----------
    slug : str
        Name of the folder.
    faults : sequence of Fault
        Everything found, in file and line order; never empty.
    """

    def __init__(self, slug: str, faults: Sequence[Fault]) -> None:
        super().__init__(
            N_("The case folder “{slug}” was not loaded: it has {n} fault(s)."),
            slug=slug,
            n=len(faults),
        )
        self.faults = tuple(faults)
