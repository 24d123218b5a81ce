"""The exposure matrix as HTML: states, opening cells, escaping, language."""

import re
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.window.window import window_result
from dashboard.case import Evidence, Moment, Text, Window
from dashboard.cases.folders import find_case, read_case
from dashboard.html.links import Links
from dashboard.html.matrix import matrix
from dashboard.html.statements import statements
from dashboard.language.language import language
from dashboard.market.sessions import load_sessions

FOLDER = read_case(find_case("liquid-cooling-2025"))
XSHG = load_sessions("XSHG", "Asia/Shanghai")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def found_in(case=FOLDER.case, window=None):
    window = window or case.window
    result = window_result(case, FOLDER.market, XSHG, window, benchmark=case.benchmarks[0].id)
    returns = {stock.symbol: stock.value for stock in result.stocks}
    return exposure(case, XSHG, window, returns=returns)


def html_of(case=FOLDER.case, *, lang="en", window=None, opens=True, rise_is_red=True, stock=""):
    return matrix(
        case,
        found_in(case, window),
        language(lang),
        opens=opens,
        rise_is_red=rise_is_red,
        stock=stock,
    )


def listed_of(case=FOLDER.case):
    links = Links(lambda target: f"#{target.anchor}")
    return statements(case, found_in(case), language("en"), links, rise_is_red=True)


def row_of(text, symbol):
    return next(row for row in text.split("<tr") if symbol in row)


def with_evidence(*rows):
    return replace(FOLDER.case, evidence=FOLDER.case.evidence + rows)


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


def test_rows_stand_by_group_then_return():
    order = re.findall(r'class="symbol">([^<]+)<', html_of())
    assert order == [
        *("300249.SZ", "603881.SS", "002418.SZ", "002272.SZ"),
        *("301018.SZ", "002837.SZ", "300499.SZ", "300602.SZ"),
    ]


def test_documented_and_believed_stand_apart():
    text = html_of()
    assert text.index("What is documented") < text.index("What the market believed")
    assert 10 == text.count('<td class="gap">')  # two rows of heads, eight stocks
    assert "Nothing but the market" not in text


def test_a_cell_says_word_and_shape():
    text = html_of()
    goaland = row_of(text, "300499.SZ")
    assert "●" in goaland
    assert "quantified" in goaland
    assert "after the window" in goaland
    assert "not assessed" in goaland
    assert 1 == row_of(text, "300249.SZ").count("named after the move")
    assert "none found" in row_of(text, "002272.SZ")
    assert "none found" not in row_of(text, "002837.SZ")


def test_not_assessed_has_nothing_to_open():
    envicool = row_of(html_of(), "002837.SZ")
    assert 1 == envicool.count("<details")
    assert 2 == envicool.count("not assessed")


def test_an_opened_cell_tells_everything_on_file():
    yimikang = row_of(html_of(), "300249.SZ")
    for text in (
        "2023 annual report",
        "Annual report",
        "no later than 30 Apr 2024 (legal deadline)",
        "2 mentions of Alibaba",
        "Public before the window closed",
        "no address on file",
    ):
        assert text in yimikang
    goaland = row_of(html_of(), "300499.SZ")
    assert "53%: revenue share, against total revenue" in goaland
    assert "13 Feb 2025, after the close" in goaland
    assert ">new.qq.com</a>" in goaland
    crun = row_of(html_of(), "002272.SZ")
    assert "Searched for</dt><dd>not on file" in crun


def test_a_later_window_makes_the_answer_public():
    late = html_of(window=Window(date(2025, 2, 7), date(2025, 2, 14)))
    goaland = row_of(late, "300499.SZ")
    assert ">after the window" not in goaland
    assert "<b>no</b>" not in goaland


def test_quote_page_and_searched_words_are_shown():
    row = evidence(page="12", quote="我们有客户", searched="阿里; Alibaba", finding="none-found")
    text = row_of(html_of(with_evidence(row)), "002837.SZ")
    assert "Answer, page 12" in text
    assert "“我们有客户”" in text
    assert "阿里; Alibaba" in text


def test_a_denial_stands_beside_the_statement():
    denial = evidence(
        id="denial",
        finding="denied",
        statement=Text("It is not so.", ""),
        published=Moment(datetime.fromisoformat("2025-01-20"), "day", "Asia/Shanghai"),
    )
    text = row_of(html_of(with_evidence(evidence(), denial)), "002837.SZ")
    assert "✕" in text
    assert "stated before" in text
    assert text.index("It says so.") < text.index("It is not so.")
    assert "The company denied it later" in text


def test_several_rows_are_all_shown_and_late_ones_flagged():
    late = evidence(
        id="late", published=Moment(datetime.fromisoformat("2025-03-01"), "day", "Asia/Shanghai")
    )
    text = row_of(html_of(with_evidence(evidence(), late)), "002837.SZ")
    assert 2 == text.count("It says so.")
    assert "more after the window" in text


@pytest.mark.parametrize("opens", [False, True])
def test_hostile_text_stays_text(opens):
    case = with_evidence(
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
        )
    )
    case = replace(
        case,
        stocks=tuple(replace(one, name=Text(HOSTILE, "")) for one in case.stocks),
        stories=tuple(replace(one, title=Text(HOSTILE, "")) for one in case.stories),
    )
    pages = [html_of(case, opens=opens), listed_of(case)]
    for reader in map(parsed, pages):
        assert not reader.tags & {"script", "img"}
        assert not any(name.startswith("on") for name, _ in reader.attributes)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://[", "//evil.example", "ftp://x/y"]
)
def test_only_http_addresses_become_links(url):
    text = row_of(html_of(with_evidence(evidence(url=url))), "002837.SZ")
    assert "<a " not in text
    assert url in text


def test_the_html_is_balanced_and_its_ids_unique():
    listed = listed_of()
    parsed(html_of())
    ids = [value for name, value in parsed(listed).attributes if name == "id"]
    assert len(ids) == len(set(ids)) == 8 + len(FOLDER.case.evidence)
    assert 'id="' not in html_of()


def test_the_small_one_opens_nothing():
    text = html_of(opens=False)
    assert "<details" not in text
    assert "quantified" in text


def test_colours_of_returns_follow_the_reader():
    chinese = html_of(rise_is_red=True)
    western = html_of(rise_is_red=False)
    assert 'var(--red)">+45.6%' in chinese
    assert 'var(--green)">−1.3%' in chinese
    assert 'var(--green)">+45.6%' in western


def test_the_highlighted_row_stays_and_the_others_fade():
    text = html_of(stock="300499.SZ")
    assert 7 == text.count('class="faded"')
    assert not row_of(text, "300499.SZ").startswith(' class="faded"')


def test_statements_list_what_is_not_assessed_too():
    listed = listed_of()
    assert 3 + 4 == listed.count("? not assessed")
    for row in FOLDER.case.evidence:
        assert f'id="statement-{row.id}"' in listed


def test_chinese_shows_chinese_names_and_statements():
    text = html_of(lang="zh")
    assert "依米康" in text
    assert "并入传统业务" in text
    assert "Yimikang" not in text


def test_a_case_with_one_kind_of_story_has_no_gap():
    case = FOLDER.case
    stories = tuple(story for story in case.stories if story.kind != "label")
    rows = tuple(row for row in case.evidence if row.story != "alibaba-label")
    text = html_of(replace(case, stories=stories, evidence=rows))
    assert 'class="gap"' not in text
    assert "What the market believed" not in text
