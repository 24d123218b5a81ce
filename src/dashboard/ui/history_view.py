"""Who changed what: the history of a case as a table, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from dashboard.access import history
from dashboard.access.history import Entry
from dashboard.errors import N_, SettingsError
from dashboard.exports.csv_files import csv_bytes, file_name
from dashboard.html.elements import el
from dashboard.html.tables import data_table
from dashboard.language.columns import Column, Table
from dashboard.language.language import Language
from dashboard.ui import components, data, people_view
from dashboard.ui.state import View

SHOWN = 20  # rows on the page; the download has all
UNIVERSE = "universe"

_ACTIONS: dict[str, str] = {
    "refresh-started": N_("Refresh started"),
    "filing-added": N_("Document added"),
    "filings-asked": N_("Documents asked for"),
    "refresh-stopped": N_("Refresh stopped"),
    "prices-imported": N_("Prices imported"),
    "themes-imported": N_("Lists of themes imported"),
    "edition-frozen": N_("Edition frozen"),
    "case-changed": N_("Files of the case changed"),
    "case-saved": N_("Case saved"),
    "case-made": N_("Case made"),
    "case-renamed": N_("Case renamed"),
    "case-archived": N_("Case archived"),
    "case-deleted": N_("Case deleted"),
    "case-restored": N_("Case brought back"),
    "case-corrected": N_("Correction written"),
    "note-added": N_("Note added"),
    "note-answered": N_("Note answered"),
}


def section(view: View) -> None:
    """Draw what was done to the case and to the prices of the whole market."""
    t = view.t
    known = people_view.login().is_on
    found = entries(view)
    with st.container(key="fig_history"):
        components.heading(t("Who changed what"), _note(known, t), anchor="history")
        if not found:
            told = t("Nothing was started, imported, frozen or changed yet.")
            st.html(el("p.nothing", told))
            return
        st.html(data_table(shown(found[:SHOWN], t, known=known), t))
        with st.container(key="foot_history"):
            more = t("The latest {n} of {total}.", n=min(SHOWN, len(found)), total=len(found))
            st.html(el("div.figfoot", el("p.source", more)))
            st.download_button(
                t("Download"),
                data=lambda: csv_bytes(table(found, known=known)),
                file_name=file_name(view.case.slug, "history"),
                mime="text/csv",
                key="download_history",
                on_click="ignore",
                type="tertiary",
            )


def _note(known: bool, t: Language) -> str:
    return (
        t("Names are those of the login; a file changed on the server has none.")
        if known
        else t("No login is configured, so that names are not known.")
    )


def notice_changes(view: View) -> None:
    """Record that files of the case are not those that were read last."""
    if view.edition is not None:
        return
    # Settings that cannot be used are said by the pages; the case can be read without.
    with suppress(SettingsError):
        files = {note.name: note.sha256 for note in data.folder(view.case.slug).files}
        history.notice(data.store_folder(), view.case.slug, files)


def entries(view: View) -> list[Entry]:
    """History of the case and of the whole market, the latest first."""
    store = data.store_folder()
    found = [*history.read(store, view.case.slug), *history.read(store, UNIVERSE)]
    return sorted(found, key=lambda entry: entry.when, reverse=True)


def shown(found: Sequence[Entry], t: Language, *, known: bool) -> Table[Entry]:
    """Table for reading, in the reader's language."""
    columns: tuple[Column[Entry], ...] = (
        Column(N_("When"), lambda entry: t("{day}, {time} UTC", **_when(entry, t))),
        Column(N_("Who"), lambda entry: entry.who if known else ""),
        Column(N_("What"), lambda entry: t(_ACTIONS[entry.action])),
        Column(N_("Details"), _details),
    )
    return Table(columns, found)


def table(found: Sequence[Entry], *, known: bool) -> Table[Entry]:
    """Table for the download: one row an action, the same heads in every language."""
    columns: tuple[Column[Entry], ...] = (
        Column("time (UTC)", lambda entry: f"{entry.when:%Y-%m-%d %H:%M:%S}"),
        # Where nobody logs in, nobody may read who once did.
        Column("who", lambda entry: entry.who if known else ""),
        Column("action", lambda entry: entry.action),
        Column("details", _details),
    )
    return Table(columns, found)


def _when(entry: Entry, t: Language) -> dict[str, str]:
    return {"day": t.long_day(entry.when), "time": f"{entry.when:%H:%M}"}


def _details(entry: Entry) -> str:
    return "; ".join(f"{name}: {value}" for name, value in entry.details)
