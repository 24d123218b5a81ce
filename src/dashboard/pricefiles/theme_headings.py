"""What the columns of a table of themes hold, by their headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from dashboard.errors import N_
from dashboard.pricefiles.headings import aliases, key

ThemeRole: TypeAlias = Literal[
    "stock", "name", "theme", "source", "reason", "first", "last", "gone", "day"
]
ROLES: tuple[ThemeRole, ...] = get_args(ThemeRole)

THEME_ROLE_NAMES: dict[ThemeRole | Literal[""], str] = {
    "stock": N_("code"),
    "name": N_("name"),
    "theme": N_("theme"),
    "source": N_("source"),
    "reason": N_("stated reason"),
    "first": N_("first day seen"),
    "last": N_("last day seen"),
    "gone": N_("day of removal"),
    "day": N_("day of the list"),
    "": N_("not used"),
}
"""What a column holds, for readers."""

# As `key` leaves them: without spaces, hyphens, underscores, brackets, in small letters.
_ALIASES: dict[ThemeRole, str] = {
    "stock": "stock symbols 股票 成分股代码 成份股代码 成分代码 成份代码 concode membercode",
    "name": "stockname 成分股名称 成份股名称 成分股 成份股 conname membername",
    "theme": "theme themes tag tags concept concepts conceptname board boardname 概念 概念名称 "
    "所属概念 概念板块 板块 板块名称 所属板块 题材 题材名称 所属题材 主题 主题名称",
    "source": "source vendor provider 来源 数据来源 出处 来源名称",
    "reason": "reason reasons desc description 理由 入选理由 入选原因 原因 题材理由 说明 解释 解析",
    "first": "firstseen first indate since 首次 首次日期 首次出现 首见日期 纳入日期 入选日期 "
    "加入日期 起始日期 开始日期",
    "last": "lastseen last until 最后日期 末次日期 最近日期 最后出现 截止日期 结束日期",
    "gone": "outdate removed 剔除日期 移出日期 调出日期 退出日期",
    "day": "seen asof snapshot snapshotdate 快照日期 名单日期",
}
_ROLE_OF: dict[str, ThemeRole] = {
    **dict.fromkeys(aliases("symbol"), "stock"),
    **dict.fromkeys(aliases("name"), "name"),
    **dict.fromkeys(aliases("date"), "day"),
    **{alias: role for role, names in _ALIASES.items() for alias in names.split()},
}
# Of the terminals' and Tushare's tables: the code beside a member's is that of the theme.
_MEMBER = {"concode", "membercode", "成分股代码", "成份股代码", "成分代码", "成份代码"}
_MEMBER_NAME = {"conname", "membername", "成分股名称", "成份股名称", "成分股", "成份股"}


@dataclass(frozen=True, slots=True)
class ThemeHeading:
    """One column: its heading as the file has it, and what it holds; empty when not used."""

    text: str
    role: ThemeRole | Literal[""] = ""


def recognise_themes(texts: Sequence[str]) -> tuple[ThemeHeading, ...]:
    """
    What each column holds; of two that hold the same the first counts.

    Where a column names the members' codes, another column of codes is the theme's, and so is a
    column of names beside the members' names; the name of a theme counts before its code.

    Examples
    --------
    >>> [each.role for each in recognise_themes(["代码", "概念", "入选理由", "涨跌幅"])]
    ['stock', 'theme', 'reason', '']
    >>> [each.role for each in recognise_themes(["ts_code", "name", "con_name", "con_code"])]
    ['', 'theme', 'name', 'stock']
    """
    keys = [key(text) for text in texts]
    roles: list[ThemeRole | Literal[""]] = [_ROLE_OF.get(each, "") for each in keys]
    members = {each for each in keys if each in _MEMBER}
    named = {each for each in keys if each in _MEMBER_NAME}
    for at, each in enumerate(keys):
        if roles[at] == "stock" and members and each not in members:
            roles[at] = ""
        if roles[at] == "name" and named and members and each not in named:
            roles[at] = "theme" if "theme" not in roles else ""
    if "theme" not in roles and members:
        codes = [at for at, each in enumerate(keys) if _ROLE_OF.get(each) == "stock"]
        for at in [at for at in codes if keys[at] not in members][:1]:
            roles[at] = "theme"
    found: list[ThemeHeading] = []
    for text, role in zip(texts, roles, strict=True):
        taken = role and any(other.role == role for other in found)
        found.append(ThemeHeading(text, "" if taken else role))
    return tuple(found)
