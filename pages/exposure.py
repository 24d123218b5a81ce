"""Who is linked to the story, and how well is it documented."""

from dashboard.ui import figures, frame, notes_view, share_view

with frame.page("exposure") as view:
    figures.opening(view, "exposure")
    frame.controls(view, "exposure")
    figures.draw_page(view, "exposure")
    notes_view.section(view, "evidence")
    share_view.take_along(view, "exposure")
    frame.footer(view)
