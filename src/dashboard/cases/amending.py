"""One entry of a case changed or taken out, with everything that refers to it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias, cast

from dashboard.case import (
    EVENT_KINDS,
    EXPECTED,
    FINDINGS,
    SOURCE_KINDS,
    STORY_KINDS,
    Case,
    Claim,
    Group,
    Text,
)
from dashboard.cases.folders import CaseFolder, write_case
from dashboard.cases.marks import rows_of
from dashboard.cases.outline import CASE_FILE, CLAIMS, EVENTS, EVIDENCE
from dashboard.cases.standing import entry
from dashboard.errors import N_, InputError

FieldKind: TypeAlias = Literal["text", "line", "word", "words", "number", "count", "day"]

# What of each table a reader may want to put right; ids and places stay what they are.
_EDITABLE: dict[str, tuple[str, ...]] = {
    "": ("title", "question", "asks"),
    "source": ("title", "publisher", "author", "url"),
    "window": ("first", "last"),
    "estimation": ("sessions", "gap"),
    "groups": ("title", "chosen"),
    "stocks": ("name", "group"),
    "benchmarks": ("title",),
    "stories": ("title", "kind", "predicts", "expects"),
    EVENTS: ("title", "kind", "stories", "value", "unit"),
    EVIDENCE: (
        *("finding", "story", "source_kind", "statement"),
        *("value", "unit", "measure", "denominator", "period"),
    ),
    CLAIMS: ("text", "stated", "first", "last", "tolerance"),
}
_DROPPED = ("stocks", "stories", EVENTS, EVIDENCE, CLAIMS)


@dataclass(frozen=True, slots=True)
class Field:
    """
    A value of an entry that a reader may change.

    Attributes
    ----------
    name : str
        Column or key.
    kind : str
        One of `FieldKind`; decides what stands in `value`.
    value : object
        Text, str, tuple of str, float, int, date or None.
    options : tuple of str
        What a word or words may be.
    """

    name: str
    kind: FieldKind
    value: object
    options: tuple[str, ...] = ()


def fields_of(case: Case, file: str, row: str) -> tuple[Field, ...]:
    """Fields of an entry that can be changed, as they stand; none where it is gone."""
    found = entry(case, file, row)
    if found is None:
        return ()
    return tuple(_field(case, name, getattr(found, name)) for name in _EDITABLE[_table(file, row)])


def amended(case: Case, file: str, row: str, values: Mapping[str, object]) -> Case:
    """Return the case with some values of an entry changed; nothing else is touched."""
    found = entry(case, file, row)
    if found is None or not values:
        return case
    changed: Any = replace(cast("Any", found), **values)  # every entry is a dataclass
    table = _table(file, row)
    if table == "":
        return cast("Case", changed)
    if table in {"source", "window", "estimation"}:
        return replace(case, **cast("Any", {table: changed}))
    held = _HELD.get(table, table)
    rows = tuple(changed if each is found else each for each in getattr(case, held))
    return replace(case, **cast("Any", {held: rows}))


def can_drop(file: str, row: str) -> bool:
    """Whether an entry can be taken out: a draft without a window or a source is none."""
    return _table(file, row) in _DROPPED


def without(content: CaseFolder, file: str, row: str) -> CaseFolder:
    """
    Return the folder without an entry, what refers to it alone, and the marks of both.

    Of a stock its evidence and claims go too, and its group when it was the last one; of a
    story its evidence and theses. The question then is about the first story that is left.
    """
    table, name = _table(file, row), row.partition(":")[2]
    case = content.case
    if table == "stocks":
        case = _without_stock(case, name)
    elif table == "stories":
        case = _without_story(case, name)
    elif table in _HELD:
        held = _HELD[table]
        left = tuple(each for each in getattr(case, held) if each.id != row)
        case = replace(case, **cast("Any", {held: left}))
    known = rows_of(case)
    marks = tuple(mark for mark in content.marks if mark.row in known[mark.file])
    return replace(content, case=case, marks=marks)


def parted(
    content: CaseFolder, group: str, symbols: Sequence[str], titles: tuple[Text, Text]
) -> CaseFolder:
    """
    Return the folder with some stocks of a group in a new one, which follows it.

    Whoever names both has judged the group: its mark is settled.

    Raises
    ------
    InputError
        If one of the two has no title or no stock.
    """
    case = content.case
    held = {stock.symbol for stock in case.members(group)}
    moved = held.intersection(symbols)
    if not moved or moved == held:
        raise InputError(N_("Choose some stocks of the group, not none and not all."))
    if not all(title.en.strip() or title.zh.strip() for title in titles):
        raise InputError(N_("Give both groups a title."))
    name = _free_id({each.id for each in case.groups})
    groups: list[Group] = []
    for each in case.groups:
        if each.id != group:
            groups.append(each)
        else:
            groups += [replace(each, title=titles[0]), replace(each, id=name, title=titles[1])]
    stocks = tuple(
        replace(stock, group=name) if stock.symbol in moved else stock for stock in case.stocks
    )
    marks = tuple(mark for mark in content.marks if mark.row != f"groups:{group}")
    return replace(content, case=replace(case, groups=tuple(groups), stocks=stocks), marks=marks)


def _free_id(taken: Container[str]) -> str:
    return next(name for n in count(2) if (name := f"group-{n}") not in taken)


def hold_together(content: CaseFolder) -> None:
    """
    Raise CaseError with every fault, when a folder could not be read back as it is.

    Raises
    ------
    CaseError
    """
    with TemporaryDirectory(prefix="draft-") as workspace:
        write_case(content, Path(workspace) / content.case.slug)


_HELD = {EVENTS: "events", EVIDENCE: "evidence", CLAIMS: "claims"}
_WORDS: dict[str, tuple[str, ...]] = {
    "finding": FINDINGS,
    "source_kind": SOURCE_KINDS,
    "expects": EXPECTED,
    "chosen": ("before", "after"),
}


def _table(file: str, row: str) -> str:
    return row.partition(":")[0] if file == CASE_FILE else file


def _field(case: Case, name: str, value: object) -> Field:
    stories = tuple(story.id for story in case.stories)
    words = _WORDS | {
        "story": stories,
        "asks": stories,
        "group": tuple(group.id for group in case.groups),
    }
    if name == "kind":
        return Field(name, "word", value, STORY_KINDS if value in STORY_KINDS else EVENT_KINDS)
    if name in words or name == "stories":
        return Field(
            name, "words" if name == "stories" else "word", value, words.get(name, stories)
        )
    return Field(name, _kind(name, value), value)


def _kind(name: str, value: object) -> FieldKind:
    if isinstance(value, Text):
        return "text"
    if name in {"value", "tolerance"}:
        return "number"
    if name in {"first", "last"}:
        return "day"
    return "count" if isinstance(value, int) else "line"


def _without_stock(case: Case, symbol: str) -> Case:
    stocks = tuple(stock for stock in case.stocks if stock.symbol != symbol)
    held = {stock.group for stock in stocks}
    return replace(
        case,
        stocks=stocks,
        groups=tuple(group for group in case.groups if group.id in held),
        evidence=tuple(row for row in case.evidence if row.stock != symbol),
        claims=_claims_without(case.claims, symbol),
        events=tuple(replace(event, stocks=_less(event.stocks, symbol)) for event in case.events),
        tags=tuple(tag for tag in case.tags if tag.stock != symbol),
    )


def _without_story(case: Case, story: str) -> Case:
    stories = tuple(each for each in case.stories if each.id != story)
    first = stories[0].id if stories else ""
    return replace(
        case,
        stories=stories,
        asks=first if case.asks == story else case.asks,
        evidence=tuple(row for row in case.evidence if row.story != story),
        claims=_claims_without(case.claims, story),
        events=tuple(replace(event, stories=_less(event.stories, story)) for event in case.events),
        tags=tuple(replace(tag, story="") if tag.story == story else tag for tag in case.tags),
    )


def _claims_without(claims: tuple[Claim, ...], name: str) -> tuple[Claim, ...]:
    return tuple(
        claim for claim in claims if name not in claim.subject.replace(":", ";").split(";")
    )


def _less(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)
