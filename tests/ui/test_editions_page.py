"""Edition links show the same numbers for good; the Editions page freezes, lists, compares."""

import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Window
from dashboard.cases.folders import read_case, write_case
from dashboard.cases.shelf import CaseShelf
from dashboard.editions import editions
from dashboard.editions.manifest import made_bytes, manifest_bytes
from dashboard.exports.results import results, results_json
from dashboard.store.store import Store
from dashboard.ui import data, data_view, edition_data, frame
from tests.editions.frozen import frozen_once
from tests.slim_case import slim
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

SLUG = "frozen-case"
SHORTER = Window(date(2025, 2, 7), date(2025, 2, 12))
PAGES = ["story", "prices", "timeline", "exposure", "robustness", "claims", "data", "editions"]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def slim_folder(tmp_path_factory, shipped):
    """Folder of the shipped case with little in it, copied for each test."""
    folder = tmp_path_factory.mktemp("slim") / SLUG
    write_case(slim(shipped, SLUG), folder)
    return folder


@pytest.fixture
def live(tmp_path, monkeypatch, clear_caches, slim_folder):
    """A case of this test's own and an empty folder of editions."""
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(tmp_path / "cases"))
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(tmp_path / "editions"))
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    shutil.copytree(slim_folder, tmp_path / "cases" / SLUG)
    return tmp_path


TRIALS = {}


def trial_of(content, window, benchmark):
    """The trial of a case over a window, worked out once: its numbers are those of its digest."""
    key = (content.digest, window, benchmark)
    if key not in TRIALS:
        TRIALS[key] = Trial.of(content, window, benchmark)
    return TRIALS[key]


def freeze(xshg, root, window=None, at=datetime(2026, 11, 25, 10, tzinfo=UTC), **options):
    source = root / "cases" / SLUG
    content = read_case(source)
    return frozen_once(
        trial_of(content, window, options.pop("benchmark", "equal-weight")),
        source=source,
        store=Store(root / "store"),
        editions=root / "editions",
        now=at,
        **options,
    )


def change_the_live_case(root):
    """Double one stock's closes in the window, and take rows of evidence out."""
    content = read_case(root / "cases" / SLUG)
    prices = content.market.prices.copy()
    rows = (prices["symbol"] == "300249.SZ") & (prices["date"] >= "2025-02-12")
    prices.loc[rows, ["open", "high", "low", "close"]] *= 2
    case = replace(content.case, evidence=content.case.evidence[3:])
    market = replace(content.market, prices=prices)
    write_case(replace(content, case=case, market=market), root / "cases" / SLUG)


def head(app):
    return re.search("<h1>.*?</header>", texts(app), re.DOTALL).group()


# The link -------------------------------------------------------------


def test_an_edition_link_shows_the_same_numbers_after_the_live_case_changed(
    live, opened, shipped, xshg
):
    edition = freeze(xshg, live)
    before = opened(edition=edition.id)
    change_the_live_case(live)

    after = opened(edition=edition.id)
    now = opened(case=SLUG)

    assert head(before) == head(after)
    assert head(before) != head(now)
    shown = data.edition(edition.id)
    frozen = json.loads((edition.path / "results.json").read_text(encoding="utf-8"))
    computed = results(Trial.of(shown.folder, shown.settings.window))
    assert frozen == json.loads(results_json(computed))


def test_a_banner_names_the_edition_and_leads_to_the_live_case(live, opened, xshg):
    edition = freeze(xshg, live)

    text = texts(opened(edition=edition.id))

    assert f"Edition {edition.id} of 25 Nov 2026: frozen numbers." in text
    assert f'href="?case={SLUG}&amp;lang=en"' in text
    assert (
        "Its answer when frozen: With hindsight “Liquid-cooling business” points the other way."
        in text
    )
    assert "A newer one exists" not in text
    assert "Changed from the edition" not in text


def test_a_banner_leads_to_the_newer_edition(live, opened, shipped, xshg):
    edition = freeze(xshg, live)
    change_the_live_case(live)
    newer = freeze(xshg, live, at=datetime(2026, 12, 1, 10, tzinfo=UTC))

    text = texts(opened(edition=edition.id))

    assert "A newer one exists" in text
    assert f'href="?edition={newer.id}&amp;lang=en"' in text
    assert f"edition {newer.id} of 1 Dec 2026" in text
    assert "A newer one exists" not in texts(opened(edition=newer.id))


def test_an_edition_speaks_chinese(live, opened, xshg):
    edition = freeze(xshg, live)

    assert f"2026年11月25日的版本 {edition.id}：数字已冻结。" in texts(
        opened(edition=edition.id, lang="zh")
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_an_edition_opens_with_its_banner(live, page, opened, xshg):
    edition = freeze(xshg, live)
    shutil.rmtree(live / "cases" / SLUG)  # an edition needs no live case

    text = texts(opened(page, edition=edition.id))

    assert "frozen numbers" in text
    assert 'class="trouble"' not in text


def test_an_edition_opens_with_its_own_window_and_benchmark(live, opened, xshg):
    edition = freeze(xshg, live, SHORTER, benchmark="000300.SS")

    app = opened(edition=edition.id)

    assert "2025-02-12" == app.selectbox(key="last_control").value
    assert "000300.SS" == app.selectbox(key="bench_control").value
    assert "reset_window" not in [button.key for button in app.button]
    assert "Changed from the edition" not in texts(app)
    live_link = (
        f"?case={SLUG}&amp;lang=en&amp;base=2025-02-06&amp;last=2025-02-12&amp;bench=000300.SS"
    )
    assert live_link in texts(app)


@pytest.mark.parametrize(
    "changed", [{"last": "2025-02-12"}, {"base": "2025-02-07"}, {"bench": "000300.SS"}]
)
def test_other_settings_than_the_editions_are_said(live, changed, opened, xshg):
    edition = freeze(xshg, live)

    text = texts(opened(edition=edition.id, **changed))

    assert "Changed from the edition’s settings" in text
    assert f'href="?edition={edition.id}&amp;lang=en"' in text


def test_back_to_the_window_is_back_to_the_editions(live, opened, xshg):
    edition = freeze(xshg, live, SHORTER)
    app = opened(edition=edition.id, last="2025-02-13")

    app.button(key="reset_window").click().run()

    assert "2025-02-12" == app.selectbox(key="last_control").value
    assert edition.id == app.query_params["edition"]


def test_the_links_of_the_top_bar_carry_the_edition(live, opened, xshg):
    edition = freeze(xshg, live)

    links = [each.proto.query_string for each in opened(edition=edition.id).get("page_link")]
    of_the_case = frame.PAGES.keys() - frame.OWN_MATTER - frame.UNLISTED

    # One further link leads to all cases, which are no part of the edition.
    assert len(of_the_case) + 1 == len(links)
    assert len(of_the_case) == sum(f"edition={edition.id}" in link for link in links)


@pytest.mark.parametrize("wanted", ["0" * 16, "../../etc/passwd", HOSTILE, "😀" * 2000])
def test_an_unknown_edition_is_ignored_and_said(live, wanted, opened):
    text = texts(opened(case=SLUG, edition=wanted))

    assert "is not shown: these are the live numbers." in text
    assert "frozen numbers" not in text
    assert "<script" not in text
    assert "<img" not in text


def test_a_damaged_edition_is_said_and_the_live_numbers_stand(live, opened, xshg):
    edition = freeze(xshg, live)
    file = edition.path / "case" / "prices.csv"
    file.write_bytes(file.read_bytes() + b"\n")

    text = texts(opened(case=SLUG, edition=edition.id))

    assert f"The edition {edition.id} is damaged" in text
    assert "these are the live numbers" in text


def test_another_case_in_the_link_is_said(live, opened, xshg):
    edition = freeze(xshg, live)

    assert f"“case=liquid-cooling-2025” was ignored: it can be {SLUG}." in texts(
        opened(edition=edition.id, case="liquid-cooling-2025")
    )


def test_an_edition_of_another_version_says_how_to_verify_it(live, opened, xshg):
    edition = freeze(xshg, live)
    old = edition.manifest.versions | {"market-narrative": "0.0.1"}
    manifest = replace(edition.manifest, versions=old)
    (edition.path / "manifest.json").write_bytes(manifest_bytes(manifest))
    edition.path.rename(edition.path.with_name(manifest.id))

    text = texts(opened(edition=manifest.id))

    assert (
        f"Frozen by version 0.0.1, shown by 0.1.0: “market-narrative verify {manifest.id}”" in text
    )


def test_the_download_of_an_editions_case_is_the_frozen_one(live, shipped, xshg):
    edition = freeze(xshg, live)
    change_the_live_case(live)
    view = replace_view(xshg, edition.id)

    files = data_view.raw_files(view)

    assert (edition.path / "case" / "evidence.csv").read_bytes() == files["evidence.csv"]


def replace_view(xshg, wanted):
    from dashboard.charts.theme import Look  # noqa: PLC0415
    from dashboard.language.language import Language  # noqa: PLC0415
    from dashboard.ui.state import View  # noqa: PLC0415

    shown = data.edition(wanted)
    window = shown.settings.window
    return View(
        folder=shown.folder,
        whole=shown.folder,
        sessions=xshg,
        window=window,
        base=xshg.before(window.first),
        benchmark=shown.settings.benchmark,
        stock="",
        look=Look(Language()),
        edition=shown,
    )


# The page -------------------------------------------------------------


def test_a_case_without_editions_says_so(live, opened):
    text = texts(opened("editions", case=SLUG))

    assert "No edition of this case yet" in text
    assert "Freeze this view, and its link will stand here." in text


def test_the_page_freezes_what_is_looked_at(live, opened):
    app = opened("editions", case=SLUG, last="2025-02-12", bench="000300.SS")
    app.text_input(key="freeze_by").input("Li").run()
    app.text_input(key="freeze_note").input("before print").run()

    app.button(key="freeze").click().run()

    (edition,) = editions.list_editions(live / "editions")
    settings = edition.manifest.settings
    assert (SHORTER, "000300.SS", "case") == (settings.window, settings.benchmark, settings.prices)
    assert ("Li", "before print") == (edition.made.by, edition.made.note)
    text = texts(app)
    assert "1 edition of this case" in text
    assert f'Frozen as <a href="./?edition={edition.id}&amp;lang=en"' in text
    for part in ("close of 6 Feb 2025 to 12 Feb 2025", "CSI 300", "Li", "before print"):
        assert part in text
    assert edition.manifest.verdict.en.split("(")[0] in text


def test_freezing_the_same_again_is_said(live, opened, xshg):
    freeze(xshg, live)
    app = opened("editions", case=SLUG)

    app.button(key="freeze").click().run()

    assert "The same was frozen before, as" in texts(app)
    assert 1 == len(editions.list_editions(live / "editions"))


def test_what_comes_of_freezing_is_said_once(live, opened):
    app = opened("editions", case=SLUG)
    app.button(key="freeze").click().run()

    app.run()

    assert "Frozen as" not in texts(app)


def test_a_folder_that_cannot_be_written_is_said_and_the_button_is_off(live, monkeypatch, opened):
    (live / "file").write_text("")
    monkeypatch.setenv("MARKET_NARRATIVE_EDITIONS", str(live / "file" / "editions"))

    app = opened("editions", case=SLUG)

    assert "cannot be written" in texts(app)
    assert app.button(key="freeze").disabled


def test_a_freeze_that_fails_is_one_sentence(live, opened):
    app = opened("editions", case=SLUG)
    (live / "editions").write_text("")

    app.button(key="freeze").click().run()

    assert not app.exception
    assert "The editions cannot be written to" in texts(app)


def test_an_edition_is_not_frozen_again(live, opened, xshg):
    edition = freeze(xshg, live)

    app = opened("editions", edition=edition.id)

    assert app.button(key="freeze").disabled
    assert "This is an edition already" in texts(app)


def test_names_and_notes_from_outside_are_escaped(live, opened, xshg):
    edition = freeze(xshg, live, by=HOSTILE, note=HOSTILE)
    title = replace(edition.manifest.verdict, en=HOSTILE)
    manifest = replace(edition.manifest, source=title, verdict=title, retrieved=HOSTILE)
    (edition.path / "manifest.json").write_bytes(manifest_bytes(manifest))
    edition.path.rename(edition.path.with_name(manifest.id))

    text = texts(opened("editions", case=SLUG))

    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "<img" not in text


def test_an_edition_that_cannot_be_read_is_named(live, opened):
    (live / "editions" / SLUG / ("0" * 16)).mkdir(parents=True)

    assert f"The edition {'0' * 16} cannot be read" in texts(opened("editions", case=SLUG))


def test_the_download_is_the_zip_of_the_edition_or_nothing(live, xshg):
    edition = freeze(xshg, live)

    with zipfile.ZipFile(io.BytesIO(edition_data.packed(edition))) as archive:
        assert "manifest.json" in archive.namelist()
    (edition.path / "results.json").unlink()
    assert b"" == edition_data.packed(edition)


def test_an_edition_that_lost_its_date_is_listed_with_a_dash(live, opened, xshg):
    edition = freeze(xshg, live)
    (edition.path / "made.json").write_bytes(b"")

    assert f'<h3>– · <a href="./?edition={edition.id}' in texts(opened("editions", case=SLUG))
    assert f"Edition {edition.id}: frozen numbers." in texts(opened(edition=edition.id))


# Comparing ------------------------------------------------------------


@pytest.fixture
def two(live, xshg):
    """Two editions, the live case changed between them."""
    first = freeze(xshg, live)
    change_the_live_case(live)
    second = freeze(xshg, live, at=datetime(2026, 12, 1, 10, tzinfo=UTC))
    return first, second


def test_the_two_newest_are_compared_unless_the_link_names_others(two, opened, slim_folder):
    first, second = two

    app = opened("editions", case=SLUG)

    assert (first.id, second.id) == tuple(app.selectbox(key=f"{n}_control").value for n in "ab")
    text = texts(app)
    evidence = read_case(slim_folder).case.evidence
    assert all(row.id in text for row in evidence[:3])
    assert "300249.SZ" in text
    assert "The verdict " in text
    assert "Verdict before" in text
    assert "/returns/300249.SZ" in text
    keys = {each.key for each in app.get("download_button")}
    assert {"download_changes_data", "download_changes_case", "download_changes_results"} <= keys


def test_the_link_names_what_is_compared(two, opened):
    first, second = two

    app = opened("editions", case=SLUG, a=second.id, b=first.id)

    assert (second.id, first.id) == tuple(app.selectbox(key=f"{n}_control").value for n in "ab")


def test_a_choice_is_written_into_the_link(two, opened):
    first, _ = two
    app = opened("editions", case=SLUG)

    app.selectbox(key="b_control").select(first.id).run()

    assert first.id == app.query_params["b"]
    assert "Nothing differs between the two." in texts(app)


def test_an_unknown_edition_to_compare_is_said(two, opened):
    text = texts(opened("editions", case=SLUG, a=HOSTILE, b="0" * 16))

    assert 2 == text.count("this case has no such edition")
    assert "<script" not in text


def test_one_edition_alone_is_compared_with_nothing(live, opened, xshg):
    freeze(xshg, live)

    assert "What changed from one edition" not in texts(opened("editions", case=SLUG))


def test_a_damaged_one_of_two_is_one_sentence(two, opened):
    first, _ = two
    (first.path / "results.json").write_bytes(b"")
    (first.path / "made.json").write_bytes(made_bytes(first.made))

    text = texts(opened("editions", case=SLUG))

    assert f"The edition {first.id} is damaged" in text
    assert "2 editions of this case" in text


def test_the_page_speaks_chinese(two, opened):
    text = texts(opened("editions", case=SLUG, lang="zh"))

    for part in (
        "本案例有 2 个版本存档",
        "此前的结论",
        "证据、事件、论断及案例其余内容",
        "前一版本",
    ):
        assert part in text
    assert "first edition" not in text


def test_editions_of_a_case_stay_with_it_when_it_is_renamed(live, opened, xshg):
    edition = freeze(xshg, live)
    CaseShelf(live / "store").rename(SLUG, "another-name")

    assert edition.id in texts(opened("editions", case="another-name"))
    assert "frozen numbers" in texts(opened(edition=edition.id))
