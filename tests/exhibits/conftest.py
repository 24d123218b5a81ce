"""Cases of every kind, for all tests that look at each of them: figures are made and drawn once."""

from itertools import cycle

import pytest

from dashboard.analysis.trial import Trial
from dashboard.cases.folders import find_case, read_case
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Figure, Reader
from dashboard.exhibits.registry import exhibits
from dashboard.html.links import Links
from tests.exhibits.kinds import SLUGS, TRIALS, TWINS, trial_case, twin
from tests.exhibits.renamed import renamed
from tests.exhibits.told import LANGUAGES
from tests.shipped_cases import FIRST, SHIPPED
from tests.thoroughness import variants

# Figures with a label a stock: they are drawn for a phone too, and they alone for many stocks.
NARROW = ("returns", "lines", "panels", "leave-one-out", "grades", "limits", "window-returns")
MANY = 20

# The twins stand for the trials where nobody has them. Languages take turns from case to case.
KINDS = (*SHIPPED, *(SLUGS if TRIALS.is_dir() else TWINS))
IN_TURN = list(zip(KINDS, cycle(LANGUAGES), strict=False))
OTHERS = [(kind, t) for kind in KINDS for t in LANGUAGES if (kind, t) not in IN_TURN]


@pytest.fixture(
    scope="session", params=variants(IN_TURN, *OTHERS), ids=lambda p: f"{p[0]}-{p[1].code}"
)
def shown(request, tmp_path_factory):
    """A trial whose ids are words that no sentence has, and the language of its desk."""
    kind, t = request.param
    folder = tmp_path_factory.mktemp("renamed")
    slug = FIRST if kind in TWINS else kind
    assert renamed(TRIALS / slug if slug in SLUGS else find_case(slug), folder / slug)
    if kind in SLUGS:
        return trial_case(slug, folder), t
    content = read_case(folder / slug)
    return (twin(content, kind) if kind in TWINS else Trial.of(content)), t


@pytest.fixture(scope="session")
def trial(shown):
    """The trial alone."""
    return shown[0]


@pytest.fixture(scope="session")
def looks(shown):
    """How it is looked at: on a desk, and on a phone in the other language."""
    (other,) = (t for t in LANGUAGES if t != shown[1])
    return Look(shown[1]), Look(other, compact=True)


@pytest.fixture(scope="session")
def made(trial, looks):
    """Every figure by name and whether it is a phone's."""
    links = Links(numbered=trial.claim_numbers)
    return {
        (name, look.compact): each.make(trial, Reader(look, links=links))
        for look in looks
        for name, each in exhibits().items()
        if name in NARROW or not (look.compact or len(trial.case.stocks) > MANY)
    }


@pytest.fixture(scope="session")
def drawn(made):
    """Those of them that are charts, drawn."""
    return {
        key: each.draw() for key, each in made.items() if isinstance(each, Figure) and each.plot
    }
