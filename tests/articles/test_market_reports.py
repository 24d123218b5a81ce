"""Rules for the ways of market reports, each on a sentence of its own, in the form of the gold."""

from datetime import date, datetime

import pytest

from dashboard.articles.reader import read_article
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.gold import row

DAY = date(2025, 2, 14)
EVENING, MORNING = datetime(2025, 2, 14, 20), datetime(2025, 2, 14, 10, 5)
FRIDAY = "2025-02-14 2025-02-14 2025-02-13"
THURSDAY = "2025-02-13 2025-02-13 2025-02-12"
WEEK = "2025-02-10 2025-02-14 2025-02-07"
YEAR = "2025-01-02 2025-02-14 2024-12-31"
NEVER = "None None None"
CATL, BYD, SMIC, HYGON = "300750.SZ", "002594.SZ", "688981.SS", "688041.SS"
A, B, C, D = "300249.SZ", "300602.SZ", "002272.SZ", "688158.SS"  # 依米康 飞荣达 川润股份 优刻得


def a_cell_a_line(*table):
    """A table as pages give it when it is copied."""
    return "\n".join("|\n" + "\n|\n".join(line.split()) + "\n|" for line in table)


def read(raw, published):
    return read_article(raw, shipped_listing(), published=published, today=date(2026, 6, 13))


def rows(raw, published):
    return [" ".join(row(found)) for found in read(raw, published).returns]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        # A range has its lower end, in digits, in words, in English.
        ("依米康涨幅在5%-8%之间。", [f"{A} return 0.05 at-least {FRIDAY}"]),
        ("依米康跌百分之二至三。", [f"{A} return -0.02 at-least {FRIDAY}"]),
        ("依米康涨幅在1%及以上。", [f"{A} return 0.01 at-least {FRIDAY}"]),
        ("CATL fell between 4% and 6.5%.", [f"{CATL} return -0.04 at-least {FRIDAY}"]),
        # A size before its noun, the limit told beside it.
        (
            "依米康以 9.99% 的涨停成绩领涨，飞荣达实现4.1%的涨幅，但川润股份1.5%的跌幅不大。",
            [
                f"{A} return 0.0999 is {FRIDAY}",
                f"{A} limit-up - is {FRIDAY}",
                f"{B} return 0.041 is {FRIDAY}",
                f"{C} return -0.015 is {FRIDAY}",
            ],
        ),
        ("主板设10%的涨幅限制，依米康走强。", []),
        ("依米康录得1.30%涨幅。", [f"{A} return 0.013 is {FRIDAY}"]),
        # Why a stock is on the list of big trades is no move of a day.
        ("依米康跌3%，因日收盘价涨幅达到15%登榜。", [f"{A} return -0.03 is {FRIDAY}"]),
        # What a multiple came near is its size, what a limit came near is none.
        ("依米康年内股价已接近翻倍，今日逼近涨停。", [f"{A} return 1 nearly {YEAR}"]),
        ("依米康近一个月股价已翻倍。", [f"{A} return 1 is 2025-01-15 2025-02-14 2025-01-14"]),
        # Verbs of Hong Kong, in front of a number alone.
        (
            "依米康彈近7%，飛榮達泻5%，川潤股份飆13%。",
            [
                f"{A} return 0.07 nearly {FRIDAY}",
                f"{B} return -0.05 is {FRIDAY}",
                f"{C} return 0.13 is {FRIDAY}",
            ],
        ),
        # English limits, and a gain that was given back.
        ("CATL surged by its 20% limit.", [f"{CATL} limit-up - is {FRIDAY}"]),
        (
            "CATL ended 7.8 per cent higher after earlier surging by its 20 per cent daily limit.",
            [f"{CATL} return 0.078 is {FRIDAY}", f"{CATL} touched-limit-up - is {FRIDAY}"],
        ),
        (
            "CATL and BYD also rose, by 2.8 percent and 2.4 percent.",
            [f"{CATL} return 0.028 is {FRIDAY}", f"{BYD} return 0.024 is {FRIDAY}"],
        ),
        ("BYD jumped to the 10 percent trading cap.", [f"{BYD} limit-up - is {FRIDAY}"]),
        (
            "CATL fell to the limit. Yanghe Brewery Co., Anhui Gujing and Yili fell to the limit.",
            [
                f"{symbol} limit-down - is {FRIDAY}"
                for symbol in (CATL, "002304.SZ", "000596.SZ", "600887.SS")
            ],
        ),
        (
            "CATL, whose shares had soared 9% on Thursday, gave back 2%.",
            [f"{CATL} return 0.09 is {THURSDAY}", f"{CATL} return -0.02 is {FRIDAY}"],
        ),
        # Of a list that names some of so many.
        (
            "依米康、飞荣达、川润股份三只股票涨停，共有17只个股的涨幅超过了5%，且有三只涨幅超过8%。",
            [f"{symbol} limit-up - is {FRIDAY}" for symbol in (A, B, C)],
        ),
        (
            "依米康、飞荣达等10余股涨停。",
            [f"{A} limit-up - is {FRIDAY}", f"{B} limit-up - is {FRIDAY}"],
        ),
    ],
)
def test_a_size_is_read_in_the_ways_that_reports_write_it(raw, wanted):
    assert wanted == rows(raw, EVENING)


@pytest.mark.parametrize(
    ("raw", "published", "wanted"),
    [
        # A piece that begins with the market on the move, and tells of no close, is of that hour.
        (
            "液冷板块午后异动拉升，依米康涨停，飞荣达涨超7%。",
            DAY,
            [f"{A} touched-limit-up - is {FRIDAY}", f"{B} intraday 0.07 over {FRIDAY}"],
        ),
        (
            "液冷板块午后异动拉升。收盘，依米康涨停，飞荣达涨超7%。",
            DAY,
            [f"{A} limit-up - is {FRIDAY}", f"{B} return 0.07 over {FRIDAY}"],
        ),
        ("沪指中午收报3300点，跌3点。依米康跌2%。", DAY, [f"{A} intraday -0.02 is {FRIDAY}"]),
        # 曾, 高见: seen while trading; what closes is told behind.
        (
            "依米康曾高見16元，升6.9%，收市升6.5%；飛榮達曾瀉5.8%。",
            EVENING,
            [
                f"{A} intraday 0.069 is {FRIDAY}",
                f"{A} return 0.065 is {FRIDAY}",
                f"{B} intraday -0.058 is {FRIDAY}",
            ],
        ),
        # The market opened weak, but what closed is told of the close.
        (
            "市场开盘后走低，依米康大涨近13%。截至收盘，沪指跌1%。",
            EVENING,
            [f"{A} return 0.13 nearly {FRIDAY}"],
        ),
        # What came the day before is no move of the hour, and its day not that of the rest.
        (
            "早盘，昨日跌停的依米康低开6%，现涨2%。",
            MORNING,
            [
                f"{A} limit-down - is {THURSDAY}",
                f"{A} intraday -0.06 is {FRIDAY}",
                f"{A} intraday 0.02 is {FRIDAY}",
            ],
        ),
        (
            "CATL fell 8.4 percent at the trading break, after a 10 percent drop the previous day.",
            DAY,
            [f"{CATL} intraday -0.084 is {FRIDAY}", f"{CATL} return -0.1 is {THURSDAY}"],
        ),
        (
            "CATL jumped as much as 6%, the most since Jan. 14, and traded up 5% at 2 p.m.",
            DAY,
            [f"{CATL} intraday 0.06 at-most {FRIDAY}", f"{CATL} intraday 0.05 is {FRIDAY}"],
        ),
        # An answer of the evening before, a rise that had been, are no days of the moves.
        ("依米康昨日晚间发布季报。飞荣达涨4%。", DAY, [f"{B} return 0.04 is {FRIDAY}"]),
        (
            "依米康昨天已升一成，飞荣达升4%。川润股份升5%。",
            DAY,
            [
                f"{A} return 0.1 is {THURSDAY}",
                f"{B} return 0.04 is {FRIDAY}",
                f"{C} return 0.05 is {FRIDAY}",
            ],
        ),
    ],
)
def test_a_move_is_of_the_hour_or_of_the_close_that_its_piece_tells(raw, published, wanted):
    assert wanted == rows(raw, published)


@pytest.mark.parametrize(
    ("raw", "published", "wanted"),
    [
        # Before Monday's opening the last week is the one that is over.
        ("上周依米康涨5%。", datetime(2025, 2, 17, 4, 23), [f"{A} return 0.05 is {WEEK}"]),
        ("2025开年以来，依米康涨5%。", EVENING, [f"{A} return 0.05 is {YEAR}"]),
        ("依米康今年到现在涨了5%。", EVENING, [f"{A} return 0.05 is {YEAR}"]),
        (
            "依米康2月11日复牌后，连续三个交易日累计涨27%。",
            EVENING,
            [f"{A} return 0.27 is 2025-02-11 2025-02-13 2025-02-10"],
        ),
        (
            "依米康报34元，一个月累计飙逾三成。",
            EVENING,
            [f"{A} return 0.3 over 2025-01-15 2025-02-14 2025-01-14"],
        ),
        # So many days, and the sum over them.
        (
            "本周依米康周五涨停；飞荣达连涨4日，其间累计涨11.8%。",
            EVENING,
            [
                f"{A} limit-up - is {FRIDAY}",
                f"{B} streak 4 is 2025-02-11 2025-02-14 2025-02-10",
                f"{B} return 0.118 is 2025-02-11 2025-02-14 2025-02-10",
            ],
        ),
        (
            "依米康2月14日收涨2%，此前曾经连续两天涨停。",
            EVENING,
            [f"{A} return 0.02 is {FRIDAY}", f"{A} boards 2 is {NEVER}"],
        ),
        (
            "依米康今年跌了5%，距离上市时的高点，几乎腰斩。",
            EVENING,
            [f"{A} return -0.05 is {YEAR}", f"{A} return -0.5 nearly {NEVER}"],
        ),
        # The further sum of one stock is not what the next is told over.
        # From the beginning of a year to a day; from a record; five in a row, said the other way.
        (
            "近两年，从2024年初到今年2月13日，沪深300指数跌3%，依米康、飞荣达期间分别上涨46%和40%。",
            EVENING,
            [
                f"{A} return 0.46 is 2024-01-02 2025-02-13 2023-12-29",
                f"{B} return 0.4 is 2024-01-02 2025-02-13 2023-12-29",
            ],
        ),
        (
            "CATL retracted 18 percent from its January 2 high and is down for five days running.",
            EVENING,
            [
                f"{CATL} return -0.18 is 2025-01-02 2025-02-14 either",
                f"{CATL} streak 5 is {WEEK}",
            ],
        ),
        (
            "CATL slumped 7% on Friday, bringing this year’s pullback to 31 per cent.",
            EVENING,
            [f"{CATL} return -0.07 is {FRIDAY}", f"{CATL} return -0.31 is {YEAR}"],
        ),
        (
            "依米康本周涨12%，1月以来涨20%；飞荣达涨3%。",
            EVENING,
            [
                f"{A} return 0.12 is {WEEK}",
                f"{A} return 0.2 is {YEAR}",
                f"{B} return 0.03 is {WEEK}",
            ],
        ),
        (
            "Shares slip\nCATL fell 5%, extending its loss to 9% this week, while BYD dropped 2%.",
            EVENING,
            [
                f"{CATL} return -0.05 is {FRIDAY}",
                f"{CATL} return -0.09 is {WEEK}",
                f"{BYD} return -0.02 is {FRIDAY}",
            ],
        ),
        (
            "CATL rose 8%, after rising 3% on Thursday; BYD climbed nearly 4%.",
            EVENING,
            [
                f"{CATL} return 0.08 is {FRIDAY}",
                f"{CATL} return 0.03 is {THURSDAY}",
                f"{BYD} return 0.04 nearly {FRIDAY}",
            ],
        ),
        (
            "CATL took its gain since Feb. 10 to 26%.\nBYD slid 1%, its loss this month to 8%.",
            EVENING,
            [
                f"{CATL} return 0.26 is 2025-02-10 2025-02-14 either",
                f"{BYD} return -0.01 is {FRIDAY}",
                f"{BYD} return -0.08 is 2025-02-05 2025-02-14 2025-01-27",
            ],
        ),
        # The day before that of the piece, whatever day was told last.
        (
            "2月14日，依米康涨2%。截至2月12日，该股年内涨9%。\n飞荣达上一交易日收涨3%。",
            EVENING,
            [
                f"{A} return 0.02 is {FRIDAY}",
                f"{A} return 0.09 is 2025-01-02 2025-02-12 2024-12-31",
                f"{B} return 0.03 is {THURSDAY}",
            ],
        ),
    ],
)
def test_a_move_counts_over_the_days_that_are_its_own(raw, published, wanted):
    assert wanted == rows(raw, published)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        # Shares in Hong Kong are others, by the word before or the place behind.
        (
            "港股方面，中芯国际涨8%，比亚迪涨5%；A股方面，中芯国际涨7%。",
            [f"{SMIC} return 0.07 is {FRIDAY}"],
        ),
        (
            "SMIC rallied 7% in Hong Kong and fell 3% in Shanghai. Its Hong Kong shares rose 90%.",
            [f"{SMIC} return -0.03 is {FRIDAY}"],
        ),
        ("In Hong Kong, BYD lost 2.8%.", []),
        ("港股芯片股走强，中芯国际涨8%。", []),
        ("港股异动丨芯片股走强\n截至发稿，中芯国际(00981)涨8%，无名星河(00836)跌4%。", []),
        (
            "CATL rose 2%, and SMIC jumped 5 percent to HK$20.95.",
            [f"{CATL} return 0.02 is {FRIDAY}"],
        ),
        # What a company plans elsewhere is no place of its trading.
        (
            "BYD rose by 6 percent after it said it would sell shares in Hong Kong.",
            [f"{BYD} return 0.06 is {FRIDAY}"],
        ),
        ("依米康涨2%，无名星河(00836)跌4%。", [f"{A} return 0.02 is {FRIDAY}"]),
        ("The Hong Kong-listed shares of China's CATL, a battery maker, fell 8%.", []),
        # A name that no list has keeps its bracket; an English one its sentence.
        ("依米康（跌幅4%）、无名星河（跌幅3%）跌幅居前。", [f"{A} return -0.04 is {FRIDAY}"]),
        (
            "Hygon surged 19%. The Star 50 Gauge, or STAR50, rose more than 8%.",
            [f"{HYGON} return 0.19 is {FRIDAY}"],
        ),
        # Called by what it is.
        # An amount is against the day before, and no price.
        ("依米康融资余额6.7亿元。\n融资融券余额7.4亿元，较昨日上涨2.08%。", []),
        (
            "CATL advanced.\nThe world's biggest battery maker rose 5.4%.",
            [f"{CATL} return 0.054 is {FRIDAY}"],
        ),
        # A size behind a clause about its stock.
        (
            "BYD fell 1% and CATL, which makes batteries, 2%.",
            [f"{BYD} return -0.01 is {FRIDAY}", f"{CATL} return -0.02 is {FRIDAY}"],
        ),
        (
            a_cell_a_line(
                "股票 最新价 涨跌幅", "依米康[300249] 15.1 7.5%", "飞荣达[300602] 21.2 -1.2%"
            )
            + "\n一、背景",
            [f"{A} return 0.075 is {FRIDAY}", f"{B} return -0.012 is {FRIDAY}"],
        ),
        # Lines cut at one width, and the small full stop of Hong Kong's pages.
        (
            (
                "　　半導體板塊今日領漲，其中優刻得（688158）大漲１５﹒７％，報４７﹒９１元，正\n"
                "式創下上市以來的新高，成交額亦是今年以來最大；飛榮達早段偏軟，其後向好，最終收\n"
                "漲２﹒１％。此外，依米康在午後由跌轉升，收於全日高位，亦是一個月新高，全日\n"
                "升３％。分析認為，情緒沒有明顯轉差，投資者可以留意政策。"
            ),
            [
                f"{D} return 0.157 is {FRIDAY}",
                f"{B} return 0.021 is {FRIDAY}",
                f"{A} return 0.03 is {FRIDAY}",
            ],
        ),
    ],
)
def test_a_move_is_of_the_shares_that_the_words_are_about(raw, wanted):
    assert wanted == rows(raw, EVENING)


@pytest.mark.parametrize(
    ("raw", "subjects"),
    [
        # A word that is also a name, in a list of stocks that ends in 等 or acts as one.
        ("酒鬼酒、水井坊等收盘价创出新低。", {"酒鬼酒", "水井坊"}),
        ("舍得酒业、水井坊紧随其后。", {"舍得酒业", "水井坊"}),
        ("人形机器人、汇川技术等受到关注。", {"汇川技术"}),
        # Names of two signs, where they do what a stock does.
        ("工行及中国银行跌1%，万科涨停。", {"工商银行", "中国银行", "万科A"}),
        ("茅台涨价，万科上调目标。", set()),
        # The tail of a longer name.
        ("CATL rose, said Central China Securities Co.", {"宁德时代"}),
        # A branch under the longer name of its house, a house that rose and did not say so.
        ("东方财富证券拉萨团结路第二营业部买入依米康。", {"依米康"}),
        ("Huatai Securities added 6.6 percent.", {"华泰证券"}),
        ("CATL rose. Huatai Securities added that costs fell.", {"宁德时代"}),
    ],
)
def test_a_name_is_a_stock_by_its_list_and_its_role(raw, subjects):
    assert subjects == {stock.name for stock in read(raw, EVENING).subjects}
