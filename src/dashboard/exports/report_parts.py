"""The pieces of the HTML report: links, tables with their full numbers, figures, lists.

Everything that comes from a case is escaped here, once; callers pass plain text.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

import pandas as pd
import plotly.graph_objects as go

from dashboard.exhibits.exhibit import Absent, Figure
from dashboard.exports.headers import head
from dashboard.language.language import MISSING, Language

PROVENANCE = ("source", "adjustment", "retrieved")
WINDOW = ("base", "last", "benchmark")
LONG_WORD = 40  # letters
LONG, WIDE = 100, 16  # rows and columns; a larger table is read on the screen, not on paper


def escape(text: str) -> str:
    """Text for an HTML element or attribute."""
    return html.escape(text, quote=True)


def outside_link(url: str, text: str) -> str:
    """HTML link to a page elsewhere; an address that is not http(s) stays text."""
    try:
        scheme = urlsplit(url.strip()).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        return escape(text)
    return f'<a href="{escape(url.strip())}" rel="noopener noreferrer">{escape(text)}</a>'


def data_script(name: str, content: object) -> str:
    r"""
    JSON inside the page, for its own script to read.

    Characters that could end the element or be read as markup are written as escapes.

    >>> data_script("x", {"a": "</script>"})
    '<script type="application/json" id="x">{"a":"\\u003c/script\\u003e"}</script>'
    """
    text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
    return f'<script type="application/json" id="{escape(name)}">{harmless_json(text)}</script>'


def harmless_json(text: str) -> str:
    """JSON text that may stand inside a script element."""
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


# Numbers and tables ---------------------------------------------------


def number(value: float | None, text: str) -> str:
    """Printed number that carries its full value: ``data-value`` reads back the same double."""
    if value is None or math.isnan(value):
        return escape(text)
    return f'<data value="{float(value)!r}">{escape(text)}</data>'


def table_html(table: pd.DataFrame, t: Language, *, with_sources: bool = False) -> str:
    """
    Table for reading, every number with its full value in ``data-value``.

    Columns without a single value are left out, and without `with_sources` those that say
    where prices come from: the line under the figure says it once.
    """
    left = () if with_sources else PROVENANCE
    named = [str(name) for name in table.columns if name not in left]
    names = [name for name in named if _is_read(table[name], name)]
    heads = "".join(_head(table, name, t) for name in names)
    rows = "".join(
        "<tr>" + "".join(_cell(row[name], name, t) for name in names) + "</tr>"
        for row in table.to_dict("records")
    )
    many = " long" if len(table) > LONG or len(names) > WIDE else ""
    told = t(
        "{n} rows of {columns} columns: on the screen and in the workbook.",
        n=t.number(len(table)),
        columns=len(names),
    )
    instead = f'<p class="instead">{escape(told)}</p>' if many else ""
    return (
        f'<div class="scroll{many}" tabindex="0"><table class="data">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{instead}"
    )


def _is_read(column: pd.Series, name: str) -> bool:
    # The ends of the window stand above the table; a column that varies is told.
    if name in WINDOW and _is_constant(column):
        return False
    return not len(column) or bool((column.notna() & (column.astype(object) != "")).any())


def _is_constant(column: pd.Series) -> bool:
    return len(column) > 1 and bool((column == column.iloc[0]).all())


def _head(table: pd.DataFrame, name: str, t: Language) -> str:
    column = table[name]
    kind = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
    align = ' class="num"' if kind else ""
    return f'<th scope="col" data-column="{escape(name)}"{align}>{escape(head(name, t))}</th>'


def _cell(value: object, name: str, t: Language) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value == "":
        return f"<td>{MISSING}</td>"
    if isinstance(value, bool):
        return f"<td>{escape(t('yes') if value else t('no'))}</td>"
    if isinstance(value, float | int):
        if math.isnan(value):
            return f"<td>{MISSING}</td>"
        text = t.percent(value, 2) if name.endswith("(fraction)") else _plain(value, t)
        return f'<td class="num" data-value="{value!r}">{escape(text)}</td>'
    if isinstance(value, pd.Timestamp):
        value = value.date().isoformat()
    # Lists of days and symbols may break at their joints, a hash anywhere.
    text, kind = str(value), ""
    if len(text) > LONG_WORD and " " not in text and ";" not in text:
        kind = ' class="word"'
    return f"<td{kind}>{escape(text).replace(';', ';<wbr>')}</td>"


def _plain(value: float, t: Language) -> str:
    if float(value).is_integer():
        return t.number(value, 0)
    return t.number(value, 2 if abs(value) >= 1 else 4)


# Figures and sections -------------------------------------------------


def heading(title: str, note: str = "", *, level: int = 3) -> str:
    """Title of a figure or table, and the grey line under it."""
    grey = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<h{level}>{escape(title)}</h{level}>{grey}"


def section(name: str, content: str, *, kind: str = "figure") -> str:
    """One figure or table with its anchor."""
    return f'<section class="{kind}" id="{escape(name)}">{content}</section>'


def foot(source: str, table: pd.DataFrame | None, t: Language) -> str:
    """Source line of a figure, and its numbers as a table that opens."""
    line = f'<p class="source">{escape(source)}</p>'
    if table is None:
        return line
    return (
        f'{line}<details class="astable"><summary>{escape(t("Table"))}</summary>'
        f"{table_html(table, t)}</details>"
    )


def figure_html(
    name: str,
    shown: Figure,
    drawn: go.Figure,
    still: Mapping[str, object],
    *,
    listed: Sequence[str],
    source: str,
    t: Language,
) -> str:
    """
    One chart whole: finding, what is drawn, chart, source, table, images to take away.

    Parameters
    ----------
    name : str
    shown : Figure
    drawn : plotly Figure
        Its drawing.
    still : mapping
        What the page's script adds to it for an image: `layout` and `annotations`.
    listed : sequence of str
        The numbered events of the chart in words.
    source : str
        Line about where the numbers come from.
    t : Language
    """
    anchor, height = escape(name), int(drawn.layout.height)
    chart = (
        f'<div class="chart" data-figure="{anchor}" role="img" '
        f'aria-label="{escape(shown.alt)}" style="height:{height}px"></div>'
        f"{data_script(f'figure-{name}', str(drawn.to_json()))}"
        f"{data_script(f'still-{name}', still)}"
    )
    items = "".join(f"<li>{escape(line)}</li>" for line in listed)
    below = f'<ul class="listed">{items}</ul>' if items else ""
    buttons = "".join(
        f'<button type="button" data-image="{kind}" data-figure="{anchor}">{escape(label)}</button>'
        for kind, label in (("png", t("Image (PNG)")), ("svg", t("Image (SVG)")))
    )
    table = None if shown.table is None else shown.table()
    content = (
        f"{heading(shown.title, shown.note)}{chart}{below}"
        f'{foot(source, table, t)}<p class="images">{buttons}</p>'
    )
    return section(name, content)


def table_section(
    name: str, title: str, note: str, table: pd.DataFrame, t: Language, *, is_open: bool = False
) -> str:
    """One table that stands for itself."""
    state = " open" if is_open else ""
    fold = f'<details class="astable"{state}><summary>{escape(t("Table"))}</summary>'
    return section(name, f"{heading(title, note)}{fold}{table_html(table, t)}</details>")


def body_html(name: str, shown: Figure, source: str, t: Language) -> str:
    """One figure that is no chart: finding, note, its HTML, source, table."""
    body = "" if shown.body is None else shown.body()
    table = None if shown.table is None else shown.table()
    return section(name, f"{heading(shown.title, shown.note)}{body}{foot(source, table, t)}")


def absent_html(name: str, absent: Absent) -> str:
    """What stands in the place of a chart that cannot be drawn: its question and the reason."""
    return section(name, f'{heading(absent.title)}<p class="empty">{escape(absent.reason)}</p>')


def sentences(items: Iterable[str]) -> str:
    """List of sentences."""
    return f'<ul class="plain">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Names with values, as a definition list; pairs without a value are left out."""
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in pairs
        if value
    )
    return f'<dl class="facts">{rows}</dl>'
