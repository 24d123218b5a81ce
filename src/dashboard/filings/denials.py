"""Whether a sentence of a company's document denies something, and which sentences deny a term.

Only proposals rest on it: a reader confirms or changes the finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dashboard.filings.figures import sentence_around
from dashboard.filings.page_text import DocumentText
from dashboard.filings.terms import Term
from dashboard.market.documents import Kind

SPEAKS: frozenset[Kind] = frozenset(
    {"abnormal-movement", "clarification", "answer", "investor-relations", "notice"}
)
"""Documents in which a company answers a question that was put to it."""

_DENIES = re.compile(
    r"不涉及|未涉及|不存在|不从事|未从事|不生产|未开展|没有开展|尚未开展|未实现|未形成|尚未形成|暂无|暂未|"
    r"没有[^。；，,;]{0,12}(?:业务|产品|合作|订单|收入)|并无|并未|未曾|不属于|不直接|不属实|"
    r"\b(?:is|are|was|has|have|does|do|did) not\b|\bno (?:business|products?|orders?|revenue)\b",
    re.IGNORECASE,
)
# What every notice of abnormal movement says, and two negations that are none: 并未停止.
_NO_DENIAL = re.compile(
    r"不存在[^，。；,;]{0,24}?(?:应当?(?:予以?)?披露|需要?更正|违反|违规|买卖|内幕|未披露|困难|障碍|异议)[^，。；,;]*|"
    r"没有[^，。；,;]{0,40}?应当?(?:予以?)?披露[^，。；,;]*|"
    r"(?:并未|未曾|暂未|尚未|没有|并无)(?:[^，。；,;]{0,4}?)(?:停止|终止|中止|中断|放弃|取消|退出|暂停|停产|"
    r"改变|变更|变化|解除|影响)|"
    r"\b(?:is|are|was|has|have|do|does|did) not (?:\w+ )?"
    r"(?:stop|cancel|terminat|abandon|suspend)\w*",
    re.IGNORECASE,
)


def denies(sentence: str) -> bool:
    """
    Whether a sentence says that there is none of something.

    >>> denies("公司目前不涉及液冷业务。")
    True
    >>> denies("公司并未停止液冷产品的研发。")
    False
    >>> denies("公司不存在应披露而未披露的重大事项。")
    False
    """
    return bool(_DENIES.search(_NO_DENIAL.sub("", sentence)))


def denials(text: DocumentText, terms: Iterable[Term]) -> Iterator[tuple[int, int]]:
    """
    Places of sentences that name a term and deny, once each, in the order of the terms.

    Parameters
    ----------
    text : DocumentText
        Folded text of the document.
    terms : iterable of Term

    Yields
    ------
    (int, int)
        Span of the sentence in the folded text.
    """
    seen: set[tuple[int, int]] = set()
    for term in terms:
        for start, end, _ in term.spans(text.lowered):
            place = sentence_around(text.text, start, end)
            sentence = text.text[slice(*place)].strip()
            # A question of an investor denies nothing, however it is put.
            if place not in seen and not sentence.endswith("?") and denies(sentence):
                seen.add(place)
                yield place
