"""Differences as lines: where, the old value struck, the new one."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.cases.editing.changes import Change
from dashboard.cases.editing.sheets import Sheets
from dashboard.html.elements import Child, el, markup
from dashboard.language.language import Language
from dashboard.ui.editor.steps import line, said


def told(before: Sheets, after: Sheets, change: Change, t: Language) -> Markup:
    """
    One difference as a line.

    Parameters
    ----------
    before, after : Sheets
    change : Change
        One of what lies between them.
    t : Language
    """
    what: list[Child]
    match change.kind:
        case "added":
            what = [t("new row"), change.after]
        case "removed":
            what = [t("removed"), change.before]
        case "moved":
            told = t(
                "moved from place {before} to {after}", before=change.before, after=change.after
            )
            what = [told]
        case _:
            what = [
                el("s", said(before, change, change.before, t)),
                el("span", said(after, change, change.after, t)),
            ]
    return el("p.changeline", el("b", line(before, after, change, t)), " ", markup(*what, by=" "))
