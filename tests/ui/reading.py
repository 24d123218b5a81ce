"""What a reader sees of a page that a test opened."""

from dashboard.exhibits import registry
from dashboard.ui import plots


def texts(app):
    """Everything that stands on the page as text or fragments, in its order."""
    return "\n".join(block.proto.body for block in app.get("html"))


def charts(app):
    """Charts of the page as the browser gets them, in their order."""
    return [plots.unpacked(chart.proto.bytes) for chart in app.get("bidi_component")]


def charts_on(page):
    """How many charts the page of the shipped case has, by the registry of exhibits."""
    return sum(each.is_chart for each in registry.exhibits(page).values())
