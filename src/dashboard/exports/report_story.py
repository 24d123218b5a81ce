"""The Story part of the report that is no chart: story table, measures, nearest changes."""

from __future__ import annotations

from dashboard.analysis.stories import story_labels as labels
from dashboard.analysis.stories.market_measures import MEASURE_NAMES
from dashboard.analysis.stories.rows import ROW_TITLES, ROWS, Row, StoryCell
from dashboard.analysis.stories.words import decimal, signed
from dashboard.exhibits.story.changes import title_changes
from dashboard.exports.imprint import Imprint
from dashboard.exports.report_parts import escape, heading, number, section
from dashboard.language.language import MISSING, Language


def story_part(imprint: Imprint, t: Language) -> str:
    """Story table and what would change the answer."""
    return story_table_html(imprint, t) + changes_html(imprint, t)


def story_table_html(imprint: Imprint, t: Language) -> str:
    """Stories beside each other, one question a row, every cell with its sentence."""
    table, case = imprint.trial.table, imprint.trial.case
    if not table.stories:
        return ""
    heads = "".join(
        f'<th scope="col">{escape(t.pick(case.story(column.story).title))}</th>'
        for column in table.stories
    )
    rows = "".join(_row(imprint, row, t) for row in ROWS)
    title = labels.title(case, imprint.trial.result, table, t)
    content = (
        f'{heading(title, labels.note(t))}<div class="scroll" tabindex="0"><table class="stories">'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{_measures(imprint, t)}"
    )
    return section("stories", content)


def _row(imprint: Imprint, row: Row, t: Language) -> str:
    cells = "".join(_cell(column.cell(row), t) for column in imprint.trial.table.stories)
    return (
        f'<tr data-row="{row}"><th scope="row">{escape(t(ROW_TITLES[row]))}'
        f'<span class="ask">{escape(t(labels.QUESTIONS[row]))}</span></th>{cells}</tr>'
    )


def _cell(cell: StoryCell, t: Language) -> str:
    word = ""
    if cell.mark is not None:
        word = f'<p class="word">{labels.SIGNS[cell.mark]} {escape(labels.mark_words(cell, t))}</p>'
    full = "".join(
        f' data-{name}="{float(value)!r}"'
        for name, value in (("value", cell.value), ("pvalue", cell.pvalue))
        if value is not None
    )
    notes = "".join(f"<li>{escape(t.say(note))}</li>" for note in cell.notes)
    return (
        f'<td class="{cell.mark or "no-mark"} {cell.strength}"{full}>{word}'
        f"<p>{escape(t.say(cell.remark))}</p>{f'<ul>{notes}</ul>' if notes else ''}</td>"
    )


def _measures(imprint: Imprint, t: Language) -> str:
    """Measures of the market against the returns."""
    found = imprint.trial.table.measures
    if found is None:
        return ""
    rows = []
    for measure in found.measures:
        numbers = (measure.spearman, measure.pvalue_two_sided, measure.adjusted_pvalue)
        rho, two_sided, adjusted = numbers
        if rho is None or two_sided is None or adjusted is None:
            why = MISSING if measure.reason is None else t.say(measure.reason)
            cells = f'<td colspan="3">{escape(why)}</td>'
        else:
            cells = "".join(
                f'<td class="num">{number(value, text)}</td>'
                for value, text in zip(
                    numbers, (signed(rho), decimal(two_sided), decimal(adjusted)), strict=True
                )
            )
        rows.append(f'<tr><th scope="row">{escape(t(MEASURE_NAMES[measure.id]))}</th>{cells}</tr>')
    heads = "".join(
        f'<th scope="col" class="num">{escape(text)}</th>'
        for text in ("ρ", t("p, two-sided"), t("p, adjusted over the measures"))
    )
    told = " ".join(t.say(remark) for remark in found.remarks)
    summary = escape(t("What “the market” was ranked by"))
    return (
        f'<details class="astable"><summary>{summary}</summary><table class="data">'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f'<p class="note">{escape(told)}</p></details>'
    )


# What would change it -------------------------------------------------


def changes_html(imprint: Imprint, t: Language) -> str:
    """Bars of the gap with one setting moved, or one stock left out."""
    headline = imprint.trial.result.headline
    if headline is None or headline.value is None:
        return ""
    known = [
        (
            change.kind == "without",
            labels.change_label(imprint.trial.case, change, t),
            change.difference,
        )
        for change in imprint.trial.changes
        if change.difference is not None
    ]
    # Ends of the window in their order, then stocks from the smallest gap to the largest.
    known.sort(key=lambda each: (each[0], each[2] if each[0] else 0.0))
    rows = [(t("As chosen"), headline.value), *((label, value) for _, label, value in known)]
    widest = max(abs(value) for _, value in rows) or 1.0
    changes = [change for change in imprint.trial.changes if change.difference is not None]
    title = title_changes(headline.value, changes, t)
    note = t("The gap with one setting moved by one step or one stock left out, all else as above.")
    bars = "".join(_bar(label, value, widest, t) for label, value in rows)
    return section("change", f'{heading(title, note)}<ul class="bars">{bars}</ul>')


def _bar(label: str, value: float, widest: float, t: Language) -> str:
    side = "minus" if value < 0 else "plus"
    return (
        f'<li class="{side}"><span>{escape(label)}</span>'
        f'<span class="bar"><i style="width:{100 * abs(value) / widest:.1f}%"></i></span>'
        f'<span class="num">{number(value, t.points(value, sign=True))}</span></li>'
    )
