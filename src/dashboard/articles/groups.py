"""Stocks treated alike: lists with the label that stands before, behind or around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.articles.finds import FoundGroup, Place
from dashboard.articles.mentions import Mention
from dashboard.articles.subjects import Subjects
from dashboard.articles.text import Sentence, Text

_KIND = (
    r"(?:概念股|产业链|龙头股?|权重股|题材股|次新股|跟风股|新贵|老牌|公司|企业|厂商|个股|标的|"
    r"方向|板块|概念|阵营|股)"
)
_QUOTED = re.compile(rf"\"(?P<label>[^\"，。\n]{{2,14}})\"{_KIND}?\s*(?:的|如|包括|中)?[:,，]?\s*$")
_BEFORE = re.compile(
    rf"(?P<label>[\u3400-\u9fffA-Za-z0-9]{{2,12}}?{_KIND})(?:中|里|方面|内)?[,，:：]?(?:如|例如|"
    rf"包括|诸如|有|的|分别为|分别是|为)?\s*$"
)
_BEHIND = re.compile(
    rf"等?(?:[\d数多几两二三四五六七八九十]+)?(?:只|家|个|大)?(?:以上|"
    rf"上述)?(?:这[几些两三四五六七八]?(?:个|家|只)?)?的?\"?"
    rf"(?P<label>[\u3400-\u9fffA-Za-z0-9]{{0,10}}?)\"?(?P<kind>{_KIND})"
)
_SECTOR = re.compile(
    r"(?P<label>[\u3400-\u9fffA-Za-z0-9]{1,10}?(?:概念股|概念|板块|方向|产业链|题材|股))(?:中|里|"
    r"个股)?"
    r"(?=反复|持续|集体|表现|再度|继续|大幅|震荡|走|领|跟|活跃|拉升|上涨|下跌|调整|掀|爆|冲高|回|"
    r"强|全线|盘中|早盘|午后|"
    r"联袂|急|个别|异动|批量|迎|开盘|局部|延续|盘初|尾盘|[，,:：]|涨|跌)"
)
_WITHIN = re.compile(
    rf"(?:在|从|反观|至于)?\"?(?P<label>[\u3400-\u9fff\"]{{2,14}}?{_KIND})\"?(?:中|里|当中)[,，]"
)
_PLAIN = frozenset(
    (
        *("公司", "企业", "个股", "股", "标的", "概念股", "概念", "板块", "方向", "厂商", "龙头"),
        *("上市公司", "两家公司", "多只个股", "多家公司", "相关公司", "相关概念股", "以上公司"),
    )
)
_LEADING = re.compile(
    r"^(?:其中|此外|另外|同时|盘面上|而|且|但|可|的|是|以上|这些|上述|多只|多家|部分|一些|相关|"
    r"诸如|包括|与|和|及|在|把)+"
)
_OPEN = re.compile(r"\s*等")
_BACK = 240  # signs before a list in which its sector is named


@dataclass(frozen=True, slots=True)
class _List:
    """A list with the label found for it, if any."""

    label: str
    members: tuple[str, ...]
    open: bool
    place: Place


def groups_of(text: Text, subjects: Subjects) -> tuple[FoundGroup, ...]:
    """Groups of at least two stocks with a label, each once."""
    lists: list[_List] = []
    for sentence in text.sentences:
        lists += _lists(text, sentence, subjects)
    lists = list(_inherited(text, subjects, lists))
    return tuple(_merged(text, lists))


def _lists(text: Text, sentence: Sentence, subjects: Subjects) -> Iterator[_List]:
    own = subjects.between(sentence.start, sentence.end)
    sector: list[Mention] = []
    label = ""
    for run in subjects.runs(own) if own else []:
        place = Place(run[0].start, run[-1].stop)
        members = tuple(dict.fromkeys(mention.symbol for mention in run))
        is_open = bool(_OPEN.match(text.plain, place.end))
        found = _label(text.plain, sentence, place) if len(members) > 1 else ""
        above = _sector(text.plain, sentence, run[0].start, own)
        if found:
            yield _List(found, members, is_open, place)
        elif above:
            if above != label:
                yield from _sector_list(label, sector)
                sector, label = [], above
            sector += run
        elif len(members) > 1:
            yield _List("", members, is_open, place)
    yield from _sector_list(label, sector)


def _sector_list(label: str, mentions: list[Mention]) -> Iterator[_List]:
    members = tuple(dict.fromkeys(mention.symbol for mention in mentions))
    if len(members) > 1:
        yield _List(label, members, open=False, place=Place(mentions[0].start, mentions[-1].stop))


def _label(plain: str, sentence: Sentence, place: Place) -> str:
    before = plain[max(sentence.start, place.start - 26) : place.start]
    if match := _QUOTED.search(before):
        return _clean(match["label"])
    behind = _BEHIND.match(plain, place.end, min(sentence.end, place.end + 26))
    if behind and (label := _clean(behind["label"] + behind["kind"])):
        return label
    if match := _BEFORE.search(before):
        return _clean(match["label"])
    return ""


def _sector(plain: str, sentence: Sentence, start: int, own: list[Mention]) -> str:
    found = list(_SECTOR.finditer(plain, max(sentence.start, start - _BACK), start))
    labels = [
        label
        for match in found
        if all(m.end <= match.start() or match.end() <= m.start for m in own)
        if (label := _clean(match["label"]))
    ]
    return labels[-1] if labels else ""


def _clean(label: str) -> str:
    label = _LEADING.sub("", label.replace('"', "")).strip("，,、 ")
    return (
        ""
        if label in _PLAIN
        or len(label) < 2
        or re.search(r"该股|公司股|两市|全部|[\d只]|个股", label)
        else label
    )


def _inherited(text: Text, subjects: Subjects, lists: list[_List]) -> Iterator[_List]:
    """Give a label told of one member (在“老牌”概念股中，飞荣达…) to the list it is in."""
    told: dict[str, str] = {}
    for match in _WITHIN.finditer(text.plain):
        sentence = text.sentence_at(match.start())
        behind = subjects.between(match.end(), sentence.end)
        label = _clean(match["label"])
        if behind and label:
            told.setdefault(behind[0].symbol, label)
    labelled = {symbol for each in lists if each.label for symbol in each.members}
    for each in lists:
        labels = [told[symbol] for symbol in each.members if symbol in told]
        if not each.label and labels and not labelled & set(each.members):
            yield replace(each, label=labels[0])
        else:
            yield each


def _merged(text: Text, lists: list[_List]) -> Iterator[FoundGroup]:
    """One group for each set of members or label, in the order of the text."""
    kept: list[_List] = []
    for each in (each for each in lists if each.label):
        for place, held in enumerate(kept):
            one, other = set(held.members), set(each.members)
            if one == other or (held.label == each.label and (one & other)) or other < one:
                if held.label == each.label or one == other:
                    members = tuple(dict.fromkeys([*held.members, *each.members]))
                    kept[place] = replace(held, members=members, open=held.open or each.open)
                break
        else:
            kept.append(each)
    for each in kept:
        quote, place_ = text.quote(*each.place)
        yield FoundGroup(each.label, each.members, each.open, quote, place_)
