"""What all copies of a page share: its address, its citation, the foot of an image, messages."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import streamlit as st
from markupsafe import Markup

from dashboard.exports.citation import citation
from dashboard.exports.origin_words import foot_lines
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import copies, data, share_links
from dashboard.ui.state import View


def draw(view: View, page: str) -> None:
    """Put the words of the copies into a page, out of sight; without prices there are none."""
    if view.folder.market.prices.empty:
        return
    address = _address(view, page)
    today = datetime.now(UTC).date()
    edition = "" if view.edition is None else view.edition.id
    key = (*view.key, view.t.code, edition, address, today)
    st.html(data.computed("copy words", key, lambda: html(view, address)))


def html(view: View, address: str) -> Markup:
    """
    Words that the copies of a page share, for the browser's script.

    Parameters
    ----------
    view : View
        The reader.
    address : str
        Of the page, with what it shows; empty where it is not known.
    """
    imprint, t = copies.imprint(view, address), view.t
    return el(
        "div.copywords",
        hidden=True,
        data_case=None if view.edition is not None else view.case.slug,
        data_lang=t.code,
        data_foot="\n".join(foot_lines(imprint, t)),
        data_citation=citation(imprint, t),
        **_messages(t),
    )


def _messages(t: Language) -> dict[str, str]:
    """What the script says, by the name of the attribute that holds it."""
    return {
        "data_said_image": t("Image copied."),
        "data_said_paragraph": t("Paragraph copied."),
        "data_said_citation": t("Citation copied."),
        "data_said_link": t("Link copied."),
        "data_drawing": t("The image is being drawn…"),
        "data_insecure": t("Browsers copy images over HTTPS only; here it can be saved:"),
        "data_refused": t("The browser did not let the image be copied; it can be saved:"),
        "data_failed": t("This figure could not be drawn as an image."),
        "data_closed": t("The browser did not let it be copied; it stands here:"),
        "data_save": t("Save image (PNG)"),
        "data_away": t("Close"),
    }


def _address(view: View, page: str) -> str:
    """Address that others can open; empty where the browser has not said where it reads."""
    query = (
        share_links.live_query(view, page)
        if view.edition is None
        else share_links.frozen_query(view, page, view.edition.id)
    )
    parts = urlsplit(share_links.whole_address(query))
    if parts.scheme not in {"http", "https"}:
        return ""
    return urlunsplit(parts._replace(path=parts.path or "/"))
