"""The article as it is given: pasted, a file or an address; what was pasted is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.articles.opening import MOST_BYTES, Opened, fetched, pasted, suffixes, uploaded
from dashboard.errors import N_, DashboardError, InputError
from dashboard.language.language import Language
from dashboard.ui import components
from dashboard.ui.article import work

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

WAYS: dict[str, str] = {
    "paste": N_("Paste the text"),
    "file": N_("Upload a file"),
    "address": N_("Give an address"),
}
# What the fields hold, apart from the fields: those forget when they are not drawn.
_KEPT = {
    "article_way": "paste",
    "article_text": "",
    "article_address": "",
    "article_published": "",
    "article_title": "",
}
WANTED = "article_wanted"  # set by the button, taken by the run it starts


def form(t: Language) -> None:
    """Ask for an article; what is wrong with it stands above the fields, which keep it."""
    above = st.container(key="article_trouble")
    for name, default in _KEPT.items():
        st.session_state[name] = st.session_state.get(f"kept_{name}", default)
    with st.container(key="article_form"):
        way = _way(t)
        file = _fields(way, t)
        with st.container(key="controls_article", horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                t("Day of publication, where it is known"),
                key="article_published",
                max_chars=40,
                placeholder=t("such as {example}", example="2025-02-13 16:20"),
                on_change=_keep,
                width=270,
            )
            st.text_input(
                t("Title, where the text has none"),
                key="article_title",
                max_chars=200,
                on_change=_keep,
                width=390,
            )
        st.button(t("Read the article"), key="article_read", type="primary", on_click=_want)
    if st.session_state.pop(WANTED, False):
        _read(way, file, above, t)


def _keep() -> None:
    for name in _KEPT:
        if name in st.session_state:
            st.session_state[f"kept_{name}"] = st.session_state[name]


def _want() -> None:
    _keep()
    st.session_state[WANTED] = True


def _way(t: Language) -> str:
    return str(
        st.segmented_control(
            t("How the article is given"),
            list(WAYS),
            key="article_way",
            format_func=lambda way: t(WAYS[way]),
            label_visibility="collapsed",
            required=True,
            on_change=_keep,
        )
    )


def _fields(way: str, t: Language) -> UploadedFile | None:
    if way == "file":
        return st.file_uploader(
            t("Text, page, Word document or PDF (.txt, .html, .docx, .pdf)"),
            list(suffixes()),
            key="article_file",
            max_upload_size=MOST_BYTES // 1_000_000,
            width=560,
        )
    if way == "address":
        st.text_input(
            t("Address of the article: it is asked once, when you press the button"),
            key="article_address",
            max_chars=2000,
            placeholder="https://",
            on_change=_keep,
            width=680,
        )
        return None
    st.text_area(
        t("Text of the article, in Chinese or English"),
        key="article_text",
        height=320,
        on_change=_keep,
    )
    return None


def _read(
    way: str, file: UploadedFile | None, above: st.delta_generator.DeltaGenerator, t: Language
) -> None:
    """Read what was given, once; an error is said and the fields stay as they are."""
    try:
        with above, st.spinner(t("Reading the article…")):
            published = work.read_day(st.session_state["article_published"])
            work.take_up(_opened(way, file), published, st.session_state["article_title"].strip())
    except DashboardError as error:
        with above:
            components.trouble(error, t)
        return
    st.rerun()


def _opened(way: str, file: UploadedFile | None) -> Opened:
    if way == "file":
        if file is None:
            raise InputError(N_("There is no file yet: choose one, or paste the text."))
        return uploaded(file.getvalue(), file.name)
    if way == "address":
        address = st.session_state["article_address"].strip()
        if not address:
            raise InputError(N_("There is no address yet: give one, or paste the text."))
        return fetched(address)
    return pasted(st.session_state["article_text"])
