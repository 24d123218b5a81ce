"""How long the random tests go on: a part by default, whole and with new examples when asked.

MARKET_NARRATIVE_THOROUGH=1 python -m pytest -n 2 -m slow
"""

import os

THOROUGH = bool(os.environ.get("MARKET_NARRATIVE_THOROUGH"))


def rounds(usual: int, thorough: int) -> int:
    """Number of random inputs; the first `usual` are the same in both."""
    return thorough if THOROUGH else usual
