"""A time-out for a whole answer: it ends what drips as well as what hangs.

A socket's own time-out starts again with every byte, so a server that sends one byte a
second holds its client for as long as it likes: in the head of an answer, in the size of
a chunk, in a compressed body that yields nothing.  A `Deadline` shuts the socket instead,
which wakes whoever reads from it.  The look-up of a name and the hand-shake with a proxy
are left to the time-outs of system and library.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

_thread = threading.local()  # the deadline that each thread works under


class Deadline:
    """
    Shut the connection this thread reads from when the time is up.

    Parameters
    ----------
    seconds : float

    Attributes
    ----------
    passed : bool
        Whether the time was up before the block ended: what was read may be cut short.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._over = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        _thread.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        _thread.deadline = None
        with self._lock:  # the socket goes back to the pool and is another's next
            self._socket = None
            self._over = True

    def hold(self, sock: object) -> None:
        """Take the socket that the answer is about to come from."""
        with self._lock:
            self._socket = sock if isinstance(sock, socket.socket) else None
            if self.passed:
                self._shut()

    def _pass(self) -> None:
        with self._lock:
            if not self._over:  # a timer may fire while it is cancelled
                self.passed = True
                self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not the method of an encrypted socket: that one drops the cipher
                # under the thread that is reading.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Held(HTTPConnection):
    """A connection that tells the thread's deadline which socket it reads from."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as in urllib3 itself
        deadline: Deadline | None = getattr(_thread, "deadline", None)
        if deadline is not None:
            deadline.hold(self.sock)
        return super().getresponse()


class _HeldSecurely(_Held, HTTPSConnection):
    """The same, encrypted."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Held


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _HeldSecurely


_POOLS = {"http": _Pool, "https": _SecurePool}


class HeldAdapter(HTTPAdapter):
    """Adapter of a session of `requests` whose connections know of deadlines."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pools for hosts that are reached directly."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the pools for hosts behind a proxy; a SOCKS proxy has its own kind."""
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager
