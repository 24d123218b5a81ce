"""Several files of a folder replaced as one."""

import pytest

from dashboard.cases.folders import write_case
from dashboard.cases.replacement import commit, complete, stage, waiting


def test_files_that_wait_are_read_and_then_moved(small):
    before = small.read()
    data = (small.path / "case.toml").read_bytes().replace(b"A small case", b"New")
    place = stage(small.path, {"case.toml": data, "prices.csv": None, "prices.toml": None}, {})
    assert before == small.read()
    commit(place)
    there = small.read()
    assert ("New", True) == (there.case.title.en, there.market.prices.empty)
    assert b"A small case" in (small.path / "case.toml").read_bytes()
    complete(small.path)
    assert there == small.read()
    assert {} == waiting(small.path)
    names = {path.name for path in small.path.iterdir()}
    assert not {"prices.csv", "prices.toml", ".replacing"} & names


def test_what_a_writer_of_whole_cases_writes_is_not_undone_by_what_waited(small):
    before = small.read()
    data = (small.path / "case.toml").read_bytes().replace(b"A small case", b"New")
    commit(stage(small.path, {"case.toml": data}, {}))
    write_case(before, small.path)
    assert before.case == small.read().case


@pytest.mark.parametrize("manifest", ["", "[]", '{"files": []}', '{"files": {"../x": {}}}'])
def test_a_damaged_manifest_hides_nothing(small, manifest):
    before = small.read()
    place = small.path / ".replacing"
    place.mkdir()
    (place / "manifest.json").write_text(manifest)
    (place / "case.toml").write_text("x")
    assert before == small.read()
    complete(small.path)
    assert before == small.read()
    assert not place.exists()
