"""How often each term stands in the documents of each stock."""

from __future__ import annotations

from collections import Counter

import streamlit as st
from markupsafe import Markup

from dashboard.filings.search import Found
from dashboard.html.elements import el, inside_link
from dashboard.html.stocks import stock_name
from dashboard.html.tables import table
from dashboard.language.language import Language
from dashboard.ui import components
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.shelf import Asked, Shelf
from dashboard.ui.state import View

WIDEST = 72  # pixels of the bar of the largest count


def draw(view: View, held: Shelf, wanted: Asked, found: Found) -> None:
    """Draw the table of stocks and terms; every count leads to its hits."""
    t = view.t
    counts = Counter((hit.document.symbol, hit.term) for hit in found.hits)
    components.heading(
        _title(found, wanted, t),
        t(
            "Mentions in all documents of a stock; synonyms count for their term, words broken "
            "over lines are joined. ∅ searched without a hit, ? not searched: of that stock "
            "nothing is known. A number leads to its hits."
        ),
        anchor="counts",
    )
    most = max(counts.values(), default=1)
    symbols = (wanted.about,) if wanted.about else view.case.symbols
    rows = [
        el(
            "tr",
            el("th", stock_name(view.case, symbol, t), scope="row"),
            [
                el("td", _cell(view, held, found, symbol, term.name, counts, most))
                for term in wanted.terms
            ],
            el("td.num", _total(found, symbol, counts, t)),
        )
        for symbol in symbols
    ]
    heads = [t("Stock"), *(_head(term.texts) for term in wanted.terms), t("Total")]
    st.html(table("matrix counts", heads, rows))


def _head(words: tuple[str, ...]) -> Markup:
    more = el("span.synonyms", " ".join(words[1:])) if words[1:] else None
    return el("span", words[0], " ", more)


def _title(found: Found, wanted: Asked, t: Language) -> str:
    """Which term stands there most."""
    counts = Counter(hit.term for hit in found.hits)
    if not counts:
        return t("Not one hit in what was searched")
    term, n = counts.most_common(1)[0]
    if len(wanted.terms) == 1:
        return t.plural(
            "“{term}” stands there once", "“{term}” stands there {n} times", n, term=term
        )
    return t.plural("Most often “{term}”: once", "Most often “{term}”: {n} times", n, term=term)


def _cell(
    view: View,
    held: Shelf,
    found: Found,
    symbol: str,
    term: str,
    counts: Counter[tuple[str, str]],
    most: int,
) -> Markup:
    t, n = view.t, counts[symbol, term]
    if n:
        to = shelves.address(view.case, about=symbol, term=term, hit="", show="")
        bar = el(
            "span.bar", style=f"width:{max(3, round(WIDEST * n / most))}px", aria_hidden="true"
        )
        return el("span.count", inside_link(f"{to}#hits", str(n)), bar)
    if symbol in found.unsearched:
        return el("span.grey", "?", title=t("not searched"))
    if held.is_whole(symbol):
        return el("span", "∅", title=t("searched without a hit"))
    return el(
        "span.grey", "∅ ?", title=t("no hit in what could be searched; a document is missing")
    )


def _total(found: Found, symbol: str, counts: Counter[tuple[str, str]], t: Language) -> str:
    if symbol in found.unsearched:
        return t("not searched")
    return t.number(sum(n for (of, _), n in counts.items() if of == symbol))
