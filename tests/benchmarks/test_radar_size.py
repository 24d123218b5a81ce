"""What the radar finds and what it should not, on real prices with made-up themes.

Not timed, and skipped where the prices are not at hand.  ``python
tests/benchmarks/test_radar_size.py`` makes the tables of docs/radar.md: some twenty minutes.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from dashboard.radar.cross_section import cross_section
from dashboard.radar.scan import scan
from dashboard.radar.splits import splits
from dashboard.radar.standings import standings, surfaced
from dashboard.stats.result import Undefined
from tests.benchmarks.radar_lists import QUOTES, as_membership, random_lists, real_market

pytestmark = pytest.mark.skipif(not QUOTES.is_file(), reason="the prices lie beside a checkout")
SPAN = 5
FIRST = 100  # sessions of history that every evening has
EVENINGS = 200
PLANTED_EVENINGS = 40
SPLIT_THEMES = 10  # an evening, for the size of the splits
LABEL = 30  # other stocks that carry the hidden label


@dataclass(frozen=True)
class Plant:
    """A theme of so many members, half of which carry a label and rise by so many points more."""

    members: int
    points: int


PLANTS = tuple(Plant(n, points) for n in (8, 20, 60) for points in (10, 20, 40))


def evenings(n):
    """Sessions spread over all years, the same in every run."""
    days = real_market().days[FIRST:]
    return [days[at].item() for at in np.linspace(0, days.size - 1, n).astype(int)]


def quiet_evening(day, seed):
    """Entries that stand out, and the best adjusted p-values of some themes' splits.

    Once as they are, and once with the returns shuffled over the members: then no measure
    of a stock, such as its board, goes with its return.
    """
    market = real_market()
    rng = np.random.default_rng((seed, day.toordinal()))
    membership = as_membership(market.symbols, random_lists(len(market.symbols), rng), day)
    found = scan(market, membership, day)
    section = cross_section(market, day, SPAN)
    least = []
    for row in rng.choice(len(membership.themes), SPLIT_THEMES, replace=False):
        theme = membership.themes[row]
        shuffled = section.returns.copy()
        own = membership.columns(row)
        own = own[section.priced[own]]
        shuffled[own] = rng.permutation(shuffled[own])
        for looked in (section, replace(section, returns=shuffled)):
            tried = splits(looked, membership, theme)
            if isinstance(tried, Undefined):
                break
            labels = [each.adjusted for each in tried.splits if each.label.kind == "theme"]
            least.append((tried.best.adjusted, min(labels, default=1.0), looked is not section))
    numbers = found.numbers
    known = np.isfinite(numbers.pvalue)
    return {
        "out": int((numbers.rate <= 0.10).sum()),
        "out_by": int((numbers.yekutieli <= 0.10).sum()),
        "tried": int(known.sum()),
        "low": int((numbers.pvalue[known] <= 0.05).sum()),
        "very low": int((numbers.pvalue[known] <= 0.005).sum()),
        "splits": least,
    }


def planted_evening(plant, day, seed):
    """Rank of a planted theme, whether it stands out, and whether its label is the best.

    Ranks pass over the label, and strangers are themes that stand out without one of its members.
    """
    market = real_market()
    rng = np.random.default_rng((seed, day.toordinal(), plant.members, plant.points))
    n = len(market.symbols)
    row = market.row(day)
    priced = np.flatnonzero(np.isfinite(market.closes[[row - SPAN, row]]).all(axis=0))
    held = random_lists(n, rng)
    # The planted theme is of its sector as the others are: its first member's themes are near.
    crowd = np.intersect1d(np.flatnonzero(held[held[:, rng.choice(priced)]].any(axis=0)), priced)
    own = rng.choice(crowd if crowd.size >= plant.members else priced, plant.members, replace=False)
    marked = own[: plant.members // 2]
    others = rng.choice(np.setdiff1d(priced, own), LABEL, replace=False)
    held[0], held[1] = False, False
    held[0, own] = True
    held[1, marked], held[1, others] = True, True
    closes = market.closes[: row + 1].copy()
    way = np.linspace(0, plant.points / 100, SPAN + 1)[1:, np.newaxis]
    base = closes[row - SPAN, marked]
    closes[row - SPAN + 1 :, marked] += base * way
    moved = replace(market, closes=closes, days=market.days[: row + 1])
    membership = as_membership(market.symbols, held, day)
    found = scan(moved, membership, day)
    listed = standings(found, membership)
    standing = next(each for each in listed if each.row == 0)
    # Its label moved as well, carried by the same stocks.
    ahead = {each.rank for each in listed if each.row != 1 and each.rank < standing.rank}
    tried = splits(cross_section(moved, day, standing.span), membership, standing.theme)
    named, separates, number = False, False, 0
    if not isinstance(tried, Undefined):
        best = tried.best
        named = any(label.name == "0001" for label in (best.label, *best.same))
        separates, number = named and best.separates, tried.tried
    leads = surfaced(listed)
    return {
        "out": standing.stands_out,
        "rank": len(ahead) + 1,
        "others": sum(not held[each.row, own].any() for each in leads),
        "named": named,
        "separates": separates,
        "tried": number,
    }


def quiet(n=EVENINGS, seed=1):
    """Nothing planted, over so many evenings."""
    rows = [quiet_evening(day, seed) for day in evenings(n)]
    every = np.array([one for each in rows for one in each["splits"]])
    least, shuffled = every[every[:, 2] == 0], every[every[:, 2] == 1]
    tried = sum(each["tried"] for each in rows)
    return {
        "evenings": n,
        "evenings with a theme": sum(each["out"] > 0 for each in rows),
        "by Benjamini-Yekutieli": sum(each["out_by"] > 0 for each in rows),
        "p <= 0.05": sum(each["low"] for each in rows) / tried,
        "p <= 0.005": sum(each["very low"] for each in rows) / tried,
        "themes split": len(least),
        "a split at 0.05": float((least[:, 0] <= 0.05).mean()),
        "a theme's label at 0.05": float((least[:, 1] <= 0.05).mean()),
        "a split at 0.05, returns shuffled": float((shuffled[:, 0] <= 0.05).mean()),
    }


def planted(plant, n=PLANTED_EVENINGS, seed=2):
    """One planted theme an evening, over so many evenings."""
    rows = [planted_evening(plant, day, seed) for day in evenings(n)]
    ranks = [each["rank"] for each in rows]
    return {
        "stands out": np.mean([each["out"] for each in rows]),
        "rank 1": np.mean([rank == 1 for rank in ranks]),
        "median rank": float(np.median(ranks)),
        "label named": np.mean([each["named"] for each in rows]),
        "label at 0.05": np.mean([each["separates"] for each in rows]),
        "labels tried": float(np.median([each["tried"] for each in rows])),
        "evenings with a stranger": np.mean([each["others"] > 0 for each in rows]),
    }


def test_quiet_evenings_keep_their_rates():
    found = quiet(n=40)
    spread = np.sqrt(0.1 * 0.9 / 40)

    assert found["evenings with a theme"] / 40 <= 0.1 + 3 * spread
    assert abs(found["p <= 0.05"] - 0.05) < 0.01
    assert found["a split at 0.05, returns shuffled"] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 390)


def test_the_theme_of_the_first_article_surfaces_with_its_label():
    """The article's eight stocks on 13 February 2025, four of which carry another label too."""
    market, day = real_market(), date(2025, 2, 13)
    column = {symbol: at for at, symbol in enumerate(market.symbols)}
    newcomers = [column[each] for each in ("300249.SZ", "002272.SZ", "603881.SS", "002418.SZ")]
    established = [column[each] for each in ("300499.SZ", "002837.SZ", "301018.SZ", "300602.SZ")]
    rng = np.random.default_rng(13)
    held = random_lists(len(market.symbols), rng)
    held[:2] = False
    held[0, newcomers + established] = True
    held[1, newcomers] = True
    held[1, rng.choice(len(market.symbols), LABEL, replace=False)] = True
    membership = as_membership(market.symbols, held, day)
    found = standings(scan(market, membership, day), membership, SPAN)
    theme = next(each for each in found if each.row == 0)
    tried = splits(cross_section(market, day, SPAN), membership, theme.theme)

    # Eight stocks that rose by 12 points more than theirs, on an evening that had others.
    assert theme.rank <= 5
    assert "0001" == tried.best.label.name
    assert (3, 4, 0, 4) == (
        tried.best.movers_inside,
        tried.best.inside,
        tried.best.movers_outside,
        tried.best.outside,
    )


@pytest.mark.parametrize("plant", PLANTS[4:], ids=str)
def test_a_planted_theme_of_twenty_or_more_is_found_with_its_label(plant):
    found = planted(plant, n=6)

    assert found["rank 1"] >= 0.5
    assert found["label named"] >= 0.5


def main():
    """Print the tables."""
    for name, value in quiet().items():
        print(f"| {name} | {value} |", flush=True)
    names = None
    for plant in PLANTS:
        found = planted(plant)
        if names is None:
            names = list(found)
            print("| members | points | " + " | ".join(names) + " |", flush=True)
        shown = " | ".join(f"{value:.2f}" for value in found.values())
        print(f"| {plant.members} | {plant.points} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
