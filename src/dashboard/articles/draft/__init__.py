"""From an article's finds to a draft of a case, every entry marked until a reader confirms it."""
