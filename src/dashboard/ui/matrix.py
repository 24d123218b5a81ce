"""The stock x story matrix as HTML: cells that open, and a small one that only tells.

The cells are HTML ``details``: they open by mouse, finger and keyboard, and need no
script.  Everything from the case is escaped; what is hidden in a cell also stands in
the list of statements below the matrix, for print and for those who do not open cells.
"""

from __future__ import annotations

import html

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.exposure import ExposureResult
from dashboard.analysis.stories.grading import Cell, Publication
from dashboard.analysis.window.window import WindowResult
from dashboard.case import Evidence, Story, Text
from dashboard.language import words
from dashboard.ui import claims_view
from dashboard.ui.links import outside_link
from dashboard.ui.state import View

# Widths of the columns in percent of the table; stories share what is left.
_FIRST, _LAST, _GAP = 19.0, 9.0, 3.0


def ordered_stories(view: View, result: ExposureResult) -> tuple[Story, ...]:
    """Stories of the matrix: documented ones first, then what the market believed."""
    stories = [view.case.story(story) for story in result.stories]
    return (
        *(story for story in stories if story.kind != "label"),
        *(story for story in stories if story.kind == "label"),
    )


def matrix_html(
    view: View, exposure_result: ExposureResult, window_result: WindowResult, *, small: bool
) -> str:
    """
    Matrix of findings, one row a stock, with its return.

    Parameters
    ----------
    view : View
        The reader.
    exposure_result : ExposureResult
        The matrix, see `exposure_of`.
    window_result : WindowResult
        Returns and closes at the limit.
    small : bool
        Only words and shapes; else every cell opens to its statements.
    """
    stories = ordered_stories(view, exposure_result)
    body = "".join(
        _row(view, exposure_result, window_result, symbol, stories, small=small)
        for symbol in exposure_result.stocks
    )
    columns = "".join(f'<col style="width:{width:.3f}%">' for width in _widths(stories))
    label = html.escape(view.t("Stocks and stories"), quote=True)
    size = "small" if small else "open"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<div class="matrixbox" style="--n:{len(stories)}"><table class="matrix {size}">'
        f"<colgroup>{columns}</colgroup><thead>{_heads(view, stories)}</thead>"
        f"<tbody>{body}</tbody></table></div></div>"
    )


def stock_colour(view: View, group: str) -> str:
    """CSS colour of a group's names."""
    place = [each.id for each in view.case.groups].index(group)
    return f"var(--group{place % 10})"


# Heads and widths -----------------------------------------------------


def _split(stories: tuple[Story, ...]) -> tuple[int, int]:
    labels = sum(story.kind == "label" for story in stories)
    return len(stories) - labels, labels


def _has_gap(stories: tuple[Story, ...]) -> bool:
    return all(_split(stories))


def _widths(stories: tuple[Story, ...]) -> list[float]:
    gap = _GAP if _has_gap(stories) else 0.0
    each = (100 - _FIRST - _LAST - gap) / max(1, len(stories))
    widths = [_FIRST, *([each] * _split(stories)[0])]
    if gap:
        widths.append(gap)
    return [*widths, *([each] * _split(stories)[1]), _LAST]


def _heads(view: View, stories: tuple[Story, ...]) -> str:
    t = view.t
    documented, labels = _split(stories)
    gap = '<td class="gap"></td>' if _has_gap(stories) else ""
    tops = []
    if documented:
        word = html.escape(words.story_kind("evidence", t))
        tops.append(f'<th colspan="{documented}" scope="colgroup">{word}</th>')
    if labels:
        word = html.escape(words.story_kind("label", t))
        tops.append(f'<th class="belief" colspan="{labels}" scope="colgroup">{word}</th>')
    titles = [
        f'<th scope="col"{" class=belief" if story.kind == "label" else ""}>'
        f"{html.escape(t.pick(story.title))}</th>"
        for story in stories
    ]
    return (
        f'<tr class="kinds"><td></td>{gap.join(tops)}<td></td></tr>'
        f'<tr><th scope="col">{html.escape(t("Stock"))}</th>'
        f"{''.join(titles[:documented])}{gap}{''.join(titles[documented:])}"
        f'<th scope="col" class="num">{html.escape(t("Return"))}</th></tr>'
    )


# Rows and cells -------------------------------------------------------


def _row(
    view: View,
    result: ExposureResult,
    returns: WindowResult,
    symbol: str,
    stories: tuple[Story, ...],
    *,
    small: bool,
) -> str:
    t, stock = view.t, view.case.stock(symbol)
    cells = []
    for story, left in zip(stories, _lefts(stories), strict=True):
        kind = ' class="belief"' if story.kind == "label" else ""
        inner = _cell(view, result, result.cell(symbol, story.id), left=left, small=small)
        cells.append(f"<td{kind}>{inner}</td>")
    if _has_gap(stories):
        cells.insert(_split(stories)[0], '<td class="gap"></td>')
    value = next((each.value for each in returns.stocks if each.symbol == symbol), None)
    faded = ' class="faded"' if view.stock and view.stock != symbol else ""
    colour = stock_colour(view, stock.group)
    return (
        f'<tr{faded}><th scope="row">'
        f'<span style="color:{colour}">{html.escape(t.name(stock))}</span> '
        f'<span class="symbol">{html.escape(symbol)}</span></th>'
        f'{"".join(cells)}<td class="num">{return_html(view, value)}</td></tr>'
    )


def return_html(view: View, value: float | None) -> str:
    """Return with its sign, in the reader's colour for up or down."""
    text = view.t.percent(value)
    if not value:
        return text
    rise = (value > 0) == view.look.rise_is_red
    return f'<b style="color:var(--{"red" if rise else "green"})">{text}</b>'


def _lefts(stories: tuple[Story, ...]) -> list[float]:
    """Left edge of each story's column, in percent of the table."""
    widths, edge, lefts = _widths(stories), 0.0, []
    gap_at = _split(stories)[0] + 1 if _has_gap(stories) else -1
    for place, width in enumerate(widths[:-1]):
        if place > 0 and place != gap_at:
            lefts.append(edge)
        edge += width
    return lefts


def _cell(view: View, result: ExposureResult, cell: Cell, *, left: float, small: bool) -> str:
    word = words.FINDINGS[cell.state]
    note = _note(view, cell)
    faint = " faint" if cell.state == "not-assessed" else ""
    face = (
        f'<span class="finding{faint}"><span class="mark" aria-hidden="true">{word.mark}</span>'
        f"<span>{html.escape(view.t(word.text))}{note}</span></span>"
    )
    if small or not (cell.evidence or cell.late):
        return face
    return (
        f'<details class="cell" name="exposure-cell" data-fold="{_fold(cell)}">'
        f"<summary>{face}</summary>"
        f'<div class="panel" style="--left:{left:.3f}">{panel_html(view, result, cell)}'
        "</div></details>"
    )


def _fold(cell: Cell) -> str:
    """Name of an opened cell in the link: 300249-SZ.rack-power."""
    return html.escape(f"{cell.stock.replace('.', '-')}.{cell.story}", quote=True)


def _note(view: View, cell: Cell) -> str:
    """Small line under the finding: what qualifies it."""
    t = view.t
    if cell.named_after:
        text = t("named after the move")
    elif cell.state == "after-window":
        text = words.finding(cell.late[-1].finding, t)
    elif cell.denied_by is not None and cell.strongest is not None:
        text = t("{finding} before", finding=words.finding(cell.strongest.finding, t))
    elif cell.late:
        text = t("→ more after the window")
    else:
        return ""
    return f'<small class="qualifier">{html.escape(text)}</small>'


# The opened cell ------------------------------------------------------


def panel_html(view: View, result: ExposureResult, cell: Cell) -> str:
    """What a cell opens to: every statement, how it counts, a denial beside it."""
    t = view.t
    title = t(
        "{stock}: {story}",
        stock=t.name(view.case.stock(cell.stock)),
        story=t.pick(view.case.story(cell.story).title),
    )
    rows = "".join(
        statement_html(view, row, result.publication(row.id))
        for row in (*cell.evidence, *cell.late)
    )
    notes = "".join(
        f'<p class="remark">{html.escape(text)}</p>' for text in statement_words.remarks(cell, t)
    )
    return f'<p class="panelhead">{html.escape(title)}</p>{rows}{notes}'


def statement_html(view: View, row: Evidence, when: Publication, *, anchored: bool = False) -> str:
    """One statement whole: its words, its document, its dates, its address."""
    t = view.t
    word = words.FINDINGS[row.finding]
    # An id may stand once on a page, and a row stands in its cell and in the list.
    anchor = f' id="statement-{html.escape(row.id, quote=True)}"' if anchored else ""
    claims = claims_view.links_to_claims(view, evidence=row.id)
    facts = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{value}</dd></div>"
        for name, value in _facts(view, row, when)
    )
    return (
        f'<article class="statement"{anchor}><p class="said">'
        f'<span class="mark" aria-hidden="true">{word.mark}</span>'
        f"<b>{html.escape(t(word.text))}</b> {html.escape(t.pick(row.statement))}</p>"
        f"<dl>{facts}</dl>{claims if anchored else ''}</article>"
    )


def _facts(view: View, row: Evidence, when: Publication) -> list[tuple[str, str]]:
    """Names and values (HTML) of what is on file about a statement."""
    t = view.t
    published = words.published(row.published, t, home=view.case.timezone, kind=row.source_kind)
    before = t("yes") if when.public_before_close else t("no")
    facts = [
        (t("Document"), html.escape(statement_words.document(row, t))),
        (t("Kind of source"), html.escape(words.source_kind(row.source_kind, t))),
        (t("Period"), html.escape(t.pick(Text(words.period(row.period, t), row.period_zh)))),
        (t("Measure"), html.escape(statement_words.measure(row, t))),
        (t("Published"), html.escape(published)),
        (t("Public before the window closed"), f"<b>{html.escape(before)}</b>"),
        (t("Address"), _address(view, row)),
        (t("Quote"), html.escape(t("“{quote}”", quote=row.quote)) if row.quote else ""),
        (t("Searched for"), html.escape(statement_words.searched(row, t))),
    ]
    return [(name, value) for name, value in facts if value]


def _address(view: View, row: Evidence) -> str:
    if not row.url:
        return f'<span class="grey">{html.escape(view.t("no address on file"))}</span>'
    host = statement_words.host(row.url)
    # An address of another scheme stays text and is shown whole.
    return outside_link(row.url, host) if host else html.escape(row.url)
