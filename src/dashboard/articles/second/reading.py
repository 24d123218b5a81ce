"""The second reader itself: bounds first, then one call, then every proposal checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.articles.finds import Finds
from dashboard.articles.reader import CALENDAR, TIMEZONE
from dashboard.articles.second.budget import Budget
from dashboard.articles.second.checking import Checker
from dashboard.articles.second.client import Answer, Client
from dashboard.articles.second.proposals import SecondFinds
from dashboard.articles.second.request import MOST_ANSWERED, PATH, request_of, signs_of
from dashboard.errors import N_, InputError, SourceError
from dashboard.market.listing import Listing
from dashboard.market.sessions import load_sessions
from dashboard.message import Message
from dashboard.providers.breaker import source_breaker, through
from dashboard.providers.registry import BREAKERS
from dashboard.settings.loading import Settings, SourceSettings
from dashboard.settings.second_reader import check_reader, read_key

NAME = "second-reader"
"""Of its breaker and of its counter."""

TOO_LONG = N_(
    "The article has {n} signs; the second reader takes {most} at most, and nothing was sent. What "
    "the rules found stands."
)
CONFIDENTIAL = N_("Articles of the case “{case}” are confidential: nothing was sent.")
SENT = N_("This article’s {n} signs will be sent to {to}.")
OFF = N_("No second reader is set up: MARKET_NARRATIVE_READER_BASE names none.")


class SecondReader:
    """
    A language model that reads an article after the rules have.

    Parameters
    ----------
    settings : Settings
    client : Client, optional
        For tests.
    """

    def __init__(self, settings: Settings, client: Client | None = None) -> None:
        check_reader(settings.reader)
        self.settings = settings.reader
        self._store: Path = settings.store
        self._client = client or Client(self.settings, read_key())

    @property
    def to(self) -> str:
        """Host and model that the text goes to."""
        return f"{self.settings.host} ({self.settings.model})"

    def before_sending(self, finds: Finds) -> Message:
        """Say what leaves the house, and to whom; to be shown before `read`."""
        return Message.of(SENT, n=len(finds.text), to=self.to)

    def read(self, finds: Finds, listing: Listing, *, case: str = "") -> SecondFinds:
        """
        Send an article and check what comes back.

        Parameters
        ----------
        finds : Finds
            The article as the rules have read it.
        listing : Listing
        case : str
            Slug of the case that it is read for, where there is one.

        Raises
        ------
        InputError
            If the article is too long, its case confidential, or the day's tokens are spent;
            nothing is sent then.
        StoreError
            If the tokens cannot be counted; nothing is sent then either.
        SourceError
            By what went wrong.
        """
        self._check(finds, case)
        budget = Budget(self._store, self.settings.tokens_a_day)
        signs = signs_of(request_of(finds, self.settings.model, strict=True))
        taken = signs + MOST_ANSWERED
        budget.take(taken)
        try:
            answer = self._asked(finds)
        except SourceError as error:
            if _refused(error):
                budget.settle(taken, 0)
            raise
        used = signs + answer.signs if answer.tokens is None else answer.tokens
        budget.settle(taken, used)
        checker = Checker(finds, listing, load_sessions(CALENDAR, TIMEZONE))
        kept = checker.kept(answer.finds)
        return SecondFinds.of(self.to, kept, checker.agreed, checker.dropped, used)

    def _check(self, finds: Finds, case: str) -> None:
        if "*" in self.settings.confidential or (case and case in self.settings.confidential):
            raise InputError(CONFIDENTIAL, case=case or "*")
        if len(finds.text) > self.settings.most_signs:
            raise InputError(TOO_LONG, n=len(finds.text), most=self.settings.most_signs)

    def _asked(self, finds: Finds) -> Answer:
        settings = self.settings
        asked = SourceSettings(failures=settings.failures, pause=settings.pause)
        breaker = source_breaker(NAME, asked, self._store / BREAKERS)

        def body(strict: bool) -> dict[str, Any]:
            return request_of(finds, settings.model, strict=strict)

        return through(breaker, lambda: self._client.ask(PATH, body))


def _refused(error: SourceError) -> bool:
    """Whether the model cannot have read anything: the request was turned away, or not made."""
    status = error.values.get("status", 0)
    return error.outcome == "paused" or (isinstance(status, int) and 400 <= status < 500)


def second_reader(settings: Settings) -> SecondReader | None:
    """
    Second reader of the settings; None where none is set up.

    Raises
    ------
    SettingsError
        If its settings do not fit together.
    """
    return SecondReader(settings) if settings.reader.base else None
