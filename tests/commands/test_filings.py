"""`market-narrative filings` and `search`: documents by hand, what is in them and what is not."""

import json

import pytest
from click.testing import CliRunner

from dashboard.commands.main import main
from tests.filings import pdfs
from tests.replay.case_plays import source_environment
from tests.replay.disclosure_plays import QUERY, cninfo_announcement, cninfo_routes
from tests.replay.replaying import BLOCK_PAGE, replaying

CASE = "liquid-cooling-2025"
REPORT = pdfs.pdf(["公司的液\n冷产品收入1,200.5万元，占营业收入的3.2%。", "数据中心温控。"])


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run `market-narrative` with a store of its own and nobody to ask."""
    monkeypatch.setenv("MARKET_NARRATIVE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MARKET_NARRATIVE_SETTINGS", str(tmp_path / "none.toml"))
    return lambda *arguments: CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "2023 report.pdf"
    file.write_bytes(REPORT)
    return file


def add(command, of, file, *options):
    given = ("--kind", "annual-report", "--published", "2024-04-22", "--period", "2023")
    return command("filings", "add", of, file, *given, *options)


@pytest.mark.slow
def test_from_an_upload_to_hits_absences_and_numbers(command, report):
    done = add(command, CASE, report, "--symbol", "300249")
    assert (0, True) == (done.exit_code, "2023 annual report  2 page(s)" in done.stdout)

    listed = command("filings", "list", CASE).stdout
    assert "2023 report" in listed
    assert "no documents" in listed

    done = command("search", CASE, "液冷, 冷板", "喷淋", "--json")
    found = json.loads(done.stdout)
    (hit,) = found["hits"]
    assert {"symbol", "document", "page", "term", "context", "published"} == set(hit)
    assert ("300249.SZ", 1, "液冷", "2024-04-22") == (
        hit["symbol"],
        hit["page"],
        hit["term"],
        hit["published"],
    )
    assert "公司的液冷产品" in hit["context"]
    (absence,) = found["absences"]
    assert {"symbol", "documents", "pages", "unreadable", "terms", "date"} == set(absence)
    assert (["喷淋"], 2, 0, [hit["document"]]) == (
        absence["terms"],
        absence["pages"],
        absence["unreadable"],
        absence["documents"],
    )
    assert [("1200.5", "万元", ""), ("3.2", "%", "营业收入")] == [
        (each["value"], each["unit"], each["denominator"]) for each in found["numbers"]
    ]
    assert "300249.SZ" not in found["unsearched"]
    assert 7 == len(found["unsearched"])


def test_absence_is_said_with_what_was_searched(command, report):
    add(command, "300249.SZ", report)

    said = command("search", "300249.SZ", "浸没", "Alibaba").stdout
    assert said.startswith("300249.SZ: searched the 2023 annual report (2 pages) for 浸没")
    assert "folding 1: no hits." in said
    chinese = command("search", "300249.SZ", "浸没", "--language", "zh").stdout
    assert "2023年年度报告" in chinese.replace(" ", "")
    assert "未命中" in chinese


def test_what_was_published_later_was_not_known(command, report):
    add(command, "300249.SZ", report)

    before = command("search", "300249.SZ", "液冷", "--as-of", "2024-04-21")
    assert 1 == before.exit_code
    assert "nothing is known of it" in before.stdout
    assert "[液冷]" in command("search", "300249.SZ", "液冷", "--as-of", "2024-04-22").stdout


def test_nothing_searched_is_no_absence(command, tmp_path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdfs.scan())

    done = add(command, "300249.SZ", scan)
    assert 3 == done.exit_code
    assert "1 page(s), 1 of them cannot be searched" in done.stdout

    done = command("search", "300249.SZ", "液冷", "--json")
    found = json.loads(done.stdout)
    assert (1, [], []) == (done.exit_code, found["hits"], found["absences"])
    assert ["300249.SZ"] == found["unsearched"]
    assert "No page of the document" in found["refused"][0]["reason"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("filings", "list", "no-such-case"), "no-such-case"),
        (("search", "300249.SZ"), "has no terms to search for"),
        (("search", "300249.SZ", "液"), "cannot be searched for"),
        (
            (
                "filings",
                "add",
                "300249.SZ",
                "none.pdf",
                "--kind",
                "notice",
                "--published",
                "2024-04-22",
            ),
            "no document “none.pdf”",
        ),
    ],
)
def test_what_a_reader_can_mend_is_one_sentence(command, arguments, sentence):
    done = command(*arguments)

    assert 1 == done.exit_code
    assert sentence in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_whose_document_it_is_has_to_be_said(command, report):
    assert "Say with --symbol whose document it is" in add(command, CASE, report).stderr
    assert 1 == add(command, CASE, report, "--symbol", "600519").exit_code


@pytest.fixture
def cninfo(command, tmp_path, monkeypatch):
    """A server that plays cninfo with one report and one movement."""
    rows = [
        cninfo_announcement(1, "2023年年度报告", "2024-04-22"),
        cninfo_announcement(2, "股票交易异常波动公告", "2025-02-11"),
    ]
    with replaying(cninfo_routes(rows, {"0001.PDF": REPORT, "0002.PDF": REPORT + b" "})) as server:
        for name, value in source_environment(server, tmp_path / "store").items():
            monkeypatch.setenv(name, value)
        yield server


def test_reports_come_from_their_source_are_read_and_can_be_searched(command, cninfo):
    done = command("filings", "300249.SZ", "--kind", "annual", "--since", "2024-01-01")

    assert 0 == done.exit_code, done.output
    assert "2023 annual report" in done.stdout
    assert "1 new, 0 there already, 0 not to be had" in done.stdout
    assert "2 page(s)" in command("filings", "list", "300249.SZ").stdout
    assert "[液冷]" in command("search", "300249.SZ", "液冷").stdout
    again = command("filings", "300249.SZ", "--kind", "annual", "--since", "2024-01-01")
    assert "0 new, 1 there already" in again.stdout


def test_a_source_that_shuts_us_out_is_one_sentence_and_an_exit_code(command, cninfo):
    cninfo.routes[QUERY] = BLOCK_PAGE

    done = command("filings", "bring", "300249.SZ", "--source", "cninfo", "--kind", "annual")
    assert 4 == done.exit_code
    assert "shuts this client out" in done.stdout
    assert 1 == command("filings", "300249.SZ", "--source", "nobody").exit_code


@pytest.mark.slow
def test_segments_are_proposed_with_page_and_denominator_or_refused(command, tmp_path):
    pytest.importorskip("pdfplumber")
    rows = [
        ("分产品", "营业收入", "营业成本"),
        ("温控设备", "800.00", "500.00"),
        ("其中：液冷", "60.00", "30.00"),
        ("其他", "200.00", "100.00"),
        ("合计", "1,000.00", "600.00"),
    ]

    def report(*held):
        head = pdfs.placed("主营业务分产品情况", 760) + "\n" + pdfs.placed("单位：万元", 744)
        drawn = head + "\n" + pdfs.ruled(held, (120, 100, 100), 730)
        return pdfs.pdf(["董事会报告", drawn.encode()])

    for name, held in (("whole", rows), ("cut", [*rows[:3], *rows[4:]])):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(report(*held))
        symbol = "300249" if name == "whole" else "300499"
        assert 0 == add(command, CASE, file, "--symbol", symbol).exit_code

    done = command("segments", CASE, "--json")
    found = json.loads(done.stdout)
    told = {
        each["label"]: (each["share"], each["part_of"], each["page"]) for each in found["segments"]
    }
    assert {"温控设备": (0.8, "", 2), "液冷": (0.06, "温控设备", 2), "其他": (0.2, "", 2)} == told
    assert {("主营业务收入", "万元", "2023")} == {
        (each["denominator"], each["unit"], each["period"]) for each in found["segments"]
    }
    (refused,) = found["refused"]
    assert ("300499.SZ", [2]) == (refused["symbol"], refused["pages"])
    assert "sum to 800.00, the total is 1,000.00" in refused["reason"]
    assert "6.00%  液冷  (part of 温控设备)  page 2" in command("segments", CASE).stdout


def test_segments_say_when_there_is_nothing_to_read(command):
    done = command("segments", CASE)
    assert (1, "No report kept has a table of revenue by segment.\n") == (
        done.exit_code,
        done.stdout,
    )
