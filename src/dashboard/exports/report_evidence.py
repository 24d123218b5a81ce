"""The evidence of the report: matrix, two-by-two, every statement, every event, with sources."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.exposure import shown_stories
from dashboard.analysis.stories.fourfold import FourfoldCell, TwoByTwo, story_pairs, two_by_two
from dashboard.analysis.stories.grading import Cell
from dashboard.analysis.window import event_words
from dashboard.analysis.window.timing import EventTime
from dashboard.case import Evidence, Story, Text
from dashboard.errors import DashboardError
from dashboard.exhibits.exposure.fourfold import note_two_by_two, title_two_by_two
from dashboard.exports.imprint import Imprint
from dashboard.exports.report_parts import escape, heading, number, outside_link, section
from dashboard.language import words
from dashboard.language.language import Language

# Matrix ---------------------------------------------------------------


def matrix_html(imprint: Imprint, t: Language) -> str:
    """Stock x story matrix: shape and word of each finding, with the stock's return."""
    found, case = imprint.trial.exposure, imprint.trial.case
    if not found.stories:
        return ""
    stories = shown_stories(case, found)
    heads = "".join(f'<th scope="col">{escape(t.pick(story.title))}</th>' for story in stories)
    rows = "".join(
        _matrix_row(imprint, symbol, value, stories, t)
        for symbol, value in zip(found.stocks, found.returns, strict=True)
    )
    note = t(
        "Graded from documents public before the close of {day}; every statement stands below.",
        day=t.long_day(imprint.trial.window.last),
    )
    content = (
        f"{heading(statement_words.matrix_title(found, t), note)}"
        f'<div class="scroll" tabindex="0"><table class="matrix">{_kinds(stories, t)}'
        f'<tr><th scope="col">{escape(t("Stock"))}</th>{heads}'
        f'<th scope="col" class="num">{escape(t("Return"))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_shapes(found.cells, t)}"
    )
    return section("matrix", content)


def _kinds(stories: Sequence[Story], t: Language) -> str:
    spans = "".join(
        f'<th scope="colgroup" colspan="{len(list(members))}">'
        f"{escape(words.story_kind(kind, t))}</th>"
        for kind, members in groupby(stories, key=lambda story: story.kind)
    )
    return f'<thead><tr class="kinds"><td></td>{spans}<td></td></tr>'


def _matrix_row(
    imprint: Imprint, symbol: str, value: float | None, stories: Sequence[Story], t: Language
) -> str:
    cells = "".join(
        f"<td>{_finding(imprint.trial.exposure.cell(symbol, story.id), t)}</td>"
        for story in stories
    )
    return (
        f'<tr><th scope="row">{_stock(imprint, symbol, t)}</th>{cells}'
        f'<td class="num">{number(value, t.percent(value))}</td></tr>'
    )


def _stock(imprint: Imprint, symbol: str, t: Language) -> str:
    stock = imprint.trial.case.stock(symbol)
    place = [group.id for group in imprint.trial.case.groups].index(stock.group) % 10
    return (
        f'<span class="group{place}">{escape(t.name(stock))}</span> '
        f'<span class="symbol">{escape(symbol)}</span>'
    )


def _finding(cell: Cell, t: Language) -> str:
    """Shape and word, and what qualifies them."""
    if cell.named_after:
        more = t("named after the move")
    elif cell.state == "after-window":
        more = words.finding(cell.late[-1].finding, t)
    elif cell.denied_by is not None and cell.strongest is not None:
        more = t("{finding} before", finding=words.finding(cell.strongest.finding, t))
    else:
        more = t("→ more after the window") if cell.late else ""
    aside = f"<small>{escape(more)}</small>" if more else ""
    return f"{escape(words.marked(cell.state, t))}{aside}"


def _shapes(cells: Sequence[Cell], t: Language) -> str:
    """Key of the shapes that occur, each with its meaning."""
    present = {cell.state for cell in cells}
    items = "".join(
        f"<li>{word.mark} <b>{escape(t(word.text))}</b>: {escape(t(word.meaning))}</li>"
        for state, word in words.FINDINGS.items()
        if state in present
    )
    return f'<ul class="shapes">{items}</ul>'


# Two by two -----------------------------------------------------------


def fourfold_html(imprint: Imprint, t: Language) -> str:
    """Documented against rumoured, for the case's first pair of stories."""
    pairs = story_pairs(imprint.trial.case)
    try:
        found = two_by_two(imprint.trial.case, imprint.trial.exposure, pairs[0]) if pairs else None
    except DashboardError as error:
        return section("two-by-two", f'<p class="empty">{escape(t.error(error))}</p>')
    if found is None:
        return ""
    heads = {True: t("Documented"), False: t("Not documented")}
    tops = "".join(f'<th scope="col">{escape(heads[each])}</th>' for each in (True, False))
    rows = "".join(
        f'<tr><th scope="row">{escape(head)}</th>'
        + "".join(
            f"<td>{_fourfold(imprint, found.cell(documented=each, rumoured=rumoured), t)}</td>"
            for each in (True, False)
        )
        + "</tr>"
        for rumoured, head in ((True, t("Rumoured")), (False, t("Not rumoured")))
    )
    return section("two-by-two", f"{_fourfold_head(imprint, found, t)}{_grid(tops, rows)}")


def _fourfold_head(imprint: Imprint, found: TwoByTwo, t: Language) -> str:
    return heading(
        title_two_by_two(found, t),
        note_two_by_two(imprint.trial.case, found, t),
    )


def _grid(tops: str, rows: str) -> str:
    head = f"<thead><tr><td></td>{tops}</tr></thead>"
    return f'<div class="scroll"><table class="fourfold">{head}<tbody>{rows}</tbody></table></div>'


def _fourfold(imprint: Imprint, cell: FourfoldCell, t: Language) -> str:
    mean = escape(t("no assessed stock"))
    if cell.mean is not None:
        count = t.plural("mean of {n} stock", "mean of {n} stocks", cell.n)
        mean = f"<b>{number(cell.mean, t.percent(cell.mean))}</b> {escape(count)}"
    members = "".join(
        f"<li>{_stock(imprint, member.symbol, t)} {number(member.value, t.percent(member.value))} "
        f"{escape(words.marked(member.documented, t))}</li>"
        for member in (*cell.members, *cell.not_assessed)
    )
    return f"<p>{mean}</p><ul>{members}</ul>"


# Statements -----------------------------------------------------------


def statements_html(imprint: Imprint, t: Language) -> str:
    """Every statement, stock by stock, with its document, dates and address."""
    found = imprint.trial.exposure
    stories = shown_stories(imprint.trial.case, found)
    parts = [
        f"<h4>{_stock(imprint, symbol, t)}</h4>"
        + "".join(_of_story(imprint, symbol, story, t) for story in stories)
        for symbol in found.stocks
    ]
    if not stories or not parts:
        return ""
    head = heading(
        t("Every statement, stock by stock"),
        t(
            "In our own words, each with its document and the time it became public; the "
            "close that counts is {close}.",
            close=f"{t.long_day(found.close)} {found.close:%H:%M}",
        ),
    )
    return section("statements", head + "".join(parts), kind="listing")


def _of_story(imprint: Imprint, symbol: str, story: Story, t: Language) -> str:
    cell = imprint.trial.exposure.cell(symbol, story.id)
    rows = (*cell.evidence, *cell.late)
    listed = "".join(_statement(imprint, row, t) for row in rows)
    if not rows:
        listed = f'<p class="grey">{escape(words.marked("not-assessed", t))}</p>'
    told = "".join(
        f'<p class="grey">{escape(text)}</p>' for text in statement_words.remarks(cell, t) if rows
    )
    title = escape(t.pick(story.title))
    return f'<div class="ofstory"><p>{title}</p><div>{listed}{told}</div></div>'


def _statement(imprint: Imprint, row: Evidence, t: Language) -> str:
    when = imprint.trial.exposure.publication(row.id)
    known = [
        (t("Document"), escape(statement_words.document(row, t))),
        (t("Kind of source"), escape(words.source_kind(row.source_kind, t))),
        (t("Period"), escape(t.pick(Text(words.period(row.period, t), row.period_zh)))),
        (t("Measure"), escape(statement_words.measure(row, t))),
        (t("Published"), escape(_published(imprint, row, t))),
        (
            t("Public before the window closed"),
            escape(t("yes") if when.public_before_close else t("no")),
        ),
        (t("Address"), _address(row, t)),
        (t("Quote"), escape(t("“{quote}”", quote=row.quote)) if row.quote else ""),
        (t("Searched for"), escape(statement_words.searched(row, t))),
    ]
    facts = " · ".join(
        f'<span class="grey">{escape(name)}</span> {value}' for name, value in known if value
    )
    said = f"<b>{escape(words.marked(row.finding, t))}</b> {escape(t.pick(row.statement))}"
    return (
        f'<div class="statement" id="statement-{escape(row.id)}"><p>{said}</p>'
        f'<p class="facts">{facts}</p></div>'
    )


def _published(imprint: Imprint, row: Evidence, t: Language) -> str:
    home = imprint.trial.case.timezone
    return words.published(row.published, t, home=home, kind=row.source_kind)


def _address(row: Evidence, t: Language) -> str:
    if not row.url:
        return f'<span class="grey">{escape(t("no address on file"))}</span>'
    return outside_link(row.url, statement_words.host(row.url) or row.url)


# Events ---------------------------------------------------------------


def events_html(imprint: Imprint, t: Language) -> str:
    """Every event in words, with its time, its source and what had moved before it."""
    if not imprint.trial.events:
        return ""
    rows = "".join(_event(imprint, item, t) for item in imprint.trial.events)
    n = len(imprint.trial.events)
    head = heading(
        t.plural("{n} event in words", "{n} events in words", n),
        t(
            "Times as the sources give them, each in its own time zone. Session 0 is the first "
            "session whose close could price the event, taken at the middle of the time in "
            "which it can have been published."
        ),
    )
    table = f'<div class="scroll"><table class="events"><tbody>{rows}</tbody></table></div>'
    return section("events", head + table, kind="listing")


def _event(imprint: Imprint, item: EventTime, t: Language) -> str:
    event, moment = item.event, item.event.published
    name = t.pick(Text(event.source, event.source_zh))
    source = outside_link(event.url, name) if event.url else escape(name)
    when = [
        f"{event_words.published(moment, t)} {event_words.place_name(moment.timezone, t)}",
        event_words.elsewhere_text(moment, item.span, imprint.trial.case.timezone, t),
        "" if item.span.time_known else t("time of day unknown"),
    ]
    lines = "<br>".join(escape(line) for line in when if line)
    moved = f"{event_words.session_text(item, t)}; {event_words.before_text(item, t)}"
    share = "" if item.share_before is None else f' data-value="{float(item.share_before)!r}"'
    return (
        f'<tr id="event-{escape(event.id)}"><td class="no">{imprint.trial.numbered[event.id]}</td>'
        f"<td>{lines}</td><td><b>{escape(t.pick(event.title))}</b>"
        f"<br>{escape(event_words.about(imprint.trial.case, item, t))}"
        f"<br>{escape(t('Source:'))} {source}</td><td{share}>{escape(moved)}</td></tr>"
    )
