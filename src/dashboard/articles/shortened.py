"""Later mentions in a shorter form: 高澜 for 高澜股份, a defined short name, an English word."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from operator import add

from dashboard.articles.finds import How
from dashboard.articles.mentions import Mention
from dashboard.articles.names import NameIndex, words_of
from dashboard.articles.roles import acts
from dashboard.articles.text import Text

_SUFFIX = re.compile(r"(?:股份|集团|控股|科技|A)$")
_DEFINED = re.compile(r"(?:以下|下)?(?:简称|称)(?:为)?[:\s]*[\"']([^\"'\n]{2,8})[\"']")
_OWN = frozenset({"公司", "本公司", "上市公司", "发行人", "标的公司"})

_BEFORE = re.compile(
    r"(?:^|[^\u3400-\u9fff]|[和与及是对像而但从在由至于因被向给投把让看买卖持]|其中|以及|不过|"
    r"如果)$"
)
_BEHIND = re.compile(
    r"[^\u3400-\u9fff]|"
    r"[的和与及在也还已则今昨上下前本曾将被从为是因年股近累一再均又并称就未不涨跌升收报]|方面|"
    r"股价|公司|回|表示|"
    r"液|作|主|拥|具|发|公告|$"
)


# Names that others end in: the People's Bank of China is no stock.
_OF_INDEX_EN = re.compile(r"(?:\s[A-Z][\w-]*){0,3}\sInd(?:ex|ices)\b")
_LONGER_EN = re.compile(r"(?:People's|Export-Import|Central|Southwest|Northeast)\s$")

_IN_LIST = re.compile(r"[、及和与][\u3400-\u9fffA-Z]{2,6}?(?=[涨跌升挫降]|[一收均齐也]\S?[涨跌升])")
_PRICED = re.compile("[涨跌降]价")
_Form = tuple[str, int, How]


def shortened(text: Text, mentions: list[Mention], index: NameIndex) -> list[Mention]:
    """Mentions in a shorter form than the article's first one, where no other mention stands."""
    taken = {place for each in mentions for place in range(each.start, each.stop)}
    forms = {**_table("english_names.csv", index, "english"), **_forms(text, mentions)}
    forms = {**_table("nicknames.csv", index, "short"), **forms}
    if not forms:
        return []
    found = []
    for word, start in _places(text.plain, forms):
        symbol, since, how = forms[word]
        end = start + len(word)
        if start < since or start in taken or end - 1 in taken:
            continue
        if not _stands(text.plain, start, end) or (since < 0 and not _moves(text.plain, end)):
            continue
        name = index.by_symbol[symbol].name if symbol in index.by_symbol else word
        found.append(Mention(start, end, end, symbol, name, how))
    return found


def _places(plain: str, forms: Iterable[str]) -> Iterator[tuple[str, int]]:
    """
    Every form in the text with its place, the longest of those that begin there.

    Looked up by their first two signs: one expression of some thousand words costs more.
    """
    begins: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        begins.setdefault(form[:2], []).append(form)
    pairs = map(add, plain, plain[1:])
    free = 0
    for place in [place for place, signs in enumerate(pairs) if signs in begins]:
        if place < free:
            continue
        forms_here = begins[plain[place : place + 2]]
        word = next((form for form in forms_here if plain.startswith(form, place)), "")
        if word:
            yield word, place
            free = place + len(word)


def _moves(plain: str, end: int) -> bool:
    """Whether a stock's verb follows a nickname, or the list it stands in: 国寿及太保跌2%."""
    listed = _IN_LIST.match(plain, end)
    end = listed.end() if listed else end
    return acts(plain, end) and not _PRICED.match(plain, end)


def _stands(plain: str, start: int, end: int) -> bool:
    before, behind = plain[max(0, start - 2) : start], plain[end : end + 3]
    if plain[start:end].isascii():
        if _LONGER_EN.search(plain, max(0, start - 28), start):
            return False
        if _OF_INDEX_EN.match(plain, end):
            return False
        return not (before[-1:].isalnum() and before[-1:].isascii()) and not (
            behind[:1].isalnum() and behind[:1].isascii()
        )
    return bool(_BEFORE.search(before)) and bool(_BEHIND.match(behind))


def _forms(text: Text, mentions: list[Mention]) -> dict[str, _Form]:
    """Shorter forms with their symbol and the place from which on they hold."""
    found: dict[str, _Form] = {}
    twice: set[str] = set()
    for mention in mentions:
        for form in _stems(text, mention):
            if form in found and found[form][0] != mention.symbol:
                twice.add(form)
            found.setdefault(form, (mention.symbol, mention.start, "short"))
    for symbol, word, place in _defined(text, mentions):
        found[word] = (symbol, place, "short")
        twice.discard(word)
    return {form: held for form, held in found.items() if form not in twice}


def _stems(text: Text, mention: Mention) -> Iterator[str]:
    written = text.plain[mention.start : mention.end]
    if written.isascii():
        first = written.split()[0].strip(".,") if written.split() else ""
        if len(first) > 2 and first[0].isupper() and first not in words_of("plain_stems_en.txt"):
            yield first
        pair = written.split()[:2]  # China Pacific, of China Pacific Insurance
        if len(written.split()) > 2 and all(word[:1].isupper() for word in pair):
            yield " ".join(pair)
        return
    for name in (written, mention.name):
        stem = _SUFFIX.sub("", name)
        if len(stem) >= 2 and stem != name and stem not in words_of("plain_stems.txt"):
            yield stem


def _defined(text: Text, mentions: list[Mention]) -> Iterator[tuple[str, str, int]]:
    starts = [mention.start for mention in mentions]
    for match in _DEFINED.finditer(text.plain):
        sentence = text.sentence_at(match.start())
        before = bisect_left(starts, match.start())
        named = before > 0 and starts[before - 1] >= sentence.start
        if named and match[1] not in _OWN:
            yield mentions[before - 1].symbol, match[1], match.end()


@lru_cache(maxsize=2)
def _rows(name: str) -> tuple[tuple[str, str], ...]:
    file = files("dashboard.articles").joinpath(name)
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return tuple((row["name"], row["symbol"]) for row in rows)


def _table(name: str, index: NameIndex, how: How) -> dict[str, _Form]:
    """Forms of a file, as far as the list has their stocks; nicknames hold where they act."""
    since = 0 if how == "english" else -1
    return {form: (symbol, since, how) for form, symbol in _rows(name) if symbol in index.by_symbol}
