"""What a reader should know of the data before trusting a number."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.analysis.data import health_words
from dashboard.analysis.data.data_note import DataNote
from dashboard.case import Case
from dashboard.errors import NP_
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.market.prices import PriceNote


def data_notes(case: Case, note: PriceNote, found: Sequence[DataNote], t: Language) -> Markup:
    """Warnings and notes, one a line."""
    kinds = {"warning": t("Warning"), "note": t(NP_("severity", "Note"))}
    return el(
        "ul.concerns",
        [
            el(
                "li",
                el("b", kinds[each.severity]),
                " ",
                el("span", health_words.sentence(case, note, each, t)),
                class_=each.severity,
            )
            for each in found
        ],
    )
