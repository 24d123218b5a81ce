"""The last part of the report: data, method, settings, versions, how to cite."""

from __future__ import annotations

import json

import plotly
from markupsafe import Markup

from dashboard import __version__
from dashboard.analysis.stories.difference import SplitTest
from dashboard.case import Case, Text
from dashboard.errors import N_
from dashboard.exhibits import health_tables
from dashboard.exports.citation import bibtex, citation, link_of
from dashboard.exports.imprint import Imprint
from dashboard.exports.method_words import method
from dashboard.exports.results import SCHEMA
from dashboard.html.elements import Child, el, markup, outside_link
from dashboard.html.lists import bullets, terms
from dashboard.html.tables import printed_table
from dashboard.language.language import Language

_CHOSEN = {
    "before": N_("chosen before the returns were known"),
    "after": N_("chosen after the returns were known"),
}


def heading(title: str, note: str = "") -> Markup:
    """Title of a figure or table, and the grey line under it."""
    return markup(el("h3", title), el("p.note", note) if note else None)


def data_script(name: str, content: object) -> Markup:
    r"""
    JSON inside the page, for its own script to read.

    Characters that could end the element or be read as markup are written as escapes.

    >>> print(data_script("x", {"a": "</script>"}))
    <script type="application/json" id="x">{"a":"\\u003c/script\\u003e"}</script>
    """
    text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
    harmless = Markup(harmless_json(text))  # noqa: S704 - nothing in it can end the element
    return el("script", harmless, type="application/json", id=name)


def harmless_json(text: str) -> str:
    """JSON text that may stand inside a script element."""
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def more_of(imprint: Imprint, t: Language) -> Markup:
    """What follows the figures: tables with their hashes, method, versions, citation."""
    return markup(
        _tables(imprint, t), _method(imprint, t), _versions(imprint, t), _cite(imprint, t)
    )


def _listing(name: str, *content: Child) -> Markup:
    return el("section.listing", *content, id=name)


def _tables(imprint: Imprint, t: Language) -> Markup:
    """Tables of the case with their hashes."""
    table = health_tables.coverage_table(imprint.trial.health)
    title = el("summary", t("Every table of the case, with its source and hash"))
    shown = printed_table(table, t, with_sources=True)
    return _listing("tables", el("details.astable", title, shown, open=True))


def _method(imprint: Imprint, t: Language) -> Markup:
    """How the numbers were made, and under which settings."""
    trial = imprint.trial
    made = method(trial.case, trial.base, trial.window.last, trial.note, t)
    aside = t.pick(Text(trial.note.note, trial.note.note_zh))
    return markup(
        _listing(
            "method",
            heading(t("How this was made")),
            bullets([*made, *([aside] if aside else [])]),
        ),
        _listing("settings", heading(t("Settings")), _facts(_settings(imprint, t))),
    )


def _facts(pairs: list[tuple[str, str]]) -> Markup:
    return terms(pairs, kind="facts")


def _settings(imprint: Imprint, t: Language) -> list[tuple[str, str]]:
    case, window = imprint.trial.case, imprint.trial.window
    sessions = imprint.trial.sessions.count(window.first, window.last)
    found = imprint.trial.difference
    splits = None if found is None else found.splits
    counted = ""
    if isinstance(splits, SplitTest):
        counted = t("all of them counted") if splits.exact else t("drawn, seed {n}", n=splits.seed)
    return [
        (t("Base (close of)"), imprint.trial.base.isoformat()),
        (t("First session"), window.first.isoformat()),
        (t("Last session"), window.last.isoformat()),
        (t("Sessions"), str(sessions)),
        (t("The case’s own window"), t("yes") if window == case.window else t("no")),
        (t("Benchmark"), t.pick(case.benchmark(imprint.trial.benchmark).title)),
        (
            t("Estimation window"),
            t(
                "{n} sessions, ending {gap} sessions before the base",
                n=case.estimation.sessions,
                gap=case.estimation.gap,
            ),
        ),
        (t("Groups"), _groups(case, t)),
        (t("Splits of the stocks"), counted),
        (t("Calendar"), f"{case.calendar}, {case.timezone}"),
        (t("Currency"), case.currency),
    ]


def _groups(case: Case, t: Language) -> str:
    return "; ".join(
        f"{t.pick(group.title)} ({len(case.members(group.id))}, {t(_CHOSEN[group.chosen])})"
        for group in case.groups
    )


def _versions(imprint: Imprint, t: Language) -> Markup:
    """Versions of product and formats, digest of the data, edition and link."""
    link = link_of(imprint)
    shown = [
        (t("Version"), f"market-narrative {__version__}"),
        (t("Case format"), str(imprint.trial.case.format)),
        (t("Results"), SCHEMA),
        (t("Charts"), f"Plotly {plotly.__version__}"),
        (t("Data (SHA-256)"), imprint.trial.folder.digest),
        (t("Prices (SHA-256)"), imprint.trial.note.sha256),
        (t("Evidence public by"), _as_of(imprint)),
        (t("Edition"), imprint.edition),
        (t("Made"), f"{imprint.made:%Y-%m-%d %H:%M %Z}".strip()),
    ]
    address = el("p.link", outside_link(link, link)) if link else None
    return _listing("versions", heading(t("Versions")), _facts(shown), address)


def _as_of(imprint: Imprint) -> str:
    day = imprint.trial.folder.as_of
    return "" if day is None else day.isoformat()


def _cite(imprint: Imprint, t: Language) -> Markup:
    """Ready citation in the report's language, and the same for BibTeX."""
    return _listing(
        "cite",
        heading(t("How to cite this")),
        el("p.cite", citation(imprint, t)),
        el("pre", bibtex(imprint, t)),
    )
