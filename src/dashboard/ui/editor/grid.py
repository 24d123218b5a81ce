"""One table of a case as a grid of real controls: what the browser is told, what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.cases.editing.judging import CellFault
from dashboard.cases.editing.merging import Collision
from dashboard.cases.editing.sheets import Column, Row, columns
from dashboard.cases.tables import MISSING
from dashboard.errors import N_
from dashboard.language import words
from dashboard.language.language import Language
from dashboard.ui import fields
from dashboard.ui.editor.steps import FORMS, GROUPED, TABLE_TITLES, small, value_said

if TYPE_CHECKING:
    from dashboard.ui.editor.workplace import Workplace


# Widths of the columns on a desk; what has none shares the rest.
_WIDTHS: dict[tuple[str, str], str] = {
    ("evidence", "stock"): "158px",
    ("evidence", "finding"): "112px",
    ("evidence", "value"): "104px",
    ("evidence", "unit"): "84px",
    ("evidence", "published"): "98px",
    ("evidence", "precision"): "86px",
    ("events", "published"): "150px",
    ("events", "kind"): "118px",
    ("events", "precision"): "100px",
    ("stocks", "symbol"): "112px",
    ("tags", "stock"): "158px",
    ("tags", "seen"): "98px",
    ("claims", "kind"): "132px",
    ("claims", "relation"): "74px",
    ("claims", "stated"): "92px",
}
# Columns of a row before it is unfolded, in this order; of a table not named here all.
_SHOWN: dict[str, tuple[str, ...]] = {
    "stocks": ("symbol", "name_zh", "name_en", "group"),
    "stories": ("title_en", "title_zh", "kind", "expects"),
    "events": ("published", "precision", "kind", "title_en", "source"),
    "evidence": ("stock", "finding", "value", "unit", "document", "published", "precision"),
    "claims": ("kind", "subject", "relation", "stated", "text_en"),
    "tags": ("stock", "tag", "source", "seen", "story", "reason"),
}
_CHINESE = {
    "title_en": "title_zh",
    "text_en": "text_zh",
    "document": "document_zh",
    "source": "source_zh",
    "tag": "tag_zh",
    "reason": "reason_zh",
}
"""Texts in two languages of which a table shows one."""
_SCRIPT = files("dashboard").joinpath("ui", "assets", "editor.js").read_text(encoding="utf-8")
_FOLLOWING = files("dashboard").joinpath("ui", "assets", "editor_follow.js").read_text("utf-8")
_mount = st.components.v2.component("case_grid", js=_SCRIPT, isolate_styles=False)
# A keyed rerun would cut short whatever the script does just then; a part that asks for its own
# fragment waits for its turn.
_mount_follower = st.components.v2.component("case_follower", js=_FOLLOWING, isolate_styles=False)

SETTLED, WORKED = "editor-settled", "editor-worked"
"""What the grid, and the trial beside it, say in the browser."""

_WORDS: dict[str, str] = {
    "row": N_("Row"),
    "unfold": N_("Row {n}: further columns"),
    "cell": N_("{column}, row {n}"),
    "empty": N_("(empty)"),
    "add": N_("Add a row"),
    "paste": N_("or paste rows of a spreadsheet here"),
    "rest": N_("{n} more rows: show the next"),
    "nohit": N_("No stock of the list is meant by that."),
    "move-1": N_("Move up"),
    "move1": N_("Move down"),
    "copy": N_("Copy this row"),
    "remove": N_("Remove this row"),
}
_PLACES = ("{n}", "{column}")  # filled in by the browser


def draw(desk: Workplace, table: str, t: Language, on_change: Callable[[str], None]) -> None:
    """
    Draw one table.

    Parameters
    ----------
    desk : Workplace
    table : str
    t : Language
    on_change : callable
        Called with the key of the grid when the browser has said something.
    """
    key = key_of(table)
    _mount(
        key=key,
        data=block(desk, table, t),
        default={"said": None},
        on_said_change=lambda: on_change(key),
    )


def key_of(table: str) -> str:
    """Key of the grid of a table."""
    return f"grid_{table}"


def block(desk: Workplace, table: str, t: Language) -> dict[str, Any]:
    """Everything the browser has to know of one table."""
    known = ordered(desk, table, t)
    rows = desk.sheets.tables[table]
    hidden = {column.name for column in known if not column.usual}
    return {
        "table": table,
        "label": t(TABLE_TITLES[table]),
        "form": table in FORMS,
        "readonly": desk.barred is not None,
        "columns": [_column(desk, table, column, t) for column in known],
        "sections": _sections(desk, table, rows, t),
        "rows": {
            row.key: _row(desk, table, row, n, hidden, t) for n, row in enumerate(rows, start=1)
        },
        "session": desk.session,
        "heard": desk.heard,
        "stamp": desk.stamp,
        "focus": desk.focus,
        "hits": desk.hits,
        "seek": t("Add a stock: code, name, former name or initials") if table == "stocks" else "",
        "words": {name: _template(text, t) for name, text in _WORDS.items()},
    }


def _template(text: str, t: Language) -> str:
    return t(text, **{place[1:-1]: place for place in _PLACES if place in text})


# Columns ----------------------------------------------------------------


def ordered(desk: Workplace, table: str, t: Language) -> list[Column]:
    """Columns as the page shows them: the usual ones first, in the order of reading."""
    known = {column.name: column for column in columns(table, desk.sheets)}
    if table not in _SHOWN:
        return [replace(column, usual=True) for column in known.values()]
    shown = [_in_words(name, desk.sheets.tables[table], _SHOWN[table], t) for name in _SHOWN[table]]
    usual = [replace(known.pop(name), usual=True) for name in shown]
    return [*usual, *(replace(column, usual=False) for column in known.values())]


def _in_words(name: str, rows: Sequence[Row], shown: Sequence[str], t: Language) -> str:
    """Which language of a text stands in the table: the page's, else the one that is filled in."""
    other = _CHINESE.get(name, "")
    if not other or other in shown:  # where both have their column
        return name
    filled = {column for row in rows for column, text in row.cells.items() if text}
    wanted, instead = (other, name) if t.code == "zh" else (name, other)
    if wanted in filled:
        return wanted
    return instead if instead in filled else name


def _column(desk: Workplace, table: str, column: Column, t: Language) -> dict[str, Any]:
    options = [_option(desk, table, column.name, word, t) for word in column.options]
    return {
        "name": column.name,
        "label": fields.name(column.name, t),
        "kind": column.kind,
        "required": column.required,
        "usual": column.usual,
        "width": _WIDTHS.get((table, column.name), ""),
        "options": options if column.kind == "word" else [],
        "said": {option["v"]: option["label"] for option in options},
    }


def _option(desk: Workplace, table: str, column: str, word: str, t: Language) -> dict[str, str]:
    told = {"v": word, "label": value_said(desk.sheets, table, column, word, t)}
    if column == "finding" and word in words.FINDINGS:
        told["label"] = f"{words.FINDINGS[word].mark} {told['label']}"
    elif column == "stock":
        main = told["label"]
        tone = _tones(desk).get(word, "")
        told |= {"label": f"{main} {word}", "main": main, "small": word, "tone": tone}
    return told


def _tones(desk: Workplace) -> dict[str, str]:
    """Colour of every stock, that of its group."""
    places = {
        row.cells.get("id", ""): f"group{place % 10}"
        for place, row in enumerate(desk.sheets.tables["groups"])
    }
    return {
        row.cells.get("symbol", ""): places.get(row.cells.get("group", ""), "")
        for row in desk.sheets.tables["stocks"]
    }


# Rows -------------------------------------------------------------------


def _sections(
    desk: Workplace, table: str, rows: Sequence[Row], t: Language
) -> list[dict[str, Any]]:
    if table not in GROUPED:
        return [{"id": "", "title": "", "note": "", "keys": [row.key for row in rows]}]
    column, named = GROUPED[table]
    places = {row.key: n for n, row in enumerate(rows, start=1)}
    parts: dict[str, list[str]] = {
        row.cells.get("id", ""): []
        for row in desk.sheets.tables[named]
        if row.cells.get("kind") != "market"
    }
    for row in rows:
        parts.setdefault(row.cells.get(column, ""), []).append(row.key)
    parts = parts or {"": []}  # a place for the first row, before there is anything to group by
    return [
        {
            "id": part,
            "title": value_said(desk.sheets, table, column, part, t) or t("Without one"),
            "note": _note([places[key] for key in keys], t),
            "keys": keys,
        }
        for part, keys in parts.items()
    ]


def _note(places: Sequence[int], t: Language) -> str:
    if not places:
        return t("no rows")
    if len(places) == 1:
        return t("row {n}", n=places[0])
    if places[-1] - places[0] == len(places) - 1:
        return t("rows {first} to {last}", first=places[0], last=places[-1])
    return t.plural("{n} row", "{n} rows", len(places))


def _row(
    desk: Workplace, table: str, row: Row, n: int, hidden: set[str], t: Language
) -> dict[str, Any]:
    was = desk.was(table, row.key)
    faults = desk.faults(table, row.key)
    return {
        "n": n,
        "cells": dict(row.cells),
        "was": was,
        "changed": bool(was) or desk.is_new(table, row.key),
        "faults": _faults(desk, faults, row, n, t),
        "theirs": {
            each.column: t("≠ {theirs}", theirs=_theirs(desk, each, t))
            for each in desk.collisions
            if (each.table, each.key) == (table, row.key)
        },
        "unfold": any(fault.column in hidden for fault in faults),
    }


def _theirs(desk: Workplace, found: Collision, t: Language) -> str:
    """Name of whoever wrote the other value, else the value."""
    if desk.news is not None and desk.news.who:
        return desk.news.who
    return value_said(desk.sheets, found.table, found.column, found.theirs, t) or t(_WORDS["empty"])


def _faults(
    desk: Workplace, faults: Sequence[CellFault], row: Row, n: int, t: Language
) -> list[dict[str, Any]]:
    """Faults of a row; what a new one still lacks is said in one sentence, and removed once."""
    told = [_fault(desk, fault, row, n, t) for fault in faults]
    bare = [
        place
        for place, fault in enumerate(faults)
        if fault.fault.rule.template == MISSING and fault.proposal is None
        if fault.table not in FORMS and desk.is_new(fault.table, fault.key)
    ]
    if len(bare) < 2:
        return told
    first = bare[0]
    names = [small(fields.name(faults[place].column, t), t) for place in bare]
    file = faults[first].fault.file
    for place, each in enumerate(told):
        each["quiet"] = place in bare[1:]
        if place != first:
            each["deeds"] = [deed for deed in each["deeds"] if deed["act"] != "remove"]
    told[first] |= {
        "place": t("{place}.", place=t("{file}, row {n}", file=file, n=n)),
        "rule": t("Still to be filled in: {columns}.", columns=t.listing(names)),
    }
    return told


def _fault(desk: Workplace, told: CellFault, row: Row, n: int, t: Language) -> dict[str, Any]:
    fault = told.fault
    value = row.cells.get(told.column, "")
    return {
        "column": told.column,
        "place": _place(told, value, n, t),
        "rule": t.rule(fault),
        "deeds": list(_deeds(desk, told, value, t)),
    }


def _place(told: CellFault, value: str, n: int, t: Language) -> str:
    file, name = told.fault.file, small(fields.name(told.column, t), t) if told.column else ""
    if told.table in FORMS or not name:
        where = t("{file}, {column}", file=file, column=name) if name else file
    else:
        where = t("{file}, row {n}, {column}", file=file, n=n, column=name)
    return t("{place}: {value}.", place=where, value=value) if value else t("{place}.", place=where)


def _deeds(desk: Workplace, told: CellFault, value: str, t: Language) -> list[dict[str, Any]]:
    deeds: list[dict[str, Any]] = []
    if told.proposal is not None:
        label = t("Write {value}", value=told.proposal or t("nothing"))
        deeds.append({"act": "write", "value": told.proposal, "label": label, "write": True})
    saved = desk.saved_cell(told.table, told.key, told.column)
    if saved is not None and saved not in {value, told.proposal}:
        shown = saved or t(_WORDS["empty"])
        label = t("Back to saved, {value}", value=shown)
        deeds.append({"act": "write", "value": saved, "label": label})
    elif saved is not None and saved == told.proposal != value:
        deeds[0]["label"] = t("Back to saved, {value}", value=saved)
    if desk.is_new(told.table, told.key) and told.table not in FORMS:
        deeds.append({"act": "remove", "value": "", "label": t(_WORDS["remove"])})
    return deeds


# Parts of the page that follow the grid ----------------------------------


def follow(name: str, stamp: str, *, after: str, then: str = "") -> None:
    """
    Draw the fragment around this anew whenever something was said.

    Parameters
    ----------
    name : str
    stamp : str
        Changes with what the fragment shows.
    after : str
        What is waited for.
    then : str
        What is said when the stamp is another.
    """
    _mount_follower(
        key=f"follow_{name}",
        data={"after": after, "then": then, "stamp": stamp},
        on_follow_change=_draw_anew,
    )


def _draw_anew() -> None:
    """Nothing is to be done: the fragment runs by itself."""
