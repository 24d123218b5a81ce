"""The case and its answer."""

from dashboard.ui import figures, frame, guide, share_view, story_view

with frame.page("story") as view:
    figures.opening(view, "story")
    guide.offer(view)
    frame.controls(view, "story")
    figures.draw_page(view, "story")
    story_view.how_it_was_made(view)
    share_view.take_along(view, "story")
    frame.footer(view)
