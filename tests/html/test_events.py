"""The numbered events in words: numbers, times, places, text from outside."""

from dataclasses import replace
from datetime import date, datetime

from dashboard.analysis.window.timing import event_numbers, event_times
from dashboard.analysis.window.window import window_result
from dashboard.case import Event, Moment, Text
from dashboard.html.events import full_list, short_list
from dashboard.html.links import Links, Opens
from dashboard.language.language import language
from dashboard.market.sessions import load_sessions

EN, ZH = language("en"), language("zh")
LINKS = Links(lambda target: f"#{target.anchor}")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def events_of(shipped, *extra):
    case = replace(shipped.case, events=shipped.case.events + extra)
    sessions = load_sessions(case.calendar, case.timezone)
    result = window_result(
        case, shipped.market, sessions, case.window, benchmark=case.benchmarks[0].id
    )
    return case, event_times(case, sessions, result), result


def test_the_list_says_time_zone_session_and_what_had_moved(shipped):
    case, events, _ = events_of(shipped)
    text = full_list(case, events, event_numbers(events), EN, LINKS)
    assert "11 Feb New York = 11 Feb 13:00 to 12 Feb 13:00 in Shanghai" in text
    assert "13 Feb 2025, after the close" in text
    assert "session 0: Fri 14 Feb" in text
    assert "14% of the gap was there before" in text
    assert "14 Feb 2025 10:02:11" in text
    assert 9 == text.count("time of day unknown")
    assert 'href="https://9to5mac.com/' in text
    assert "高澜股份 Goaland 300499.SZ" in text
    heads = [text.index(word) for word in ("Before the", "Inside the", "After the")]
    assert heads == sorted(heads)


def test_the_short_list_has_number_day_and_title(shipped):
    _, events, result = events_of(shipped)
    text = short_list(events, event_numbers(events), EN, days=result.build_up.sessions)
    assert 10 == text.count("<li>")
    assert "11 Feb, New York" in text
    assert "outside the chart" not in text
    later = short_list(
        events, event_numbers(events), EN, days=[date(2025, 2, 12), date(2025, 2, 13)]
    )
    assert 4 == later.count("outside the chart")
    assert "" == short_list((), {}, EN)


def test_a_part_of_the_list_keeps_its_numbers(shipped):
    case, events, _ = events_of(shipped)
    text = full_list(case, events[3:5], event_numbers(events), EN, LINKS)
    assert 'value="4"' in text
    assert 'value="5"' in text


def test_text_from_outside_is_escaped_and_bad_addresses_are_no_links(shipped):
    bad = Event(
        "bad",
        Moment(datetime.fromisoformat("2025-02-12"), "day", "Asia/Shanghai"),
        "news",
        Text(HOSTILE, HOSTILE),
        HOSTILE,
        url="javascript:alert(1)",
        unit=HOSTILE,
        value=3.0,
    )
    case, events, _ = events_of(shipped, bad)
    numbered = event_numbers(events)
    for t in (EN, ZH):
        pages = (full_list(case, events, numbered, t, LINKS), short_list(events, numbered, t))
        for text in pages:
            assert "<script" not in text
            assert "<img" not in text
            assert "javascript:" not in text


def test_the_short_list_opens_its_events_in_place_and_leads_to_their_sources(shipped):
    _, events, result = events_of(shipped)
    opens = Opens("lines", lambda at: f"?at={at}")
    text = short_list(events, event_numbers(events), EN, days=result.build_up.sessions, opens=opens)
    for item in events:
        at = f"lines:event:{item.event.id}"
        assert f'href="?at={at}" target="_self" data-at="{at}"' in text
        assert item.event.url.replace("&", "&amp;") in text
