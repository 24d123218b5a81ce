"""What happened when, and what had moved before it."""

from dashboard.ui import figures, frame, notes_view, share_view, timeline_view

with frame.page("timeline") as view:
    figures.opening(view, "timeline")
    frame.controls(view, "timeline")
    timeline_view.events_part(view)
    notes_view.section(view, "events")
    share_view.take_along(view, "timeline")
    frame.footer(view)
