"""Who is linked to the story, and how well is it documented."""

from dashboard.charts import exposure, exposure_titles
from dashboard.exports import evidence_tables
from dashboard.ui import components, exposure_view, frame, matrix

with frame.page("exposure") as view:
    exposure_view.opening(view)
    frame.controls(view)
    result = matrix.exposure_of(view)
    exposure_view.matrix_figure(view)
    components.figure(
        view,
        "grades",
        title=exposure_titles.title_returns(view.case, result, view.t),
        note=exposure_titles.note_returns(result, view.base, view.t),
        plot=lambda: exposure.plot_returns(view.case, result, look=view.look, stock=view.stock),
        table=lambda: evidence_tables.points_table(result),
        alt=exposure_titles.describe_returns(view.case, result, view.t),
    )
    exposure_view.two_by_two_figure(view)
    exposure_view.statements(view)
    frame.footer(view)
