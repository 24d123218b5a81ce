"""The numbers of a random trial worked out anew from its prices, without the product's room."""

from itertools import combinations, pairwise
from math import comb

import numpy as np
import pandas as pd

from dashboard.market.prices import pivot
from tests.exhibits.random_cases import limits, rate_of
from tests.exhibits.told import table_of

SMALL = 0.01  # a gap under a point is none
LEVEL = 0.0005  # under this neither side is ahead


class Facts:
    """Returns, sides, limits and steps of one trial."""

    def __init__(self, trial):
        case = trial.case
        table = pivot(trial.market.prices, "close")
        days = [pd.Timestamp(day) for day in trial.sessions.between(trial.base, trial.window.last)]
        self._tables = {}
        self.trial, self.case, self.sessions = trial, case, [day.date() for day in days[1:]]
        self.closes = table.reindex(index=days, columns=[s.symbol for s in case.stocks])
        grown = self.closes.iloc[-1] / self.closes.iloc[0] - 1
        self.returns = {name: value for name, value in grown.items() if np.isfinite(value)}
        self.groups = {
            group.id: [
                self.returns[s.symbol] for s in case.members(group.id) if s.symbol in self.returns
            ]
            for group in case.groups
        }
        self.means = {name: float(np.mean(own)) for name, own in self.groups.items() if own}
        series = trial.market.benchmark_returns[trial.benchmark].reindex(days[1:])
        self.daily = series.to_numpy()
        self.market = float(np.prod(1 + series) - 1) if series.notna().all() else None
        self.a = case.groups[0].id
        self.b = case.groups[1].id if len(case.groups) > 1 else "ew"
        self.ends = {**self.means} | ({} if self.market is None else {"ew": self.market})
        self.single = len(case.groups) == 1
        known = self.a in self.ends and self.b in self.ends
        self.gap = self.ends[self.a] - self.ends[self.b] if known else None

    def ids(self):
        """Titles to ids of both sides."""
        return {**{g.id: g.title for g in self.case.groups}, "ew": self.case.benchmarks[0].title}

    def side(self, said, t):
        """Id of the side that a sentence names."""
        names = {t.pick(title): name for name, title in self.ids().items()}
        return names[said.strip("“”")]

    def stock(self, said, t):
        """Symbol of the stock that a sentence names."""
        return next(
            s.symbol for s in self.case.stocks if said in {t.name(s), t.full_name(s), s.symbol}
        )

    @property
    def ahead(self):
        return (self.a if self.gap >= 0 else self.b) if self.gap is not None else None

    def table(self, name):
        """Rows of an exhibit's own table: what its title says must be in it."""
        if name not in self._tables:
            self._tables[name] = table_of(self.trial, name)
        return self._tables[name]

    # Difference -------------------------------------------------------

    def without(self):
        """Difference without each stock that can be left out, by symbol."""
        found = {}
        for name in (self.a, self.b):
            own = self.case.members(name) if name in self.groups else ()
            kept = [s.symbol for s in own if s.symbol in self.returns]
            for symbol in kept:
                if len(kept) > 1:
                    mean = np.mean([self.returns[s] for s in kept if s != symbol])
                    other = self.ends[self.b if name == self.a else self.a]
                    found[symbol] = float(mean - other if name == self.a else other - mean)
        return found

    def path(self):
        """Difference at the close of the base and of each session; NaN where a stock has none."""
        growth = self.closes / self.closes.iloc[0] - 1
        lines = []
        for name in (self.a, self.b):
            if name == "ew":
                lines.append(np.append(0.0, np.cumprod(1 + self.daily) - 1))
                continue
            own = [s.symbol for s in self.case.members(name) if s.symbol in self.returns]
            lines.append(growth[own].mean(axis=1, skipna=False).to_numpy())
        return lines[0] - lines[1]

    def steps(self):
        """What each session added to the difference."""
        return np.diff(self.path())

    def split_count(self, most=6000):
        """Splits as far on the side of the difference, and all; None where there are too many."""
        first, second = self.groups[self.a], self.groups[self.b]
        pool, k = np.array([*first, *second]), len(first)
        total = comb(len(pool), k)
        if total > most:
            return None
        gaps = np.array(
            [
                pool[list(chosen)].mean() - np.delete(pool, list(chosen)).mean()
                for chosen in combinations(range(len(pool)), k)
            ]
        )
        own = pool[:k].mean() - pool[k:].mean()
        as_far = gaps >= own - 1e-9 if own >= 0 else gaps <= own + 1e-9
        return int(as_far.sum()), total

    def parted(self):
        first, second = self.groups[self.a], self.groups[self.b]
        return min(first) > max(second) or max(first) < min(second)

    # Limits -----------------------------------------------------------

    def limit_closes(self):
        """Closes at either limit inside the window by symbol: (ups, downs)."""
        found = {}
        for symbol in self.closes:
            rate, own = rate_of(symbol), self.closes[symbol].to_numpy()
            ups = downs = 0
            for earlier, close in pairwise(own):
                if rate is not None and np.isfinite(earlier) and np.isfinite(close):
                    low, high = limits(float(earlier), rate)
                    ups += abs(close - high) < 1e-9
                    downs += abs(close - low) < 1e-9
            found[symbol] = (ups, downs)
        return found

    def limit_totals(self, group):
        """Closes at limit-up, at limit-down and stock days of a group."""
        closes, names = self.limit_closes(), [s.symbol for s in self.case.members(group)]
        ups, downs = (sum(closes[name][side] for name in names) for side in (0, 1))
        return ups, downs, int(self.closes[names].iloc[1:].notna().sum().sum())
