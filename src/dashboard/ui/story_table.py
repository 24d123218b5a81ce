"""The verdict, the strip of all splits, and the story table on the page."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import streamlit as st

from dashboard.analysis.stories import story_labels as labels
from dashboard.analysis.stories.market_measures import MEASURE_NAMES, MarketMeasures
from dashboard.analysis.stories.rows import ROW_TITLES, ROWS, Row, StoryCell
from dashboard.analysis.stories.table import StoryColumn, StoryTable
from dashboard.analysis.stories.verdict import verdict_text
from dashboard.analysis.stories.words import decimal, signed
from dashboard.exhibits import story_tables
from dashboard.language.language import MISSING, Language
from dashboard.message import Message
from dashboard.ui import components, data, state
from dashboard.ui.state import View

# Page and anchor of the chart that shows a row.
TARGETS: dict[Row, tuple[str, str]] = {
    "order": ("timeline", "order"),
    "rank-fit": ("exposure", "grades"),
    "inside-groups": ("exposure", "grades"),
    "leave-one-out": ("robustness", "leave-one-out"),
    "late-evidence": ("exposure", "statements"),
    "after-window": ("robustness", "hold-out"),
    "turn": ("story", "change"),
}
MEASURES_ANCHOR = "measures"


def verdict(view: View) -> None:
    """Verdict in a few sentences, with the effect, its interval and the fraction p."""
    st.html(verdict_html(view, view.trial.table))


def verdict_html(view: View, table: StoryTable) -> str:
    """Verdict as HTML, the size of the difference in bold."""
    t = view.t
    text = _text(verdict_text(table.verdict, t))
    if table.difference is not None and table.difference.value is not None:
        points = html.escape(t.points(abs(table.difference.value)))
        text = text.replace(points, f"<b>{points}</b>", 1)
    return f'<p class="standfirst verdict">{text}</p>'


def which_story_fits(view: View) -> None:
    """Story table with its title, its rule, the same as a table and as a file."""
    table = view.trial.table
    if not table.stories:
        return
    drawn = data.computed(
        "story table html",
        (*view.key, view.look, tuple(state.link().items())),
        lambda: story_table_html(view, table) + measures_html(view, table.measures),
    )
    with st.container(key="fig_story-table"):
        components.heading(
            title(view, table),
            labels.note(view.t),
            anchor="stories",
        )
        st.html(drawn)
        components.figure_foot(
            view, "story-table", table=lambda: story_tables.story_cells_table(table, view.note)
        )


def title(view: View, table: StoryTable) -> str:
    """What the verdict says of the stories, no more."""
    return labels.title(view.case, view.result, table, view.t)


def story_table_html(view: View, table: StoryTable) -> str:
    """
    Story table as HTML: stories beside each other, rows with their question.

    The first column stays in place while the others scroll in their own frame.
    """
    t = view.t
    heads = "".join(
        f'<th scope="col">{html.escape(t.pick(view.case.story(column.story).title))}</th>'
        for column in table.stories
    )
    rows = "".join(_row(view, row, table) for row in ROWS)
    width = len(table.stories)
    return (
        f'<div class="scroll stories" tabindex="0"><table class="stories" style="--n:{width}">'
        f'<thead><tr><th scope="col"><span class="unseen">{html.escape(t("Row"))}</span></th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def measures_html(view: View, measures: MarketMeasures | None) -> str:
    """Measures of the market against the returns, folded away below the table."""
    if measures is None:
        return ""
    t = view.t
    rows = "".join(
        f'<tr><th scope="row">{html.escape(t(MEASURE_NAMES[measure.id]))}</th>'
        + (
            f'<td class="num">{signed(measure.spearman)}</td>'
            f'<td class="num">{decimal(measure.pvalue_two_sided)}</td>'
            f'<td class="num">{decimal(measure.adjusted_pvalue)}</td>'
            if measure.spearman is not None
            and measure.pvalue_two_sided is not None
            and measure.adjusted_pvalue is not None
            else f'<td colspan="3" class="grey">{html.escape(_why(view, measure.reason))}</td>'
        )
        + "</tr>"
        for measure in measures.measures
    )
    heads = "".join(
        f'<th scope="col" class="num">{html.escape(text)}</th>'
        for text in ("ρ", t("p, two-sided"), t("p, adjusted over the measures"))
    )
    remarks = " ".join(t.say(remark) for remark in measures.remarks)
    return (
        f'<details class="measures" data-fold="measures"><summary>'
        f"{html.escape(t('What “the market” was ranked by'))}</summary>"
        # A link to something inside opens the fold; one to the fold itself does not.
        f'<div class="scroll" tabindex="0" id="{MEASURES_ANCHOR}">'
        f'<table class="data"><thead><tr><th></th>{heads}</tr>'
        f'</thead><tbody>{rows}</tbody></table></div><p class="grey">{html.escape(remarks)}</p>'
        "</details>"
    )


def address(row: Row, kind: str, query: dict[str, str]) -> str:
    """
    Relative link to the chart behind a row, with the reader's settings.

    >>> address("order", "evidence", {"lang": "zh"})
    'timeline?lang=zh#order'
    >>> address("turn", "evidence", {})
    '#change'
    """
    page, anchor = TARGETS[row]
    if kind == "market" and row in {"rank-fit", "inside-groups", "leave-one-out"}:
        page, anchor = "story", MEASURES_ANCHOR
    if page == "story":
        return f"#{anchor}"
    return f"{page}{'?' if query else ''}{urlencode(query)}#{anchor}"


def _row(view: View, row: Row, table: StoryTable) -> str:
    t = view.t
    cells = "".join(_cell(view, column, column.cell(row)) for column in table.stories)
    return (
        f'<tr class="{row}"><th scope="row">{html.escape(t(ROW_TITLES[row]))}'
        f'<span class="ask">{html.escape(t(labels.QUESTIONS[row]))}</span></th>{cells}</tr>'
    )


def _cell(view: View, column: StoryColumn, cell: StoryCell) -> str:
    t = view.t
    href = html.escape(address(cell.row, column.kind, state.link()), quote=True)
    link = f'<a href="{href}" target="_self">{html.escape(t("chart"))}</a>'
    notes = "".join(f"<li>{_text(t.say(each))}</li>" for each in cell.notes)
    more = f"<ul>{notes}</ul>" if notes else ""
    return (
        f'<td class="{cell.mark or "no-mark"} {cell.strength}">{_mark(cell, t)}'
        f'<p class="said">{_text(t.say(cell.remark))} {link}</p>{more}</td>'
    )


# A statistic and its number stay on one line.
_STATISTIC = re.compile(r"(?<!\w)([pρ]) (?=[\d+−<])")


def _text(said: str) -> str:
    return html.escape(_STATISTIC.sub("\\1\N{NO-BREAK SPACE}", said))


def _mark(cell: StoryCell, t: Language) -> str:
    if cell.mark is None:
        return ""
    word = html.escape(labels.mark_words(cell, t))
    return (
        f'<p class="word"><span class="mark" aria-hidden="true">{labels.SIGNS[cell.mark]}</span>'
        f"{word}</p>"
    )


def _why(view: View, reason: Message | None) -> str:
    return MISSING if reason is None else view.t.say(reason)
