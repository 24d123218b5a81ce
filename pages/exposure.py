"""Who is linked to the story, and how well is it documented."""

from dashboard.ui import exposure_view, frame, share_view

with frame.page("exposure") as view:
    exposure_view.opening(view)
    frame.controls(view)
    exposure_view.matrix_figure(view)
    exposure_view.grades_figure(view)
    exposure_view.two_by_two_figure(view)
    exposure_view.statements(view)
    share_view.take_along(view, "exposure")
    frame.footer(view)
