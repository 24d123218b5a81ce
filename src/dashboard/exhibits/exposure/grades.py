"""Returns against grades, a panel a story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.direction import direction, finding_words
from dashboard.analysis.stories.exposure import (
    ExposureResult,
    assessed_stories,
    exposure_points,
)
from dashboard.analysis.stories.first_hand_words import first_hand_notes
from dashboard.analysis.stories.words import probability, signed
from dashboard.analysis.trial import Trial
from dashboard.case import Case
from dashboard.charts import exposure
from dashboard.errors import N_
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.details import stock_marks
from dashboard.exhibits.exhibit import (
    Absent,
    Exhibit,
    Figure,
    Made,
    NumbersOf,
    Reader,
)
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.stats.result import Undefined, known_number


def title_returns(case: Case, result: ExposureResult, t: Language, *, stands: bool) -> str:
    """
    Whether the stocks with higher grades in the first story did better.

    No more than the verdict says: where neither the story nor its contrary stands in it, the
    direction is one that chance has as well.
    """
    stories = assessed_stories(case, result)
    found = direction(result, stories[0].id) if stories else None
    if found is None or found.everyone is None:
        return t("Did stocks with higher grades do better?")
    story = t.pick(stories[0].title)
    if not found.told or not stands:
        return t("{story}: no direction clearer than chance", story=story)
    if found.n_assessed == 1:
        return t("{story}: one stock assessed is too few to tell", story=story)
    if stories[0].kind == "label":
        template = (
            N_("{story}: stocks so regarded did better")
            if found.told > 0
            else N_("{story}: stocks so regarded did worse")
        )
    else:
        template = (
            N_("{story}: the better documented stocks did better")
            if found.told > 0
            else N_("{story}: the better documented stocks did worse")
        )
    return t(template, story=story)


def note_returns(result: ExposureResult, base: date, t: Language) -> str:
    """What is drawn, and how many dots rest on an assumption."""
    text = t(
        "Return from the close of {base} to the close of {last} over the grade of each stock’s "
        "evidence, one dot a stock; no line is drawn through so few.",
        base=t.day(base),
        last=t.long_day(result.window.last),
    )
    if any(summary.not_assessed for summary in result.summaries if summary.kind != "label"):
        text += t(" Hollow dots are not assessed and stand at 0 by assumption.")
    return text


def not_drawn(case: Case, result: ExposureResult, t: Language) -> str:
    """Stories that have no panel, because nobody has looked; empty where there is none."""
    drawn = {story.id for story in assessed_stories(case, result)}
    left = [t.pick(case.story(each).title) for each in result.stories if each not in drawn]
    if not left:
        return ""
    return t(
        "Not drawn, because no stock has been assessed for it: {stories}.", stories=t.listing(left)
    )


def nobody_looked(result: ExposureResult, t: Language) -> str:
    """Why no stock has a grade."""
    if statement_words.rows_of(result):
        return t("No stock had been assessed before the window’s last close.")
    return t("Nobody has looked yet: the case has no statement of evidence.")


def step_sentences(trial: Trial, t: Language) -> list[str]:
    """Return per step of grade beside the rank correlation, story by story."""
    sentences = []
    for test in trial.table.tests:
        found = trial.steps[test.story]
        if isinstance(found, Undefined) or isinstance(test.spearman, Undefined):
            continue
        low, high = known_number(found.low), known_number(found.high)
        values = {
            "story": t.pick(trial.case.story(test.story).title),
            "value": t.points(found.value, sign=True),
            "rho": signed(test.spearman.statistic),
        }
        if low is None or high is None:
            sentences.append(t("“{story}”: {value} for a step of grade, ρ {rho}.", **values))
            continue
        sentences.append(
            t(
                "“{story}”: {value} for a step of grade ({coverage} interval {low} to {high}), "
                "ρ {rho}.",
                coverage=t.percent(known_number(found.coverage), 1, sign=False),
                low=t.points(low, sign=True),
                high=t.points(high, sign=True),
                **values,
            )
        )
    return sentences


def describe_returns(case: Case, result: ExposureResult, t: Language) -> str:
    """Every panel in a sentence: its direction, its stocks by grade."""
    return " ".join(
        t(
            "{story}: {finding}; {stocks}.",
            story=t.pick(story.title),
            finding=finding_words(direction(result, story.id), t),
            stocks=t.listing(
                [
                    t(
                        "{stock} grade {grade} {value}",
                        stock=t.name(case.stock(point.symbol)),
                        grade=point.ordinal if point.assessed else words.finding("not-assessed", t),
                        value=t.percent(point.value),
                    )
                    for point in exposure_points(result, story.id)
                ]
            ),
        )
        for story in assessed_stories(case, result)
    )


def _grades(trial: Trial, reader: Reader) -> Made:
    t, case, found = reader.t, trial.case, trial.exposure
    if not found.stories:
        return None
    shown = assessed_stories(case, found)
    first = [trial.verdict.of(story.id) for story in shown[:1]]
    stands = any(each.stands or each.contradicted for each in first)
    title = title_returns(case, found, t, stands=stands)
    if not shown:
        return Absent(title, nobody_looked(found, t))
    return Figure(
        title=title,
        note=t.sentences(
            [
                note_returns(found, trial.base, t),
                not_drawn(case, found, t),
                *step_sentences(trial, t),
            ]
        ),
        alt=describe_returns(case, found, t),
        plot=lambda: exposure.plot_returns(case, found, look=reader.look, stock=reader.stock),
        table=lambda: evidence_tables.points_table(found),
        marks=stock_marks(
            symbol
            for symbol, value in zip(found.stocks, found.returns, strict=True)
            if value is not None
        ),
    )


def _grades_finding(trial: Trial, t: Language) -> Iterable[str]:
    """Rank correlation of grades and returns, story by story, with its exact p-value."""
    for test in trial.table.tests:
        found = test.spearman
        if isinstance(found, Undefined):
            continue
        predicted = (found.statistic >= 0) == (trial.case.story(test.story).expects == "rise")
        yield t(
            "“{story}”: rank correlation of grade and return ρ {rho} over {n} stocks, p {p} on "
            "that side.",
            story=t.pick(trial.case.story(test.story).title),
            rho=signed(found.statistic),
            n=found.n,
            p=probability(
                found.pvalue_one_sided if predicted else found.pvalue_other_side,
                found.count if predicted else found.count_other_side,
                found.n_arrangements,
                exact=found.exact,
            ),
        )
        if test.first_hand.reported:
            yield from map(t.say, first_hand_notes(test.first_hand))


GRADES = Exhibit(
    "grades",
    N_("Returns against grades"),
    _grades,
    _grades_finding,
    numbers=(
        NumbersOf(
            "grades",
            N_("Returns against grades"),
            lambda trial, _: evidence_tables.points_table(trial.exposure),
        ),
    ),
    is_chart=True,
)


EXHIBITS = (GRADES,)
