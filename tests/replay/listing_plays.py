"""Plays of cninfo and the exchanges: lists of shares in their documented shapes."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

from tests.replay.replaying import Asked, Play, Route, json_play

CNINFO_PATH = "/new/data/szse_stock.json"
SHANGHAI_PATH = "/sseQuery/commonQuery.do"
SHENZHEN_PATH = "/api/report/ShowReport"
BEIJING_PATH = "/nqxxController/nqxxCnzq.do"

Share = tuple[str, str]
"""Code and short name."""

SHENZHEN_HEADINGS = (
    "板块",
    "公司全称",
    "A股代码",
    "A股简称",
    "A股上市日期",
    "A股总股本",
    "所属行业",
)
CHANGE_HEADINGS = ("变更日期", "证券代码", "证券简称", "变更前简称", "变更后简称")


def cninfo_row(code: str, name: str, pinyin: str = "", category: str = "A股") -> dict[str, str]:
    """One entry of cninfo's list; the orgId is the company's, not computable from the code."""
    return {
        "orgId": f"99{code}",
        "category": category,
        "code": code,
        "pinyin": pinyin,
        "zwjc": name,
    }


def cninfo_list(rows: Iterable[object]) -> Play:
    """Answer of cninfo."""
    return json_play({"stockList": list(rows)})


def shanghai_row(code: str, name: str, listed: str = "20000101") -> dict[str, str]:
    """One entry of the Shanghai list."""
    return {
        "A_STOCK_CODE": code,
        "B_STOCK_CODE": "-",
        "SEC_NAME_CN": name,
        "SEC_NAME_FULL": f"{name}股份有限公司",
        "COMPANY_ABBR": name,
        "FULL_NAME": f"{name}股份有限公司",
        "LIST_DATE": listed,
        "DELIST_DATE": "-",
    }


def shanghai(main: Iterable[object], star: Iterable[object]) -> Route:
    """Route of the Shanghai exchange: without its own Referer nothing but an error comes."""
    boards = {"1": list(main), "8": list(star)}

    def route(asked: Asked) -> Play:
        if not asked.headers.get("referer", "").startswith("https://www.sse.com.cn/"):
            return json_play({"success": "false", "error": "系统繁忙"})
        rows = boards[asked.query["STOCK_TYPE"]]
        size = int(asked.query["pageHelp.pageSize"])
        return json_play({"pageHelp": {"total": len(rows)}, "result": rows[:size]})

    return route


def workbook(rows: Iterable[Sequence[object]]) -> Play:
    """Answer with a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return Play(held.getvalue(), headers={"Content-Type": "application/vnd.ms-excel"})


def shenzhen(
    shares: Iterable[tuple[object, str, object]] = (), changes: Iterable[Sequence[object]] = ()
) -> Route:
    """Route of the Shenzhen exchange: shares as code, name, first day; changes as in its sheet."""
    sheets = {
        ("1110", "tab1"): [
            SHENZHEN_HEADINGS,
            *(("主板", f"{n}公司", code, n, day, "1,000", "C 制造业") for code, n, day in shares),
        ],
        ("SSGSGMXX", "tab2"): [CHANGE_HEADINGS, *changes],
    }
    plays = {key: workbook(rows) for key, rows in sheets.items()}

    def route(asked: Asked) -> Play:
        return plays[asked.query["CATALOGID"], asked.query["TABKEY"]]

    return route


def beijing_row(code: str, name: str, listed: str = "20211115") -> dict[str, str]:
    """One entry of the Beijing list."""
    return {"xxzqdm": code, "xxzqjc": name, "fxssrq": listed}


def beijing_page(block: Mapping[str, object]) -> Play:
    """One page in its call without a function."""
    return Play(
        f"null([{json.dumps(block, ensure_ascii=False)}])", headers={"Content-Type": "text/html"}
    )


def beijing(rows: Iterable[object], size: int = 20) -> Route:
    """Route of the Beijing exchange, page by page from 0."""
    held = list(rows)

    def route(asked: Asked) -> Play:
        start = int(asked.form["page"]) * size
        return beijing_page(
            {
                "totalPages": max(1, -(-len(held) // size)),
                "totalElements": len(held),
                "content": held[start : start + size],
            }
        )

    return route
