"""Lists of themes on the page of the radar: shown as read, stored on request, harmless."""

import html
import io
import re
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard.cases.cells import NOT_TEXT
from dashboard.market.theme_names import MAX_NAME, fold
from dashboard.pricefiles import worker
from dashboard.pricefiles.themes import read_theme_file
from dashboard.store.theme_changes import DayList, Listed, take
from dashboard.store.themes import ThemeLog
from tests.hostile.page_faults import faults
from tests.hostile.strings import ALL, storable
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

DAY = date(2025, 2, 10)
LIST = [("300249.SZ", "液冷概念"), ("603881.SS", "液冷概念"), ("600018.SS", "港口")]


@pytest.fixture
def log(store_folder):
    return ThemeLog(store_folder / "themes")


@pytest.fixture
def page(opened, clear_caches):
    """The lists of themes, and a file given to them."""

    def open_page(content=None, *, source="own", day="2025-02-11", **query):
        app = opened("radar", view="lists", **query)
        if content is None:
            return app
        data = content if isinstance(content, bytes) else content.encode()
        app.file_uploader(key="lists_file").set_value(("list.csv", data, "text/csv"))
        app.text_input(key="lists_source").set_value(source)
        app.text_input(key="lists_day").set_value(day)
        return app.run()

    return open_page


def csv(rows):
    return pd.DataFrame(rows, columns=["code", "theme"]).to_csv(index=False)


def said(app):
    assert not app.exception
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", texts(app))))


def press(app, key):
    app.button(key=key).click().run()
    app.session_state["lists_job"].wait(60)
    return app.run()


def lasting(log):
    table = log.table()
    return set(table.loc[table["last_seen"].isna(), "theme"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sources_are_listed_with_their_latest_list_and_what_is_held_back(page, log, lang):
    take(log, DayList("Desk", DAY, tuple(Listed(*row) for row in LIST)))
    take(log, DayList("Desk", date(2025, 2, 12), tuple(Listed(*row) for row in LIST[:2])))
    told = said(page(lang=lang))

    assert re.search(r"Desk 2025-02-12 2 3 3 0 1\b", told)
    assert "港口" in told
    assert {"en": "2 themes of 1 source", "zh": "1 个来源，2 个题材"}[lang] in told


def test_a_file_is_shown_with_what_it_changes_and_stored_when_asked(page, log):
    take(log, DayList("Own", DAY, tuple(Listed(*row) for row in LIST)))
    app = page(csv([*LIST[:2], ("002837", "液冷 概念")]))
    told = said(app)

    assert "Own, 2025-02-11: 1 new, 2 as before, 0 gone" in told
    assert "No member of “港口” is listed any more (1 until 2025-02-10)" in told
    assert 3 == len(log.table())
    told = said(press(app, "lists_start"))
    assert "held back Own, 2025-02-11: 1 new" in told
    assert (4, {"液冷概念", "港口"}) == (len(log.table()), lasting(log))
    assert "stored Own, 2025-02-11: 0 new, 3 as before, 1 gone" in said(press(app, "lists_confirm"))
    assert {"液冷概念"} == lasting(log)


def test_a_part_of_a_list_lets_nobody_leave_and_a_list_of_before_is_refused(page, log):
    take(log, DayList("own", DAY, tuple(Listed(*row) for row in LIST)))
    app = page(csv([("002837", "港口")]))
    app.checkbox(key="lists_part").check().run()
    press(app, "lists_start")

    assert 4 == log.table()["last_seen"].isna().sum()
    assert "comes too late" in said(page(csv(LIST), day="2025-02-09"))
    assert "“12.2.” is no day: write it as 2025-02-13" in said(page(csv(LIST), day="12.2."))


def test_who_may_only_read_sees_the_lists_and_no_form(page, log, monkeypatch):
    take(log, DayList("Desk", DAY, tuple(Listed(*row) for row in LIST)))
    monkeypatch.setattr("dashboard.ui.people_view.may_edit", lambda: False)
    app = page()

    assert "2 themes of 1 source" in said(app)
    assert [] == [*app.file_uploader, *(b for b in app.button if b.key == "radar_scan")]


# Hostile lists --------------------------------------------------------

FORMULAS = [f"{sign}cmd|' /C calc'!A{n}" for n in range(9) for sign in "=+-@"]
NAMES = [" ".join(text.split()) for text in (*ALL, *FORMULAS) if storable(text)]
GOOD = [
    name for name in NAMES if name and not NOT_TEXT.search(name) and not re.search("[;；]", name)
]
GOOD = [name for name in GOOD if len(name) <= MAX_NAME and fold(name)]


def test_thousands_of_hostile_names_are_shown_and_stored_as_they_are(page, log):
    rows = [(f"60{n % 40:04}", name) for n, name in enumerate(GOOD * 3)]
    rows += [(f"60{n % 40:04}", f"theme {n:05}" + "<b>" * 9) for n in range(3000)]
    sink = io.BytesIO()
    pd.DataFrame(rows, columns=["code", "theme"]).to_parquet(sink)
    app = page(sink.getvalue())

    assert [] == faults(app)
    app = press(app, "lists_start")
    assert [] == faults(app)
    assert {fold(name) for _, name in rows} == {fold(name) for name in lasting(log)}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [*[("600000", "z" * 20_000)] * 300, *[("=1+1", "<b>x</b>")] * 300],
            [(2, "at most 80 characters; this one has 20000"), (302, "“=1+1” is no code")],
        ),
        ([("600000", "x"), *[("600000", "\u202egnp.exe")] * 300], [(3, "character U+202E")]),
    ],
)
def test_faults_of_a_hostile_list_are_told_by_line_and_the_page_stays_small(page, log, rows, told):
    app = page("code,theme\n" + "\n".join(map(",".join, rows)) + "\n")
    listed = re.findall(r"<li>(.*?)</li>", texts(app))

    assert [] == faults(app)
    for line, rule in told:
        assert any(f"line {line}" in each and rule in html.unescape(each) for each in listed)
    assert len(told) == sum("280 further row(s)" in each for each in listed)
    assert len(texts(app)) < 100_000
    assert () == log.sources()


def test_a_large_list_is_read_in_a_process_of_its_own(monkeypatch):
    given = {"source": "own", "now": datetime(2025, 2, 14, tzinfo=UTC), "day": DAY}
    monkeypatch.setattr(worker, "SMALL_LIST", 10)
    apart = worker.themes_apart(csv(LIST).encode(), "list.csv", **given)

    assert repr(read_theme_file(csv(LIST).encode(), "list.csv", **given)) == repr(apart)
