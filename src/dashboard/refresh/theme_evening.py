"""An evening's list of themes, asked stock by stock, and taken up again where it was stopped.

What each stock was answered stands in a small file beside the log as soon as it is known::

    store/themes/evenings/<source>~<day>.jsonl

A run that is stopped, paused or killed goes on there; what was answered is not asked again.  Only
the list of a whole evening goes into the log: half a list is no list of anybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pybreaker

from dashboard.cases.cells import NOT_TEXT
from dashboard.errors import (
    N_,
    EmptyAnswerError,
    InputError,
    PausedError,
    SourceError,
    StoreError,
    UnreadableError,
)
from dashboard.files import append_line, loads_finite, unwritable, writing
from dashboard.market.boards import board
from dashboard.market.theme_names import MAX_NAME, tidy
from dashboard.providers.breaker import through
from dashboard.providers.theme_sources import ThemeSource
from dashboard.store.listing_file import known_listing
from dashboard.store.theme_changes import DayList, Listed
from dashboard.store.themes import ThemeLog
from dashboard.store.universe_file import load_universe

FOLDER = "evenings"
BEIJING = ZoneInfo("Asia/Shanghai")
MORNING = 9  # o'clock: until then an evening that was begun is gone on with
UNANSWERED = 0.05  # share of the stocks without an answer above which the list is no list
IN_A_ROW = 20  # stocks without an answer, whatever the reason, after which a source is left alone
KEPT = timedelta(days=7)  # answers of earlier evenings


@dataclass(slots=True)
class Evening:
    """
    How far an evening's list has come.

    Attributes
    ----------
    source : str
        Name in the log.
    day : date
    stocks : tuple of str
        All that are to be asked for.
    answers : dict of str to tuple of Listed
        Themes of each stock that was answered for; none where the source has none.
    failed : dict of str to SourceError
        Stocks whose answer was none, in this run.
    asked : int
        Stocks asked for in this run.
    paused : SourceError or None
        Why the source was left alone before all were asked.
    """

    source: str
    day: date
    stocks: tuple[str, ...]
    answers: dict[str, tuple[Listed, ...]] = field(default_factory=dict)
    failed: dict[str, SourceError] = field(default_factory=dict)
    asked: int = 0
    paused: SourceError | None = None

    @property
    def left(self) -> int:
        """Stocks that were neither answered nor refused."""
        return len(self.stocks) - len(self.answers) - len(self.failed)

    @property
    def is_whole(self) -> bool:
        """Whether all were asked, and nearly all answered for."""
        return not self.left and len(self.failed) <= UNANSWERED * len(self.stocks)

    def day_list(self) -> DayList:
        """
        Return the list, of the stocks that were answered for.

        Raises
        ------
        InputError
            If it is not whole, or has no theme at all.
        """
        if not self.is_whole:
            raise InputError(
                N_(
                    "{source} answered for {n} of {all} stocks: too few for a list of {day}. What "
                    "came is kept; the same command goes on with the others."
                ),
                source=self.source,
                n=len(self.answers),
                all=len(self.stocks),
                day=self.day,
            )
        rows = tuple(row for stock in self.stocks for row in self.answers.get(stock, ()))
        if not rows:
            raise InputError(
                N_("{source} files no stock under any theme: that is no list, and not stored."),
                source=self.source,
            )
        return DayList(self.source, self.day, rows, frozenset(self.answers))


def stocks_to_ask(store: Path) -> tuple[str, ...]:
    """Stocks of the universe, or of the list of codes where none was built yet; sorted."""
    universe = load_universe(store)
    if universe is not None:
        found: Iterable[str] = universe.symbols
    else:
        entries = known_listing(store).entries
        found = (each.symbol for each in entries if each.seen is None and each.delisted is None)
    return tuple(sorted(each for each in found if board(each) not in {"index", "unknown"}))


def ask_evening(
    source: ThemeSource,
    title: str,
    stocks: Sequence[str],
    log: ThemeLog,
    breaker: pybreaker.CircuitBreaker,
    *,
    now: datetime,
    progress: Callable[[int], object] = lambda _done: None,
    stopped: Sequence[object] = (),
) -> Evening:
    """
    Ask for what an evening lacks, one stock after the other.

    Parameters
    ----------
    source : ThemeSource
        Its own settings keep it polite: a pause between two questions.
    title : str
        Name in the log.
    stocks : sequence of str
    log : ThemeLog
    breaker : CircuitBreaker
        Opens after failures in a row: the evening is gone on with later.
    now : datetime
        Aware.  The day is Beijing's; before nine an unfinished evening is that of the day before.
    progress : callable
        Told how many stocks are done.
    stopped : sequence
        Not empty any more once somebody asked to stop.

    Raises
    ------
    StoreError
        If the answers cannot be kept, or another process asks for them.
    """
    place = log.folder / FOLDER
    stem = log.file(title).stem
    with _alone(place / f"{stem}.lock", title):
        day = _day(place, stem, now)
        file = place / f"{stem}~{day.isoformat()}.jsonl"
        held, _ = _read(file)
        answers = {stock: held[stock] for stock in stocks if stock in held}
        evening = Evening(title, day, tuple(stocks), answers)
        with writing(file):
            _ask(evening, source, breaker, file, progress, stopped)
            if evening.is_whole:
                append_line(file, json.dumps({"done": True}).encode())
        _clear(place, stem, day)
    return evening


def _ask(
    evening: Evening,
    source: ThemeSource,
    breaker: pybreaker.CircuitBreaker,
    file: Path,
    progress: Callable[[int], object],
    stopped: Sequence[object],
) -> None:
    failures = 0
    for stock in evening.stocks:
        if stock in evening.answers:
            continue
        if stopped or failures == IN_A_ROW:
            return
        progress(len(evening.answers) + len(evening.failed))
        try:
            rows = through(breaker, lambda stock=stock: _listed(source, stock))  # type: ignore[misc]
        except PausedError as error:
            evening.paused = error
            return
        except SourceError as error:
            evening.asked += 1
            evening.failed[stock] = error
            failures += 1
            continue
        evening.asked += 1
        failures = 0
        evening.answers[stock] = rows
        told = {"stock": stock, "themes": [[row.theme, row.reason] for row in rows]}
        append_line(file, json.dumps(told).encode())
    progress(len(evening.stocks))


def _listed(source: ThemeSource, stock: str) -> tuple[Listed, ...]:
    try:
        found = source.concepts(stock)
    except EmptyAnswerError:
        return ()
    rows = []
    for each in found:
        name, reason = (tidy(NOT_TEXT.sub(" ", text)) for text in (each.name, each.reason))
        if not 0 < len(name) <= MAX_NAME:
            raise UnreadableError(
                N_("{source} files {symbol} under a theme whose name is none: “{name}”."),
                source=source.id,
                symbol=stock,
                name=name[:MAX_NAME],
            )
        rows.append(Listed(stock, name, reason))
    return tuple(rows)


# Answers as a file ----------------------------------------------------


def _read(file: Path) -> tuple[dict[str, tuple[Listed, ...]], bool]:
    """Answers by stock, and whether the evening was finished; torn lines are asked for again."""
    found: dict[str, tuple[Listed, ...]] = {}
    done = False
    with suppress(FileNotFoundError):
        for line in file.read_bytes().splitlines():
            with suppress(ValueError, KeyError, TypeError, RecursionError):
                told = loads_finite(line)
                done |= "done" in told
                if "stock" in told:
                    stock = str(told["stock"])
                    rows = [(str(theme), str(reason)) for theme, reason in told["themes"]]
                    found[stock] = tuple(Listed(stock, *row) for row in rows)
    return found, done


def _day(place: Path, stem: str, now: datetime) -> date:
    here = now.astimezone(BEIJING)
    today = here.date()
    before = today - timedelta(days=1)
    answers, done = _read(place / f"{stem}~{before.isoformat()}.jsonl")
    return before if here.hour < MORNING and answers and not done else today


def _clear(place: Path, stem: str, day: date) -> None:
    for file in place.glob(f"{stem}~*.jsonl"):
        with suppress(OSError, ValueError):
            if date.fromisoformat(file.stem.rpartition("~")[2]) < day - KEPT:
                file.unlink()


@contextmanager
def _alone(lock: Path, title: str) -> Iterator[None]:
    """Be the only one who asks a source: two at once would ask twice as fast."""
    import filelock  # noqa: PLC0415

    with writing(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
    held = filelock.FileLock(lock)
    try:
        held.acquire(timeout=0)
    except filelock.Timeout as error:
        raise StoreError(
            N_("Another process is asking {source} for its themes; let it finish."), source=title
        ) from error
    except OSError as error:
        raise unwritable(lock, error) from error
    try:
        yield
    finally:
        held.release()
