"""A case, its market and the reader's settings in; the numbers of one page out."""
