"""Tests and models on plain arrays: numbers in, a result object out."""
