"""An empty case to be filled by hand: stand-ins throughout, all of them marked."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.articles.draft.cast import MAINLAND, NAMED
from dashboard.case import Benchmark, Case, Group, Source, Stock, Story, Text, Window
from dashboard.cases.folders import CaseFolder
from dashboard.cases.marks import ESTIMATION, MARKET_STORY, Mark
from dashboard.cases.outline import CASE_FILE
from dashboard.cases.prices import empty_prices
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import load_sessions

SESSIONS = 5
_STAND_IN = Stock("600519.SS", Text("Kweichow Moutai", "贵州茅台"), "named")
_STORY = Story(
    "story",
    "evidence",
    Text("The story on trial", "待检验的说法"),
    Text(
        "The better a company's part in it is documented, the more its stock rose.",
        "与之关联越有据可查的公司，股价涨得越多。",
    ),
)


def template(slug: str, day: date) -> CaseFolder:
    """Case of one stock over the five sessions up to a day, with every entry to be replaced."""
    sessions = load_sessions(MAINLAND.calendar, MAINLAND.timezone)
    last = sessions.on_or_before(day)
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(MAINLAND.timezone))
    case = Case(
        slug=slug,
        title=Text("Title of the case", "案例标题"),
        question=Text(
            "Was it the story that moved these stocks?", "这些股票的涨跌，是因为这个说法吗？"
        ),
        source=Source("Title of the article / 文章标题", "", "", midnight),
        calendar=MAINLAND.calendar,
        timezone=MAINLAND.timezone,
        currency=MAINLAND.currency,
        window=Window(sessions.offset(last, 1 - SESSIONS), last),
        estimation=ESTIMATION,
        groups=(Group(_STAND_IN.group, NAMED, "after"),),
        stocks=(_STAND_IN,),
        benchmarks=(Benchmark(MAINLAND.index, MAINLAND.index_title),),
        stories=(_STORY, MARKET_STORY),
        asks=_STORY.id,
    )
    rows = [
        ("", ("title", "question", "asks")),
        ("source", ()),
        ("window", ()),
        ("estimation", ()),
        (f"groups:{_STAND_IN.group}", ()),
        (f"stocks:{_STAND_IN.symbol}", ()),
        (f"benchmarks:{MAINLAND.index}", ()),
        (f"stories:{_STORY.id}", ()),
    ]
    marks = tuple(Mark(CASE_FILE, row, fields, "not-said") for row, fields in rows)
    return CaseFolder(case, Market(empty_prices(), PriceNote("", "", "", "")), (), (), marks)
