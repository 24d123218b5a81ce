"""What changed from one edition to another, in sentences: the verdict first, then what moved it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.case import Case, Text
from dashboard.editions.diff import TOLERANCE, EditionDiff, FrozenState, ResultChange, RowChange
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.message import Message

MOST = 4  # things named in one sentence; of more it is said how many there are

BLOCKS: dict[str, str] = {
    "verdict": N_("Verdict"),
    "difference": N_("Difference of the groups"),
    "returns": N_("Returns of the stocks"),
    "groups": N_("Returns of the groups"),
    "stories": N_("Rank tests of the stories"),
    "story_table": N_("Table of the stories"),
    "claims": N_("Claims of the article"),
    "leave_one_out": N_("Leaving one stock out"),
    "window_grid": N_("Other windows"),
    "market_model": N_("Market model"),
    "event_study": N_("Event study"),
    "limits": N_("Closes at the limit"),
    "order": N_("Order of the events"),
    "minutes": N_("Inside the session"),
    "placebo_time": N_("Placebo in time"),
    "placebo_groups": N_("Placebo groups"),
}
"""Titles of the blocks of the results."""

SENTENCE = "/verdict/sentence"
_WORDS = ("/verdict/sentence", "/verdict/headline", "/verdict/numbers")

_TABLES: dict[str, str] = {
    "evidence": N_("Evidence"),
    "events": N_("Events"),
    "claims": N_("Claims of the article"),
    "stories": N_("Stories"),
    "stocks": N_("Stocks"),
    "groups": N_("Groups"),
    "benchmarks": N_("Benchmarks"),
    "tags": N_("Concept tags"),
    "corrections": N_("Corrections"),
}
_KINDS: dict[str, str] = {
    "added": N_("{table}, new: {names}."),
    "removed": N_("{table}, gone: {names}."),
    "changed": N_("{table}, changed: {names}."),
}

# Numbers are written alike in both languages.
_t = Language()

_INSIDE = str.maketrans("“”", "‘’")  # quotes of what is quoted itself


def told(before: FrozenState, after: FrozenState, diff: EditionDiff) -> tuple[Message, ...]:
    """
    Say what changed; the first sentence is whether the verdict did.

    Parameters
    ----------
    before, after : FrozenState
    diff : EditionDiff
        What differs between them; of nothing there is nothing to say.
    """
    if diff.nothing:
        return ()
    return (
        _verdict(before.results, after.results),
        *_difference(before.results, after.results),
        *_settings(before, after),
        *_rows(before.case, after.case, diff.rows),
        *_data(after.case, diff),
        *_numbers(diff.results),
    )


# Verdict and difference -------------------------------------------------


def _verdict(before: Mapping[str, Any], after: Mapping[str, Any]) -> Message:
    one, other = _judged(before), _judged(after)
    if one is None or other is None:
        return Message.of(N_("One of the two holds no verdict that could be compared."))
    was, now = (_headline(each) for each in (before, after))
    if one == other and was == now:
        return Message.of(N_("The verdict did not change: “{now}”."), now=now)
    if one == other:
        text = N_("The verdict did not change, its words did: “{was}” became “{now}”.")
        return Message.of(text, was=was, now=now)
    return Message.of(N_("The verdict changed: it was “{was}”, and is “{now}”."), was=was, now=now)


def _judged(results: Mapping[str, Any]) -> tuple[object, ...] | None:
    """What of the verdict makes it another one: not its p-values, and not its words."""
    verdict = results.get("verdict")
    if not isinstance(verdict, Mapping) or "status" not in verdict:
        return None
    stories = verdict.get("stories") or {}
    against = sorted(name for name, each in stories.items() if each.get("contradicted") is True)
    return verdict["status"], verdict.get("story"), tuple(against)


def _headline(results: Mapping[str, Any]) -> Text:
    verdict = results["verdict"]
    said = verdict.get("headline") or verdict.get("sentence") or {}
    return _quoted(Text(str(said.get("en", "")).rstrip("."), str(said.get("zh", "")).rstrip("。")))


def _quoted(text: Text) -> Text:
    """Text as it stands between quotes: those of its own become single ones."""
    return Text(text.en.translate(_INSIDE), text.zh.translate(_INSIDE))


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Message]:
    one, other = (_value(each) for each in (before, after))
    if one is None or other is None or math.isclose(one, other, rel_tol=TOLERANCE):
        return
    was, now = (_points(each) for each in (one, other))
    if was == now:
        text = N_("The difference of the groups moved by less than it is written with: {now}.")
        yield Message.of(text, now=now)
        return
    yield Message.of(N_("The difference of the groups went from {was} to {now}."), was=was, now=now)


def _value(results: Mapping[str, Any]) -> float | None:
    value = (results.get("difference") or {}).get("value")
    return float(value) if isinstance(value, int | float) else None


def _points(fraction: float) -> Message:
    return Message.of(N_("{number} points"), number=_t.number(fraction * 100, 1, sign=True))


# What was set -----------------------------------------------------------


def _settings(before: FrozenState, after: FrozenState) -> Iterator[Message]:
    if before.ends != after.ends:
        yield Message.of(
            N_(
                "The window was the close of {base} to {last}, and is the close of {new_base} to "
                "{new_last}."
            ),
            base=before.ends[0],
            last=before.ends[1],
            new_base=after.ends[0],
            new_last=after.ends[1],
        )
    marks = [each.settings.get("benchmark", "") for each in (before, after)]
    if marks[0] != marks[1]:
        was, now = (
            _benchmark(each.case, mark) for each, mark in zip((before, after), marks, strict=True)
        )
        yield Message.of(N_("The benchmark was “{was}”, and is “{now}”."), was=was, now=now)
    kept = [each.settings.get("prices", "") for each in (before, after)]
    if kept[0] != kept[1]:
        words = {
            "case": N_("The prices are now those kept with the case."),
            "store": N_("The prices are now the store’s."),
        }
        if kept[1] in words:
            yield Message.of(words[kept[1]])


def _benchmark(case: Case, name: str) -> Text | str:
    return next((_quoted(each.title) for each in case.benchmarks if each.id == name), name)


# Rows of the case -------------------------------------------------------


def _rows(before: Case, after: Case, changes: Sequence[RowChange]) -> Iterator[Message]:
    for table, word in _TABLES.items():
        for kind, template in _KINDS.items():
            ids = [each.id for each in changes if (each.table, each.kind) == (table, kind)]
            if ids:
                case = before if kind == "removed" else after
                names = [_name(case, table, each) for each in dict.fromkeys(ids)]
                yield Message.of(template, table=Message.of(word), names=_several(names))
    own = [each for each in changes if each.table not in _TABLES]
    if own:
        text = N_("What the case says of itself changed in {n} place(s).")
        yield Message.of(text, n=len(own))


def _name(case: Case, table: str, name: str) -> object:
    """Something of the case as a reader knows it."""
    if table == "stocks":
        return next((each for each in case.stocks if each.symbol == name), name)
    row: Any = next((each for each in getattr(case, table) if each.id == name), None)
    if row is None:
        return name
    if table == "evidence":
        story = next((each.title for each in case.stories if each.id == row.story), row.story)
        stock = next((each for each in case.stocks if each.symbol == row.stock), row.stock)
        return Message.of(N_("{stock}: {story}"), stock=stock, story=story)
    text = getattr(row, "title", None) or getattr(row, "text", None) or getattr(row, "what", None)
    return Message.of(N_("“{title}”"), title=_quoted(text)) if isinstance(text, Text) else name


def _several(names: Sequence[object]) -> tuple[object, ...]:
    if len(names) <= MOST + 1:
        return tuple(names)
    return (*names[:MOST], Message.of(N_("{n} others"), n=len(names) - MOST))


# Data and results -------------------------------------------------------


def _data(case: Case, diff: EditionDiff) -> Iterator[Message]:
    if not diff.data:
        return
    known: dict[str, object] = {each.symbol: each for each in case.stocks}
    known |= {each.id: each.title for each in case.benchmarks}
    names = dict.fromkeys(each.name for each in diff.data)
    series = _several([known.get(each, each) for each in names])
    sizes = [each.largest_return for each in diff.data if each.largest_return]
    if not sizes:
        yield Message.of(N_("Prices or returns differ of {series}."), series=series)
        return
    largest = _points(max(sizes, key=abs))
    text = N_("Prices or returns differ of {series}; a return by up to {largest}.")
    yield Message.of(text, series=series, largest=largest)


def _numbers(changes: Sequence[ResultChange]) -> Iterator[Message]:
    numbers = [each for each in changes if not each.place.startswith(_WORDS)]
    if not numbers:
        yield Message.of(N_("No number of the results changed."))
        return
    blocks = dict.fromkeys(each.block for each in numbers)
    named = _several([Message.of(BLOCKS[each]) if each in BLOCKS else each for each in blocks])
    text = N_("Numbers of the results that changed: {n} ({blocks}).")
    yield Message.of(text, n=len(numbers), blocks=named)
