"""The gallery of cases, and what is done with a whole case."""
