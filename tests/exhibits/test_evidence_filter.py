"""The statements of evidence, filtered and sorted: what is shown, counted and taken along agree."""

import re

import pytest

from dashboard.analysis.stories import statement_words
from dashboard.case import FINDINGS, SOURCE_QUALITY
from dashboard.cases.confirmations import unread
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.exposure.evidence_filter import CONTROLS, ORDERS
from dashboard.exhibits.exposure.matrix import STATEMENTS
from dashboard.language.language import Language
from tests.shipped_cases import shipped_trial

EN = Language("en")


def made(trial, t=EN, **choices):
    return STATEMENTS.make(trial, Reader(Look(t), choices=tuple(choices.items())))


def offered(trial, control):
    return list(control.choices(trial, Reader(Look(EN))))


def listed(figure):
    """Ids in the lines of the table, those of the statements below, and those of the download."""
    body = str(figure.body())
    lines = re.findall(r'href="#statement-([^"]+)"', body)
    below = re.findall(r'id="statement-([^"]+)"', body)
    return lines, sorted(below), list(figure.table().frame()["id"])


@pytest.mark.slow
def test_every_choice_leaves_those_that_have_it_and_says_how_many(trial):
    every = statement_words.rows_of(trial.exposure)
    reported = {row.id for row in unread(trial.case.evidence)}
    fields = {
        "story": lambda row: row.story,
        "grade": lambda row: row.finding,
        "group": lambda row: trial.case.stock(row.stock).group,
        "hand": lambda row: "reported" if row.id in reported else "first",
        "kind": lambda row: row.source_kind,
    }
    for control in CONTROLS[:-1]:
        for value in filter(None, offered(trial, control)):
            figure = made(trial, **{control.name: value})
            wanted = [row.id for row in every if fields[control.name](row) == value]

            lines, below, taken = listed(figure)
            assert wanted == lines == taken
            assert sorted(wanted) == below
            assert figure.title.startswith(f"{len(wanted)} of {len(every)} statement")


@pytest.mark.slow
@pytest.mark.parametrize("order", [name for name in ORDERS if name])
def test_an_order_is_kept_by_table_and_download(trial, order):
    figure = made(trial, sort=order)
    if not isinstance(figure, Figure):
        assert not statement_words.rows_of(trial.exposure)
        return
    rows = {row.id: row for row in trial.case.evidence}
    key = {
        "grade": lambda row: FINDINGS.index(row.finding),
        "day": lambda row: -row.public.stamp.timestamp(),
        "source": lambda row: -SOURCE_QUALITY[row.source_kind],
    }[order]

    lines, _, taken = listed(figure)
    assert lines == taken
    found = [key(rows[each]) for each in lines]
    assert sorted(found) == found


def test_where_nothing_fits_it_says_so_and_a_file_has_all():
    trial = shipped_trial()
    figure = made(trial, grade="quantified", hand="first")
    assert "No statement fits these filters" in str(figure.body())
    assert 0 == len(figure.table().frame())
    file = STATEMENTS.make(trial, Reader(Look(EN), in_file=True))
    assert 'class="matrix numbers evidence"' not in str(file.body())
    assert 17 == len(file.table().frame())


def test_numbers_stand_in_a_column_of_their_own_with_their_unit():
    trial = shipped_trial()
    for t, said in ((EN, "53%"), (Language("zh"), "53%")):
        body = str(made(trial, t).body())
        assert f'<td class="value num">{said}</td>' in body
