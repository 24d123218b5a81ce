"""What was changed, in words: a step to undo, a line of the comparison, a value."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.cases.editing.changes import Change
from dashboard.cases.editing.sheets import Sheets
from dashboard.errors import N_
from dashboard.html.elements import Child, el, markup
from dashboard.language.language import Language
from dashboard.ui import fields

TABLE_TITLES: dict[str, str] = {
    "case": N_("Details"),
    "source": N_("Source"),
    "window": N_("Window"),
    "estimation": N_("Estimation"),
    "groups": N_("Groups"),
    "stocks": N_("Stocks"),
    "stories": N_("Stories"),
    "benchmarks": N_("Benchmarks"),
    "events": N_("Events"),
    "evidence": N_("Evidence"),
    "claims": N_("Claims"),
    "tags": N_("Concept tags"),
    "files": N_("Files"),
    "corrections": N_("Corrections"),
}
FORMS = frozenset({"case", "source", "window", "estimation"})
"""Tables of one row, drawn as a form."""
GROUPED = {"evidence": ("story", "stories"), "stocks": ("group", "groups")}
"""Tables drawn in sections: by which column, and the table that names them."""

# Columns that name something of the case, and the table it stands in.
_NAMED: dict[str, str] = {
    "stock": "stocks",
    "group": "groups",
    "story": "stories",
    "asks": "stories",
}
_CLIPPED = 60  # letters of a value that a sentence repeats


def value_said(sheets: Sheets, table: str, column: str, value: str, t: Language) -> str:
    """Value of a cell as readers know it: the title of a story, the word of the format."""
    if not value:
        return ""
    if column in _NAMED:
        return _title(sheets, _NAMED[column], value, t)
    return fields.word(column, value, t, table=table)


def _title(sheets: Sheets, table: str, name: str, t: Language) -> str:
    key, stem = ("symbol", "name") if table == "stocks" else ("id", "title")
    for row in sheets.tables[table]:
        if row.cells.get(key) == name:
            texts = [row.cells.get(f"{stem}_{code}", "") for code in (t.code, "en", "zh")]
            return next((text for text in texts if text), name)
    return name


def row_number(sheets: Sheets, table: str, key: str) -> int | None:
    """Place of a row in its table, from 1; None where it is no more."""
    keys = [row.key for row in sheets.tables[table]]
    return keys.index(key) + 1 if key in keys else None


def step(after: Sheets, made: Sequence[Change], t: Language) -> str:
    """
    Name of a step: “precision of row 13”, “2 rows added”.

    Parameters
    ----------
    after : Sheets
        As they are since.
    made : sequence of Change
        What is different since.
    t : Language
    """
    kinds = {change.kind for change in made}
    rows = {(change.table, change.key) for change in made}
    if kinds == {"cell"} and len(rows) == 1:
        return _cells(after, made, t)
    if kinds == {"added"} or (kinds == {"added", "cell"} and len(rows) == _n(made, "added")):
        return t.plural("a row added", "{n} rows added", len(rows))
    if kinds == {"removed"}:
        return t.plural("a row removed", "{n} rows removed", len(rows))
    if kinds == {"file"}:
        return t("the file {name}", name=made[0].key)
    if kinds == {"moved"}:
        return t("order of the rows")
    return t.plural("{n} change", "{n} changes", len(made))


def _n(made: Sequence[Change], kind: str) -> int:
    return sum(change.kind == kind for change in made)


def _cells(after: Sheets, made: Sequence[Change], t: Language) -> str:
    first = made[0]
    n = row_number(after, first.table, first.key)
    if first.table in FORMS or n is None:
        if len(made) == 1:
            return small(fields.name(first.column, t), t)
        return t.plural("{n} cell", "{n} cells", len(made))
    if len(made) == 1:
        return t("{column} of row {n}", column=small(fields.name(first.column, t), t), n=n)
    return t("{count} cells of row {n}", count=t.spelled(len(made)), n=n)


def small(name: str, t: Language) -> str:
    """Heading inside a sentence."""
    return name[:1].lower() + name[1:] if t.code == "en" else name


def line(before: Sheets, after: Sheets, change: Change, t: Language) -> str:
    """Where a change stands: the table, the row, the column."""
    table = t(TABLE_TITLES[change.table])
    if change.table == "files":
        return change.key
    if change.table in FORMS:
        return t("{table}, {column}", table=table, column=fields.name(change.column, t))
    n = row_number(after, change.table, change.key)
    if n is None:
        n = row_number(before, change.table, change.key)
    if change.kind == "cell":
        column = fields.name(change.column, t)
        return t("{table}, row {n}, {column}", table=table, n=n, column=column)
    return t("{table}, row {n}", table=table, n=n)


def said(sheets: Sheets, change: Change, value: str, t: Language) -> str:
    """Value before or after a change, short enough for a line."""
    shown = value_said(sheets, change.table, change.column, value, t)
    if not shown:
        return t("(empty)")
    return shown if len(shown) <= _CLIPPED else shown[: _CLIPPED - 1] + "…"


def told(before: Sheets, after: Sheets, change: Change, t: Language) -> Markup:
    """
    One difference as a line.

    Parameters
    ----------
    before, after : Sheets
    change : Change
        One of what lies between them.
    t : Language
    """
    what: list[Child]
    match change.kind:
        case "added":
            what = [t("new row"), change.after]
        case "file":
            what = [t("replaced: {n} bytes", n=change.after)]
        case "removed":
            what = [t("removed"), change.before]
        case "moved":
            placed = t(
                "moved from place {before} to {after}", before=change.before, after=change.after
            )
            what = [placed]
        case _:
            what = [
                el("s", said(before, change, change.before, t)),
                el("span", said(after, change, change.after, t)),
            ]
    return el("p.changeline", el("b", line(before, after, change, t)), " ", markup(*what, by=" "))
