"""What a reader sees of a page that a test opened."""


def texts(app):
    """Everything that stands on the page as text or fragments, in its order."""
    return "\n".join(block.proto.body for block in app.get("html"))
