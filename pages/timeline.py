"""What happened when, and what had moved before it."""

from dashboard.ui import frame, timeline_view

with frame.page("timeline") as view:
    timeline_view.opening(view)
    frame.controls(view, highlight=False)
    timeline_view.events_part(view)
    frame.footer(view)
