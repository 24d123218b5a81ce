"""The stocks of an article: which names are stocks, which of them it is about."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

from dashboard.articles.finds import FoundStock, How, NotResolved, Place, Role
from dashboard.articles.mentions import Mention, Paired, pair
from dashboard.articles.names import NameHit, NameIndex, joins_across
from dashboard.articles.roles import acts, is_label, is_ordinary, is_owned, role_of
from dashboard.articles.shortened import shortened
from dashboard.articles.text import Text

# What joins the members of a list.
JOINT = re.compile(
    # 剑桥科技、教育龙头中国高科: what the next one is may stand before its name.
    r"(?:、[\u3400-\u9fffA-Z]{1,6}(?:龙头股?|概念股|人气股|牛股|巨头|新贵)|\s*(?:、|,|和|与|以及|及|跟|同|/|;|and|&|,\s*and)\s*|\s+)\*?$"
)
# What calls the name behind it a stock: 两大龙头股中国稀土和….
_CALLED = re.compile(r"(?:龙头|概念|权重|成分|人气|重仓|高位|牛|妖|个)股[\"']?$")
# What a company does whose code the article gives: 中国卫星指，股票自….
_SAYS = re.compile("(?:表示|指出?|称|回应|强调|指)[,，：:]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_AROUND = 24  # signs of the sentence on either side of a quote
_STRENGTH: tuple[How, ...] = ("code", "name", "former", "english", "short", "abroad")


@lru_cache(maxsize=1)
def _twins() -> dict[str, str]:
    file = files("dashboard.articles").joinpath("twins.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    pairs = [(row["a"], row["h"]) for row in rows]
    return {**dict(pairs), **{h: a for a, h in pairs}}


class Mentions:
    """All mentions of an article in order, and what was not resolved."""

    def __init__(self, text: Text, index: NameIndex, day: date | None) -> None:
        self.text = text
        paired = pair(text, index, day)
        self.not_resolved: list[NotResolved] = paired.not_resolved
        self.twins = paired.twins
        named = [*paired.mentions, *self._open(paired)]
        named.sort(key=lambda mention: mention.start)
        named += shortened(text, named, index)
        named = list(self._at_home(named))
        self.all = sorted(self._with_roles(named), key=lambda mention: mention.start)

    @property
    def subjects(self) -> list[Mention]:
        """Mentions of what the article is about, in order."""
        return [mention for mention in self.all if mention.role == "subject"]

    def _at_home(self, mentions: list[Mention]) -> Iterator[Mention]:
        """A code abroad of a stock that the article names at home, too, is its twin."""
        symbols = {mention.symbol for mention in mentions}
        for mention in mentions:
            home = _twins().get(mention.symbol, "")
            if mention.how == "abroad" and home in symbols:
                self.twins.setdefault(home, set()).add(mention.symbol)
                yield replace(mention, symbol=home, elsewhere=True)
            else:
                yield mention

    def _open(self, paired: Paired) -> Iterator[Mention]:
        """Names without a code that are stocks by the words around them."""
        plain = self.text.plain
        kept = [hit for hit in paired.open_hits if not joins_across(plain, hit)]
        kept = list(_not_run_on(plain, kept, paired.mentions))
        certain = {hit.start: not is_ordinary(plain[hit.start : hit.end]) for hit in kept}
        certain |= {mention.start: True for mention in paired.mentions}
        ends = {hit.start: hit.end for hit in kept}
        ends |= {mention.start: mention.stop for mention in paired.mentions}
        listed = _in_lists(plain, certain, ends)
        coded = {mention.symbol for mention in paired.mentions if mention.sure}
        for hit in kept:
            if (
                certain[hit.start]
                or hit.start in listed
                or (acts(plain, hit.end) and not is_owned(plain, hit.start, hit.end))
                or _CALLED.search(plain, max(0, hit.start - 4), hit.start)
                or (
                    hit.entries[0].symbol in coded
                    and (_stands_alone(plain, hit) or _SAYS.match(plain, hit.end))
                )
                or is_label(plain, hit.start, hit.end)
                or role_of(self.text, plain[hit.start : hit.end], hit.start, hit.end)
                in {"media", "vendor"}
            ):
                yield from self._resolved(hit)

    def _resolved(self, hit: NameHit) -> Iterator[Mention]:
        if len(hit.entries) > 1:
            quote, place = self.text.quote(hit.start, hit.end)
            symbols = tuple(entry.symbol for entry in hit.entries)
            self.not_resolved.append(
                NotResolved(
                    quote, "ambiguous-name", symbols, self._around(hit.start, hit.end), place
                )
            )
            return
        (entry,) = hit.entries
        how: How = "former" if hit.former else "name"
        yield Mention(hit.start, hit.end, hit.end, entry.symbol, entry.name, how, known=True)

    def _with_roles(self, mentions: list[Mention]) -> Iterator[Mention]:
        """Give each mention its role; a house that is quoted once is an author throughout."""
        plain = self.text.plain
        roles: dict[str, set[Role]] = {}
        own = [role_of(self.text, plain[m.start : m.end], m.start, m.end) for m in mentions]
        for mention, role in zip(mentions, own, strict=True):
            roles.setdefault(mention.symbol, set()).add(role)
        for mention, role in zip(mentions, own, strict=True):
            others = roles[mention.symbol] - {"subject"}
            author = role == "subject" and others and not mention.sure
            told = min(others) if author and not acts(plain, mention.stop) else role
            yield mention if mention.role == told else replace(mention, role=told)

    def _around(self, start: int, end: int) -> str:
        sentence = self.text.sentence_at(start)
        one = max(sentence.start, start - _AROUND)
        return self.text.quote(one, min(sentence.end, end + _AROUND))[0]

    def stocks(self) -> tuple[FoundStock, ...]:
        """Each security once, in the order of its first mention."""
        held: dict[str, list[Mention]] = {}
        for mention in self.all:
            held.setdefault(mention.symbol, []).append(mention)
        return tuple(self._stock(symbol, own) for symbol, own in held.items())

    def _stock(self, symbol: str, own: list[Mention]) -> FoundStock:
        first = own[0]
        roles = {mention.role for mention in own}
        twin = _twins().get(symbol)
        twins = sorted(self.twins.get(symbol, set()) | ({twin} if twin else set()))
        written = next((m for m in own if m.how in {"code", "name", "former"} and m.known), None)
        plain = self.text.plain
        return FoundStock(
            name=plain[written.start : written.end] if written else first.name,
            today=first.name,
            symbol=symbol,
            places=tuple(Place(mention.start, mention.stop) for mention in own),
            role="subject" if "subject" in roles else min(roles),
            how=min((mention.how for mention in own), key=_STRENGTH.index),
            written=self.text.raw[first.start : first.end],
            twins=tuple(twins),
            quote=self._around(first.start, first.stop),
        )


def _stands_alone(plain: str, hit: NameHit) -> bool:
    """Whether no sign of Chinese stands on either side of a name: a cell, an item of a list."""
    around = plain[max(0, hit.start - 1) : hit.start] + plain[hit.end : hit.end + 1]
    return not _HAN.search(around)


def _not_run_on(plain: str, hits: list[NameHit], mentions: Iterable[Mention]) -> Iterator[NameHit]:
    """Leave out a name that follows another one without a sign between: the tail of a longer."""
    ends = {mention.end for mention in mentions}
    for hit in hits:
        glued = hit.start in ends and plain[hit.start - 1] not in " \n"
        ends.add(hit.end)
        if not (glued and is_ordinary(plain[hit.start : hit.end])):
            yield hit


def _in_lists(plain: str, certain: dict[int, bool], ends: dict[int, int]) -> set[int]:
    """Starts of the names that stand in a list with at least two certain ones."""
    found: set[int] = set()
    run: list[int] = []
    for start in [*sorted(certain), len(plain) + 100]:
        joined = bool(run) and bool(
            JOINT.fullmatch(plain[ends[run[-1]] : min(start, ends[run[-1]] + 12)] or "x")
        )
        if not joined:
            sure = sum(certain[each] for each in run)
            if sure >= 2 or (sure and _named_apart(plain, run, ends)):
                found.update(run)
            run = []
        run.append(start)
    return found


def _named_apart(plain: str, run: list[int], ends: dict[int, int]) -> bool:
    """Whether a list stands by itself and ends in 等: 酒鬼酒、水井坊等, not 人形机器人、…."""
    alone = not _HAN.match(plain[max(0, run[0] - 1) : run[0]])
    return alone and plain[ends[run[-1]] : ends[run[-1]] + 1] == "等"
