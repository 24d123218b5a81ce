"""A Chromium found on the machine, run once for one file: the PDF of a page.

It gets a temporary profile, a file from disk and no network, and is ended when it takes
too long.  Nothing here runs in the process that serves readers but the waiting.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Semaphore

from dashboard.errors import N_, ExportError

VARIABLE = "MARKET_NARRATIVE_CHROMIUM"  # environment: path of the browser, or "none"
SANDBOX = "MARKET_NARRATIVE_CHROMIUM_SANDBOX"  # environment: "no" where containers forbid it
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LIMIT = 90.0  # seconds for one file

# A browser takes some 300 MB: readers who ask at the same time wait for each other.
_ONE = Semaphore(1)


def find_chromium() -> str | None:
    """Path of the browser: the one in the environment, else the first installed; or None."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def needed_chromium() -> str:
    """Path of the browser; raises ExportError where there is none."""
    browser = find_chromium()
    if browser is None:
        raise ExportError(_NO_BROWSER)
    return browser


def print_pdf(page: str, *, limit: float = LIMIT) -> bytes:
    """
    PDF of an HTML page, as Chromium prints it.

    Parameters
    ----------
    page : str
        A whole, self-contained page; nothing outside it is loaded.
    limit : float
        Seconds it may take.

    Raises
    ------
    ExportError
        If there is no Chromium, or it fails or takes too long.
    """
    with TemporaryDirectory(prefix="market-narrative-") as folder:
        made = Path(folder) / "page.pdf"
        options = ["--no-pdf-header-footer", "--generate-pdf-document-outline"]
        _run(Path(folder), page, [*options, f"--print-to-pdf={made}"], limit)
        content = made.read_bytes() if made.is_file() else b""
    if not content.startswith(b"%PDF"):
        raise ExportError(_NOTHING)
    return content


_NO_BROWSER = N_(
    "There is no Chromium on this machine for this file; open the HTML report in a browser and "
    "print it there."
)
_TOO_LONG = N_("Chromium did not finish within {seconds} seconds; open the HTML report instead.")
_NOTHING = N_("Chromium ended without the file; open the HTML report in a browser and print it.")


def _run(folder: Path, page: str, options: Sequence[str], limit: float) -> str:
    """Open the page in a headless browser that ends by itself; returns what it printed."""
    browser = needed_chromium()
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [browser, *_flags(folder), *options, file.as_uri()]
    with (
        _ONE,
        subprocess.Popen(  # noqa: S603 - a browser by its path, a file of our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Its own group: the browser's many processes end together.
            start_new_session=True,
            env=_environment(folder),
        ) as running,
    ):
        try:
            printed, _ = running.communicate(timeout=limit)
        except subprocess.TimeoutExpired as error:
            raise ExportError(_TOO_LONG, seconds=round(limit)) from error
        finally:
            _end(running)
        if running.returncode:
            raise ExportError(_NOTHING)
    return printed.decode("utf-8", errors="replace")


def _flags(folder: Path) -> list[str]:
    flags = [
        "--headless=new",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-crash-reporter",
        # /dev/shm is 64 MB in a container, too little for a page of charts.
        "--disable-dev-shm-usage",
        # No network: nothing listens on that port, and no name is known.
        "--proxy-server=127.0.0.1:9",
        "--proxy-bypass-list=<-loopback>",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--window-size=1100,1400",
        f"--user-data-dir={folder / 'profile'}",
    ]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    # Chromium refuses its sandbox to root; containers often forbid it to everybody.
    if root or os.environ.get(SANDBOX, "").strip().lower() in {"no", "0", "false", "off"}:
        flags.append("--no-sandbox")
    return flags


def _environment(folder: Path) -> dict[str, str]:
    """What a browser needs to start; nothing of the server's own settings, keys or proxies."""
    kept = ("PATH", "LANG", "LC_ALL", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "SYSTEMROOT", "TEMP")
    held = {name: os.environ[name] for name in kept if name in os.environ}
    return held | {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "TZ": "UTC"}


def _end(running: subprocess.Popen[bytes]) -> None:
    """End the browser and all of its processes, as far as any are left."""
    if sys.platform == "win32":
        running.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
