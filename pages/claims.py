"""Which of the article's statements hold."""

from dashboard.ui import claims_view, figures, frame, notes_view, share_view

with frame.page("claims") as view:
    figures.opening(view, "claims")
    claims_view.strip(view)
    figures.draw_page(view, "claims")
    notes_view.section(view, "claims")
    claims_view.own_claim(view)
    share_view.take_along(view, "claims")
    frame.footer(view)
