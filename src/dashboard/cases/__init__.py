"""A case folder becomes a case and back, and a case gets its prices."""
