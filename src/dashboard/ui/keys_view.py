"""Keys of the pages: a button of the top bar, and the list of keys that it opens.

The list is drawn out of sight with the bar, in the reader's language; the browser's script
(`assets/keys.js`) shows it as a dialog and does what its rows say: a key that is not listed on
a page does nothing there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.errors import N_
from dashboard.html.elements import el
from dashboard.language.language import Language

GALLERY = "cases"


@dataclass(frozen=True, slots=True)
class Key:
    """
    One key.

    Attributes
    ----------
    key : str
        As the browser calls it, in small letters.
    does : str
        What the script does: an action, and behind a colon what with.
    told : str
        What it does in words, marked for translation.
    """

    key: str
    does: str
    told: str


EVERYWHERE = (
    Key("?", "keys", N_("this list")),
    Key("/", "search", N_("search everything; Ctrl-K or ⌘K too, also while typing")),
)
OF_A_VIEW = (Key("s", "share", N_("share this view")),)
OF_FIGURES = (
    Key("n", "next", N_("next figure")),
    Key("p", "previous", N_("previous figure")),
    Key("t", "table", N_("open or close its table")),
    Key("d", "download", N_("download its table")),
    Key("i", "image", N_("copy its image")),
)
"""Of the figure that has the focus, else of the one that fills most of the window."""


def keys_of(pages: Sequence[str], shown: str, *, shares: bool) -> dict[str, tuple[Key, ...]]:
    """
    Keys of a page by the heading they stand under.

    Parameters
    ----------
    pages : sequence of str
        Pages with a link in the bar, in its order.
    shown : str
        Page that is looked at.
    shares : bool
        Whether the bar offers to share what is shown.
    """
    numbered = [name for name in pages if name != GALLERY]
    listed = [*enumerate(numbered, start=1), *((0, name) for name in pages if name == GALLERY)]
    found = {
        N_("Anywhere"): (*EVERYWHERE, *(OF_A_VIEW if shares else ())),
        N_("Go to a page"): tuple(
            Key(str(n), f"page:{name}", name) for n, name in listed if n < 10
        ),
    }
    return found | ({N_("Figure in view"): OF_FIGURES} if shown not in _WITHOUT_FIGURES else {})


_WITHOUT_FIGURES = frozenset({"cases", "radar", "article", "edit"})


def button(
    titles: Mapping[str, str], pages: Sequence[str], shown: str, t: Language, *, shares: bool
) -> Markup:
    """
    Button that opens the list, and the list itself, out of sight.

    Parameters
    ----------
    titles : mapping of str to str
        Names of all pages, marked for translation.
    pages : sequence of str
        Pages with a link in the bar.
    shown : str
        Page that is looked at.
    t : Language
    shares : bool
        Whether the bar offers to share what is shown.
    """
    name = t("Keyboard shortcuts")
    groups = keys_of(pages, shown, shares=shares)
    return el(
        "div.keysplace",
        el(
            "button.keysbutton",
            el("span", "?", aria_hidden="true"),
            type="button",
            aria_haspopup="dialog",
            aria_label=name,
            title=f"{name} (?)",
        ),
        el(
            "div.keylist",
            el("h2", name),
            [_group(heading, keys, titles, t) for heading, keys in groups.items()],
            el(
                "p.keyfoot",
                el("label", el("input", type="checkbox"), " ", t("Single keys are on")),
                el("button.away", t("Close"), type="button"),
            ),
            hidden=True,
            data_nothing=t("There is nothing here for this key."),
        ),
    )


def _group(heading: str, keys: Sequence[Key], titles: Mapping[str, str], t: Language) -> Markup:
    rows = [
        el(
            "li",
            el("kbd", each.key.upper() if each.key.isalpha() else each.key),
            el("span", t(titles.get(each.told, each.told))),
            data_key=each.key,
            data_does=each.does,
        )
        for each in keys
    ]
    return el("section", el("h3", t(heading)), el("ul", rows))
