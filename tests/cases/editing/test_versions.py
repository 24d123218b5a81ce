"""Saving a case: wholly or not at all, over nothing unseen, with what stood there kept."""

import errno
import os
import random
import signal
import sys
from collections.abc import Callable

import pytest

from dashboard.access import history
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.editing.versions import (
    ChangedError,
    content_at,
    folder_at,
    save,
    settle,
    versions,
)
from dashboard.cases.folders import shipped_directory
from dashboard.errors import CaseError, InputError, NotFoundError
from tests.thoroughness import THOROUGH

# Steps of a save ------------------------------------------------------

WRITING = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.link"}
_at_step: list[Callable[[str], None] | None] = [None]


def _hook(event: str, args: tuple) -> None:
    act = _at_step[0]
    if act is not None and (event in WRITING or (event == "open" and _writes(args))):
        act(str(args[0]))


def _writes(args: tuple) -> bool:
    flags = args[2] if len(args) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


sys.addaudithook(_hook)  # it cannot be taken away; it does nothing unless a test asks


@pytest.fixture
def steps(monkeypatch):
    """Call something before every step that changes the disk."""
    synced = os.fsync

    def fsync(held) -> None:
        if _at_step[0] is not None:
            _at_step[0]("fsync")
        synced(held)

    def at(act: Callable[[str], None] | None) -> None:
        _at_step[0] = act

    monkeypatch.setattr(os, "fsync", fsync)
    yield at
    _at_step[0] = None


def changed(content, title="Another title"):
    """Sheets of a case with something changed in three files."""
    sheets = sheets_of(content)
    sheets = sheets.with_cell("case", "", "title_en", title)
    event, row = sheets.tables["events"][0].key, sheets.tables["evidence"][0].key
    sheets = sheets.with_cell("events", event, "title_en", title)
    return sheets.with_cell("evidence", row, "statement_en", title)


def titles(case) -> set[str]:
    return {case.title.en, case.events[0].title.en, case.evidence[0].statement.en}


# Saving ---------------------------------------------------------------


def test_a_save_writes_what_changed_and_keeps_what_stood_there(small, tmp_path):
    before = small.read()
    old = {path.name: path.read_bytes() for path in small.path.iterdir()}
    (small.path / "notes.txt").write_text("mine")
    sheets = sheets_of(before).with_cell("window", "", "last", "2025-02-12")
    saved = save(tmp_path, small.path, sheets, read=before.digest, who="a@b.c", what="window")

    assert ("case.toml",) == saved.files
    assert small.read() == saved.content
    assert small.read().case == saved.content.case
    assert sheets == saved.sheets
    now = {path.name: path.read_bytes() for path in small.path.iterdir()}
    assert "mine" == (small.path / "notes.txt").read_text()
    assert {"case.toml", "notes.txt"} == {n for n, data in now.items() if old.get(n) != data}
    newest, first = versions(tmp_path, "small")
    assert (2, "a@b.c", "window", False) == (newest.number, newest.who, newest.what, newest.by_hand)
    assert (1, "", True) == (first.number, first.who, first.by_hand)
    assert (first.digest, newest.digest) == (before.digest, saved.content.digest)
    assert old == folder_at(tmp_path, "small", 1)
    assert before == content_at(tmp_path, "small", 1)
    assert saved.content == content_at(tmp_path, "small", 2)


def test_a_save_without_a_change_writes_nothing(small, tmp_path):
    content = small.read()
    saved = save(tmp_path, small.path, sheets_of(content), read=content.digest)
    assert (None, ()) == (saved.version, saved.files)
    assert () == versions(tmp_path, "small")


def test_a_save_stands_in_the_history_once_and_is_no_change_by_hand(small, tmp_path):
    def look() -> None:
        files = {note.name: note.sha256 for note in small.read().files}
        history.notice(tmp_path, "small", files)

    look()
    content = small.read()
    save(tmp_path, small.path, changed(content), read=content.digest, who="a@b.c", what="title")
    look()
    (entry,) = history.read(tmp_path, "small")
    assert ("a@b.c", "case-saved") == (entry.who, entry.action)
    assert "title" == dict(entry.details)["what"]


def test_what_was_changed_by_hand_is_never_written_over(small, tmp_path):
    content = small.read()
    small.edit("case.toml", "A small case", "By hand")
    before = {path.name: path.read_bytes() for path in small.path.iterdir()}
    with pytest.raises(ChangedError, match="was changed since you opened it") as caught:
        save(tmp_path, small.path, changed(content), read=content.digest)
    assert "By hand" == caught.value.theirs.case.title.en
    assert caught.value.version is None
    assert before == {path.name: path.read_bytes() for path in small.path.iterdir()}


def test_who_saved_meanwhile_is_told(small, tmp_path):
    content = small.read()
    save(tmp_path, small.path, changed(content), read=content.digest, who="lin", what="titles")
    with pytest.raises(ChangedError) as caught:
        save(tmp_path, small.path, changed(content, "Mine"), read=content.digest, who="me")
    assert ("lin", "titles") == (caught.value.version.who, caught.value.version.what)


@pytest.mark.parametrize("spoil", ["gone", "all gone", "faulty", "another"])
def test_a_folder_that_went_away_or_broke_is_told_in_a_sentence(small, tmp_path, spoil):
    content = small.read()
    if spoil == "faulty":
        small.edit("case.toml", 'currency = "CNY"', 'currency = "yuan"')
    elif spoil == "another":
        small.path.rename(tmp_path / "aside")
        small.path.mkdir()
        (small.path / "cat.png").write_bytes(b"x")
    else:
        place = small.path if spoil == "gone" else small.path.parent
        place.rename(place.with_name("aside"))
    said = "is gone" if "gone" in spoil else "cannot be read now"
    with pytest.raises(ChangedError, match=said) as caught:
        save(tmp_path / "store", small.path, changed(content), read=content.digest)
    assert caught.value.theirs is None
    assert spoil != "another" or ["cat.png"] == [path.name for path in small.path.iterdir()]


def test_a_wrong_cell_a_shipped_case_and_another_slug_are_refused(small, tmp_path):
    content = small.read()
    wrong = sheets_of(content).with_cell("case", "", "currency", "yuan")
    with pytest.raises(CaseError):
        save(tmp_path, small.path, wrong, read=content.digest)
    slug = sheets_of(content).with_cell("case", "", "slug", "other")
    with pytest.raises(InputError, match="rename the case instead"):
        save(tmp_path, small.path, slug, read=content.digest)
    shipped = shipped_directory() / "liquid-cooling-2025"
    with pytest.raises(InputError, match="duplicate it instead"):
        save(tmp_path, shipped, wrong, read=content.digest)
    assert content == small.read()


def test_prices_of_a_stock_that_was_taken_out_go_with_it_and_stay_in_the_version(small, tmp_path):
    content = small.read()
    sheets = sheets_of(content).with_cell("stocks", "300602.SZ", "symbol", "300499.SZ")
    sheets = sheets.with_table("claims", ()).with_table("evidence", ()).with_table("events", ())
    saved = save(tmp_path, small.path, sheets, read=content.digest)
    assert "prices.csv" in saved.files
    assert small.read() == saved.content
    assert "300602.SZ" not in set(small.read().market.prices["symbol"])
    assert b"300602.SZ" in folder_at(tmp_path, "small", 1)["prices.csv"]


def test_a_new_benchmark_comes_with_its_file(small, tmp_path):
    content = small.read()
    sheets, _ = sheets_of(content).with_row(
        "benchmarks", {"id": "own", "title_en": "Own", "returns": "own.csv"}
    )
    data = (small.path / "mean_returns.csv").read_bytes()
    saved = save(tmp_path, small.path, sheets.with_file("own.csv", data), read=content.digest)
    assert ("case.toml", "own.csv") == saved.files
    assert small.read() == saved.content
    assert data == (small.path / "own.csv").read_bytes()


# Disasters ------------------------------------------------------------


def killed(work: Callable[[], object], step: int) -> bool:
    """Do something in a process that is killed before its step of a number; False if it ended."""
    child = os.fork()
    if not child:
        left = [step]

        def act(_: str) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        _at_step[0] = act
        work()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def count_steps(steps, work: Callable[[], object]) -> int:
    seen: list[str] = []
    steps(seen.append)
    work()
    steps(None)
    return len(seen)


def chosen(n: int) -> list[int]:
    """Steps at which a save is disturbed: some by default, else every one."""
    return list(range(1, n + 1)) if THOROUGH else [1, *random.Random(14).sample(range(2, n), 5), n]


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_the_old_case_or_the_new_one(small, tmp_path, steps):
    content = small.read()
    kept = {path.name: path.read_bytes() for path in small.path.iterdir()}

    def put_back() -> None:
        for path in small.path.iterdir():
            if path.name not in kept:
                settle(tmp_path / "other", small.path)
        for name, data in kept.items():
            (small.path / name).write_bytes(data)

    def work(store) -> Callable[[], object]:
        return lambda: save(
            store, small.path, changed(content), read=content.digest, who="w", what="t"
        )

    work(tmp_path / "warm")()  # what is imported late writes too
    put_back()
    n = count_steps(steps, work(tmp_path / "count"))
    put_back()
    outcomes = set()
    for step in chosen(n):
        store = tmp_path / f"store-{step}"
        assert killed(work(store), step)
        there = small.read()
        assert titles(there.case) in (titles(content.case), {"Another title"})
        outcomes.add(len(titles(there.case)))
        # Whoever comes next saves over it, and finds every state in the versions.
        save(store, small.path, changed(there, "Third"), read=there.digest, who="next")
        assert {"Third"} == titles(small.read().case)
        assert [] == [path.name for path in small.path.iterdir() if path.name.startswith(".")]
        whole = [content_at(store, "small", each.number) for each in versions(store, "small")]
        assert content in whole
        assert there in whole
        assert sorted({each.case.title.en for each in whole}) == sorted(
            each.case.title.en for each in whole
        )
        put_back()
    assert {1, len(titles(content.case))} == outcomes


@pytest.mark.slow
@pytest.mark.skipif(not THOROUGH, reason="fifty kills; MARKET_NARRATIVE_THOROUGH=1 runs them")
def test_fifty_kills_in_a_loop_lose_nothing(small, tmp_path):
    for n in range(50):
        content = small.read()
        title = f"Title {n}"
        killed(
            lambda content=content, title=title: save(
                tmp_path, small.path, changed(content, title), read=content.digest
            ),
            random.Random(n).randint(1, 40),
        )
        there = small.read()
        assert there.case == content.case or {title} == titles(there.case)
    content = small.read()
    save(tmp_path, small.path, changed(content, "End"), read=content.digest)
    assert {"End"} == titles(small.read().case)


@pytest.mark.slow
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_full_or_read_only_disk_at_any_step_loses_nothing(small, tmp_path, steps, code):
    content = small.read()
    n = count_steps(
        steps, lambda: save(tmp_path / "0", small.path, changed(content), read=content.digest)
    )
    for step in chosen(n):
        content = small.read()
        store, left, title = tmp_path / str(step), [step], f"Title {step}"

        def act(name: str, left=left) -> None:
            left[0] -= 1
            if left[0] <= 0:
                raise OSError(code, os.strerror(code), name)

        said = ""
        steps(act)
        try:
            save(store, small.path, changed(content, title), read=content.digest)
        except InputError as error:
            said = str(error)
        finally:
            steps(None)
        there = small.read()
        assert ("stays as it was" in said) == (content.case == there.case)
        assert said or {title} == titles(there.case)
        save(store, small.path, changed(there, f"Then {step}"), read=there.digest)
        assert {f"Then {step}"} == titles(small.read().case)
        assert there in [
            content_at(store, "small", each.number) for each in versions(store, "small")
        ]


def test_a_hand_edit_after_a_kill_is_neither_hidden_nor_written_over(small, tmp_path, steps):
    content = small.read()
    # Killed when the first file is moved into its place: all of them wait.
    save(tmp_path / "warm", small.path, changed(content, "Once"), read=content.digest)
    content = small.read()
    seen: list[str] = []
    steps(seen.append)
    save(tmp_path / "0", small.path, changed(content), read=content.digest)
    steps(None)
    moves = [at for at, name in enumerate(seen, 1) if ".replacing/" in name]
    content = small.read()
    work = changed(content, "Next")
    assert killed(lambda: save(tmp_path / "1", small.path, work, read=content.digest), moves[0])
    assert {"Next"} == titles(small.read().case)
    file = small.path / "events.csv"
    file.write_bytes(file.read_bytes().replace(b"Another title", b"By hand"))
    assert "By hand" == small.read().case.events[0].title.en
    there = small.read()
    sheets = sheets_of(there).with_cell("window", "", "last", "2025-02-12")
    save(tmp_path / "1", small.path, sheets, read=there.digest)
    assert "By hand" == small.read().case.events[0].title.en


def test_of_two_who_save_at_once_the_second_is_told(small, tmp_path):
    content = small.read()
    ends = []
    for n in range(2):
        child = os.fork()
        if not child:
            try:
                save(tmp_path, small.path, changed(content, f"By {n}"), read=content.digest)
            except ChangedError:
                os._exit(3)
            os._exit(0)
        ends.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in ends]
    assert [0, 3] == sorted(codes)
    assert {f"By {codes.index(0)}"} == titles(small.read().case)
    assert [2, 1] == [each.number for each in versions(tmp_path, "small")]


def test_damaged_versions_are_told(small, tmp_path):
    content = small.read()
    save(tmp_path, small.path, changed(content), read=content.digest)
    for file in (tmp_path / "versions" / "small" / "objects").iterdir():
        file.write_bytes(b"x")
    (tmp_path / "versions" / "small" / "000002.json").write_text("{")
    assert [1] == [each.number for each in versions(tmp_path, "small")]
    with pytest.raises(NotFoundError, match="is damaged"):
        folder_at(tmp_path, "small", 1)
    there = small.read()
    save(tmp_path, small.path, changed(there, "New"), read=there.digest)
    assert 4 == versions(tmp_path, "small")[0].number
