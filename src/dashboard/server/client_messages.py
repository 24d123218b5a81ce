"""What a browser sends through the websocket: let through, dropped, or the end of it.

Streamlit's own client knows a message that empties the caches of everybody, and logs a
frame that is none with every line of its traceback.
"""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Whoever asks for these asks in the name of all readers, or is no client of ours.
DROPPED = ("clear_cache", "debug_disconnect_websocket", "debug_shutdown_runtime")
PROTOCOL_ERROR = 1002

_log = logging.getLogger(__name__)


class ClientMessages:
    """
    Middleware: only messages that a reader may send reach Streamlit.

    Parameters
    ----------
    app : ASGIApp

    Notes
    -----
    A frame is read here and again by Streamlit: it has some hundred bytes, and larger ones,
    whose size Streamlit limits, are rare.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def receive_allowed() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                kind = kind_of(message)
                if kind is None:
                    _log.warning("A frame that is no message ended its connection.")
                    await send({"type": "websocket.close", "code": PROTOCOL_ERROR})
                    return {"type": "websocket.disconnect", "code": PROTOCOL_ERROR}
                if kind not in DROPPED:
                    return message

        await self.app(scope, receive_allowed, send)


def kind_of(message: Message) -> str | None:
    """Word for what a frame asks; None where it is no message of a client."""
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415 - belongs to the first reader

    data = message.get("bytes")
    if data is None:
        return None
    try:
        kind = BackMsg.FromString(data).WhichOneof("type")
    except Exception:  # noqa: BLE001 - of a library that is Streamlit's affair
        return None
    return None if kind is None else str(kind)
