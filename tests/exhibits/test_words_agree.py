"""Random cases through every sentence of every exhibit: words agree with the numbers.

A sentence is read back by its template, in both languages, and what it says is held against
numbers worked out anew from the prices (`facts`).  Every title must be a sentence that is
checked here or one that claims nothing (`NEUTRAL`): a new title comes here with its check.
"""

import re
from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest
import scipy

from dashboard.market.prices import pivot
from tests.exhibits.facts import LEVEL, SMALL, Facts
from tests.exhibits.random_cases import random_trial
from tests.exhibits.told import LANGUAGES, amount, every_word, find, read
from tests.shipped_cases import SHIPPED, shipped_trial
from tests.thoroughness import rounds

N_QUICK, N_SLOW = 3, rounds(12, 200)

CHECKS = {}


def says(*templates):
    """Register what must be true where one of these sentences stands."""

    def register(check):
        for template in templates:
            CHECKS[template] = check
        return check

    return register


def close_to(value, said, digits=1):
    """Whether a printed amount is a fraction, in percent, rounded to these digits."""
    return abs(amount(said) - value * 100) <= 0.5 * 10**-digits + 1e-6


def digits_of(said):
    return len(re.search(r"\d(?:\.(\d+))?(?!\d)[^\d]*$", said).group(1) or "")


# Story ----------------------------------------------------------------


@says("{higher} did better than {lower}, every one of them", "{higher} did better than {lower}")
def parted(facts, t, said):
    higher, lower = facts.side(said["higher"], t), facts.side(said["lower"], t)
    assert {higher, lower} == {facts.a, facts.b}
    assert facts.ends[higher] > facts.ends[lower]
    assert facts.parted()


@says("{a} and {b} overlap: not every stock follows its group")
def overlap(facts, t, said):
    assert facts.side(said["a"], t) != facts.side(said["b"], t)
    assert not facts.single
    assert not facts.parted()


@says(
    "{ahead} of {n} stocks did better than the market",
    "All {n} stocks did better than the market",
    "It did better than the market",
)
def better_than_the_market(facts, t, said):
    own = facts.groups[facts.a]
    assert facts.single
    assert facts.gap >= 0
    n = int(said.get("n", 1))
    assert (int(said.get("ahead", n)), n) == (sum(v > facts.market for v in own), len(own))


@says(
    "{ahead} of {n} stocks did worse than the market",
    "All {n} stocks did worse than the market",
    "It did worse than the market",
)
def worse_than_the_market(facts, t, said):
    own = facts.groups[facts.a]
    assert facts.single
    assert facts.gap < 0
    n = int(said.get("n", 1))
    assert (int(said.get("ahead", n)), n) == (sum(v < facts.market for v in own), len(own))


@says(
    "The {n} stocks run from {bottom}, {y}, to {top}, {x}.",
    "The stocks run from {bottom}, {y}, to {top}, {x}.",
    "The stocks run from {bottom}, {y}, to {top}, {x}; {benchmark}: {z}.",
    (
        "{n} session: {top} {x}, {bottom} {y}",
        "{n} sessions: {top} {x}, {bottom} {y}",
    ),
)
def runs_from_to(facts, t, said):
    values = facts.returns
    top, bottom = facts.stock(said["top"], t), facts.stock(said["bottom"], t)
    assert pytest.approx(values[top]) == max(values.values())
    assert pytest.approx(values[bottom]) == min(values.values())
    assert close_to(values[top], said["x"])
    assert close_to(values[bottom], said["y"])
    if "z" in said:
        assert close_to(facts.market, said["z"])


@says("{top}: {x}; {benchmark}: {z}.", ("{n} session: {top} {x}", "{n} sessions: {top} {x}"))
def one_stock(facts, t, said):
    assert 1 == len(facts.returns)
    assert close_to(facts.returns[facts.stock(said["top"], t)], said["x"])


@says(
    "None of the other {others} splits parts the {n} stocks as far in that direction",
    "{count} of all {total} splits of the {n} stocks part them as far in that direction",
)
def splits(facts, t, said):
    counted = facts.split_count()
    assert len(facts.groups[facts.a]) + len(facts.groups[facts.b]) == int(said["n"])
    if counted is not None:
        count, total = counted
        assert (count, total) == (
            int(amount(said.get("count", "1"))),
            int(amount(said.get("total", "0"))) or int(amount(said["others"])) + 1,
        )


@says(
    "Differences of {total} splits from {low} to {high}; the actual one, {a} less {b}, is "
    "{value}. One-sided p {p}, two-sided {p2}."
)
def splits_in_words(facts, t, said):
    assert close_to(facts.gap, said["value"])
    counted = facts.split_count()
    if counted is not None and "/" in said["p"]:
        assert counted == tuple(map(int, said["p"].split("/")))


@says(
    ("No gap of a point or more in {n} session", "No gap of a point or more in {n} sessions"),
)
def no_gap(facts, t, said):
    assert abs(facts.gap) < SMALL
    assert len(facts.sessions) == int(said["n"])


@says(("A gap of {gap} in {n} session", "A gap of {gap} in {n} sessions"))
def a_gap(facts, t, said):
    assert abs(facts.gap) >= SMALL
    assert close_to(abs(facts.gap), said["gap"])
    assert len(facts.sessions) == int(said["n"])


def days_said(facts, t, said):
    inside = [t.day(day) for day in facts.sessions]
    named = re.findall(r"\d+月\d+日" if t.code == "zh" else r"\d+ [A-Z][a-z]{2}", said)
    places = [inside.index(day) for day in named]
    return places[0], places[-1]


@says(
    "{built} of the {gap} opened {days}",
    "All of the gap of {gap} and more opened {days}",
    (
        "A gap of {gap} in {n} session, {share} of it built {days}",
        "A gap of {gap} in {n} sessions, {share} of it built {days}",
    ),
    (
        "A gap of {gap} in {n} session, all of it and more built {days}",
        "A gap of {gap} in {n} sessions, all of it and more built {days}",
    ),
)
def opened_on(facts, t, said):
    first, last = days_said(facts, t, said["days"])
    assert close_to(abs(facts.gap), said["gap"])
    built = facts.steps()[first : last + 1].sum()
    assert built / facts.gap >= 2 / 3 - 1e-9
    assert last - first + 1 < len(facts.sessions)
    if "built" in said:
        assert close_to(abs(built), said["built"])
        assert amount(said["built"]) <= amount(said["gap"])
    elif "share" in said:
        assert abs(amount(said["share"]) - 100 * built / facts.gap) <= 0.5
    else:
        assert built / facts.gap > 1


@says("One step changes the gap to between {low} and {high}, never its direction")
def never_its_direction(facts, t, said):
    without = facts.without()
    assert all(value * facts.gap > 0 for value in without.values())
    for value in without.values():
        assert amount(said["low"]) - 0.06 <= abs(value) * 100 <= amount(said["high"]) + 0.06


def later_means(facts, months, t):
    """Mean return of each group so many months after the window, from its prices alone."""
    last = pd.Timestamp(facts.sessions[-1])
    table = pivot(facts.trial.market.prices, "close")
    day = table.index[table.index <= last + pd.DateOffset(months=months)][-1]
    grown = table.loc[day] / table.loc[last] - 1
    means = {
        t.pick(group.title): grown.reindex(
            [stock.symbol for stock in facts.case.members(group.id)]
        ).mean()
        for group in facts.case.groups
    }
    return {name: value for name, value in means.items() if np.isfinite(value)}


@says(("{n} month after the window: {parts}", "{n} months after the window: {parts}"))
def months_after(facts, t, said):
    means = later_means(facts, int(said["n"]), t)
    found = re.findall(r"([^,，、]+?) ([−+]?[\d.]+)%", said["parts"])
    assert [name.strip() for name, _ in found] == list(means)
    assert all(close_to(means[name.strip()], x) for name, x in found)


@says(
    (
        "{n} month after the window there is no return.",
        "{n} months after the window there is no return.",
    )
)
def no_return_months_after(facts, t, said):
    end = pivot(facts.trial.market.prices, "close")[list(facts.case.symbols)].dropna(how="all")
    day = pd.Timestamp(facts.sessions[-1]) + pd.DateOffset(months=int(said["n"]))
    assert end.index[-1] < day


@says("Since the window closed, {what} came out")
def came_out_since(facts, t, said):
    later = [row for row in facts.table("since") if row["published"]]
    assert len(later) == sum(map(int, re.findall(r"\d+", said["what"])))
    last = pd.Timestamp(facts.sessions[-1])
    assert all(pd.Timestamp(row["published"]) >= last for row in later)


# Prices ---------------------------------------------------------------


@says(
    "{a} ended the window {gap} ahead of {b}",
)
def ended_ahead(facts, t, said):
    a, b = facts.side(said["a"], t), facts.side(said["b"], t)
    assert facts.ends[a] > facts.ends[b]
    assert close_to(facts.ends[a] - facts.ends[b], said["gap"])


@says("{a} and {b} ended the window level")
def ended_level(facts, t, said):
    assert abs(facts.gap) < LEVEL


@says("{k} of {n} stocks beat the benchmark in the window")
def beat_the_benchmark(facts, t, said):
    beaten = sum(value > facts.market for value in facts.returns.values())
    assert (beaten, len(facts.returns)) == (int(said["k"]), int(said["n"]))


@says("Furthest from its peers in the window: {name}, {x}")
def furthest(facts, t, said):
    less = {}
    for group in facts.case.groups:
        own = [s.symbol for s in facts.case.members(group.id) if s.symbol in facts.returns]
        for symbol in own if len(own) > 1 else ():
            less[symbol] = facts.returns[symbol] - np.mean(
                [facts.returns[other] for other in own if other != symbol]
            )
    symbol = facts.stock(said["name"], t)
    assert pytest.approx(abs(less[symbol])) == max(map(abs, less.values()))
    assert close_to(less[symbol], said["x"])


@says(
    "No overlap: {a} {x} at least, {b} {y} at most",
    "{a} and {b} overlap: {a} {x} at least, {b} {y} at most",
)
def at_least_at_most(facts, t, said):
    a, b = facts.side(said["a"], t), facts.side(said["b"], t)
    assert facts.ends[a] >= facts.ends[b]
    assert close_to(min(facts.groups[a]), said["x"])
    assert close_to(max(facts.groups[b]), said["y"])


@says("{a} {x}, {b} {y}")
def means(facts, t, said):
    assert close_to(facts.ends[facts.side(said["a"], t)], said["x"])
    assert close_to(facts.ends[facts.side(said["b"], t)], said["y"])


@says("No overlap: {a} {x} at least, {b} {y} at most")
def no_overlap(facts, t, said):
    at_least_at_most(facts, t, said)
    assert min(facts.groups[facts.side(said["a"], t)]) > max(facts.groups[facts.side(said["b"], t)])


@says(
    "{k} of {n} stocks closed at limit-up at least once in the window",
    "{k} of {n} stocks closed at limit-down at least once in the window",
    "{up} of {n} stocks closed at limit-up at least once in the window, {down} at limit-down",
    "No stock closed at its daily limit in the window",
    "No stock closed at its daily limit.",
)
def stocks_at_limits(facts, t, said):
    closes = facts.limit_closes().values()
    ups, downs = (sum(each[side] > 0 for each in closes) for side in (0, 1))
    assert "XSHG" == facts.case.calendar
    match sorted(said):
        case ["down", "n", "up"]:
            assert (ups, downs) == (int(said["up"]), int(said["down"]))
            assert ups
            assert downs
        case ["k", "n"]:
            assert not (ups and downs)
            assert ups + downs == int(said["k"])
        case []:
            assert not ups + downs


@says("{k} of {n} stocks closed at limit-up at least once in the window")
def stocks_at_limit_up(facts, t, said):
    stocks_at_limits(facts, t, said)
    assert sum(ups for ups, _ in facts.limit_closes().values())


@says(
    (
        "There was {n} close at limit-up, in this group: {group}.",
        "There were {n} closes at limit-up, all in one group: {group}.",
    ),
    ("There was {n} close at limit-up.", "There were {n} closes at limit-up."),
)
def closes_at_limit_up(facts, t, said):
    closes = facts.limit_closes()
    assert sum(ups for ups, _ in closes.values()) == int(said["n"])
    if "group" in said:
        assert facts.limit_totals(facts.side(said["group"], t))[0] == int(said["n"])


@says(
    (
        "There was {n} close at limit-down, in this group: {group}.",
        "There were {n} closes at limit-down, all in one group: {group}.",
    ),
    ("There was {n} close at limit-down.", "There were {n} closes at limit-down."),
)
def closes_at_limit_down(facts, t, said):
    closes = facts.limit_closes()
    assert sum(downs for _, downs in closes.values()) == int(said["n"])
    if "group" in said:
        assert facts.limit_totals(facts.side(said["group"], t))[1] == int(said["n"])


@says(
    "Closes at limit-up: {ups}; at limit-down: {downs}",
    "Closes at limit-up: {parts}",
    "Closes at limit-down: {parts}",
)
def limits_by_group(facts, t, said):
    totals = [facts.limit_totals(group.id) for group in facts.case.groups]
    sides = [side for side in (0, 1) if any(each[side] for each in totals)]
    assert len(sides) == len(said)
    for side, text in zip(sides, said.values(), strict=True):
        numbers = [int(each) for each in re.findall(r"(?<![\w-])\d+", text)]
        pairs = [(each[side], each[2]) for each in totals]
        assert numbers == [n for pair in pairs for n in (pair[::-1] if t.code == "zh" else pair)]


@says("Closes at limit-up: {parts}")
def limit_up_by_group(facts, t, said):
    limits_by_group(facts, t, said)
    assert any(facts.limit_totals(group.id)[0] for group in facts.case.groups)


# Timeline -------------------------------------------------------------


@says(
    "The gap widened most on {day}, by {points}: session 0 of no event",
    (
        "The gap widened most on {day}, by {points}: session 0 of event {numbers}",
        "The gap widened most on {day}, by {points}: session 0 of events {numbers}",
    ),
)
def widened_most(facts, t, said):
    steps = facts.steps() * np.sign(facts.gap)
    assert np.isfinite(steps).all()
    assert t.day(facts.sessions[int(steps.argmax())]) == said[
        "day"
    ] or steps.max() == pytest.approx(
        steps[[t.day(day) for day in facts.sessions].index(said["day"])]
    )
    assert close_to(steps.max(), said["points"])


# Robustness -----------------------------------------------------------


@says("{a} returned {gap} more than {b} from the close of {base} to that of {last}.")
def returned_more(facts, t, said):
    a, b = facts.side(said["a"], t), facts.side(said["b"], t)
    assert facts.ahead == a
    assert b in {facts.a, facts.b}
    assert close_to(abs(facts.gap), said["gap"])


@says(
    "From the close of {base} to that of {last}, {ahead} returned {points} points more than "
    "{behind} ({coverage}% interval {low} to {high}).",
    "From the close of {base} to that of {last}, {ahead} returned {points} points more than "
    "{behind}.",
)
def exact_difference(facts, t, said):
    assert facts.ahead == facts.side(said["ahead"], t)
    assert close_to(abs(facts.gap), said["points"])
    if "low" in said:
        assert amount(said["low"]) - 0.1 <= abs(facts.gap) * 100 <= amount(said["high"]) + 0.1


@says("From the close of {base} to that of {last}, {a} and {b} returned the same.")
def returned_the_same(facts, t, said):
    assert abs(facts.gap) < LEVEL


@says("With one stock left out it is {low} to {high}.")
def without_one(facts, t, said):
    values = list(facts.without().values())
    assert all(value * facts.gap > 0 for value in values)
    assert close_to(min(map(abs, values)), said["low"])
    assert close_to(max(map(abs, values)), said["high"])


@says("With one stock left out the difference lies between {low} and {high}.")
def without_one_turns(facts, t, said):
    values = list(facts.without().values())
    assert any(value * facts.gap <= 0 for value in values)
    assert close_to(min(values), said["low"])
    assert close_to(max(values), said["high"])


@says("The direction hangs on {stocks}")
def hangs_on(facts, t, said):
    turned = {name for name, value in facts.without().items() if value * facts.gap <= 0}
    assert turned
    for name in turned:
        assert t.name(facts.case.stock(name)) in said["stocks"]


@says("No single stock carries the gap of {whole}: without any one it is {low} to {high}")
def no_single_stock(facts, t, said):
    values = facts.without()
    assert close_to(abs(facts.gap), said["whole"])
    assert close_to(min(map(abs, values.values())), said["low"])
    assert close_to(max(map(abs, values.values())), said["high"])
    assert all(value * facts.gap > 0 for value in values.values())
    assert min(map(abs, values.values())) >= abs(facts.gap) / 2
    assert min(len(facts.groups.get(side, (0, 0))) for side in (facts.a, facts.b)) > 1


@says("{stock} carries most of the gap: without it {left} of {whole} are left")
def carries_most(facts, t, said):
    left = facts.without()[facts.stock(said["stock"], t)]
    assert pytest.approx(abs(left)) == min(map(abs, facts.without().values()))
    assert 0 < left / facts.gap < 1 / 2
    assert close_to(abs(left), said["left"])
    assert close_to(abs(facts.gap), said["whole"])


@says("The gap stands on {stock}, the only stock of {group} with a return")
def stands_on_one(facts, t, said):
    group = facts.side(said["group"], t)
    assert 1 == len(facts.groups[group])
    assert group == facts.case.stock(facts.stock(said["stock"], t)).group


@says(
    "In {few} of {total} neighbouring windows no more than {most} splits put {a} as far ahead",
    "In none of {total} neighbouring windows do {most} splits or fewer put {a} as far ahead",
)
def few_splits(facts, t, said):
    rows = [row for row in facts.table("window-grid") if row["splits"] >= 15]
    column = "count" if facts.gap >= 0 else "count, other side"
    assert facts.ahead == facts.side(said["a"], t)
    assert len(rows) == int(said["total"])
    assert sum(row[column] <= int(said["most"]) for row in rows) == int(said.get("few", 0))


@says("{same} of {total} neighbouring windows point the same way")
def same_way(facts, t, said):
    known = [
        v for row in facts.table("window-grid") if np.isfinite(v := row["difference (fraction)"])
    ]
    assert len(known) == int(said["total"])
    assert sum(value * facts.gap > 0 for value in known) == int(said["same"])


@says("Every neighbouring window points the same way")
def every_way(facts, t, said):
    known = [
        v for row in facts.table("window-grid") if np.isfinite(v := row["difference (fraction)"])
    ]
    assert all(value * facts.gap > 0 for value in known)


@says(
    (
        "{n} session later {ahead} was {gap} ahead of {behind}",
        "{n} sessions later {ahead} was {gap} ahead of {behind}",
    )
)
def later_ahead(facts, t, said):
    rows = [row for row in facts.table("after") if row["last"] > facts.sessions[-1]]
    value = rows[-1]["difference (fraction)"]
    assert len(rows) == int(said["n"])
    assert facts.side(said["ahead"], t) == (facts.a if value >= 0 else facts.b)
    assert facts.side(said["behind"], t) == (facts.b if value >= 0 else facts.a)
    assert close_to(abs(value), said["gap"])


@says(
    (
        "{n} session later {a} and {b} stood level",
        "{n} sessions later {a} and {b} stood level",
    )
)
def later_level(facts, t, said):
    rows = [row for row in facts.table("after") if row["last"] > facts.sessions[-1]]
    assert abs(rows[-1]["difference (fraction)"]) < LEVEL
    assert len(rows) == int(said["n"])


@says("With the market taken out, {a} and {b} stand level")
def level_without_the_market(facts, t, said):
    assert max(map(abs, ways(facts))) < LEVEL


def ways(facts):
    values = [row["difference (fraction)"] for row in facts.table("estimation")]
    return [float(value) for value in values if value is not None and np.isfinite(value)]


@says(
    "With the market taken out in one way, {ahead} is {low} ahead of {behind}",
    "Over {n} ways to take the market out, {ahead} is {low} to {high} ahead of {behind}",
)
def ahead_without_the_market(facts, t, said):
    values = ways(facts)
    sign = 1 if facts.side(said["ahead"], t) == facts.a else -1
    assert all(sign * value > 0 for value in values)
    assert len(values) == int(said.get("n", "1"))
    assert close_to(min(map(abs, values)), said["low"])
    assert close_to(max(map(abs, values)), said.get("high", said["low"]))


@says(
    "With the market taken out in one way, {a} less {b} is {low}",
    "Over {n} ways to take the market out, {a} less {b} runs from {low} to {high}",
)
def either_way_without_the_market(facts, t, said):
    values = ways(facts)
    assert min(values) <= 0 <= max(values)
    assert close_to(min(values), said["low"])
    assert close_to(max(values), said.get("high", said["low"]))


@says(
    "With the market taken out in one way, {group} is left with {low}",
    "Over {n} ways to take the market out, {group} is left with {low} to {high}",
)
def left_without_the_market(facts, t, said):
    values = ways(facts)
    assert facts.single
    assert close_to(min(values), said["low"])
    assert close_to(max(values), said.get("high", said["low"]))


def earlier(facts):
    rows = [row for row in facts.table("placebo-time") if not row["is the window"]]
    values = [row["difference (fraction)"] for row in rows]
    as_far = [
        v for v in values if (v >= facts.gap - 1e-12 if facts.gap >= 0 else v <= facts.gap + 1e-12)
    ]
    return len(as_far), len(values)


@says(
    "{count} of {n} earlier windows as long put {ahead} as far ahead of {behind}",
)
def earlier_windows(facts, t, said):
    assert facts.side(said["ahead"], t) == facts.ahead
    assert facts.side(said["behind"], t) != facts.ahead
    assert earlier(facts) == (amount(said["count"]), amount(said["n"]))


@says(
    "The one earlier window as long did not put {ahead} as far ahead of {behind}",
    "None of the {n} earlier windows as long put {ahead} as far ahead of {behind}",
)
def no_earlier_window(facts, t, said):
    assert facts.side(said["ahead"], t) == facts.ahead
    assert earlier(facts) == (0, amount(said.get("n", "1")))


def did(facts, t, said):
    """Whether other stocks are compared on the upper side, and in which share they did."""
    (better,) = [
        name == "did as well as {group}"
        for name in ("did as well as {group}", "did as badly as {group}")
        if read(name, said["did"], t.code) is not None
    ]
    boards = facts.trial.market.universe.groupby("board")["window_return"]
    own = [s.symbol for s in facts.case.members(facts.a) if s.symbol in facts.returns]
    expected = np.mean([boards.mean()["chinext" if symbol[0] == "3" else "main"] for symbol in own])
    assert (facts.ends[facts.a] >= expected - 1e-9) == better
    return better


@cache
def share_of_groups(facts, better):
    """Share of random groups of other stocks that go as far, drawn anew."""
    own = [s.symbol for s in facts.case.members(facts.a) if s.symbol in facts.returns]
    rng, universe = np.random.default_rng(1), facts.trial.market.universe
    sums = np.zeros(20_000)
    for board, first in (("main", "6"), ("chinext", "3")):
        values = universe.window_return[universe.board == board].to_numpy()
        k = sum(symbol[0] == first for symbol in own)
        sums += [rng.choice(values, k, replace=False, shuffle=False).sum() for _ in sums]
    means = sums / len(own)
    mean = facts.ends[facts.a]
    return float((means >= mean - 1e-9 if better else means <= mean + 1e-9).mean())


@says(
    "None of the groups of other stocks {did}",
    "{share} of the groups of other stocks {did}",
    "About one in {n} groups of other stocks {did}",
    "None of the other stocks {did}",
    "{share} of the other stocks {did}",
    "About one in {n} other stocks {did}",
)
def groups_of_others(facts, t, said):
    found = share_of_groups(facts, did(facts, t, said))
    told = 1 / amount(said["n"]) if "n" in said else amount(said.get("share", "0")) / 100
    assert abs(found - told) <= 0.006 + 0.08 * told


@says(
    "{kept}, picked afterwards, {did} in {share} of the draws",
    "{kept}, picked afterwards, {did} in none of {n} draws",
)
def picked_afterwards(facts, t, said):
    better = did(facts, t, said)
    best = ("The best {best} of {pool} random stocks", "The best of {pool} random stocks")
    assert better == any(read(each, said["kept"], t.code) is not None for each in best)


@says(
    (
        "{hits} of {n} late statement was followed by what its story predicts",
        "{hits} of {n} late statements were followed by what their story predicts",
    )
)
def followed(facts, t, said):
    expects = {story.id: story.expects for story in facts.case.stories}
    rows = [
        row
        for row in facts.table("hold-out")
        if row["excess (fraction)"] is not None and np.isfinite(row["excess (fraction)"])
    ]
    hits = [(row["excess (fraction)"] > 0) == (expects[row["story"]] == "rise") for row in rows]
    assert (sum(hits), len(hits)) == (int(said["hits"]), int(said["n"]))


# Exposure -------------------------------------------------------------


@says(
    "{story}: the better documented stocks did better",
    "{story}: stocks so regarded did better",
    "{story}: the better documented stocks did worse",
    "{story}: stocks so regarded did worse",
)
def did_better(facts, t, said):
    story = next(s for s in facts.case.stories if t.pick(s.title) == said["story"])
    grades = dict(facts.trial.table.test(story.id).ordinals)
    known = list(facts.returns)
    rho = scipy.stats.spearmanr(
        [grades[s] for s in known], [facts.returns[s] for s in known]
    ).statistic
    found = facts.trial.verdict.of(story.id)
    assert found.stands or found.contradicted  # no more than the verdict says
    assert (rho > 0) == ((story.expects == "rise") == found.stands)
    rated = [row for row in facts.case.evidence if row.story == story.id]
    assert len({row.stock for row in rated}) > 1


@says(
    (
        "A number is on file for {n} of {whole} stocks",
        "Numbers are on file for {n} of {whole} stocks",
    )
)
def numbers_are_on_file(facts, t, said):
    known = {row.stock for row in facts.case.evidence if row.value is not None}
    assert (len(known), len(facts.case.stocks)) == (int(said["n"]), int(said["whole"]))


def standing(facts, tag):
    """What all evidence on file says of a tag, told from the rows alone."""
    rows = [r for r in facts.case.evidence if (r.stock, r.story) == (tag.stock, tag.story)]
    (row,) = rows or [None]  # a made case has at most one
    if row is None:
        return "that nobody has looked into"
    if row.finding == "denied":
        return "denied by the company"
    graded = {"quantified", "established", "stated", "small"}
    return "" if row.finding in graded else "without evidence that counts"


@says(
    "Of {total} tags: {parts}",
    ("Evidence stands behind the {n} tag", "Evidence stands behind all {n} tags"),
)
def tags_are_held_against_evidence(facts, t, said):
    held = Counter(standing(facts, tag) for tag in facts.case.tags if tag.story)
    n = int(said.get("total", said.get("n", 1)))
    assert held.total() == n
    del held[""]
    told = [t(f"{{n}} {flag}", n=count) for flag, count in held.items()]
    assert sorted(told) == sorted(filter(None, re.split(", |，", said.get("parts", ""))))


@says(
    (
        "{n} of {total} was read only after the window: a list of today is no list of then.",
        "{n} of {total} were read only after the window: a list of today is no list of then.",
    )
)
def tags_read_later(facts, t, said):
    late = [tag for tag in facts.case.tags if tag.seen > facts.case.window.last]
    assert (len(late), len(facts.case.tags)) == (int(said["n"]), int(said["total"]))


@says("{stock}: {first} in {before}, {last} in {after}")
def stated_share_moved(facts, t, said):
    (stock,) = (s for s in facts.case.stocks if t.name(s) == said["stock"])
    rows = [row for row in facts.case.evidence if row.stock == stock.symbol]
    told = {
        round(100 * row.value, 4) if row.unit == "fraction" else row.value
        for row in rows
        if row.unit in {"fraction", "percent"} and row.value is not None
    }
    assert {amount(said["first"]), amount(said["last"])} <= told


@says("{story}: the better documented stocks did better", "{story}: stocks so regarded did better")
def positive(facts, t, said):
    did_better(facts, t, said)
    story = next(s for s in facts.case.stories if t.pick(s.title) == said["story"])
    grades = dict(facts.trial.table.test(story.id).ordinals)
    known = list(facts.returns)
    assert (
        scipy.stats.spearmanr(
            [grades[s] for s in known], [facts.returns[s] for s in known]
        ).statistic
        > 0
    )


@says("{story}: no direction clearer than chance", "{story}: one stock assessed is too few to tell")
def no_direction(facts, t, said):
    story = next(s for s in facts.case.stories if t.pick(s.title) == said["story"])
    found = facts.trial.verdict.of(story.id)
    assessed = facts.trial.exposure.summary(story.id).assessed
    assert not (found.stands or found.contradicted) or 1 == len(set(assessed) & set(facts.returns))


@says("Rumoured and documented: {both}; rumoured alone: {alone}")
def four_cells(facts, t, said):
    for each in (said["both"], said["alone"]):
        n = int(re.findall(r"\d+(?= stock| 只)", each)[0])
        assert ("on average" in each) == (t.code == "en" and n > 1)


# Answer ---------------------------------------------------------------


@says("Not in this comparison: {groups}.")
def not_compared(facts, t, said):
    others = {g.id for g in facts.case.groups} - {facts.a, facts.b}
    assert others
    for name in others:
        assert t.pick(facts.case.group(name).title) in said["groups"]


# Titles that claim no number of this kind; the verdict's own are tested beside the answer.
NEUTRAL = (
    ("How {n} stated share moved", "How {n} stated shares moved"),
    "What do lists of the market file these stocks under?",
    "“{story}” fits best",
    "Which story fits? No gap stands out",
    "Which story fits? None that chance would not match",
    "Which story fits? None could be tested",
    "Which story fits? {n} stocks cannot tell",
    "What the documents say",
    "{name} traded up to {x} times its usual volume, on {day}",
    "{name}, session by session",
    "Return of every stock over the window",
    "What happened when, and how the groups moved",
    "No event has its session 0 inside the window",
    "How much of the gap stood before each event?",
    "None of the gap had been built before any event inside the window",
    "Less than half of the gap had been built before any event inside the window",
    "At least half of the gap had already been built before every event in the window",
    (
        "At least half of the gap had already been built before {late} of the "
        "{n} events inside the "
        "window"
    ),
    ("{n} event in words", "{n} events in words"),
    "{n} of {all} events in words",
    "Stocks and stories",
    "Closes at the daily limit",
    "Each stock beside its group",
    (
        "A figure or an established relationship is reported of {n} of {total} "
        "stocks, for none read "
        "in the document itself"
    ),
    (
        "A figure or an established relationship is on file for {n} of {total} "
        "stocks, for {read} of "
        "them read in the document itself"
    ),
    "A figure or an established relationship stands behind {n} of {total} stocks",
    (
        "No figure and no established relationship stands behind the {total} stock",
        "No figure and no established relationship stands behind any of the {total} stocks",
    ),
    "Every statement, stock by stock",
    (
        "Of {n} story that rests on reported evidence, {left} can be tested on first-hand evidence",
        (
            "Of {n} stories that rest on reported evidence, {left} can be tested on first-hand "
            "evidence"
        ),
    ),
    "Without what is only reported, no test of those stories is left",
    "What fitting a market model adds or takes: {parts}",
    "No evidence came after the window that could be held against the next session",
    "Textbook event-study tests, and how often they err with four stocks",
    "How the base date was found",
    "The prices at hand end with the window",
    "No stock has a return over this window",
    "Return since the base",
    "One step is enough to turn the gap’s direction",
)


# Run ------------------------------------------------------------------


MANY = 14  # letters of a template that no other sentence can be taken for
SENTENCES = {"standfirst", "paragraph", "alt", "text", "numbers", "note"}


def faults(trial):
    """What is said wrongly of one case."""
    facts = Facts(trial)
    for t in LANGUAGES:
        words = every_word(trial, t)
        yield from moves_of_the_answer(facts, words["answer/text"], t)
        for place, text in words.items():
            page, part = place.split("/")[0], place.split("/")[-1]
            titled = part.startswith("title") and page not in {"answer", "data", "claims"}
            yield from (f"{t.code} {place}: {why}" for why in forbidden(facts, text, t))
            if place == "prices/head/title":
                yield from means_of_all(facts, text, t)
                continue
            said = stated(text, part, t)
            for template, fields in said:
                check = CHECKS[template]
                try:
                    check(facts, t, fields)
                except Exception as fault:  # noqa: BLE001 - any of them is a wrong sentence
                    yield f"{t.code} {place}: {text[:160]!r}: {check.__name__}: {fault!r:.160}"
            if titled and not said and not is_neutral(text, t) and "head" not in place:
                yield f"{t.code} {place}: no check knows {text!r}"


def stated(text, part, t):
    """Sentences with a check that stand in a text, with their fields."""
    if part.startswith("title") or part == "headline":
        found = [(each, said) for each in CHECKS if (said := read(each, text, t.code)) is not None]
        # A template of little more than fields fits much: the one with most words is meant.
        return sorted(found, key=lambda pair: -words_of(pair[0]))[:1]
    if part not in SENTENCES:
        return []
    return [
        (each, said)
        for each in CHECKS
        if form(each).endswith(".") or (part == "paragraph" and words_of(each) > MANY)
        for said in find(each, text, t.code)
    ]


def form(template):
    return template if isinstance(template, str) else template[-1]


def words_of(template):
    return len(re.sub(r"\{\w+\}", "", form(template)))


def is_neutral(text, t):
    return text.endswith(("?", "？")) or any(
        read(each, text, t.code) is not None for each in NEUTRAL
    )


ONE = re.compile(
    r"(?<!of )(?<![\w.,/−+-])1 "
    "(?:stocks|sessions|stories|windows|companies|splits|events|ways|statements|closes)"
)
LIMITS = {"en": "limit-up|limit-down|daily limit|at the limit|Limit-", "zh": "涨停|跌停"}
OTHERS = {"en": "other stocks|other listed|random stocks", "zh": "其他股票|随机 "}


HOLES = (
    r"\{\w*\}|\bNone\b(?! of| but| that| could| is without| became)"
    r"|\bnan\b|\bUndefined\b(?!, because)"
)


def forbidden(facts, text, t):
    """What no sentence may say, whatever the numbers."""
    if re.search(HOLES, text):
        yield f"a hole in {text[:160]!r}"
    if t.code == "en" and (found := ONE.search(text)):
        yield f"{found.group()!r} in {text[:200]!r}"
    if re.search(r"(?:rose|fell|ahead|more than|领先) ?−|−0\.0(?!\d)", text):
        yield f"a negative amount in {text[:160]!r}"
    if re.search("returned the most|the most,", text):
        yield f"the most: {text[:160]!r}"
    if facts.case.calendar == "XHKG" and re.search(LIMITS[t.code], text):
        yield f"a limit in a market without: {text[:160]!r}"
    if facts.case.calendar == "XHKG" and re.search(OTHERS[t.code], text):
        yield f"other stocks without a universe: {text[:160]!r}"
    if facts.single and re.search("(?<!Neighbours )overlap:|组(?:涨幅有|互有)重叠", text):
        yield f"one group overlaps: {text[:160]!r}"


def means_of_all(facts, text, t):
    """Every group with a mean stands in the headline of the Prices page with it."""
    for group, mean in facts.means.items():
        found = re.search(rf"{t.pick(facts.case.group(group).title)} ([−+]?[\d.]+)%", text)
        if found is None or not close_to(mean, found.group(1)):
            yield f"{t.code} prices/head/title: {group} {mean:+.4f} in {text!r}"


def moves_of_the_answer(facts, text, t):
    """Every group is in the answer, with its direction and amount."""
    up, down = ("rose", "fell") if t.code == "en" else ("涨", "跌")
    for group in facts.case.groups:
        value, name = facts.means.get(group.id), re.escape(t.pick(group.title))
        if value is None or abs(value) < LEVEL:
            continue
        found = re.search(rf"{name}[”」]? ?[平均上下]*({up}|{down})[^\d.，;；]*([\d.]+)%", text)
        right = (
            found is not None
            and (found.group(1) == up) == (value > 0)
            and abs(float(found.group(2)) - abs(value) * 100) <= 0.5 + 1e-9
        )
        if not right:
            yield f"{t.code} answer: {group.id} {value:+.4f} in {text[:200]!r}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(N_QUICK))
def test_words_and_numbers_agree(seed):
    assert [] == list(faults(random_trial(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(N_QUICK, N_SLOW))
def test_words_and_numbers_agree_on_many_more(seed):
    assert [] == list(faults(random_trial(seed)))


@pytest.mark.slow
@pytest.mark.parametrize("slug", SHIPPED)
def test_words_and_numbers_agree_on_the_cases_that_ship(slug):
    # Limits on adjusted prices are told by a tick, which the rule of random cases does not know,
    # and the title of their benchmark holds the comma at which a Chinese title is read back.
    beyond = re.compile("limit|no check knows '.*等权平均，")
    trial = shipped_trial(slug)
    assert [] == [fault for fault in faults(trial) if not beyond.search(fault)]
