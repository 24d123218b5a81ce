"""What a list of themes changes in the log, in sentences: for the page and for the command."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.store.theme_changes import Change, DayList

MOST = 20  # themes that vanished which are named

_CHANGED = N_("{source}, {day}: {joined} new, {stayed} as before, {left} gone")
_SHRUNK = N_(
    "{source}, {day}: the list shows {n} of {before} memberships that lasted until now, "
    "too few to be the whole: nothing of it is stored unless that is confirmed."
)


def change_counts(found: DayList, change: Change) -> Message:
    """How many came, stayed and left; of a list that is held back whole, why."""
    whose = {"source": found.source, "day": found.day.isoformat()}
    if change.shrunk is None:
        numbers = {"joined": len(change.joined), "stayed": change.stayed, "left": len(change.left)}
        return Message.of(_CHANGED, **whose, **numbers)
    shown, before = change.shrunk
    return Message.of(
        _SHRUNK, source=found.source, day=found.day.isoformat(), n=shown, before=before
    )


def change_lines(found: DayList, change: Change, say: Language) -> Iterator[str]:
    """Sentences about what a list changes, and what is held back."""
    yield say.say(change_counts(found, change))
    for each in change.vanished[:MOST]:
        told = N_("No member of “{theme}” is listed any more ({n} until {last}).")
        like = N_("Most of them are in the new “{like}”: renamed?")
        yield say(told, theme=each.theme, n=each.members, last=each.last)
        if each.like:
            yield say(like, like=each.like)
    if len(change.vanished) > MOST:
        n = len(change.vanished) - MOST
        yield say.plural("… and {n} more theme.", "… and {n} more themes.", n)
    if change.respelt:
        written, used = change.respelt[0]
        told = N_("{n} name(s) are written otherwise, such as “{written}” for “{used}”.")
        yield say(told, n=len(change.respelt), written=written, used=used)
    if change.twice:
        yield say(N_("{n} row(s) say again what another says; they count once."), n=change.twice)
