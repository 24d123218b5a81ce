"""Start the dashboard as its users do, on a free port, and stop it again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

START_LIMIT = 90.0  # seconds; a cold disk on a busy machine is slow
WARM_LIMIT = 30.0  # seconds from the first answer to prepared pages
STOP_LIMIT = 10.0


@dataclass(frozen=True)
class Server:
    """
    A dashboard that answers.

    Attributes
    ----------
    port : int
        Where it listens, on loopback only.
    pid : int
        Process id of what was started.
    started_in : float
        Seconds from the start of the process to the first healthy answer.
    log : Path
        Everything it printed.
    """

    port: int
    pid: int
    started_in: float
    log: Path

    @property
    def url(self) -> str:
        """Address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def get(
        self, path: str, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body of one plain request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()


# Ports of servers that have ended.  A browser keeps what it has compiled of a program by its
# address: at the same one the first page of the next server takes three fifths of the work.
_LEFT: list[int] = []


def free_port() -> int:
    """Port that nothing listens on just now, of a server that has ended if there is one."""
    while _LEFT:
        with contextlib.suppress(OSError):
            return _bound(_LEFT.pop())
    return _bound(0)


def _bound(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])


def streamlit_command(app: Path, port: int) -> list[str]:
    """Command of the README's second way to start."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(app)),
        *("--server.port", str(port), "--server.address", "127.0.0.1"),
    ]


@contextlib.contextmanager
def serve(
    root: Path,
    *,
    log: Path,
    cwd: Path | None = None,
    command: Sequence[str] | None = None,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """
    Run a dashboard until the block ends.

    Parameters
    ----------
    root : Path
        Checkout whose launcher is started.
    log : Path
        File for its output.
    cwd : Path, optional
        Folder it is started in; the checkout by default.
    command : sequence of str, optional
        Another way to start it, listening on `port`.
    port : int, optional
        A free one by default.
    environment : mapping of str to str, optional
        Further variables, such as where sources are played; without them the store is a
        folder beside the log, and no settings file is read.
    """
    port = port or free_port()
    begin = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command or streamlit_command(root / "app.py", port),
            cwd=cwd or root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(log.parent) | dict(environment or {}),
            # Its own group, so that children of a console script end with it.
            start_new_session=True,
        )
        try:
            _wait_until_healthy(process, port, log)
            healthy = time.monotonic() - begin
            _wait_until_warm(port)
            yield Server(port, process.pid, healthy, log)
        finally:
            _stop(process)
            _LEFT.append(port)


def _environment(folder: Path) -> dict[str, str]:
    # Settings of whoever runs the tests must not reach the server, nor the server their store.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return kept | {
        "MARKET_NARRATIVE_STORE": str(folder / "store"),
        "MARKET_NARRATIVE_EDITIONS": str(folder / "editions"),
        "MARKET_NARRATIVE_SETTINGS": str(folder / "no-settings.toml"),
    }


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            # At the root whatever the base path is.
            asking.request("GET", "/healthz")
            if asking.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            asking.close()
    printed = log.read_text(encoding="utf-8", errors="replace")[-4000:]
    why = "ended" if process.poll() is not None else f"gave no answer in {START_LIMIT:.0f} s"
    message = f"the dashboard {why}; it printed:\n{printed}"
    raise RuntimeError(message)


def _wait_until_warm(port: int) -> None:
    """Wait until the first pages are prepared; a server that never is serves all the same."""
    end = time.monotonic() + WARM_LIMIT
    while time.monotonic() < end:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asking.request("GET", "/readyz")
            if b'"warm":true' in asking.getresponse().read():
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            asking.close()
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_LIMIT)
