"""Requests straight into an ASGI application: no server, no client library."""

import asyncio
import json
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What an application answered."""

    status_code: int
    headers: dict
    content: bytes

    @property
    def text(self):
        return self.content.decode()

    def json(self):
        return json.loads(self.content)


def scope(kind, path, headers=None):
    """Scope of one request, as a server makes it."""
    route, _, query = path.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws",
        "path": route,
        "raw_path": route.encode(),
        "root_path": "",
        "query_string": query.encode("latin-1"),
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in (headers or {}).items()],
        "client": ("203.0.113.9", 1),
        "server": ("127.0.0.1", 80),
        "subprotocols": [],
        "state": {},
    }


_KEPT = threading.local()


def run(work):
    """
    Run a coroutine in a thread of its own: a test may have left this one with a loop.

    Whoever asks keeps thread and loop, which take longer to make than most answers.
    """
    if not hasattr(_KEPT, "loop"):
        _KEPT.loop = asyncio.new_event_loop()
        threading.Thread(target=_KEPT.loop.run_forever, daemon=True).start()
    return asyncio.run_coroutine_threadsafe(work, _KEPT.loop).result()


def request(app, method, path, headers=None):
    """One HTTP request."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    run(app({**scope("http", path, headers), "method": method}, receive, send))
    named = {k.decode().lower(): v.decode("latin-1") for k, v in sent[0]["headers"]}
    return Said(sent[0]["status"], named, b"".join(each.get("body", b"") for each in sent[1:]))


async def converse(app, path, headers=None, during=None):
    """One websocket: open, do something meanwhile, leave; returns the kinds of answers."""
    sent = []

    async def receive():
        if not sent:
            return {"type": "websocket.connect"}
        if during is not None:
            await during()
        return {"type": "websocket.disconnect", "code": 1001}

    async def send(message):
        sent.append(message)

    await app(scope("websocket", path, headers), receive, send)
    return [message["type"] for message in sent]
