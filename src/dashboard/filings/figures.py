"""Numbers near a mention, with unit and denominator: proposed, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dashboard.filings.page_text import DocumentText
from dashboard.filings.search import Hit

SENTENCE = 160  # signs on either side within which a sentence is looked for
PAGE_UNIT = 600  # signs before a number within which a table says its unit
MOST = 6

_STOP = re.compile(r"[。;!?]|(?<=[a-z])\. ")
_UNITS = (
    *(
        "亿元",
        "百万元",
        "万元",
        "千元",
        "元",
        "亿股",
        "万股",
        "股",
        "个百分点",
        "百分点",
        "%",
        "倍",
    ),
    *(
        "万台",
        "万套",
        "万吨",
        "台",
        "套",
        "件",
        "吨",
        "兆瓦",
        "千瓦",
        "MW",
        "kW",
        "KW",
        "平方米",
        "项",
    ),
    *("billion", "million", "thousand", "times"),
)
_NUMBER = re.compile(
    r"(?P<money>RMB|HK\$|US\$|人民币|[$¥])?\s?"
    r"(?<![\d.,A-Za-z])(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)(?![\d,]*\d)"
    rf"\s?(?P<unit>{'|'.join(map(re.escape, _UNITS))})?"
)
_YEAR = re.compile(r"\s?(?:年|月|日|/|-\d)")
_DENOMINATOR = re.compile(
    r"占(?P<zh>[^,，。;占\d]{0,14}?(?:营业收入|主营业务收入|总收入|收入|总资产|净资产|净利润|销售额|采购额))"
    r"|(?:of|to)\s(?:our\s|the\s|its\s|total\s)*(?P<en>revenues?|net revenues?|sales|total assets)",
    re.IGNORECASE,
)
_TABLE_UNIT = re.compile(r"单位\s?:\s?(?:人民币)?\s?([^\s,;)]{1,6}?[元股%倍])")


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A number that stands near a mention.

    Attributes
    ----------
    text : str
        As it stands there, with its unit.
    value : Decimal
    unit : str
        As written beside it; else what the table above says; empty when nobody says it.
    denominator : str
        Of what a share is one; empty where it is none or is not said.
    distance : int
        Signs between it and the mention.
    """

    text: str
    value: Decimal
    unit: str
    denominator: str
    distance: int


def figures_near(hit: Hit, text: DocumentText) -> tuple[Figure, ...]:
    """Numbers of the sentence around a mention, the nearest first; years and days are none."""
    end = hit.place + hit.end - hit.start
    first, last = sentence_around(text.text, hit.place, end)
    sentence = text.text[first:last]
    found = [
        Figure(
            text=match[0].strip(),
            value=Decimal(match["number"].replace(",", "")),
            unit=match["unit"] or _table_unit(text.text, first + match.start()),
            denominator=_denominator(sentence, match) if match["unit"] == "%" else "",
            distance=_distance(first + match.start(), first + match.end(), hit.place, end),
        )
        for match in _numbers(sentence)
    ]
    return tuple(sorted(found, key=lambda each: each.distance)[:MOST])


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Span of the sentence in which a span of a folded text stands."""
    low, high = max(0, start - SENTENCE), min(len(text), end + SENTENCE)
    stops = [match.end() for match in _STOP.finditer(text, low, start)]
    after = _STOP.search(text, end, high)
    return (stops[-1] if stops else low), (after.end() if after else high)


def _numbers(sentence: str) -> Iterator[re.Match[str]]:
    for match in _NUMBER.finditer(sentence):
        bare = not match["unit"] and not match["money"]
        if bare and (_YEAR.match(sentence, match.end("number")) or _is_label(sentence, match)):
            continue
        yield match


def _is_label(sentence: str, match: re.Match[str]) -> bool:
    """Whether a number counts headings or notes: “第 3 节”, “(2)”, “1、”."""
    before, after = sentence[: match.start("number")].rstrip(), sentence[match.end("number") :]
    return before.endswith(("第", "(", "注")) or after.startswith(("、", ")", "季", "号"))


def _denominator(sentence: str, match: re.Match[str]) -> str:
    """What the share nearest before a per cent is one of; in English it stands behind."""
    before = [each for each in _DENOMINATOR.finditer(sentence, 0, match.start()) if each["zh"]]
    if before:
        return str(before[-1]["zh"])
    after = _DENOMINATOR.search(sentence, match.end())
    return str(after["en"]) if after and after["en"] else ""


def _table_unit(text: str, place: int) -> str:
    said = _TABLE_UNIT.findall(text, max(0, place - PAGE_UNIT), place)
    return str(said[-1]) if said else ""


def _distance(start: int, end: int, hit_start: int, hit_end: int) -> int:
    return max(0, start - hit_end, hit_start - end)
