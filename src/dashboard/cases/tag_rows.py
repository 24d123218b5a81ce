"""tags.csv: what lists of the market file the stocks under, each with its source and the day seen.

The file is optional.  A tag is no evidence: it counts in no test, and stands beside the grades.
"""

from __future__ import annotations

from datetime import date

from dashboard.case import ConceptTag
from dashboard.cases.outline import Outline
from dashboard.cases.rows import NO_STOCK, NO_STORY, fresh_id, known_name
from dashboard.cases.tables import FileRow, FileTable
from dashboard.errors import N_, InputError

TAG_COLUMNS = ("id", "stock", "tag", "source", "seen")
TAG_OPTIONAL = ("story", "reason", "url", "tag_zh", "source_zh", "reason_zh")

NO_DAY = N_("Lists change without a word: write the day on which this one was read.")
NOT_EVIDENCE = N_(
    "A tag is held against what companies document: “{name}” is no story of evidence. Leave this "
    "empty, or name one that is."
)
AGAIN = N_("This source gives the stock the tag in line {line} already; leave one of the two out.")


def read_tags(table: FileTable, outline: Outline | None) -> tuple[ConceptTag, ...]:
    """Tags in file order; faults go where the table reports to."""
    lines: dict[str, int] = {}
    given: dict[tuple[str, str, str], int] = {}
    found = []
    for row in table.rows():
        tag = _tag(row, outline, lines)
        key = (tag.stock, tag.tag, tag.source)
        if all(key) and key in given:
            row.report("tag", AGAIN, line=given[key])
        given.setdefault(key, row.line)
        found.append(tag)
    return tuple(found)


def _tag(row: FileRow, outline: Outline | None, lines: dict[str, int]) -> ConceptTag:
    stock, story = row.code("stock"), row.code("story")
    row.needed("stock")
    if outline is not None:
        stock = outline.as_symbol(stock)
        known_name(row, "stock", stock, outline.case.symbols, NO_STOCK)
        kinds = {each.id: each.kind for each in outline.case.stories}
        known_name(row, "story", story, list(kinds), NO_STORY)
        if kinds.get(story, "evidence") != "evidence":
            row.report("story", NOT_EVIDENCE, name=story)
    seen = row.day("seen")
    if seen is None and not row.text("seen"):
        row.report("seen", NO_DAY)
    if seen is not None and outline is not None:
        try:
            outline.check_reach(seen)
        except InputError as error:
            row.report("seen", error.template, **error.values)
    return ConceptTag(
        id=fresh_id(row, lines),
        stock=stock,
        tag=row.needed("tag"),
        source=row.needed("source"),
        # A row without a day has been reported; what stands in its place is never shown.
        seen=seen or date.max,
        story=story,
        url=row.url(),
        **{name: row.text(name) for name in TAG_OPTIONAL if name not in {"story", "url"}},
    )
