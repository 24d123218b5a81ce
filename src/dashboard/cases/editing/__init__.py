"""A case while it is edited: its cells as text, judged, compared, merged, kept and saved."""
