"""The rank fit of every story beside the same on first-hand evidence alone."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from dashboard.analysis.stories.first_hand_words import first_hand_notes, selected
from dashboard.analysis.stories.rank_tests import RankTest, StoryTest
from dashboard.analysis.stories.words import probability, signed
from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.errors import N_, NP_
from dashboard.exhibits.exhibit import Exhibit, Figure, Made, NumbersOf, Reader
from dashboard.html.elements import el
from dashboard.html.tables import table
from dashboard.language.columns import Column, Table, through
from dashboard.language.language import Language
from dashboard.stats.result import Undefined

_FIT: tuple[Column[RankTest], ...] = (
    Column(N_("Spearman rho"), lambda test: test.statistic),
    Column(N_("p, predicted side"), lambda test: test.pvalue_one_sided),
)

_FIT_FIRST_HAND: tuple[Column[RankTest], ...] = (
    Column(N_("Spearman rho, first hand"), lambda test: test.statistic),
    Column(N_("p, predicted side, first hand"), lambda test: test.pvalue_one_sided),
)

_COLUMNS: tuple[Column[StoryTest], ...] = (
    Column(N_("story"), lambda test: test.story),
    *through(attrgetter("spearman"), _FIT),
    Column(N_("stocks graded by reported evidence"), lambda test: test.first_hand.reported),
    Column(N_("selected by the article"), lambda test: test.first_hand.by_article),
    Column(N_("selected after the move"), lambda test: test.first_hand.after_move),
    Column(N_("stocks assessed first hand"), lambda test: test.first_hand.assessed),
    *through(attrgetter("first_hand.spearman"), _FIT_FIRST_HAND),
)


def _table(trial: Trial, _: Look) -> Table[Any] | None:
    return Table(_COLUMNS, trial.table.tests, stays=True) if _resting(trial) else None


def _resting(trial: Trial) -> list[StoryTest]:
    """Stories whose grades rest on reported evidence."""
    return [test for test in trial.table.tests if test.first_hand.reported]


def _first_hand(trial: Trial, reader: Reader) -> Made:
    t, resting = reader.t, _resting(trial)
    if not resting:
        return None
    left = sum(not isinstance(test.first_hand.spearman, Undefined) for test in resting)
    title = (
        t.plural(
            "Of {n} story that rests on reported evidence, {left} can be tested on first-hand "
            "evidence",
            "Of {n} stories that rest on reported evidence, {left} can be tested on first-hand "
            "evidence",
            len(resting),
            left=left,
        )
        if left
        else t("Without what is only reported, no test of those stories is left")
    )
    return Figure(
        title=title,
        note=t(
            "Rank fit of grade and return, predicted side, on all evidence and again on what was "
            "read here in the document itself. A stock without such evidence counts as 0 in both."
        ),
        body=lambda: _body(trial, t),
        table=lambda: Table(_COLUMNS, trial.table.tests, stays=True),
    )


def _body(trial: Trial, t: Language) -> Markup:
    heads = [t(NP_("on trial", "Story")), t("All evidence"), t("Rests on"), t("First hand alone")]
    rows = [
        el(
            "tr",
            el("th", t.pick(trial.case.story(test.story).title), scope="row"),
            el("td", _fit(test.spearman, t)),
            el("td", _rests(test, t)),
            el("td", _fit(test.first_hand.spearman, t)),
        )
        for test in trial.table.tests
    ]
    return table("matrix firsthand", heads, rows)


def _rests(test: StoryTest, t: Language) -> str:
    found = test.first_hand
    if not found.reported:
        return t("first-hand evidence")
    return t(
        "{n} of {total} grades reported, {selected}",
        n=len(found.reported),
        total=len(test.ordinals) - len(test.assumed_zero),
        selected=t.say(selected(found)),
    )


def _fit(found: RankTest | Undefined, t: Language) -> str:
    if isinstance(found, Undefined):
        return t("cannot be tested")
    p = probability(found.pvalue_one_sided, found.count, found.n_arrangements, exact=found.exact)
    return t("ρ {rho}, p {p}", rho=signed(found.statistic), p=p)


def _finding(trial: Trial, t: Language) -> Iterable[str]:
    for test in _resting(trial):
        story = t.pick(trial.case.story(test.story).title)
        said = t.sentences([t.say(note) for note in first_hand_notes(test.first_hand)])
        yield t("{story}: {sentence}", story=story, sentence=said)


FIRST_HAND = Exhibit(
    "first-hand",
    N_("First hand and reported"),
    _first_hand,
    _finding,
    numbers=(NumbersOf("first-hand", N_("Rank fit on first-hand evidence"), _table),),
)

EXHIBITS = (FIRST_HAND,)
