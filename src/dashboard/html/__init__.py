"""Fragments of HTML that pages and reports share, escaped by construction."""
