"""What a reader sees of a page that a test opened."""

from dashboard.exhibits import registry


def texts(app):
    """Everything that stands on the page as text or fragments, in its order."""
    return "\n".join(block.proto.body for block in app.get("html"))


def charts_on(page):
    """How many charts the page of the shipped case has, by the registry of exhibits."""
    return sum(each.is_chart for each in registry.exhibits(page).values())
