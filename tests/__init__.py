"""Tests of the dashboard. They mirror its rooms, and import what they share as `tests.…`."""
