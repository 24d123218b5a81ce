"""Former names: from two lists, from dated changes, and which company a name meant on a day."""

from datetime import date

import pytest

from dashboard.language.language import language
from dashboard.market.former_names import FormerName
from dashboard.market.listing import Listed, Listing
from dashboard.market.listing_succession import succeed, with_dated_names
from dashboard.market.listing_table import listing_from_table, listing_table
from dashboard.market.name_history import NameSpan
from dashboard.market.shipped_listing import AS_OF, BEFORE, shipped_listing


def listing(day, *entries):
    return Listing(tuple(entries), "test", f"{day}T08:00:00Z")


OLD = listing(
    "2026-06-13",
    Listed("300001.SZ", "旧名股份", "chinext", "jmgf", date(2010, 1, 1)),
    Listed("300002.SZ", "不变股份", "chinext"),
    Listed("300003.SZ", "离开股份", "chinext"),
)
NEW = listing(
    "2026-11-20",
    Listed("300001.SZ", "新名股份", "chinext", "xmgf"),
    Listed("300002.SZ", "XD不变股", "chinext"),
)


def test_a_newer_list_keeps_the_name_that_the_older_one_saw():
    (entry,) = succeed(NEW, OLD).recognise("旧名股份")

    assert ("300001.SZ", "新名股份") == (entry.symbol, entry.name)
    assert (FormerName(date(2026, 11, 20), date(2026, 6, 13), "旧名股份"),) == entry.former
    assert date(2010, 1, 1) == entry.listed


def test_a_mark_of_the_day_is_no_new_name():
    again = succeed(listing("2026-11-20", Listed("300002.SZ", "XD不变股份", "chinext")), OLD)

    assert () == again.by_symbol["300002.SZ"].former


def test_who_left_between_two_lists_is_still_found_and_not_asked_for():
    entry = succeed(NEW, OLD).by_symbol["300003.SZ"]

    assert (date(2026, 6, 13), False) == (entry.seen, entry.is_traded)


def test_a_third_list_adds_to_what_the_second_kept():
    newest = listing("2027-01-08", Listed("300001.SZ", "末名股份", "chinext"))

    entry = succeed(newest, succeed(NEW, OLD)).by_symbol["300001.SZ"]

    assert ["旧名股份", "新名股份"] == [each.name for each in entry.former]


def test_a_source_with_dates_replaces_between_two_lists():
    spans = [
        NameSpan("300001.SZ", "旧名股份", None, date(2026, 7, 1), "szse"),
        NameSpan("300001.SZ", "新名股份", date(2026, 7, 2), None, "szse"),
    ]

    (former,) = with_dated_names(succeed(NEW, OLD), spans).by_symbol["300001.SZ"].former

    assert FormerName(date(2026, 7, 2), date(2026, 7, 1), "旧名股份") == former
    assert "旧名股份 until 1 Jul 2026" == language("en").say(former.said())


def test_what_a_list_saw_is_read_back_from_its_table():
    kept = succeed(NEW, OLD)

    assert kept.entries == listing_from_table(listing_table(kept), "test", "").entries


def test_a_list_of_an_earlier_version_is_read():
    table = listing_table(NEW).drop(columns=["former", "seen"])

    assert NEW.entries == listing_from_table(table, "test", "").entries


# The list that ships --------------------------------------------------


@pytest.mark.parametrize("text", ["835185", "920185", "835185.BJ", "贝特瑞"])
def test_a_company_of_beijing_is_one_and_found_by_either_code(text):
    (entry,) = shipped_listing().recognise(text)

    assert ("920185.BJ", "835185") == (entry.symbol, entry.old_code)


def test_a_former_name_finds_its_stock_and_says_between_which_months():
    (entry,) = shipped_listing().recognise("国华网安")

    assert "000004.SZ" == entry.symbol
    said = "国华网安, given up between September 2021 and June 2026"
    assert said == language("en").say(entry.former[0].said())
    assert "2021年9月" in language("zh").say(entry.former[0].said())


@pytest.mark.parametrize(
    ("day", "symbols"),
    [
        (None, ["603031.SS", "605198.SS"]),
        (date(2021, 8, 2), ["603031.SS"]),
        (date(2026, 7, 1), ["605198.SS"]),
        (date(2024, 1, 2), ["603031.SS", "605198.SS"]),
    ],
)
def test_a_name_that_two_companies_bore_is_resolved_by_the_day_or_both_are_shown(day, symbols):
    whole = shipped_listing().recognise("安德利", day)
    inside = shipped_listing().mentioned("安德利上涨了5%", day)

    assert symbols == sorted(each.symbol for each in whole)
    assert symbols == sorted(each.symbol for each in inside)


def test_every_entry_of_the_shipped_list_is_an_a_share_with_a_name():
    entries = shipped_listing().entries

    assert 5851 == len(entries) == len({each.symbol for each in entries})
    assert all(each.name and each.board not in {"index", "unknown"} for each in entries)
    assert {(AS_OF, BEFORE)} == {(each.gone, each.seen) for e in entries for each in e.former}
