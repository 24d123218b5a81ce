"""Statements of evidence: words, document, dates and address of each, stock by stock."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup, escape

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.exposure import ExposureResult, shown_stories
from dashboard.analysis.stories.grading import Cell, Publication
from dashboard.case import Case, Evidence, Story, Text
from dashboard.html.elements import el, outside_link
from dashboard.html.links import Links
from dashboard.html.lists import terms
from dashboard.html.stocks import signed_return, stock_name
from dashboard.language import words
from dashboard.language.language import Language


def statements(
    case: Case,
    found: ExposureResult,
    t: Language,
    links: Links,
    *,
    rise_is_red: bool,
    only: Collection[str] | None = None,
) -> Markup:
    """
    All rows of the matrix in words, one section a stock, each row with an anchor.

    With `only` those of these ids, and no stock or story that has none of them.
    """
    stories = shown_stories(case, found)
    return el(
        "div.statements",
        [
            [
                el(
                    "h3",
                    stock_name(case, symbol, t),
                    el("span.ret", signed_return(value, t, rise_is_red=rise_is_red)),
                    id=f"stock-{symbol.replace('.', '-')}",
                ),
                [_of_story(case, found, symbol, story, t, links, only) for story in stories],
            ]
            for symbol, value in zip(found.stocks, found.returns, strict=True)
            if only is None or any(row.id in only for row in case.evidence if row.stock == symbol)
        ],
    )


def statement(
    case: Case, row: Evidence, when: Publication, t: Language, links: Links | None = None
) -> Markup:
    """
    One statement whole: its words, its document, its dates, its address.

    Only one with `links` has an anchor and says which claims rest on it: an id stands
    once on a page, and a row stands in its cell and in the list.
    """
    word = words.FINDINGS[row.finding]
    return el(
        "article.statement",
        el(
            "p.said",
            el("span.mark", word.mark, aria_hidden="true"),
            el("b", t(word.text)),
            " ",
            t.pick(row.statement),
        ),
        terms(_facts(case, row, when, t)),
        None if links is None else links.to_claims(t, evidence=row.id),
        None if links is None else links.to_notes(t, "evidence", row.id),
        id=f"statement-{row.id}" if links else None,
    )


def remarks(cell: Cell, t: Language) -> list[Markup]:
    """Grey lines on how a cell counts."""
    return [el("p.remark", text) for text in statement_words.remarks(cell, t)]


def _of_story(
    case: Case,
    found: ExposureResult,
    symbol: str,
    story: Story,
    t: Language,
    links: Links,
    only: Collection[str] | None,
) -> Markup | None:
    cell = found.cell(symbol, story.id)
    rows = [
        statement(case, row, found.publication(row.id), t, links)
        for row in (*cell.evidence, *cell.late)
        if only is None or row.id in only
    ]
    if only is not None and not rows:
        return None
    told = (
        el("div", rows, remarks(cell, t))
        if rows
        else el("div.none", words.marked("not-assessed", t))
    )
    return el("div.ofstory", el("p", t.pick(story.title)), told)


def _facts(
    case: Case, row: Evidence, when: Publication, t: Language
) -> list[tuple[str, str | Markup]]:
    """What is on file about a statement."""
    published = words.published(row.public, t, home=case.timezone, kind=row.source_kind)
    return [
        (t("Document"), statement_words.document(row, case.evidence, t)),
        (t("Held against the document"), statement_words.checked(row, case.evidence, t)),
        (t("Kind of source"), words.source_kind(row.source_kind, t)),
        (t("Quality of the source"), words.graded_quality(row, t)),
        (t("Period"), t.pick(Text(words.period(row.period, t), row.period_zh))),
        (t("Measure"), statement_words.measure(row, t)),
        (t("Published"), published),
        (
            t("Public before the window closed"),
            el("b", t("yes") if when.public_before_close else t("no")),
        ),
        (t("Address"), _address(row, t)),
        (t("Quote"), t("“{quote}”", quote=row.quote) if row.quote else ""),
        (t("Searched for"), statement_words.searched(row, t)),
        (
            t("Pages searched"),
            t("not on file") if row.finding == "none-found" and not row.searched_in else "",
        ),
    ]


def _address(row: Evidence, t: Language) -> Markup:
    if not row.url:
        return el("span.grey", t("no address on file"))
    # An address of another scheme stays text and is shown whole.
    host = statement_words.host(row.url)
    return outside_link(row.url, host) if host else escape(row.url)
