"""Cases at random, made in memory: groups, sizes, windows, falls, limits, gaps in trading."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from dashboard.analysis.trial import Trial
from dashboard.case import (
    FINDINGS,
    Benchmark,
    Case,
    ConceptTag,
    Estimation,
    Event,
    Evidence,
    Group,
    Moment,
    Source,
    Stock,
    Story,
    Text,
    Universe,
    Window,
)
from dashboard.cases.folders import CaseFolder
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import load_sessions

GROUPS = (
    Group("g0", Text("Alphas", "甲组"), "after"),
    Group("g1", Text("Betas", "乙组"), "before"),
    Group("g2", Text("Gammas", "丙组"), "before"),
    Group("g3", Text("Deltas", "丁组"), "after"),
)
STORIES = (
    Story("doc", "evidence", Text("Documented", "有据"), Text("x", "甲")),
    Story("label", "label", Text("So called", "名头"), Text("y", "乙")),
    Story("other", "evidence", Text("Another link", "另说"), Text("z", "丙")),
    Story("market", "market", Text("Nothing but the market", "只是行情"), Text("w", "丁")),
)
START, END = date(2024, 5, 6), date(2025, 8, 29)
BEFORE, AFTER = 140, 26  # sessions of prices around the window
RATES = {"0": 0.10, "6": 0.10, "3": 0.20}  # by the first digit of a mainland code
ESTIMATION = Estimation(40, 5)


def random_trial(seed):
    """Make one trial; the same seed gives the same one."""
    rng = np.random.default_rng(seed)
    hong_kong = rng.random() < 0.12
    calendar, zone = ("XHKG", "Asia/Hong_Kong") if hong_kong else ("XSHG", "Asia/Shanghai")
    sessions = load_sessions(calendar, zone)
    length = int(rng.choice([1, 1, 2, 3, 5, 5, 8, 20, 60]))
    first = sessions.between(START, END)[BEFORE + int(rng.integers(0, 60))]
    window = Window(first, sessions.offset(first, length - 1))
    days = sessions.between(sessions.offset(first, -BEFORE), sessions.offset(window.last, AFTER))
    groups = GROUPS[: int(rng.choice([1, 2, 2, 2, 3, 4]))]
    stocks = tuple(_stocks(groups, hong_kong, rng))
    stories = _stories(rng)
    case = Case(
        slug=f"random-{seed}",
        title=Text("Random", "随机"),
        question=Text("Was it so?", "是吗？"),
        source=Source(
            "t", "p", "https://example.com/", datetime.fromisoformat("2025-09-01T10:00+08:00")
        ),
        calendar=calendar,
        timezone=zone,
        currency="HKD" if hong_kong else "CNY",
        window=window,
        estimation=ESTIMATION,
        groups=groups,
        stocks=stocks,
        benchmarks=(Benchmark("ew", Text("Average", "平均"), "ew.csv"),),
        stories=stories,
        events=tuple(_events(stories, days, window, zone, rng)),
        asks=str(rng.choice([story.id for story in stories])),
    )
    base = days.index(first) - 1
    closes, steps = _closes(case, len(days), base, length, rng)
    grown = closes[base + length] / closes[base] - 1
    case = replace(case, evidence=tuple(_evidence(case, grown, rng)))
    # Drawn apart: a case of a seed is what it was before there were tags.
    case = replace(case, tags=tuple(_tags(case, np.random.default_rng([seed, 1]))))
    market = Market(
        _table(case, days, closes, base, length, rng),
        PriceNote("made up", "none", "2025-09-01", "shares"),
        benchmark_returns={"ew": _benchmark(days, steps, rng)},
    )
    if not hong_kong and rng.random() < 0.5:
        case = replace(case, universe=Universe("u.csv"))
        market = replace(market, universe=_universe(rng))
    return Trial.of(CaseFolder(case, market, (), ()))


def _stocks(groups, hong_kong, rng):
    place = 0
    for group in groups:
        for _ in range(int(rng.choice([1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 9, 15]))):
            place += 1
            board = str(rng.choice(["600", "600", "300"]))
            symbol = f"{place:04d}.HK" if hong_kong else f"{board}{place:03d}"
            if not hong_kong:
                symbol += ".SS" if board == "600" else ".SZ"
            yield Stock(symbol, Text(f"Stock {place:02d}", f"第{place:02d}股"), group.id)


def _stories(rng):
    kept = [story for story in STORIES if rng.random() < 0.7] or [STORIES[0]]
    return tuple(
        story
        if story.kind == "market"
        else replace(story, expects=str(rng.choice(["rise", "fall"])))
        for story in kept
    )


def _events(stories, days, window, zone, rng):
    around = [day for day in days if abs((day - window.first).days) < 20]
    for place in range(int(rng.integers(0, 6))):
        day = around[int(rng.integers(0, len(around)))]
        day += timedelta(days=int(rng.choice([0, 0, 1, 2])))  # a weekend now and then
        precision = str(rng.choice(["minute", "day", "before-open", "after-close", "by"]))
        stamp = datetime(day.year, day.month, day.day, 11 if precision == "minute" else 0)
        named = tuple(story.id for story in stories if rng.random() < 0.6)
        title = Text(f"Event {place}", f"事件{place}")
        yield Event(f"e{place}", Moment(stamp, precision, zone), "news", title, "x", stories=named)


def _evidence(case, grown, rng):
    """Statements drawn without regard to the returns, or with them, or against them."""
    share, window = float(rng.choice([0.0, 0.1, 0.6, 1.0])), case.window
    for story in case.stories:
        if story.kind == "market":
            continue
        lean = int(rng.choice([-1, 0, 0, 1]))
        for stock, value in zip(case.stocks, grown, strict=True):
            finding = str(rng.choice(FINDINGS))
            if lean:
                finding = "established" if lean * (value - np.median(grown)) > 0 else "none-found"
            if rng.random() >= share:
                continue
            late = rng.random() < 0.15
            day = window.last + timedelta(days=3) if late else window.first - timedelta(days=9)
            yield Evidence(
                id=f"{stock.symbol}-{story.id}",
                stock=stock.symbol,
                story=story.id,
                finding=finding,
                document="Report",
                source_kind="annual-report",
                published=Moment(datetime(day.year, day.month, day.day), "day", case.timezone),
                statement=Text("It says so.", "如是说。"),
                period="2024",
                url="https://example.com/",
                via=str(rng.choice(["", "", "A paper"])),
            )


def _tags(case, rng):
    """Tags of some stocks, seen before or after the window, about a story or none."""
    share = float(rng.choice([0.0, 0.0, 0.3, 1.0]))
    about = [story.id for story in case.stories if story.kind == "evidence"]
    for stock in case.stocks:
        if rng.random() < share:
            seen = case.window.last + timedelta(days=int(rng.integers(-30, 30)))
            story = str(rng.choice([*about, *about, ""]))
            name = f"{stock.symbol}-tag"
            yield ConceptTag(name, stock.symbol, "Concept", "A list", seen, story)


def rate_of(symbol):
    """Daily limit of a stock of these cases; none in Hong Kong."""
    return None if symbol.endswith(".HK") else RATES[symbol[0]]


def limits(reference, rate):
    """Limit prices of a session, to the cent by the exchange's rule."""
    return tuple(
        float(
            (Decimal(repr(float(reference))) * (1 + side * Decimal(repr(rate)))).quantize(
                Decimal("0.01"), ROUND_HALF_UP
            )
        )
        for side in (-1, 1)
    )


def _closes(case, n_days, base, length, rng):
    """Closes with limits where there are some: a market, a drift of each group, noise."""
    noise = float(rng.choice([0.004, 0.02, 0.04]))
    common = rng.normal(0, 0.01, n_days)
    drift = rng.choice([-0.06, -0.02, 0.0, 0.0, 0.02, 0.06], len(case.groups)) / np.sqrt(length)
    places = {group.id: place for place, group in enumerate(case.groups)}
    closes = np.empty((n_days, len(case.stocks)))
    for column, stock in enumerate(case.stocks):
        rate, price = rate_of(stock.symbol), float(rng.integers(400, 6000)) / 100
        for row in range(n_days):
            step = common[row] + rng.normal(0, noise)
            if base < row <= base + length:
                step += drift[places[stock.group]]
            moved = round(price * (1 + max(step, -0.5)), 2)
            if rate is not None:
                low, high = limits(price, rate)
                moved = min(high, max(low, moved))
            price = closes[row, column] = max(moved, 0.5)
    if rng.random() < 0.25:  # ties: some stocks do exactly what their neighbour does
        for column in range(1, len(case.stocks)):
            same = rate_of(case.stocks[column].symbol) == rate_of(case.stocks[column - 1].symbol)
            if same and rng.random() < 0.5:
                closes[:, column] = closes[:, column - 1]
    return closes, common


def _table(case, days, closes, base, length, rng):
    """Price table; some stocks stop trading inside the window, some are listed late."""
    rows, gappy = [], rng.random() < 0.5
    for column, stock in enumerate(case.stocks):
        traded = np.ones(len(days), dtype=bool)
        if gappy and rng.random() < 0.2:
            start = int(rng.integers(base, base + length + 1))
            traded[start : start + int(rng.integers(1, 4))] = False
        if gappy and rng.random() < 0.1:
            traded[: int(rng.integers(0, base + length + 2))] = False
        for place in np.flatnonzero(traded):
            close = closes[place, column]
            earlier = closes[place - 1, column] if place else close
            # A close at a limit is the extreme of its day; open and extremes lie between.
            high, low = max(close, earlier), min(close, earlier)
            rows.append(
                (stock.symbol, pd.Timestamp(days[place]), earlier, high, low, close,
                 float(rng.integers(1_000, 9_000)))
            )  # fmt: skip
    names = ["symbol", "date", "open", "high", "low", "close", "volume"]
    return pd.DataFrame(rows, columns=names)


def _benchmark(days, common, rng):
    series = pd.Series(common, index=pd.DatetimeIndex(days))
    return series.iloc[:-20] if rng.random() < 0.1 else series


def _universe(rng):
    n = 240
    board = np.where(np.arange(n) % 3 == 0, "chinext", "main")
    code = [
        f"{'301' if name == 'chinext' else '601'}{place:03d}" for place, name in enumerate(board)
    ]
    values = rng.normal(rng.choice([-0.05, 0.0, 0.05]), 0.06, n).clip(-0.9).round(4)
    return pd.DataFrame({"code": code, "board": board, "window_return": values})
