"""What companies of a theme disclose, beside how far they moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dashboard.errors import N_
from dashboard.radar.cross_section import CrossSection
from dashboard.radar.membership import Membership, Theme
from dashboard.radar.scan import SEED
from dashboard.stats.permutation import permutation_test
from dashboard.stats.rank import spearman
from dashboard.stats.result import PermutationResult, Undefined

NOTICE_SESSIONS = 10
"""Sessions up to the evening from which denials and notices are counted."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    What is on file of one stock, as known on the evening.

    Attributes
    ----------
    grade : int or None
        Ordinal of the strongest evidence for the theme (0 to 3, as in a case): 0 where
        somebody looked and found none; None where nobody has looked.
    denials : int
        Denials in the last `NOTICE_SESSIONS` sessions.
    notices : int
        Notices of abnormal movement in them.
    """

    grade: int | None = None
    denials: int = 0
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Disclosure:
    """
    The gap between move and disclosure of one theme.

    Attributes
    ----------
    listed : int
        Members with a column in the universe.
    assessed : int
        Members of which somebody has looked.
    documented : int
        Members with evidence of grade 1 or higher.
    denying, noticed : int
        Members with a denial, with a notice of abnormal movement.
    denials, notices : int
        How many there are.
    rank : PermutationResult or Undefined
        Spearman's correlation of grade and return over the assessed members that have a
        return; one-sided for the documented ones ahead.
    difference : PermutationResult or Undefined
        Mean return of the documented among them less that of the others.
    """

    listed: int
    assessed: int
    documented: int
    denying: int
    noticed: int
    denials: int
    notices: int
    rank: PermutationResult | Undefined
    difference: PermutationResult | Undefined

    @property
    def share(self) -> float:
        """Members with evidence, as a share of all listed: nobody looked counts as none."""
        return self.documented / self.listed if self.listed else float("nan")


def disclosure(
    section: CrossSection,
    membership: Membership,
    theme: Theme,
    records: Mapping[str, Record],
    *,
    seed: int = SEED,
) -> Disclosure:
    """
    Hold what is on file against the move.

    Parameters
    ----------
    section : CrossSection
    membership : Membership
    theme : Theme
        Raises KeyError where the membership does not have it.
    records : mapping of str to Record
        By symbol; a stock without a record is one that nobody has looked at.  Only what was
        public on the evening may stand in it.
    seed : int
        Of the draws, where not every arrangement is counted.

    Notes
    -----
    A stock that nobody has looked at is left out of both tests, which ask whether evidence and
    move go together where the evidence is known.
    """
    columns = membership.columns(membership.row(theme))
    own = [records.get(membership.symbols[at], Record()) for at in columns]
    looked = np.array([each.grade is not None for each in own], dtype=np.bool_)
    grades = np.array([each.grade or 0 for each in own], dtype=np.float64)
    used = looked & section.priced[columns]
    grade, outcome = grades[used], section.abnormal[columns][used]
    return Disclosure(
        listed=columns.size,
        assessed=int(looked.sum()),
        documented=int((grades > 0).sum()),
        denying=sum(each.denials > 0 for each in own),
        noticed=sum(each.notices > 0 for each in own),
        denials=sum(each.denials for each in own),
        notices=sum(each.notices for each in own),
        rank=_nobody(grade) or spearman(grade, outcome, rng=np.random.default_rng(seed), seed=seed),
        difference=_nobody(grade)
        or permutation_test(
            outcome[grade > 0], outcome[grade == 0], rng=np.random.default_rng(seed), seed=seed
        ),
    )


def _nobody(grade: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Undefined | None:
    if grade.size:
        return None
    return Undefined(N_("undefined, because nobody has looked at any member with a return"))
