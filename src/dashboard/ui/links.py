"""Links from one place of the pages to another, with the reader's own settings."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from dashboard.analysis.claims.results import ClaimLink
from dashboard.html.links import Links
from dashboard.ui import state
from dashboard.ui.notes_view import notes_of
from dashboard.ui.state import View

NOTED = ("exposure", "claims", "timeline")  # pages whose rows can have notes


def links_of(view: View, *, here: str = "") -> Links:
    """
    Cross references of a page.

    Parameters
    ----------
    view : View
        The reader.
    here : str
        Page they stand on, where its own places need no more than their anchor.
    """
    trial = view.trial
    notes = notes_of(view) if here in NOTED else ()
    return Links(partial(address, view, here=here), trial.claims, trial.claim_numbers, notes)


def address(view: View, target: ClaimLink, *, here: str = "") -> str:
    """Relative address of a chart, a statement or a claim."""
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
    if target.page == here and target.anchor and not any(changes.values()):
        return f"#{target.anchor}"
    page = "./" if target.page == "story" else target.page
    query = urlencode(state.link(**changes))
    mark = f"#{target.anchor}" if target.anchor else ""
    return f"{page}{'?' if query else ''}{query}{mark}"
