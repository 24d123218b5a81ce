"""What a browser sends through the websocket, without a server."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.server.client_messages import ClientMessages
from tests.replay.asgi import run, scope


def through(*frames):
    """Frames that reach the application, and what was sent back."""
    waiting = [{"type": "websocket.receive", **frame} for frame in frames]
    reached, sent = [], []

    async def receive():
        await asyncio.sleep(0)
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1000}

    async def application(_scope, receive, _send):
        while (message := await receive())["type"] == "websocket.receive":
            reached.append(message["bytes"])

    async def send(message):
        sent.append(message)

    run(ClientMessages(application)(scope("websocket", "/_stcore/stream"), receive, send))
    return reached, sent


def message(**asked):
    return {"bytes": BackMsg(**asked).SerializeToString()}


def test_what_empties_the_caches_of_everybody_is_dropped():
    stop = message(stop_script=True)
    frames = [
        message(clear_cache=True),
        message(debug_shutdown_runtime=True),
        message(debug_disconnect_websocket=True),
        stop,
    ]

    assert ([stop["bytes"]], []) == through(*frames)


@pytest.mark.parametrize(
    "frame", [{"bytes": b"\xff\xff\xff"}, {"bytes": b"", "text": None}, {"text": "hello"}]
)
def test_a_bad_frame_ends_its_connection_and_costs_one_line(frame, caplog):
    reached, sent = through(frame, message(stop_script=True))

    assert [] == reached
    assert [1002] == [each["code"] for each in sent]
    assert ["A frame that is no message ended its connection."] == caplog.messages
    assert not caplog.records[0].exc_info
