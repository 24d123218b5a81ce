"""Every case at a glance."""

from dashboard.ui import frame
from dashboard.ui.gallery import gallery_page

with frame.plain_page("cases") as t:
    gallery_page.draw(t)
