"""Cases at a glance in words: the count of their answers, and what stands on each card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from dashboard.analysis.cards.card import Card
from dashboard.analysis.cards.glance import Glance, Standing
from dashboard.case import Window
from dashboard.errors import N_, NP_
from dashboard.language.language import Language
from dashboard.language.numerals import counted

STANDING_WORDS: dict[Standing, str] = {
    "open": NP_("status", "open"),
    "closed": N_("closed"),
    "draft": N_("draft"),
    "refused": N_("cannot be read"),
}

DUE_WORD = N_("to look at again")

# How the cases that do not hold up came out, in this order.
_REST: dict[str, Callable[[Language, int, str], str]] = {
    "rather": lambda t, n, count: t.plural(
        "{count} lost to another story", "{count} lost to another story", n, count=count
    ),
    "other-way": lambda t, n, count: t.plural(
        "{count} was turned on its head", "{count} were turned on their heads", n, count=count
    ),
    "nothing-for-it": lambda t, n, count: t.plural(
        "{count} found nothing to speak for it",
        "{count} found nothing to speak for them",
        n,
        count=count,
    ),
    "cannot-tell": lambda t, n, count: t.plural(
        "{count} cannot be told", "{count} cannot be told", n, count=count
    ),
    "window": lambda t, n, count: t.plural(
        "{count} is still waiting for its window to close",
        "{count} are still waiting for their windows to close",
        n,
        count=count,
    ),
    "prices": lambda t, n, count: t.plural(
        "{count} is still waiting for prices",
        "{count} are still waiting for prices",
        n,
        count=count,
    ),
    "draft": lambda t, n, count: t.plural(
        "{count} is still a draft", "{count} are still drafts", n, count=count
    ),
    "trouble": lambda t, n, count: t.plural(
        "{count} could not be worked out", "{count} could not be worked out", n, count=count
    ),
    "working": lambda t, n, count: t.plural(
        "{count} is being worked out", "{count} are being worked out", n, count=count
    ),
}


_MONTH, _YEAR = 30, 365  # days

# The head of the gallery ------------------------------------------------


def heading(glances: Sequence[Glance], t: Language) -> str:
    """How many stories are on trial, and how many of them hold up."""
    tried = [each for each in glances if each.outcome is not None]
    held = sum(each.outcome == "yes" for each in tried)
    n, count = len(tried), counted(len(tried), t)
    stories = t.plural("{count} story on trial", "{count} stories on trial", n, count=count)
    if n == 1:
        tail = t("and it holds up") if held else t("and it does not hold up so far")
    elif not held and any(each.outcome == "waiting" for each in tried):
        tail = t("none of them holds up so far")
    elif not held:
        tail = t("none of them holds up")
    elif held == n:
        tail = t("all of them hold up")
    else:
        tail = t.plural(
            "{count} of them holds up",
            "{count} of them hold up",
            held,
            count=counted(held, t),
        )
    return _capital(t("{stories}, {held}", stories=stories, held=tail))


def rest(glances: Sequence[Glance], t: Language) -> str:
    """How the other ones came out, in one sentence; empty where all hold up."""
    found: Counter[str | None] = Counter(
        each.wait or each.outcome for each in glances if each.outcome not in {None, "yes"}
    )
    parts = [
        told(t, found[kind], counted(found[kind], t)) for kind, told in _REST.items() if found[kind]
    ]
    if not parts:
        return ""
    joined = t.listing(parts) if t.code == "en" else t(NP_("clauses", ", ")).join(parts)
    return _capital(t("{sentence}.", sentence=joined))


def asides(glances: Sequence[Glance], t: Language) -> str:
    """What has to be looked at: reviews overdue, cases left open, folders that cannot be read."""
    overdue = sum(each.is_overdue for each in glances)
    refused = sum(each.outcome is None for each in glances)
    left = sum(each.is_left_open for each in glances)
    parts = []
    if overdue:
        parts.append(
            t.plural(
                "{count} review is overdue.",
                "{count} reviews are overdue.",
                overdue,
                count=counted(overdue, t),
            )
        )
    if left:
        parts.append(
            t.plural(
                "{count} is still open although its window has closed.",
                "{count} are still open although their windows have closed.",
                left,
                count=counted(left, t),
            )
        )
    if refused:
        parts.append(
            t.plural(
                "{count} folder cannot be read.",
                "{count} folders cannot be read.",
                refused,
                count=counted(refused, t),
            )
        )
    return t.sentences(map(_capital, parts))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# On a card -------------------------------------------------------------


def said(shown: Glance, t: Language) -> str:
    """What stands in the place of the answer."""
    entry, card = shown.entry, shown.card
    if entry.faults:
        return t.error(entry.faults[0])
    return t.pick(card.headline) if shown.wait is None else _waiting(shown, t)


def _waiting(shown: Glance, t: Language) -> str:
    """What a case without an answer waits for."""
    entry, card = shown.entry, shown.card
    match shown.wait:
        case "draft":
            return t.plural(
                "Not yet: {count} entry waits for a yes",
                "Not yet: {count} entries wait for a yes",
                entry.draft,
                count=t.spelled(entry.draft),
            )
        case "working":
            return t("Being worked out")
        case "trouble":
            return t.pick(card.trouble)
        case "window" if entry.window is not None:
            return t("Not yet: the window closes on {day}", day=t.day(entry.window.last))
    return _without_prices(card, t)


def _without_prices(card: Card, t: Language) -> str:
    if card.through is not None:
        told = N_("Not yet: the prices end on {day}, before the window does")
        return t(told, day=t.day(card.through))
    if card.retrieved:
        return t("Not yet: the prices do not reach the window")
    return t("Not yet: there are no prices")


def window_words(window: Window, t: Language) -> str:
    """
    Window of a card, as short as it can be said.

    >>> window_words(Window(date(2026, 9, 14), date(2026, 9, 18)), Language())
    '14–18 Sep 2026'
    >>> window_words(Window(date(2026, 9, 14), date(2026, 9, 18)), Language("zh"))
    '2026年9月14日至18日'
    """
    first, last = window.first, window.last
    if first == last:
        return t.long_day(first)
    same = (first.year, first.month) == (last.year, last.month)
    if t.code == "zh":
        ends = (t.long_day(first), f"{last.day}日") if same else t.between(first, last)
    else:
        ends = (str(first.day), t.long_day(last)) if same else t.between(first, last)
    return f"{ends[0]}{t('–')}{ends[1]}"


def price_words(shown: Glance, t: Language) -> str:
    """How old the prices of a card are; of a window that is not over, to which day they go."""
    if shown.wait == "window" and shown.card.through is not None:
        return t("prices of {day}", day=t.day(shown.card.through))
    age = shown.price_age
    if age is None:
        return t("no prices") if shown.wait == "prices" else ""
    if age == 0:
        return t("prices of today")
    if age >= _YEAR:
        return t.plural("prices {n} year old", "prices {n} years old", age // _YEAR)
    if age >= 2 * _MONTH:
        return t.plural("prices {n} month old", "prices {n} months old", age // _MONTH)
    return t.plural("prices {n} day old", "prices {n} days old", age)


def standing_words(shown: Glance, t: Language) -> str:
    """State of a case; one that is open for longer than its window is still open."""
    return t("still open") if shown.is_left_open else t(STANDING_WORDS[shown.standing])


def reason_words(shown: Glance, t: Language) -> str:
    """Why it should be looked at again, in sentences; empty for most."""
    return t.sentences([t.say(each.message) for each in shown.reasons])


def review_words(shown: Glance, t: Language) -> str:
    """When a case is due to be looked at again; of a window that is not over, when it ends."""
    review, window = shown.entry.review, shown.entry.window
    if review is None:
        if shown.wait == "window" and window is not None:
            return t("answer on {day}", day=t.day(window.last))
        return t("no review set")
    day = _near(review, shown.today, t)
    return t("review due {day}", day=day) if shown.is_overdue else t("review {day}", day=day)


def _near(day: date, today: date, t: Language) -> str:
    return t.day(day) if day.year == today.year else t.long_day(day)
