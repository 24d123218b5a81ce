"""Commands of `market-narrative` that deal with prices; `dashboard.cli` puts them together."""
