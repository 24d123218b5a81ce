"""A stock by its name, in the colour of its group, and its return."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.case import Case
from dashboard.html.elements import el, number
from dashboard.language.language import Language


def group_style(case: Case, group: str) -> str:
    """Style of a group's names: the colour of its place in the case."""
    return group_colour([each.id for each in case.groups].index(group))


def group_colour(place: int) -> str:
    """Style of the group at that place of its case."""
    return f"color:var(--group{place % 10})"


def stock_name(case: Case, symbol: str, t: Language, *, with_symbol: bool = True) -> Markup:
    """Name of a stock in its group's colour, its symbol beside it."""
    stock = case.stock(symbol)
    name = el("span", t.name(stock), style=group_style(case, stock.group))
    return name + Markup(" ") + el("span.symbol", symbol) if with_symbol else name


def signed_return(
    value: float | None, t: Language, *, rise_is_red: bool, digits: int = 1
) -> Markup:
    """Return with its sign, which a colour repeats: red or green for up, as the reader chose."""
    text = t.percent(value, digits)
    if not value or not round(value, digits + 2):
        return number(value, text)
    colour = "red" if (value > 0) == rise_is_red else "green"
    return number(value, el("b", text, style=f"color:var(--{colour})"))
