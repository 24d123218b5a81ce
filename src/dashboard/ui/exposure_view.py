"""The parts of the Exposure page: opening, matrix, two-by-two, all statements."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.exposure import ExposureResult
from dashboard.analysis.stories.fourfold import (
    FourfoldCell,
    Member,
    StoryPair,
    TwoByTwo,
    two_by_two,
)
from dashboard.analysis.stories.fourfold import story_pairs as pairs_of
from dashboard.errors import N_, DashboardError
from dashboard.exhibits import evidence_tables
from dashboard.exhibits.exposure.fourfold import note_two_by_two, title_two_by_two
from dashboard.language import words
from dashboard.ui import components, data, matrix, state
from dashboard.ui.state import View

# Matrix ---------------------------------------------------------------


def matrix_figure(view: View) -> None:
    """Stock x story matrix whose cells open, with the key of its shapes."""
    t, result = view.t, view.trial.exposure
    if not result.stories:
        components.notice(t("The case has no story that could be documented."))
        return
    key = (*view.key, view.stock, view.look)
    drawn = data.computed(
        "exposure matrix",
        key,
        lambda: matrix.matrix_html(view, result, view.result, small=False) + _shapes(view, result),
    )
    with st.container(key="fig_matrix"):
        components.heading(
            statement_words.matrix_title(result, t),
            t(
                "Graded from what was public before the window’s last close. Open a cell for the "
                "statement, its document and its date; all of them are printed below."
            ),
        )
        st.html(drawn)
        components.figure_foot(view, "matrix", table=lambda: _matrix_table(view, result))


def _matrix_table(view: View, result: ExposureResult) -> pd.DataFrame:
    # Not assessed is missing; as None it is a dash on the page and empty in the file.
    table = evidence_tables.matrix_table(view.case, result).astype(object)
    return table.where(table.notna(), None)


def _shapes(view: View, result: ExposureResult) -> str:
    """Key of the shapes that occur, each with its word and meaning."""
    present = {cell.state for cell in result.cells}
    items = "".join(
        f'<li title="{html.escape(view.t(word.meaning), quote=True)}">'
        f"{word.mark} {html.escape(view.t(word.text))}</li>"
        for state_word, word in words.FINDINGS.items()
        if state_word in present
    )
    return f'<ul class="shapes">{items}</ul>'


# Two by two -----------------------------------------------------------


@st.fragment
def two_by_two_figure(view: View) -> None:
    """Documented against rumoured; which two stories is chosen here and kept in the link."""
    t, case, result = view.t, view.case, view.trial.exposure
    pairs = pairs_of(case)
    if not pairs:
        return
    pair = _asked_pair(view, pairs)
    try:
        found = two_by_two(case, result, pair)
    except DashboardError as error:
        components.trouble(error, t)
        return
    if found is None:
        return
    with st.container(key="fig_fourfold"):
        components.heading(title_two_by_two(found, t), note_two_by_two(case, found, t))
        _pair_controls(view, pairs, pair)
        st.html(fourfold_html(view, found))
        components.figure_foot(
            view,
            "two-by-two",
            table=lambda: evidence_tables.two_by_two_table(found),
            options=pair,
        )


_NO_STORY = N_("The link’s “{name}={value}” was ignored: it can be {known}.")


def _asked_pair(view: View, pairs: tuple[StoryPair, ...]) -> StoryPair:
    chosen = {}
    for name, place in (("doc", 0), ("rum", 1)):
        known = list(dict.fromkeys(pair[place] for pair in pairs))
        wanted = state.asked(name)
        if wanted and wanted not in known:
            components.notice(view.t.error(state.not_known(name, wanted, known)))
            wanted = ""
        chosen[name] = wanted
    return next(
        (
            pair
            for pair in pairs
            if chosen["doc"] in {"", pair.documented} and chosen["rum"] in {"", pair.rumoured}
        ),
        pairs[0],
    )


def _pair_controls(view: View, pairs: tuple[StoryPair, ...], pair: StoryPair) -> None:
    t = view.t
    choices = [
        ("doc", t("Documented story"), list(dict.fromkeys(p.documented for p in pairs)), pair[0]),
        ("rum", t("Label story"), list(dict.fromkeys(p.rumoured for p in pairs)), pair[1]),
    ]
    if all(len(known) == 1 for _, _, known, _ in choices):
        return
    with st.container(key="controls_fourfold", horizontal=True):
        for name, label, known, current in choices:
            if len(known) > 1:
                _select(view, name, label, known, current)


def _select(view: View, name: str, label: str, known: list[str], current: str) -> None:
    key = f"{name}_control"
    st.session_state[key] = current
    st.selectbox(
        label,
        known,
        key=key,
        width=340,
        format_func=lambda story: view.t.pick(view.case.story(story).title),
        on_change=lambda: state.put(name, str(st.session_state[key])),
    )


def fourfold_html(view: View, found: TwoByTwo) -> str:
    """Four cells with their stocks and mean returns; those not assessed stand apart."""
    t = view.t
    heads = {True: t("Documented"), False: t("Not documented")}
    rows = []
    for rumoured, head in ((True, t("Rumoured")), (False, t("Not rumoured"))):
        cells = "".join(
            f'<td data-head="{html.escape(head + " · " + heads[documented], quote=True)}">'
            f"{_fourfold_cell(view, found.cell(documented=documented, rumoured=rumoured))}</td>"
            for documented in (True, False)
        )
        rows.append(f'<tr><th scope="row">{html.escape(head)}</th>{cells}</tr>')
    tops = "".join(f'<th scope="col">{html.escape(heads[each])}</th>' for each in (True, False))
    return (
        f'<table class="fourfold"><thead><tr><td></td>{tops}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _fourfold_cell(view: View, cell: FourfoldCell) -> str:
    t = view.t
    if cell.mean is None:
        mean = f'<p class="grey">{html.escape(t("no assessed stock"))}</p>'
    else:
        count = t.plural("mean of {n} stock", "mean of {n} stocks", cell.n)
        mean = f'<p class="mean">{t.percent(cell.mean)}<small>{html.escape(count)}</small></p>'
    apart = ""
    if cell.not_assessed:
        word = words.marked("not-assessed", t)
        apart = (
            f'<div class="apart"><p>{html.escape(word)}</p>{_members(view, cell.not_assessed)}'
            f"{_with_them(view, cell)}</div>"
        )
    return mean + _members(view, cell.members) + apart


def _with_them(view: View, cell: FourfoldCell) -> str:
    if cell.mean_with_not_assessed is None:
        return ""
    text = view.t(
        "Taken as undocumented: {mean} over {n}",
        mean=view.t.percent(cell.mean_with_not_assessed),
        n=cell.n_with_not_assessed,
    )
    return f"<p>{html.escape(text)}</p>"


def _members(view: View, members: tuple[Member, ...]) -> str:
    t = view.t
    items = []
    for member in members:
        colour = matrix.stock_colour(view, member.group)
        name = html.escape(t.name(view.case.stock(member.symbol)))
        late = member.documented == "after-window"
        state_word = words.marked(member.documented, t) if member.assessed or late else ""
        items.append(
            f'<li><span style="color:{colour}">{name}</span> <b>{t.percent(member.value)}</b> '
            f'<span class="grey">{html.escape(state_word)}</span></li>'
        )
    return f"<ul>{''.join(items)}</ul>" if items else ""


# All statements -------------------------------------------------------


def statements(view: View) -> None:
    """Print every statement, grouped by stock: what print and phones would hide."""
    t, result = view.t, view.trial.exposure
    drawn = data.computed(
        "statements",
        (*view.key, view.look),
        lambda: statements_html(view, result),
    )
    with st.container(key="fig_statements"):
        components.heading(
            t("Every statement, stock by stock"),
            t(
                "In our own words, each with its document and the time it became public; the "
                "close that counts is {close}.",
                close=f"{t.long_day(result.close)} {result.close:%H:%M}",
            ),
            anchor="statements",
        )
        st.html(drawn)
        components.figure_foot(
            view, "statements", table=lambda: evidence_tables.evidence_table(view.case, result)
        )


def statements_html(view: View, result: ExposureResult) -> str:
    """All rows of the matrix in words, one section a stock, each row with an anchor."""
    t = view.t
    parts = []
    for symbol, group, value in zip(result.stocks, result.groups, result.returns, strict=True):
        stock = view.case.stock(symbol)
        colour = matrix.stock_colour(view, group)
        anchor = html.escape(f"stock-{symbol.replace('.', '-')}", quote=True)
        parts.append(
            f'<h3 id="{anchor}"><span style="color:{colour}">{html.escape(t.name(stock))}</span>'
            f'<span class="symbol">{html.escape(symbol)}</span>'
            f'<span class="ret">{matrix.return_html(view, value)}</span></h3>'
        )
        parts += [
            _story_statements(view, result, symbol, story.id)
            for story in matrix.ordered_stories(view, result)
        ]
    return f'<div class="statements">{"".join(parts)}</div>'


def _story_statements(view: View, result: ExposureResult, symbol: str, story: str) -> str:
    cell = result.cell(symbol, story)
    title = html.escape(view.t.pick(view.case.story(story).title))
    rows = (*cell.evidence, *cell.late)
    if not rows:
        word = html.escape(words.marked("not-assessed", view.t))
        return f'<div class="ofstory"><p>{title}</p><div class="none">{word}</div></div>'
    listed = "".join(
        matrix.statement_html(view, row, result.publication(row.id), anchored=True) for row in rows
    )
    remarks = "".join(
        f'<p class="remark">{html.escape(text)}</p>'
        for text in statement_words.remarks(cell, view.t)
    )
    return f'<div class="ofstory"><p>{title}</p><div>{listed}{remarks}</div></div>'
