"""How much is tried: a covering part by default, all of it and with new examples when asked.

MARKET_NARRATIVE_THOROUGH=1 python -m pytest -n 2 -m slow
"""

import os
from typing import Any

THOROUGH = bool(os.environ.get("MARKET_NARRATIVE_THOROUGH"))


def rounds(usual: int, thorough: int) -> int:
    """Number of random inputs; the first `usual` are the same in both."""
    return thorough if THOROUGH else usual


def variants(usual: list[Any], *further: Any) -> list[Any]:
    """
    Parameters of a test that opens pages.

    `usual` has each value of each dimension at least once; `further` completes the product.
    """
    return [*usual, *further] if THOROUGH else usual
