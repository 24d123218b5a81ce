"""The last part of the report: data and their health, method, settings, versions, citation."""

from __future__ import annotations

import plotly

from dashboard import __version__
from dashboard.analysis.data import health_words
from dashboard.case import Case, Text
from dashboard.errors import N_
from dashboard.exhibits import health_tables
from dashboard.exports.citation import bibtex, citation, link_of
from dashboard.exports.imprint import Imprint
from dashboard.exports.method_words import method
from dashboard.exports.report_parts import (
    data_script,
    escape,
    facts,
    heading,
    outside_link,
    section,
    sentences,
    table_html,
)
from dashboard.exports.results import SCHEMA, results
from dashboard.language.language import Language

_CHOSEN = {
    "before": N_("chosen before the returns were known"),
    "after": N_("chosen after the returns were known"),
}


def health_html(imprint: Imprint, t: Language) -> str:
    """What a reader should know before trusting a number, warnings first."""
    found = imprint.trial.health.concerns
    kinds = {"warning": t("Warning"), "note": t("Note")}
    items = "".join(
        f'<li class="{each.severity}"><b>{escape(kinds[each.severity])}</b> '
        f"{escape(health_words.sentence(imprint.trial.case, imprint.trial.note, each, t))}</li>"
        for each in found
    )
    warnings = sum(each.severity == "warning" for each in found)
    title = t(
        "{warnings} and {notes} on these data",
        warnings=t.plural("{n} warning", "{n} warnings", warnings),
        notes=t.plural("{n} note", "{n} notes", len(found) - warnings),
    )
    return section(
        "health",
        heading(
            title if found else t("Nothing to warn of in these data"),
            t("A warning can change a number on a page; a note says how one came about."),
        )
        + f'<ul class="plain">{items}</ul>',
        kind="listing",
    )


def tables_html(imprint: Imprint, t: Language) -> str:
    """Tables of the case with their hashes, and which sessions lack a price."""
    named = (
        (
            t("Every table of the case, with its source and hash"),
            health_tables.coverage_table(imprint.trial.health),
        ),
        (t("Sessions with and without a price"), health_tables.session_table(imprint.trial.health)),
    )
    folds = "".join(
        f'<details class="astable" open><summary>{escape(title)}</summary>'
        f"{table_html(table, t, with_sources=True)}</details>"
        for title, table in named
    )
    return section("tables", folds)


def method_html(imprint: Imprint, t: Language) -> str:
    """How the numbers were made, and under which settings."""
    made = method(
        imprint.trial.case, imprint.trial.base, imprint.trial.window.last, imprint.trial.note, t
    )
    note = imprint.trial.note
    aside = t.pick(Text(note.note, note.note_zh))
    return section(
        "method",
        heading(t("How this was made")) + sentences([*made, *([aside] if aside else [])]),
        kind="listing",
    ) + section("settings", heading(t("Settings")) + facts(_settings(imprint, t)), kind="listing")


def _settings(imprint: Imprint, t: Language) -> list[tuple[str, str]]:
    case, window = imprint.trial.case, imprint.trial.window
    sessions = imprint.trial.sessions.count(window.first, window.last)
    splits = imprint.trial.table.difference and imprint.trial.table.difference.splits
    counted = ""
    if splits:
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


def versions_html(imprint: Imprint, t: Language) -> str:
    """Versions of product and formats, digest of the data, edition and link."""
    link = link_of(imprint)
    shown = facts(
        [
            (t("Version"), f"market-narrative {__version__}"),
            (t("Case format"), str(imprint.trial.case.format)),
            (t("Results"), SCHEMA),
            (t("Charts"), f"Plotly {plotly.__version__}"),
            (t("Data (SHA-256)"), imprint.trial.folder.digest),
            (t("Prices (SHA-256)"), imprint.trial.note.sha256),
            (t("Edition"), imprint.edition),
            (t("Made"), f"{imprint.made:%Y-%m-%d %H:%M %Z}".strip()),
        ]
    )
    address = f'<p class="link">{outside_link(link, link)}</p>' if link else ""
    return section("versions", heading(t("Versions")) + shown + address, kind="listing")


def citation_html(imprint: Imprint, t: Language) -> str:
    """Ready citation in the report's language, and the same for BibTeX."""
    told = (
        f'<p class="cite">{escape(citation(imprint, t))}</p><pre>{escape(bibtex(imprint, t))}</pre>'
    )
    return section("cite", heading(t("How to cite this")) + told, kind="listing")


def results_script(imprint: Imprint) -> str:
    """Every number of the trial inside the page, for programs; ``docs/results.md`` has the keys."""
    return data_script("results", results(imprint.trial))
