"""The command line: one file a family of commands; `main` puts them together."""
