"""The command `market-narrative`: start the dashboard, check and list cases, print results.

Imports stand inside the commands: asking for help must not wait for pandas.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard import __version__
from dashboard.commands.case_options import CaseChoice, case_options
from dashboard.commands.cases import cases
from dashboard.commands.check import check, confirm
from dashboard.commands.claim import claim
from dashboard.commands.config import config
from dashboard.commands.doctor import doctor
from dashboard.commands.due import due
from dashboard.commands.editions import COMMANDS as EDITION_COMMANDS
from dashboard.commands.filings import filings
from dashboard.commands.find import find
from dashboard.commands.imports import import_prices
from dashboard.commands.language_option import in_language
from dashboard.commands.minutes import minutes
from dashboard.commands.new import new
from dashboard.commands.radar import radar
from dashboard.commands.read import read
from dashboard.commands.refresh import refresh
from dashboard.commands.report import COMMANDS as REPORT_COMMANDS
from dashboard.commands.search import search
from dashboard.commands.segments import segments
from dashboard.commands.tags import tags
from dashboard.commands.themes import themes
from dashboard.errors import N_, InputError

if TYPE_CHECKING:
    from dashboard.language.language import Language

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - recognised, never chosen by us
PATIENCE = 60.0  # seconds until a start that does not answer is called failed
FEW_COLLECTIONS = 1_000_000
"""Objects that a command makes before Python looks for cycles among them: a tenth of its time."""
GRACE = 20.0  # seconds that requests in hand have once the server is asked to end


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="market-narrative")
def main() -> None:
    """Put a market story on trial: prices, dated events and what companies disclosed."""


main.add_command(cases)
main.add_command(check)
main.add_command(due)
main.add_command(confirm)
main.add_command(refresh)
main.add_command(minutes)
main.add_command(doctor)
main.add_command(config)
main.add_command(filings)
main.add_command(search)
main.add_command(segments)
main.add_command(tags)
main.add_command(themes)
main.add_command(find)
main.add_command(radar)
main.add_command(read)
main.add_command(claim)
main.add_command(new)
main.add_command(import_prices)
for _command in (*EDITION_COMMANDS, *REPORT_COMMANDS):
    main.add_command(_command)


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
@click.option(
    "--base-path",
    default="",
    metavar="PATH",
    help="Path under which a proxy shows the dashboard, such as narrative.",
)
@in_language
@click.argument("streamlit_options", nargs=-1, type=click.UNPROCESSED)
def run(
    address: str,
    port: int,
    *,
    headless: bool,
    base_path: str,
    streamlit_options: tuple[str, ...],
    say: Language,
) -> None:
    """Start the dashboard; options after -- go to Streamlit."""
    from dashboard.settings.loading import load_settings  # noqa: PLC0415

    load_settings()
    base = _base(base_path)
    check_free(address, port)
    command = _streamlit(address, port, headless=headless)
    if base:
        command.append(f"--server.baseUrlPath={base}")
    sys.exit(serve([*command, *streamlit_options], address, port, say, base))


@main.command()
@click.argument("case")
@case_options
@in_language
def results(chosen: CaseChoice, *, say: Language) -> None:  # noqa: ARG001 - its errors are said
    """Print every number of CASE (a slug or a folder) as one JSON object."""
    from dashboard.exports import results as block  # noqa: PLC0415

    # JSON is UTF-8 wherever it goes, whatever the terminal speaks.
    click.echo(block.results_json(block.results(chosen.trial())).encode(), nl=False)


@main.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, see docs/results.md.")
@case_options
@in_language
def answer(chosen: CaseChoice, *, as_json: bool, say: Language) -> None:
    """Print what the Story page answers to the question of CASE (a slug or a folder)."""
    from dashboard.analysis.answer import words  # noqa: PLC0415
    from dashboard.cases.marks import draft_sentence  # noqa: PLC0415
    from dashboard.exports.trial_blocks import absence_sentence  # noqa: PLC0415

    trial = chosen.trial()
    found, draft = trial.answer, draft_sentence(trial.folder.marks)
    if draft is not None:
        click.echo(say.say(draft), err=True)
    if as_json:
        from dashboard.exports.results import answer_json  # noqa: PLC0415

        click.echo(answer_json(trial, say).encode(), nl=False)
        return
    click.echo(words.headline(found, say))
    for sentence in words.sentences(found, say):
        click.echo(sentence)
    silent = [row for row in trial.case.evidence if row.finding == "none-found"]
    if silent:
        click.echo()
    for row in silent:
        click.echo(absence_sentence(trial.case, row, say))
    click.echo()
    click.echo(words.numbers(found, say))


# Running --------------------------------------------------------------


def app_file() -> Path:
    """
    Return the launcher: the one inside an installed package, else the checkout's.

    Raises
    ------
    InputError
        If neither is there.
    """
    package = Path(__file__).resolve().parents[1]
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


def _base(path: str) -> str:
    """Return the path without its outer slashes, or raise InputError."""
    base = path.strip("/")
    if base and not re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", base):
        raise InputError(
            N_(
                "“{path}” cannot be a base path; write letters, digits, hyphens and underscores, "
                "such as narrative or desk/narrative."
            ),
            path=path[:60],
        )
    return base


def check_free(address: str, port: int) -> None:
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


def links(address: str, port: int, base: str = "") -> tuple[str, ...]:
    """
    Addresses under which a browser reaches the dashboard.

    >>> links("localhost", 8501)
    ('http://localhost:8501',)
    >>> links("::1", 8501, "narrative")
    ('http://[::1]:8501/narrative/',)
    """
    path = f"/{base}/" if base else ""
    if address not in EVERYWHERE:
        host = f"[{address}]" if ":" in address else address
        return (f"http://{host}:{port}{path}",)
    hosts = dict.fromkeys(["localhost", socket.gethostname()])
    return tuple(f"http://{host}:{port}{path}" for host in hosts)


def serve(command: list[str], address: str, port: int, say: Language, base: str = "") -> int:
    """Run the server until it ends or is asked to; the links come when it answers."""
    with subprocess.Popen(command) as server, _stopped_by_signals(server) as asked:  # noqa: S603 - our own interpreter and launcher
        if _answers(server, address, port):
            for link in links(address, port, base):
                click.echo(say(N_("The dashboard is at {link}"), link=link))
            click.echo(say(N_("Ctrl-C stops it.")))
        code = server.wait()
    return 0 if asked else code


@contextlib.contextmanager
def _stopped_by_signals(server: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """
    End the server on Ctrl-C or SIGTERM; what has been received is in the list.

    A handler that raises could strike while the server is being waited for; this
    one only passes the wish on, and the second one is an order.  A server that has not
    finished what it has in hand after `GRACE` seconds is ended.
    """
    asked: list[int] = []
    order = threading.Timer(GRACE, server.kill)
    order.daemon = True

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        if len(asked) == 1:
            server.terminate()
            order.start()
        else:
            server.kill()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        order.cancel()
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
            asking.request("GET", "/healthz")
            asking.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return True
        finally:
            asking.close()
    return False


def entry() -> None:
    """Run one command in a process of its own."""
    gc.set_threshold(FEW_COLLECTIONS)
    # Matrices here are small: threads for each product cost a fifth of a command's time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()


if __name__ == "__main__":
    entry()
