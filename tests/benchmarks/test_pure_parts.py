"""Time of the parts a page is made of, without browser and server.

python -m pytest tests/benchmarks/test_pure_parts.py
"""

import pytest

from dashboard.analysis.stories.exposure import exposure
from dashboard.analysis.window.timing import event_times
from dashboard.analysis.window.window import base_window, window_result
from dashboard.articles.draft.draft import draft_of
from dashboard.articles.reader import read_article
from dashboard.cases.folders import read_case
from dashboard.charts import story
from dashboard.charts.theme import Look
from dashboard.language.language import language
from dashboard.market.sessions import load_sessions
from dashboard.market.shipped_listing import shipped_listing
from tests.articles.gold import articles


@pytest.fixture(scope="module")
def folder(shipped_case):
    return read_case(shipped_case)


@pytest.fixture(scope="module")
def sessions(folder):
    return load_sessions(folder.case.calendar, folder.case.timezone)


@pytest.fixture(scope="module")
def result(folder, sessions):
    case = folder.case
    return window_result(
        case, folder.market, sessions, case.window, benchmark=case.benchmarks[0].id
    )


@pytest.fixture(params=["en", "zh"])
def look(request):
    return Look(language=language(request.param))


def test_read_the_shipped_case(benchmark, shipped_case):
    assert 8 == len(benchmark(read_case, shipped_case).case.stocks)


def test_window_of_a_reader(benchmark, folder, sessions):
    case = folder.case
    base = sessions.before(case.window.first)

    def work():
        window = base_window(case, folder.market, sessions, base, case.window.last)
        return window_result(case, folder.market, sessions, window, benchmark=case.benchmarks[0].id)

    assert 8 == len(benchmark(work).stocks)


def test_times_of_all_events(benchmark, folder, sessions, result):
    assert benchmark(event_times, folder.case, sessions, result)


def test_exposure_matrix(benchmark, folder, sessions):
    case = folder.case
    returns = dict.fromkeys(case.symbols, 0.1)
    assert benchmark(exposure, case, sessions, case.window, returns=returns).cells


def test_draw_the_dot_strip(benchmark, folder, result, look):
    assert benchmark(story.plot_strip, folder.case, result, look=look).data


def test_draw_the_build_up(benchmark, folder, sessions, result, look):
    events = event_times(folder.case, sessions, result)
    figure = benchmark(story.plot_build_up, folder.case, result, events, look=look)
    assert figure.data


def test_figure_to_json(benchmark, folder, result, look):
    figure = story.plot_strip(folder.case, result, look=look)
    assert benchmark(figure.to_json).startswith("{")


# Two hundred thousand signs ---------------------------------------------

SIGNS = 200_000


def _articles_in_a_row():
    texts = "\n".join(article.text for article in articles("heldout"))
    return (texts * (SIGNS // len(texts) + 1))[:SIGNS]


def _report_of_the_market():
    """Every stock of the list once: with a rise, among limits up, in a notice, with a reason."""
    names = [(entry.name, entry.code) for entry in shipped_listing().entries]
    told = [
        "{0}（{1}）涨{5}.25%，{2}（{3}）跌{5}.5%。",
        "{0}、{2}、{4}等涨停，板块全天成交{5}亿元。\n",
        "1月8日，{0}（{1}）公告称，公司股票连续三个交易日收盘价格涨幅偏离值累计超过20%。\n",
        "受益于液冷需求增长，{0}本周累计上涨{5}.1%；{2}今年以来累计下跌{5}.6%。\n",
    ]
    lines = [
        told[n % 4].format(*names[n], *names[n + 1], names[n + 2][0], n % 19 + 1)
        for n in range(0, len(names) - 2, 3)
    ]
    text = "2026年1月9日A股收评\n" + "".join(lines)
    return (text * (SIGNS // len(text) + 1))[:SIGNS]


@pytest.fixture(scope="module", params=[_articles_in_a_row, _report_of_the_market])
def long_article(request):
    return request.param()


def test_read_an_article_of_two_hundred_thousand_signs(benchmark, long_article):
    listing = shipped_listing()
    found = benchmark.pedantic(read_article, (long_article, listing), rounds=3, warmup_rounds=1)
    assert 40 < len(found.subjects)


def test_draft_a_case_of_two_hundred_thousand_signs(benchmark, long_article):
    found = read_article(long_article, shipped_listing())
    draft = benchmark.pedantic(draft_of, (found, "long"), rounds=3, warmup_rounds=1)
    assert 40 < len(draft.content.case.stocks)
