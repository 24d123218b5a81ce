"""The exposure matrix as HTML: states, opening cells, escaping, language."""

import re
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.window.window import window_result
from dashboard.case import Evidence, Moment, Text, Window
from dashboard.html.links import Links
from dashboard.html.matrix import matrix
from dashboard.html.statements import statements
from dashboard.language.language import language

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def found_in(shipped, xshg, case=None, window=None):
    case = shipped.case if case is None else case
    window = window or case.window
    result = window_result(case, shipped.market, xshg, window, benchmark=case.benchmarks[0].id)
    returns = {stock.symbol: stock.value for stock in result.stocks}
    return exposure(case, xshg, window, returns=returns)


def html_of(
    shipped, xshg, case=None, *, lang="en", window=None, opens=True, rise_is_red=True, stock=""
):
    case = shipped.case if case is None else case
    return matrix(
        case,
        found_in(shipped, xshg, case, window),
        language(lang),
        opens=opens,
        rise_is_red=rise_is_red,
        stock=stock,
    )


def listed_of(shipped, xshg, case=None):
    case = shipped.case if case is None else case
    links = Links(lambda target: f"#{target.anchor}")
    return statements(case, found_in(shipped, xshg, case), language("en"), links, rise_is_red=True)


def row_of(text, symbol):
    return next(row for row in text.split("<tr") if symbol in row)


def with_evidence(shipped, *rows):
    return replace(shipped.case, evidence=shipped.case.evidence + rows)


def evidence(**changes):
    row = Evidence(
        id="extra",
        stock="002837.SZ",
        story="alibaba-evidence",
        finding="stated",
        document="Answer",
        source_kind="investor-qa",
        published=Moment(datetime.fromisoformat("2025-01-10"), "day", "Asia/Shanghai"),
        statement=Text("It says so.", "它这样说。"),
    )
    return replace(row, **changes)


class Balance(HTMLParser):
    """Reads HTML and remembers tags left open, and every attribute."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in {"col", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(text):
    reader = Balance()
    reader.feed(text)
    assert [] == reader.open
    return reader


def test_rows_stand_by_group_then_return(shipped, xshg):
    order = re.findall(r'class="symbol">([^<]+)<', html_of(shipped, xshg))
    assert order == [
        *("300249.SZ", "603881.SS", "002418.SZ", "002272.SZ"),
        *("301018.SZ", "002837.SZ", "300499.SZ", "300602.SZ"),
    ]


def test_documented_and_believed_stand_apart(shipped, xshg):
    text = html_of(shipped, xshg)
    assert text.index("What is documented") < text.index("What the market believed")
    assert 10 == text.count('<td class="gap">')  # two rows of heads, eight stocks
    assert "Nothing but the market" not in text


def test_a_cell_says_word_and_shape(shipped, xshg):
    text = html_of(shipped, xshg)
    goaland = row_of(text, "300499.SZ")
    assert "●" in goaland
    assert "quantified" in goaland
    assert "after the window" in goaland
    assert "not assessed" in goaland
    assert 1 == row_of(text, "300249.SZ").count("named after the move")
    assert "none found" in row_of(text, "002272.SZ")
    assert "none found" not in row_of(text, "002837.SZ")


def test_not_assessed_has_nothing_to_open(shipped, xshg):
    envicool = row_of(html_of(shipped, xshg), "002837.SZ")
    assert 1 == envicool.count("<details")
    assert 2 == envicool.count("not assessed")


def test_an_opened_cell_tells_everything_on_file(shipped, xshg):
    yimikang = row_of(html_of(shipped, xshg), "300249.SZ")
    for text in (
        "2023 annual report",
        "Annual report",
        "no later than 30 Apr 2024 (legal deadline)",
        "2 mentions of Alibaba",
        "Public before the window closed",
        "no address on file",
    ):
        assert text in yimikang
    goaland = row_of(html_of(shipped, xshg), "300499.SZ")
    assert "53%: revenue share, against total revenue" in goaland
    assert "13 Feb 2025, after the close" in goaland
    assert ">new.qq.com</a>" in goaland
    crun = row_of(html_of(shipped, xshg), "002272.SZ")
    assert "Searched for</dt><dd>not on file" in crun


def test_a_reported_statement_names_its_reporter_beside_its_document(shipped, xshg):
    goaland = row_of(html_of(shipped, xshg), "300499.SZ")
    assert (
        "2023 annual and 2024 half-year reports, as reported by 华尔街见闻 Wallstreetcn, "
        "14 Feb 2025; the document was not read here"
    ) in goaland
    assert "filed · reported" in goaland
    assert "filed (6 of 7), if the report is right" in goaland
    chinese = row_of(html_of(shipped, xshg, lang="zh"), "300499.SZ")
    assert (
        "2024 年半年报（转述自华尔街见闻 Wallstreetcn，2025年2月14日；文件本身未在此读过）"
        in chinese
    )


def test_a_first_hand_statement_stands_alone(shipped, xshg):
    text = row_of(html_of(shipped, xshg, with_evidence(shipped, evidence())), "002837.SZ")
    assert "answer (4 of 7)<" in text
    assert 1 == text.count("as reported by")  # its other statement


def test_a_report_without_a_document_says_so(shipped, xshg):
    row = evidence(document="", via="The Paper", via_published=None)
    text = row_of(html_of(shipped, xshg, with_evidence(shipped, row)), "002837.SZ")
    assert "no document named, as reported by The Paper" in text


def test_a_later_window_makes_the_answer_public(shipped, xshg):
    late = html_of(shipped, xshg, window=Window(date(2025, 2, 7), date(2025, 2, 14)))
    goaland = row_of(late, "300499.SZ")
    assert ">after the window" not in goaland
    assert "<b>no</b>" not in goaland


def test_quote_page_and_searched_words_are_shown(shipped, xshg):
    row = evidence(page="12", quote="我们有客户", searched="阿里; Alibaba", finding="none-found")
    text = row_of(html_of(shipped, xshg, with_evidence(shipped, row)), "002837.SZ")
    assert "Answer, page 12" in text
    assert "“我们有客户”" in text
    assert "阿里; Alibaba" in text


def test_a_denial_stands_beside_the_statement(shipped, xshg):
    denial = evidence(
        id="denial",
        finding="denied",
        statement=Text("It is not so.", ""),
        published=Moment(datetime.fromisoformat("2025-01-20"), "day", "Asia/Shanghai"),
    )
    text = row_of(html_of(shipped, xshg, with_evidence(shipped, evidence(), denial)), "002837.SZ")
    assert "✕" in text
    assert "stated before" in text
    assert text.index("It says so.") < text.index("It is not so.")
    assert "The company denied it later" in text


def test_several_rows_are_all_shown_and_late_ones_flagged(shipped, xshg):
    late = evidence(
        id="late", published=Moment(datetime.fromisoformat("2025-03-01"), "day", "Asia/Shanghai")
    )
    text = row_of(html_of(shipped, xshg, with_evidence(shipped, evidence(), late)), "002837.SZ")
    assert 2 == text.count("It says so.")
    assert "more after the window" in text


@pytest.mark.parametrize("opens", [False, True])
def test_hostile_text_stays_text(opens, shipped, xshg):
    case = with_evidence(
        shipped,
        evidence(
            statement=Text(HOSTILE, HOSTILE),
            document=HOSTILE,
            url="https://example.org/" + HOSTILE,
            quote=HOSTILE,
            page=HOSTILE,
            searched=HOSTILE,
            measure=HOSTILE,
            denominator=HOSTILE,
            period=HOSTILE,
            unit=HOSTILE,
            value=1.0,
        ),
    )
    case = replace(
        case,
        stocks=tuple(replace(one, name=Text(HOSTILE, "")) for one in case.stocks),
        stories=tuple(replace(one, title=Text(HOSTILE, "")) for one in case.stories),
    )
    pages = [html_of(shipped, xshg, case, opens=opens), listed_of(shipped, xshg, case)]
    for reader in map(parsed, pages):
        assert not reader.tags & {"script", "img"}
        assert not any(name.startswith("on") for name, _ in reader.attributes)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://[", "//evil.example", "ftp://x/y"]
)
def test_only_http_addresses_become_links(url, shipped, xshg):
    text = row_of(html_of(shipped, xshg, with_evidence(shipped, evidence(url=url))), "002837.SZ")
    assert "<a " not in text
    assert url in text


def test_the_html_is_balanced_and_its_ids_unique(shipped, xshg):
    listed = listed_of(shipped, xshg)
    parsed(html_of(shipped, xshg))
    ids = [value for name, value in parsed(listed).attributes if name == "id"]
    assert len(ids) == len(set(ids)) == 8 + len(shipped.case.evidence)
    assert 'id="' not in html_of(shipped, xshg)


def test_the_small_one_opens_nothing(shipped, xshg):
    text = html_of(shipped, xshg, opens=False)
    assert "<details" not in text
    assert "quantified" in text


def test_colours_of_returns_follow_the_reader(shipped, xshg):
    chinese = html_of(shipped, xshg, rise_is_red=True)
    western = html_of(shipped, xshg, rise_is_red=False)
    assert 'var(--red)">+45.6%' in chinese
    assert 'var(--green)">−1.3%' in chinese
    assert 'var(--green)">+45.6%' in western


def test_the_highlighted_row_stays_and_the_others_fade(shipped, xshg):
    text = html_of(shipped, xshg, stock="300499.SZ")
    assert 7 == text.count('class="faded"')
    assert not row_of(text, "300499.SZ").startswith(' class="faded"')


def test_statements_list_what_is_not_assessed_too(shipped, xshg):
    listed = listed_of(shipped, xshg)
    assert 3 + 4 == listed.count("? not assessed")
    for row in shipped.case.evidence:
        assert f'id="statement-{row.id}"' in listed


def test_chinese_shows_chinese_names_and_statements(shipped, xshg):
    text = html_of(shipped, xshg, lang="zh")
    assert "依米康" in text
    assert "与传统业务合并统计" in text
    assert "Yimikang" not in text


def test_a_case_with_one_kind_of_story_has_no_gap(shipped, xshg):
    case = shipped.case
    stories = tuple(story for story in case.stories if story.kind != "label")
    rows = tuple(row for row in case.evidence if row.story != "alibaba-label")
    text = html_of(shipped, xshg, replace(case, stories=stories, evidence=rows))
    assert 'class="gap"' not in text
    assert "What the market believed" not in text
