"""Stocks of a proposal: each is in the list, and is what its passage speaks of."""

from __future__ import annotations

import re

from dashboard.articles.finds import Finds, FoundStock, How, Place
from dashboard.articles.heads import BEHIND, HEAD
from dashboard.articles.mentions import Mention
from dashboard.articles.reader import index_of
from dashboard.articles.roles import is_ordinary
from dashboard.articles.script import matching_form
from dashboard.articles.second.figures import figures_in
from dashboard.articles.second.folding import Folded, folded
from dashboard.articles.stocks import Mentions
from dashboard.articles.subjects import Subjects
from dashboard.articles.text import Text
from dashboard.market.listing import Listing

_AROUND = 24  # signs of the sentence on either side of a quote
_CODE = re.compile(r"(\d{6})(?:\.[A-Za-z]{2})?")
_EACH = re.compile(r"分别|\brespectively\b", re.IGNORECASE)
_SHORTEST_LATIN = 3
_NAMED: tuple[How, ...] = ("code", "name", "former")


class Securities:
    """
    The list and the mentions of one article.

    Parameters
    ----------
    text : Text
    finds : Finds
        Of the rules.
    listing : Listing
    """

    def __init__(self, text: Text, finds: Finds, listing: Listing) -> None:
        self.text, self.finds = text, finds
        self.index = index_of(listing)
        mentions = Mentions(text, self.index, finds.published.day)
        self.mentions = mentions.all
        self._subjects = Subjects(text, mentions.subjects)
        self._by_symbol = {stock.symbol: stock for stock in finds.stocks}

    def symbol_of(self, words: str) -> str:
        """Symbol of a name or code as an article writes it; empty unless it is exactly one."""
        code = _CODE.fullmatch(words.strip())
        if code:
            held = [symbol for symbol in self.index.by_symbol if symbol.startswith(f"{code[1]}.")]
            return held[0] if len(held) == 1 else ""
        wanted = folded(words)
        own = {
            stock.symbol
            for stock in self.finds.stocks
            if wanted in {folded(each) for each in (stock.name, stock.today, stock.written)}
            or wanted == stock.symbol
        }
        own |= {each.symbol for each in self.mentions if self._is_called(each, words.strip())}
        if own:
            return own.pop() if len(own) == 1 else ""
        name = matching_form(words.strip()).upper()
        hit = self.index.bearers(name, self.finds.published.day) if name else None
        return hit.entries[0].symbol if hit and len(hit.entries) == 1 else ""

    def is_source(self, symbol: str) -> bool:
        """Whether the article names a stock only as an author, a vendor or the like."""
        stock = self._by_symbol.get(symbol)
        return stock is not None and stock.role != "subject"

    def speaks(self, place: Place, symbol: str) -> bool:
        """Whether a stock stands in the clauses of a passage, or is the subject carried there."""
        around = self._clauses(place)
        if any(
            mention.symbol == symbol and around.start <= mention.start < around.end
            for mention in self.mentions
        ):
            return True
        if symbol in self._subjects.at(place.start) or symbol in self._subjects.at(place.end - 1):
            return True
        return self._written(symbol, around) is not None

    def binds(self, place: Place, symbol: str, figure: int) -> bool:
        """
        Whether a number of a passage is a stock's.

        The stocks that the passage names before it decide, else those behind it, else the ones
        it is about; of 分别 the one that stands at the number's own place.
        """
        inside = self._subjects.between(*place)
        before = [each for each in inside if each.start < figure]
        if not inside:
            held = self._subjects.at(figure)
        elif before:
            held = tuple(dict.fromkeys(each.symbol for each in self._subjects.runs(before)[-1]))
        else:
            held = tuple(each.symbol for each in inside)
        if len(held) > 1 and _EACH.search(self.text.plain, place.start, place.end):
            sizes = [each.start for each in figures_in(self.text.plain, *place)]
            sizes = [each for each in sizes if each > before[-1].start] if before else sizes
            if len(sizes) != len(held) or figure not in sizes:
                return False
            held = (held[sizes.index(figure)],)
        return symbol in held or (not inside and self._written(symbol, place) is not None)

    def is_of_other(self, figure: int, end: int) -> bool:
        """Whether a move is of an index, a sector, a revenue or the like, by the words around."""
        plain, clause = self.text.plain, self.text.clause_at(figure)
        named = [each.stop for each in self._subjects.between(clause.start, figure)]
        start = max([clause.start, *named])
        behind = BEHIND.match(plain, end)
        other = behind is not None and not self._subjects.between(end, behind.end())
        return other or HEAD.search(plain, start, figure) is not None

    def is_word(self, words: str) -> bool:
        """Whether a name is an ordinary word too: only what the rules go by makes it a stock."""
        return is_ordinary(matching_form(words.strip()))

    def _is_called(self, mention: Mention, words: str) -> bool:
        written = self.text.raw[mention.start : mention.end]
        if words.isascii() and len(words) >= _SHORTEST_LATIN:
            return re.search(rf"\b{re.escape(words)}\b", written) is not None
        return folded(written) == folded(words)

    def place_near(self, symbol: str, place: Place) -> Place:
        """Place of the mention that a passage is about: the last one up to its end."""
        own = [each for each in self.mentions if each.symbol == symbol]
        before = [each for each in own if each.start < place.end]
        if before or own:
            mention: Mention = before[-1] if before else own[0]
            return Place(mention.start, mention.stop)
        return self._written(symbol, self._clauses(place)) or place

    def found(self, symbol: str, words: str, place: Place) -> FoundStock | None:
        """A stock as a find; None where its name does not stand in the passage."""
        inside = Folded.of(self.text.raw[place.start : place.end]).places(words)
        if not inside:
            return None
        at = Place(place.start + inside[0].start, place.start + inside[0].end)
        entry = self.index.by_symbol.get(symbol)
        written = self.text.raw[at.start : at.end]
        today = written if entry is None else entry.name
        how = _NAMED[0] if _CODE.fullmatch(written) else _NAMED[1 + (written != today)]
        sentence = self.text.sentence_at(at.start)
        quote, _ = self.text.quote(
            max(sentence.start, at.start - _AROUND), min(sentence.end, at.end + _AROUND)
        )
        name = today if how == "code" else written
        return FoundStock(name, today, symbol, (at,), "subject", how, written, (), quote)

    def _clauses(self, place: Place) -> Place:
        first, last = self.text.clause_at(place.start), self.text.clause_at(place.end - 1)
        return Place(min(first.start, place.start), max(last.end, place.end))

    def _written(self, symbol: str, around: Place) -> Place | None:
        """Place of a stock's name in a passage where the rules took it for a word."""
        entry = self.index.by_symbol.get(symbol)
        if entry is None:
            return None
        inside = Folded.of(self.text.raw[around.start : around.end])
        names = (entry.name, entry.code, *(each.name for each in entry.former))
        for name in names:
            for found in inside.places(name):
                return Place(around.start + found.start, around.start + found.end)
        return None
