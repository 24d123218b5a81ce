"""Which themes of an evening stand out, market-wide."""

from dashboard.ui import frame
from dashboard.ui.radar import radar_page

with frame.plain_page("radar") as t:
    radar_page.draw(t)
