"""Figures of the Story page."""
