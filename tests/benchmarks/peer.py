"""The stock-peers demo that ships inside the Streamlit wheel, served beside ours.

It asks Yahoo for prices; here a module of the same name gives it random walks, so that only the
page is measured.  Its charts are canvases.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import streamlit
from playwright.sync_api import BrowserContext

from tests.benchmarks.page_timer import Load
from tests.browser.serving import free_port

APP = "dashboard-stock-peers/streamlit_app.py"
PATIENCE = 30.0  # seconds
STILL = 1.0  # seconds without a new chart until a page counts as drawn

_PRICES = """
import numpy as np
import pandas as pd

SESSIONS = {"1mo": 22, "3mo": 63, "6mo": 126, "1y": 252, "5y": 1260, "10y": 2520, "20y": 5040}


class exceptions:
    class YFRateLimitError(Exception):
        pass


class Tickers:
    def __init__(self, names):
        self.names = names

    def history(self, period="6mo"):
        n = SESSIONS[period]
        days = pd.date_range(end="2025-08-22", periods=n, freq="B", tz="America/New_York")
        steps = {each: np.random.default_rng(len(each)).normal(0, 0.01, n) for each in self.names}
        closes = {each: 100 * np.exp(np.cumsum(walk)) for each, walk in steps.items()}
        return pd.concat({"Close": pd.DataFrame(closes, index=days.rename("Date"))}, axis=1)
"""


def demo() -> Path | None:
    """Script of the demo; None where the wheel has none."""
    return next(Path(streamlit.__path__[0]).glob(f".agents/**/{APP}"), None)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, float]]:
    """Address of the running demo, and the seconds from its start to healthy."""
    script = demo()
    if script is None:
        sys.exit("this Streamlit has no stock-peers demo; leave the part “peer” out")
    module = folder / "peer" / "yfinance"
    module.mkdir(parents=True, exist_ok=True)
    (module / "__init__.py").write_text(_PRICES, encoding="utf-8")
    port, begin = free_port(), time.perf_counter()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    running = subprocess.Popen(
        [*command, f"--server.port={port}", "--browser.gatherUsageStats=false"],
        env=os.environ | {"PYTHONPATH": str(module.parent)},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while not _is_healthy(address):
            time.sleep(0.02)
        yield f"{address}/", time.perf_counter() - begin
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(10)


def _is_healthy(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health"):
        return True
    return False


def load(context: BrowserContext, address: str) -> Load:
    """Open the demo in a new tab and wait until no further chart comes."""
    page = context.new_page()
    page.goto(address)
    seen, end = {}, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        page.wait_for_timeout(100)
        seen = page.evaluate("({...window.seen, now: performance.now()})")
        if seen.get("charts") and seen["now"] - seen["all"] > 1000 * STILL:
            break
    page.close()
    return Load(
        answer=seen["answer"] / 1000,
        figure=seen.get("figure", 0.0) / 1000,
        everything=seen["all"] / 1000,
        alive=seen["all"] / 1000,
        charts=seen["charts"],
        shift=seen["shifts"],
        megabytes=float("nan"),
        requests=0,
    )
