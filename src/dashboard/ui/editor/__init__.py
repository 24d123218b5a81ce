"""The page on which a case is changed: its tables as a grid, the trial beside it."""
