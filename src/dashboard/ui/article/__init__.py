"""The page that turns an article into a draft: given, read, confirmed, saved."""
