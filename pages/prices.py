"""What moved, and by how much."""

from dashboard.ui import figures, frame, share_view

with frame.page("prices") as view:
    figures.opening(view, "prices")
    frame.controls(view, "prices")
    figures.draw_page(view, "prices")
    share_view.take_along(view, "prices")
    frame.footer(view)
