"""Copies of a figure, one click each: its image, its paragraph, a citation, a link to it.

The page holds the words beforehand, so that a click copies at once, as browsers want it;
the browser's script (`assets/copying.js`) draws the image and knows the link by itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime

from markupsafe import Markup

from dashboard.errors import N_, DashboardError
from dashboard.exhibits.event_filter import EventFilter
from dashboard.exhibits.registry import with_paragraph
from dashboard.exhibits.timeline import event_lines
from dashboard.exports.csv_files import file_name
from dashboard.exports.imprint import Imprint
from dashboard.exports.paragraphs import paragraph
from dashboard.html.elements import el, markup
from dashboard.language.language import Language
from dashboard.ui.state import View

# What is copied, the short word of its button behind “Copy:”, and the name of the button.
_KINDS: dict[str, tuple[str, str]] = {
    "image": (N_("image"), N_("Copy image")),
    "paragraph": (N_("paragraph"), N_("Copy paragraph")),
    "citation": (N_("citation"), N_("Copy citation")),
    "link": (N_("link"), N_("Copy link")),
}


def imprint(view: View, link: str = "") -> Imprint:
    """What a copy says of itself."""
    edition = "" if view.edition is None else view.edition.id
    return Imprint(view.trial, datetime.now(UTC), edition=edition, link=link)


def row(
    view: View,
    name: str,
    *,
    days: Sequence[date] = (),
    options: Hashable = (),
    own: bool = False,
) -> Markup:
    """
    Quiet line of buttons under a figure; those with nothing to copy are left out.

    Parameters
    ----------
    view : View
        The reader.
    name : str
        Name of the figure.
    days : sequence of date
        Sessions on the axis of its chart, whose numbered events stand below the image too.
    options : hashable
        What its controls are set to; a filter leaves events out.
    own : bool
        Whether its prices are others than the page's: its image names those.
    """
    if view.folder.market.prices.empty:
        return Markup()
    told = _paragraph(view, name)
    offered = [kind for kind in _KINDS if kind != "paragraph" or told]
    saved = file_name(view.case.slug, name, base=view.base, last=view.window.last, extension="png")
    return el(
        "p.copies",
        el("span", view.t("Copy:"), aria_hidden="true"),
        markup([_button(kind, view.t) for kind in offered], by=" "),
        data_name=saved,
        data_own=own,
        data_paragraph=told or None,
        data_events="\n".join(_events(view, days, options)) or None,
    )


def _button(kind: str, t: Language) -> Markup:
    short, whole = _KINDS[kind]
    return el("button", t(short), type="button", data_copy=kind, aria_label=t(whole))


def _paragraph(view: View, name: str) -> str:
    """Finding of a figure in words; empty for one without, or where it cannot be said."""
    if name not in with_paragraph():
        return ""
    try:
        return paragraph(imprint(view), name, view.t)
    except DashboardError:  # said where the figure stands
        return ""


def _events(view: View, days: Sequence[date], options: Hashable) -> Sequence[str]:
    if not days:
        return ()
    shown = view.events
    if isinstance(options, EventFilter):
        shown = options.apply(view.case, shown)
    return event_lines(view.trial, days, view.t, shown)
