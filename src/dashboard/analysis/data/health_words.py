"""Sentences about a case's data with the titles of what they name, not its ids."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.analysis.data.data_note import DataNote
from dashboard.case import Case, Evidence, Text
from dashboard.language.language import SOURCES, Language
from dashboard.market.prices import PriceNote
from dashboard.message import Message

MOST = 6  # names in one sentence; of more it is said how many there are


def sentence(case: Case, note: PriceNote, concern: DataNote, t: Language) -> str:
    """Sentence of a concern, led by its story where it does not name it."""
    stories = {story.id: t.pick(story.title) for story in case.stories}
    titles = dict(_titles(case, t)) | stories
    titles |= {name: t.source(name) for name in SOURCES}
    # Sentences name things by their ids and quote the case's own free text.
    titles |= _said(case, note, t)
    fields = {
        name: _listed(case, concern.kind, str(value).split(", "), t)
        if name == "ids"
        else _titled(value, titles)
        for name, value in concern.remark.fields
    }
    text = t.say(Message.of(concern.remark.template, **fields))
    named = any(value == concern.subject for _, value in concern.remark.fields)
    if concern.subject not in stories or named:
        return text
    return t("{story}: {sentence}", story=stories[concern.subject], sentence=text)


def _titled(value: object, titles: dict[str, str]) -> object:
    if isinstance(value, tuple):
        return tuple(_titled(each, titles) for each in value)
    return titles.get(value, value) if isinstance(value, str) else value


def _titles(case: Case, t: Language) -> Iterator[tuple[str, str]]:
    """What has a name of its own, by its id."""
    for group in case.groups:
        yield group.id, t.pick(group.title)
    for stock in case.stocks:
        yield stock.symbol, f"{t.name(stock)} {stock.symbol}"
    for benchmark in case.benchmarks:
        yield benchmark.id, t.pick(benchmark.title)


# Lists ----------------------------------------------------------------

# Kinds of notes that list something else than rows of evidence, stocks or series.
_OF_EVENTS = frozenset({"time-unknown", "event-address"})
_OF_CLAIMS = frozenset({"on-file-claims"})


def _listed(case: Case, kind: str, ids: list[str], t: Language) -> str:
    """What a note lists: rows of evidence go by story and stock, claims by their numbers."""
    if kind in _OF_EVENTS:
        titles = {event.id: t.pick(event.title) for event in case.events}
        return _several(
            [t("“{title}”", title=titles.get(each, each)) for each in ids], t, MOST // 2
        )
    if kind in _OF_CLAIMS:
        numbers = {claim.id: n for n, claim in enumerate(case.claims, 1)}
        listed = t.listing([str(numbers.get(each, each)) for each in ids])
        return t.plural("statement {numbers}", "statements {numbers}", len(ids), numbers=listed)
    rows = {row.id: row for row in case.evidence}
    if any(each in rows for each in ids):
        return _rows([rows[each] for each in ids if each in rows], case, t)
    names = {stock.symbol: t.name(stock) for stock in case.stocks}
    names |= {benchmark.id: t.pick(benchmark.title) for benchmark in case.benchmarks}
    return _several([names.get(each, each) for each in ids], t)


def _rows(rows: list[Evidence], case: Case, t: Language) -> str:
    """Stocks of rows of evidence, story by story."""
    by_story: dict[str, list[str]] = {}
    for row in rows:
        by_story.setdefault(row.story, []).append(t.name(case.stock(row.stock)))
    parts = [
        t(
            "{story}: {stocks}",
            story=t.pick(case.story(story).title),
            stocks=_several(list(dict.fromkeys(stocks)), t),
        )
        for story, stocks in by_story.items()
    ]
    return t("; ").join(parts)


def _several(found: list[str], t: Language, most: int = MOST) -> str:
    """Several names, the first ones where there are many."""
    # One more than is listed would take as many words to count as to name.
    if len(found) <= most + 1:
        return t.listing(found)
    return t.listing([*found[:most], t("{n} others", n=len(found) - most)])


def _said(case: Case, note: PriceNote, t: Language) -> dict[str, str]:
    """Free text of the case by its English, as the reader's language has it."""
    texts = [
        *(Text(row.measure, row.measure_zh) for row in case.evidence),
        *(Text(row.denominator, row.denominator_zh) for row in case.evidence),
        Text(note.adjustment, note.adjustment_zh),
        Text(note.note, note.note_zh),
    ]
    return {text.en: t.pick(text) for text in texts if text.en}
