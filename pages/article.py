"""From an article to a draft of a case."""

from dashboard.ui import frame
from dashboard.ui.article import article_page

with frame.plain_page("article") as t:
    article_page.draw(t)
