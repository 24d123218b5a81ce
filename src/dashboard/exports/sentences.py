"""Every figure as a paragraph to paste: its finding in numbers, then what the numbers rest on.

The words come from the same results and the same formatting as the figure, so that a
paragraph and its chart cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboard.analysis.claims import verdict_words
from dashboard.analysis.claims.ledger import tally
from dashboard.analysis.stories import statement_words
from dashboard.analysis.stories.verdict import effect_sentences, verdict_text
from dashboard.analysis.stories.words import probability, signed
from dashboard.charts import price_titles, story_titles, timeline_titles
from dashboard.errors import N_, InputError
from dashboard.exports.exhibits import MAKERS as CHARTS
from dashboard.exports.exhibits import home_look
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import adjustment, source
from dashboard.exports.showing import Exhibit
from dashboard.language.language import Language

Finding = Callable[[Imprint, Language], "list[str]"]


def paragraph(imprint: Imprint, name: str, t: Language) -> str:
    """
    One figure in two or three sentences: finding, caution, window and sources.

    Parameters
    ----------
    imprint : Imprint
    name : str
        Name of the figure, as `FIGURES` lists it.
    t : Language
        Language of the paragraph.

    Returns
    -------
    str
        Empty for a figure that this case does not have.

    Raises
    ------
    InputError
        If no figure has that name.
    """
    if name not in FIGURES:
        raise InputError(
            N_("There is no figure “{name}”; it can be {known}."),
            name=name[:60],
            known=", ".join(FIGURES),
        )
    found = [sentence for sentence in _FINDINGS[name](imprint, t) if sentence]
    if not found:
        return ""
    return t.sentences([*found, *_caution(imprint, name, t), basis(imprint, name, t)])


def paragraphs(imprint: Imprint, t: Language) -> dict[str, str]:
    """Paragraph of every figure the case has, in the order of the pages."""
    told = {name: paragraph(imprint, name, t) for name in FIGURES}
    return {name: text for name, text in told.items() if text}


def basis(imprint: Imprint, name: str, t: Language) -> str:
    """What the numbers rest on: window, base, benchmark, prices, edition or digest."""
    values = {
        "base": t.long_day(imprint.trial.base),
        "last": t.long_day(imprint.trial.window.last),
        "sessions": t.plural("{n} session", "{n} sessions", len(imprint.trial.result.sessions)),
        "benchmark": t.pick(imprint.trial.case.benchmark(imprint.trial.benchmark).title),
        "source": source(imprint, t),
        "adjustment": adjustment(imprint, t),
        "retrieved": imprint.trial.note.retrieved[:10],
        "data": _data(imprint, t),
    }
    if name == "claims":
        return t(
            "(Each statement over its own days; prices: {source}, {adjustment}, read "
            "{retrieved}; {data}.)",
            **values,
        )
    return t(
        "(From the close of {base} to that of {last}, {sessions}; benchmark: {benchmark}; "
        "prices: {source}, {adjustment}, read {retrieved}; {data}.)",
        **values,
    )


def _data(imprint: Imprint, t: Language) -> str:
    if imprint.edition:
        return t("edition {edition}", edition=imprint.edition)
    return t("data {digest}", digest=imprint.trial.folder.digest[:8])


_OF_GROUPS = frozenset(
    {
        "returns",
        "splits",
        "build-up",
        "change",
        "window-grid",
        "after",
        "leave-one-out",
        "models",
        "placebo-time",
    }
)


def _caution(imprint: Imprint, name: str, t: Language) -> list[str]:
    """Groups picked with hindsight are said wherever they are compared."""
    after = any(group.chosen == "after" for group in imprint.trial.case.groups)
    if not after or name not in _OF_GROUPS:
        return []
    return [
        t(
            "The groups were named after the returns were known: this describes a pattern and "
            "confirms nothing."
        )
    ]


# Findings -------------------------------------------------------------


def _returns(imprint: Imprint, t: Language) -> list[str]:
    """Mean of each group, and the most and the least of all stocks."""
    case, result = imprint.trial.case, imprint.trial.result
    means = [
        t("{group} {mean}", group=t.pick(case.group(group.id).title), mean=t.percent(group.mean))
        for group in result.groups
        if group.mean is not None
    ]
    known = sorted(
        (stock for stock in result.stocks if stock.value is not None),
        key=lambda stock: -(stock.value or 0.0),
    )
    if not means or not known:
        return []
    top, bottom = known[0], known[-1]
    return [
        t("Mean returns: {means}.", means=t.listing(means)),
        t(
            "Of {n} stocks {top} returned the most, {x}, and {bottom} the least, {y}.",
            n=len(known),
            top=t.full_name(case.stock(top.symbol)),
            x=t.percent(top.value),
            bottom=t.full_name(case.stock(bottom.symbol)),
            y=t.percent(bottom.value),
        )
        if len(known) > 1
        else "",
    ]


def _splits(imprint: Imprint, t: Language) -> list[str]:
    found = imprint.trial.table.difference
    if found is None:
        return []
    return [
        t.say(each) for each in effect_sentences(imprint.trial.case, imprint.trial.result, found)
    ]


def _build_up(imprint: Imprint, t: Language) -> list[str]:
    found = imprint.trial.answer
    if found is None or found.difference is None:
        return []
    headline = story_titles.title_answer(found, len(imprint.trial.result.sessions), t)
    return [whole(headline, t)]


def _story_table(imprint: Imprint, t: Language) -> list[str]:
    return [verdict_text(imprint.trial.table.verdict, t)] if imprint.trial.table.stories else []


def _changes(imprint: Imprint, t: Language) -> list[str]:
    headline = imprint.trial.result.headline
    known = [change for change in imprint.trial.changes if change.difference is not None]
    if headline is None or headline.value is None or not known:
        return []
    return [whole(story_titles.title_changes(headline.value, known, t), t)]


def _lines(imprint: Imprint, t: Language) -> list[str]:
    if not any(stock.value is not None for stock in imprint.trial.result.stocks):
        return []
    return [
        price_titles.standfirst_page(
            imprint.trial.case, imprint.trial.result, imprint.trial.benchmark, t
        )
    ]


def _timeline(imprint: Imprint, t: Language) -> list[str]:
    if not imprint.trial.events:
        return []
    return list(timeline_titles.summary(imprint.trial.events, imprint.trial.numbered, t))


def _order(imprint: Imprint, t: Language) -> list[str]:
    if not imprint.trial.events:
        return []
    shares = timeline_titles.summary(imprint.trial.events, imprint.trial.numbered, t)[1:]
    return [
        whole(timeline_titles.title_order(imprint.trial.events, imprint.trial.strip, t), t),
        *shares,
    ]


def _matrix(imprint: Imprint, t: Language) -> list[str]:
    found = imprint.trial.exposure
    if not any(cell.assessed for cell in found.cells):
        return []
    rows = [row for cell in found.cells for row in (*cell.evidence, *cell.late)]
    late = sum(not found.publication(row.id).public_before_close for row in rows)
    return [
        whole(statement_words.matrix_title(found, t), t),
        t(
            "{late} of {n} statements became public only after the close of {last}.",
            late=late,
            n=len(rows),
            last=t.long_day(imprint.trial.window.last),
        ),
    ]


def _grades(imprint: Imprint, t: Language) -> list[str]:
    """Rank correlation of grades and returns, story by story, with its exact p-value."""
    told = []
    for test in imprint.trial.table.tests:
        found = test.spearman
        if found is None:
            continue
        up = found.statistic >= 0
        told.append(
            t(
                "“{story}”: rank correlation of grade and return ρ {rho} over {n} stocks, p {p} on "
                "that side.",
                story=t.pick(imprint.trial.case.story(test.story).title),
                rho=signed(found.statistic),
                n=found.n,
                p=probability(
                    found.pvalue_one_sided if up else found.pvalue_other_side,
                    found.count if up else found.count_other_side,
                    found.n_arrangements,
                    exact=found.exact,
                ),
            )
        )
    return told


def _claims(imprint: Imprint, t: Language) -> list[str]:
    if not imprint.trial.claims:
        return []
    publisher = imprint.trial.case.source.publisher or imprint.trial.case.source.title
    return [
        t("Statements of {source}, in our own words.", source=publisher),
        whole(verdict_words.tally_headline(tally(imprint.trial.claims), t), t),
        verdict_words.tally_rest(imprint.trial.claims, t),
    ]


def _charted(name: str) -> Finding:
    """Finding of a chart: its title where that is no question, then the figure in words."""

    def told(imprint: Imprint, t: Language) -> list[str]:
        found = CHARTS[name](imprint, home_look(imprint.trial.case, t))
        return [whole(found.title, t), found.alt] if isinstance(found, Exhibit) else []

    return told


def whole(title: str, t: Language) -> str:
    """
    Title as a sentence; empty for a question.

    >>> whole("The gap widened most on 13 Feb", Language()), whole("How rare is it?", Language())
    ('The gap widened most on 13 Feb.', '')
    """
    return "" if title.endswith(("?", "？")) else t("{sentence}.", sentence=title)


_FINDINGS: dict[str, Finding] = {
    "returns": _returns,
    "splits": _splits,
    "build-up": _build_up,
    "story-table": _story_table,
    "change": _changes,
    "lines": _lines,
    "panels": _charted("panels"),
    "timeline": _timeline,
    "order": _order,
    "matrix": _matrix,
    "grades": _grades,
    "window-grid": _charted("window-grid"),
    "after": _charted("after"),
    "leave-one-out": _charted("leave-one-out"),
    "models": _charted("models"),
    "placebo-time": _charted("placebo-time"),
    "hindsight": _charted("hindsight"),
    "placebo-groups": _charted("placebo-groups"),
    "claims": _claims,
}

FIGURES: dict[str, str] = {
    "returns": N_("Return of each stock"),
    "splits": N_("All splits of the stocks"),
    "build-up": N_("How the gap built up"),
    "story-table": N_("Which story fits"),
    "change": N_("What would change the answer"),
    "lines": N_("Return since the base"),
    "panels": N_("Each stock beside its group"),
    "timeline": N_("Timeline of prices and events"),
    "order": N_("Share of the gap before each event"),
    "matrix": N_("Stocks and stories"),
    "grades": N_("Returns against grades"),
    "window-grid": N_("Neighbouring windows"),
    "after": N_("After the window"),
    "leave-one-out": N_("One stock left out"),
    "models": N_("Two models of the market"),
    "placebo-time": N_("Earlier windows"),
    "hindsight": N_("The best few of random stocks"),
    "placebo-groups": N_("Groups of other stocks"),
    "claims": N_("Statements of the article"),
}
"""Figures that have a paragraph, by name, with what a list calls them."""
