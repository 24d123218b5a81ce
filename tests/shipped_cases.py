"""The cases that ship, in the order in which they are listed."""

FIRST = "liquid-cooling-2025"
SHIPPED = (FIRST, "us-tariffs-2025", "yarlung-hydropower-2025")
