"""Search over everything, a button of the top bar."""
