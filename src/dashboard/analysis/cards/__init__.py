"""Cases at a glance: a card each with its answer, kept and not worked out again."""
