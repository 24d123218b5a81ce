"""The page of documents: what was found, what was not, and what there is."""

from __future__ import annotations

from collections.abc import Hashable
from urllib.parse import urlencode

from dashboard.exhibits.exhibit import Opening
from dashboard.filings.search import Found
from dashboard.html.elements import inside_link
from dashboard.language.language import Language
from dashboard.ui import components, figures, state
from dashboard.ui.filings import (
    absences_view,
    adding,
    bringing,
    counts_view,
    desk,
    document_filter,
    documents_view,
    grading,
    hits_view,
    notices,
    page_view,
    segments_view,
    terms_view,
)
from dashboard.ui.filings import shelf as shelves
from dashboard.ui.filings.place import NO_HIT
from dashboard.ui.filings.shelf import Asked, Shelf
from dashboard.ui.state import View


def draw(view: View) -> None:
    """Draw the page for the case that the link names."""
    t = view.t
    if view.edition is not None:
        own = {name: value for name in state.OWN["filings"] if (value := state.asked(name))}
        query = urlencode(state.link(case=view.case.slug, edition="") | own)
        link = inside_link(f"filings?{query}", t("The documents of the live case"))
        components.head(view, figures.kept_opening(view, "filings", lambda: _of_edition(t)))
        components.nothing(link, role=None)
        return
    held = shelves.shelf(view.case, view.folder.as_of)
    wanted = shelves.asked(view.case)
    listed = document_filter.asked(held)
    for error in (*wanted.ignored, *listed.ignored):
        components.notice(t.error(error))
    if state.asked("hit") and not held.documents:
        components.notice(t(NO_HIT))
    found = shelves.found(held, wanted, view.case)
    head = figures.kept_opening(
        view, "filings", lambda: _opening(held, wanted, found, t), _rests_on(held, wanted)
    )
    components.head(view, head)
    if held.documents:
        terms_view.draw(view, wanted)
        if wanted.terms:
            counts_view.draw(view, held, wanted, found)
        page_view.draw(
            view,
            held,
            wanted,
            found,
            lambda place: grading.draw(view, held.library, place, wanted),
        )
        desk.waiting(view)
        if wanted.terms:
            hits_view.draw(view, wanted, found)
            absences_view.draw(view, held, wanted, found)
    segments_view.draw(view, held)
    notices.draw(view, held)
    documents_view.draw(view, held, listed)
    bringing.panel(view)
    adding.panel(view)


def rests_on(view: View) -> Hashable:
    """What the head depends on besides the view: documents, what was read of them, the question."""
    if view.edition is not None:
        return None
    return _rests_on(shelves.shelf(view.case, view.folder.as_of), shelves.asked(view.case))


def _rests_on(held: Shelf, wanted: Asked) -> Hashable:
    stamps = tuple((document, held.library.stamp(document)) for document, _ in held.documents)
    return (stamps, wanted.terms, wanted.about, shelves.today())


def _of_edition(t: Language) -> Opening:
    told = t("An edition keeps the evidence, not the documents that it was read in.")
    return Opening(t("An edition has no documents of its own"), told)


def _opening(held: Shelf, wanted: Asked, found: Found, t: Language) -> Opening:
    if not held.documents:
        told = t(
            "Reports, notices and answers to investors of the named stocks are kept here, "
            "searched word by word, and shown page by page. Bring them, or add a file by hand."
        )
        return Opening(t("No document is kept here yet"), told)
    pages = sum(read.text.pages for _, read in held.read if read.text is not None)
    lacking = sum(read.text.unreadable for _, read in held.read if read.text is not None)
    parts = [
        t.plural("{n} document", "{n} documents", len(held.documents)),
        t.plural("{n} page", "{n} pages", pages),
    ]
    if lacking:
        parts.append(
            t.plural(
                "{n} page without text that can be searched",
                "{n} pages without text that can be searched",
                lacking,
            )
        )
    return Opening(
        _headline(held, wanted, found, t), t("Here are {parts}.", parts=t.listing(parts))
    )


def _headline(held: Shelf, wanted: Asked, found: Found, t: Language) -> str:
    """How many companies write of it, how many do not, and of how many nothing is known."""
    if not wanted.terms:
        return t("What is to be looked for?")
    writes = {hit.document.symbol for hit in found.hits}
    symbols = (wanted.about,) if wanted.about else tuple(held.held)
    silent = [s for s in symbols if s not in writes and s not in found.unsearched]
    parts = [
        t("Mentioned by {k} of {n} companies", k=len(writes), n=len(symbols)),
    ]
    if silent:
        parts.append(t("{n} without a hit", n=len(silent)))
    if found.unsearched:
        parts.append(t("{n} not searched", n=len(found.unsearched)))
    return t(", ").join(parts)
