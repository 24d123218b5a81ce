"""The frame around every page, the cached loaders and the pieces pages are made of."""
