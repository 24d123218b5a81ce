"""Whole cases: copied, varied, renamed, archived, deleted, brought back; nothing is lost."""

import os
import shutil
import threading
from dataclasses import replace
from datetime import date

import pytest

from dashboard.access import history
from dashboard.case import Text, Window
from dashboard.cases.archives import case_zip, unpacked_case
from dashboard.cases.folders import find_case, read_case
from dashboard.cases.listing import list_cases
from dashboard.cases.notes import add_note, read_notes
from dashboard.cases.shelf import JOURNAL, CaseShelf, is_shipped, with_slug
from dashboard.cases.whereabouts import former_names, put_away
from dashboard.errors import CaseError, InputError, NotFoundError

SHIPPED = "liquid-cooling-2025"


@pytest.fixture
def shelf(small, tmp_path, monkeypatch):
    """A directory with the small case, its store, and who works there."""
    directory = tmp_path / "cases"
    directory.mkdir()
    shutil.move(small.path, directory / "small")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(directory))
    return CaseShelf(tmp_path / "store", "ann@example.org")


def actions(shelf, slug):
    return [entry.action for entry in history.read(shelf.store, slug)]


def slugs():
    return [entry.slug for entry in list_cases() if not (entry.faults or entry.ships)]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_copy_is_the_case_under_another_name(shelf, shipped):
    folder = shelf.duplicate(find_case(SHIPPED), title=Text("Once more", "再来一次"))

    copy = read_case(folder).case
    assert "liquid-cooling-2025-2" == folder.name == copy.slug
    assert replace(shipped.case, slug=copy.slug, title=copy.title) == copy
    assert read_case(folder).market.prices.equals(shipped.market.prices)
    assert ["case-made"] == actions(shelf, copy.slug)
    assert "ann@example.org" == history.read(shelf.store, copy.slug)[0].who


def test_a_copy_says_that_it_is_one_in_both_languages(shelf):
    title = read_case(find_case("small")).case.title

    assert Text(f"{title.en} (copy)", f"{title.zh}（副本）") == (
        read_case(shelf.duplicate(find_case("small"))).case.title
    )


def test_a_copy_of_a_copy_counts_on(shelf):
    names = [shelf.duplicate(find_case("small")).name for _ in range(3)]

    assert ["small-2", "small-3", "small-4"] == names
    assert "small-5" == shelf.free("small-3")


def test_a_variation_leaves_a_group_out_with_all_that_is_about_it(shelf, shipped):
    group = shipped.case.groups[0]
    gone = {stock.symbol for stock in shipped.case.members(group.id)}

    content = read_case(shelf.vary(find_case(SHIPPED), leave_out=[group.id]))

    assert gone.isdisjoint(content.case.symbols)
    assert gone.isdisjoint(content.market.prices["symbol"])
    assert all(group.id not in claim.subject for claim in content.case.claims)
    assert set(shipped.case.symbols) - gone == set(content.case.symbols)


def test_a_variation_over_other_sessions_leaves_the_returns_of_the_old_ones_behind(shelf, shipped):
    window = Window(shipped.case.window.first, date(2025, 2, 14))

    content = read_case(shelf.vary(find_case(SHIPPED), window=window))

    assert window == content.case.window
    assert content.case.universe is None
    assert content.market.universe is None


def test_a_variation_that_is_no_case_is_refused_and_nothing_is_written(shelf):
    case = read_case(find_case("small")).case

    with pytest.raises(CaseError):
        shelf.vary(find_case("small"), leave_out=case.symbols)
    with pytest.raises(NotFoundError, match="no group and no stock “nobody”"):
        shelf.vary(find_case("small"), leave_out=["nobody"])

    assert ["small"] == [path.name for path in shelf.directory.iterdir() if path.name[0] != "."]


def test_renaming_takes_history_notes_and_versions_along(shelf):
    history.record(shelf.store, "small", "", "case-changed")
    for kept in ("notes/small.jsonl", "versions/small/1.json"):
        (shelf.store / kept).parent.mkdir(parents=True, exist_ok=True)
        (shelf.store / kept).write_text("{}")
    before = files(find_case("small"))

    folder = shelf.rename("small", "large")

    assert "large" == read_case(folder).case.slug
    changed = {name for name, data in files(folder).items() if data != before[name]}
    assert {"case.toml"} == changed
    assert ["case-renamed", "case-changed"] == actions(shelf, "large")
    assert (shelf.store / "notes/large.jsonl").exists()
    assert (shelf.store / "versions/large/1.json").exists()
    assert ["large"] == slugs()


def test_the_old_name_says_what_the_case_is_called_now(shelf):
    shelf.rename("small", "large")
    shelf.rename("large", "huge")

    with pytest.raises(NotFoundError, match="“small” is called “huge” now"):
        find_case("small")
    assert ("large", "small") == former_names(shelf.directory, "huge")


def test_a_name_that_is_in_use_again_leads_to_its_new_case(shelf):
    shelf.rename("small", "large")
    shelf.duplicate(find_case("large"), "small")

    assert shelf.directory / "small" == find_case("small")
    with pytest.raises(InputError, match="“large” already; “large-2” is free"):
        shelf.rename("small", "large")


def test_renaming_changes_one_value_and_keeps_every_other_byte():
    text = b'# ours\nformat = 1\nslug = "old"  # in links\n[source]\nslug = "no"\n'

    assert text.replace(b'"old"', b'"new"') == with_slug(text, "new")
    with pytest.raises(InputError, match=r"No line of case\.toml says the slug"):
        with_slug(b'format = 1\n[source]\nslug = "no"\n', "new")


def test_an_archived_case_leaves_the_list_and_comes_back_as_it_was(shelf):
    before = files(find_case("small"))

    shelf.archive("small")

    assert [] == slugs()
    with pytest.raises(NotFoundError, match="is archived"):
        find_case("small")
    assert before == files(shelf.restore("small"))
    assert ["case-restored", "case-archived"] == actions(shelf, "small")


def test_a_deleted_case_comes_back_though_its_name_is_taken(shelf):
    gone = shelf.delete("small")
    assert "small" == gone.slug
    shelf.duplicate(find_case(SHIPPED), "small")

    with pytest.raises(InputError, match="“small-2” is free"):
        shelf.restore(gone.name)
    folder = shelf.restore(gone.name, "small-2")

    assert "small-2" == read_case(folder).case.slug
    assert () == put_away(shelf.directory)


def test_what_was_deleted_twice_comes_back_the_latest_first(shelf):
    shelf.delete("small")
    shelf.duplicate(find_case(SHIPPED), "small", Text("Second", "第二"))
    shelf.delete("small")

    assert Text("Second", "第二") == put_away(shelf.directory)[0].title
    assert Text("Second", "第二") == read_case(shelf.restore("small")).case.title


@pytest.mark.parametrize("act", ["archive", "delete", "rename"])
def test_a_shipped_case_stays_as_it_is(shelf, act):
    with pytest.raises(InputError, match="ships with the dashboard"):
        getattr(shelf, act)(SHIPPED, *(["other"] if act == "rename" else []))

    assert is_shipped(find_case(SHIPPED))
    assert not is_shipped(find_case("small"))


@pytest.mark.parametrize("slug", ["../out", "A", "", "universe", "a/b", ".hidden", "con"])
def test_a_name_that_is_no_slug_is_refused(shelf, slug):
    with pytest.raises(InputError, match=r"cannot name a case|already"):
        shelf.rename("small", slug)
    with pytest.raises(NotFoundError):
        shelf.restore(slug or "nothing")

    assert ["small"] == slugs()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_directory_is_said(shelf):
    shelf.directory.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot be written"):
            shelf.delete("small")
    finally:
        shelf.directory.chmod(0o700)
    assert ["small"] == slugs()


def test_a_full_disk_leaves_the_case_where_it_was(shelf, monkeypatch):
    def full(*_, **__):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(InputError, match="No space left"):
        shelf.rename("small", "large")

    assert ["small"] == slugs()


class Killed(BaseException):
    """The process is no more: nothing that it wanted to do afterwards is done."""


def killing(patch, after):
    """Let `after` changes of the disk through; the process dies with the next."""
    done = []

    def counted(act):
        def call(*arguments, **options):
            done.append(act)
            if len(done) > after:
                raise Killed
            return act(*arguments, **options)

        return call

    for name in ("rename", "replace", "unlink", "rmdir"):
        patch.setattr(os, name, counted(getattr(os, name)))


@pytest.mark.slow
@pytest.mark.parametrize("act", ["rename", "delete", "archive", "duplicate"])
def test_a_kill_at_any_step_leaves_a_readable_case_and_the_next_act_completes_it(
    shelf, act, monkeypatch
):
    history.record(shelf.store, "small", "", "case-changed")
    kept = shelf.directory.parent / "kept"
    for part in (shelf.directory, shelf.store):
        shutil.copytree(part, kept / part.name)
    for after in range(40):
        for part in (shelf.directory, shelf.store):
            shutil.rmtree(part)
            shutil.copytree(kept / part.name, part)
        with monkeypatch.context() as patch:
            killing(patch, after)
            try:
                act_on(shelf, act)
                survived = True
            except Killed:
                survived = False
        readable = own_slugs(shelf) | {each.slug for each in put_away(shelf.directory)}
        assert readable & {"small", "large"}
        with pytest.raises(NotFoundError):
            CaseShelf(shelf.store).restore("nothing")
        assert not (shelf.directory / JOURNAL).exists()
        if act == "rename":
            (slug,) = own_slugs(shelf)
            assert "case-changed" in actions(shelf, slug)
        if survived:
            return
    pytest.fail("never came to its end")


def own_slugs(shelf):
    """Every case of the directory, read whole."""
    found = [path for path in shelf.directory.iterdir() if not path.name.startswith(".")]
    assert all(path.name == read_case(path).case.slug for path in found)
    return {path.name for path in found}


def act_on(shelf, act):
    match act:
        case "rename":
            shelf.rename("small", "large")
        case "duplicate":
            shelf.duplicate(find_case("small"), "large")
        case _:
            getattr(shelf, act)("small")


def test_of_two_who_take_one_name_the_second_is_told(shelf):
    shelf.duplicate(find_case("small"), "third")
    told = []

    def take(slug):
        try:
            shelf.rename(slug, "wanted")
        except InputError as error:
            told.append(str(error))

    both = [threading.Thread(target=take, args=(slug,)) for slug in ("small", "third")]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert 1 == len(told)
    assert "“wanted” already" in told[0]
    assert 1 == len({"small", "third"}.intersection(slugs()))


def remarks(shelf):
    return [note.text for note in read_notes(shelf.store, "small")]


def remark(shelf, text):
    case = read_case(find_case("small")).case
    add_note(shelf.store, case, "evidence", case.evidence[0].id, "note", text)


def test_a_new_case_does_not_inherit_what_was_said_of_a_deleted_one_of_its_name(shelf):
    remark(shelf, "of the first")
    gone = shelf.delete("small")
    assert [] == remarks(shelf)
    shelf.bring_in(unpacked_case(case_zip(gone.path)), "small")
    remark(shelf, "of the second")
    assert ["case-made", "note-added"] == actions(shelf, "small")[::-1]

    again = shelf.delete("small")
    shelf.restore(gone.name)
    assert ["of the first"] == remarks(shelf)
    assert {"note-added", "case-deleted", "case-restored"} == set(actions(shelf, "small"))
    shelf.archive("small")
    assert [] == remarks(shelf)
    shelf.restore(again.name)
    assert ["of the second"] == remarks(shelf)


def test_a_folder_removed_by_hand_leaves_nothing_to_a_new_case_of_its_name(shelf):
    remark(shelf, "of the first")
    zipped = case_zip(find_case("small"))
    shutil.rmtree(find_case("small"))
    shelf.bring_in(unpacked_case(zipped), "small")
    assert [] == remarks(shelf)
    assert 1 == len(list((shelf.store / "notes").glob("small.jsonl~*")))
