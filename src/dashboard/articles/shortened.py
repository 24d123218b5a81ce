"""Later mentions in a shorter form: 高澜 for 高澜股份, a defined short name, an English word."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from dashboard.articles.finds import How
from dashboard.articles.mentions import Mention
from dashboard.articles.names import NameIndex, words_of
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
_LONGER_EN = re.compile(r"(?:People's|Export-Import)\s$")

_Form = tuple[str, int, How]


def shortened(text: Text, mentions: list[Mention], index: NameIndex) -> list[Mention]:
    """Mentions in a shorter form than the article's first one, where no other mention stands."""
    taken = {place for each in mentions for place in range(each.start, each.stop)}
    forms = {**_english_table(index), **_forms(text, mentions)}
    if not forms:
        return []
    words = sorted(forms, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in words))
    found = []
    for match in pattern.finditer(text.plain):
        symbol, since, how = forms[match[0]]
        if match.start() < since or match.start() in taken or match.end() - 1 in taken:
            continue
        if not _stands(text.plain, match):
            continue
        name = index.by_symbol[symbol].name if symbol in index.by_symbol else match[0]
        end = match.end()
        found.append(Mention(match.start(), end, end, symbol, name, how))
    return found


def _stands(plain: str, match: re.Match[str]) -> bool:
    before, behind = (
        plain[max(0, match.start() - 2) : match.start()],
        plain[match.end() : match.end() + 3],
    )
    if match[0].isascii():
        if _LONGER_EN.search(plain, max(0, match.start() - 28), match.start()):
            return False
        if _OF_INDEX_EN.match(plain, match.end()):
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


@lru_cache(maxsize=1)
def _english_rows() -> tuple[tuple[str, str], ...]:
    file = files("dashboard.articles").joinpath("english_names.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return tuple((row["name"], row["symbol"]) for row in rows)


def _english_table(index: NameIndex) -> dict[str, _Form]:
    return {
        name: (symbol, 0, "english")
        for name, symbol in _english_rows()
        if symbol in index.by_symbol
    }
