"""What machines are answered: cases, results, answers and figures, from the trials of the pages.

It is what anybody sees who opens the page: no draft, nothing that was put away, nothing at all
where readers log in.  A link of a page that has a value which cannot be used is shown without it
and says so; a machine overlooks that, so that it is refused here with the same sentence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast
from urllib.parse import urlencode

from dashboard import __version__
from dashboard.cases.outline import is_slug
from dashboard.charts.theme import Look, home_look
from dashboard.errors import N_, DashboardError, InputError, NotFoundError, PriceError
from dashboard.exhibits import registry
from dashboard.exports import atom, data_files, exhibit_files
from dashboard.exports.csv_files import file_name
from dashboard.exports.exhibit_files import DRAWN, Kind
from dashboard.exports.imprint import Imprint
from dashboard.exports.results import answer_json, results, results_json
from dashboard.language.language import Code, Language, language
from dashboard.message import Message
from dashboard.ui import data, edition_data, feeds, preview, reading_behind, state
from dashboard.ui.state import View

What = Literal[
    "cases",
    "results",
    "answer",
    "editions",
    "exhibits",
    "csv",
    "json",
    "svg",
    "png",
    "tables",
    "table csv",
    "table json",
    "case",
    "case csv",
    "case json",
    "feed",
    "case feed",
]

LISTS = ("cases", "editions", "feed", "case feed")
"""What is about no window of a case."""
WRITTEN = ("case", "case csv", "case json")
"""What needs no prices."""
ASKED: dict[bool, tuple[str, ...]] = {
    True: ("base", "last", "bench", "asof", "edition", "lang"),
    False: ("lang",),
}
"""Parameters of what is about the window of a case, and of the lists that are not."""

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
    modified : datetime or None
        When it was new last, where that is known; aware.
    """

    key: str
    work: Callable[[], bytes]
    media: str = JSON
    name: str = ""
    code: Code = "en"
    modified: datetime | None = None

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
    t, known = language(link.get("lang", "").strip()), ASKED[what not in LISTS]
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
    if what == "feed":
        return _feed("", t, base)
    slug = named["slug"]
    _check_shown(slug, t)
    if what == "case feed":
        return _feed(slug, t, base)
    if what == "editions":
        return ready(_json({"editions": _editions(slug, base)}))
    # An edition names its case itself: it may have been frozen before the case was renamed.
    case = {} if link.get("edition", "").strip() else {"case": slug}
    with state.reading(state.Address({**link, **case}, t.code)):
        view = _view(slug, t, priced=what not in WRITTEN)
    return _of_case(what, view, slug, named.get("name", ""), link, base)


def _feed(slug: str, t: Language, base: str) -> Found:
    made = feeds.feed(slug, t, base)
    key = hashlib.sha256(made.content).hexdigest()
    return Found(key, lambda: made.content, atom.MEDIA, code=t.code, modified=made.modified)


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
                for each in ("results", "answer", "exhibits", "tables", "case", "editions")
            },
        }
        for entry in data.cases()
        if entry.window is not None and not entry.faults and not entry.draft
    ]


def _check_shown(slug: str, t: Language) -> None:
    """Refuse a case that is not shown to everybody: asked first, since a page shows another one."""
    gone = Message.of(N_("No case “{slug}” is shown here."), slug=slug[:64])
    if not is_slug(slug):
        raise RefusedError(404, gone, t)
    try:
        content = data.folder(slug)
    except DashboardError as error:
        raise RefusedError(404, gone, t) from error
    if content.marks or content.case.slug != slug:
        raise RefusedError(404, gone, t)


def _view(slug: str, t: Language, *, priced: bool) -> View:
    """View of a case as the page of the same link has it, all of whose values can be used."""
    try:
        view = state.view()
    except DashboardError as error:
        raise RefusedError(404, error, t) from error
    wanted = state.asked("edition")
    if wanted and (view.edition is None or not _is_of(view, slug)):
        told = Message.of(
            N_("There is no edition “{id}” of the case “{slug}” that can be opened."),
            id=wanted[:40],
            slug=slug,
        )
        raise RefusedError(404, told, t)
    if view.folder.marks or (not wanted and view.case.slug != slug):
        raise RefusedError(404, Message.of(N_("No case “{slug}” is shown here."), slug=slug), t)
    if priced and view.folder.market.prices.empty:
        none = PriceError(N_("The case “{slug}” has no prices yet."), slug=slug)
        raise RefusedError(409, none, t)
    unused = [each for each in view.ignored if priced or not isinstance(each, PriceError)]
    if unused:
        raise RefusedError(400, unused[0], t)
    return view


def _is_of(view: View, slug: str) -> bool:
    """Whether what a view shows is of a case, or was before that was renamed."""
    return view.case.slug in {slug, *edition_data.names_of(slug)}


def _editions(slug: str, base: str) -> list[dict[str, object]]:
    """Editions of a case that can be asked for, the newest first."""
    return [
        {
            "id": each.id,
            "at": each.made.at,
            "by": each.made.by,
            "note": each.made.note,
            "base": each.manifest.settings.base.isoformat(),
            "last": each.manifest.settings.window.last.isoformat(),
            "benchmark": each.manifest.settings.benchmark,
            "prices": each.manifest.settings.prices,
            "verdict": {"en": each.manifest.verdict.en, "zh": each.manifest.verdict.zh},
            "urls": {
                what: f"{base}/api/cases/{slug}/{what}?edition={each.id}"
                for what in ("results", "answer", "exhibits", "tables", "case")
            },
        }
        for each in edition_data.public(slug)
    ]


def _of_case(
    what: What, view: View, slug: str, name: str, link: Mapping[str, str], base: str
) -> Found:
    trial, t = view.trial, view.t
    edition = "" if view.edition is None else view.edition.id
    look, key = home_look(view.case, t), (what, view.key, edition, t.code)
    if what == "results":
        # Its sentences are English in every language.
        return Found(repr(key[:3]), lambda: _results(view, link), code=t.code)
    if what == "answer":
        return Found(repr(key), lambda: answer_json(trial, t).encode(), code=t.code)
    root = f"{base}/api/cases/{slug}/{what}"
    query = f"?{urlencode(link)}" if link else ""
    imprint = Imprint(trial, datetime.now(UTC), edition=edition)
    lists: dict[What, Callable[[], list[dict[str, object]]]] = {
        "exhibits": lambda: _listed(view, look, root, query),
        "tables": lambda: _tables(data_files.table_entries(imprint, look), root, query),
        "case": lambda: _tables(data_files.case_entries(view.folder), root, query),
    }
    if what in lists:
        named = "exhibits" if what == "exhibits" else "tables"
        return Found(repr((key, root, query)), lambda: _json({named: lists[what]()}), code=t.code)
    if what.startswith(("table ", "case ")):
        return _table(what, view, name, imprint, look)
    return _file(view, look, name, cast("Kind", what), link)


def _results(view: View, link: Mapping[str, str]) -> bytes:
    """All numbers; of an edition that is looked at as it was frozen, those that were frozen."""
    if view.edition is not None and not {*link} - {"edition", "lang"}:
        return view.edition.frozen_results
    return results_json(results(view.trial)).encode()


def _tables(
    entries: Iterable[data_files.TableEntry], root: str, query: str
) -> list[dict[str, object]]:
    return [
        {
            "name": each.name,
            "title": each.title,
            "rows": each.rows,
            "urls": {kind: f"{root}/{each.name}.{kind}{query}" for kind in ("csv", "json")},
        }
        for each in entries
    ]


def _table(what: What, view: View, name: str, imprint: Imprint, look: Look) -> Found:
    """Table of the archive, or one that the case is written in."""
    which, _, ending = what.partition(" ")
    kind = cast("data_files.Kind", ending)
    # A name of no table must cost nothing, and push nothing out of what is kept.
    if which == "table" and name not in {each.name for each in registry.numbers()}:
        known = ", ".join(each.name for each in registry.numbers())
        told = NotFoundError(data_files.NO_TABLE, name=name[:60], known=known)
        raise RefusedError(404, told, view.t)
    t = view.t
    return Found(
        repr((what, name, view.key, imprint.edition, t.code)),
        lambda: (
            data_files.table_file(imprint, look, name, kind)
            if which == "table"
            else data_files.case_table(view.folder, name, kind)
        ),
        MEDIA["csv"] if kind == "csv" else JSON,
        file_name(view.case.slug, name, base=view.base, last=view.window.last, extension=kind),
        t.code,
    )


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
    address = _page_of(view, name, link) if kind in DRAWN else ""
    edition = "" if view.edition is None else view.edition.id
    imprint = Imprint(view.trial, now, edition=edition, link=address)
    # The day and the address of the page stand in a drawing.
    drawn = (now.date(), imprint.link) if kind in DRAWN else ()
    return Found(
        repr((kind, name, view.key, edition, t.code, drawn)),
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
    page = registry.page_of(name)
    query = urlencode({**link, "case": view.case.slug, "lang": view.t.code})
    return f"{root}/{'' if page == 'story' else page}?{query}"


def _json(found: Mapping[str, object]) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
