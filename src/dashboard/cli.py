"""The command `market-narrative`: start the dashboard, check a case folder, list cases.

Imports stand inside the commands: asking for help must not wait for pandas.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard import __version__
from dashboard.errors import N_, DashboardError, InputError

if TYPE_CHECKING:
    from dashboard.language import Language

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - recognised, never chosen by us
PATIENCE = 60.0  # seconds until a start that does not answer is called failed

LANGUAGE = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the messages.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="market-narrative")
def main() -> None:
    """Put a market story on trial: prices, dated events and what companies disclosed."""


@main.command()
@click.option(
    "--address",
    default="localhost",
    show_default=True,
    help="Where to listen; 0.0.0.0 lets other machines in.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port."
)
@click.option(
    "--headless/--browser", default=True, show_default=True, help="Open no browser, or open one."
)
@LANGUAGE
@click.argument("streamlit_options", nargs=-1, type=click.UNPROCESSED)
def run(
    address: str, port: int, *, headless: bool, language: str, streamlit_options: tuple[str, ...]
) -> None:
    """Start the dashboard; options after -- go to Streamlit."""
    say = _language(language)
    with _sentences(say):
        _check_free(address, port)
        command = _streamlit(address, port, headless=headless)
        code = _serve([*command, *streamlit_options], address, port, say)
    sys.exit(code)


@main.command()
@click.argument("case_folder", type=click.Path(path_type=Path))
@LANGUAGE
def check(case_folder: Path, language: str) -> None:
    """Read CASE_FOLDER and print everything that is wrong with it, one fault a line."""
    from dashboard.casefile import read_case  # noqa: PLC0415
    from dashboard.errors import CaseError  # noqa: PLC0415

    say = _language(language)
    try:
        content = read_case(case_folder)
    except CaseError as error:
        for fault in error.faults:
            click.echo(say.error(fault))
        click.echo(say.error(error), err=True)
        sys.exit(1)
    for notice in content.notices:
        click.echo(say(notice.template, **notice.values), err=True)
    case = content.case
    summary = N_(
        "{slug}: no fault. {stocks} stocks, {events} events, {evidence} rows of evidence, "
        "{claims} claims, {prices} price rows."
    )
    click.echo(
        say(
            summary,
            slug=case.slug,
            stocks=len(case.stocks),
            events=len(case.events),
            evidence=len(case.evidence),
            claims=len(case.claims),
            prices=say.number(len(content.market.prices)),
        )
    )


@main.command()
@LANGUAGE
def cases(language: str) -> None:
    """List the cases with their titles, windows and folders."""
    from dashboard.casefile import list_cases  # noqa: PLC0415

    say = _language(language)
    for entry in list_cases():
        if entry.window is None:
            refused = N_("refused with {n} fault(s), see: market-narrative check {path}")
            what = say(refused, n=len(entry.faults), path=f'"{entry.path}"')
            click.echo(f"{entry.slug}  {what}")
        else:
            window = f"{entry.window.first} … {entry.window.last}"
            click.echo(f"{entry.slug}  {say.pick(entry.title)}  {window}  {entry.path}")


@main.command()
@click.argument("case")
@click.option("--first", default="", metavar="DAY", help="First session; by default the case's.")
@click.option("--last", default="", metavar="DAY", help="Last session; by default the case's.")
@click.option("--benchmark", default="", metavar="ID", help="By default the case's first.")
@LANGUAGE
def results(case: str, first: str, last: str, benchmark: str, language: str) -> None:
    """Print every number of CASE (a slug or a folder) as one JSON object."""
    from dashboard.casefile import find_case, read_case  # noqa: PLC0415
    from dashboard.exports import results as block  # noqa: PLC0415
    from dashboard.sessions import load_sessions  # noqa: PLC0415

    with _sentences(_language(language)):
        folder = Path(case)
        content = read_case(folder if (folder / "case.toml").is_file() else find_case(case))
        what, market = content.case, content.market
        sessions = load_sessions(what.calendar, what.timezone)
        window = block.asked_window(what, market, sessions, first=first, last=last)
        yardstick = benchmark or what.benchmarks[0].id
        numbers = block.results(what, market, sessions, window, benchmark=yardstick)
    # JSON is UTF-8 wherever it goes, whatever the terminal speaks.
    click.echo(block.results_json(numbers).encode(), nl=False)


def _language(code: str) -> Language:
    from dashboard.language import language  # noqa: PLC0415

    return language(code)


@contextlib.contextmanager
def _sentences(say: Language) -> Iterator[None]:
    """Show what a reader can mend as one sentence; anything else stays a traceback."""
    try:
        yield
    except DashboardError as error:
        raise click.ClickException(say.error(error)) from error


# Running --------------------------------------------------------------


def app_file() -> Path:
    """
    Return the launcher: the one inside an installed package, else the checkout's.

    Raises
    ------
    InputError
        If neither is there.
    """
    package = Path(__file__).resolve().parent
    for path in (package / "_app" / "app.py", package.parents[1] / "app.py"):
        if path.is_file():
            return path
    raise InputError(N_("The launcher app.py is missing; install the package again."))


def _streamlit(address: str, port: int, *, headless: bool) -> list[str]:
    return [
        sys.executable,
        *("-m", "streamlit", "run", str(app_file())),
        f"--server.address={address}",
        f"--server.port={port}",
        f"--server.headless={str(headless).lower()}",
        "--logger.hideWelcomeMessage=true",
    ]


def _check_free(address: str, port: int) -> None:
    """Raise InputError when nothing can listen there."""
    try:
        family, kind, _, _, where = socket.getaddrinfo(
            address or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            if sys.platform != "win32":
                # A port whose last connections are still closing is free to listen on.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except socket.gaierror as error:
        raise InputError(
            N_("There is no address “{address}” on this machine; use localhost or 0.0.0.0."),
            address=address,
        ) from error
    except OSError as error:
        raise InputError(
            N_("Port {port} on {address} cannot be used ({reason}); choose another with --port."),
            port=port,
            address=address,
            reason=error.strerror,
        ) from error


def links(address: str, port: int) -> tuple[str, ...]:
    """
    Addresses under which a browser reaches the dashboard.

    >>> links("localhost", 8501)
    ('http://localhost:8501',)
    """
    if address not in EVERYWHERE:
        host = f"[{address}]" if ":" in address else address
        return (f"http://{host}:{port}",)
    hosts = dict.fromkeys(["localhost", socket.gethostname()])
    return tuple(f"http://{host}:{port}" for host in hosts)


def _serve(command: list[str], address: str, port: int, say: Language) -> int:
    """Run the server until it ends or is asked to; the links come when it answers."""
    with subprocess.Popen(command) as server, _stopped_by_signals(server) as asked:  # noqa: S603 - our own interpreter and launcher
        if _answers(server, address, port):
            for link in links(address, port):
                click.echo(say(N_("The dashboard is at {link}"), link=link))
            click.echo(say(N_("Ctrl-C stops it.")))
        code = server.wait()
    return 0 if asked else code


@contextlib.contextmanager
def _stopped_by_signals(server: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """
    End the server on Ctrl-C or SIGTERM; what has been received is in the list.

    A handler that raises could strike while the server is being waited for; this
    one only passes the wish on, and the second one is an order.
    """
    asked: list[int] = []

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        if len(asked) == 1:
            server.terminate()
        else:
            server.kill()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answers(server: subprocess.Popen[bytes], address: str, port: int) -> bool:
    """Wait until the server answers a request; its port opens before it is ready."""
    import http.client  # noqa: PLC0415

    host = "localhost" if address in EVERYWHERE else address
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        asking = http.client.HTTPConnection(host, port, timeout=2)
        try:
            asking.request("GET", "/_stcore/health")
            asking.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return True
        finally:
            asking.close()
    return False


if __name__ == "__main__":
    main()
