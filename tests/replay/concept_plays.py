"""Eastmoney's data centre as it serves the concepts of a stock."""

from tests.replay.replaying import Play, json_play


def concept(
    name: str, reason: str | None = "公司有相关业务。", **fields: object
) -> dict[str, object]:
    """One row."""
    row: dict[str, object] = {
        "SECUCODE": "603881.SH",
        "SECURITY_NAME_ABBR": "数据港",
        "NEW_BOARD_CODE": "BK0700",
        "BOARD_NAME": name,
        "SELECTED_BOARD_REASON": reason,
        "IS_PRECISE": "1",
        "BOARD_RANK": 1,
        "BOARD_YIELD": 1.2,
    }
    return row | fields


def concepts(*rows: dict[str, object], pages: int = 1) -> Play:
    """One page."""
    result = {"pages": pages, "count": len(rows), "data": list(rows)}
    return json_play(
        {"version": "1", "result": result, "success": True, "message": "ok", "code": 0}
    )
