"""Space between Chinese and Latin script where a sentence meets what is filled into it.

The sentences of the catalogue keep a space between Chinese characters and Latin words or
figures (“8 只股票”), none around a date (“4月2日收盘”) and none between Chinese and Chinese.
What a field will hold is not known when a sentence is written: a group may be called 题材 or
Apple.  So the space belongs to the filling.  Inside a value, such as the name TCL科技, nothing
is touched.
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter

from markupsafe import Markup

_FORMATTER = Formatter()
_HAN = r"[\u4e00-\u9fff]"
_HAN_END = re.compile(f"{_HAN}$")
_HAN_START = re.compile(_HAN)
_SPACED_HAN_END = re.compile(rf"{_HAN} $")
_SPACED_HAN_START = re.compile(rf" {_HAN}")
_WORD_END = re.compile(r"[A-Za-z0-9%]$")
_WORD_START = re.compile(r"[A-Za-z0-9+−]")
_DATE_START = re.compile(r"\d{1,4}[年月]")


def filled(template: str, values: Mapping[str, object]) -> str:
    """
    Chinese sentence with its fields filled in and its spaces set.

    Examples
    --------
    >>> filled("{a}只只跑赢{b}", {"a": "Home", "b": "Apple"})
    'Home 只只跑赢 Apple'
    >>> filled("自 {day}收盘，{stock}", {"day": "4月2日", "stock": "TCL科技"})
    '自4月2日收盘，TCL科技'
    """
    text = ""
    shown = ""  # what the reader sees of it: an element begins with the first letter of its text
    for part, seen in _parts(template, values):
        text, shown = _joined(text, shown, part, seen)
    return text


def _joined(text: str, shown: str, part: str, seen: str) -> tuple[str, str]:
    """A sentence so far, as written and as seen, with its next piece behind it."""
    if shown and seen:
        if _SPACED_HAN_END.search(shown) and _runs_on(seen):
            text, shown = text.removesuffix(" "), shown.removesuffix(" ")
        elif _HAN_END.search(shown) and _SPACED_HAN_START.match(seen):
            part, seen = part.removeprefix(" "), seen.removeprefix(" ")
        elif _needs_space(shown, seen):
            text, shown = f"{text} ", f"{shown} "
    return text + part, shown + seen


def _parts(template: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Pieces of a sentence in order, each as written and as seen."""
    for literal, field, spec, conversion in _FORMATTER.parse(template):
        yield literal, literal
        if field is not None:
            value, _ = _FORMATTER.get_field(field, (), values)
            told = _FORMATTER.format_field(_FORMATTER.convert_field(value, conversion), spec or "")
            yield str(told), (value.striptags() if isinstance(value, Markup) else told)


def _runs_on(seen: str) -> bool:
    """Whether Chinese runs on into this: it is Chinese, or a date."""
    return bool(_HAN_START.match(seen) or _DATE_START.match(seen))


def _needs_space(before: str, after: str) -> bool:
    if _HAN_END.search(before):
        return bool(_WORD_START.match(after)) and not _DATE_START.match(after)
    return bool(_WORD_END.search(before) and _HAN_START.match(after))
