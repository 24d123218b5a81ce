"""The case and its answer."""

import streamlit as st

from dashboard.charts import story, story_titles
from dashboard.exports import window_tables
from dashboard.ui import components, event_list, frame, story_table, story_view

with frame.page("story") as view:
    story_view.opening(view)
    frame.controls(view, highlight=False)
    result, events, found = view.result, view.events, story_view.answer_of(view)
    left, right = st.columns([13, 7], gap="large")

    with left:
        components.figure(
            view,
            "returns",
            title=story_titles.title_strip(view.case, found, view.t),
            note=story_titles.note_strip(result, view.t),
            plot=lambda: story.plot_strip(view.case, result, look=view.look),
            table=lambda: window_tables.stock_return_table(view.case, result, view.note),
            alt=story_titles.describe_strip(view.case, result, view.t),
        )
    with right:
        story_table.splits_figure(view)
    components.figure(
        view,
        "build-up",
        title=story_titles.title_build_up(found, view.t),
        note=story_titles.note_build_up(result, view.t),
        plot=lambda: story.plot_build_up(view.case, result, events, look=view.look),
        table=lambda: window_tables.build_up_table(result, view.note),
        alt=story_titles.describe_build_up(view.case, result, view.t),
        below=event_list.compact_html(events, view.t, days=result.build_up.sessions),
    )
    story_table.which_story_fits(view)
    story_view.exposure_in_small(view)
    story_view.what_would_change(view)
    story_view.how_it_was_made(view)
    frame.footer(view)
