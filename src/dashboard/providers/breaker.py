"""A breaker for every source: after failures in a row it is left alone for a while.

The library is pybreaker; the state stands in a small file beside the store, so that a
refresh started a minute later, by a reader or by cron, knows of the failures before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pybreaker

from dashboard.errors import (
    N_,
    EmptyAnswerError,
    NotCoveredError,
    PausedError,
    SourceError,
    WrongSecurityError,
)
from dashboard.files import read_json, write_json
from dashboard.settings.loading import SourceSettings

_Result = TypeVar("_Result")

# A source that answers in good order is well, whatever it has to say.
ANSWERS = (EmptyAnswerError, NotCoveredError, WrongSecurityError)

CLOCKS_DIFFER = timedelta(minutes=5)

_WORDS = {
    word: word for word in (pybreaker.STATE_CLOSED, pybreaker.STATE_OPEN, pybreaker.STATE_HALF_OPEN)
}


def _is_no_failure(error: BaseException) -> bool:
    """Whether the source is not to blame: it answered, or the fault is this program's."""
    return isinstance(error, ANSWERS) or not isinstance(error, SourceError)


@dataclass(frozen=True, slots=True)
class _State:
    """What a breaker remembers."""

    state: str = pybreaker.STATE_CLOSED
    failures: int = 0
    successes: int = 0
    opened: datetime | None = None

    @classmethod
    def read(cls, file: Path) -> _State:
        """State of a file; the closed one when it cannot be made out."""
        found = read_json(file)
        try:
            opened = found["opened"] and datetime.fromisoformat(found["opened"])
            # A stamp of tomorrow, left by a clock that was wrong, would keep it open long.
            if opened and opened > datetime.now(UTC) + CLOCKS_DIFFER:
                return cls()
            return cls(
                _WORDS[found["state"]], int(found["failures"]), int(found["successes"]), opened
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            return cls()

    def write(self, file: Path) -> None:
        """Write it, or raise OSError."""
        write_json(file, asdict(self) | {"opened": self.opened and self.opened.isoformat()})


class FileStorage(pybreaker.CircuitBreakerStorage):
    """
    State of one breaker in a file; a file that cannot be read counts as closed.

    Two processes that fail in the same moment may count one failure instead of two:
    the source is then asked once more, and nothing else goes wrong.  Where the file
    cannot be written the state is kept in this object, so that at least the rest of a
    refresh leaves the source alone.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file.stem)
        self._file = file
        self._unwritten: _State | None = None

    @property
    def state(self) -> str:
        """One of pybreaker's three words."""
        return self._read().state

    @state.setter
    def state(self, state: str) -> None:
        self._write(state=state)

    def increment_counter(self) -> None:
        """Count a failure."""
        self._write(failures=self.counter + 1)

    def reset_counter(self) -> None:
        """Forget the failures; writes nothing when there are none."""
        if self.counter:
            self._write(failures=0)

    def increment_success_counter(self) -> None:
        """Count a success while half open."""
        self._write(successes=self.success_counter + 1)

    def reset_success_counter(self) -> None:
        """Forget the successes; writes nothing when there are none."""
        if self.success_counter:
            self._write(successes=0)

    @property
    def counter(self) -> int:
        """Failures in a row."""
        return self._read().failures

    @property
    def success_counter(self) -> int:
        """Successes in a row while half open."""
        return self._read().successes

    @property
    def opened_at(self) -> datetime | None:
        """When the breaker opened last."""
        return self._read().opened

    @opened_at.setter
    def opened_at(self, moment: datetime) -> None:
        self._write(opened=moment)

    def _read(self) -> _State:
        # What could not be written is newer than what the file says.
        return self._unwritten or _State.read(self._file)

    def _write(self, **changes: Any) -> None:
        state = replace(self._read(), **changes)
        try:
            state.write(self._file)
            self._unwritten = None
        except OSError:
            self._unwritten = state


def source_breaker(source: str, settings: SourceSettings, folder: Path) -> pybreaker.CircuitBreaker:
    """
    Breaker of one source.

    Parameters
    ----------
    source : str
        Id of the source; names the file.
    settings : SourceSettings
        After how many failures in a row it opens, and for how long.
    folder : Path
        Where the states of all breakers stand; made when the first one fails.
    """
    return pybreaker.CircuitBreaker(
        fail_max=settings.failures,
        reset_timeout=settings.pause,
        exclude=[_is_no_failure],
        state_storage=FileStorage(folder / f"{source}.json"),
        name=source,
        throw_new_error_on_trip=False,
    )


def through(breaker: pybreaker.CircuitBreaker, call: Callable[[], _Result]) -> _Result:
    """
    Call through a breaker.

    Raises
    ------
    PausedError
        If the breaker is open; nothing was called.
    SourceError
        Whatever the call raises.
    """
    try:
        return breaker.call(call)
    except pybreaker.CircuitBreakerError as error:
        raise PausedError(
            N_(
                "{source} failed {n} times in a row and is left alone for {minutes} minutes after "
                "the last failure."
            ),
            source=breaker.name,
            n=breaker.fail_max,
            minutes=f"{breaker.reset_timeout / 60:g}",
        ) from error
