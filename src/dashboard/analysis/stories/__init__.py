"""Stories against the returns: grades, rank tests, story table, verdict."""
