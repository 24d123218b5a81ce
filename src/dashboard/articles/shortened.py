"""Later mentions in a shorter form: 高澜 for 高澜股份, a defined short name, an English word."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from dashboard.articles.mentions import Mention
from dashboard.articles.names import NameIndex
from dashboard.articles.text import Text

_SUFFIX = re.compile(r"(?:股份|集团|控股|科技|A)$")
_DEFINED = re.compile(r"(?:以下|下)?(?:简称|称)(?:为)?[:\s]*[\"']([^\"'\n]{2,8})[\"']")
_OWN = frozenset({"公司", "本公司", "上市公司", "发行人", "标的公司"})
# Stems that are places or plain words: the full name is needed each time.
_PLAIN = frozenset(
    "中国 上海 北京 深圳 广东 浙江 江苏 山东 四川 湖南 湖北 福建 安徽 东方 西部 南方 北方 华东 华南 华北 国际 国家 "
    "时代 未来 现代 长江 黄河 大众 万里 太平 标准 生物 航天 海洋 阳光 永安 东风 长城 光明 新华 科技 数字 智能 "
    "信息 首都 联合 综合 先锋 超越 世纪 中信 国投 国泰 华夏 海南 云南 贵州 重庆 天津 江西 山西 陕西 河北 河南 "
    "辽宁 吉林 新疆 西藏 宁波 厦门 青岛 大连 南京 苏州 杭州 武汉 成都 西安 郑州 金融 机器 动力 能源 环境 文化 "
    "美好 开发 传媒 海洋 力量 前进 国安 同方 大业 红豆 春光 永和 双象 三元 三维 三角 四通 五洲 红旗 经纬 精工".split()
)
_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff]|[和与及是对像而但从在由至于因被向给投把让看买卖持]|其中|以及|不过|如果)$")
_BEHIND = re.compile(
    r"[^\u3400-\u9fff]|[的和与及在也还已则今昨上下前本曾将被从为是因年股近累一再均又并称就未不涨跌升收报]|方面|股价|公司|回|表示|"
    r"液|作|主|拥|具|发|公告|$"
)
_LATIN_STOP = frozenset(
    "China Beijing Shanghai Shenzhen Guangdong Zhejiang Jiangsu Hong Kong The Shares Semiconductor Bank "
    "National Eastern Northern Southern Western International Cloud Industrial New Great Provider".split()
)


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
    before, behind = plain[max(0, match.start() - 2) : match.start()], plain[match.end() :][:3]
    if match[0].isascii():
        return not (before[-1:].isalnum() and before[-1:].isascii()) and not (
            behind[:1].isalnum() and behind[:1].isascii()
        )
    return bool(_BEFORE.search(before)) and bool(_BEHIND.match(behind))


def _forms(text: Text, mentions: list[Mention]) -> dict[str, tuple[str, int, str]]:
    """Shorter forms with their symbol and the place from which on they hold."""
    found: dict[str, tuple[str, int, str]] = {}
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
        if len(first) > 2 and first[0].isupper() and first not in _LATIN_STOP:
            yield first
        return
    for name in (written, mention.name):
        stem = _SUFFIX.sub("", name)
        if len(stem) >= 2 and stem != name and stem not in _PLAIN:
            yield stem


def _defined(text: Text, mentions: list[Mention]) -> Iterator[tuple[str, str, int]]:
    for match in _DEFINED.finditer(text.plain):
        sentence = text.sentence_at(match.start())
        before = [m for m in mentions if sentence.start <= m.start < match.start()]
        if before and match[1] not in _OWN:
            yield before[-1].symbol, match[1], match.end()


@lru_cache(maxsize=1)
def _english_rows() -> tuple[tuple[str, str], ...]:
    file = files("dashboard.articles").joinpath("english_names.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return tuple((row["name"], row["symbol"]) for row in rows)


def _english_table(index: NameIndex) -> dict[str, tuple[str, int, str]]:
    return {name: (symbol, 0, "english") for name, symbol in _english_rows() if symbol in index.by_symbol}
