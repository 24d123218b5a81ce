"""The script Streamlit runs for every reader: navigation around the pages."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import frame, state


def main() -> None:
    """Draw the top bar, run the page."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    t = state.reader_language()
    pages = frame.pages(t)
    page = st.navigation(list(pages.values()), position="hidden")
    frame.top_bar(pages, t)
    page.run()


if __name__ == "__main__":
    main()
