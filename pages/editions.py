"""What was frozen, and what changed since."""

from dashboard.ui import edition_view, frame

with frame.page("editions") as view:
    edition_view.opening(view)
    edition_view.freezing(view)
    edition_view.listing(view)
    edition_view.comparison(view)
    frame.footer(view)
