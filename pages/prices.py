"""What moved, and by how much."""

from dashboard.ui import frame, prices_view, share_view

with frame.page("prices") as view:
    prices_view.opening(view)
    frame.controls(view)
    prices_view.lines(view)
    prices_view.window_returns(view)
    prices_view.panels(view)
    prices_view.candle_chart(view)
    share_view.take_along(view, "prices")
    frame.footer(view)
