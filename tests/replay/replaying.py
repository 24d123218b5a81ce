"""A local server that plays a source: documented answers, good, odd and hostile ones.

It listens on loopback only.  A route is a path prefix and a function from the request
to a `Play`; the longest matching prefix wins, and what no route matches is a 404.
"""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SLOWEST = 60.0  # seconds; a hung answer ends with its server, at the latest with this


@dataclass(frozen=True)
class Asked:
    """One request as it came in: method, path, first value of every parameter, form, body."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    at: float
    body: str = ""


@dataclass(frozen=True)
class Play:
    """
    One answer.

    Attributes
    ----------
    body : bytes or str
    status : int
    headers : dict
    wait : float
        Seconds before anything is sent.
    drip : float
        Seconds between two bytes of the body or of `raw`; 0 sends it in one go.
    cut : bool
        Close the connection without a word.
    raw : bytes
        Sent as it is in place of head and body; then the connection is closed.
    endless : bool
        Send the body over and over, until the client goes; needs a `Content-Length` or
        `Connection: close` among the headers.
    close : bool
        Close the connection behind the body, however much of it was announced.
    """

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    cut: bool = False
    raw: bytes = b""
    endless: bool = False
    close: bool = False


BLOCK_PAGE = Play(
    "<!DOCTYPE html><html><head><title>403</title></head><body>Access denied</body></html>",
    headers={"Content-Type": "text/html"},
)
BAD_GATEWAY = Play("<html><body>502 Bad Gateway</body></html>", status=502)
CUT = Play(cut=True)
HANG = Play(wait=SLOWEST)

Route = Callable[[Asked], Play]


def json_play(content: object, **options: object) -> Play:
    """Answer with JSON."""
    return Play(json.dumps(content, ensure_ascii=False), **options)


class Replay:
    """A running server: `url`, what it was `asked`, and routes that may be changed."""

    def __init__(self, routes: dict[str, Route | Play]) -> None:
        self.routes = routes
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.replay = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.002,), daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """Paths asked so far."""
        return [asked.path for asked in self.asked]

    def play(self, asked: Asked) -> Play:
        fitting = [prefix for prefix in self.routes if asked.path.startswith(prefix)]
        if not fitting:
            return Play("not found", status=404)
        route = self.routes[max(fitting, key=len)]
        return route if isinstance(route, Play) else route(asked)

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    replay: Replay

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else head and body of an answer are 40 ms apart
    server: _Server

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        replay = self.server.replay
        split = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size).decode("utf-8", "replace") if size else ""
        asked = Asked(
            self.command,
            split.path,
            _first(split.query),
            _first(body),
            {name.lower(): value for name, value in self.headers.items()},
            time.monotonic(),
            body,
        )
        replay.asked.append(asked)
        play = replay.play(asked)
        if play.wait:
            replay.closing.wait(play.wait)
        if play.cut or replay.closing.is_set():
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        with contextlib.suppress(OSError):
            self._send(play)

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, play: Play) -> None:
        body = play.body.encode() if isinstance(play.body, str) else play.body
        if play.raw or play.endless or play.close:
            self.close_connection = True
        if play.raw:
            self._write(play.raw, play.drip)
            return
        self.send_response(play.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (headers | play.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self._write(body, play.drip)
        while play.endless and not self.server.replay.closing.is_set():
            self._write(body, play.drip)

    def _write(self, content: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(content)
            return
        for byte in content:
            if self.server.replay.closing.wait(drip):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


@contextlib.contextmanager
def replaying(routes: dict[str, Route | Play] | None = None) -> Iterator[Replay]:
    """Run a replay server until the block ends."""
    server = Replay(routes or {})
    try:
        yield server
    finally:
        server.close()
