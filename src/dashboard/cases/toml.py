"""A TOML file of a case folder as keys that know the line they stand in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from dashboard.case import Text
from dashboard.cases.cells import check_text, clean
from dashboard.cases.faults import Faults, nearest
from dashboard.cases.tables import MISSING, VOCABULARY
from dashboard.errors import N_, DashboardError, InputError

Path = tuple[str | int, ...]
_Word = TypeVar("_Word", bound=str)

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}]|\n|[^\"'#\[\]{}\n]+|.",
    re.DOTALL,
)
_PART = r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Statements of a valid TOML text with the line each begins on."""
    line = begin = 1
    depth = 0
    parts: list[str] = []
    for piece in _TOKEN.findall(text + "\n"):
        if piece == "\n" and depth == 0:
            yield begin, "".join(parts).strip()
            parts, begin = [], line + 1
        elif not piece.startswith("#"):
            depth += (piece in "[{") - (piece in "]}")
            parts.append(piece)
        line += piece.count("\n")


def comment_lines(text: str) -> dict[int, str]:
    r"""
    Comments of a valid TOML text that have their lines to themselves, by line.

    >>> comment_lines("# one\nslug = 'x' # two\n[window]")
    {1: '# one'}
    """
    found: dict[int, str] = {}
    line, alone = 1, True
    for piece in _TOKEN.findall(text + "\n"):
        if piece.startswith("#") and alone:
            found[line] = piece
        alone = piece == "\n" or (alone and not piece.strip())
        line += piece.count("\n")
    return found


def key_lines(text: str) -> dict[Path, int]:
    r"""
    Line of every key and table of a valid TOML text; tomllib keeps none.

    >>> key_lines("slug = 'x'\n[[groups]]\nid = 'a'")[("groups", 0, "id")]
    3
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        is_list = statement.startswith("[[")
        match = _KEY.match(statement.lstrip("["))
        if match is None:
            continue
        path: Path = () if statement.startswith("[") else table
        parts = [part.strip("\"'") for part in re.findall(_PART, match[1])]
        for position, part in enumerate(parts):
            path = (*path, part)
            if is_list and position == len(parts) - 1:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                lines.setdefault(path, line)
                path = (*path, counts[path])
        lines.setdefault(path, line)
        if statement.startswith("["):
            table = path
    return lines


def parse_toml(file: str, text: str, faults: Faults) -> Keys | None:
    """Keys of a TOML file; None when its syntax is broken."""
    try:
        values = tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        # Besides its own error tomllib lets through those of a number or a nesting
        # beyond what Python takes.
        place = _PLACE.search(str(error))
        last = text.count("\n") + 1
        line, column = (int(place[1]), int(place[2])) if place else (last, 1)
        rule = N_(
            "This is not valid TOML (column {column}: {reason}); quotation marks, commas and "
            "equals signs must be half-width."
        )
        broken = (text.split("\n")[line - 1 : line] or [""])[0]
        reason = _PLACE.sub("", str(error)).strip()
        faults.add(file, line, "", broken.strip(), rule, column=column, reason=reason)
        return None
    return Keys(file, values, key_lines(text), faults)


class Keys:
    """
    One TOML table; every reader reports what is wrong and goes on with a stand-in.

    `finish` reports the keys nobody asked for: a misspelt key would be lost silently.
    """

    def __init__(
        self,
        file: str,
        values: dict[str, Any],
        lines: dict[Path, int],
        faults: Faults,
        path: Path = (),
    ) -> None:
        self._file = file
        self._values = values
        self._lines = lines
        self._faults = faults
        self._path = path
        self._asked: set[str] = set()

    def line(self, *keys: str) -> int | None:
        """Line of a key of this table, or of the nearest thing around it."""
        path: Path = (*self._path, *keys)
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def report(self, key: str, value: object, rule: str, /, **values: object) -> None:
        """Report a fault of one key."""
        steps = [str(step) for step in (*self._path, key) if isinstance(step, str) and step]
        self._faults.add(self._file, self.line(key), ".".join(steps), value, rule, **values)

    def _report_error(self, key: str, value: object, error: DashboardError) -> None:
        self.report(key, value, error.template, **error.values)

    def get(self, key: str, kind: type | tuple[type, ...], rule: str, *, optional: bool) -> Any:
        """Value of a type, or None after reporting why not."""
        self._asked.add(key)
        value = self._values.get(key)
        if value is None:
            if not optional:
                self.report(key, "", N_("This key is missing; add it."))
            return None
        # In Python a boolean is an integer and a moment is a date; in a case they are not.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            self.report(key, value, rule)
            return None
        return value

    def text(self, key: str, *, optional: bool = False) -> str:
        """Text; empty only where it may be."""
        rule = N_("This must be text in double quotes.")
        value = self.get(key, str, rule, optional=optional)
        if value is None:
            return ""
        try:
            text = clean(check_text(value))
        except InputError as error:
            self._report_error(key, value, error)
            return ""
        if not text and not optional:
            self.report(key, value, MISSING)
        return text

    def raw(self, key: str) -> str:
        """Text as it stands, right or wrong."""
        value = self._values.get(key)
        return value if isinstance(value, str) else ""

    def checked(self, key: str, check: Callable[[str], str], *, optional: bool = False) -> str:
        """Text that `check` accepts."""
        text = self.text(key, optional=optional)
        if not text:
            return ""
        try:
            return check(text)
        except DashboardError as error:
            self._report_error(key, text, error)
            return ""

    def both(self, key: str) -> Text:
        """Text in both languages: ``{ en = "…", zh = "…" }``."""
        inner = self.table(key)
        if inner is None:
            return Text()
        before = len(self._faults)
        text = Text(inner.text("en", optional=True), inner.text("zh", optional=True))
        if text == Text() and len(self._faults) == before:
            inner.report("", "", N_("One language may be empty, not both."))
        inner.finish()
        return text

    def word(self, key: str, vocabulary: Sequence[_Word], *, default: _Word | None = None) -> _Word:
        """Word of a vocabulary; a key with a default may be absent."""
        text = self.text(key, optional=default is not None)
        if not text and default is not None:
            return default
        for word in vocabulary:
            if word == text:
                return word
        if text:
            allowed = ", ".join(vocabulary)
            close = nearest(text, vocabulary, named=True)
            self.report(key, text, VOCABULARY, allowed=allowed, nearest=close)
        return vocabulary[0]

    def integer(self, key: str, low: int, high: int) -> int:
        """Whole number in a range."""
        value = self.get(key, int, N_("This must be a whole number."), optional=False)
        if value is None:
            return low
        if not low <= value <= high:
            rule = N_("This must be a whole number from {low} to {high}.")
            self.report(key, value, rule, low=low, high=high)
        return int(value)

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """Date without quotation marks."""
        rule = N_("This must be a date without quotation marks, such as 2025-02-07.")
        value = self.get(key, date, rule, optional=optional)
        if isinstance(value, datetime):
            self.report(key, value, rule)
            return None
        return value if isinstance(value, date) else None

    def table(self, key: str, *, optional: bool = False) -> Keys | None:
        """Table under a key."""
        rule = N_("This must be a table with keys of its own, such as en and zh for a text.")
        value = self.get(key, dict, rule, optional=optional)
        if value is None:
            return None
        return Keys(self._file, value, self._lines, self._faults, (*self._path, key))

    def tables(self, key: str) -> Iterator[Keys]:
        """Tables of a list; at least one."""
        rule = N_("This must be a list of tables, each under its name in double square brackets.")
        values = self.get(key, list, rule, optional=False)
        if values is not None and not (values and all(isinstance(item, dict) for item in values)):
            self.report(key, "", rule)
            values = None
        for position in range(len(values or ())):
            yield self.inside(key, position)

    def inside(self, key: str, position: int) -> Keys:
        """Table at a position of a list, to report on it once more."""
        values = self._values[key][position]
        return Keys(self._file, values, self._lines, self._faults, (*self._path, key, position))

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                rule = N_("The format has no such key{nearest}. Rename or drop it.")
                self.report(key, key, rule, nearest=nearest(key, sorted(self._asked)))
