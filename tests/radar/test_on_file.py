"""What cases have on file for a theme, as of an evening."""

from dataclasses import replace
from datetime import date

from dashboard.radar.membership import Theme
from dashboard.radar.on_file import on_file

DAY = date(2025, 2, 13)
SINCE = date(2025, 1, 24)


def test_evidence_counts_for_the_theme_that_a_story_is_called_after(shipped):
    filed = on_file([shipped.case], DAY, SINCE)
    cooling = filed(Theme("液冷概念", "a"))
    rows = [row for row in shipped.case.evidence if row.story == "liquid-cooling"]

    assert {row.stock for row in rows} == {s for s, r in cooling.items() if r.grade is not None}
    assert 2 == cooling["002837.SZ"].grade
    assert cooling == filed(Theme("Liquid  COOLING", "b"))
    assert not [r for r in filed(Theme("猪肉", "a")).values() if r.grade is not None]


def test_what_came_out_later_is_not_on_file(shipped):
    first = min(row.public.stamp.date() for row in shipped.case.evidence)
    before = on_file([shipped.case], date.fromordinal(first.toordinal() - 1), SINCE)

    assert {} == dict(before.grades)


def test_denials_and_notices_count_in_the_last_sessions_only(shipped):
    case = shipped.case
    row = next(each for each in case.evidence if each.story == "liquid-cooling")
    stamp = replace(row.published, stamp=row.published.stamp.replace(2025, 2, 10))
    denied = replace(row, id="no", finding="denied", published=stamp, via_published=None)
    event = case.events[0]
    title = replace(event.title, zh="股票交易异常波动公告")
    notice = replace(event, id="move", title=title, published=stamp, stocks=(row.stock,))
    changed = replace(case, evidence=(denied,), events=(notice,))
    theme = Theme("液冷", "a")

    # Twice the same case: a notice is one, however many cases hold it.
    found = on_file([changed, replace(changed, evidence=())], DAY, SINCE)(theme)[row.stock]
    assert (0, 1, 1) == (found.grade, found.denials, found.notices)
    later = on_file([changed], DAY, date(2025, 2, 11))(theme)[row.stock]
    assert (0, 0, 0) == (later.grade, later.denials, later.notices)
