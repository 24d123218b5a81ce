"""Would another window, benchmark or group say the same."""

from dashboard.ui import frame, robustness_view, share_view

with frame.page("robustness") as view:
    robustness_view.opening(view)
    frame.controls(view, highlight=False)
    robustness_view.grid_figure(view)
    robustness_view.after_figure(view)
    robustness_view.leave_one_out_figure(view)
    robustness_view.specification_part(view)
    robustness_view.model_pair_figure(view)
    robustness_view.placebo_time_figure(view)
    room = robustness_view.slot(view)
    robustness_view.hindsight_figure(view)
    robustness_view.limit_part(view)
    robustness_view.clock_part(view)
    robustness_view.expert_panel(view)
    share_view.take_along(view, "robustness")
    frame.footer(view)
    # A trillion groups take a moment: they are counted when all else stands.
    robustness_view.placebo_group_figure(view, room)
