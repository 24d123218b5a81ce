"""What a name is in its sentence: a subject, an author, a vendor, a newspaper, a seat, a word."""

from __future__ import annotations

import re

from dashboard.articles.finds import Role
from dashboard.articles.names import words_of
from dashboard.articles.text import Text

# What a stock does, straight behind its name.
_LEAD = (
    r"(?:等|则是|则为|A股|H股|当日|当天|最高|最多|连着?[一二两三四五六七八九十\d]+[天日]|一字|今日|昨日|今天|昨天|早盘|午后|盘中|尾盘|收盘|股票|一度|再度|再次|也|均|则|亦|双双|"
    r"继续|直线|快速|"
    r"强势|放量|跟随|开盘|竞价|现|已|再|连续|纷纷|集体|分别|大幅|逆势|意外|\d+月\d+日|\d+日|"
    r"[,、 ])*"
)
_DOES = re.compile(
    _LEAD
    + r"(?:[大暴飙狂猛急劲小微收领跟续补累]?[涨跌]|上涨|下跌|现[价报]|涨停|跌停|封板|封涨|封死|"
    r"炸板|\d+连板|"
    r"[一二三四五六七八九十]连板|\d+天\d+板|(?:收获|录得|斩获|走出|晋级|收出|实现|拿下)[\d一二两三四五六七八九十]+(?:个|连|天)|升[\d逾近超]|[23]0CM|股价|该股|报收|收报|收于|飙升|拉升|走高|走低|"
    r"走强|走弱|触及|\((?:[涨跌]幅?\s?[+-]?|[+-])[\d.]+\s?%|紧随其后|分列|位列|位居|居首|领涨|领跌|"
    r"跳水|高开|低开|涨幅|跌幅|\(?[+-]\d|挫|重挫|升\d|升[逾近超]|发布公告|公告|晚间公告|披露|"
    r"发布异动|回复投资者|回应称|"
    r"在互动平台|股票交易|控股股东|董事长|董秘|证券部)"
)
# A board and owners have other companies, too: 智元机器人董事长 is no word of 机器人.
_OWNS = re.compile(r"(?:控股股东|董事长|董秘|证券部)")
_NOTICE = re.compile(
    r"[:：]\s?[^。\n]{0,14}?(?:拟|预计|公司|股东|控股|签|中标|获|子公司|董事|终止|收到|完成|年报|净利|回购|募资|停牌|股票)"
)
_LABELLED = re.compile(r"[【\[〖]\s*$")
_SOURCE = re.compile(
    r"^\s?[:：]|^[^，。,;；\n]{0,18}?(?:研报|研究|报告|发布(?![^，。,;；]{0,10}公告)|发表|认为|表示|指出|指,|指:|称|分析|首席|团队|"
    r"策略|宏观|看好|建议|给予|"
    r"维持|评级|目标价|上调|下调|预计|预测|提示|测算|点评|金工|投顾|投资顾问|保荐|承销|财务顾问|"
    r"资管|研究所|观点)"
)
# The same in English, of a house that is called Securities.
_SOURCE_EN = re.compile(
    r"^(?:\s(?:Co|Ltd|Inc)\b\.?)*(?:,?'s)?\s(?:analysts?|strategists?|economists?|research|said|says|"
    r"noted|notes|wrote|adds|added(?!\s[\d.]+\s?(?:%|per))|expects?|estimate[sd]?|believes?|emphasi[sz]ed|forecasts?|"
    r"predicts?|report|in a (?:note|report))\b"
)
_SAID_BY_EN = re.compile(
    r"(?:according to|(?:analysts?|economists?|strategists?)\s(?:at|from|with)|"
    r"(?:report|note|research)\s(?:by|from))\s$",
    re.IGNORECASE,
)
_SAID_BY = re.compile(r"(?:据|根据|来自|援引|数据来源[:：]|来源[:：]|引述)\s*[\"《]?$")
_SEAT = re.compile(r"^[^，。,;；、\n]{0,22}?(?:营业部|席位|分公司|专用|总部)")
_MEASURED = re.compile(
    r"^\s*(?:最新)?(?:发布的)?(?:监测)?(?:统计)?数据(?:显示|统计|监测)|^\s*(?:监测|"
    r"报价)(?:数据)?显示"
)
_VENDOR = re.compile(
    r"^\s*(?:数据|VIP|显示|统计|iFinD|Choice|金融数据|金融终端|App|APP|客户端|网站|财经|资讯|"
    r"热榜|人气榜|股吧|"
    r"概念|行情|软件|问财|通达信|[、和及]\S{1,6}数据|[（(]?[^，。]{0,8}数据显示)"
)
_MEDIA = re.compile(
    r"^\s*(?:讯|电|报道|记者|消息|评论|援引|刊文|发文|财经|\S{2,4}\d+月\d+日[电讯])"
)
VENDORS = frozenset({"同花顺", "大智慧", "东方财富", "指南针", "财富趋势", "每日互动"})
MEDIA = frozenset({"人民网", "新华网", "中国出版", "出版传媒", "视觉中国"})


def is_ordinary(written: str) -> bool:
    """Whether a name is also a common word or a place."""
    return written in words_of("ordinary.txt")


def is_broker(written: str) -> bool:
    """Whether a name is one of a house whose research articles quote."""
    return written.endswith("证券") or written in words_of("brokers.txt")


def acts(plain: str, end: int) -> bool:
    """Whether what stands behind a name is what only a stock does."""
    return bool(_DOES.match(plain, end))


def is_owned(plain: str, start: int, end: int) -> bool:
    """Whether a common word is the tail of a longer name whose board or owners are told."""
    before = plain[max(0, start - 1) : start]
    return bool("\u3400" <= before <= "\u9fff" and _OWNS.match(plain, end))


def is_label(plain: str, start: int, end: int) -> bool:
    """Whether a name opens a headline in brackets: 【农产品：2024年净利预增】."""
    if _NOTICE.match(plain, end) and (start == 0 or plain[start - 1] in "\n。;；】 "):
        return True
    return (
        bool(_LABELLED.search(plain[max(0, start - 3) : start])) and plain[end : end + 1] in ":："
    )


def role_of(text: Text, written: str, start: int, end: int) -> Role:
    """Role by the words around a mention; subject where none of them says another."""
    plain = text.plain
    sentence = text.sentence_at(start)
    behind = plain[end : min(sentence.end, end + 40)]
    before = plain[max(sentence.start, start - 8) : start]
    if quoted := _quoted(written, behind, plain[max(sentence.start, start - 24) : start]):
        return quoted
    if is_broker(written) and (house := _house(plain, end, behind, before)):
        return house
    if _MEASURED.match(behind):
        return "vendor"
    if written in VENDORS and (_VENDOR.match(behind) or _SAID_BY.search(before)):
        return "vendor"
    if written in MEDIA and (_MEDIA.match(behind) or _SAID_BY.search(before)):
        return "media"
    return "subject"


def _house(plain: str, end: int, behind: str, before: str) -> Role | None:
    """Role of a house that is no subject: a branch with a seat, or an author."""
    if _SEAT.match(behind):
        return "seat"
    quoted = _SOURCE.match(behind) or _SAID_BY.search(before)
    return "source" if quoted and not acts(plain, end) else None


def _quoted(written: str, behind: str, before: str) -> Role | None:
    """Role of a house under its longer name: 中国银河|证券表示, 东方财富|证券拉萨团结路营业部."""
    if behind.startswith("证券"):
        longer = behind.removeprefix("证券")
        return "seat" if _SEAT.match(longer) else "source" if _SOURCE.match(longer) else None
    english = written.endswith(" Securities")
    said = english and (_SOURCE_EN.match(behind) or _SAID_BY_EN.search(before))
    return "source" if said else None
