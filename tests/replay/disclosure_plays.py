"""Plays of sources of documents: lists in their documented shapes, and the documents."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from tests.replay.listing_plays import cninfo_list, cninfo_row
from tests.replay.replaying import Asked, Play, Route, json_play

BEIJING = timezone(timedelta(hours=8))
QUERY, FULL, LIST = (
    "/new/hisAnnouncement/query",
    "/new/fulltextSearch/full",
    "/new/data/szse_stock.json",
)
SHENZHEN = "/api/disc/announcement/annList"


def instant(day: str, time: str = "00:00") -> int:
    """Milliseconds of a time in Beijing."""
    moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BEIJING)
    return int(moment.timestamp() * 1000)


def cninfo_announcement(
    number: int, title: str, day: str, code: str = "300249", time: str = "00:00"
) -> dict[str, object]:
    """One row of cninfo's lists."""
    return {
        "announcementId": str(1_200_000_000 + number),
        "orgId": f"99{code}",
        "secCode": code,
        "secName": "依米康",
        "announcementTitle": title,
        "announcementTime": instant(day, time),
        "adjunctUrl": f"finalpage/{day}/{1_200_000_000 + number}.PDF",
        "adjunctSize": 12,
        "adjunctType": "PDF",
    }


def cninfo_answer(rows: object, total: int = 0, *, more: bool = False) -> Play:
    """Answer of either route."""
    return json_play({"announcements": rows, "totalAnnouncement": total, "hasMore": more})


def cninfo_search(rows: Iterable[Mapping[str, object]], size: int = 30) -> Route:
    """
    Route of the search by security: rows of the company that it is asked for, in pages.

    Records of investor relations stand under a tab of their own.
    """
    held = list(rows)

    def route(asked: Asked) -> Play:
        code, _, organisation = asked.form["stock"].partition(",")
        fitting = [row for row in held if row["secCode"] == code] if organisation else []
        is_relation = asked.form["tabName"] == "relation"
        fitting = [
            r for r in fitting if ("投资者关系" in str(r["announcementTitle"])) == is_relation
        ]
        if organisation != f"99{code}":
            fitting = []
        start = (int(asked.form["pageNum"]) - 1) * size
        part = fitting[start : start + size]
        return cninfo_answer(part, len(fitting), more=start + size < len(fitting))

    return route


def cninfo_routes(
    rows: Iterable[Mapping[str, object]], documents: Mapping[str, bytes]
) -> dict[str, Route | Play]:
    """Every route of cninfo that brings announcements; documents by the end of their address."""
    codes = {"300249": "依米康", "603881": "数据港", "920599": "同力股份"}

    def document(asked: Asked) -> Play:
        for ending, data in documents.items():
            if asked.path.endswith(ending):
                return Play(data, headers={"Content-Type": "application/pdf"})
        return Play("", status=404)

    return {
        LIST: cninfo_list(cninfo_row(code, name) for code, name in codes.items()),
        QUERY: cninfo_search(rows),
        "/finalpage/": document,
    }


def shenzhen_row(title: str, when: str, path: str, code: str = "300249") -> dict[str, object]:
    """One row of the Shenzhen exchange's list."""
    return {
        "id": path,
        "title": title,
        "publishTime": when,
        "attachPath": path,
        "attachFormat": "PDF",
        "secCode": [code],
        "secName": ["依米康"],
    }


def shenzhen_list(rows: Iterable[object], total: int | None = None) -> Route:
    """Route of the Shenzhen exchange's list, page by page."""
    held = list(rows)

    def route(asked: Asked) -> Play:
        import json  # noqa: PLC0415

        page, size = (json.loads(asked.body)[name] for name in ("pageNum", "pageSize"))
        part = held[(page - 1) * size : page * size]
        return json_play({"announceCount": len(held) if total is None else total, "data": part})

    return route
