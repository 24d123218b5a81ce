"""The draft's window drawn, where prices are at hand: what a yes to it means."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from dashboard.cases.folders import CaseFolder
from dashboard.cases.reading import FileNote
from dashboard.errors import DashboardError
from dashboard.exhibits.registry import exhibits
from dashboard.language.language import Language
from dashboard.settings.loading import load_settings
from dashboard.ui import components, data, figures, state
from dashboard.ui.article.desk import Desk

_FIGURE, _PAGE = "build-up", "story"


def draw(desk: Desk, t: Language) -> None:
    """Draw the groups over the draft's window; nothing where the store has no prices of them."""
    priced = _priced(desk.content)
    if priced is None:
        return
    try:
        view = state.of_folder(priced)
    except DashboardError as error:
        components.trouble(error, t)
        return
    figures.draw(view, exhibits(_PAGE)[_FIGURE], _PAGE)


def _priced(content: CaseFolder) -> CaseFolder | None:
    """Draft on the store's prices, with files of its own: no two drafts are one to the caches."""
    case = content.case
    changes = f"{case!r} {data.store_version(case)}"
    digest = hashlib.sha256(changes.encode("utf-8", "surrogatepass")).hexdigest()

    def priced() -> CaseFolder | None:
        from dashboard.articles.draft.draft import stored_prices  # noqa: PLC0415 - as in `work`

        market = stored_prices(load_settings())(case)
        if market is None:
            return None
        return replace(content, market=market, files=(FileNote("draft", None, digest, 0),))

    return data.computed("draft with prices", digest, priced)
