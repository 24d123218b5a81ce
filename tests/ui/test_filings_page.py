"""The page of documents through the application."""

import re
import shutil
from dataclasses import replace

import pytest

from dashboard.filings.library import Library
from dashboard.filings.reading import Known, put_document, read_document
from dashboard.language.language import Language
from dashboard.refresh.jobs import Job
from dashboard.ui.filings import notices
from dashboard.ui.filings.bringing import ending
from tests.filings import pdfs
from tests.ui.reading import texts

pytestmark = pytest.mark.slow

YIMIKANG, GOALAND, CRUN = "300249.SZ", "300499.SZ", "002272.SZ"
WORDS = "液冷, 冷板; 阿里, 阿里云"


YEAR = Known("annual-report", "2023年年度报告", "2024-04-22", "2023")
NOTICE = Known(
    "abnormal-movement", "股票交易异常波动公告", "2025-02-12", url="https://example.org/n"
)


def put(folder, symbol, data, known=YEAR):
    library = Library(folder)
    document = put_document(library, symbol, data, known)
    read_document(library, document)
    return document


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A report with hits, one without any, and a scan; read once, to be copied."""
    folder = tmp_path_factory.mktemp("shelf")
    return folder, {
        symbol: put(folder, symbol, data)
        for symbol, data in {
            YIMIKANG: pdfs.pdf(
                ["第一页没有别的", "其中液\n冷产品收入0.97亿元，占营业收入的9.1%。"]
            ),
            CRUN: pdfs.pdf(["公司治理与社会责任，没有别的内容。"] * 3),
            GOALAND: pdfs.scan(2),
        }.items()
    }


@pytest.fixture
def documents(shelf, store_folder):
    """Those documents in the store."""
    folder, found = shelf
    shutil.copytree(folder, store_folder)
    return found


def test_without_documents_the_page_says_that_there_are_none(opened):
    text = texts(opened("filings"))

    assert "No document is kept here yet" in text
    assert "Without any document: 8 of 8 stocks." in text
    assert "No document is kept, so nothing can be searched." in text


@pytest.mark.usefixtures("documents")
def test_hits_absences_and_what_was_not_searched_are_three_things(opened):
    text = texts(opened("filings", q=WORDS))

    assert "Mentioned by 1 of 8 companies, 1 without a hit, 6 not searched" in _bare(text)
    assert "其中<mark>液冷</mark>产品收入0.97亿元" in text
    assert "2023 annual report · published 22 Apr 2024 · one hit" in text
    searched = "searched the 2023 annual report (3 pages) for 液冷, 冷板, 阿里 and 阿里云 on"
    assert f"{CRUN}: {searched}" in text
    assert f"{GOALAND}: no document that can be searched, so nothing is known of it." in text
    assert f"{GOALAND}: searched" not in text
    assert (
        "2, none with text that can be searched (pages 1–2: these pages are pictures and have no "
        "text)"
    ) in text


def test_a_hit_of_the_link_is_marked_on_the_picture_of_its_page(opened, documents, store_folder):
    library = Library(store_folder)
    document = documents[YIMIKANG]
    place = library.read(document).text.text.index("液冷")
    text = texts(opened("filings", q=WORDS, hit=f"{YIMIKANG}~{document.id}~{place}~2"))

    assert "Page 2 of 2" in text
    assert 'src="data:image/webp;base64,' in text
    assert 2 == text.count('class="hitbox"')  # the word is broken over two lines


def test_values_of_the_link_that_cannot_be_used_are_named(opened, documents):
    app = opened("filings", q="液", about="999999.SZ", hit=f"{YIMIKANG}~{'0' * 16}~1~2")
    text = texts(app)

    assert "“液” cannot be searched for" in text
    assert "“about=999999.SZ” was ignored" in text


def _bare(text):
    return text.replace("<span>", "").replace("</span>", "")


def test_a_job_that_got_nothing_does_not_say_that_it_brought_something():
    t = Language()
    none = Job("case", finished="2026-11-29T03:32:00Z", counts=(("failed", 28),), code=4)
    some = replace(none, counts=(("new", 2), ("failed", 1)), code=3)

    assert ending(none, t).startswith("Nothing could be brought 29 Nov 2026")
    assert "(28 not to be had)" in ending(none, t)
    assert ending(some, t).startswith("Brought 29 Nov 2026")


@pytest.fixture
def own_case(shipped_case, tmp_path, monkeypatch, clear_caches):
    """Name of a case that can be changed."""
    folder = tmp_path / "cases" / "own"
    shutil.copytree(shipped_case, folder)
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('"liquid-cooling-2025"', '"own"', 1), encoding="utf-8")
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(folder.parent))
    return folder.name


def test_a_notice_around_the_window_goes_on_the_timeline_by_a_click_and_once(
    opened, store_folder, own_case
):
    put(store_folder, YIMIKANG, pdfs.pdf(["公司目前不涉及液冷业务。"]), NOTICE)
    put(store_folder, CRUN, pdfs.pdf(["前一年的公告。"]), replace(NOTICE, published="2024-02-12"))
    app = opened("filings", case=own_case, desk="abcdef01")
    assert "What the companies said of it themselves" in texts(app)
    (button,) = [each for each in app.button if each.label == "Put it on the timeline"]

    button.click().run()
    text = texts(app)
    assert "as an event. Save it as a version below." in text
    (at_work,) = app.session_state["edit_desks"].values()
    row = at_work.sheets.tables["events"][-1].cells
    assert ("company-response", YIMIKANG, "2025-02-12", "day") == tuple(
        row[name] for name in ("kind", "stocks", "published", "precision")
    )
    assert ("股票交易异常波动公告", "https://example.org/n") == (row["title_zh"], row["url"])
    assert not at_work.judged.faults


def test_an_answer_that_denies_is_proposed_in_its_own_words_and_another_is_not(
    opened, store_folder, own_case
):
    asked = replace(NOTICE, kind="answer", title="请问公司有液冷产品吗？")
    said = "您好，公司目前没有液冷相关产品。"
    put(store_folder, YIMIKANG, pdfs.pdf([f"请问公司有液冷产品吗？{said}感谢关注。"]), asked)
    put(store_folder, CRUN, pdfs.pdf(["公司没有液冷业务吗？您好，公司的液冷业务正常。"]), asked)
    later = replace(asked, kind="investor-relations", published="2025-02-20")
    put(store_folder, GOALAND, pdfs.pdf(["公司尚未开展液冷业务。"]), later)
    app = opened("filings", case=own_case, desk="abcdef01")
    button, _ = (each for each in app.button if each.label == "Put it on the timeline")
    assert re.search(r"record of investor relations</b>[^。]*>公司尚未开展液冷业务。", texts(app))
    button.click().run()
    (at_work,) = app.session_state["edit_desks"].values()
    row = at_work.sheets.tables["events"][-1].cells
    assert ("company-response", YIMIKANG, said) == (row["kind"], row["stocks"], row["title_zh"])
    assert not at_work.judged.faults


def test_a_notice_that_is_an_event_already_or_not_yet_known_is_not_proposed(
    opened, store_folder, shipped
):
    document = put(store_folder, YIMIKANG, pdfs.pdf(["公告"]), NOTICE)
    event = replace(shipped.case.events[0], url=document.url)
    assert notices.is_event(document, [event])
    assert not notices.is_event(document, shipped.case.events)
    assert "What the companies said of it themselves" in texts(opened("filings"))
    assert "said of it themselves" not in texts(opened("filings", asof="2025-02-11"))


def test_the_quote_of_a_hit_begins_on_its_own_page(opened, store_folder, own_case):
    # The page before ends without a full stop, as a heading or a table does.
    document = put(store_folder, YIMIKANG, pdfs.pdf(["第一页", "其中液冷收入0.97亿元。下一句"]))
    place = Library(store_folder).read(document).text.text.index("液冷")
    link = f"{YIMIKANG}~{document.id}~{place}~2"
    app = opened("filings", case=own_case, q="液冷", hit=link, desk="abcdef01")
    (quote,) = [each for each in app.text_area if each.key.endswith("_quote")]
    assert "其中液冷收入0.97亿元。" == quote.value


def test_the_form_of_a_denial_begins_with_denied(opened, store_folder, own_case):
    document = put(store_folder, YIMIKANG, pdfs.pdf(["公司目前不涉及液冷业务。"]), NOTICE)
    place = Library(store_folder).read(document).text.text.index("液冷")
    link = f"{YIMIKANG}~{document.id}~{place}~2"
    app = opened("filings", case=own_case, q="液冷", hit=link, desk="abcdef01")
    (finding,) = [each for each in app.selectbox if each.key and each.key.endswith("_finding")]
    assert "denied" == finding.value


def test_a_row_of_a_segment_table_fills_the_form_and_its_quote_stands_on_the_page(
    opened, store_folder, own_case
):
    pytest.importorskip("pdfplumber")
    put(store_folder, YIMIKANG, pdfs.segments_report())
    app = opened("filings", case=own_case, story="liquid-cooling", q="液冷", desk="abcdef01")
    app.button(key="filings_segments_read").click().run()
    text = texts(app)
    assert "by product · of 营业收入 · 2023" in text
    assert "thereof <b>液冷产品</b> 5.00%" in text
    place = re.findall(r"<b>([^<]+)</b> \d+\.\d\d%", text).index("液冷产品")
    [each for each in app.button if each.label == "Make it evidence"][place].click().run()

    held = {each.key.rsplit("_", 1)[1]: each.value for each in (*app.text_input, *app.text_area)}
    assert ("0.05", "fraction", "share", "营业收入", "2023") == tuple(
        held[name] for name in ("value", "unit", "measure", "denominator", "period")
    )
    assert "The form above is filled" in texts(app)
    assert held["quote"].startswith("液冷")
    assert held["quote"].endswith("60.00 5.00%")
    app.button(key="filings_grade").click().run()
    (at_work,) = app.session_state["edit_desks"].values()
    row = at_work.sheets.tables["evidence"][-1].cells
    assert ("quantified", "0.05", "2", YIMIKANG) == tuple(
        row[name] for name in ("finding", "value", "page", "stock")
    )


def test_words_of_the_link_are_kept_in_their_story(opened, store_folder, own_case):
    put(store_folder, YIMIKANG, pdfs.pdf(["液冷"]))
    link = {"story": "liquid-cooling", "q": "液冷, 冷板", "desk": "abcdef01"}
    app = opened("filings", case=own_case, **link)
    app.button(key="filings_keep_words").click().run()
    assert "On your desk: the words of the story" in texts(app)
    (at_work,) = app.session_state["edit_desks"].values()
    row = next(r for r in at_work.sheets.tables["stories"] if "liquid-cooling" == r.key)
    assert "液冷, 冷板" == row.cells["terms"]
    assert not at_work.judged.faults
    # Words of no story, and those that a case has already, have nowhere to go.
    for other in ({"q": "液冷"}, {"story": "liquid-cooling"}):
        app = opened("filings", case=own_case, desk="abcdef02", **other)
        assert "filings_keep_words" not in [each.key for each in app.button]


@pytest.mark.parametrize(
    ("name", "page", "told"),
    [
        (
            "download",
            "依米康科技集团\n2023 年年度报告",
            ("2023 年年度报告", "annual-report", "2023"),
        ),
        ("1219", "澄清公告\n公司近日关注到传闻", ("澄清公告", "clarification", "")),
        ("2022年年度报告", "2023年年度报告", ("2022年年度报告", "annual-report", "2022")),
        ("notes", "没有标题的一页", ("notes", "notice", "")),
    ],
)
def test_what_the_name_of_a_file_does_not_say_its_first_page_says(
    opened, own_case, name, page, told
):
    app = opened("filings", case=own_case)
    data = pdfs.pdf([page, "2021年年度报告"])
    app.file_uploader("filings_file").upload(f"{name}.pdf", data, "application/pdf")
    app.run()
    title, period = (app.text_input, "title"), (app.text_input, "period")
    found = [
        next(each.value for each in widgets if each.key.startswith(f"add_{what}_"))
        for widgets, what in (title, (app.selectbox, "kind"), period)
    ]
    assert list(told) == found


def listed_documents(app):
    """Titles in the list of documents."""
    (list_,) = re.findall(r'<table class="data documents">.*?</table>', texts(app), re.DOTALL) or [
        ""
    ]
    return re.findall(r'<span class="grey">([^<]+)</span>', list_)


@pytest.fixture(scope="module")
def long_shelf(tmp_path_factory):
    """Documents of several kinds and periods, of two stocks; read once, to be copied."""
    folder = tmp_path_factory.mktemp("long-shelf")
    for symbol, kind, title, period in (
        (YIMIKANG, "annual-report", "甲2023", "2023"),
        (YIMIKANG, "half-year-report", "甲2024H1", "2024H1"),
        (YIMIKANG, "quarterly-report", "甲2024Q3", "2024Q3"),
        (CRUN, "annual-report", "乙2024", "2024"),
        (CRUN, "notice", "乙公告", ""),
    ):
        known = Known(kind, title, "2025-01-10", period)
        put(folder, symbol, pdfs.pdf([f"液冷{title}"]), known)
    return folder


@pytest.fixture
def several(long_shelf, store_folder):
    """Those documents in the store."""
    shutil.copytree(long_shelf, store_folder)


@pytest.mark.parametrize(
    ("link", "titles"),
    [
        ({"period": "2024"}, ["甲2024H1", "甲2024Q3", "乙2024"]),
        ({"kind": "clarification"}, []),
    ],
    ids=lambda each: " ".join(map(str, each.values())) if isinstance(each, dict) else "",
)
@pytest.mark.usefixtures("several")
def test_documents_are_listed_by_the_kind_and_period_of_the_link(opened, link, titles):
    app = opened("filings", **link, q="液冷")

    assert sorted(titles) == sorted(listed_documents(app))
    text = texts(app)
    assert f"Of this kind and period: {len(titles)} of 5 documents." in text
    assert "No document is kept, so nothing can be searched." not in text
    assert "Mentioned by 2 of 8 companies" in _bare(text)  # what is not listed is searched
    assert list(link.values()) == [app.selectbox(key=f"{name}_control").value for name in link]


@pytest.mark.usefixtures("several")
def test_a_kind_and_a_period_are_chosen_in_either_language_and_stand_in_the_link(opened):
    app = opened("filings", lang="zh")
    assert ["全部类型", "年度报告", "半年度报告", "季度报告", "公告"] == app.selectbox(
        key="kind_control"
    ).options
    assert [
        "全部期间",
        "2024 年（含半年度和季度）",
        "2024 年上半年",
        "2024 年三季度",
        "2023 年（含半年度和季度）",
        "无报告期的文件",
    ] == app.selectbox(key="period_control").options

    app.selectbox(key="period_control").set_value("2024").run()
    app.selectbox(key="kind_control").set_value("annual-report").run()
    assert ("2024", "annual-report") == tuple(app.query_params[name] for name in ("period", "kind"))
    assert ["乙2024"] == listed_documents(app)
    app.selectbox(key="kind_control").set_value("").run()
    assert "kind" not in app.query_params
    assert 3 == len(listed_documents(app))


@pytest.mark.usefixtures("several")
def test_a_kind_or_period_that_is_none_is_named_and_all_are_listed(opened):
    app = opened("filings", kind="rumour", period="2019")
    text = texts(app)

    assert "“kind=rumour” was ignored: it can be annual-report, half-year-report" in text
    assert "“period=2019” was ignored: it can be 2024, 2024H1, 2024Q3, 2023, none." in text
    assert 5 == len(listed_documents(app))
