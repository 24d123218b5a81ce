"""The second reader on the command line: told to whom the text goes, asked, printed apart."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import click

from dashboard.articles.finds import Finds
from dashboard.articles.second.lines import second_block, second_lines
from dashboard.articles.second.proposals import SecondFinds, with_confirmed
from dashboard.articles.second.reading import OFF, second_reader
from dashboard.errors import N_, DashboardError, InputError
from dashboard.language.language import Language
from dashboard.market.listing import Listing
from dashboard.settings.loading import load_settings

FAILED = N_("The second reader gave nothing: {reason} What the rules found stands.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it: its finds, or the error that says why there are none."""

    article: Finds
    finds: SecondFinds | None
    error: DashboardError | None = None

    @property
    def block(self) -> dict[str, Any]:
        """Value under ``second``."""
        if self.finds is not None:
            return second_block(self.finds)
        return {"error": str(self.error)}

    def tell(self, say: Language, *, as_json: bool) -> None:
        """Print it behind the finds of the rules; a failure ends the command with 1."""
        if self.finds is not None:
            for line in () if as_json else second_lines(self.finds, self.article, say):
                click.echo(line)
            return
        if self.error is not None:
            click.echo(say(FAILED, reason=say.say(self.error.message)), err=True)
        sys.exit(1)


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def confirmed_finds(
    finds: Finds, listing: Listing, say: Language, *, yes: bool, case: str
) -> Finds:
    """
    Finds with those proposals of the second reader that somebody at the terminal confirms.

    Raises
    ------
    DashboardError
        Whatever kept it from reading.
    InputError
        If nobody can be asked; nothing is sent then.
    """
    if not at_terminal():
        raise InputError(
            N_(
                "Proposals of the second reader are confirmed one by one at a terminal, and there "
                "is none: nothing was sent. Leave --second out."
            )
        )
    reading = second_reading(finds, listing, say, yes=yes, case=case)
    if reading.finds is None:
        raise reading.error or InputError(N_("Nothing was sent."))
    for line in second_lines(reading.finds, finds, say):
        click.echo(line, err=True)
    taken = [
        proposal.id
        for proposal in reading.finds.kept
        if not proposal.is_opinion
        and click.confirm(say(N_("Take {id} into the draft?"), id=proposal.id), err=True)
    ]
    return with_confirmed(finds, reading.finds, taken)


def second_reading(
    finds: Finds, listing: Listing, say: Language, *, yes: bool, case: str = ""
) -> Reading:
    """
    Say to whom the text goes, ask, send it.

    Raises
    ------
    InputError
        If no second reader is set up, somebody says no, or nobody can be asked.
    SettingsError
    """
    reader = second_reader(load_settings())
    if reader is None:
        raise InputError(OFF)
    click.echo(say.say(reader.before_sending(finds)), err=True)
    if not yes:
        if not at_terminal():
            raise InputError(N_("Nothing was sent: give --yes to send it without being asked."))
        if not click.confirm(say(N_("Send it?")), err=True):
            raise InputError(N_("Nothing was sent."))
    try:
        return Reading(finds, reader.read(finds, listing, case=case))
    except DashboardError as error:
        return Reading(finds, None, error)
