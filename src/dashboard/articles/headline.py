"""What the headline of an article says it is about: the period of a review, one session."""

from __future__ import annotations

import re

from dashboard.articles.spans import Span, Spans
from dashboard.articles.text import Text
from dashboard.articles.trading import CLOSE

_REVIEW = re.compile(
    r"周报|一周|本周|每周|周评|周记|周观察|第[\d一二三四五六七八九十]+周|\bweek(?:ly)?\b",
    re.IGNORECASE,
)
_REVIEW_OF_MORE = re.compile(
    r"(?:[上下]半年|[一二三四]季度|前三季度|年度|全年|\d月|今年|年内)[^，。\n]{0,10}(?:[牛熊]股|涨幅榜|跌幅榜|榜|"
    r"盘点|回顾|收官|成绩单)"
)
_MOST_A_WEEK = 5
_TITLE, _NEAR, _LONGEST_TITLE = 80, 4, 120
_LEAD = 200  # signs behind a headline within which its period is told


def review_span(text: Text, spans: Spans) -> Span | None:
    """
    Span that a review of a week, a quarter, a year is about: its moves are of it.

    Returns
    -------
    Span or None
        None where the headline names no review, or its period is told too far behind it.
    """
    title = text.plain.strip().partition("\n")[0]
    if len(title) > _LONGEST_TITLE:
        return None  # the piece begins without one
    several = [span for span in spans.all if span.first != span.last]
    if _REVIEW_OF_MORE.search(title):
        return next((span for span in several if span.start < len(title) + _LEAD), None)
    span = several[0] if several and _REVIEW.search(title) else None
    week = span is not None and spans.measured(span.first, span.last)[1] <= _MOST_A_WEEK
    return span if week else None


def lead_span(text: Text, spans: Spans) -> Span | None:
    """Session that a headline without a day speaks of: the one its first sentence tells."""
    sentences = text.sentences
    if not sentences or len(sentences) < 2 or sentences[0].end - sentences[0].start > _TITLE:
        return None
    as_of = spans.as_of
    for sentence in sentences[1:]:
        if sentence.paragraph == 0 or sentence.start > _LEAD:
            return None
        days = spans.days.between(sentence.start, sentence.end)
        if not days or days[0].stamp:
            continue
        single = spans.single(days[0])
        told = CLOSE.search(text.plain, sentence.start, sentence.end) or re.search(
            "[涨跌]", text.plain[sentence.start : sentence.end]
        )
        if single is None or as_of is None or days[0].precision == "after-close" or not told:
            return None
        near = spans.measured(single.first, as_of)[1] <= _NEAR
        return single if single.first <= as_of and near else None
    return None
