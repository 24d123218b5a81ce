"""``market-narrative filings``: the documents of a case's stocks, by hand and from sources.

Imports stand inside the functions: asking for help must not wait for pandas.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.case_options import case_folder
from dashboard.commands.language_option import in_language
from dashboard.commands.refresh import stop_signals
from dashboard.errors import N_, InputError, NotFoundError

if TYPE_CHECKING:
    from dashboard.filings.bringing import Brought, Wish
    from dashboard.filings.document import Document
    from dashboard.filings.library import Library, Read
    from dashboard.language.language import Language
    from dashboard.market.documents import Kind

KINDS = (
    *("annual-report", "half-year-report", "quarterly-report", "abnormal-movement"),
    *("clarification", "notice", "answer", "investor-relations", "other"),
)
SHORT: dict[str, tuple[str, ...]] = {
    "all": KINDS,
    "annual": ("annual-report",),
    "half-year": ("half-year-report",),
    "quarterly": ("quarterly-report",),
    "movement": ("abnormal-movement",),
    **{kind: (kind,) for kind in KINDS[4:]},
}
HISTORY = timedelta(days=3 * 366)


class _BringByDefault(click.Group):
    """Group whose first word, when it is no command, is the case of `bring`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the first word."""
        known = args[:1] and args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["bring", *args])


@click.group(cls=_BringByDefault)
def filings() -> None:
    """
    Bring, keep and list the documents of a case's stocks.

    `market-narrative filings CASE` brings them; see `filings bring --help`.
    """


@filings.command()
@click.argument("of", metavar="CASE|SYMBOL")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(sorted(SHORT)),
    multiple=True,
    help="May be repeated; by default reports, movements, clarifications, answers and records "
    "of investor relations.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DAY",
    help="Earliest publication; three years ago by default.",
)
@click.option("--source", default="", metavar="NAME", help="Ask this source only.")
@in_language
def bring(
    of: str, *, kinds: tuple[str, ...], since: datetime | None, source: str, say: Language
) -> None:
    """
    Bring the documents of the stocks of CASE from their sources, and read them.

    \b
    What is there already is not asked for again; killed at any time, nothing is lost.
    Exit codes: 0 all is there; 1 nothing could be begun; 3 some could not be had;
    4 none could; 6 stopped on request.
    """  # noqa: D301 - \b keeps click from filling the paragraph
    from dashboard.filings.bringing import USUAL, Wish  # noqa: PLC0415

    stocks = stocks_of(of)
    today = datetime.now(UTC).date()
    chosen = tuple(dict.fromkeys(kind for short in kinds for kind in kinds_of(short)))
    first = since.date() if since is not None else today - HISTORY
    wish = Wish(first, today + timedelta(days=1), chosen or USUAL)
    with stop_signals() as asked:
        sys.exit(_bring(stocks, wish, source, asked, say))


def _bring(stocks: Stocks, wish: Wish, source: str, asked: list[int], say: Language) -> int:
    """Bring what is wanted as a job of the store; returns the exit code."""
    from dashboard.filings.bringing import bring as brought_by  # noqa: PLC0415
    from dashboard.filings.library import FOLDER, Library  # noqa: PLC0415
    from dashboard.providers.disclosures.registry import disclosure_sources  # noqa: PLC0415
    from dashboard.refresh.jobs import Jobs  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    settings = load_settings()
    library, whom = Library(settings.store), disclosure_sources(settings, only=source)
    subject = stocks.slug or re.sub(r"[^a-z0-9]+", "-", next(iter(stocks.names)).lower()).strip("-")
    counts: Counter[str] = Counter()
    with Jobs(settings.store / FOLDER).running(subject) as progress:
        expected: dict[tuple[str, str, str], int] = {}

        def is_stopped() -> bool:
            return bool(asked) or progress.is_asked_to_stop

        for each in brought_by(library, whom, stocks.names, wish, is_stopped=is_stopped):
            counts[each.kind] += 1
            expected.setdefault((each.symbol, each.source, each.gives), each.of)
            progress.expect(sum(expected.values()))
            progress.through(each.symbol, each.kind)
            if each.kind != "kept":
                click.echo(_brought(each, say))
        documents = [d for symbol in stocks.names for d in library.documents(symbol)]
        if not is_stopped():
            read_all(library, documents)
        code = 6 if is_stopped() else _exit_code(counts)
        progress.end(code)
    told = N_("{new} new, {kept} there already, {failed} not to be had")
    click.echo(say(told, **{kind: counts[kind] for kind in ("new", "kept", "failed")}))
    return code


def _exit_code(counts: Mapping[str, int]) -> int:
    if not counts["failed"]:
        return 0
    return 3 if counts["new"] + counts["kept"] + counts["none"] else 4


def _brought(each: Brought, say: Language) -> str:
    """What came of one document in one line."""
    if each.document is not None:
        told = f"{each.document.published[:10]}  {say.say(each.document.name)}"
        return f"{each.symbol:<10} {say.source(each.source)}  {told}  {each.document.title}"
    if each.remark is not None:
        return f"{each.symbol:<10} {say.say(each.remark)}"
    told = say(N_("{source} lists no such document"), source=each.source)
    return f"{each.symbol:<10} {told}"


def kinds_of(short: str) -> tuple[Kind, ...]:
    """Kinds that a word of the command line means."""
    from dashboard.market.documents import KINDS as KNOWN  # noqa: PLC0415

    return tuple(kind for kind in KNOWN if kind in SHORT[short])


@filings.command()
@click.argument("of", metavar="CASE|SYMBOL")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What the document is.")
@click.option("--published", required=True, metavar="DAY", help="When it was published.")
@click.option("--period", default="", help="What it reports on: 2023, 2024H1, 2024Q3.")
@click.option("--title", default="", help="Its title; by default the name of the file.")
@click.option("--url", default="", help="Where it was found.")
@click.option("--symbol", default="", help="Whose it is, of a case with several stocks.")
@in_language
def add(
    of: str,
    file: Path,
    *,
    kind: str,
    published: str,
    period: str,
    title: str,
    url: str,
    symbol: str,
    say: Language,
) -> None:
    """
    Keep FILE (PDF, HTML or text) as a document of a stock, and read it.

    Exit code 1 when it was not kept; 3 when it was kept and has no text that can be searched.
    """
    from dashboard.filings.reading import Known, add_file, read_document  # noqa: PLC0415
    from dashboard.market.documents import KINDS as KNOWN  # noqa: PLC0415

    chosen = stocks_of(of).one(symbol)
    (meant,) = [each for each in KNOWN if each == kind]
    known = Known(meant, title or file.stem, published, period, _address(url))
    library = library_at_hand()
    document = add_file(library, chosen, file, known)
    read = read_document(library, document)
    click.echo(line(document, read, say))
    if read.text is None or read.text.unreadable == read.text.pages:
        sys.exit(3)


@filings.command("list")
@click.argument("of", metavar="CASE|SYMBOL")
@in_language
def list_documents(of: str, *, say: Language) -> None:
    """List the documents kept of the stocks of CASE, or of SYMBOL."""
    library = library_at_hand()
    for symbol, name in stocks_of(of).names.items():
        documents = library.documents(symbol)
        click.echo(f"{symbol}  {name}".rstrip())
        for document in documents:
            click.echo("  " + line(document, library.read(document), say))
        if not documents:
            click.echo("  " + say(N_("no documents; bring them, or add a file by hand")))


@dataclass(frozen=True, slots=True)
class Stocks:
    """
    The securities that a command was given.

    Attributes
    ----------
    slug : str
        Of the case; empty for a single security.
    names : dict of str to str
        By symbol.
    words : tuple of tuple of str
        Terms of the case's stories, each with its synonyms.
    """

    slug: str
    names: dict[str, str]
    words: tuple[tuple[str, ...], ...] = ()

    def one(self, symbol: str) -> str:
        """
        Return the security meant: the only one, or the one named.

        Raises
        ------
        InputError
            If none or several can be meant.
        """
        meant = as_symbol(symbol) if symbol else ""
        if meant in self.names:
            return meant
        if not symbol and len(self.names) == 1:
            return next(iter(self.names))
        raise InputError(
            N_("Say with --symbol whose document it is: {known}."), known=", ".join(self.names)
        )


def stocks_of(of: str, story: str = "") -> Stocks:
    """
    Securities of a case, named by its slug or folder, or the one of a symbol.

    Raises
    ------
    DashboardError
        If there is no such case, story or symbol.
    """
    from dashboard.cases.folders import read_case  # noqa: PLC0415

    try:
        folder = case_folder(of)
    except NotFoundError:
        try:
            return Stocks("", {as_symbol(of): ""})
        except InputError:
            pass
        raise
    case = read_case(folder).case
    stories = (case.story(story),) if story else case.stories
    words = dict.fromkeys(term for each in stories for term in each.terms)
    names = {stock.symbol: stock.name.zh or stock.name.en for stock in case.stocks}
    return Stocks(case.slug, names, tuple(words))


def as_symbol(text: str) -> str:
    """Return a symbol in Yahoo's style, or raise InputError."""
    from dashboard.market.codes import read_code  # noqa: PLC0415
    from dashboard.store.store import safe_symbol  # noqa: PLC0415

    try:
        return read_code(text).symbol
    except InputError:
        return safe_symbol(text)


def library_at_hand() -> Library:
    """Return the documents in the store of the settings."""
    from dashboard.filings.library import Library  # noqa: PLC0415
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    return Library(load_settings().store)


def read_all(library: Library, documents: Iterable[Document]) -> list[tuple[Document, Read]]:
    """Read documents, with a bar for those that were not read before."""
    from dashboard.filings.reading import read_documents  # noqa: PLC0415

    held = [(document, library.read(document)) for document in documents]
    unread = [document for document, read in held if read is None]
    found = {(d.symbol, d.id): read for d, read in held if read is not None}
    hidden = not unread or not sys.stderr.isatty()
    with click.progressbar(length=len(unread), label="PDF", file=sys.stderr, hidden=hidden) as bar:
        for document, read in read_documents(library, unread):
            found[document.symbol, document.id] = read
            bar.update(1)
    return [(document, found[document.symbol, document.id]) for document, _ in held]


def line(document: Document, read: Read | None, say: Language) -> str:
    """One document in one line: what it is, when published, how much of it can be searched."""
    parts = [
        document.id,
        document.published[:10],
        say.say(document.name),
        _readable(read, say),
        document.title,
    ]
    return "  ".join(filter(None, parts))


def _readable(read: Read | None, say: Language) -> str:
    if read is None:
        return say(N_("not read yet"))
    if read.text is None:
        return say.say(read.refused) if read.refused is not None else ""
    from dashboard.filings.lacking import lacking_pages  # noqa: PLC0415

    told = pages_told(read.text.pages, read.text.unreadable, say)
    if not read.text.unreadable:
        return told
    why = say(N_("; ")).join(map(say.say, lacking_pages(read.text.states)))
    return say(N_("{pages}: {why}"), pages=told, why=why)


def pages_told(pages: int, unreadable: int, say: Language) -> str:
    """Say how many pages there are, and how many nobody could search."""
    if unreadable:
        told = N_("{n} page(s), {lacking} of them cannot be searched")
        return say(told, n=pages, lacking=unreadable)
    return say(N_("{n} page(s)"), n=pages)


def _address(url: str) -> str:
    from dashboard.cases.cells import read_url  # noqa: PLC0415

    return read_url(url) if url else ""
