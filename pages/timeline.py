"""What happened when, and what had moved before it."""

from dashboard.ui import figures, frame, share_view, timeline_view

with frame.page("timeline") as view:
    figures.opening(view, "timeline")
    frame.controls(view, "timeline")
    timeline_view.events_part(view)
    share_view.take_along(view, "timeline")
    frame.footer(view)
