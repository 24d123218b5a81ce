"""The case and its answer."""

import streamlit as st

from dashboard.ui import frame, share_view, story_table, story_view

with frame.page("story") as view:
    story_view.opening(view)
    frame.controls(view, highlight=False)
    left, right = st.columns([13, 7], gap="large")

    with left:
        story_view.returns_figure(view)
    with right:
        story_table.splits_figure(view)
    story_view.build_up_figure(view)
    story_table.which_story_fits(view)
    story_view.exposure_in_small(view)
    story_view.what_would_change(view)
    story_view.how_it_was_made(view)
    share_view.take_along(view, "story")
    frame.footer(view)
