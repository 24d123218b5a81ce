"""What machines ask a server: whether it lives, can serve, what it is; a picture of a case.

Streamlit answers any unknown address with a page, which a health check takes for good
news: these addresses answer under the base path too, and are 404 everywhere else.
"""

from __future__ import annotations

import asyncio
import os
import platform
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from dashboard import __version__
from dashboard.case import FORMAT
from dashboard.cases.folders import EXTRA_CASES
from dashboard.errors import SettingsError
from dashboard.language.language import Code
from dashboard.server import first_html
from dashboard.settings.loading import FOLDERS, load_settings, read_given
from dashboard.settings.values import at_home
from dashboard.ui import started

ADDRESSES = ("/healthz", "/readyz", "/version")
WARM = threading.Event()
"""Set once the first page has been prepared; see `dashboard.server.options`."""

FRESH = {"cache-control": "no-store"}
FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}
PRIVATE = {"cache-control": "private, no-store"}

_PICTURE = re.compile(r"([a-z0-9][a-z0-9-]{0,63})\.(en|zh)\.png")
# Pictures wait for each other: no case is put on trial twice, and pages have the other threads.
_DRAWER = ThreadPoolExecutor(1, thread_name_prefix="preview")


class Endpoint(Route):
    """A route that stands at the root and under the base path."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for this route."""
        # Asked at each request: an import may come before Streamlit has read its settings.
        base = first_html.base_path()
        if base and scope.get("path", "").startswith(f"{base}/"):
            scope = {**scope, "path": scope["path"].removeprefix(base)}
        return super().matches(scope)


def routes() -> list[BaseRoute]:
    """Routes of the endpoints, and of their names where they are none."""
    answers = (_alive, _ready, _version)
    found: list[BaseRoute] = [
        Endpoint(path, answer) for path, answer in zip(ADDRESSES, answers, strict=True)
    ]
    found.append(Endpoint("/preview/{name:path}", _preview))
    found.append(Endpoint(f"/program/plotly-{version_of('plotly')}.min.js", _plotly))
    found.append(Endpoint(f"/program/{first_html.TOOLS_FILE}", _tools))
    # A proxy that forwards to the wrong base path must hear of it.
    return [*found, *(Endpoint(f"/{{place:path}}{path}", _nowhere) for path in ADDRESSES)]


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("ok", headers=FRESH)


async def _ready(_request: Request) -> Response:
    ready, state = await asyncio.to_thread(readiness)
    return JSONResponse({"ready": ready, **state}, status_code=200 if ready else 503, headers=FRESH)


async def _version(_request: Request) -> Response:
    told = {
        "version": __version__,
        "python": platform.python_version(),
        "streamlit": version_of("streamlit"),
        "case_format": FORMAT,
    }
    return JSONResponse(told, headers=FRESH)


async def _plotly(_request: Request) -> Response:
    """Plotly's program from its package; `dashboard.ui.plots` has its name."""
    spec = find_spec("plotly")  # its place, without an import, which belongs to the start
    package = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    program = package / "package_data" / "plotly.min.js"
    return FileResponse(program, media_type="text/javascript", headers=FOR_GOOD)


async def _tools(_request: Request) -> Response:
    """Script of keys, search and copies."""
    return Response(first_html.TOOLS, media_type="text/javascript", headers=FOR_GOOD)


async def _nowhere(_request: Request) -> Response:
    return PlainTextResponse("not found", status_code=404, headers=FRESH)


async def _preview(request: Request) -> Response:
    """Picture of a case for whoever unfolds its link; parameters of its address are no matter."""
    await asyncio.to_thread(started.wait)
    from dashboard.ui import preview  # noqa: PLC0415 - pandas and Plotly belong to the start

    if not await asyncio.to_thread(preview.is_shown):
        return PlainTextResponse("not found", status_code=404, headers=PRIVATE)
    named = _PICTURE.fullmatch(request.path_params["name"])
    # A line break at the end of an address is none of the name that the route finds in it.
    if named is None or not request.scope["path"].endswith(named[0]):
        return await _nowhere(request)
    code = cast("Code", named[2])
    found = await asyncio.to_thread(preview.find_picture, named[1], code)
    if found is None:
        return await _nowhere(request)
    kept = {"etag": f'"{found.tag}"', "cache-control": "public, max-age=300"}
    if is_at_hand(request.headers.get("if-none-match", ""), kept["etag"]):
        return Response(status_code=304, headers=kept)
    known, picture = preview.PICTURES.look(found.tag)
    if not known:
        loop = asyncio.get_running_loop()
        picture = await loop.run_in_executor(_DRAWER, preview.draw_picture, found)
    if picture is None:
        return await _nowhere(request)
    length = {"content-length": str(len(picture))}
    body = b"" if request.method == "HEAD" else picture
    return Response(body, media_type="image/png", headers=kept | length)


def is_at_hand(tags: str, tag: str) -> bool:
    """Whether whoever asks has this very answer already."""
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in tags.split(","))


def readiness() -> tuple[bool, dict[str, Any]]:
    """
    Whether this process can serve readers, and what it has; no paths, no secrets.

    Returns
    -------
    bool
        False without warm-up, usable settings or a readable case, and when a folder that
        a setting names is not there or cannot be read.
    dict
        ``warm``, ``settings``, ``cases`` and the state of each folder; ``warm`` alone while
        the server still imports.
    """
    if not started.IMPORTED.is_set():  # one thread imports, and this is another
        return False, {"warm": False}
    from dashboard.ui import data  # noqa: PLC0415 - pandas and Plotly belong to the start

    entries = data.cases()  # kept for a moment, so that asking often costs nothing
    refused = sum(bool(entry.faults) for entry in entries)
    folders = _folders()
    states = {
        name: folder_state(folder, is_made=name in FOLDERS) for name, (folder, _) in folders.items()
    }
    state: dict[str, Any] = {
        "warm": WARM.is_set(),
        "settings": "faulty" if read_given().faults else "good",
        "cases": {"readable": len(entries) - refused, "refused": refused},
        "folders": states,
    }
    at_hand = all(
        states[name] in {"writable", "read-only"} or (states[name] == "missing" and not named)
        for name, (_, named) in folders.items()
    )
    ready = state["warm"] and state["settings"] == "good" and refused < len(entries) and at_hand
    return ready, state


def _folders() -> dict[str, tuple[Path, bool]]:
    """Folders that readers need, each with whether a setting names it."""
    found: dict[str, tuple[Path, bool]] = {}
    extra = os.environ.get(EXTRA_CASES, "").strip()
    if extra:
        found["cases"] = (at_home(extra), True)
    try:
        settings = load_settings()
    except SettingsError:
        return found
    named = read_given().places
    return found | {name: (getattr(settings, name), name in named) for name in FOLDERS}


def folder_state(folder: Path, *, is_made: bool = True) -> str:
    """
    What this process can do with a folder.

    Parameters
    ----------
    folder : Path
    is_made : bool
        Whether the dashboard makes it when it is not there.

    Returns
    -------
    str
        ``writable`` (also when it can be made), ``read-only``, ``unreadable`` or ``missing``.
    """
    try:
        if folder.is_dir():
            if not os.access(folder, os.R_OK | os.X_OK):
                return "unreadable"
            return "writable" if os.access(folder, os.W_OK) else "read-only"
        if not is_made or folder.exists():
            return "missing"
        above = next(each for each in folder.absolute().parents if each.exists())
    except OSError:
        return "unreadable"
    return "writable" if above.is_dir() and os.access(above, os.W_OK | os.X_OK) else "missing"
