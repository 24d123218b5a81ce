"""The script Streamlit runs for every reader: login, navigation around the pages."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import started

started.wait()  # before anything else is imported

from dashboard.ui import frame, login_view, state  # noqa: E402
from dashboard.ui.gallery import gallery_page  # noqa: E402


def main() -> None:
    """Ask for a login where one is configured, draw the top bar, run the page."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    t = state.reader_language()
    pages = frame.pages(t)
    # Known before the login, so that a link to a page keeps its address on the way.
    page = st.navigation(list(pages.values()), position="hidden")
    if not login_view.admitted(t):
        return
    name = page.url_path or "story"
    gallery_here = state.at_gallery(name)
    frame.top_bar(pages, t, "cases" if gallery_here else name)
    login_view.line(t)
    if gallery_here:  # at the first address, without a detour over its own
        with frame.plain_page("cases"):
            gallery_page.draw(t)
    else:
        page.run()


if __name__ == "__main__":
    main()
