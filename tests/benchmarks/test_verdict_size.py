"""How often the verdict names a story where nothing is there, and how often where something is.

Stocks of one noise, grades and measures drawn without regard to the returns.  In the honest
designs every shuffle of a case's returns is as likely as the one at hand, so the false-alarm
rate that a case prints is the rate of the design; its mean over random cases must keep the
level.  Two designs are dishonest: a window picked for its gap, and groups named after the
returns (with grades that follow the groups).  Not timed; ``python
tests/benchmarks/test_verdict_size.py`` prints the table of docs/results.md.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from dashboard.analysis.stories.verdict import AHEAD, STATUSES, Rules, judge
from dashboard.stats.familywise import Ranked, familywise, group_pvalues, shuffles

NOISE = 0.08  # of a stock over five sessions: 3.6 % a session
CASES = 150
FITS, LEADS = STATUSES.index("fits-best"), STATUSES.index("leads")
GRADES = (0, 0, 0, 1, 2, 3)


@dataclass(frozen=True)
class Design:
    """One kind of case: sizes of the groups, stories with grades, and what is done to it."""

    name: str
    sizes: tuple[int, int] = (4, 4)
    stories: int = 3
    gap: float = 0.0
    window_picked: bool = False
    named_after: bool = False


HONEST = (
    Design("1 story and the market, 4 v 4", stories=1),
    Design("3 stories and the market, 3 v 3", (3, 3)),
    Design("3 stories and the market, 4 v 4"),
    Design("5 stories and the market, 4 v 4", stories=5),
    Design("3 stories and the market, 15 v 15", (15, 15)),
)
DISHONEST = (
    Design("window picked for its gap, 4 v 4", window_picked=True),
    Design("groups named after the returns, 4 v 4", named_after=True),
)
POWER = tuple(Design(f"a gap of {gap} points, 4 v 4", gap=gap / 100) for gap in (10, 20, 30))


def drawn_returns(design, groups, rng):
    if design.window_picked:
        days = rng.normal(0, NOISE / np.sqrt(5), (14, groups.size)).cumsum(axis=0)
        windows = [days[b] - days[a] for a in range(8) for b in range(a + 3, min(a + 8, 14))]
        return max(windows, key=lambda r: abs(r[groups == 0].mean() - r[groups == 1].mean()))
    return rng.normal(0, NOISE, groups.size) + design.gap * (groups == 0)


def one_case(design, rng):
    """Place of the verdict in `STATUSES`, false-alarm and leads rates, smallest familywise p."""
    groups = np.repeat([0, 1], design.sizes)
    returns = drawn_returns(design, groups, rng)
    if design.named_after:
        groups = (np.argsort(np.argsort(-returns)) >= design.sizes[0]).astype(int)
    grades = rng.choice(GRADES, (design.stories, groups.size)).astype(float)
    if design.gap or design.named_after:
        # Documented in the group and not outside, but for one stock on each side.
        grades[0] = np.where(groups == 0, rng.choice([2, 3], groups.size), 0)
        for side in (0, 1):
            grades[0, rng.choice(np.flatnonzero(groups == side))] = 1
    grades = [row for row in grades if np.ptp(row) > 0]
    measures = Ranked(rng.normal(size=(5, groups.size)), either_sign=True)
    stories = [*(Ranked(row[np.newaxis]) for row in grades), measures]
    shuffled = shuffles(returns, rng=rng, seed=0)
    found = familywise(shuffled, stories)
    parted = group_pvalues(shuffled, groups)
    market = np.arange(len(stories)) == len(stories) - 1
    rules = Rules(market, np.zeros(len(stories), dtype=bool))
    status = judge(
        found.counts / found.total,
        found.opposite / found.total,
        parted,
        rules,
        can_part=bool(parted.min() <= AHEAD),
    ).status
    return (
        int(status[shuffled.observed]),
        float((status == FITS).mean()),
        float((status == LEADS).mean()),
        float(found.reachable.min()),
    )


def measured(design, cases=CASES):
    """Share of cases in fits-best and in leads, mean rates over shuffles, smallest p."""
    rng = np.random.default_rng(2_025)
    rows = np.array([one_case(design, rng) for _ in range(cases)])
    return {
        "fits-best": float((rows[:, 0] == FITS).mean()),
        "leads": float((rows[:, 0] == LEADS).mean()),
        "false-alarm rate": float(rows[:, 1].mean()),
        "leads rate": float(rows[:, 2].mean()),
        "smallest p": float(rows[:, 3].min()),
    }


@pytest.mark.parametrize("design", HONEST, ids=lambda design: design.name)
def test_an_honest_design_names_a_story_in_one_case_of_twenty_at_most(design):
    found = measured(design)
    assert found["false-alarm rate"] <= 0.05
    # What a page prints is what happens, but for the noise of so many cases.
    spread = np.sqrt(0.05 * 0.95 / CASES)
    assert found["fits-best"] <= 0.05 + 3 * spread
    assert abs(found["fits-best"] - found["false-alarm rate"]) <= 4 * spread


@pytest.mark.parametrize("design", POWER, ids=lambda design: design.name)
def test_a_larger_gap_is_found_more_often(design):
    smaller = Design("smaller", gap=design.gap - 0.1)
    assert measured(design)["fits-best"] >= measured(smaller)["fits-best"]


@pytest.mark.parametrize("design", DISHONEST, ids=lambda design: design.name)
def test_a_dishonest_design_prints_a_rate_that_it_does_not_keep(design):
    found = measured(design)
    # The page cannot know: it says that the groups were picked afterwards and proves nothing.
    assert found["false-alarm rate"] <= 0.05


def main():
    """Print the table."""
    print("| design | fits-best | leads | printed: false-alarm | printed: leads | smallest p |")
    print("|---|---|---|---|---|---|")
    for design in (*HONEST, *DISHONEST, *POWER):
        found = measured(design)
        shown = " | ".join(f"{found[name]:.3f}" for name in list(found)[:4])
        print(f"| {design.name} | {shown} | {found['smallest p']:.4f} |", flush=True)


if __name__ == "__main__":
    main()
