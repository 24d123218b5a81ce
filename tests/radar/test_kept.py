import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard.errors import InputError, StoreError
from dashboard.market.theme_members import COLUMNS
from dashboard.radar.cross_section import cross_section
from dashboard.radar.disclosure import Record
from dashboard.radar.kept import (
    agreements,
    file_of,
    keep,
    kept_days,
    kept_key,
    load_evening,
    packed,
    rank_history,
)
from dashboard.radar.looking import look
from dashboard.radar.membership import Theme, list_for, membership
from dashboard.radar.nightly import inputs, theme_table
from dashboard.radar.scan import scan
from dashboard.radar.splits import splits
from dashboard.store.universe_file import matrix_digest, write_universe
from tests.radar.evenings import do_evening

HOSTILE = "<script>alert(1)</script>\"'"


@pytest.fixture(scope="module")
def table(market, random_themes):
    """Twenty random themes; one whose name is markup; one of two stocks, too small for a rank."""
    themes = random_themes(n=20) | {HOSTILE: range(6), "pair": range(2)}
    rows = [
        (market.symbols[at], name, "a", "", "2024-01-01", None)
        for name, columns in themes.items()
        for at in columns
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def given(tmp_path, market, table):
    """Store with the market and its themes."""
    kept = replace(market, digest=matrix_digest(market), made="2024-05-01T00:00:00Z")
    write_universe(kept, tmp_path)
    return inputs(tmp_path, table)


def of_prices(given, market, closes):
    """The same store after a refresh: other prices, the same themes."""
    other = replace(market, closes=closes)
    write_universe(
        replace(other, digest=matrix_digest(other), made="2024-05-02T00:00:00Z"), given.store
    )
    return inputs(given.store, given.table)


@pytest.mark.slow
def test_an_evening_reads_back_as_it_was_made(given, market, last):
    made = look(market, membership(given.table, market.symbols, last), last, key="made from this")
    keep(packed(made), last, given.store)

    assert (last,) == kept_days(given.store)
    assert repr(made) == repr(load_evening(given.store, last))


@pytest.mark.slow
def test_its_numbers_are_those_of_the_scan_and_the_splits(given, market, last):
    outcome, kept = do_evening(given, last)
    held = membership(given.table, market.symbols, last)
    found = scan(market, held, last)
    entry = kept.of_span(5)[0]
    row, column = held.row(entry.theme), found.column(5)

    assert "kept" == outcome
    assert found.numbers.move[row, column] == entry.move
    assert found.numbers.rate[row, column] == entry.rate
    assert found.numbers.score[:, column][np.isfinite(found.numbers.score[:, column])].max() == (
        entry.score
    )
    best = splits(cross_section(market, last, 5), held, entry.theme).best
    assert (best.label, best.adjusted, best.symbols) == (
        entry.detail.splits[0].label,
        entry.detail.splits[0].adjusted,
        entry.detail.splits[0].symbols,
    )
    assert 0 == entry.path[0]
    assert 6 == len(entry.path)


@pytest.mark.slow
def test_all_themes_are_kept_also_what_did_not_stand_out(given, last):
    _, kept = do_evening(given, last)

    for span in kept.spans:
        names = [entry.theme.name for entry in kept.of_span(span)]
        assert sorted({*given.table["theme"]}) == sorted(names)
        (pair,) = [entry for entry in kept.of_span(span) if entry.theme.name == "pair"]
        assert (0, 2) == (pair.rank, pair.listed)


@pytest.mark.slow
def test_the_same_is_not_made_twice_and_a_later_session_changes_nothing(given, market, last):
    day = market.days[-2].item()
    do_evening(given, day)
    before = file_of(given.store, day).stat().st_mtime_ns
    closes = market.closes.copy()
    closes[-1] *= 2
    later = of_prices(given, market, closes)

    assert ("same", "same") == (do_evening(given, day)[0], do_evening(later, day)[0])
    assert before == file_of(given.store, day).stat().st_mtime_ns
    closes[-2] *= 2
    assert "kept" == do_evening(of_prices(given, market, closes), day)[0]
    fewer = replace(given, table=given.table.iloc[1:])
    assert "kept" == do_evening(fewer, day)[0]


@pytest.mark.slow
def test_a_draft_that_was_left_is_no_evening_and_a_damaged_file_is_made_anew(given, last):
    _, kept = do_evening(given, last)
    file = file_of(given.store, last)
    file.with_name(f".{last}.{'0' * 32}.tmp").write_bytes(b"half")
    whole = file.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"PAR1"):
        file.write_bytes(content)
        with pytest.raises(StoreError, match=f"radar --day {last}"):
            load_evening(given.store, last)
        assert "" == kept_key(given.store, last)
        assert (last,) == kept_days(given.store)
    assert "kept" == do_evening(given, last)[0]
    assert kept.key == kept_key(given.store, last)


@pytest.mark.slow
def test_a_file_under_another_day_is_refused(given, market, last):
    do_evening(given, last)
    other = market.days[-3].item()
    file_of(given.store, last).rename(file_of(given.store, other))

    with pytest.raises(StoreError):
        load_evening(given.store, other)


@pytest.mark.slow
def test_history_is_read_from_the_evenings_kept(given, market):
    days = [day.item() for day in market.days[-3:]]
    made = [do_evening(given, day)[1] for day in days]
    theme = made[-1].of_span(5)[0].theme
    (damaged := file_of(given.store, days[0])).write_bytes(damaged.read_bytes()[:50])

    past = rank_history(given.store, theme, 5)

    assert days[1:] == [each.day for each in past]
    assert 1 == past[-1].rank
    for each, kept in zip(past, made[1:], strict=True):
        (own,) = [entry for entry in kept.of_span(5) if entry.theme == theme]
        assert (own.rank, own.move) == (each.rank, each.move)
    assert () == rank_history(given.store, Theme("nobody", "a"), 5)


@pytest.mark.slow
def test_a_later_list_makes_an_evening_restated(given, market, last):
    late = given.table.assign(first_seen=last.isoformat())
    day = market.days[-4].item()

    assert last == list_for(late, day)
    _, kept = do_evening(replace(given, table=late), day)
    assert ("restated", last) == (kept.mode, kept.listed_on)


@pytest.mark.slow
def test_lists_of_several_sources_are_held_side_by_side(given, market, last):
    own = given.table[given.table["theme"] == "theme 003"]
    less = own.iloc[: len(own) * 3 // 4].assign(source="b", theme="Theme 003 概念")
    few = own.iloc[:2].assign(source="c")
    unpriced = few.assign(source="d", stock="999999.SS")
    table = pd.concat([given.table, less, few, unpriced])
    _, made = do_evening(replace(given, table=table), last)
    kept = load_evening(given.store, last)
    entry = kept.entry(Theme("theme 003", "a"), 5)

    assert repr(made) == repr(kept)
    assert [("b", len(less), len(own) - len(less)), ("c", 2, len(own) - 2)] == [
        (each.theme.source, each.both, len(each.here)) for each in entry.others
    ]
    (back, _) = kept.entry(Theme("Theme 003 概念", "b"), 5).others
    assert (entry.theme, True, ()) == (back.theme, back.same_name, back.here)
    agreed = agreements(kept, 5)
    assert {"no", "alone"} == {agreed[entry.theme], agreed[Theme("theme 004", "a")]}
    # Without the short list the others agree, unless one of them stands out and one does not.
    without = replace(entry, others=entry.others[:1])
    entries = tuple(without if e is entry else e for e in kept.entries)
    twin = kept.entry(without.others[0].theme, 5)
    for out, said in ((twin.stands_out, "yes"), (not twin.stands_out, "no")):
        changed = tuple(replace(e, stands_out=out) if e is without else e for e in entries)
        assert said == agreements(replace(kept, entries=changed), 5)[entry.theme]


@pytest.mark.slow
def test_an_evening_kept_before_sources_were_compared_is_read(given, last):
    _, kept = do_evening(given, last)
    file = file_of(given.store, last)
    table = pq.read_table(file)
    head = json.loads(table.schema.metadata[b"market-narrative"]) | {"format": 1}
    del head["compared"]
    old = table.drop_columns("others")
    pq.write_table(old.replace_schema_metadata({"market-narrative": json.dumps(head)}), file)

    assert repr(replace(kept, compared=False)) == repr(load_evening(given.store, last))


@pytest.mark.slow
def test_what_is_on_file_is_kept_with_each_member(given, last, monkeypatch):
    filed = {given.matrix.symbols[3]: Record(grade=2, denials=1)}
    monkeypatch.setattr("dashboard.radar.shards._filed", lambda *_: lambda _theme: filed)

    _, kept = do_evening(given, last)

    members = [m for e in kept.entries if e.detail for m in e.detail.members]
    known = {m.symbol: m.record for m in members if m.record != Record()}
    assert filed == known
    of = next(e.detail for e in kept.entries if e.detail and e.detail.documented)
    assert (1, 1) == (of.documented, of.assessed)


def test_a_store_without_prices_or_themes_says_what_to_do(given, tmp_path):
    empty = tmp_path / "empty"

    with pytest.raises(InputError, match="refresh --universe"):
        inputs(empty, given.table)
    with pytest.raises(InputError, match="themes import"):
        inputs(given.store, theme_table(given.store))
    assert () == kept_days(empty)
    assert load_evening(empty, date(2024, 1, 2)) is None
