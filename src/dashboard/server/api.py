"""Cases, results and figures for programs, under the rules of the pages: ``docs/api.md``.

Nobody who asks here has logged in: where readers do, there is nothing for anybody.  An answer
is worked out in a thread of its own, one at a time, so that pages have the others.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Literal

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from dashboard.errors import N_, SettingsError
from dashboard.language.language import Language, language
from dashboard.server import first_html
from dashboard.server.api_description import description
from dashboard.server.endpoints import FRESH, PRIVATE, Endpoint, is_at_hand
from dashboard.settings.loading import load_settings
from dashboard.ui import started

if TYPE_CHECKING:
    from dashboard.ui.answers import Found, What

RESOURCES: dict[str, What | Literal["description"]] = {
    "/api/cases": "cases",
    "/api/cases/{slug}/results": "results",
    "/api/cases/{slug}/answer": "answer",
    "/api/cases/{slug}/exhibits": "exhibits",
    "/api/cases/{slug}/exhibits/{name}.csv": "csv",
    "/api/cases/{slug}/exhibits/{name}.json": "json",
    "/api/cases/{slug}/exhibits/{name}.svg": "svg",
    "/api/cases/{slug}/exhibits/{name}.png": "png",
    "/api/cases/{slug}/tables": "tables",
    "/api/cases/{slug}/tables/{name}.csv": "table csv",
    "/api/cases/{slug}/tables/{name}.json": "table json",
    "/api/cases/{slug}/case": "case",
    "/api/cases/{slug}/case/{name}.csv": "case csv",
    "/api/cases/{slug}/case/{name}.json": "case json",
    "/api/cases/{slug}/editions": "editions",
    "/feed.atom": "feed",
    "/api/cases/{slug}/feed.atom": "case feed",
    "/api/openapi.json": "description",
}

_NOTHING = N_("There is nothing at this address.")
_METHOD = N_("This address answers GET and HEAD alone.")
_TWICE = N_("The parameter “{name}” stands twice; which of the two is meant cannot be told.")
_SORRY = N_(
    "Something went wrong on our side; whoever runs this dashboard finds it in the server’s log."
)

_KEPT = {"cache-control": "no-cache"}  # may be kept, and is asked for again
_WORKER = ThreadPoolExecutor(1, thread_name_prefix="api")
_log = logging.getLogger(__name__)


def routes() -> list[BaseRoute]:
    """Routes for programs; whatever else stands below ``/api`` is nothing, and no page."""
    found: list[BaseRoute] = [Endpoint(path, _Resource(what)) for path, what in RESOURCES.items()]
    return [*found, *(Endpoint(path, _Resource(None)) for path in ("/api", "/api/{rest:path}"))]


class _Resource:
    """What answers at one address, whatever the method: a route to a function knows GET alone."""

    def __init__(self, what: What | Literal["description"] | None) -> None:
        self.what = what

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        try:
            answer = await _answer(self.what, request)
        except Exception:  # noqa: BLE001 - a program is told in a sentence as well
            _log.exception("What a program asked for failed.")
            answer = _error(500, _tongue(request.query_params)(_SORRY))
        for name, value in (await asyncio.to_thread(_sharing, request)).items():
            answer.headers[name] = value
        if request.method == "HEAD":
            answer.body = b""  # the length that was said stays that of the whole
        await answer(scope, receive, send)


async def _answer(what: What | Literal["description"] | None, request: Request) -> Response:
    link = dict(request.query_params)
    if request.method == "OPTIONS":
        shared = await asyncio.to_thread(_sharing, request)
        if shared:
            return Response(status_code=204, headers=FRESH)
    if request.method not in {"GET", "HEAD"}:
        return _error(405, _tongue(link)(_METHOD), {"allow": "GET, HEAD"})
    # A line break at the end of an address is none of the name that the route finds in it.
    if request.scope["path"].endswith("\n"):
        what = None
    found = await asyncio.to_thread(_find, what, request.path_params, request.query_params)
    if isinstance(found, Response):
        return found
    kept = _validators(found)
    if _has_it(request, kept["etag"], found.modified):
        return Response(status_code=304, headers=kept)
    body = found.kept()
    if body is None:
        made = await asyncio.get_running_loop().run_in_executor(_WORKER, _made, found)
        if isinstance(made, Response):
            return made
        body = made
    if found.name:
        kept["content-disposition"] = f'inline; filename="{found.name}"'
    return Response(body, media_type=found.media, headers=kept)


def _sharing(request: Request) -> dict[str, str]:
    """Headers that let a page of another site read an answer; none but for the sites named."""
    try:
        origins = load_settings().api_origins
    except SettingsError:
        return {}
    if not origins:
        return {}
    origin = request.headers.get("origin", "")
    started.wait()
    from dashboard.ui import preview  # noqa: PLC0415 - as below

    if origin not in origins or not preview.is_shown():
        return {} if request.method == "OPTIONS" else {"vary": "Origin"}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "If-None-Match, If-Modified-Since",
        "access-control-expose-headers": "ETag, Last-Modified, Content-Disposition",
        "vary": "Origin",
    }


def _find(
    what: What | Literal["description"] | None, named: Mapping[str, str], asked: QueryParams
) -> Found | Response:
    """What can be answered; in a thread, since it may read the files of a case."""
    started.wait()
    from dashboard.ui import answers, preview  # noqa: PLC0415 - pandas and Plotly belong to the start

    link = dict(asked)
    if not preview.is_shown():
        return _error(404, _NOTHING, PRIVATE)
    if what is None:
        return _error(404, _tongue(link)(_NOTHING))
    base = preview.public_address() or first_html.base_path()
    if what == "description":
        return answers.ready(json.dumps(description(base), indent=1).encode())
    twice = next((name for name in link if len(asked.getlist(name)) > 1), None)
    if twice is not None:
        return _error(400, _tongue(link)(_TWICE, name=twice[:64]))
    try:
        return answers.find(what, named, link, base)
    except answers.RefusedError as refused:
        return _error(refused.status, refused.sentence)


def _validators(found: Found) -> dict[str, str]:
    """Headers that tell whether an answer is still so."""
    told = {"etag": f'"{found.tag}"', **_KEPT}
    if found.modified is not None:
        told["last-modified"] = format_datetime(found.modified.astimezone(UTC), usegmt=True)
    return told


def _has_it(request: Request, tag: str, modified: datetime | None) -> bool:
    """Whether whoever asks has this very answer: by its tag, else by the time they name."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return is_at_hand(tags, tag)
    since = request.headers.get("if-modified-since", "")
    if modified is None or not since:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # no date, or one without its zone
        return False


def _made(found: Found) -> bytes | Response:
    from dashboard.ui import answers  # noqa: PLC0415 - as above

    try:
        return found.made()
    except answers.RefusedError as refused:
        return _error(refused.status, refused.sentence)


def _tongue(link: Mapping[str, str]) -> Language:
    return language(link.get("lang", "").strip())


def _error(status: int, sentence: str, headers: Mapping[str, str] = FRESH) -> Response:
    return JSONResponse({"error": sentence}, status_code=status, headers={**FRESH, **headers})
