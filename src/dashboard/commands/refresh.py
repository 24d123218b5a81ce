"""``market-narrative refresh``: bring the store's prices up to date, by hand or by cron.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.case_options import case_folder
from dashboard.commands.language_option import in_language
from dashboard.errors import N_, DashboardError, StoreError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from dashboard.language.language import Language
    from dashboard.market.sessions import Sessions
    from dashboard.market.universe_matrix import UniverseMatrix
    from dashboard.providers import Sources
    from dashboard.refresh.jobs import Progress
    from dashboard.refresh.refreshing import Outcome, RefreshRequest

STOPPED = 6  # exit code: asked to stop; what was done stays done
MOST_LINES = 50  # lines about single stocks after the whole market
CALENDAR, TIMEZONE = "XSHG", "Asia/Shanghai"  # the universe is mainland China's
UNIVERSE_HISTORY = timedelta(days=550)  # two estimation windows and a year

KINDS: dict[str, str] = {
    "kept": N_("up to date"),
    "new": N_("new"),
    "extended": N_("extended"),
    "same": N_("nothing new"),
    "contradicted": N_("contradicts the store"),
    "failed": N_("failed"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader asked for, besides cases."""

    since: date | None
    source: str
    check: bool
    accept: bool
    by_page: bool = False


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--universe", is_flag=True, help="The whole market: code list, prices, matrix.")
@click.option(
    "--symbol",
    "symbols",
    multiple=True,
    metavar="SYMBOL",
    help="One stock or index of any case or none, such as 600519.SS; may be repeated.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DAY",
    help="Earliest day wanted; by default what the case needs.",
)
@click.option("--source", default="", metavar="NAME", help="Ask this source only.")
@click.option("--check", is_flag=True, help="Ask a second source too, to compare the two.")
@click.option("--by-page", is_flag=True, hidden=True, help="A page started it and recorded so.")
@click.option(
    "--accept", is_flag=True, help="Let answers that contradict stored history take its place."
)
@in_language
def refresh(
    cases: tuple[str, ...],
    *,
    universe: bool,
    symbols: tuple[str, ...],
    since: datetime | None,
    source: str,
    check: bool,
    accept: bool,
    by_page: bool,
    say: Language,
) -> None:
    """
    Bring the prices of CASE (a slug or a folder), or of all cases, up to date.

    \b
    Exit codes: 0 every series is good; 1 nothing could be begun; 2 wrong options;
    3 some series failed and keep what they had; 4 all failed; 5 an answer contradicts
    stored history and lies beside it; 6 stopped on request, nothing lost.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    options = Options(None if since is None else since.date(), source, check, accept, by_page)
    with stop_signals() as asked:
        run = _Run(options, say, asked)
        named = universe or bool(symbols)
        codes = [run.case(folder) for folder in _folders(cases, named)]
        if symbols and not asked:
            codes.append(run.symbols(symbols))
        if universe and not asked:
            codes.append(run.universe())
    sys.exit(max(codes, default=0))


def _folders(cases: tuple[str, ...], named: bool) -> list[Path]:
    """Folders of the cases asked for; all of them when nothing else was named either."""
    from dashboard.cases.listing import list_cases  # noqa: PLC0415

    if not cases and not named:
        return [entry.path for entry in list_cases() if entry.window is not None]
    return [case_folder(case) for case in cases]


class _Run:
    """One call of the command: what was asked for, and where things are."""

    def __init__(self, options: Options, say: Language, asked: list[int]) -> None:
        from dashboard.settings.loading import load_settings  # noqa: PLC0415
        from dashboard.store.store import Store  # noqa: PLC0415

        self._options, self._say, self._asked = options, say, asked
        self._settings = load_settings()
        self._store = Store(self._settings.store)

    def case(self, folder: Path) -> int:
        """Refresh what one case needs; returns the exit code."""
        from dashboard.cases.folders import read_case  # noqa: PLC0415
        from dashboard.cases.pricing import first_needed, priced_symbols  # noqa: PLC0415
        from dashboard.market.sessions import load_sessions  # noqa: PLC0415
        from dashboard.refresh.refreshing import RefreshRequest  # noqa: PLC0415

        if self._asked:
            return STOPPED
        case = read_case(folder).case
        sessions = load_sessions(case.calendar, case.timezone)
        first = self._options.since or first_needed(case, sessions)
        names = dict.fromkeys(priced_symbols(case), "")
        names |= {stock.symbol: stock.name.zh for stock in case.stocks}
        wish = RefreshRequest(first, accept=self._options.accept, check=self._options.check)
        code, outcomes = self._work(case.slug, sessions, lambda: names, wish)
        for outcome in outcomes:
            click.echo(line(outcome, self._say))
        self._notice(folder)
        return code

    def _notice(self, folder: Path) -> None:
        """Work the case out on what came, so that the feeds hear of a verdict that turned."""
        from dashboard.analysis.cards.work import kept_card, work_out  # noqa: PLC0415
        from dashboard.cases.listing import entry_at  # noqa: PLC0415

        entry = entry_at(folder)
        if not self._asked and not entry.faults and kept_card(entry, self._settings.store) is None:
            work_out(entry, self._settings.store)

    def symbols(self, symbols: Sequence[str]) -> int:
        """Refresh stocks that belong to no case; returns the exit code."""
        from dashboard.market.codes import read_code  # noqa: PLC0415
        from dashboard.market.sessions import load_sessions  # noqa: PLC0415
        from dashboard.refresh.refreshing import RefreshRequest  # noqa: PLC0415
        from dashboard.store.listing_file import read_listing  # noqa: PLC0415

        sessions = load_sessions(CALENDAR, TIMEZONE)
        listing = read_listing(self._settings.store)
        known = {} if listing is None else listing.by_symbol
        wanted = [read_code(symbol).symbol for symbol in symbols]
        names = {each: known[each].name if each in known else "" for each in wanted}
        wish = RefreshRequest(
            self._since(sessions), accept=self._options.accept, check=self._options.check
        )
        code, outcomes = self._work("symbols", sessions, lambda: names, wish)
        for outcome in outcomes:
            click.echo(line(outcome, self._say))
        return code

    def _since(self, sessions: Sessions) -> date:
        start = datetime.now(UTC).date() - UNIVERSE_HISTORY
        return self._options.since or sessions.on_or_after(start)

    def universe(self) -> int:
        """Refresh the whole market and its matrix; returns the exit code."""
        from dashboard.market.sessions import load_sessions  # noqa: PLC0415
        from dashboard.refresh.refreshing import RefreshRequest  # noqa: PLC0415
        from dashboard.store.universe import build_universe  # noqa: PLC0415

        sessions = load_sessions(CALENDAR, TIMEZONE)
        wish = RefreshRequest(self._since(sessions), accept=self._options.accept, thorough=False)
        code, outcomes = self._work("universe", sessions, self._listed, wish)
        worth_a_line = [each for each in outcomes if each.kind in {"failed", "contradicted"}]
        for outcome in worth_a_line[:MOST_LINES]:
            click.echo(line(outcome, self._say))
        try:
            click.echo(matrix_line(build_universe(self._store), self._say))
        except StoreError as error:  # the series that came are stored all the same
            click.echo(self._say.error(error), err=True)
        return code

    def _listed(self) -> dict[str, str]:
        """Names of all listed stocks by symbol, those asked longest ago first."""
        from dashboard.refresh.listing import current_listing  # noqa: PLC0415

        listing, refused = current_listing(self._settings)
        for error in refused:
            click.echo(self._say.error(error), err=True)
        stocks = [each for each in listing.entries if each.is_traded]
        told = N_("{n} stocks, listed by {source}")
        click.echo(self._say(told, n=len(stocks), source=listing.source))
        asked = {each.symbol: self._asked_at(each.symbol) for each in stocks}
        stocks.sort(key=lambda each: asked[each.symbol])
        return {each.symbol: each.name for each in stocks}

    def _asked_at(self, symbol: str) -> str:
        tried = self._store.last_refresh(symbol)
        return "" if tried is None else tried.at

    def _work(
        self,
        subject: str,
        sessions: Sessions,
        listed: Callable[[], Mapping[str, str]],
        wish: RefreshRequest,
    ) -> tuple[int, list[Outcome]]:
        """Refresh series one by one as the job of `subject`."""
        from dashboard.providers.registry import sources  # noqa: PLC0415
        from dashboard.refresh.jobs import Jobs  # noqa: PLC0415
        from dashboard.refresh.refreshing import exit_code  # noqa: PLC0415

        whom = sources(self._settings, sessions.calendar, only=self._options.source)
        with Jobs(self._settings.store).running(subject) as progress:
            self._record(subject)
            try:
                # Asked for as the job: a list of codes can take longer than any series.
                names = listed()
                progress.expect(len(names))
                outcomes = self._outcomes(subject, whom, sessions, names, wish, progress)
            except DashboardError as error:
                progress.end(1, str(error))
                raise
            code = exit_code(outcomes) if len(outcomes) == len(names) else STOPPED
            progress.end(code)
        click.echo(_summary(subject, outcomes, len(names), self._say))
        return code, outcomes

    def _record(self, subject: str) -> None:
        """Put a refresh that no page started into the history."""
        from dashboard.access import history  # noqa: PLC0415

        if self._options.by_page:
            return
        options = self._options
        asked = [f"--source {options.source}"] if options.source else []
        asked += [f"--{name}" for name in ("check", "accept") if getattr(options, name)]
        told = ({"options": " ".join(asked)} if asked else {}) | history.COMMAND_LINE
        slug = "universe" if subject == "symbols" else subject
        history.record(self._settings.store, slug, "", "refresh-started", told)

    def _outcomes(
        self,
        subject: str,
        whom: Sources,
        sessions: Sessions,
        names: Mapping[str, str],
        wish: RefreshRequest,
        progress: Progress,
    ) -> list[Outcome]:
        """What came of each series, until all are through or somebody asks to stop."""
        from dashboard.refresh.refreshing import load_prices  # noqa: PLC0415

        outcomes: list[Outcome] = []
        with _bar(subject, len(names)) as bar:
            for outcome in load_prices(self._store, whom, sessions, names, wish):
                outcomes.append(outcome)
                progress.through(outcome.symbol, outcome.kind)
                bar.update(1)
                if self._asked or progress.is_asked_to_stop:
                    break
        return outcomes


def _bar(subject: str, length: int) -> ProgressBar[int]:
    # On standard error, so that the summary can be piped; silent where that is no terminal.
    hidden = not sys.stderr.isatty()
    return click.progressbar(length=length, label=subject, file=sys.stderr, hidden=hidden)


def line(outcome: Outcome, say: Language) -> str:
    """One series in one line: what came of it, who serves it, how far it reaches, trouble."""
    parts = [f"{outcome.symbol:<10}", say(KINDS[outcome.kind])]
    if outcome.source:
        parts += [
            say.source(outcome.source),
            f"{outcome.first} … {outcome.last}",
            f"+{outcome.added}",
        ]
    remarks = [*(remark for _, _, remark in outcome.refused), outcome.remark]
    told = [f"\n    {say.say(remark)}" for remark in remarks if remark is not None]
    return "  ".join(parts) + "".join(told)


def matrix_line(matrix: UniverseMatrix, say: Language) -> str:
    """Say what the market matrix holds."""
    told = N_("Market matrix: {stocks} stocks, {days} sessions, to {last}")
    return say(told, stocks=len(matrix.symbols), days=len(matrix.days), last=matrix.last)


def _summary(subject: str, outcomes: list[Outcome], total: int, say: Language) -> str:
    from dashboard.refresh.refreshing import summary  # noqa: PLC0415

    counts = [f"{say(KINDS[kind])} {n}" for kind, n in summary(outcomes).items()]
    told = N_("{subject}: {done} of {total} series. {counts}")
    return say(
        told, subject=subject, done=len(outcomes), total=total, counts=say(", ").join(counts)
    )


@contextmanager
def stop_signals() -> Iterator[list[int]]:
    """Let the series in hand be finished on Ctrl-C or SIGTERM; a second one ends at once."""
    asked: list[int] = []

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        signal.signal(number, before[number])

    numbers = (int(signal.SIGINT), int(signal.SIGTERM))
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
