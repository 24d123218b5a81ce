"""Links to pages elsewhere."""

from __future__ import annotations

import html
from urllib.parse import urlsplit


def outside_link(url: str, text: str) -> str:
    """HTML link to a page elsewhere; an address that is not http(s) stays text."""
    label = html.escape(text)
    if urlsplit(url).scheme not in {"http", "https"}:
        return label
    address = html.escape(url, quote=True)
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{label}</a>'
