"""What a reader should know of the data behind a case."""
