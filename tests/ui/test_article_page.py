"""The page of articles: three ways in, a sentence for what cannot be read, nothing lost."""

import base64
import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.analysis.trial import Trial
from dashboard.articles import opening
from dashboard.cases import folders, listing
from dashboard.cases.folders import new_case, read_case
from dashboard.cases.marks import Mark
from dashboard.refresh.jobs import Jobs
from dashboard.store.store import Store
from dashboard.ui import people_view
from dashboard.ui.article import given
from tests.articles.own import COOLING
from tests.filings import pdfs
from tests.replay.store_plays import fill
from tests.ui.reading import charts

pytestmark = pytest.mark.slow

APP = Path(__file__).parents[2] / "app.py"
ARTICLES = APP.parent / "tests" / "articles"
WEEKLY = (ARTICLES / "heldout" / "weekly.txt").read_text(encoding="utf-8")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def page(clear_caches):
    def run(**query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page("pages/article.py")
        return app.run()

    return run


def read(app, text, published="", title=""):
    app.text_area(key="article_text").set_value(text)
    app.text_input(key="article_published").set_value(published)
    app.text_input(key="article_title").set_value(title)
    return app.button(key="article_read").click().run()


def body(app):
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def text(app):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body(app))))


def bomb():
    """Word document whose body unpacks to more than any article has."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w>" + " " * 60_000_000)
    return packed.getvalue()


def test_an_article_that_was_pasted_stands_beside_its_finds(page):
    app = read(page(lang="zh"), WEEKLY)

    told = text(app)
    assert "从文中读出" in told
    assert "读出了什么" in told
    assert 'id="find-1"' in body(app)
    assert 'id="place-1"' in body(app)


@pytest.mark.parametrize(
    ("pasted", "published", "said"),
    [
        ("  \n ", "", "There is nothing to read"),
        ("液" * 300_001, "", "more than 300000 are not read"),
        ("依米康涨停。", "13 Feb", "“13 Feb” is no day"),
        ("依米康涨停。", "2025-02-30", "“2025-02-30” is no day"),
    ],
    ids=["empty", "too long", "no day", "no such day"],
)
def test_what_cannot_be_read_is_one_sentence_and_what_was_typed_stays(
    page, pasted, published, said
):
    app = read(page(lang="en"), pasted, published, "A title")

    assert said in text(app)
    assert pasted == app.text_area(key="article_text").value
    assert published == app.text_input(key="article_published").value
    assert "A title" == app.text_input(key="article_title").value


def test_the_text_outlives_another_way_in_the_reading_and_another_page(page):
    app = page(lang="en")
    app.text_area(key="article_text").set_value(WEEKLY).run()
    app.segmented_control(key="article_way").set_value("file").run()
    app.segmented_control(key="article_way").set_value("paste").run()
    assert WEEKLY == app.text_area(key="article_text").value

    app.button(key="article_read").click().run()
    app.switch_page("pages/story.py").run()
    app.switch_page("pages/article.py").run()
    assert "finds in the article" in text(app)

    app.button(key="article_back").click().run()
    assert WEEKLY == app.text_area(key="article_text").value


def test_an_article_in_another_language_says_what_was_looked_for(page):
    app = read(page(lang="en"), "Die Aktien stiegen gestern kräftig, sagte der Händler.")

    told = text(app)
    assert "neither Chinese nor English" in told
    assert "no stock" in told


def test_markup_in_an_article_is_text(page):
    app = read(page(lang="en"), f"依米康涨停。{HOSTILE}川润股份跌了3%。", "2025-02-13", HOSTILE)

    assert "<script" not in body(app)
    assert "<img" not in body(app)


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_file_in_an_old_encoding_is_read(page, encoding):
    app = page(lang="en")
    app.segmented_control(key="article_way").set_value("file").run()
    told = "2月13日，台積電概念股中，貴州茅臺（600519）上漲3.1%。" * 5
    data = told.encode(encoding, "ignore")
    app.file_uploader(key="article_file").set_value(("a.txt", data, "text/plain")).run()
    app.button(key="article_read").click().run()

    assert "600519.SS" in text(app)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.docx", bomb, "unpacks"),
        ("a.txt", lambda: b"%PDF-1.7 \x00\x01", "text"),
        ("", bytes, "There is no file yet"),
    ],
    ids=["bomb", "pdf", "none"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(page, name, make, said):
    app = page(lang="en")
    app.segmented_control(key="article_way").set_value("file").run()
    if name:
        app.file_uploader(key="article_file").set_value((name, make(), "text/plain")).run()
    app.button(key="article_read").click().run()

    assert said in text(app)
    assert 'role="alert"' in body(app)


def read_pdf(page, data, lang="en"):
    """The page after a PDF was uploaded and the button pressed."""
    app = page(lang=lang)
    app.segmented_control(key="article_way").set_value("file").run()
    app.file_uploader(key="article_file").set_value(("a.pdf", data, "application/pdf")).run()
    return app.button(key="article_read").click().run()


def test_a_pdf_stands_beside_its_finds_with_its_lines_and_pages_joined(page):
    # A name and a number are broken over a line and over a page.
    first = "2025年2月13日，液冷概念股五个交易日里走势分化，康盛股份（002418）上涨22.93%，依米"
    second = "康（300249）五个交易日里上涨45.6%，同期没有公告，川润股份（002272）上涨16."
    data = pdfs.pdf([f"{first}\n{second}", "36%，列在第三。\n\n其余各股"])
    app = read_pdf(page, data)

    box = re.search(r'<div class="articletext"[^>]*>.*?</div>', body(app), re.DOTALL)[0]
    numbered = re.compile(r"<a[^>]* class=\"no\".*?</a>|<[^>]+>", re.DOTALL)  # of the finds; marks
    shown = "".join(html.unescape(numbered.sub("", box)).split())
    assert f"{first}{second}36%，列在第三。其余各股" == shown
    told = text(app)
    for stock, number in (("002418", "22.93%"), ("300249", "45.6%"), ("002272", "16.36%")):
        assert stock in told
        assert number in told
    assert 'role="alert"' not in body(app)


@pytest.mark.parametrize(
    ("make", "lang", "said"),
    [
        (lambda: pdfs.scan(2), "en", "The PDF has 2 pages and none with text that can be read"),
        (lambda: pdfs.scan(2), "zh", "没有一页"),
        (pdfs.encrypted, "en", "The document is encrypted and opens with its password only. Paste"),
        (lambda: pdfs.subset(range(33, 100)), "en", "The PDF has 1 pages and none with text"),
    ],
    ids=["scan", "scan, in Chinese", "encrypted", "letters without a map"],
)
def test_a_pdf_without_text_is_one_sentence_and_another_can_be_given(page, make, lang, said):
    app = read_pdf(page, make(), lang)

    assert said in text(app)
    assert 1 == body(app).count('role="alert"')
    assert 'id="find-1"' not in body(app)
    if lang == "en":
        assert "aste the text of the article instead." in text(app)
        # The form stays, and what is pasted into it then is read.
        app.segmented_control(key="article_way").set_value("paste").run()
        assert 'id="find-1"' in body(read(app, WEEKLY))


def test_an_address_is_asked_once_and_only_by_the_button(page, monkeypatch):
    asked = []

    def fetched(address):
        asked.append(address)
        return opening.Opened(WEEKLY, source=address)

    monkeypatch.setattr(given, "fetched", fetched)
    app = page(lang="en")
    app.segmented_control(key="article_way").set_value("address").run()
    app.text_input(key="article_address").set_value("https://example.com/a").run()
    app.run()
    assert [] == asked

    app.button(key="article_read").click().run()
    app.run()
    assert ["https://example.com/a"] == asked
    assert "finds in the article" in text(app)


def test_an_address_inside_the_house_is_refused_with_what_to_do(page):
    app = page(lang="en")
    app.segmented_control(key="article_way").set_value("address").run()
    app.text_input(key="article_address").set_value("http://127.0.0.1:1/a")
    app.button(key="article_read").click().run()

    assert "Paste the text of the article instead." in text(app)
    assert "http://127.0.0.1:1/a" == app.text_input(key="article_address").value


def test_a_reader_who_may_not_edit_is_told_so_and_sees_no_form(page, monkeypatch):
    monkeypatch.setattr(people_view, "may_edit", lambda: False)
    app = page(lang="en")

    assert [] == list(app.text_area)
    assert "Only editors may do this" in text(app)


def test_a_long_article_is_shown_in_parts(page):
    app = read(page(lang="en"), f"{WEEKLY}\n" * (40_000 // len(WEEKLY)), "2025-02-14")

    drawn = body(app)
    assert "Part 1 of" in app.selectbox(key="article_part").options[0]
    assert len(drawn) < 200_000
    app.selectbox(key="article_part").select_index(2).run()
    assert drawn != body(app)


# The draft --------------------------------------------------------------


@pytest.fixture
def cases(tmp_path, monkeypatch):
    """Folder that cases are saved in, empty; no refresh begins."""
    folder = tmp_path / "own-cases"
    monkeypatch.setenv("MARKET_NARRATIVE_CASES", str(folder))
    monkeypatch.setattr(Jobs, "start", lambda _, subject, _options: started.append(subject))
    started.clear()
    return folder


started = []


def drafted(page, lang="en"):
    return read(page(lang=lang), COOLING, "2025-02-14")


def unfolded(app, part):
    app.session_state[f"part_{part}"] = True
    return app.run()


def in_hand(app):
    return app.session_state["article_work"].content


def test_entries_are_confirmed_one_by_one_all_of_a_kind_and_taken_back(page, cases):
    app = unfolded(drafted(page), "stocks")
    before = len(in_hand(app).marks)
    app.button(key="yes_case.toml_stocks:300249.SZ").click().run()
    one = len(in_hand(app).marks)
    unfolded(app, "stocks").button(key="confirm_stocks").click().run()
    rows = {mark.row.partition(":")[0] for mark in in_hand(app).marks}
    app.button(key="draft_undo").click().run()

    assert one < before
    assert not {"stocks", "groups"} & rows
    assert one == len(in_hand(app).marks)


def test_a_value_is_put_right_and_an_entry_taken_out(page, cases):
    app = unfolded(drafted(page), "evidence")
    row = in_hand(app).case.evidence[0].id
    app.button(key=f"change_evidence.csv_{row}").click().run()
    app.selectbox(key="edit_finding").set_value("small")
    app.button(key="editor_keep").click().run()
    assert "small" == in_hand(app).case.evidence[0].finding
    assert row not in {mark.row for mark in in_hand(app).marks}

    unfolded(app, "stocks")
    app.button(key="change_case.toml_stocks:300249.SZ").click().run()
    app.button(key="editor_drop").click().run()
    assert "300249.SZ" not in in_hand(app).case.symbols
    lines = re.findall(r'<li id="find-\d+".*?</li>', body(app), re.DOTALL)
    (find,) = (each for each in lines if "300249.SZ" in each)
    assert "taken out" in find
    assert "confirmed" not in find


HYDRO = """雅下水电开工

7月21日至7月25日共5个交易日，西藏天路（600326.SH）累计上涨61.06%，中国电建（601669.SH）上涨42.13%，高争民爆（002827.SZ）上涨39.83%。

相比之下，东方电气（600875.SH）同期上涨17.32%，浙富控股（002266.SZ）上涨19.40%。
"""


def test_a_missing_day_of_publication_is_asked_for_beside_the_finds(page, cases):
    app = read(page(lang="zh"), HYDRO)
    assert "请补上发表日期" in text(app)
    assert "--published" not in text(app)

    app.button(key="article_day_read").click().run()
    assert "还没有日期" in text(app)
    app.text_input(key="article_day").set_value("27 July")
    app.button(key="article_day_read").click().run()
    assert "“27 July”" in text(app)
    app.text_input(key="article_day").set_value("2025-07-27")
    app.button(key="article_day_read").click().run()
    assert date(2025, 7, 21) == in_hand(app).case.window.first
    assert "请补上发表日期" not in text(app)

    app.button(key="article_back").click().run()
    assert "2025-07-27" == app.text_input(key="article_published").value


def test_another_day_of_publication_leaves_confirmed_what_it_does_not_change(page, cases):
    app = unfolded(read(page(lang="en"), HYDRO, "2025-07-27"), "stocks")
    app.button(key="confirm_stocks").click().run()
    app.button(key="article_day_open").click().run()
    assert "is read again" in text(app)
    app.text_input(key="article_day").set_value("2024-07-27")
    app.button(key="article_day_read").click().run()
    rows = {mark.row for mark in in_hand(app).marks}

    assert date(2024, 7, 22) == in_hand(app).case.window.first
    assert not [row for row in rows if row.startswith("stocks:")]
    assert "window" in rows
    app.button(key="draft_undo").click().run()
    assert [mark for mark in in_hand(app).marks if mark.row.startswith("stocks:")]


def test_the_finds_are_filtered_by_what_a_yes_is_missing_of(page, cases):
    app = unfolded(drafted(page), "stocks")
    app.button(key="confirm_stocks").click().run()
    every = re.findall(r'<li id="find-(\d+)"', body(app))
    app.segmented_control(key="article_shown").set_value("settled").run()
    settled = re.findall(r'<li id="find-(\d+)"', body(app))
    app.segmented_control(key="article_shown").set_value("open").run()
    waiting = re.findall(r'<li id="find-(\d+)"', body(app))

    assert settled
    assert waiting
    assert not set(settled) & set(waiting)
    assert set(settled) | set(waiting) <= set(every)


def test_with_prices_at_hand_the_window_of_the_draft_is_drawn(page, cases, store_folder, shipped):
    assert not charts(drafted(page))

    fill(Store(store_folder), shipped)
    app = drafted(page)
    chart = charts(app)[0]["figure"]
    case = in_hand(app).case
    trial = Trial.of(replace(in_hand(app), market=shipped.market))
    ends = [trial.result.build_up.groups[group.id] for group in case.groups]
    drawn = [trace["y"] for trace in chart["data"] if trace.get("mode") == "lines"]

    assert 2 == len(case.groups)
    for line in ends:
        known = [value for value in line if value is not None]
        assert any(known == pytest.approx(_numbers(each)) for each in drawn)


def _numbers(y):
    if isinstance(y, dict):  # Plotly packs long lists
        y = np.frombuffer(base64.b64decode(y["bdata"]), dtype=y["dtype"]).tolist()
    return [value for value in y if value is not None and value == value]


def test_whoever_loses_the_right_to_edit_changes_nothing_any_more(page, cases, monkeypatch):
    app = unfolded(drafted(page), "stocks")
    before = in_hand(app).marks
    monkeypatch.setenv("MARKET_NARRATIVE_EDITORS", "ann@example.org")
    app.button(key="confirm_stocks").click().run()

    assert before == in_hand(app).marks
    assert not app.exception
    assert [] == list(cases.glob("*"))


def test_one_group_is_parted_into_the_two_that_the_article_compares(page, cases):
    app = read(page(lang="zh"), HYDRO, "2025-07-27")
    assert "只能和大盘比" in text(app)

    app.button(key="parting_begin").click().run()
    app.button(key="parting_make").click().run()
    assert "请给两组都起个名字" in text(app)
    app.text_input(key="parting_second").set_value("设备")
    app.text_input(key="parting_first").set_value("施工")
    app.button(key="parting_make").click().run()
    case = in_hand(app).case
    assert ["施工", "设备"] == [group.title.zh for group in case.groups]
    assert ["600875.SS", "002266.SZ"] == [s.symbol for s in case.members(case.groups[1].id)]
    assert "只能和大盘比" not in text(app)

    app.button(key="confirm_all").click().run()
    assert "全部已确认" in text(app)
    assert "还有 0 项" not in text(app)


def test_a_story_that_the_article_does_not_tell_is_added_in_the_readers_words(page, cases):
    app = read(page(lang="zh"), HYDRO.replace("雅下水电开工", "五只股票"), "2025-07-27")
    assert "没有能检验的说法" in text(app)

    app.button(key="telling_begin").click().run()
    app.button(key="telling_add").click().run()
    assert "请用几个字说明" in text(app)
    app.text_input(key="telling_words").set_value("西藏本地")
    app.button(key="telling_add").click().run()
    case = in_hand(app).case
    assert ["西藏本地", "只是行情使然"] == [story.title.zh for story in case.stories]
    assert case.asks == case.stories[0].id
    assert "这些股票上涨，是因为“西藏本地”吗？" == case.question.zh
    assert "没有能检验的说法" not in text(app)


def test_a_value_that_cannot_be_is_one_sentence_and_changes_nothing(page, cases):
    app = unfolded(drafted(page), "window")
    window = in_hand(app).case.window
    app.button(key="change_case.toml_window").click().run()
    app.text_input(key="edit_last").set_value("2024-01-01")
    app.button(key="editor_keep").click().run()

    assert "The window ends before it begins" in text(app)
    assert window == in_hand(app).case.window


def test_a_draft_is_saved_with_its_open_marks_and_confirmed_further_on_the_disk(page, cases):
    app = drafted(page)
    app.text_input(key="save_slug").set_value("cooling-again")
    app.text_input(key="save_title").set_value("Cooling, once more")
    app.button(key="save_draft").click().run()
    saved = read_case(cases / "cooling-again")
    assert "Cooling, once more" in (saved.case.title.zh, saved.case.title.en)
    assert saved.marks
    assert ["cooling-again"] == started
    assert "cooling-again" == app.query_params["case"]

    later = unfolded(page(lang="en", draft="cooling-again"), "claims")
    later.button(key="confirm_claims").click().run()
    left = read_case(cases / "cooling-again")
    assert not [mark for mark in left.marks if mark.file == "claims.csv"]
    later.button(key="confirm_all").click().run()
    assert () == read_case(cases / "cooling-again").marks
    assert "Everything is confirmed" in text(later)


def test_the_story_page_of_a_draft_says_how_much_is_open_and_leads_on(page, cases, shipped_case):
    content = read_case(shipped_case)
    mark = Mark("case.toml", "window", (), "unproved")
    new_case(
        replace(content, case=replace(content.case, slug="a-draft"), marks=(mark,)),
        cases / "a-draft",
    )
    app = page(case="a-draft", lang="en")
    app.switch_page("pages/story.py").run()

    assert "A draft: 1 entry still waits for a yes." in text(app)
    assert "draft=a-draft" in html.unescape(body(app))


def test_of_two_pages_that_save_under_one_name_the_second_is_told_and_keeps_its_draft(
    page, cases, monkeypatch
):
    app = drafted(page)
    (cases / "twice").mkdir(parents=True)
    (cases / "twice" / "case.toml").write_text("somebody else's", encoding="utf-8")
    monkeypatch.setattr(listing, "list_cases", tuple)  # as it was a moment ago
    app.text_input(key="save_slug").set_value("twice")
    app.button(key="save_draft").click().run()

    assert "There is a case “twice” already" in text(app)
    assert "somebody else's" == (cases / "twice" / "case.toml").read_text(encoding="utf-8")
    assert "wait for your yes" in text(app)


@pytest.mark.parametrize(
    "slug", ["", "Case", "液冷", "universe", "con", "../x", "liquid-cooling-2025"]
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(page, cases, slug):
    app = drafted(page)
    app.text_input(key="save_slug").set_value(slug)
    app.button(key="save_draft").click().run()

    assert 'role="alert"' in body(app)
    assert not cases.exists()
    assert [] == started


def test_where_no_case_can_be_written_the_page_says_so_and_reads_all_the_same(
    page, cases, monkeypatch
):
    monkeypatch.setattr(folders, "can_be_written", lambda _: False)
    app = page(lang="en")
    assert "cannot be written" in text(app)

    read(app, COOLING, "2025-02-14")
    assert "finds in the article" in text(app)
    assert "cannot be written" in text(app)
    assert not any(button.key == "save_draft" for button in app.button)
