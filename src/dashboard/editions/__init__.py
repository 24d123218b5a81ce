"""Editions: freeze, open, compare, verify, pack."""
