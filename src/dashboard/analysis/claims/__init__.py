"""Claims of an article, checked."""
