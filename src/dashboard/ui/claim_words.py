"""Claims on the page: their words, and links to the charts and statements behind them."""

from __future__ import annotations

import html
from urllib.parse import urlencode

from dashboard.analysis.claims.results import Target
from dashboard.analysis.claims.verdict_words import (
    VERDICTS,
    amount,
    computed,
    marked,
    name_of,
    say,
    stated,
)
from dashboard.errors import N_
from dashboard.ui import state
from dashboard.ui.state import View

__all__ = [
    "VERDICTS",
    "address",
    "amount",
    "claim_link",
    "computed",
    "marked",
    "name_of",
    "say",
    "stated",
    "target_link",
]

_PAGES: dict[str, str] = {
    "story": N_("Story"),
    "prices": N_("returns on Prices"),
    "timeline": N_("events on Timeline"),
    "exposure": N_("Exposure"),
}


# Links ----------------------------------------------------------------


def address(view: View, target: Target) -> str:
    """Relative address of a chart or a statement, with the reader's own settings."""
    own = view.case.window
    base = view.sessions.before(own.first)
    changes = {}
    if target.base is not None and target.last is not None:
        # The case's own window is the default and needs no mention in the link.
        same = (target.base, target.last) == (base, own.last)
        changes = {
            "base": "" if same else target.base.isoformat(),
            "last": "" if same else target.last.isoformat(),
        }
    if target.stock in view.case.symbols:
        changes["stock"] = target.stock
    page = "./" if target.page == "story" else target.page
    query = urlencode(state.link(**changes))
    mark = f"#{target.anchor}" if target.anchor else ""
    return f"{page}{'?' if query else ''}{query}{mark}"


def target_link(view: View, target: Target) -> str:
    """HTML link to a chart or a statement."""
    t = view.t
    label = t(_PAGES.get(target.page, target.page))
    if target.anchor.startswith("statement-") and target.stock:
        label = t("statement on {stock}", stock=name_of(target.stock, view.case, t))
    return _link(address(view, target), label)


def claim_link(view: View, claim: str, label: str) -> str:
    """HTML link from any page to a claim in the ledger."""
    return _link(address(view, Target("claims", f"claim-{claim}")), label)


def _link(href: str, label: str) -> str:
    return f'<a href="{html.escape(href, quote=True)}" target="_self">{html.escape(label)}</a>'
