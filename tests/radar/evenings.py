"""Evenings made and kept, as tests want them."""

from dataclasses import replace

from dashboard.radar.engines import in_turn
from dashboard.radar.kept import file_of, load_evening
from dashboard.radar.nightly import do_evenings


def do_evening(given, day):
    """What came of one evening, and the evening as it reads back."""
    ((done, outcome),) = do_evenings(given, [day])
    return outcome, load_evening(given.store, done)


def evenings_of(given, days, engine=in_turn):
    """Evenings made anew, but for the time of their making."""
    for day in days:
        file_of(given.store, day).unlink(missing_ok=True)
    made = dict(do_evenings(given, days, engine))
    assert {"kept"} == {*made.values()}
    return {day: replace(load_evening(given.store, day), made="") for day in made}


def in_full(evenings):
    """Every number with all its digits, so that two are the same only bit for bit."""
    return {day: repr(evening) for day, evening in sorted(evenings.items())}
