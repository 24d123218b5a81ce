"""The addresses for programs in the words of OpenAPI 3.1, written by hand as data."""

from __future__ import annotations

from typing import Any

from dashboard import __version__

_OBJECT = {"type": "object"}
_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_BOTH = {
    "type": "object",
    "properties": {"en": _TEXT, "zh": _TEXT},
    "required": ["en", "zh"],
}
_URLS = {"type": "object", "additionalProperties": {"type": "string", "format": "uri-reference"}}

_LANG = {
    "name": "lang",
    "in": "query",
    "description": "Language of titles and sentences.",
    "schema": {"type": "string", "enum": ["en", "zh"], "default": "en"},
}
_CHOICES: list[dict[str, Any]] = [
    {
        "name": "base",
        "in": "query",
        "description": "Session whose close the returns are measured from.",
        "schema": _DAY,
    },
    {"name": "last", "in": "query", "description": "Last session.", "schema": _DAY},
    {"name": "bench", "in": "query", "description": "Id of a benchmark.", "schema": _TEXT},
    {
        "name": "asof",
        "in": "query",
        "description": "Only evidence that was public by the end of this day.",
        "schema": _DAY,
    },
    {
        "name": "edition",
        "in": "query",
        "description": "Id of a frozen edition of the case: its numbers in place of the live ones.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    },
    _LANG,
]
_SLUG = {"name": "slug", "in": "path", "required": True, "schema": _TEXT}
_NAME = {**_SLUG, "name": "name", "description": "As the list of exhibits has it."}


def description(base: str) -> dict[str, Any]:
    """
    Description of all addresses.

    Parameters
    ----------
    base : str
        What stands before ``/api/``: a path, or a full address.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "market-narrative",
            "version": __version__,
            "description": "Cases, their results and their figures, for programs that read.",
        },
        "servers": [{"url": base or "/"}],
        "paths": {
            "/api/cases": _of("listCases", "Cases", "Cases", [_LANG], worked_out=False),
            "/api/cases/{slug}/results": _case(
                "getResults", "Every number of the trial (docs/results.md)", "Results"
            ),
            "/api/cases/{slug}/answer": _case("getAnswer", "What the Story page answers", "Answer"),
            "/api/cases/{slug}/exhibits": _case(
                "listExhibits", "Figures, and what can be had of each", "Exhibits"
            ),
            "/api/cases/{slug}/exhibits/{name}.csv": _file(
                "getTableAsCsv", "Table of a figure: UTF-8 with a byte order mark", "text/csv"
            ),
            "/api/cases/{slug}/exhibits/{name}.json": _case(
                "getTable", "Table of a figure", "Table", [_NAME]
            ),
            "/api/cases/{slug}/exhibits/{name}.svg": _file(
                "getDrawing", "Drawing of a chart", "image/svg+xml"
            ),
            "/api/cases/{slug}/exhibits/{name}.png": _file(
                "getPicture", "Drawing of a chart as pixels", "image/png"
            ),
            **_tables(),
            "/api/cases/{slug}/editions": _of(
                "listEditions", "Frozen editions", "Editions", [_SLUG, _LANG], worked_out=False
            ),
            "/feed.atom": _feed("getFeed", "What is new in all cases, as Atom", [_LANG]),
            "/api/cases/{slug}/feed.atom": _feed(
                "getFeedOfCase", "What is new in one case, as Atom", [_SLUG, _LANG]
            ),
            "/api/openapi.json": _of(
                "getDescription", "This description", "", [], worked_out=False
            ),
        },
        "components": {"schemas": _SCHEMAS},
    }


def _case(
    name: str, summary: str, schema: str, more: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return _of(name, summary, schema, [_SLUG, *(more or []), *_CHOICES])


def _file(name: str, summary: str, media: str) -> dict[str, Any]:
    found = _case(name, summary, "", [_NAME])
    found["get"]["responses"]["200"]["content"] = {media: {"schema": _TEXT}}
    return found


def _of(
    name: str,
    summary: str,
    schema: str,
    parameters: list[dict[str, Any]],
    *,
    worked_out: bool = True,
) -> dict[str, Any]:
    """One address: what it is asked with, and each way in which it can answer."""
    body = {"$ref": f"#/components/schemas/{schema}"} if schema else _OBJECT
    tag = {"ETag": {"description": "What changes when the answer does.", "schema": _TEXT}}
    responses: dict[str, Any] = {
        "200": {
            "description": summary,
            "headers": tag,
            "content": {"application/json": {"schema": body}},
        },
        "304": {"description": "What If-None-Match names is still so."},
        "404": _refusal("No such case or figure, or readers log in here."),
    }
    if parameters:
        responses["400"] = _refusal("A parameter cannot be used.")
    if worked_out:
        responses["409"] = _refusal("The case has no prices, or cannot be worked out.")
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _tables() -> dict[str, Any]:
    """Tables of a case, as the folders of its archive have them."""
    return {
        "/api/cases/{slug}/tables": _case("listTables", "Tables that are worked out", "Tables"),
        "/api/cases/{slug}/tables/{name}.csv": _file(
            "getWorkedTableAsCsv", "Table of the archive’s folder tables", "text/csv"
        ),
        "/api/cases/{slug}/tables/{name}.json": _case(
            "getWorkedTable", "Table of the archive’s folder tables", "Table", [_NAME]
        ),
        "/api/cases/{slug}/case": _case(
            "listCaseTables", "Tables the case is written in", "Tables"
        ),
        "/api/cases/{slug}/case/{name}.csv": _file(
            "getCaseTableAsCsv", "Table the case is written in, as its own file has it", "text/csv"
        ),
        "/api/cases/{slug}/case/{name}.json": _case(
            "getCaseTable", "Table the case is written in", "Table", [_NAME]
        ),
    }


def _feed(name: str, summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    found = _of(name, summary, "", parameters, worked_out=False)
    found["get"]["responses"]["200"]["content"] = {"application/atom+xml": {"schema": _TEXT}}
    return found


def _refusal(words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {"description": words, "content": content}


def _whole(**properties: dict[str, Any]) -> dict[str, Any]:
    """Object that has all of these."""
    return {"type": "object", "properties": properties, "required": list(properties)}


_LISTED_CASE = _whole(
    slug=_TEXT,
    title=_BOTH,
    question=_BOTH,
    status={"type": "string", "enum": ["closed", "open"]},
    window=_whole(first=_DAY, last=_DAY),
    urls=_URLS,
)
_LISTED_EXHIBIT = _whole(name=_TEXT, page=_TEXT, title=_TEXT, urls=_URLS)
# Why there is no file of it stands where there is none.
_LISTED_EXHIBIT["properties"]["reason"] = _TEXT

_SCHEMAS: dict[str, Any] = {
    "Cases": _whole(
        cases={"type": "array", "items": _LISTED_CASE},
        complete={
            "type": "boolean",
            "description": "False as long as folders of cases are still being read.",
        },
    ),
    "Results": {"type": "object", "required": ["schema", "case", "reasons", "remarks"]},
    "Answer": {
        "type": "object",
        "properties": {
            "headline": _TEXT,
            "sentences": {"type": "array", "items": _TEXT},
            "numbers": _TEXT,
        },
        "required": ["headline", "sentences", "numbers", "verdict", "absences"],
    },
    "Tables": _whole(
        tables={
            "type": "array",
            "items": _whole(name=_TEXT, title=_TEXT, rows={"type": "integer"}, urls=_URLS),
        }
    ),
    "Editions": _whole(
        editions={
            "type": "array",
            "items": _whole(
                id=_TEXT,
                at=_TEXT,
                by=_TEXT,
                note=_TEXT,
                base=_DAY,
                last=_DAY,
                benchmark=_TEXT,
                prices={"type": "string", "enum": ["case", "store"]},
                verdict=_BOTH,
                urls=_URLS,
            ),
        }
    ),
    "Exhibits": _whole(exhibits={"type": "array", "items": _LISTED_EXHIBIT}),
    "Table": _whole(
        name=_TEXT,
        title=_TEXT,
        columns={"type": "array", "items": _TEXT},
        rows={"type": "array", "items": {"type": "array"}},
    ),
    "Error": _whole(error=_TEXT),
}
