"""What moved, and by how much."""

from dashboard.ui import frame, prices_view

with frame.page("prices") as view:
    prices_view.opening(view)
    frame.controls(view)
    prices_view.lines(view)
    prices_view.window_returns(view)
    prices_view.panels(view)
    prices_view.candle_chart(view)
    frame.footer(view)
