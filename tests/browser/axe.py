"""Ask axe-core what of WCAG 2.2 AA a page breaks, as a person would list it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Good practice beyond the guideline that our pages keep as well.
KEPT = (
    "empty-table-header",
    "heading-order",
    "landmark-unique",
    "page-has-heading-one",
    "scope-attr-valid",
    "skip-link",
    "tabindex",
)


def broken(page: Page, *, whole: bool = True) -> list[str]:
    """
    Every rule that something on the page breaks: its name, where, and why.

    Parameters
    ----------
    page : Page
    whole : bool
        A page with a headline of its own; a figure in a frame has none.
    """
    kept = [name for name in KEPT if whole or name != "page-has-heading-one"]
    options = {
        "runOnly": {"type": "tag", "values": list(RULES)},
        "rules": {name: {"enabled": True} for name in kept},
        "resultTypes": ["violations"],
    }
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {_where(node)}" for rule in found for node in rule["nodes"]]


def _where(node: dict[str, Any]) -> str:
    checks = (*node["any"], *node["all"], *node["none"])
    why = next((check["message"] for check in checks), "")
    return f"{node['target']} {node['html'][:160]} {why}"
