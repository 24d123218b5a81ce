"""Where things are, and how politely sources are asked."""
