"""Figures of the Prices page."""
