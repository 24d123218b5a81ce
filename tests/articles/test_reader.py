"""The rules one by one, each on a sentence of its own."""

import time
from datetime import date, datetime

import pytest

from dashboard.articles.block import finds_block
from dashboard.articles.reader import read_article
from dashboard.articles.text import Text
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.gold import articles, symbols
from tests.articles.own import WHOLE

DAY = date(2025, 2, 14)
KNOWN = symbols()


def read(raw, published=DAY):
    return read_article(raw, shipped_listing(), published=published, today=date(2026, 6, 13))


def subjects(raw, published=DAY):
    return {stock.name for stock in read(raw, published).subjects}


def returns(raw, published=DAY):
    found = read(raw, published)
    names = {stock.symbol: stock.name for stock in found.stocks}
    return [(names[each.symbol], each.kind, each.value) for each in found.returns]


# Stocks ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("机器人概念股走强，太阳能电池出口增长。", set()),
        ("机器人（300024）收涨3%。", {"机器人"}),
        ("机器人涨停。", {"机器人"}),
        ("埃斯顿、汇川技术、机器人涨幅居前。", {"埃斯顿", "汇川技术", "机器人"}),
        ("这个价位值得买入。", set()),
        ("政府的创新产业规划扩大智慧城市建设。", set()),
        ("京东方面回复称正在核实。", set()),
        ("康希诺生物股份公司公告。", {"康希诺"}),
        ("中国移动互联网用户超10亿，中国银行业协会发布数据。", set()),
        ("同花顺数据显示，依米康净流入。", {"依米康"}),
        ("同花顺涨停。", {"同花顺"}),
        ("国泰君安上海江苏路营业部买入依米康。", {"依米康"}),
        ("*ST同洲跌停。", {"*ST同洲"}),
        ("五 粮 液涨2%。", {"五粮液"}),
    ],
)
def test_a_name_is_a_stock_only_where_the_words_around_it_say_so(raw, wanted):
    held = {name.replace(" ", "") for name in subjects(raw)}

    assert wanted == held


def test_a_former_name_is_found_and_kept_beside_the_one_of_today():
    (stock,) = read("国华网安跌停。").subjects

    assert ("国华网安", "000004.SZ", "former") == (stock.name, stock.symbol, stock.how)


def test_a_name_of_two_companies_is_not_resolved_without_its_code():
    (open_name,) = read("东风股份涨2%。").not_resolved

    assert "ambiguous-name" == open_name.reason
    assert {"600006.SS", "601515.SS"} == set(open_name.candidates)
    assert {"东风股份"} == subjects("东风股份（601515）涨2%。")


def test_a_misprinted_code_is_shown_and_never_repaired():
    found = read("东风科技（6000081）涨停。")

    assert [("misprinted-code", ("600081.SS",))] == [
        (each.reason, each.candidates) for each in found.not_resolved
    ]
    assert ["600081.SS"] == [stock.symbol for stock in found.subjects]


def test_a_code_of_another_company_is_shown():
    found = read("优刻得（300249）涨停。")

    assert ["code-and-name-differ"] == [each.reason for each in found.not_resolved]
    assert ["688158.SS"] == [stock.symbol for stock in found.subjects]


def test_twins_in_hong_kong_stand_beside_the_stock_of_the_mainland():
    (stock,) = read("中国移动（600941.SH，0941.HK）涨1%。").subjects

    assert ("600941.SS", ("0941.HK",)) == (stock.symbol, stock.twins)


def test_an_english_name_of_no_list_is_shown_and_takes_no_move_of_another():
    found = read("Cambricon (688256.SH) gained 3.4% on Friday; Nvidia fell 5% in New York.")

    assert [("Nvidia", "unknown-name")] == [(n.written, n.reason) for n in found.not_resolved]
    assert [0.034] == [each.value for each in found.returns]


def test_a_close_that_is_compared_with_is_the_base():
    (found,) = read("截至2月14日收盘，依米康较2月6日上涨45.6%。").returns

    assert (date(2025, 2, 7), date(2025, 2, 14), date(2025, 2, 6)) == (
        found.first,
        found.last,
        found.base,
    )


def test_a_fund_is_no_stock():
    assert set() == subjects("云计算ETF（159851）涨3%，可转债中能转债（123001）涨5%。")


# Returns --------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("依米康2024年营收同比上涨30%。", []),
        ("碳酸锂价格上涨5%，赣锋锂业涨2%。", [("赣锋锂业", "return", 0.02)]),
        ("沪指涨0.4%，依米康跌近3%。", [("依米康", "return", -0.03)]),
        ("依米康有望涨停，目标价上涨20%。", []),
        ("依米康并未涨停，而是下跌2%。", [("依米康", "return", -0.02)]),
        ("依米康股价翻倍。", [("依米康", "return", 1.0)]),
        (
            "依米康、数据港分别涨5%、6.1%。",
            [("依米康", "return", 0.05), ("数据港", "return", 0.061)],
        ),
        ("截至发稿，依米康涨5%。", [("依米康", "intraday", 0.05)]),
        ("跌了3%的依米康今天停牌。", [("依米康", "return", -0.03)]),
        ("3连板依米康公告。", [("依米康", "boards", None)]),
        ("依米康（+5.20%）领涨。", [("依米康", "return", 0.052)]),
        (
            "优刻得（45.2%）、青云科技（38.1%）领涨。",
            [("优刻得", "return", 0.452), ("青云科技", "return", 0.381)],
        ),
        ("“宁王”宁德时代、“迪王”比亚迪收涨，后者涨2.6%。", [("比亚迪", "return", 0.026)]),
        ("宁德时代港股大涨7%，A股涨3.5%。", [("宁德时代", "return", 0.035)]),
        (
            "龙头为优刻得、青云科技，涨幅居前，分别达8%、7%。",
            [("优刻得", "return", 0.08), ("青云科技", "return", 0.07)],
        ),
        ("依米康连续收出4个20%涨停。", [("依米康", "boards", None)]),
        ("依米康涨5%，跑赢上涨3.5%的行业指数。", [("依米康", "return", 0.05)]),
        (
            "跌停：依米康、数据港。",
            [("依米康", "limit-down", None), ("数据港", "limit-down", None)],
        ),
        ("依米康大涨一成半。", [("依米康", "return", 0.15)]),
    ],
)
def test_a_move_belongs_to_its_stock_or_to_none(raw, wanted):
    assert wanted == returns(raw)


def test_a_stated_count_that_the_calendar_does_not_share_is_flagged_and_never_mended():
    (found,) = read("依米康在2月7日至2月13日共6个交易日内上涨45.6%。").returns

    assert (("sessions-differ",), 6, date(2025, 2, 7)) == (found.flags, found.sessions, found.first)


def test_a_working_sunday_is_no_session():
    (day,) = read("1月26日，依米康公告。").dates

    assert (date(2025, 1, 26), date(2025, 1, 27)) == (day.date, day.session)


@pytest.mark.parametrize(
    ("words", "precision", "session"),
    [
        ("2月13日晚间", "after-close", date(2025, 2, 14)),
        ("2月13日午间", "midday", date(2025, 2, 13)),
        ("2月13日盘前", "before-open", date(2025, 2, 13)),
        ("2月13日15:30", "minute", date(2025, 2, 14)),
        ("周四", "day", date(2025, 2, 13)),
        ("昨晚", "after-close", date(2025, 2, 14)),
        ("上周五", "day", date(2025, 2, 7)),
    ],
)
def test_a_day_has_its_time_of_day_and_its_session(words, precision, session):
    (day,) = read(f"{words}，依米康公告。").dates

    assert (precision, session) == (day.precision, day.session)


def test_midday_says_that_closes_cannot_check_it():
    found = read("午评：算力股走强\n依米康涨停，数据港涨超5%。")

    assert ["touched-limit-up", "intraday"] == [each.kind for each in found.returns]


def test_an_article_before_the_close_knows_the_close_before():
    found = read("依米康近5个交易日上涨45.6%。", datetime(2025, 2, 14, 10, 2)).returns

    assert [(date(2025, 2, 7), date(2025, 2, 13))] == [(each.first, each.last) for each in found]


# The rest -------------------------------------------------------------


def test_a_denial_has_its_scope_and_its_speaker():
    (denial,) = read("拓维信息回应称，公司与DeepSeek尚无直接合作，请投资者理性决策。").denials

    assert ("company", "尚无直接合作", ("002261.SZ",)) == (
        denial.speaker,
        denial.quote,
        denial.symbols,
    )


def test_a_text_in_another_language_gives_its_codes_and_says_so():
    found = read("Die Aktien von Yimikang (300249.SZ) stiegen deutlich. Der Kurs schloss höher.")

    assert ["300249.SZ"] == [stock.symbol for stock in found.subjects]
    assert any("neither Chinese nor English" in notice.reason for notice in found.notices)


@pytest.mark.parametrize("article", [*articles("benchmark")], ids=lambda each: each.name)
def test_every_quote_stands_at_its_place(article):
    block = finds_block(article.read())

    assert [] == [
        each
        for name, finds in block.items()
        if isinstance(finds, list) and name not in {"notices", "stocks"}
        for each in finds
        if article.text[slice(*each["place"])] != each["quote"] and name != "not_resolved"
    ]


def test_a_book_of_articles_is_read_to_its_end():
    texts = "\n".join(article.text for article in articles("heldout"))
    found = read(texts * 4)

    once = len(read(texts).subjects)
    assert 15 < once == len(found.subjects)
    assert 3 * len(texts) < max(place.end for stock in found.subjects for place in stock.places)


# Years that are left out ----------------------------------------------


@pytest.mark.parametrize(
    ("raw", "published", "first", "last"),
    [
        # A written year stays, and the end of a range follows its beginning.
        ("表（2025年2月7日至2月13日）\n依米康2025年2月7日至2月13日涨45.6%。", None, 207, 213),
        ("依米康2024年12月30日至1月3日涨1%。", date(2025, 1, 6), 1230, 103),
        ("依米康12月30日至1月3日涨1%。", date(2025, 1, 6), 1230, 103),
    ],
)
def test_the_end_of_a_range_follows_its_beginning(raw, published, first, last):
    (found,) = read(raw, published).returns

    assert (first, last) == tuple(d.month * 100 + d.day for d in (found.first, found.last))
    assert [2025 - (first > last), 2025] == [found.first.year, found.last.year]


def test_a_range_of_days_is_no_time_of_publication():
    found = read("表现（2025年2月7日至2月13日）\n依米康涨45.6%。\n截至2月13日收盘", None)

    assert ("inferred", date(2025, 2, 13)) == (found.published.origin, found.published.day)


def test_a_sentence_that_begins_with_the_same_time_has_the_span_told_before():
    finds = read_article(WHOLE, shipped_listing(), published=date(2025, 2, 13))

    spans = {(each.symbol, each.first, each.last, each.base) for each in finds.returns}
    window = (date(2025, 2, 7), date(2025, 2, 13), date(2025, 2, 6))
    assert {
        (each, *window) for each in ("300602.SZ", "301018.SZ", "300249.SZ", "002272.SZ")
    } == spans


def test_a_cause_ends_before_those_it_is_said_of():
    (cause,) = read_article(WHOLE, shipped_listing(), published=date(2025, 2, 13)).causes

    assert "受益于液冷技术" == cause.quote


# What nobody writes ----------------------------------------------------


@pytest.mark.parametrize("piece", ["优刻得涨5%，", "a", "（", "优刻得、", "x "])
def test_a_stretch_without_an_end_is_cut_into_sentences_that_cover_it(piece):
    raw = piece * 2_000
    sentences = Text(raw).sentences

    assert len(sentences) > 2
    assert 600 >= max(each.end - each.start for each in sentences)
    places = [place for each in sentences for place in each.clauses]
    assert [0, *(place.end for place in places)] == [
        *(place.start for place in places),
        len(raw.rstrip()) if places[-1].end < len(raw) else len(raw),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "优刻得涨5%，",
        "公司否认，",
        "概念股：优刻得、首都在线等，",
        "中信证券研报《甲》指出。",
        "\n",
    ],
)
def test_a_long_article_of_one_piece_takes_no_time_of_its_own(piece):
    start = time.monotonic()

    read("依米康涨停。" + piece * (30_000 // len(piece)))
    assert 15 > time.monotonic() - start


# Found missing on pieces of others ------------------------------------

NOON = datetime(2025, 2, 14, 11, 40)
EVENING = datetime(2025, 2, 14, 18, 0)


def spans(raw, published):
    found = read(raw, published)
    names = {stock.symbol: stock.name for stock in found.stocks}
    return [
        (names[each.symbol], each.kind, each.value, str(each.first), str(each.last), str(each.base))
        for each in found.returns
    ]


@pytest.mark.parametrize(
    ("raw", "published", "wanted"),
    [
        # A list goes on over the ends of lines that its links left behind.
        (
            "收盘时，\n依米康、\n飞荣达涨停，\n川润股份涨超6%。",
            EVENING,
            [
                ("依米康", "limit-up", None),
                ("飞荣达", "limit-up", None),
                ("川润股份", "return", 0.06),
            ],
        ),
        # Those of many that are named are meant, too.
        (
            "依米康、飞荣达等多股涨停，川润股份、科华数据等个股跌幅也超过2%。",
            EVENING,
            [
                ("依米康", "limit-up", None),
                ("飞荣达", "limit-up", None),
                ("川润股份", "return", -0.02),
                ("科华数据", "return", -0.02),
            ],
        ),
        # A company that is listed elsewhere alone, a name that no list has, end the subject.
        ("依米康涨2%，蔚来盘中一度大涨18%。", EVENING, [("依米康", "return", 0.02)]),
        ("依米康涨7%，无名星河科涨6%。", EVENING, [("依米康", "return", 0.07)]),
        # A limit that is missed, turnover between a name and its price.
        ("依米康离新高仅差一个涨停板。", EVENING, []),
        ("依米康成交额29亿元居首 股价下跌2%。", EVENING, [("依米康", "return", -0.02)]),
        # English: a name alone in its clause, what is compared with, what one has seen.
        (
            "CATL rose 3% while Zhejiang Nobody Energy, a maker of cells, surged 20%.",
            DAY,
            [("宁德时代", "return", 0.03)],
        ),
        (
            "CATL closed up 3%, just shy of the liquor maker Moutai. The shares have gained 9%.",
            DAY,
            [("宁德时代", "return", 0.03), ("宁德时代", "return", 0.09)],
        ),
        ("CATL watched its shares climb some 12% this year.", DAY, [("宁德时代", "return", 0.12)]),
        (
            "CATL rose 3%. Mainland stocks gained 1.1% together.",
            DAY,
            [("宁德时代", "return", 0.03)],
        ),
    ],
)
def test_a_list_takes_in_what_is_of_it_and_no_move_of_another(raw, published, wanted):
    assert wanted == returns(raw, published)


@pytest.mark.parametrize(
    ("raw", "published", "wanted"),
    [
        # Midday throughout, where the indices' morning is told and no close.
        (
            "午盘时，沪指涨1%。\n板块方面，依米康涨停，飞荣达涨3%。",
            DAY,
            [
                ("依米康", "touched-limit-up", None, "2025-02-14", "2025-02-14", "2025-02-13"),
                ("飞荣达", "intraday", 0.03, "2025-02-14", "2025-02-14", "2025-02-13"),
            ],
        ),
        # Limits counted by closes, within the span the notice tells.
        (
            "依米康公告，公司股票2月11日至2月14日4个交易日收盘价格连续涨停。",
            EVENING,
            [("依米康", "boards", None, "2025-02-11", "2025-02-14", "2025-02-10")],
        ),
        # A notice tells up to its own day; the sum has the days of its limits.
        (
            "依米康2月12日晚间公告，自2月10日以来，公司股票已连续3个交易日以涨停价格收盘，累计涨幅33.1%。",
            DAY,
            [
                ("依米康", "boards", None, "2025-02-10", "2025-02-12", "2025-02-07"),
                ("依米康", "return", 0.331, "2025-02-10", "2025-02-12", "2025-02-07"),
            ],
        ),
        # A sum over days that nobody names.
        (
            "依米康昨日涨停，区间累计上涨81%。",
            NOON,
            [
                ("依米康", "limit-up", None, "2025-02-13", "2025-02-13", "2025-02-12"),
                ("依米康", "return", 0.81, "None", "None", "None"),
            ],
        ),
        # A headline speaks of the day that its first sentence tells.
        (
            "液冷股回调，依米康大跌超2%\n2月12日，液冷板块走低，飞荣达下跌3%。",
            datetime(2025, 2, 14, 4, 35),
            [
                ("依米康", "return", -0.02, "2025-02-12", "2025-02-12", "2025-02-11"),
                ("飞荣达", "return", -0.03, "2025-02-12", "2025-02-12", "2025-02-11"),
            ],
        ),
        # In a morning's piece what is told of yesterday is of yesterday throughout.
        (
            "依米康昨日重挫7%。\n飞荣达收盘跌8%。",
            datetime(2025, 2, 14, 9, 32),
            [
                ("依米康", "return", -0.07, "2025-02-13", "2025-02-13", "2025-02-12"),
                ("飞荣达", "return", -0.08, "2025-02-13", "2025-02-13", "2025-02-12"),
            ],
        ),
        # A day that turnover is compared with, or on which somebody spoke, is none of moves.
        (
            "两市成交2万亿元，较上一交易日放量，依米康涨停。",
            DAY,
            [("依米康", "limit-up", None, "2025-02-14", "2025-02-14", "2025-02-13")],
        ),
        (
            "SMIC lost 6% because a supplier said on Thursday that its plant had stopped.",
            DAY,
            [("中芯国际", "return", -0.06, "2025-02-14", "2025-02-14", "2025-02-13")],
        ),
    ],
)
def test_a_move_has_the_days_that_its_piece_tells_or_none(raw, published, wanted):
    assert wanted == spans(raw, published)
