"""What was put right in the case since it was made, at the end of its page."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.analysis.trial import Trial
from dashboard.case import Correction
from dashboard.charts.theme import Look
from dashboard.errors import N_
from dashboard.exhibits.exhibit import Exhibit, Figure, Made, NumbersOf, Reader
from dashboard.html.elements import el, markup
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language

_CORRECTION: tuple[Column[Correction], ...] = (
    Column(N_("date"), lambda each: each.date),
    Column(N_("text (en)"), lambda each: each.what.en),
    Column(N_("text (zh)"), lambda each: each.what.zh),
    Column(N_("by"), lambda each: each.by),
)


def title_corrections(trial: Trial, t: Language) -> str:
    """How often something was put right, and when last."""
    found = trial.case.corrections
    return t.plural(
        "{n} correction, the last one on {day}",
        "{n} corrections, the last one on {day}",
        len(found),
        day=t.long_day(max(each.date for each in found)),
    )


def _table(trial: Trial, _: Look) -> Table[Correction] | None:
    return Table(_CORRECTION, trial.case.corrections) if trial.case.corrections else None


def _list(trial: Trial, t: Language) -> Markup:
    newest = sorted(trial.case.corrections, key=lambda each: each.date, reverse=True)
    return el(
        "ul.plain.since",
        [
            el(
                "li",
                el("span.when", markup(t.long_day(each.date), each.by, by=" · ")),
                el("p", t.pick(each.what)),
            )
            for each in newest
        ],
    )


def _corrections(trial: Trial, reader: Reader) -> Made:
    if not trial.case.corrections:
        return None
    t = reader.t
    return Figure(
        title=title_corrections(trial, t),
        note=t("What stood otherwise in this case before; everything above is as corrected."),
        body=lambda: _list(trial, t),
        table=lambda: Table(_CORRECTION, trial.case.corrections),
        of_prices=False,
    )


EXHIBITS = (
    Exhibit(
        "corrections",
        N_("Corrections"),
        _corrections,
        numbers=(NumbersOf("corrections", N_("What was put right in the case"), _table),),
    ),
)
