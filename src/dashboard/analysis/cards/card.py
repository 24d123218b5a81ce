"""The card of a case: its answer and its returns over the window, small enough to be kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date
from typing import Any

from dashboard.analysis.answer.facts import AnswerKind
from dashboard.analysis.answer.words import headline
from dashboard.analysis.trial import Trial
from dashboard.case import Text, Window
from dashboard.errors import N_, DashboardError
from dashboard.files import plain
from dashboard.language.language import CODES, Language
from dashboard.stats.result import known_number

_NONE = Text()


@dataclass(frozen=True, slots=True)
class Dot:
    """One stock with its return, a fraction; its kind says how it is marked, if it is."""

    name: Text
    value: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """
    One group of the strip.

    Attributes
    ----------
    title : Text
    mean : float or None
        Over the stocks with a return.
    dots : tuple of Dot
        The stocks that have one.
    """

    title: Text
    mean: float | None = None
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """
    What the gallery shows of a case that was worked out.

    Attributes
    ----------
    kind : str or None
        Its answer; None where there is none yet, or none can be.
    headline : Text
        The answer in both languages; empty without one.
    rows : tuple of Row
        Its groups, over the window as far as the prices go.
    market : float or None
        Return of the first benchmark over the same sessions.
    through : date or None
        Last session of these returns.
    closes : str
        When the window's last session closes: ISO time in UTC.
    retrieved : str
        When its prices were read from their source, as their note says.
    trouble : Text
        Why it could not be worked out, in both languages; empty when it was.
    """

    kind: AnswerKind | None = None
    headline: Text = _NONE
    rows: tuple[Row, ...] = ()
    market: float | None = None
    through: date | None = None
    closes: str = ""
    retrieved: str = ""
    trouble: Text = _NONE


FAILED = N_("This case could not be worked out; the server’s log says why.")


def card_of(trial: Trial) -> Card:
    """
    Card of a case over its own window.

    A window that the prices do not reach the end of has no answer yet, and the returns go
    as far as the prices do.
    """
    own, last = trial.window, trial.last_priced
    card = Card(
        rows=tuple(Row(group.title) for group in trial.case.groups),
        closes=_closing(trial),
        retrieved=trial.note.retrieved,
    )
    if last is None or last < own.first:
        return card
    if last < own.last:
        return _with_returns(card, Trial.of(trial.folder, Window(own.first, last)))
    found = trial.answer
    card = replace(card, kind=found.kind, headline=_both(lambda t: headline(found, t)))
    return _with_returns(card, trial)


def card_of_trouble(error: DashboardError | None) -> Card:
    """Card of a case that could not be worked out: one sentence; None is a fault of ours."""
    return Card(trouble=_both(lambda t: t(FAILED) if error is None else t.error(error)))


def _both(said: Callable[[Language], str]) -> Text:
    return Text(**{code: said(Language(code)) for code in CODES})


def _closing(trial: Trial) -> str:
    closes = trial.sessions.close_time(trial.window.last)
    return closes.astimezone(UTC).isoformat(timespec="seconds")


def _with_returns(card: Card, trial: Trial) -> Card:
    case, result = trial.case, trial.result
    values = {each.symbol: known_number(each.value) for each in result.stocks}
    rows = []
    for group in case.groups:
        members = [(stock, values.get(stock.symbol)) for stock in case.members(group.id)]
        dots = tuple(Dot(stock.name, value) for stock, value in members if value is not None)
        rows.append(Row(group.title, known_number(result.group(group.id).mean), dots))
    return replace(
        card,
        rows=tuple(rows),
        market=known_number(result.benchmark(trial.benchmark).value),
        through=trial.window.last,
    )


# Kept in the store -----------------------------------------------------


def as_plain(card: Card) -> dict[str, Any]:
    """Card as JSON has it."""
    made: dict[str, Any] = plain(asdict(card))
    return made


def read_card(found: dict[str, Any]) -> Card:
    """
    Card from JSON.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is none.
    """
    rows = tuple(
        Row(Text(**row["title"]), row["mean"], tuple(map(_dot, row["dots"])))
        for row in found["rows"]
    )
    through = found["through"]
    texts = {name: Text(**found[name]) for name in ("headline", "trouble")}
    return Card(
        **{**found, **texts, "rows": rows, "through": through and date.fromisoformat(through)}
    )


def _dot(found: dict[str, Any]) -> Dot:
    return Dot(Text(**found["name"]), float(found["value"]))
