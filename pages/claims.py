"""Which of the article's statements hold."""

from dashboard.ui import claims_view, frame, share_view

with frame.page("claims") as view:
    claims_view.opening(view)
    claims_view.ledger(view)
    claims_view.own_claim(view)
    claims_view.published_base(view)
    share_view.take_along(view, "claims")
    frame.footer(view)
