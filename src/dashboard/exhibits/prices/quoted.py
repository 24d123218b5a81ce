"""Prices as traded or adjusted: the choice of the Prices page, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Literal

from dashboard.analysis.trial import Trial
from dashboard.errors import N_
from dashboard.exhibits.exhibit import Reader
from dashboard.language.language import Language
from dashboard.market.as_traded import as_traded, ex_days, with_factor
from dashboard.market.prices import Market

Quote = Literal["adjusted", "traded"]

LABEL = N_("Prices shown")
_LABELS = {"adjusted": N_("Adjusted"), "traded": N_("As traded")}
MOST_DAYS = 4  # ex-dates that a note names one by one


def choices(trial: Trial, reader: Reader, symbols: Iterable[str]) -> dict[str, str]:
    """Both where a factor of one of these stocks is known, else the prices as they are."""
    both = with_factor(trial.market, symbols)
    return {name: reader.t(label) for name, label in _LABELS.items() if both or name == "adjusted"}


def quoted(trial: Trial, reader: Reader, control: str, symbols: Iterable[str]) -> Quote:
    """What a figure of these stocks shows."""
    wanted = reader.choice(control) == "traded" and with_factor(trial.market, symbols)
    return "traded" if wanted else "adjusted"


def market_of(trial: Trial, quote: Quote) -> Market:
    """Prices of a choice, made once for all readers."""
    if quote == "adjusted":
        return trial.market
    return trial.kept.keep("prices as traded", lambda: as_traded(trial.market))


def trial_of(trial: Trial, quote: Quote) -> Trial:
    """The trial with the prices of a choice: for its returns to be drawn, never to be tried."""
    if quote == "adjusted":
        return trial
    folder = replace(trial.folder, market=market_of(trial, quote))
    return trial.kept.keep("trial as traded", lambda: replace(trial, folder=folder))


def told(
    trial: Trial, reader: Reader, quote: Quote, symbols: Iterable[str], days: tuple[date, ...]
) -> str:
    """
    What the prices shown are; of a page also why there is no choice, where there is none.

    A file offers no choice, so it says nothing of one.
    """
    t, chosen = reader.t, tuple(symbols)
    known = with_factor(trial.market, chosen)
    if quote == "traded":
        what = t(
            "Prices as traded: a dividend or a split moves them, and no verdict rests on them."
        )
        return t.sentences(
            [what, _others(trial, chosen, known, t), _ex_days(trial, known, days, t)]
        )
    if known or reader.in_file or trial.market.prices.empty:
        return ""
    return t("No factor of dividends and splits is known here: prices as they came.")


def _others(trial: Trial, chosen: tuple[str, ...], known: tuple[str, ...], t: Language) -> str:
    names = [t.name(trial.case.stock(symbol)) for symbol in chosen if symbol not in known]
    if not names:
        return ""
    return t("No factor is known of {stocks}: shown as stored.", stocks=t.listing(names))


def _ex_days(trial: Trial, known: tuple[str, ...], days: tuple[date, ...], t: Language) -> str:
    """On which of the sessions shown the two differ."""
    if len(days) < 2:
        return ""
    found = [
        (day, symbol)
        for symbol in known
        for day in ex_days(trial.market, symbol, days[0], days[-1])
    ]
    if not found:
        return t("No dividend and no split falls into these sessions: adjusted prices move alike.")
    said = [
        t("{stock} on {day}", stock=t.name(trial.case.stock(symbol)), day=t.long_day(day))
        for day, symbol in sorted(found)[:MOST_DAYS]
    ]
    more = len(found) - len(said)
    if more:
        said.append(t.plural("{n} more", "{n} more", more))
    return t("Ex-dates: {days}.", days=t.listing(said))
