"""The shipped case as a file is made of it, and one whose every text would like to be run."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.analysis.trial import Trial
from dashboard.case import Text
from dashboard.charts.theme import home_look
from dashboard.exports.imprint import Imprint
from dashboard.language.language import Language
from dashboard.market.sessions import load_sessions

MADE = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'x'!A1",
    "-2+3\u2028<svg/onload=alert(3)>",
    "\t=1+1 a\x00b_x0041_",
    "${7*7}{{7*7}}{not_a_field}%s",
)


def imprint_of(folder, **changes):
    """Imprint of a case over its own window, made at a fixed time."""
    case = folder.case
    sessions = load_sessions(case.calendar, case.timezone)
    return Imprint(Trial(folder, sessions, case.window, case.benchmarks[0].id), MADE, **changes)


@pytest.fixture(scope="session")
def make_imprint():
    """Make the imprint of a case folder."""
    return imprint_of


@pytest.fixture(scope="session")
def imprint(shipped):
    """The case that ships; nothing of it is worked out twice in all tests."""
    return imprint_of(shipped, link="https://trial.example/?case=liquid-cooling-2025&lang=en")


@pytest.fixture(scope="session")
def en(imprint):
    """English reader of a file."""
    return home_look(imprint.trial.case, Language("en"))


@pytest.fixture(scope="session")
def zh(imprint):
    """Chinese reader of a file."""
    return home_look(imprint.trial.case, Language("zh"))


@pytest.fixture(scope="session")
def hostile(shipped):
    """Same case with hostile text in every field that a file could show."""
    case, market = shipped.case, shipped.market
    bad = iter(HOSTILE * 100)

    def text():
        return Text(next(bad), next(bad))

    case = replace(
        case,
        title=text(),
        question=text(),
        source=replace(
            case.source, title=next(bad), publisher=next(bad), url="javascript:alert(4)"
        ),
        groups=tuple(replace(group, title=text()) for group in case.groups),
        stocks=tuple(replace(stock, name=text()) for stock in case.stocks),
        benchmarks=tuple(replace(mark, title=text()) for mark in case.benchmarks),
        stories=tuple(replace(s, title=text(), predicts=text()) for s in case.stories),
        events=tuple(
            replace(
                e, title=text(), source=next(bad), source_zh=next(bad), url="javascript:alert(5)"
            )
            for e in case.events
        ),
        evidence=tuple(
            replace(
                row,
                statement=text(),
                document=next(bad),
                document_zh=next(bad),
                measure=next(bad),
                quote=next(bad),
                searched=next(bad),
                page=next(bad),
                url="data:text/html,<script>alert(6)</script>",
            )
            for row in case.evidence
        ),
        claims=tuple(replace(claim, text=text()) for claim in case.claims),
    )
    note = replace(market.note, source=next(bad), source_zh=next(bad), note=next(bad))
    folder = replace(shipped, case=case, market=replace(market, note=note))
    return imprint_of(folder, link="javascript:alert(7)", edition="0123456789abcdef")
