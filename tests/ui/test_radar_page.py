"""The radar's page: what is kept is shown, in place, from the link; nothing is computed for it."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from dashboard.cases.folders import read_case
from dashboard.radar import looking
from dashboard.radar.kept import FOLDER, agreements, file_of, keep, packed
from dashboard.radar.membership import Theme
from dashboard.store.theme_changes import DayList, Listed, take
from dashboard.store.themes import ThemeLog
from dashboard.store.universe_file import matrix_digest, write_universe
from dashboard.ui.radar.full_list import HEADS, list_csv
from dashboard.ui.radar_link import row_key
from tests.html.test_radar_words import HOSTILE, evening_of, two_lists
from tests.radar.conftest import market  # noqa: F401 - its market
from tests.ui.reading import texts

pytestmark = pytest.mark.slow


@pytest.fixture
def kept(store_folder, monkeypatch):
    """Two evenings kept, and nobody there to make another."""
    for seed in (1, 5):
        evening = evening_of(seed)
        keep(packed(evening), evening.day, store_folder)
    monkeypatch.delattr(looking, "look")
    return max((evening_of(1), evening_of(5)), key=lambda each: each.day)


def ranks(app):
    return [int(n) for n in re.findall(r'<td class="c0">(\d+)</td>', texts(app))]


def test_the_latest_evening_opens_over_five_sessions(kept, opened):
    app = opened("radar")
    heads = [e for e in kept.of_span(5) if e.rank and e.under is None]

    assert [e.rank for e in heads] == ranks(app)
    assert f"{len(kept.entries)} themes, 3,000 stocks" in texts(app)
    assert [] == list(app.exception)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_theme_opens_below_its_row_and_closes_again(kept, opened, lang):
    entry = next(e for e in kept.of_span(3) if e.detail is not None and e.under is None)
    app = opened("radar", span="3", row=row_key(entry.theme), lang=lang)

    assert 1 == texts(app).count('class="radarpanel"')
    assert 1 == texts(app).count('aria-expanded="true"')
    assert {"day", "row", "span"} >= {"row"} & {*app.query_params}
    (close,) = re.findall(r'<a href="([^"]*)"[^>]*aria-expanded="true"', texts(app))
    assert "row=" not in close
    assert "<script" not in texts(app)
    assert HOSTILE in html.unescape(texts(app))


def test_words_find_a_theme_and_say_when_there_is_none(kept, opened):
    found = [e.rank for e in kept.of_span(10) if "theme 1" in e.theme.name and e.under is None]

    assert found == [n for n in ranks(opened("radar", q="THEME 1", span="10")) if n in found]
    every = ranks(opened("radar", span="10"))
    assert len(ranks(opened("radar", q="theme 1", span="10"))) < len(every)
    assert "No theme of this evening matches" in texts(opened("radar", q="nowhere"))


def test_themes_are_kept_to_those_on_which_sources_agree_or_differ(kept, opened, store_folder):
    both = two_lists(kept)
    keep(packed(both), both.day, store_folder)
    agreed = agreements(both, 10)
    heads = [e for e in both.of_span(10) if e.rank and e.under is None]

    for wanted in ("yes", "no"):
        shown = [e.rank for e in heads if agreed[e.theme] == wanted]
        assert shown == ranks(opened("radar", span="10", agree=wanted))
    app = opened("radar", span="10", agree="maybe", row=row_key(heads[0].theme))
    assert "“agree=maybe” was ignored: it can be yes, no" in texts(app)
    assert 'data-name="sources"' in texts(app)
    keep(packed(kept), kept.day, store_folder)
    app = opened("radar", agree="yes")
    assert "“agree=yes” was ignored" in texts(app)
    assert ranks(app)


def test_what_a_link_cannot_mean_is_named(kept, opened):
    app = opened("radar", day="2020-01-01", span="4", row="a:nobody", view="x")

    for told in ("“day=2020-01-01”", "“span=4”", "“row=a:nobody”", "“view=x”"):
        assert f"{told} was ignored" in texts(app)
    assert ranks(app)


def test_the_whole_list_is_a_file(kept):
    lines = list_csv(kept).decode("utf-8-sig").splitlines()

    assert ",".join(HEADS) == lines[0]
    assert len(kept.entries) + 1 == len(lines)


def test_before_the_first_evening_it_says_how_one_comes(opened, store_folder):
    text = texts(opened("radar"))

    for command in ("refresh --universe", "themes import", "market-narrative radar"):
        assert command in text
    assert 'href="radar?lang=en&amp;view=lists"' in text
    assert not (store_folder / FOLDER).exists()


def test_it_says_which_of_what_it_needs_is_there_and_only_then_offers_a_scan(
    opened,
    store_folder,
    market,  # noqa: F811
):
    first = opened("radar")
    assert 2 == texts(first).count("still missing")
    assert "radar_scan" not in [button.key for button in first.button]
    day = date(2024, 1, 1)
    take(ThemeLog(store_folder / "themes"), DayList("Desk", day, (Listed("600000.SS", "x"),)))
    made = "2024-05-01T00:00:00Z"
    write_universe(replace(market, digest=matrix_digest(market), made=made), store_folder)
    app = opened("radar")
    assert f"there: {len(market.symbols)} stocks, to 29 Apr 2024" in texts(app)
    assert "there: Desk" in texts(app)
    assert "radar_scan" in [button.key for button in app.button]


def test_a_damaged_evening_is_one_sentence(kept, opened, store_folder):
    file_of(store_folder, kept.day).write_bytes(b"PAR1")

    assert "is no evening of the radar" in texts(opened("radar"))


@pytest.fixture
def cases(tmp_path, monkeypatch, clear_caches):
    """Directory of cases of one's own, empty; no job is started."""
    folder = tmp_path / "cases"
    folder.mkdir()
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(folder))
    monkeypatch.setattr("dashboard.refresh.jobs.Jobs.start", lambda *_: None)
    return folder


def looked_at(kept):
    """A theme that was looked at closely and can become a case."""
    return next(
        e
        for e in kept.entries
        if e.detail is not None and e.under is None and sum(m.gain > -1 for m in e.detail.members)
    )


@pytest.mark.parametrize(("button", "page"), [("radar_case", "edit"), ("radar_filings", "filings")])
def test_a_theme_becomes_a_draft_and_the_page_asked_for_opens_on_it(
    kept, opened, cases, button, page, monkeypatch
):
    went = []
    monkeypatch.setattr(
        "streamlit.switch_page",
        lambda to, query_params: went.append((to.url_path, query_params["case"])),
    )
    entry = looked_at(kept)
    app = opened("radar", span=str(entry.span), row=row_key(entry.theme))
    app.button(key=button).click().run()

    assert not app.exception
    (made,) = cases.iterdir()
    read = read_case(made)
    assert {m.symbol for m in entry.detail.members if m.gain > -1} == {*read.case.symbols}
    assert {mark.row for mark in read.marks} >= {f"stocks:{each}" for each in read.case.symbols}
    assert [(page, made.name)] == went
    there = texts(opened(page, case=made.name))
    assert (read.case.title.en if page == "edit" else "No document is kept here yet") in (
        html.unescape(there)
    )


def test_filings_of_a_theme_are_looked_for_in_the_case_that_has_it(
    kept, opened, cases, store_folder, shipped
):
    entry = looked_at(kept)
    symbols = iter(shipped.case.symbols)
    members = tuple(replace(m, symbol=next(symbols, m.symbol)) for m in entry.detail.members)
    n = sum(m.symbol in shipped.case.symbols for m in members)
    theme = Theme("Liquid Cooling stocks", "a")
    own = replace(entry, theme=theme, detail=replace(entry.detail, members=members))
    entries = tuple(own if e is entry else e for e in kept.entries)
    keep(packed(replace(kept, entries=entries)), kept.day, store_folder)

    app = opened("radar", span=str(own.span), row=row_key(theme))
    text = html.unescape(texts(app))

    assert "filings?lang=en&case=liquid-cooling-2025&story=liquid-cooling" in text
    assert f"has {n} of the {len(members)} stocks and a story of this theme" in text
    assert f"Documents of 0 of the {len(members)} stocks" in text
    assert "radar_filings" not in [button.key for button in app.button]


def test_who_may_only_read_has_no_button(kept, opened, cases, monkeypatch):
    entry = next(e for e in kept.of_span(5) if e.detail is not None and e.under is None)
    monkeypatch.setattr("dashboard.ui.people_view.may_edit", lambda: False)
    app = opened("radar", row=row_key(entry.theme))

    assert 1 == texts(app).count('class="radarpanel"')
    assert not {"radar_case", "radar_filings"} & {button.key for button in app.button}
    assert "no case has this theme yet" in texts(app)
