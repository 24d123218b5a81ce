"""tags.csv: read, written, checked, thinned out with its stock and story, compared with a list."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.analysis.stories.tag_lists import ListedTag, compared, story_of
from dashboard.case import ConceptTag
from dashboard.cases.amending import without
from dashboard.cases.editing.judging import judge
from dashboard.cases.editing.pasting import paste
from dashboard.cases.editing.references import renamed
from dashboard.cases.editing.sheets import sheets_of
from dashboard.cases.editing.versions import save
from dashboard.cases.folders import write_case
from dashboard.cases.outline import CASE_FILE
from dashboard.cases.writer import case_files

HEAD = "id,stock,tag,source,seen,story,reason,url\n"
LINE = "t1,300249.SZ,液冷概念,Eastmoney,2025-02-10,cooling,公司有液冷产品。,https://example.org/c\n"
DAY = date(2025, 2, 12)


def tagged(small, lines=LINE, head=HEAD):
    (small.path / "tags.csv").write_bytes((head + lines).encode())
    return small


def test_a_folder_without_the_file_has_none_and_none_is_written(small, tmp_path):
    content = small.read()
    assert () == content.case.tags
    assert "tags.csv" not in case_files(content.case, content.market)


def test_tags_read_back_as_they_are_written_and_the_file_goes_with_the_last(small, tmp_path):
    content = tagged(small).read()
    (tag,) = content.case.tags
    assert ("300249.SZ", "液冷概念", date(2025, 2, 10), "cooling", "公司有液冷产品。") == (
        tag.stock,
        tag.tag,
        tag.seen,
        tag.story,
        tag.reason,
    )
    again = tmp_path / "again"
    write_case(content, again)
    assert HEAD + LINE == (again / "tags.csv").read_text(encoding="utf-8")
    write_case(replace(content, case=replace(content.case, tags=())), again)
    assert not (again / "tags.csv").exists()


@pytest.mark.parametrize(
    ("lines", "column", "said"),
    [
        (LINE.replace("300249.SZ", "300250.SZ"), "stock", "no stock “300250.SZ”"),
        (LINE.replace("300249.SZ", ""), "stock", "must not be empty"),
        (LINE.replace("液冷概念", ""), "tag", "must not be empty"),
        (LINE.replace("Eastmoney", ""), "source", "must not be empty"),
        (LINE.replace("2025-02-10", ""), "seen", "the day on which this one was read"),
        (LINE.replace("2025-02-10", "soon"), "seen", "not a date"),
        (LINE.replace("2025-02-10", "1820-02-10"), "seen", "1820"),
        (LINE.replace("cooling", "warming"), "story", "no story “warming”"),
        (LINE.replace("cooling", "label"), "story", "is no story of evidence"),
        (LINE.replace("https:", "javascript:"), "url", ""),
        (LINE + LINE.replace("t1", "t2"), "tag", "in line 2 already"),
        (LINE + LINE.replace("液冷", "阿里"), "id", "stands twice"),
    ],
)
def test_a_wrong_tag_is_named_with_its_cell(small, lines, column, said):
    fault = tagged(small, lines).fault()
    assert ("tags.csv", column) == (fault.file, fault.field)
    assert said in str(fault)


def test_a_story_that_goes_leaves_its_tags_and_a_stock_takes_them_along(small):
    content = tagged(small).read()
    (left,) = without(content, CASE_FILE, "stories:cooling").case.tags
    assert "" == left.story
    assert () == without(content, CASE_FILE, "stocks:300249.SZ").case.tags


def test_a_tag_follows_its_story_to_a_new_name_and_is_saved_and_taken_out(small, tmp_path):
    saved = tagged(small).read()
    sheets = renamed(sheets_of(saved), "stories", "cooling", "chilling")
    first = save(tmp_path, small.path, sheets, read=saved.digest)
    assert ["chilling"] == [tag.story for tag in first.content.case.tags]

    sheets = sheets_of(first.content).without_row("tags", "t1")
    second = save(tmp_path, small.path, sheets, read=first.content.digest)
    assert () == second.content.case.tags
    assert not (small.path / "tags.csv").exists()
    assert second.content == small.read()


def test_rows_of_a_spreadsheet_are_taken_by_what_their_heads_mean(small):
    saved = small.read()
    heads = "代码\t概念名称\t来源\t查看日期\t入选理由"
    text = f"{heads}\n300249\t液冷概念\t东方财富\t2025年2月10日\t有产品"
    found = paste(sheets_of(saved), "tags", text)
    assert () == found.left_out
    (tag,) = judge(found.sheets, saved).content.case.tags
    assert ("300249.SZ", "液冷概念", "东方财富", date(2025, 2, 10), "有产品") == (
        tag.stock,
        tag.tag,
        tag.source,
        tag.seen,
        tag.reason,
    )
    assert tag.id


# A list beside a case ---------------------------------------------------


@pytest.fixture
def case(shipped):
    held = ConceptTag("300249-tag-1", "300249.SZ", "液冷概念", "List", date(2025, 2, 1))
    gone = replace(held, id="300249-tag-2", tag="阿里概念")
    other = replace(held, id="x", stock="002272.SZ", tag="算力概念")
    return replace(shipped.case, tags=(held, gone, other))


def test_a_tag_is_about_the_story_of_which_it_holds_a_word(case):
    assert "liquid-cooling" == story_of(case, "液冷服务器")
    assert "alibaba-evidence" == story_of(case, "ALIBABA concept")
    assert "" == story_of(case, "创业板综")
    # A word of Latin letters begins a word, as in filings: AI is not in Retail.
    ai = replace(case.stories[0], terms=(("AI",),))
    assert ai.id == story_of(replace(case, stories=(ai,)), "AI概念")
    assert "" == story_of(replace(case, stories=(ai,)), "Retail")


def test_a_list_is_compared_with_what_a_case_has_of_its_source(case):
    listed = {
        "300249.SZ": [ListedTag("液冷概念"), ListedTag("阿里云概念", "x"), ListedTag("创业板综")]
    }
    found = compared(case, "List", listed, DAY)
    (new,) = found.new
    assert ("300249.SZ", "阿里云概念", "alibaba-evidence", DAY, "x") == (
        new.stock,
        new.tag,
        new.story,
        new.seen,
        new.reason,
    )
    assert new.id not in {tag.id for tag in case.tags}
    assert date(2025, 2, 1) == found.kept[0].seen
    # A stock that was not asked for has lost nothing.
    assert ["阿里概念"] == [tag.tag for tag in found.gone]
    every = compared(case, "List", listed, DAY, every=True).new
    assert ["阿里云概念", "创业板综"] == [tag.tag for tag in every]
    assert 2 == len({tag.id for tag in every})
    again = compared(replace(case, tags=(*case.tags, *found.new)), "List", listed, DAY)
    assert () == again.new


def test_a_list_of_another_source_stands_beside_it(case):
    found = compared(case, "Another", {"300249.SZ": [ListedTag("液冷概念")]}, DAY)
    assert ["液冷概念"] == [tag.tag for tag in found.new]
    assert () == found.gone
