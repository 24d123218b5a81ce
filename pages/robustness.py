"""Would another window, benchmark or group say the same."""

from dashboard.ui import figures, frame, share_view

with frame.page("robustness") as view:
    figures.opening(view, "robustness")
    frame.controls(view, "robustness")
    figures.draw_page(view, "robustness")
    share_view.take_along(view, "robustness")
    frame.footer(view)
