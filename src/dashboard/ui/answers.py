"""What machines are answered: cases, results, answers and figures, from the trials of the pages.

It is what anybody sees who opens the page: no draft, nothing that was put away, nothing at all
where readers log in.  A link of a page that has a value which cannot be used is shown without it
and says so; a machine overlooks that, so that it is refused here with the same sentence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast
from urllib.parse import urlencode

from dashboard import __version__
from dashboard.cases.outline import is_slug
from dashboard.charts.theme import Look, home_look
from dashboard.errors import N_, DashboardError, InputError, NotFoundError, PriceError
from dashboard.exhibits import registry
from dashboard.exports import exhibit_files
from dashboard.exports.csv_files import file_name
from dashboard.exports.exhibit_files import DRAWN, Kind
from dashboard.exports.imprint import Imprint
from dashboard.exports.results import answer_json, results, results_json
from dashboard.language.language import Code, Language, language
from dashboard.message import Message
from dashboard.ui import data, preview, reading_behind, state
from dashboard.ui.state import View

What = Literal["cases", "results", "answer", "exhibits", "csv", "json", "svg", "png"]

ASKED: dict[bool, tuple[str, ...]] = {
    True: ("base", "last", "bench", "asof", "lang"),
    False: ("lang",),
}
"""Parameters of what is about one case, and of the list of all."""

JSON = "application/json"
MEDIA: dict[What, str] = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


class RefusedError(Exception):
    """There is no answer: the status of HTTP, and a sentence in the language that was asked for."""

    def __init__(self, status: int, error: DashboardError | Message, t: Language) -> None:
        super().__init__(str(error))
        self.status = status
        self.sentence = t.error(error) if isinstance(error, DashboardError) else t.say(error)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """
    An answer that can be worked out.

    Attributes
    ----------
    key : str
        Everything it depends on.
    work : callable
        Makes its bytes; to be called by one thread at a time, it may put the case on trial.
    media : str
        Its media type.
    name : str
        Of its file; empty for what is no file.
    code : {"en", "zh"}
        Language of sentences about it.
    """

    key: str
    work: Callable[[], bytes]
    media: str = JSON
    name: str = ""
    code: Code = "en"

    @property
    def tag(self) -> str:
        """What changes when the answer does."""
        return hashlib.sha256(f"{__version__}|{self.key}".encode()).hexdigest()[:32]

    def kept(self) -> bytes | None:
        """Its bytes where they were worked out before."""
        return cast("bytes | None", data.peek("answer", self.key))

    def made(self) -> bytes:
        """
        Its bytes, kept for whoever asks next.

        Raises
        ------
        RefusedError
            If they cannot be worked out.
        """
        try:
            return data.computed("answer", self.key, self.work)
        except DashboardError as error:
            status = 404 if isinstance(error, NotFoundError) else 409
            raise RefusedError(status, error, language(self.code)) from error


def find(what: What, named: Mapping[str, str], link: Mapping[str, str], base: str) -> Found:
    """
    Answer to what is asked for, not worked out yet.

    Parameters
    ----------
    what : str
    named : mapping of str to str
        Names in the address: ``slug`` and, of a figure, ``name``.
    link : mapping of str to str
        Parameters of the address.
    base : str
        What stands before ``/api/`` in the addresses that are named.

    Raises
    ------
    RefusedError
        If there is none.
    """
    t, known = language(link.get("lang", "").strip()), ASKED[what != "cases"]
    for name in link:
        if name not in known:
            told = Message.of(
                N_("There is no parameter “{name}” here; it can be {known}."),
                name=name[:40],
                known=", ".join(known),
            )
            raise RefusedError(400, told, t)
    if what == "cases":
        return ready(_json({"cases": _cases(base), "complete": not reading_behind.left()}))
    slug = named["slug"]
    with state.reading(state.Address({**link, "case": slug}, t.code)):
        view = _view(slug, t)
    return _of_case(what, view, named.get("name", ""), link, base)


def ready(body: bytes) -> Found:
    """Answer that is made already."""
    return Found(hashlib.sha256(body).hexdigest(), lambda: body)


def _cases(base: str) -> list[dict[str, object]]:
    """Cases that are shown to everybody, with where to go on."""
    return [
        {
            "slug": entry.slug,
            "title": {"en": entry.title.en, "zh": entry.title.zh},
            "question": {"en": entry.question.en, "zh": entry.question.zh},
            "status": entry.status,
            "window": {
                "first": entry.window.first.isoformat(),
                "last": entry.window.last.isoformat(),
            },
            "urls": {
                each: f"{base}/api/cases/{entry.slug}/{each}"
                for each in ("results", "answer", "exhibits")
            },
        }
        for entry in data.cases()
        if entry.window is not None and not entry.faults and not entry.draft
    ]


def _view(slug: str, t: Language) -> View:
    """View of a case as the page of the same link has it, all of whose values can be used."""
    gone = Message.of(N_("No case “{slug}” is shown here."), slug=slug[:64])
    if not is_slug(slug):
        raise RefusedError(404, gone, t)
    try:
        # Asked first: a page that finds no such case shows another one.
        hidden = bool(data.folder(slug).marks)
        view = None if hidden else state.view()
    except DashboardError as error:
        raise RefusedError(404, gone, t) from error
    if view is None or view.case.slug != slug or view.folder.marks:
        raise RefusedError(404, gone, t)
    if view.folder.market.prices.empty:
        none = PriceError(N_("The case “{slug}” has no prices yet."), slug=slug)
        raise RefusedError(409, none, t)
    if view.ignored:
        raise RefusedError(400, view.ignored[0], t)
    return view


def _of_case(what: What, view: View, name: str, link: Mapping[str, str], base: str) -> Found:
    trial, t = view.trial, view.t
    look, key = home_look(view.case, t), (what, view.key, t.code)
    if what == "results":
        # Its sentences are English in every language.
        return Found(repr(key[:2]), lambda: results_json(results(trial)).encode(), code=t.code)
    if what == "answer":
        return Found(repr(key), lambda: answer_json(trial, t).encode(), code=t.code)
    if what == "exhibits":
        root = f"{base}/api/cases/{view.case.slug}/exhibits"
        query = f"?{urlencode(link)}" if link else ""
        return Found(
            repr((key, root, query)),
            lambda: _json({"exhibits": _listed(view, look, root, query)}),
            code=t.code,
        )
    return _file(view, look, name, cast("Kind", what), link)


def _file(view: View, look: Look, name: str, kind: Kind, link: Mapping[str, str]) -> Found:
    """Table or drawing of a figure; a name that there is not is answered by those there are."""
    t, every = look.language, registry.exhibits()
    # A name of no figure must cost nothing, and push nothing out of what is kept.
    known = [each.name for each in every.values() if kind not in DRAWN or each.is_chart]
    if name not in known:
        told = InputError(
            N_("There is no figure “{name}”; it can be {known}."),
            name=name[:60],
            known=", ".join(known),
        )
        raise RefusedError(404, told, t)
    now = datetime.now(UTC)
    imprint = Imprint(view.trial, now, link=_page_of(view, name, link) if kind in DRAWN else "")
    # The day and the address of the page stand in a drawing.
    drawn = (now.date(), imprint.link) if kind in DRAWN else ()
    return Found(
        repr((kind, name, view.key, t.code, drawn)),
        lambda: exhibit_files.exhibit_file(imprint, look, name, kind),
        MEDIA.get(kind, JSON),
        file_name(view.case.slug, name, base=view.base, last=view.window.last, extension=kind),
        t.code,
    )


def _listed(view: View, look: Look, root: str, query: str) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = []
    for each in exhibit_files.exhibit_entries(view.trial, look):
        urls = {kind: f"{root}/{each.name}.{kind}{query}" for kind in each.kinds}
        why = {"reason": each.reason} if each.reason else {}
        listed.append(
            {"name": each.name, "page": each.page, "title": each.title, "urls": urls, **why}
        )
    return listed


def _page_of(view: View, name: str, link: Mapping[str, str]) -> str:
    """Full address of the page that shows the same; empty where the dashboard has no address."""
    root = preview.public_address()
    if not root:
        return ""
    page = next(page for page in registry.PAGES if name in registry.exhibits(page))
    query = urlencode({**link, "case": view.case.slug, "lang": view.t.code})
    return f"{root}/{'' if page == 'story' else page}?{query}"


def _json(found: Mapping[str, object]) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
