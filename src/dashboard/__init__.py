"""A dashboard that puts a market story on trial."""

__version__ = "0.1.0"
