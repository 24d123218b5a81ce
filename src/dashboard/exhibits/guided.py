"""The guided reading: a case step by step, what to look at, how to read it, what it says here."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits.claims import LEDGER
from dashboard.exhibits.data import HEALTH
from dashboard.exhibits.exhibit import Absent, Exhibit, PageName, Reader
from dashboard.exhibits.exposure.first_hand import FIRST_HAND
from dashboard.exhibits.exposure.matrix import MATRIX
from dashboard.exhibits.registry import PAGES
from dashboard.exhibits.robustness.placebos import PLACEBO_GROUPS
from dashboard.exhibits.robustness.windows import GRID
from dashboard.exhibits.story.returns import RETURNS
from dashboard.exhibits.story.story_table import STORY_TABLE
from dashboard.exhibits.timeline import ORDER


@dataclass(frozen=True, slots=True)
class Step:
    """
    One stop of the guided reading.

    Attributes
    ----------
    page : str
    exhibit : Exhibit or None
        Figure of that page; None for its head.
    title, how : str
        What one looks at, and how it is read; catalogue keys.
    by_head : bool
        Whether the head of the page says what there is to say, not the figure.
    """

    page: PageName
    exhibit: Exhibit | None
    title: str
    how: str
    by_head: bool = False

    @property
    def anchor(self) -> str:
        """Where on the page it stands; empty for the top."""
        return "" if self.exhibit is None else self.exhibit.anchor or self.exhibit.name


STEPS: tuple[Step, ...] = (
    Step(
        "story",
        None,
        N_("Begin with the answer"),
        N_(
            "The headline answers the question. It says yes only where luck alone would rarely "
            "rank the stocks so well and no other story comes close; “we cannot tell” is an answer "
            "too. The numbers unfold below it."
        ),
    ),
    Step(
        "story",
        RETURNS,
        N_("What there is to explain"),
        N_(
            "A dot is a stock, a bar the mean of its group, the dotted line the market. Look at "
            "how far the groups stand apart, and how far the stocks of one group do."
        ),
    ),
    Step(
        "story",
        STORY_TABLE,
        N_("Rival stories before the same facts"),
        N_(
            "A column is a story, a row a question that all of them are asked: did its news come "
            "first, do its grades rank the returns, does it hang on one stock? No cell is set by "
            "hand."
        ),
    ),
    Step(
        "timeline",
        ORDER,
        N_("What had moved before the news"),
        N_(
            "A bar shows how much of the gap stood at a close. What a story calls its cause cannot "
            "have opened a gap that was there before it; and what came first need not be a cause."
        ),
    ),
    Step(
        "exposure",
        MATRIX,
        N_("What the documents say"),
        N_(
            "A row is a stock, a column a story, a cell the strongest evidence that was public "
            "in time. Open one: the statement, its document and its date stand in it. “Not "
            "assessed” means that nobody looked."
        ),
    ),
    Step(
        "exposure",
        FIRST_HAND,
        N_("Read here, or told by others"),
        N_(
            "What somebody reports of a document counts less than the document. Here the test is "
            "made once with everything, and once with what was read here alone."
        ),
    ),
    Step(
        "robustness",
        GRID,
        N_("Another window, another answer?"),
        N_(
            "Whoever picks the days can pick the result. Every cell is the same comparison over "
            "other days; the outlined one is in use."
        ),
    ),
    Step(
        "robustness",
        PLACEBO_GROUPS,
        N_("How rare are such groups?"),
        N_(
            "Groups of other stocks are drawn over the same days. A group that was named after its "
            "move is rare by construction: the caution below says so."
        ),
    ),
    Step(
        "claims",
        LEDGER,
        N_("What of the article holds"),
        N_(
            "Each statement is worked out again from prices and documents. “Circular” means that "
            "nothing but the article itself supports it; a forecast is not checked."
        ),
        by_head=True,
    ),
    Step(
        "data",
        HEALTH,
        N_("Where the numbers come from"),
        N_(
            "Sources, gaps and warnings stand here, and every table to take along. Under "
            "“Editions” a state is frozen, so that a link keeps showing the numbers you quoted."
        ),
    ),
)


def finding(step: Step, trial: Trial, reader: Reader) -> str:
    """
    What a step says of this case: the title of its figure or page, or why there is no figure.

    Empty where the case has nothing of the kind.
    """
    if step.exhibit is None or step.by_head:
        return PAGES[step.page].opening(trial, reader).title
    made = step.exhibit.make(trial, reader)
    if made is None:
        return ""
    return made.reason if isinstance(made, Absent) else made.title
