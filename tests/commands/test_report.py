"""`market-narrative report`, `still`, `paragraph`, `cite`: files and words, made offline."""

import json
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from dashboard.cases.folders import write_case
from dashboard.commands.main import main
from dashboard.exports import chromium
from dashboard.exports.preview.fonts import can_write
from tests.slim_case import slim

pytestmark = pytest.mark.slow

CASE = "liquid-cooling-2025"
needs_browser = pytest.mark.skipif(chromium.find_chromium() is None, reason="no Chromium here")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in a folder of its own, with a store, editions and settings of its own."""
    for name in ("STORE", "EDITIONS"):
        monkeypatch.setenv(f"MARKET_NARRATIVE_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def small(tmp_path_factory, shipped):
    """Folder of a case with little in it, for what does not depend on the case."""
    folder = tmp_path_factory.mktemp("slim") / CASE
    write_case(slim(shipped), folder)
    return folder


def test_every_kind_of_file_is_written_and_named(run, tmp_path):
    wanted = {"html": "a.html", "xlsx": "a.xlsx", "json": "a.json", "csv": "a.zip"}
    options = [each for kind, file in wanted.items() for each in (f"--{kind}", file)]

    done = run("report", CASE, *options, "--claimreview", "a.jsonld")

    assert (0, [*wanted.values(), "a.jsonld"]) == (done.exit_code, done.output.split())
    numbers = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert 0.45599999999999996 == numbers["returns"]["300249.SZ"]
    assert "Nothing here speaks for" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "rank-tests" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert "tables/returns.csv" in zipfile.ZipFile(tmp_path / "a.zip").namelist()
    assert 33 == len(json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))["@graph"])
    assert [] == list(tmp_path.glob(".*"))


def test_window_benchmark_language_and_link_are_those_asked_for(run, small, tmp_path):
    asked = ["--first", "2025-02-10", "--last", "2025-02-14", "--benchmark", "000300.SS"]

    done = run(
        "report",
        small,
        "--html",
        "b.html",
        *asked,
        "--language",
        "zh",
        "--link",
        "https://x.example/",
    )

    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert 0 == done.exit_code
    assert "2025年2月7日收盘至2025年2月14日收盘" in text
    assert "沪深300" in text.replace(" ", "")
    assert 'href="https://x.example/"' in text


def test_the_numbers_are_those_of_the_results_command(run, small, tmp_path):
    run("report", small, "--json", "c.json", "--first", "2025-02-10")

    told = run("results", small, "--first", "2025-02-10")

    assert json.loads(told.stdout) == json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))


def test_an_edition_is_named_on_what_is_made_of_it(run, small):
    frozen = run("freeze", small, "--last", "2025-02-12").stdout.split()[0]

    done = run("cite", frozen)

    assert f"edition {frozen}" in done.output
    assert "close of 2025-02-06 to close of 2025-02-12" in done.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["report", CASE], "Name at least one file"),
        (["report", "liquid-cooling-2026", "--json", "x"], "the nearest is liquid-cooling-2025"),
        (["report", CASE, "--json", "x", "--first", "2025-02-08"], "2025-02-08"),
        (["report", CASE, "--json", "x", "--benchmark", "nikkei"], "nothing called “nikkei”"),
        (["report", CASE, "--json", "no/such/folder/x"], "cannot be written"),
        (["still", CASE, "x.png", "--figure", "candles"], "There is no figure “candles”"),
        (["paragraph", CASE, "--figure", "candles"], "There is no figure “candles”"),
    ],
)
def test_what_a_reader_can_mend_is_one_sentence(run, tmp_path, arguments, sentence):
    done = run(*arguments)

    assert 1 == done.exit_code
    assert sentence in done.output
    assert 1 == len(done.output.strip().splitlines())
    assert [] == [each for each in tmp_path.iterdir() if each.is_file()]


def test_a_file_that_was_there_stays_when_the_new_one_fails(run, tmp_path, monkeypatch):
    (tmp_path / "old.pdf").write_bytes(b"old")
    monkeypatch.setenv(chromium.VARIABLE, "none")

    done = run("report", CASE, "--pdf", "old.pdf")

    assert 1 == done.exit_code
    assert "There is no Chromium on this machine" in done.output
    assert b"old" == (tmp_path / "old.pdf").read_bytes()


def test_a_paragraph_and_a_citation_are_printed(run):
    told = run("paragraph", CASE, "--figure", "splits", "--language", "zh").output
    entry = run("cite", CASE, "--format", "bibtex").output
    item = json.loads(run("cite", CASE, "--format", "csl").output)

    assert "新贵比老牌的平均涨跌幅高 27.7 个百分点" in told
    assert entry.startswith(f"@misc{{{CASE}-20250213-")
    assert "dataset" == item[0]["type"]


def test_all_paragraphs_are_printed_under_their_names(run):
    blocks = run("paragraph", CASE).output.strip().split("\n\n")

    assert 22 == len(blocks)  # one a figure that says something
    assert all(2 == len(block.splitlines()) for block in blocks)


@pytest.mark.skipif(not can_write("en"), reason="no font here")
def test_a_still_is_a_png_and_needs_no_browser(run, small, tmp_path, monkeypatch):
    monkeypatch.setenv(chromium.VARIABLE, "none")
    done = run("still", small, "d.png", "--figure", "returns")

    assert 0 == done.exit_code
    assert b"\x89PNG" == (tmp_path / "d.png").read_bytes()[:4]


def test_a_still_as_svg_needs_no_browser(run, small, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_NARRATIVE_CHROMIUM", "none")

    done = run("still", small, "d.svg", "--figure", "returns", "--format", "svg")

    assert 0 == done.exit_code, done.output
    assert "<svg" == (tmp_path / "d.svg").read_text("utf-8")[:4]


@needs_browser
def test_a_pdf_has_the_charts_the_open_tables_and_chinese_text(run, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext here: install poppler-utils")

    done = run("report", CASE, "--pdf", "e.pdf", "--language", "zh")

    assert 0 == done.exit_code, done.output
    text = subprocess.run(
        ["pdftotext", "-layout", "e.pdf", "-"], capture_output=True, check=True, cwd=tmp_path
    ).stdout.decode()
    joined = text.replace(" ", "").replace("\n", "")
    assert "这里看不到支持“液冷业务”的迹象" in joined
    assert "新贵只只跑赢老牌" in joined  # title of a figure
    assert "川润股份" in joined  # drawn inside a chart
    assert "+16.36%" in joined  # in a table that is closed on the screen
    assert "https://new.qq.com/rain/a/20250214A02A9O00" in joined  # address of a source
    assert 10 < text.count("\f") < 60


@needs_browser
def test_the_pages_of_a_pdf_are_a4(run, tmp_path):
    if shutil.which("pdfinfo") is None:
        pytest.skip("no pdfinfo here: install poppler-utils")
    run("report", CASE, "--pdf", "f.pdf")

    told = subprocess.run(["pdfinfo", "f.pdf"], capture_output=True, check=True, cwd=tmp_path)

    assert b"(A4)" in told.stdout
