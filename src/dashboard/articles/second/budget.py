"""Tokens a day: counted in one file for all processes, taken before a call, settled after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard.errors import N_, InputError, StoreError
from dashboard.files import read_json, write_json

FILE = "second-reader.json"
PATIENCE = 10.0  # seconds that a process waits for another one's turn at the counter

SPENT = N_(
    "The second reader has used {used} of {most} tokens today, and this article may take {n}: "
    "nothing was sent. Tomorrow (UTC) counts anew, see MARKET_NARRATIVE_READER_TOKENS_A_DAY."
)
UNWRITABLE = N_("The counter of tokens in {folder} cannot be kept ({reason}): nothing was sent.")


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Budget:
    """
    What may be spent on a day of UTC.

    A counter that is there and cannot be understood counts as spent until tomorrow.

    Attributes
    ----------
    folder : Path
        Of the store.
    most : int
        Tokens a day.
    today : callable
        For tests.
    """

    folder: Path
    most: int
    today: Callable[[], date] = _today

    @property
    def used(self) -> int:
        """Tokens of today."""
        return self._used(self.today())

    def take(self, tokens: int) -> None:
        """
        Take tokens off before a call.

        Raises
        ------
        InputError
            If they are more than is left of the day.
        StoreError
            If the counter cannot be kept.
        """
        self._change(tokens, within=True)

    def settle(self, taken: int, used: int) -> None:
        """Put in the place of what was taken what was used."""
        if used != taken:
            self._change(used - taken, within=False)

    @property
    def _file(self) -> Path:
        return self.folder / FILE

    def _used(self, day: date) -> int:
        found = read_json(self._file)
        if not found:
            return self.most if self._file.exists() else 0
        if found.get("day") != day.isoformat():
            return 0 if isinstance(found.get("day"), str) else self.most
        tokens = found.get("tokens")
        known = isinstance(tokens, int) and not isinstance(tokens, bool) and tokens >= 0
        return int(tokens) if known and tokens is not None else self.most

    def _change(self, tokens: int, *, within: bool) -> None:
        import filelock  # noqa: PLC0415 - only where something is counted

        lock = self.folder / "locks" / "second-reader.lock"
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(lock, timeout=PATIENCE):
                day = self.today()
                used = self._used(day)
                if within and used + tokens > self.most:
                    raise InputError(SPENT, used=used, most=self.most, n=tokens)
                write_json(self._file, {"day": day.isoformat(), "tokens": max(0, used + tokens)})
        except filelock.Timeout as error:
            raise StoreError(UNWRITABLE, folder=self.folder, reason="lock") from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise StoreError(UNWRITABLE, folder=self.folder, reason=reason) from error
