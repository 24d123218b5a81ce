"""The radar: themes of an evening that was kept."""
