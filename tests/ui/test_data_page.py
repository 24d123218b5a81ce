"""The Data page through the application, and the bytes of its downloads."""

import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from dashboard import __version__
from dashboard.analysis.claims.prover import CommonBase, prove_all
from dashboard.analysis.data import health_words
from dashboard.analysis.data.coverage import table_coverage
from dashboard.analysis.data.data_note import DataNote
from dashboard.case import Text
from dashboard.cases.archives import folder_zip
from dashboard.cases.folders import find_case
from dashboard.cases.writer import case_files
from dashboard.charts.theme import Look
from dashboard.errors import InputError
from dashboard.exhibits import data_tables, registry
from dashboard.exports.csv_files import csv_bytes
from dashboard.html import proof as proof_html
from dashboard.language.language import language
from dashboard.message import Message
from dashboard.ui import data_view
from dashboard.ui.state import View
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

EN = language("en")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def view_of(shipped, xshg, folder=None, lang="en"):
    folder = shipped if folder is None else folder
    window = folder.case.window
    return View(
        folder=folder,
        whole=folder,
        sessions=xshg,
        window=window,
        base=xshg.before(window.first),
        benchmark="equal-weight",
        stock="",
        look=Look(language(lang)),
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_table_stands_with_rows_and_hash(lang, opened, shipped):
    text = texts(opened("data", lang=lang))
    for note in shipped.files:
        assert note.name in text
        assert f'title="{note.sha256}"' in text
    assert "1,827" in text
    assert "2025-08-22" in text
    assert __version__ in text


def test_every_table_and_figure_can_be_downloaded(opened):
    app = opened("data", lang="en")
    # Six tables and the whole folder; sources, tables, health, sessions and base as figures.
    assert 6 + 1 + 5 == len(app.get("download_button"))


def test_the_base_that_fits_all_is_found(opened):
    text = texts(opened("data", lang="en"))
    assert "Only the close of 6 Feb 2025 fits all 4 published returns" in text
    assert "● +45.60%" in text
    assert "○ +7.79%" in text


def test_warnings_come_first_and_say_what_the_case_lacks(opened):
    text = texts(opened("data", lang="en"))
    assert text.index('<li class="warning">') < text.index('<li class="note">')
    assert text.rindex('<li class="warning">') < text.index('<li class="note">')
    assert "12 of 17 rows of evidence have no address" in text
    assert "12 of 17 rows of evidence carry a deadline" in text
    assert "The group “Newcomers” was named after its returns were known." in text
    assert "3 different measures or denominators" in text


def test_the_window_of_the_link_decides_what_came_late(opened):
    assert "5 of 17 rows of evidence came after the window" in texts(opened("data", lang="en"))
    later = texts(opened("data", lang="en", last="2025-02-17"))
    assert "came after the window" not in later
    assert "The universe knows returns from 7 Feb 2025 to 13 Feb 2025 only" in later


def test_the_words_of_the_format_are_explained(opened):
    text = texts(opened("data", lang="en"))
    for word in ("● quantified", "? not assessed", "after-close", "session 0", "as-of rule"):
        assert word in text


def test_a_failing_part_says_so_and_leaves_the_others(monkeypatch, opened):
    def broken(*_):
        raise InputError("This part failed.")

    page = registry.PAGES["data"]
    first, *others = page.exhibits
    failing = replace(page, exhibits=(replace(first, make=broken), *others))
    monkeypatch.setitem(registry.PAGES, "data", failing)
    text = texts(opened("data", lang="en"))
    assert "This part failed." in text
    assert "What the words mean" in text
    assert "prices.csv" in text


# Sentences and proofs -------------------------------------------------


def test_a_concern_is_led_by_its_story_unless_it_names_it(shipped):
    led = DataNote("x", "note", "alibaba-label", Message.of("{n} of it.", n=2), "exposure")
    named = replace(led, remark=Message.of("“{story}” it is.", story="alibaba-label"))
    assert "Regarded as an Alibaba stock: 2 of it." == health_words.sentence(
        shipped.case, shipped.market.note, led, EN
    )
    assert "“Regarded as an Alibaba stock” it is." == health_words.sentence(
        shipped.case, shipped.market.note, named, EN
    )


def test_the_proof_says_one_base_several_or_none(shipped, xshg):
    (proof,) = prove_all(shipped.case, shipped.market, xshg)
    assert proof_html.title(proof, EN).startswith("Only the close of 6 Feb 2025")
    none = replace(proof, common=())
    assert "No single base fits all 4 published returns" == proof_html.title(none, EN)
    one = proof.common[0]
    other = CommonBase(xshg.before(one.base), one.last, one.adjustment, (), ())
    several = replace(proof, common=(one, other))
    assert "5 Feb and 6 Feb fit all 4" in proof_html.title(several, EN)


def test_a_return_that_cannot_be_proved_says_why(shipped, xshg):
    (proof,) = prove_all(shipped.case, shipped.market, xshg)
    reason = Message.of("No prices for {name}.", name="<b>x</b>")
    empty = replace(proof.proofs[0], candidates=(), reason=reason)
    text = proof_html.proof_table(shipped.case, replace(proof, proofs=(empty,)), EN)
    assert "No prices for &lt;b&gt;x&lt;/b&gt;." in text


def test_hostile_text_stays_text(shipped, xshg):
    (proof,) = prove_all(shipped.case, shipped.market, xshg)
    stocks = tuple(replace(one, name=Text(HOSTILE, "")) for one in shipped.case.stocks)
    assert "<script" not in proof_html.proof_table(replace(shipped.case, stocks=stocks), proof, EN)
    benchmarks = tuple(replace(one, title=Text(HOSTILE, "")) for one in shipped.case.benchmarks)
    note = replace(shipped.market.note, source=HOSTILE, note=HOSTILE, adjustment=HOSTILE)
    folder = replace(
        shipped,
        case=replace(shipped.case, benchmarks=benchmarks),
        market=replace(shipped.market, note=note),
    )
    view = view_of(shipped, xshg, folder)
    tables = table_coverage(folder.case, folder.market, folder.files)
    for each in tables:
        assert "<script" not in data_view._origin(view, each)


# Downloads ------------------------------------------------------------


def test_tables_are_csv_for_a_spreadsheet(shipped):
    content = case_files(shipped.case, shipped.market)
    for name in ("prices.csv", "events.csv", "evidence.csv", "claims.csv"):
        written = csv_bytes(data_tables.file_table(content[name]))
        assert written.startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in written
        again = pd.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
        assert len(again) == len(pd.read_csv(io.BytesIO(content[name])))
        assert not any(str(cell).startswith(("=", "+", "@")) for cell in again.to_numpy().flat)


def test_a_formula_in_a_cell_is_text_and_a_negative_number_a_number():
    table = data_tables.file_table(b'id,stated\n"=cmd()",-0.0131\nb,word\n')
    assert "id,stated\r\n'=cmd(),-0.0131\r\nb,word\r\n" == csv_bytes(table).decode("utf-8-sig")


def test_codes_keep_their_leading_zeros(shipped):
    content = case_files(shipped.case, shipped.market)
    table = data_tables.file_table(content["universe_window_returns.csv"]).frame()
    assert table["code"].str.len().eq(6).all()
    assert table["window_return"].dtype == float


def test_the_archive_holds_the_files_byte_for_byte(shipped, xshg):
    files = data_view.raw_files(view_of(shipped, xshg))
    packed = folder_zip(files)
    assert packed == folder_zip(dict(reversed(files.items())))
    folder = find_case("liquid-cooling-2025")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == sorted(note.name for note in shipped.files)
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()


def test_an_archive_of_a_vanished_folder_still_comes(monkeypatch, clear_caches, shipped, xshg):
    def gone(_):
        raise FileNotFoundError

    monkeypatch.setattr(data_view, "find_case", gone)
    assert set(data_view.raw_files(view_of(shipped, xshg))) == {note.name for note in shipped.files}


def test_the_proof_table_has_every_base_tried(shipped, xshg):
    table = data_tables.proof_table(prove_all(shipped.case, shipped.market, xshg)).frame()
    assert len(table) == 4 * 12
    fits = table[table["fits all"]]
    assert {"2025-02-06"} == set(fits["base"].astype(str))
    assert ["exact", "exact", "exact", "within-rounding"] == fits["fit"].tolist()
