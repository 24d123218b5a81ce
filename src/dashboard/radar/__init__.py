"""Which theme moved, market-wide, and what its movers share: numbers on the universe matrix."""
