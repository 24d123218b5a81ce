"""Take it with you: files of the view, every figure as a paragraph, images, a citation.

Nothing is made before it is asked for: the block is closed, a file is made when its
button is pressed, and the PDF, which needs a browser, is made in a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboard.charts.theme import Look
from dashboard.errors import DashboardError
from dashboard.exports.csv_files import file_name
from dashboard.html.elements import el
from dashboard.language.language import Language
from dashboard.ui import data, figures, frame, state
from dashboard.ui.state import View

if TYPE_CHECKING:
    from dashboard.exports.imprint import Imprint

PACE = 0.7  # seconds between two looks at a file in the making

# One at a time: a browser takes hundreds of megabytes, and readers share this machine.
_makers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="share")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Image = Literal["png", "svg"]
IMAGES: dict[Image, str] = {"png": "image/png", "svg": "image/svg+xml"}


@st.fragment
def take_along(view: View, page: str) -> None:
    """
    Block of downloads, paragraph and citation; opening it redraws this block alone.

    Parameters
    ----------
    view : View
        The reader.
    page : str
        Page it stands on: its figures come first.
    """
    t = view.t
    if view.folder.market.prices.empty:
        return
    with st.container(key="share"):
        box = st.expander(t("Take it with you"), key="share_open", on_change="rerun")
        if not box.open:
            return
        with box:
            # Made here: a download runs in a thread that knows no reader and no address.
            imprint = imprint_of(view)
            _files(view, imprint)
            _paragraph(view, imprint, page)
            _citation(view, imprint)


# What it is about -----------------------------------------------------


def imprint_of(view: View) -> Imprint:
    """Reader's case, window and benchmark, dated now, with the link to it."""
    from dashboard.exports.imprint import Imprint  # noqa: PLC0415 - only when it is asked for

    return Imprint(
        view.trial,
        datetime.now(UTC),
        edition="" if view.edition is None else view.edition.id,
        link=here(),
    )


def here(page: str = "") -> str:
    """Whole address of a page with the reader's settings; empty where it is not known."""
    parts = urlsplit(str(st.context.url or ""))
    if parts.scheme not in {"http", "https"}:
        return ""
    return urlunsplit((parts.scheme, parts.netloc, address(parts.path, page), _query(), ""))


def address(path: str, page: str) -> str:
    """
    Path of a page, from the path of any other one.

    >>> address("/mn/claims", ""), address("/mn/", "claims"), address("", "claims")
    ('/mn/', '/mn/claims', '/claims')
    """
    root, _, last = path.rpartition("/")
    base = root if last in frame.PAGES else path.rstrip("/")
    return f"{base}/{page}"


def _query() -> str:
    return urlencode(state.link())


def _look(view: View) -> Look:
    """Look of a file: the reader's language and colour of a rise, on light paper."""
    return Look(view.t, rise_is_red=view.look.rise_is_red)


# Files ----------------------------------------------------------------


def _files(view: View, imprint: Imprint) -> None:
    """One button a kind of file; a press makes it, and the button says so meanwhile."""
    t, look = view.t, _look(view)
    files: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (t("Report (HTML)"), "html", "text/html", lambda: _page(imprint, look).encode()),
        (t("Workbook (XLSX)"), "xlsx", XLSX, lambda: _workbook(imprint, look)),
        (t("All tables (CSV, zip)"), "zip", "application/zip", lambda: _archive(imprint, look)),
        (t("All numbers (JSON)"), "json", "application/json", lambda: _numbers(imprint)),
    ]
    if view.case.claims:
        link = here("claims")
        label, mime = t("Claims (ClaimReview)"), "application/ld+json"
        files.append((label, "jsonld", mime, lambda: _reviews(imprint, t, link)))
    with st.container(key="share_files", horizontal=True, gap="medium"):
        for label, kind, mime, make in files:
            st.download_button(
                label,
                data=make,
                file_name=_name(view, "report" if kind == "html" else "all", kind),
                mime=mime,
                key=f"share_{kind}",
                on_click="ignore",
            )
        _printed(view, partial(_pdf, imprint, look))


def _name(view: View, what: str, kind: str) -> str:
    return file_name(view.case.slug, what, base=view.base, last=view.window.last, extension=kind)


def _page(imprint: Imprint, look: Look) -> str:
    from dashboard.exports.report import report_html  # noqa: PLC0415

    return report_html(imprint, look)


def _workbook(imprint: Imprint, look: Look) -> bytes:
    from dashboard.exports.workbook import workbook  # noqa: PLC0415

    return workbook(imprint, look)


def _archive(imprint: Imprint, look: Look) -> bytes:
    from dashboard.exports.archive import archive  # noqa: PLC0415

    return archive(imprint, look)


def _numbers(imprint: Imprint) -> bytes:
    from dashboard.exports.results import results, results_json  # noqa: PLC0415

    return results_json(results(imprint.trial)).encode()


def _reviews(imprint: Imprint, t: Language, link: str) -> bytes:
    from dashboard.exports.claim_review import claim_reviews_json  # noqa: PLC0415

    return claim_reviews_json(imprint, t, link=link).encode()


def _pdf(imprint: Imprint, look: Look) -> bytes:
    from dashboard.exports.chromium import print_pdf  # noqa: PLC0415

    return print_pdf(_page(imprint, look))


def _image(imprint: Imprint, look: Look, name: str, kind: Image) -> bytes:
    from dashboard.exhibits.registry import chart  # noqa: PLC0415
    from dashboard.exports.still import compose, image  # noqa: PLC0415

    return image(compose(chart(imprint.trial, look, name), imprint, look), kind)


# The file that the server's browser makes --------------------------------


def _printed(view: View, make: Callable[[], bytes]) -> None:
    """Button that starts the PDF; then its progress, then the file or why there is none."""
    from dashboard.exports.chromium import find_chromium  # noqa: PLC0415

    t = view.t
    if find_chromium() is None:
        _say(t("For a PDF open the HTML report in a browser and print it."))
        return
    slot = "share_job_pdf"
    key = (*view.key, view.look, state.asked("edition"))
    known = st.session_state.get(slot)
    if not known or known[0] != key:
        st.button(
            t("Report (PDF)"),
            key="make_pdf",
            on_click=lambda: st.session_state.update({slot: (key, _makers.submit(make))}),
        )
    elif known[1].done():
        _outcome(view, known[1])
    else:
        st.fragment(run_every=PACE)(_waiting)(t, known[1])


def _waiting(t: Language, held: Future[bytes]) -> None:
    if held.done():
        st.rerun(scope="app")
    _say(t("The file is being made; it takes some seconds."))


def _outcome(view: View, held: Future[bytes]) -> None:
    t, error = view.t, held.exception()
    if isinstance(error, DashboardError):
        _say(t.error(error))
        return
    st.download_button(
        t("{file}: ready to save", file=t("Report (PDF)")),
        data=held.result(),
        file_name=_name(view, "report", "pdf"),
        mime="application/pdf",
        key="share_pdf",
        on_click="ignore",
    )


def _say(sentence: str) -> None:
    st.html(el("p.told", sentence, role="status"))


# Words ----------------------------------------------------------------


def paragraphs_of(view: View, imprint: Imprint) -> dict[str, str]:
    """Every figure of the case as a paragraph, worked out once for all readers."""
    from dashboard.exports.paragraphs import paragraphs  # noqa: PLC0415

    key = (*view.key, view.t.code, imprint.edition)
    return data.computed("paragraphs", key, lambda: paragraphs(imprint, view.t))


def _paragraph(view: View, imprint: Imprint, page: str) -> None:
    """Choose a figure: its paragraph to copy, its image to save."""
    from dashboard.exhibits.registry import exhibits, with_paragraph  # noqa: PLC0415

    t, told = view.t, paragraphs_of(view, imprint)
    if not told:
        return
    first = [name for name in with_paragraph(page) if name in told]
    chosen = str(
        st.selectbox(
            t("One figure as a paragraph"),
            [*first, *(name for name in told if name not in first)],
            key="share_figure",
            format_func=lambda name: t(exhibits()[name].label),
            width=360,
        )
    )
    added = figures.aside(view, exhibits()[chosen], page)
    st.code(t.sentences([told[chosen], added]), language=None, wrap_lines=True)
    _images(view, imprint, chosen)


def _images(view: View, imprint: Imprint, name: str) -> None:
    """Image of the chart with title, source, date and link on it."""
    from dashboard.exhibits.registry import charts  # noqa: PLC0415

    if name not in charts():
        return
    from dashboard.exports.preview.fonts import can_write  # noqa: PLC0415

    t, look = view.t, _look(view)
    with st.container(key="share_images", horizontal=True, gap="medium"):
        for kind, mime in IMAGES.items():
            if kind == "png" and not can_write(t.code):
                continue  # no font here has its words; whoever opens an SVG has their own
            st.download_button(
                t("Image of it ({kind})", kind=kind.upper()),
                data=partial(_image, imprint, look, name, kind),
                file_name=_name(view, name, kind),
                mime=mime,
                key=f"share_{kind}",
                on_click="ignore",
            )


def _citation(view: View, imprint: Imprint) -> None:
    """Ready citation as text, and as a file for reference managers."""
    from dashboard.exports.citation import bibtex, citation  # noqa: PLC0415

    t = view.t
    st.html(el("p.label", t("Citation")))
    st.code(citation(imprint, t), language=None, wrap_lines=True)
    st.download_button(
        t("Citation (BibTeX)"),
        data=bibtex(imprint, t).encode(),
        file_name=_name(view, "citation", "bib"),
        mime="application/x-bibtex",
        key="share_bib",
        on_click="ignore",
    )
