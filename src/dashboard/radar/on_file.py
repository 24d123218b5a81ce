"""What the cases at hand have on file of a theme's stocks, as it was public on an evening."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.case import Case, ordinal
from dashboard.market.theme_names import plain_theme
from dashboard.radar.disclosure import Record
from dashboard.radar.membership import Theme

_MOVEMENT = re.compile(r"异常波动|异动公告|abnormal (price )?(movement|fluctuation)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OnFile:
    """
    Evidence of all cases by what their stories are called.

    Attributes
    ----------
    grades : mapping
        By name of a story (`plain_theme`), then by stock: the best grade, 0 where somebody
        looked and found none.
    denials, notices : mapping
        By stock: how many in the sessions that count; denials by name of a story first.
    """

    grades: Mapping[str, Mapping[str, int]]
    denials: Mapping[str, Mapping[str, int]]
    notices: Mapping[str, int]

    def __call__(self, theme: Theme) -> Mapping[str, Record]:
        """Record of every stock of which something is known for a theme."""
        name = plain_theme(theme.name)
        grades, denials = self.grades.get(name, {}), self.denials.get(name, {})
        return {
            symbol: Record(grades.get(symbol), denials.get(symbol, 0), self.notices.get(symbol, 0))
            for symbol in {*grades, *denials, *self.notices}
        }


def on_file(cases: Iterable[Case], day: date, since: date) -> OnFile:
    """
    Collect what was public on an evening.

    Parameters
    ----------
    cases : iterable of Case
    day : date
        Evening; what came out later is left out.
    since : date
        Session from which denials and notices count.

    Notes
    -----
    Evidence counts for a theme when a story of evidence has the theme's name as its title or
    among its terms.  A notice of abnormal movement is an event of a case that says so.
    """
    grades: dict[str, dict[str, int]] = {}
    denials: dict[str, dict[str, int]] = {}
    notices: dict[str, set[tuple[date, str]]] = {}
    for case in cases:
        named = {story.id: names_of(case, story.id) for story in case.stories}
        for row in case.evidence:
            known = row.public.stamp.date()
            if known > day:
                continue
            grade = ordinal(row.finding, "evidence")
            for name in named.get(row.story, ()):
                own = grades.setdefault(name, {})
                own[row.stock] = max(own.get(row.stock, 0), grade)
                if row.finding == "denied" and known >= since:
                    told = denials.setdefault(name, {})
                    told[row.stock] = told.get(row.stock, 0) + 1
        for event in case.events:
            said = event.published.stamp.date()
            text = f"{event.title.zh} {event.title.en}"
            if since <= said <= day and _MOVEMENT.search(text):
                for symbol in event.stocks:
                    # Two cases may hold the same notice.
                    notices.setdefault(symbol, set()).add((said, text))
    return OnFile(grades, denials, {symbol: len(found) for symbol, found in notices.items()})


def names_of(case: Case, story: str) -> set[str]:
    """Names under which a story of evidence may be a theme; none for other stories."""
    found = next(each for each in case.stories if each.id == story)
    if found.kind != "evidence":
        return set()
    terms = [word for term in found.terms for word in term]
    return {plain_theme(name) for name in (found.title.en, found.title.zh, *terms) if name}
