"""Result objects in; files out."""
