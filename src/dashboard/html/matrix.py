"""The stock x story matrix: cells that open to their statements, or words and shapes alone.

The cells are HTML ``details``: they open by mouse, finger and keyboard, and need no
script.  What is hidden in a cell also stands in the list of statements, for print and
for those who do not open cells.
"""

from __future__ import annotations

from markupsafe import Markup

from dashboard.analysis.stories.exposure import ExposureResult, shown_stories
from dashboard.analysis.stories.grading import Cell
from dashboard.case import Case, Story
from dashboard.html.elements import Child, el, markup
from dashboard.html.links import Links
from dashboard.html.lists import shapes
from dashboard.html.statements import remarks, statement
from dashboard.html.stocks import signed_return, stock_name
from dashboard.language import words
from dashboard.language.language import Language

# Widths of the columns in percent of the table; stories share what is left.
_FIRST, _LAST, _GAP = 19.0, 9.0, 3.0


def matrix(
    case: Case,
    found: ExposureResult,
    t: Language,
    *,
    opens: bool,
    rise_is_red: bool,
    stock: str = "",
    links: Links | None = None,
) -> Markup:
    """
    Matrix of findings, one row a stock, with its return.

    Parameters
    ----------
    case : Case
    found : ExposureResult
    t : Language
    opens : bool
        Whether every cell opens to its statements; else only words and shapes.
    rise_is_red : bool
        Colour of a rise.
    stock : str
        Highlighted symbol: the others fade.
    links : Links, optional
        Where the names of the stocks lead: to what is on file of them.
    """
    stories = shown_stories(case, found)
    widths = _widths(stories)
    rows = [
        el(
            "tr",
            el("th", _name(case, symbol, t, links), scope="row"),
            _with_gap(
                stories,
                [
                    _cell(case, found, found.cell(symbol, story.id), t, left=left, opens=opens)
                    for story, left in zip(stories, _lefts(stories, widths), strict=True)
                ],
            ),
            el("td.num", signed_return(value, t, rise_is_red=rise_is_red)),
            class_="faded" if stock not in {"", symbol} else "",
        )
        for symbol, value in zip(found.stocks, found.returns, strict=True)
    ]
    table = el(
        "table.matrix",
        el(
            "colgroup",
            [
                el("col", class_="gap" if width == _GAP else "", style=f"width:{width:.3f}%")
                for width in widths
            ],
        ),
        el("thead", _heads(stories, t)),
        el("tbody", rows),
        class_="open" if opens else "small",
    )
    box = el("div.matrixbox", table, style=f"--n:{len(stories)}")
    label = t("Stocks and stories")
    return el("div.scroll", box, tabindex=0, role="region", aria_label=label)


def fold_name(symbol: str, story: str) -> str:
    """
    Name of an opened cell in links.

    >>> fold_name("300249.SZ", "rack-power")
    '300249-SZ.rack-power'
    """
    return f"{symbol.replace('.', '-')}.{story}"


def _name(case: Case, symbol: str, t: Language, links: Links | None) -> Child:
    name = stock_name(case, symbol, t)
    if links is None:
        return name
    return links.to_statements(symbol, name, any_there=bool(case.evidence))


def finding_shapes(found: ExposureResult, t: Language, *, in_full: bool = False) -> Markup:
    """Key of the shapes of a matrix, see `shapes`."""
    present = {cell.state for cell in found.cells}
    known = [word for state, word in words.FINDINGS.items() if state in present]
    return shapes(known, t, in_full=in_full)


# Heads and widths -----------------------------------------------------


def _documented(stories: tuple[Story, ...]) -> int:
    return sum(story.kind != "label" for story in stories)


def _with_gap(stories: tuple[Story, ...], cells: list[Markup]) -> list[Markup]:
    """Cells with a gap between what is documented and what was believed."""
    at = _documented(stories)
    gap = [el("td.gap")] if 0 < at < len(stories) else []
    return [*cells[:at], *gap, *cells[at:]]


def _widths(stories: tuple[Story, ...]) -> list[float]:
    at = _documented(stories)
    gap = [_GAP] if 0 < at < len(stories) else []
    each = (100 - _FIRST - _LAST - sum(gap)) / max(1, len(stories))
    return [_FIRST, *([each] * at), *gap, *([each] * (len(stories) - at)), _LAST]


def _lefts(stories: tuple[Story, ...], widths: list[float]) -> list[float]:
    """Left edge of each story's column, in percent of the table."""
    edges = [sum(widths[:place]) for place in range(len(widths))]
    at = _documented(stories)
    return edges[1 : at + 1] + edges[len(edges) - 1 - (len(stories) - at) : -1]


def _heads(stories: tuple[Story, ...], t: Language) -> Markup:
    at = _documented(stories)
    tops = []
    if at:
        word = words.story_kind("evidence", t)
        tops.append(el("th", word, colspan=at, scope="colgroup"))
    if at < len(stories):
        word = words.story_kind("label", t)
        tops.append(el("th.belief", word, colspan=len(stories) - at, scope="colgroup"))
    gap = el("td.gap") if len(tops) > 1 else Markup()
    titles = [
        el("th", t.pick(story.title), class_="belief" if story.kind == "label" else "", scope="col")
        for story in stories
    ]
    return markup(
        el("tr.kinds", el("td"), gap.join(tops), el("td")),
        el(
            "tr",
            el("th", t("Stock"), scope="col"),
            _with_gap(stories, titles),
            el("th.num", t("Return"), scope="col"),
        ),
    )


# Cells ----------------------------------------------------------------


def _cell(
    case: Case, found: ExposureResult, cell: Cell, t: Language, *, left: float, opens: bool
) -> Markup:
    word = words.FINDINGS[cell.state]
    note = _note(cell, t, with_quality=opens)
    face = el(
        "span.finding",
        el("span.mark", word.mark, aria_hidden="true"),
        el("span", t(word.text), el("small.qualifier", note) if note else None),
        class_="faint" if cell.state == "not-assessed" else "",
    )
    if opens and (cell.evidence or cell.late):
        fold = fold_name(cell.stock, cell.story)
        face = el(
            "details.cell",
            el("summary", face),
            el("div.panel", _panel(case, found, cell, t), style=f"--left:{left:.3f}", tabindex=0),
            name="exposure-cell",
            data_fold=fold,
        )
    return el("td", face, class_="belief" if case.story(cell.story).kind == "label" else "")


def _note(cell: Cell, t: Language, *, with_quality: bool) -> str:
    """Small line under the finding: what qualifies it, how good its source is, who read it."""
    row = cell.strongest
    notes = [
        _qualifier(cell, t),
        words.source_quality(row, t) if row and with_quality else "",
        t("reported") if cell.is_unread else "",
    ]
    return " · ".join(filter(None, notes))


def _qualifier(cell: Cell, t: Language) -> str:
    if cell.named_after:
        return t("named after the move")
    if cell.state == "after-window":
        return words.finding(cell.late[-1].finding, t)
    if cell.denied_by is not None and cell.strongest is not None:
        return t("{finding} before", finding=words.finding(cell.strongest.finding, t))
    return t("→ more after the window") if cell.late else ""


def _panel(case: Case, found: ExposureResult, cell: Cell, t: Language) -> Markup:
    """What a cell opens to: every statement, how it counts, a denial beside it."""
    title = t(
        "{stock}: {story}",
        stock=t.name(case.stock(cell.stock)),
        story=t.pick(case.story(cell.story).title),
    )
    rows = [
        statement(case, row, found.publication(row.id), t) for row in (*cell.evidence, *cell.late)
    ]
    return markup(el("p.panelhead", title), rows, remarks(cell, t))
