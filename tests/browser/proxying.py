"""Two dashboards behind a real nginx with the configuration of `deploy`, on free ports."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.serving import Server, free_port, serve

BASE = "/narrative"
START_LIMIT = 20.0  # seconds
SECRET = "of-the-tests-alone"


def need_nginx() -> str:
    """Path of nginx; skips the test with a reason where it or OpenSSL is absent."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip("no nginx: apt-get install nginx-light")
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    return found


@dataclass(frozen=True)
class Proxied:
    """
    What stands behind one address.

    Attributes
    ----------
    port : int
        Where nginx listens, with TLS.
    replicas : tuple of Server
        The dashboards, in the order of the configuration.
    folder : Path
        Configuration, certificate and logs.
    """

    port: int
    replicas: tuple[Server, ...]
    folder: Path

    @property
    def origin(self) -> str:
        """Address without a path."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Address of the first page, without its last slash."""
        return self.origin + BASE

    def get(
        self, path: str, headers: dict[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body of one request through the proxy."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, context=trusting
        )
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()

    def kill(self, number: int) -> None:
        """End a replica as a crash would."""
        os.killpg(self.replicas[number].pid, signal.SIGKILL)


def configuration(root: Path, folder: Path, ports: dict[str, int]) -> str:
    """The file of `deploy` with ports and folders of a test; everything else is as it stands."""
    text = (root / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = [
        (r"(?m)^user .*;$", ""),
        (r"/run/nginx\.pid", f"{folder}/nginx.pid"),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"listen 80;", f"listen 127.0.0.1:{ports['plain']};"),
        (r"listen 443 ", f"listen 127.0.0.1:{ports['tls']} "),
        (r"/etc/nginx/tls/", f"{folder}/"),
        (r"\b8501\b", str(ports["one"])),
        (r"\b8502\b", str(ports["two"])),
        (r"(?m)^http \{$", "http {\n" + _temporary(folder)),
    ]
    for pattern, instead in changes:
        text, n = re.subn(pattern, lambda _, instead=instead: instead, text)
        assert n, pattern
    return text


def _temporary(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return "\n".join(f"    {kind}_temp_path {folder}/{kind};" for kind in kinds)


def make_certificate(folder: Path) -> None:
    """Certificate of an hour for nobody in particular."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "1", "-subj", "/CN=narrative.example"]
    command += ["-keyout", str(folder / "narrative.key"), "-out", str(folder / "narrative.crt")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@contextlib.contextmanager
def nginx(root: Path, folder: Path, ports: dict[str, int]) -> Iterator[None]:
    """Run nginx in the foreground until the block ends."""
    command = [need_nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    (folder / "nginx.conf").write_text(configuration(root, folder, ports), encoding="utf-8")
    make_certificate(folder)
    with (folder / "nginx.out").open("wb") as output:
        process = subprocess.Popen(
            [*command, "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            _wait(process, ports["tls"], folder)
            yield
        finally:
            process.send_signal(signal.SIGQUIT)
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    message = f"nginx did not start: {(folder / 'nginx.out').read_text()}"
    raise RuntimeError(message)


@contextlib.contextmanager
def proxied(
    root: Path, folder: Path, *, secrets: Callable[[str], str] | None = None
) -> Iterator[Proxied]:
    """
    Two replicas that share store, cases, editions and cookie secret, behind nginx.

    Parameters
    ----------
    root, folder : Path
        Checkout, and an empty folder.
    secrets : callable, optional
        From the address of the first page to the text of Streamlit's secrets.
    """
    need_nginx()
    for name in ("store", "cases", "editions"):
        (folder / name).mkdir()
    shared = {f"MARKET_NARRATIVE_{name.upper()}": str(folder / name) for name in _FOLDERS}
    shared |= {"STREAMLIT_SERVER_COOKIE_SECRET": SECRET, "MARKET_NARRATIVE_LOG": "json"}
    ports = {name: free_port() for name in ("plain", "tls", "one", "two")}
    if secrets is not None:
        text = secrets(f"https://127.0.0.1:{ports['tls']}{BASE}")
        (folder / "secrets.toml").write_text(text, encoding="utf-8")
        shared["STREAMLIT_SECRETS_FILES"] = str(folder / "secrets.toml")
    with contextlib.ExitStack() as running:
        replicas = tuple(
            running.enter_context(
                serve(
                    root,
                    log=folder / f"{name}.log",
                    command=run_command(ports[name]),
                    port=ports[name],
                    environment=shared,
                )
            )
            for name in ("one", "two")
        )
        running.enter_context(nginx(root, folder, ports))
        yield Proxied(ports["tls"], replicas, folder)


_FOLDERS = ("store", "cases", "editions")


def run_command(port: int) -> list[str]:
    """The command of the service file, on another port."""
    command = [sys.executable, "-m", "dashboard.commands.main", "run", "--address", "127.0.0.1"]
    return [*command, "--port", str(port), "--base-path", BASE.strip("/")]
