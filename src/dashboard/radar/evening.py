"""What one evening's scan found: a number a theme and span, whether or not it stands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.radar.membership import Mode, Theme
from dashboard.stats.result import Floats, Integers

SPANS = (3, 5, 10, 20)
"""Sessions that a theme is looked at over."""

LEAST_MEMBERS = 4
"""Members with a return that a theme needs: a mean without the best three needs a fourth."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """
    Themes x spans: shape (themes, spans) each, NaN (0 in counts) where there is no number.

    Attributes
    ----------
    priced : ndarray of int
        Members with a return over the span; a suspended one is missing.
    mean_return : ndarray
        Equal-weight mean of their returns.
    matched : ndarray
        Mean return of the other stocks of their cells, in the members' mix.
    move : ndarray
        `mean_return` less `matched`.
    score : ndarray
        How rare the move is among random groups of the same mix, as a normal deviate: the
        list is ranked by it.
    count : ndarray of int
        Drawn matched groups that did as well.
    pvalue : ndarray
        (count + 1)/(draws + 1), one-sided.
    expected : ndarray
        Entries of the list (themes and spans) that chance alone puts as far out, on average.
    expected_in_span : ndarray
        The same among the themes of this span alone.
    rate : ndarray
        False-discovery rate at which the entry joins the findings.
    yekutieli : ndarray
        The same under any dependence (Benjamini and Yekutieli).
    rose : ndarray of int
        Members with a return above 0.
    without_best : ndarray
        The move without the three best members.
    carried : ndarray
        Share of the sum of moves that these three carry; NaN where the sum is not above 0.
    limit_members : ndarray of int
        Members with a close at the upper limit in the span.
    locked : ndarray of int
        Members whose last close is at the upper limit: their move may not be over.
    """

    priced: Integers
    mean_return: Floats
    matched: Floats
    move: Floats
    score: Floats
    count: Integers
    pvalue: Floats
    expected: Floats
    expected_in_span: Floats
    rate: Floats
    yekutieli: Floats
    rose: Integers
    without_best: Floats
    carried: Floats
    limit_members: Integers
    locked: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Evening:
    """
    The whole list of one evening, also what did not stand out.

    Attributes
    ----------
    day : date
        Last session that was looked at.
    spans : tuple of int
    bases : tuple of date
        Session before the first of each span.
    themes : tuple of Theme
        Rows of the numbers.
    mode : {"as-of", "restated"}
    listed_on : date
        Day whose membership it is.
    listed : ndarray of int, shape (themes,)
        Members by the list, with or without a return.
    n_stocks : tuple of int
        Stocks with a return, a span.
    markets : tuple of float
        Mean return of them all, a span.
    numbers : Numbers
    draws : int
        Matched groups drawn for each theme and span.
    lists : int
        Redrawn lists behind the false-discovery rate.
    seed : int
    """

    day: date
    spans: tuple[int, ...]
    bases: tuple[date, ...]
    themes: tuple[Theme, ...]
    mode: Mode
    listed_on: date
    listed: Integers
    n_stocks: tuple[int, ...]
    markets: tuple[float, ...]
    numbers: Numbers
    draws: int
    lists: int
    seed: int

    @property
    def tried(self) -> int:
        """Themes and spans that have a score: the list that the rates are about."""
        return int((self.numbers.score == self.numbers.score).sum())

    def column(self, span: int) -> int:
        """Column of a span; raises KeyError where it was not looked at."""
        if span not in self.spans:
            raise KeyError(span)
        return self.spans.index(span)
