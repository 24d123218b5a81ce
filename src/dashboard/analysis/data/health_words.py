"""Sentences about a case's data with the titles of what they name, not its ids."""

from __future__ import annotations

from dashboard.analysis.data.data_note import DataNote
from dashboard.case import Case, Text
from dashboard.language.language import SOURCES, Language
from dashboard.market.prices import PriceNote
from dashboard.message import Message


def sentence(case: Case, note: PriceNote, concern: DataNote, t: Language) -> str:
    """Sentence of a concern, led by its story where it does not name it."""
    stories = {story.id: t.pick(story.title) for story in case.stories}
    titles = stories | {group.id: t.pick(group.title) for group in case.groups}
    titles |= {benchmark.id: t.pick(benchmark.title) for benchmark in case.benchmarks}
    titles |= {name: t.source(name) for name in SOURCES}
    # Sentences name things by their ids and quote the case's own free text.
    titles |= _said(case, note, t)
    fields = {name: _titled(value, titles) for name, value in concern.remark.fields}
    text = t.say(Message.of(concern.remark.template, **fields))
    named = any(value == concern.subject for _, value in concern.remark.fields)
    if concern.subject not in stories or named:
        return text
    return t("{story}: {sentence}", story=stories[concern.subject], sentence=text)


def _titled(value: object, titles: dict[str, str]) -> object:
    if isinstance(value, tuple):
        return tuple(_titled(each, titles) for each in value)
    return titles.get(value, value) if isinstance(value, str) else value


def _said(case: Case, note: PriceNote, t: Language) -> dict[str, str]:
    """Free text of the case by its English, as the reader's language has it."""
    texts = [
        *(Text(row.measure, row.measure_zh) for row in case.evidence),
        *(Text(row.denominator, row.denominator_zh) for row in case.evidence),
        Text(note.adjustment, note.adjustment_zh),
        Text(note.note, note.note_zh),
    ]
    return {text.en: t.pick(text) for text in texts if text.en}
