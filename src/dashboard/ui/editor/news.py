"""Head of the page: what the desk amounts to, and what happened to the case meanwhile."""
from dashboard.ui.editor.desk import Desk
from dashboard.language.language import Language
def look(desk: Desk) -> None: ...
def headline(desk: Desk, t: Language) -> str:
    return t("Nothing is changed yet")
def banner(desk, t): ...
