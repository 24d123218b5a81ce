"""Other windows, models, groups and times than those of the case."""
