"""How the last refresh of a symbol went is remembered with its sentences."""

from datetime import date

import pytest

from dashboard.errors import BlockedError
from dashboard.files import write_json
from dashboard.message import Message
from dashboard.store.refresh_records import RefreshRecord, read_record, write_record

BLOCKED = BlockedError("{source} refused the request ({status}).", source="tencent", status=403)


def test_it_comes_back_with_its_sentences(tmp_path):
    remark = Message.of("{n} session(s) to {last}.", n=2, last=date(2025, 2, 7))
    tried = RefreshRecord(
        "2025-02-07T08:00:00Z", "yahoo", "new", remark, (("tencent", "blocked", BLOCKED.remark),)
    )

    write_record(tried, tmp_path / "a.json")
    read = read_record(tmp_path / "a.json")

    assert "2 session(s) to 2025-02-07." == str(read.remark)
    assert [("tencent", "blocked")] == [each[:2] for each in read.refused]
    assert "tencent refused the request (403)." == str(read.refused[0][2])
    assert (tried.at, tried.source, tried.kind) == (read.at, read.source, read.kind)


def test_without_a_remark_there_is_none(tmp_path):
    tried = RefreshRecord("2025-02-07T08:00:00Z", "", "failed")

    write_record(tried, tmp_path / "a.json")

    assert tried == read_record(tmp_path / "a.json")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"at": "x"},
        {"at": "x", "source": "y", "kind": "z", "remark": None, "refused": [1]},
        {"at": "x", "source": "y", "kind": "z", "remark": "text", "refused": []},
        {"at": "x", "source": "y", "kind": "z", "remark": {"template": "t"}, "refused": []},
        {"at": "x", "source": "y", "kind": "z", "remark": None, "refused": [["a", "b", None]]},
    ],
)
def test_what_cannot_be_made_out_counts_as_never_tried(tmp_path, content):
    write_json(tmp_path / "a.json", content)

    assert read_record(tmp_path / "a.json") is None
