"""Search over everything: what can be found of a case, and in which order."""

import time
from dataclasses import replace

import pytest

from dashboard.analysis.everything.matching import search
from dashboard.analysis.everything.rows import Row, Shelf, folded, shelf_of
from dashboard.case import ConceptTag, Text
from dashboard.cases.folders import find_case, read_case
from dashboard.market.shipped_listing import shipped_listing
from tests.shipped_cases import SHIPPED


def shelf(slug="liquid-cooling-2025", **changes):
    case = replace(read_case(find_case(slug)).case, **changes)
    return shelf_of(case, shipped_listing().by_symbol)


@pytest.fixture(scope="module")
def shelves():
    return [shelf(slug) for slug in SHIPPED]


def ids(shelves, typed, kind, **options):
    found = [each for each in search(shelves, typed, **options) if each.kind == kind]
    return [hit.row.id for each in found for hit in each.best]


def test_all_of_a_case_can_be_found():
    case = read_case(find_case("liquid-cooling-2025")).case
    kinds = [row.kind for row in shelf().rows]

    assert 1 == kinds.count("case")
    assert len(case.stocks) == kinds.count("stock")
    assert len(case.events) == kinds.count("event")
    assert len(case.claims) == kinds.count("claim")
    assert len(case.evidence) == kinds.count("evidence")


@pytest.mark.parametrize("typed", ["依米康", "yimikang", "YIMI", "300249", "３００２４９．sz"])
def test_a_stock_is_found_by_name_code_and_width(shelves, typed):
    assert ["300249.SZ"] == ids(shelves, typed, "stock")


def test_a_word_of_either_language_finds_events_claims_and_evidence(shelves):
    for typed in ("alibaba", "阿里"):
        assert "alibaba-chair-confirms" in ids(shelves, typed, "event"), typed
        assert "athub-link" in ids(shelves, typed, "claim"), typed
        assert "athub-ali" in ids(shelves, typed, "evidence"), typed


def test_every_word_has_to_occur(shelves):
    assert ["apple-alibaba-report"] == ids(shelves, "alibaba 9to5mac", "event")
    assert [] == search(shelves, "alibaba zzz")
    assert [] == search(shelves, "  ")


def test_a_tag_is_found_with_its_stock_and_source():
    day = read_case(find_case("liquid-cooling-2025")).case.window.last
    tag = ConceptTag("t1", "300249.SZ", "CPO概念", "Eastmoney", day, source_zh="东方财富")
    tagged = shelf(tags=(tag,))

    assert ["t1"] == ids([tagged], "cpo 依米康", "tag")
    assert ["t1"] == ids([tagged], "东方财富", "tag")


def row(name, title, searched=""):
    return Row("event", name, Text(title, ""), searched=folded(title, searched))


def test_what_is_called_so_comes_first_then_what_begins_with_it_then_what_holds_it():
    rows = [
        row("elsewhere", "Other", "cooling"),
        row("inside", "Liquid cooling"),
        row("begins", "Cooling towers"),
        row("is", "Cooling"),
    ]
    found = ids([Shelf.of("a", Text("A", ""), rows)], "cooling", "event")

    assert ["is", "begins", "inside", "elsewhere"] == found


def test_among_equals_the_case_at_hand_comes_first():
    shelves = [Shelf.of(slug, Text(slug, ""), [row(slug, "Same")]) for slug in ("a", "b", "c")]

    assert ["a", "b", "c"] == ids(shelves, "same", "event")
    assert ["c", "a", "b"] == ids(shelves, "same", "event", here="c")


def test_as_many_as_are_wanted_are_returned_and_all_are_counted(shelves):
    (found,) = [each for each in search(shelves, "liquid", most=3) if each.kind == "evidence"]

    assert 3 == len(found.best)
    said = [row.searched for row in shelves[0].rows if row.kind == "evidence"]
    assert sum("liquid" in each for each in said) == found.total > 3


@pytest.mark.slow
def test_a_thousand_cases_are_looked_through_within_a_tenth_of_a_second(shelves):
    many = [replace(each, slug=f"{each.slug}-{n}") for n in range(340) for each in shelves]
    search(many, "warm")
    begun = time.thread_time()  # whatever else the machine is busy with
    for typed in ("液冷", "alibaba summit", "依米康", "zzz"):
        search(many, typed)

    assert time.thread_time() - begun < 4 * 0.1
