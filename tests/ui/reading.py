"""What a reader sees of a page that a test opened."""

from dashboard.exhibits import registry
from dashboard.ui import folds, plots


def texts(app):
    """Everything that stands on the page as text or fragments, what is folded away last."""
    whole = (block.proto.body for block in app.get("html"))
    return "\n".join([*whole, *(each["inside"] for each in folded(app))])


def folded(app):
    """Tables of the page that are folded away, in their order."""
    return [folds.unpacked(each.proto.bytes) for each in _components(app, "table_")]


def charts(app):
    """Charts of the page as the browser gets them, in their order."""
    return [plots.unpacked(chart.proto.bytes) for chart in _components(app, "plot_")]


def _components(app, start):
    return [each for each in app.get("bidi_component") if each.key.startswith(start)]


def charts_on(page):
    """How many charts the page of the shipped case has, by the registry of exhibits."""
    return sum(each.is_chart for each in registry.exhibits(page).values())
