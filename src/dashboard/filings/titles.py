"""What kind of document a title names, and which period it reports on."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from dashboard.filings.folding import joins
from dashboard.market.documents import FORMS, Kind


@dataclass(frozen=True, slots=True)
class Named:
    """Kind of a document and the period of a report; the period may be empty."""

    kind: Kind
    period: str = ""


_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?P<year>(?:19|20)\d\d|[二一][〇○零九][〇○零一二三四五六七八九]{2})\s*年?\s*"
_AFTER = (
    r"(?:全文|正文|报告书)?(?:\((?:[^()]{0,8}(?:更新|修订|更正|修正|补充)[^()]{0,8}|[AH]股)\))?"
)
# The report itself ends its title; its summary, notices and letters about it go on.
_REPORTS: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
    (re.compile(_YEAR + r"(?:半年度报告|中期报告)" + _AFTER + "$"), "half-year-report", "H1"),
    (re.compile(_YEAR + r"第?一季度(?:季度)?报告" + _AFTER + "$"), "quarterly-report", "Q1"),
    (re.compile(_YEAR + r"第?三季度(?:季度)?报告" + _AFTER + "$"), "quarterly-report", "Q3"),
    (re.compile(_YEAR + r"(?:年度报告|年报)" + _AFTER + "$"), "annual-report", ""),
    (re.compile(r"annual report\D{0,12}(?P<year>20\d\d)(?:/\d\d)?$"), "annual-report", ""),
    (re.compile(r"(?P<year>20\d\d)(?:/\d\d)?\s?annual report$"), "annual-report", ""),
    (re.compile(r"interim report\D{0,12}(?P<year>20\d\d)(?:/\d\d)?$"), "half-year-report", "H1"),
    (re.compile(r"(?P<year>20\d\d)(?:/\d\d)?\s?interim report$"), "half-year-report", "H1"),
    (re.compile(_YEAR + r"年報$"), "annual-report", ""),
    (re.compile(r"年報\s?(?P<year>20\d\d)$"), "annual-report", ""),
    (re.compile(_YEAR + r"(?:中期報告|中期业绩报告)$"), "half-year-report", "H1"),
    (re.compile(r"中期報告\s?(?P<year>20\d\d)$"), "half-year-report", "H1"),
)
# What speaks of a report is not the report, though its title may end with its name.
_ABOUT_ONE = re.compile(
    r"announcement|clarification|notice|notification|letter|circular|supplement|publication|proxy"
    r"|澄清"
)
_RULES = re.compile(r"制度|办法|细则|规则|规定")
_OTHERS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(
            r"投资者(?:关系|调研|接待|交流)*(?:活动)?记录|投资者关系管理(?:信息|档案)"
            r"|(?:调研|接待|路演|交流会?)(?:活动|会议|情况)?(?:记录|纪要)"
            r"|业绩说明会(?:会议|活动)?(?:召开情况|记录|纪要)"
            r"|investor relations activit(?:y|ies) record|record of investor relations"
        ),
        "investor-relations",
    ),
    (
        re.compile(r"异常波动|異常波動|unusual (?:price|trading)|price and volume movement"),
        "abnormal-movement",
    ),
    (re.compile(r"澄清|辟谣|传闻|致歉|不实报道|媒体报道|clarification"), "clarification"),
    (re.compile(r"voluntary announcement|自[愿願]性?公告"), "notice"),
)
_FORMS = "|".join(form.lower() for form in FORMS)
_FORM = re.compile(
    rf"(?:^|[\s_])(?:form\s)?(?P<form>{_FORMS})(?:/a)?"
    r"(?:[\s_](?P<year>20\d\d)(?:-\d\d-\d\d)?)?$"
)


_LINES = 60  # of a first page that may hold its title
_SIGNS = 60  # of a line that may be one
_AMERICAN = re.compile(rf"^form (?P<form>{_FORMS})\b")
_FISCAL_YEAR = re.compile(r"fiscal year ended \w+ \d{1,2}, ?(?P<year>20\d\d)")
_NOT_ITSELF = re.compile(r"摘要|问询|回复|提示性|更正公告|披露")


def titled(page: str) -> tuple[str, Named] | None:
    r"""
    Title on the first page of a document, with kind and period; None where no line tells.

    Examples
    --------
    >>> titled("证券代码：300249\n依米康科技集团股份有限公司\n2023 年年度报告\n2024 年 4 月")
    ('2023 年年度报告', Named(kind='annual-report', period='2023'))
    >>> titled("关于股票交易异常\n波动的公告")[1].kind
    'abnormal-movement'
    >>> titled("A Company\nInterim Report\n2024")
    ('Interim Report 2024', Named(kind='half-year-report', period='2024H1'))
    >>> titled("FORM 10-K\nFor the fiscal year ended December 31, 2023")[1]
    Named(kind='annual-report', period='2023')
    >>> titled("Form 10-Q\nFor the quarterly period ended June 29, 2024")[1].kind
    'quarterly-report'
    """
    lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()][:_LINES]
    # A title may go on in a second line.
    pairs = (
        first + ("" if joins(first, second) else " ") + second
        for first, second in itertools.pairwise(lines)
    )
    notice: tuple[str, Named] | None = None
    for text in itertools.chain(lines, pairs):
        form = _AMERICAN.match(text.lower())
        if form:
            kind = FORMS[form["form"].upper()]
            year = _FISCAL_YEAR.search(" ".join(lines).lower())
            return text, Named(kind, year["year"] if year and kind == "annual-report" else "")
        if len(text) > _SIGNS or _NOT_ITSELF.search(text):
            continue
        found = _recognised(text)
        if found is not None and found.kind != "notice":
            return text, found
        if found is not None:
            notice = notice or (text, found)
    return notice


def named(title: str) -> Named:
    """
    Kind and period of a title; what is no report and says nothing else is a notice.

    Examples
    --------
    >>> named("依米康：2023年年度报告（更新后）")
    Named(kind='annual-report', period='2023')
    >>> named("2023年年度报告摘要").kind, named("关于2023年年度报告问询函的回复公告").kind
    ('notice', 'notice')
    """
    return _recognised(title) or Named("notice")


def _recognised(title: str) -> Named | None:
    """What a title says that a document is; None where it says nothing."""
    plain = unicodedata.normalize("NFKC", title).lower().strip()
    plain = re.sub(r"(?<=[^a-z])\s+|\s+(?=[^a-z0-9])", "", plain).removesuffix(".pdf")
    for pattern, kind, part in () if _ABOUT_ONE.search(plain) else _REPORTS:
        match = pattern.search(plain)
        if match is not None:
            return Named(kind, match["year"].translate(_DIGITS) + part)
    form = _FORM.search(plain)
    if form is not None:
        kind = FORMS[form["form"].upper()]
        return Named(kind, form["year"] or "" if kind == "annual-report" else "")
    for pattern, kind in _OTHERS:
        if pattern.search(plain) and not (kind == "investor-relations" and _RULES.search(plain)):
            return Named(kind)
    return None
