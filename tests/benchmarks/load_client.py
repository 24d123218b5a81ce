"""A small client of Streamlit's own websocket protocol: many readers without browsers.

Each session does what a browser does when its reader changes the window: it asks
for a run with another link, names the messages it has kept, and waits until the
script has finished.  Traffic goes to loopback only and is bounded in sessions and
time.
"""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.benchmarks.processes import resident

MOST_SESSIONS = 200
LONGEST = 900.0  # seconds
PERIOD = 2.0  # seconds from one change of a session to its next
RUN_LIMIT = 30.0  # seconds after which a run counts as lost
KEPT = 400  # messages a browser remembers, near enough

# Windows a reader of the shipped case may look at; each is computed once by the server.
WINDOWS = tuple(
    {"base": base, "last": last}
    for base in ("2025-01-24", "2025-01-27", "2025-02-05", "2025-02-06")
    for last in ("2025-02-11", "2025-02-12", "2025-02-13")
)


@dataclass
class Load:
    """What one number of sessions felt."""

    sessions: int
    seconds: float
    reruns: list[float] = field(default_factory=list)
    first_pages: list[float] = field(default_factory=list)
    lost: int = 0
    received: int = 0

    def quantile(self, share: float) -> float:
        """Rerun time that this share of all reruns stays within."""
        ordered = sorted(self.reruns)
        if not ordered:
            return float("inf")
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Session:
    """One reader's tab."""

    def __init__(self, socket: ClientConnection, port: int, path: str) -> None:
        self._socket = socket
        self._address = f"http://127.0.0.1:{port}{path}"
        self._page = path.strip("/")
        self._kept: dict[str, None] = {}
        self.received = 0

    async def look_at(self, query: dict[str, str]) -> float:
        """Ask for a run with this link; seconds until the script has finished."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = urlencode(query)
        state.page_name = self._page
        state.cached_message_hashes.extend(self._kept)
        state.context_info.url = f"{self._address}?{state.query_string}"
        state.context_info.locale = "en-GB"
        state.context_info.timezone = "Europe/London"
        state.context_info.color_scheme = "light"
        begin = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(RUN_LIMIT):
            while not self._finished(await self._socket.recv()):
                pass
        return time.perf_counter() - begin

    def _finished(self, payload: str | bytes) -> bool:
        assert isinstance(payload, bytes)
        self.received += len(payload)
        answer = ForwardMsg.FromString(payload)
        if answer.hash and answer.metadata.cacheable:
            self._kept[answer.hash] = None
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        # A run that was cut short by the next one has not answered its reader.
        return (
            answer.WhichOneof("type") == "script_finished"
            and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        )


def open_session(port: int) -> connect:
    """Connection as a browser makes it, without the compression it does not use."""
    return connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        compression=None,
        max_size=None,
        open_timeout=RUN_LIMIT,
    )


async def _changes(session: Session, number: int, load: Load, until: float) -> None:
    chance = random.Random(number)
    choice = chance.randrange(len(WINDOWS))
    # Readers do not click in step.
    await asyncio.sleep(chance.uniform(0, PERIOD))
    while time.perf_counter() < until:
        turn = time.perf_counter()
        choice = (choice + chance.randrange(1, len(WINDOWS))) % len(WINDOWS)
        try:
            load.reruns.append(await session.look_at({"lang": "en", **WINDOWS[choice]}))
        except (TimeoutError, ConnectionClosed):
            load.lost += 1
            return
        await asyncio.sleep(max(0.0, PERIOD - (time.perf_counter() - turn)))


async def measure(port: int, path: str, sessions: int, seconds: float) -> Load:
    """
    Let so many readers change their window every two seconds, for so long.

    They come one after the other before the clock starts: what is measured is a
    room of readers at work, not a rush to the door.
    """
    if not 1 <= sessions <= MOST_SESSIONS or not 0 < seconds <= LONGEST:
        message = f"at most {MOST_SESSIONS} sessions and {LONGEST:.0f} s, not {sessions}, {seconds}"
        raise ValueError(message)
    load = Load(sessions, seconds)
    async with contextlib.AsyncExitStack() as opened:
        readers = []
        for _ in range(sessions):
            socket = await opened.enter_async_context(open_session(port))
            readers.append(Session(socket, port, path))
            load.first_pages.append(await readers[-1].look_at({"lang": "en"}))
        until = time.perf_counter() + seconds
        async with asyncio.timeout(seconds + RUN_LIMIT + PERIOD), asyncio.TaskGroup() as room:
            for number, session in enumerate(readers):
                room.create_task(_changes(session, number, load, until))
    load.received = sum(session.received for session in readers)
    return load


async def warm(port: int, path: str) -> None:
    """Look at every window once, so that no load step pays for the first computation."""
    async with open_session(port) as socket:
        session = Session(socket, port, path)
        for window in WINDOWS:
            await session.look_at({"lang": "en", **window})


async def hold(port: int, path: str, pid: int, sessions: int) -> list[int]:
    """
    Open sessions one by one and keep them open.

    Returns
    -------
    list of int
        Memory of the server in kB: before, with one session, with `sessions` more.
    """
    memory = [resident(pid)]
    async with asyncio.timeout(LONGEST), contextlib.AsyncExitStack() as opened:
        for number in range(sessions + 1):
            socket = await opened.enter_async_context(open_session(port))
            await Session(socket, port, path).look_at({"lang": "en"})
            if number == 0:
                memory.append(resident(pid))
        memory.append(resident(pid))
    return memory
