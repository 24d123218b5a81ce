"""Documents of a security: kept, read, searched, brought from their sources."""
