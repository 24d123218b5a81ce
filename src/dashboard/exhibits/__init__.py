"""Every figure once: its words, its numbers, its drawing, its table."""
