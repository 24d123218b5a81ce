"""Concept tags beside the grades: what lists file a stock under, and what stands behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from dashboard.analysis.stories.concept_tags import Flag, TagCheck
from dashboard.analysis.trial import Trial
from dashboard.case import ConceptTag, Text
from dashboard.charts.theme import Look
from dashboard.errors import N_, NP_
from dashboard.exhibits.exhibit import Exhibit, Figure, Made, NumbersOf, Reader
from dashboard.html.elements import el, outside_link
from dashboard.html.stocks import stock_name
from dashboard.html.tables import table
from dashboard.language import words
from dashboard.language.columns import Column, Table, through
from dashboard.language.language import Language

_TAG: tuple[Column[ConceptTag], ...] = (
    Column(N_("id"), lambda tag: tag.id),
    Column(N_("stock"), lambda tag: tag.stock),
    Column(N_("tag"), lambda tag: tag.tag),
    Column(N_("tag (zh)"), lambda tag: tag.tag_zh),
    Column(N_("listed by"), lambda tag: tag.source),
    Column(N_("seen"), lambda tag: tag.seen),
    Column(N_("story"), lambda tag: tag.story),
    Column(N_("stated reason"), lambda tag: tag.reason),
    Column("url", lambda tag: tag.url),
)
_COLUMNS: tuple[Column[TagCheck], ...] = (
    *through(attrgetter("tag"), _TAG),
    Column(N_("evidence on file"), lambda each: each.state or ""),
    Column(N_("flag"), lambda each: each.flag),
    Column(N_("reported"), lambda each: each.reported),
    Column(N_("seen after the window"), lambda each: each.after_window),
)


def _table(trial: Trial) -> Table[Any]:
    return Table(_COLUMNS, trial.tags, stays=True)


def _numbers(trial: Trial, _: Look) -> Table[Any] | None:
    return _table(trial) if trial.tags else None


def _tags(trial: Trial, reader: Reader) -> Made:
    t, found = reader.t, trial.tags
    if not found:
        return None
    said = [t("A tag says what a list files a stock under. It counts in no test and in no grade.")]
    late = sum(each.after_window for each in found)
    if late:
        said.append(
            t.plural(
                "{n} of {total} was read only after the window: a list of today is no list of "
                "then.",
                "{n} of {total} were read only after the window: a list of today is no list of "
                "then.",
                late,
                total=len(found),
            )
        )
    return Figure(
        title=_title(found, t),
        note=t.sentences(said),
        body=lambda: _body(trial, t),
        table=lambda: _table(trial),
        of_prices=False,
    )


_FLAGS: dict[Flag, str] = {
    "against": N_("{n} denied by the company"),
    "without-evidence": N_("{n} without evidence that counts"),
    "not-assessed": N_("{n} that nobody has looked into"),
}


def _title(found: Sequence[TagCheck], t: Language) -> str:
    held = [each for each in found if each.state is not None]
    if not held:
        return t("What do lists of the market file these stocks under?")
    counts = Counter(each.flag for each in held)
    told = [t(said, n=counts[flag]) for flag, said in _FLAGS.items() if counts[flag]]
    if told:
        joined = t(NP_("clauses", ", ")).join(told)
        return t("Of {total} tags: {parts}", total=len(held), parts=joined)
    return t.plural(
        "Evidence stands behind the {n} tag", "Evidence stands behind all {n} tags", len(held)
    )


def _body(trial: Trial, t: Language) -> Markup:
    heads = [t("Stock"), t("Tag"), t("Stated reason"), t("Evidence on file")]
    return table("matrix tags", heads, [_row(trial, each, t) for each in trial.tags])


def _row(trial: Trial, each: TagCheck, t: Language) -> Markup:
    case, tag = trial.case, each.tag
    source = t.pick(Text(tag.source, tag.source_zh))
    told = outside_link(tag.url, source) if tag.url else source
    return el(
        "tr",
        el("th", stock_name(case, tag.stock, t), scope="row"),
        el(
            "td",
            t.pick(Text(tag.tag, tag.tag_zh)),
            el("small.qualifier", told, " · ", t("seen {day}", day=t.long_day(tag.seen))),
        ),
        el("td", t.pick(Text(tag.reason, tag.reason_zh)) or el("span.faint", t("none given"))),
        el("td", _standing(trial, each, t)),
    )


def _standing(trial: Trial, each: TagCheck, t: Language) -> list[Markup | str]:
    """What is on file, with the flag before it."""
    if each.state is None:
        return [el("span.faint", t("held against no story"))]
    story = t.pick(trial.case.story(each.tag.story).title)
    notes = [story, t("reported") if each.reported else ""]
    # Of what nobody has looked into the finding itself says so.
    flag = {
        "against": t("Evidence against it"),
        "without-evidence": t("No evidence that counts"),
    }.get(each.flag)
    return [
        el("b", flag, ": ") if flag else "",
        words.marked(each.state, t),
        el("small.qualifier", " · ".join(filter(None, notes))),
    ]


def _finding(trial: Trial, t: Language) -> Iterable[str]:
    for each in trial.tags:
        if each.state is None:
            continue
        yield t(
            "{stock}: “{tag}” by {source}, seen {day}; on file of “{story}”: {finding}.",
            stock=t.name(trial.case.stock(each.tag.stock)),
            tag=t.pick(Text(each.tag.tag, each.tag.tag_zh)),
            source=t.pick(Text(each.tag.source, each.tag.source_zh)),
            day=t.long_day(each.tag.seen),
            story=t.pick(trial.case.story(each.tag.story).title),
            finding=words.finding(each.state, t),
        )


TAGS = Exhibit(
    "tags",
    N_("Concept tags"),
    _tags,
    _finding,
    numbers=(NumbersOf("tags", N_("Concept tags"), _numbers),),
)

EXHIBITS = (TAGS,)
