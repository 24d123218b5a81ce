"""Heads and words that people write in spreadsheets, in either language, as the format has them."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.cases.cells import narrow
from dashboard.cases.editing.columns import NAMES

_SHARED = {
    "编号": "id",
    "标识": "id",
    "股票": "stock",
    "证券": "stock",
    "公司": "stock",
    "说法": "story",
    "种类": "kind",
    "类型": "kind",
    "类别": "kind",
    "数值": "value",
    "数字": "value",
    "值": "value",
    "单位": "unit",
    "链接": "url",
    "网址": "url",
    "地址": "url",
    "发布时间": "published",
    "发布日期": "published",
    "发布日": "published",
    "日期": "published",
    "时间": "published",
    "date": "published",
    "精度": "precision",
    "时间精度": "precision",
    "时区": "timezone",
    "time zone": "timezone",
    "link": "url",
}
_HEADS: dict[str, dict[str, str]] = {
    "stocks": {
        "代码": "symbol",
        "证券代码": "symbol",
        "股票代码": "symbol",
        "code": "symbol",
        "ticker": "symbol",
        "名称": "name_zh",
        "简称": "name_zh",
        "证券简称": "name_zh",
        "股票名称": "name_zh",
        "中文名": "name_zh",
        "name": "name_zh",
        "英文名": "name_en",
        "english name": "name_en",
        "组": "group",
        "组别": "group",
        "分组": "group",
        "上市日": "listed",
        "上市日期": "listed",
    },
    "groups": {"名称": "title_zh", "中文名": "title_zh", "英文名": "title_en", "选定": "chosen"},
    "benchmarks": {"名称": "title_zh", "中文名": "title_zh", "英文名": "title_en"},
    "stories": {
        "名称": "title_zh",
        "标题": "title_zh",
        "英文标题": "title_en",
        "预测": "predicts_zh",
        "预言": "predicts_zh",
        "方向": "expects",
    },
    "events": {
        "标题": "title_zh",
        "事件": "title_zh",
        "内容": "title_zh",
        "英文标题": "title_en",
        "title": "title_en",
        "event": "title_en",
        "来源": "source",
        "出处": "source",
        "序列": "series",
        "指标": "series",
    },
    "evidence": {
        "结论": "finding",
        "认定": "finding",
        "评级": "finding",
        "grade": "finding",
        "口径": "measure",
        "度量": "measure",
        "分母": "denominator",
        "占何者": "denominator",
        "报告期": "period",
        "期间": "period",
        "文件": "document",
        "文档": "document",
        "来源": "document",
        "来源类型": "source_kind",
        "文件类型": "source_kind",
        "陈述": "statement_zh",
        "摘要": "statement_zh",
        "说明": "statement_zh",
        "内容": "statement_zh",
        "statement": "statement_en",
        "英文陈述": "statement_en",
        "页": "page",
        "页码": "page",
        "原文": "quote",
        "引文": "quote",
        "检索": "searched",
        "检索词": "searched",
        "检索范围": "searched_in",
        "检索文件": "searched_in",
        "转述": "via",
        "转述者": "via",
        "转述日期": "via_published",
        "证实": "confirms",
        "反驳": "contradicts",
    },
    "claims": {
        "主体": "subject",
        "对象": "subject",
        "关系": "relation",
        "所述": "stated",
        "数值": "stated",
        "起": "first",
        "起始": "first",
        "开始": "first",
        "from": "first",
        "止": "last",
        "结束": "last",
        "to": "last",
        "容差": "tolerance",
        "原文": "text_zh",
        "陈述": "text_zh",
        "内容": "text_zh",
        "text": "text_en",
        "比率": "rate",
        "已知": "known",
        "文件": "document",
    },
    "tags": {
        "代码": "stock",
        "股票代码": "stock",
        "code": "stock",
        "概念": "tag",
        "概念名称": "tag",
        "标签": "tag",
        "题材": "tag",
        "concept": "tag",
        "theme": "tag",
        "来源": "source",
        "理由": "reason",
        "入选理由": "reason",
        "日期": "seen",
        "收录日期": "seen",
        "查看日期": "seen",
        "date": "seen",
    },
}

_WORDS: dict[str, dict[str, str]] = {
    "finding": {
        "量化": "quantified",
        "有数字": "quantified",
        "有数据": "quantified",
        "确立": "established",
        "明确": "established",
        "有据": "established",
        "已提及": "stated",
        "公司称": "stated",
        "表态": "stated",
        "占比小": "small",
        "占比较小": "small",
        "少量": "small",
        "混同": "mixed",
        "混合": "mixed",
        "起步": "early-stage",
        "早期": "early-stage",
        "未发现": "none-found",
        "未找到": "none-found",
        "未见": "none-found",
        "否认": "denied",
        "传闻": "rumoured",
        "市场传闻": "rumoured",
    },
    "source_kind": {
        "年报": "annual-report",
        "年度报告": "annual-report",
        "中报": "interim-report",
        "半年报": "interim-report",
        "季报": "interim-report",
        "公告": "exchange-filing",
        "公司声明": "company-statement",
        "互动易": "investor-qa",
        "e互动": "investor-qa",
        "投资者问答": "investor-qa",
        "研报": "broker",
        "券商研报": "broker",
        "媒体": "press",
        "新闻": "press",
        "市场传闻": "market-talk",
    },
    "precision": {
        "秒": "second",
        "分": "minute",
        "分钟": "minute",
        "日": "day",
        "天": "day",
        "盘前": "before-open",
        "盘后": "after-close",
        "收盘后": "after-close",
        "不晚于": "by",
    },
    "kind": {
        "产品": "product",
        "应用下载": "app-downloads",
        "下载量": "app-downloads",
        "关注度": "attention",
        "新闻": "news",
        "研报": "broker-report",
        "公告": "filing",
        "互动易": "investor-qa",
        "公司回应": "company-response",
        "行情": "market",
        "证据": "evidence",
        "标签": "label",
        "涨幅": "return",
        "预测": "forecast",
        "陈述": "statement",
    },
    "chosen": {"之前": "before", "事前": "before", "之后": "after", "事后": "after"},
    "expects": {"涨": "rise", "上涨": "rise", "跌": "fall", "下跌": "fall"},
}


def column_of(table: str, head: str) -> str:
    """
    Column that a head names; empty for one that is unknown.

    >>> column_of("evidence", "来源类型"), column_of("evidence", "Source kind")
    ('source_kind', 'source_kind')
    """
    plain = narrow(head).lower().rstrip(":")
    names = NAMES[table]
    name = plain.replace(" ", "_").replace("-", "_")
    if name in names:
        return name
    found = {**_SHARED, **_HEADS.get(table, {})}.get(plain, "")
    return found if found in names else ""


def word_of(column: str, text: str, options: tuple[str, ...]) -> str:
    """
    Word of a vocabulary that a text means; the text as it is where it means none.

    >>> word_of("source_kind", "年报", ("annual-report", "press"))
    'annual-report'
    """
    plain = narrow(text).lower()
    known = {option.lower(): option for option in options}
    spaced = plain.replace(" ", "-").replace("_", "-")
    meant: Mapping[str, str] = _WORDS.get(column, {})
    for each in (plain, spaced, meant.get(plain, "")):
        if each and each in known:
            return known[each]
    return text
