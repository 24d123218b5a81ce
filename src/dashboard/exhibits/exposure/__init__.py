"""Figures of the Exposure page."""
