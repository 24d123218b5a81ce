"""The answer of a case: what it is, and the words that a reader without statistics understands."""
