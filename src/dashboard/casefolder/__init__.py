"""How a case folder becomes a `Case` and back: cells, tables, faults.  `casefile` is the way in."""
