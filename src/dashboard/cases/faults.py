"""What the reader of a case folder collects: every fault, and what it tolerated."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dashboard.errors import N_, DashboardError, Fault
from dashboard.message import Message

MAX_FAULTS = 500  # a file of the wrong kind breaks a rule in every cell; nobody reads further
MAX_SHOWN = 120  # characters of a value that a message repeats
MAX_NAMED = 8  # known names that a message lists
NEAR = 0.6  # share of letters in common from which a word may be the one that was meant

NEAREST = N_("; the nearest is {word}")
KNOWN = N_("; known are {names}")
KNOWN_AND_MORE = N_("; known are {names} and {n} more")

_UNSHOWABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def shown(value: object) -> str:
    r"""
    Repeat a value in a message: on one line, bounded, without control characters or invisible ones.

    >>> shown("two\nlines")
    'two\\nlines'
    """
    text = _UNSHOWABLE.sub(lambda hit: ascii(hit[0])[1:-1], str(value))
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def nearest(value: str, known: Iterable[str], *, named: bool = False) -> Message | str:
    """
    Half a sentence behind a name that is not known: the nearest one, else those that are known.

    Parameters
    ----------
    value : str
        As it was written.
    known : iterable of str
        The names there are.
    named : bool
        Whether the sentence names them anyway, or they are too many to be named.

    Returns
    -------
    Message or str
        Empty where there is nothing to say.

    Examples
    --------
    >>> str(nearest("filling", ("filing", "news")))
    '; the nearest is filing'
    >>> str(nearest("odd", ("filing", "news"))), nearest("odd", ("filing",), named=True)
    ('; known are filing, news', '')
    """
    names = tuple(known)
    word = _nearest(value[:MAX_SHOWN], names)
    if word:
        return Message.of(NEAREST, word=word)
    if named or not any(names):
        return ""
    some = ", ".join(filter(None, names[:MAX_NAMED]))
    more = len(names) - MAX_NAMED
    return (
        Message.of(KNOWN_AND_MORE, names=some, n=more)
        if more > 0
        else Message.of(KNOWN, names=some)
    )


def nearest_word(said: object) -> str:
    """
    Word that a half sentence of `nearest` offers; empty where it offers none.

    >>> nearest_word(nearest("filling", ("filing",))), nearest_word("")
    ('filing', '')
    """
    return str(said.values.get("word", "")) if isinstance(said, Message) else ""


# The same mistake often stands in every row of a file.
@lru_cache(maxsize=1024)
def _nearest(value: str, known: tuple[str, ...]) -> str:
    plain = {name.casefold(): name for name in known if name}
    close = difflib.get_close_matches(value.casefold(), plain, n=1, cutoff=NEAR)
    return plain[close[0]] if close else ""


class Faults:
    """All faults of one folder, in the order they are found."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._more = 0
        self._settled: set[tuple[str, int | None, str]] = set()

    def __len__(self) -> int:
        return len(self._found) + self._more

    def add(
        self, file: str, line: int | None, where: str, value: object, rule: str, /, **values: object
    ) -> None:
        """Add one fault; beyond `MAX_FAULTS` they are only counted."""
        if (file, line, where) in self._settled:
            return
        if len(self._found) >= MAX_FAULTS:
            self._more += 1
            return
        self._found.append(Fault(file, line, where, shown(value), Message.of(rule, **values)))

    def add_error(
        self, file: str, line: int | None, where: str, value: object, error: DashboardError
    ) -> None:
        """Add the sentence of an error as a fault."""
        self.add(file, line, where, value, error.template, **error.values)

    def settle(self, file: str, line: int | None, where: str) -> None:
        """Take no more faults of a place: what is wrong there has been said in full."""
        self._settled.add((file, line, where))

    def sorted(self, files: Sequence[str]) -> tuple[Fault, ...]:
        """Faults in the order of `files` (others after them) and of their lines."""
        place = {name: position for position, name in enumerate(files)}
        ordered = sorted(
            self._found,
            key=lambda fault: (place.get(fault.file, len(place)), fault.file, fault.line or 0),
        )
        if self._more:
            rule = N_("{n} further faults are not listed; mend these first.")
            ordered.append(Fault("…", None, "", "", Message.of(rule, n=self._more)))
        return tuple(ordered)
