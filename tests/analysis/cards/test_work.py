"""A card is what its case's page says, kept until something that it rests on changes."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboard.analysis.answer.words import headline
from dashboard.analysis.cards import work
from dashboard.analysis.cards.card import FAILED, as_plain, card_of, read_card
from dashboard.analysis.cards.work import card_key, kept_card, work_out
from dashboard.analysis.cards.workshop import Workshop, has_prices
from dashboard.case import Text
from dashboard.cases.entries import entry_of
from dashboard.cases.folders import read_case
from dashboard.errors import N_, PriceError
from dashboard.language.language import Language
from dashboard.store import kept_work
from tests.shipped_cases import shipped_trial

SMALL = Path(__file__).parents[2] / "data" / "small"


@pytest.fixture(scope="module")
def card():
    return card_of(shipped_trial())


@pytest.fixture
def small(tmp_path):
    """Entry of a small case that a test may spoil."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "cases" / "small"))
    return entry_of(read_case(folder), folder)


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def test_a_card_says_what_the_page_of_its_case_says(card, shipped):
    trial = shipped_trial()
    assert trial.answer.kind == card.kind
    assert Text(*(headline(trial.answer, Language(code)) for code in ("en", "zh"))) == card.headline
    assert [group.title for group in shipped.case.groups] == [row.title for row in card.rows]
    assert [4, 4] == [len(row.dots) for row in card.rows]
    assert [0.315, 0.038] == [round(row.mean, 3) for row in card.rows]
    assert (date(2025, 2, 13), "2025-02-13T07:00:00+00:00") == (card.through, card.closes)


def test_a_card_comes_back_from_json_as_it_was(card):
    assert card == read_card(as_plain(card))


def test_a_window_that_prices_do_not_reach_the_end_of_has_returns_and_no_answer(small, store):
    file = small.path / "prices.csv"
    rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(row for row in rows if "2025-02-13" not in row), encoding="utf-8")
    card = work_out(entry_of(read_case(small.path), small.path), store)
    assert (None, "") == (card.kind, card.trouble.en)
    assert card.through is None or card.through < date(2025, 2, 13)


def test_a_card_is_worked_out_once_and_again_when_something_changes(small, store, monkeypatch):
    first = work_out(small, store)
    assert first == kept_card(small, store)

    changed = small.path / "case.toml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("A small case", "Another"))
    assert None is kept_card(entry_of(read_case(small.path), small.path), store)
    assert first == kept_card(small, store)
    monkeypatch.setattr(kept_work, "software", lambda: "the next version")
    assert None is kept_card(small, store)


def test_a_case_on_the_prices_of_the_store_has_another_card_when_these_change(small, store):
    for name in ("prices.csv", "prices.toml"):
        (small.path / name).unlink()
    entry = entry_of(read_case(small.path), small.path)
    assert not has_prices(entry, store)
    series = store / "series" / entry.series[0]
    series.mkdir(parents=True)
    assert has_prices(entry, store)
    before = card_key(entry, store)
    (series / "tencent.parquet").write_bytes(b"")
    assert before != card_key(entry, store)


@pytest.mark.parametrize("damage", ["", "{}", "[1]", "rows"])
def test_a_damaged_card_is_worked_out_again(small, store, damage):
    work_out(small, store)
    (file,) = (store / "cards" / "answers").iterdir()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"rows"', '"raws"') if damage == "rows" else damage)
    assert None is kept_card(small, store)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PriceError(N_("The case “{slug}” has no prices yet."), slug="small"), "“small”"),
        (RuntimeError("a slip of ours"), FAILED),
    ],
)
def test_what_keeps_a_card_from_being_worked_out_is_its_one_sentence(
    small, store, monkeypatch, error, said
):
    def fail(trial):
        raise error

    monkeypatch.setattr(work, "card_of", fail)
    card = work_out(small, store)
    assert said in card.trouble.en
    assert card.trouble.zh != card.trouble.en
    assert card == kept_card(small, store)


@pytest.mark.slow
def test_missing_cards_are_worked_out_behind_and_then_are_at_hand(small, store, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(small.path.parent))
    workshop = Workshop()
    assert {} == workshop.look([small], store)
    assert workshop.is_working
    workshop.wait()
    found = workshop.look([small], store)
    assert [small.path] == list(found)
    assert found[small.path] == kept_card(small, store)
    assert not workshop.is_working
    # Another process of the dashboard finds it in the store.
    assert found == Workshop().look([small], store)


def test_a_case_that_ends_the_process_behind_is_in_trouble_and_is_not_tried_again(
    small, store, monkeypatch
):
    monkeypatch.setattr(
        "dashboard.analysis.cards.workshop.COMMAND",
        ("-c", 'print(\'{"folder": "%s"}\'); raise SystemExit(3)' % small.path),  # noqa: UP031
    )
    workshop = Workshop()
    workshop.look([small], store)
    workshop.wait()
    found = workshop.look([small], store)
    assert FAILED == found[small.path].trouble.en
    assert not workshop.is_working
