"""A case in its parts, to be changed."""

from dashboard.ui import frame
from dashboard.ui.editor import edit_page

with frame.page("edit") as view:
    edit_page.draw(view)
