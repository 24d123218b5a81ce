"""Which statements of evidence a reader wants to see, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dashboard.analysis.stories import statement_words
from dashboard.analysis.trial import Trial
from dashboard.case import FINDINGS, SOURCE_KINDS, SOURCE_QUALITY, Evidence
from dashboard.cases.confirmations import unread
from dashboard.errors import N_
from dashboard.exhibits.exhibit import Control, Reader
from dashboard.language import words

FIRST_HAND, REPORTED = "first", "reported"
HANDS = {FIRST_HAND: N_("first hand"), REPORTED: N_("reported")}
ORDERS = {"": N_("stock by stock"), "grade": N_("strongest first"), "day": N_("newest first")}
ORDERS |= {"source": N_("best source first")}


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """
    What the reader asked for; an empty field asks for nothing.

    Attributes
    ----------
    story : str
        Id of a story.
    grade : str
        A finding.
    group : str
        Id of a group.
    hand : str
        Whether somebody here read the document, or a third party reports it.
    kind : str
        Kind of source.
    sort : str
        One of `ORDERS`.
    """

    story: str = ""
    grade: str = ""
    group: str = ""
    hand: str = ""
    kind: str = ""
    sort: str = ""

    @classmethod
    def of(cls, reader: Reader) -> EvidenceFilter:
        """What the reader's controls are set to."""
        return cls(*(reader.choice(control.name) for control in CONTROLS))

    @property
    def is_on(self) -> bool:
        """Whether statements may be left out."""
        return any((self.story, self.grade, self.group, self.hand, self.kind))

    def rows(self, trial: Trial) -> list[Evidence]:
        """Statements that fit, in the order asked for; those that are equal stay stock by stock."""
        fields = _FIELDS(trial)
        asked = {name: getattr(self, name) for name in fields if getattr(self, name)}
        found = [
            row
            for row in statement_words.rows_of(trial.exposure)
            if all(fields[name](row) == value for name, value in asked.items())
        ]
        return sorted(found, key=_KEYS[self.sort]) if self.sort in _KEYS else found


_KEYS: dict[str, Callable[[Evidence], float]] = {
    "grade": lambda row: FINDINGS.index(row.finding),
    "day": lambda row: -row.public.stamp.timestamp(),
    "source": lambda row: -SOURCE_QUALITY[row.source_kind],
}


def _FIELDS(trial: Trial) -> dict[str, Callable[[Evidence], str]]:  # noqa: N802 - a table
    """What a statement is by each of the filters."""
    reported = {row.id for row in unread(trial.case.evidence)}
    return {
        "story": lambda row: row.story,
        "grade": lambda row: row.finding,
        "group": lambda row: trial.case.stock(row.stock).group,
        "hand": lambda row: REPORTED if row.id in reported else FIRST_HAND,
        "kind": lambda row: row.source_kind,
    }


# Controls -------------------------------------------------------------


def _offered(
    name: str, everything: str, named: Callable[[Trial, Reader], Iterable[tuple[str, str]]]
) -> Callable[[Trial, Reader], Mapping[str, str]]:
    """Values that some statement has, each with how many do; nothing where all have the same."""

    def choices(trial: Trial, reader: Reader) -> Mapping[str, str]:
        field = _FIELDS(trial)[name]
        values = [field(row) for row in statement_words.rows_of(trial.exposure)]
        labels = {
            value: f"{label} ({values.count(value)})"
            for value, label in named(trial, reader)
            if value in values
        }
        return {"": reader.t(everything)} | labels if len(labels) > 1 else {}

    return choices


def _stories(trial: Trial, reader: Reader) -> Iterable[tuple[str, str]]:
    return ((each.id, reader.t.pick(each.title)) for each in trial.case.stories)


def _groups(trial: Trial, reader: Reader) -> Iterable[tuple[str, str]]:
    return ((each.id, reader.t.pick(each.title)) for each in trial.case.groups)


def _grades(_: Trial, reader: Reader) -> Iterable[tuple[str, str]]:
    return ((each, words.marked(each, reader.t)) for each in FINDINGS)


def _hands(_: Trial, reader: Reader) -> Iterable[tuple[str, str]]:
    return ((each, reader.t(word)) for each, word in HANDS.items())


def _kinds(_: Trial, reader: Reader) -> Iterable[tuple[str, str]]:
    return ((each, words.source_kind(each, reader.t)) for each in SOURCE_KINDS)


def _orders(_: Trial, reader: Reader) -> Mapping[str, str]:
    return {each: reader.t(word) for each, word in ORDERS.items()}


CONTROLS = (
    Control(
        "story", N_("Story on trial"), _offered("story", N_("All stories"), _stories), width=210
    ),
    Control("grade", N_("Grade"), _offered("grade", N_("All grades"), _grades), width=160),
    Control("group", N_("Group"), _offered("group", N_("All groups"), _groups), width=165),
    Control(
        "hand", N_("Read by"), _offered("hand", N_("First hand and reported"), _hands), width=205
    ),
    Control("kind", N_("Source"), _offered("kind", N_("All sources"), _kinds), width=190),
    Control("sort", N_("Sorted by"), _orders, width=165),
)
"""Filters and order of the statements, in the order of the fields of `EvidenceFilter`."""
