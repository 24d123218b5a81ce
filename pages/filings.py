"""What the companies themselves wrote: their documents, searched."""

from dashboard.ui import frame
from dashboard.ui.filings import filings_page

with frame.page("filings") as view:
    filings_page.draw(view)
    frame.footer(view)
