"""Find a Chromium, and the readers it plays: a desk, a phone, their language and colours."""

import os
import shutil
from dataclasses import dataclass
from typing import Any

# Names under which distributions and vendors install it; the first has no window, no menus and
# no profile services, which is less work for each page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
VARIABLE = "MARKET_NARRATIVE_CHROMIUM"

# No sandbox: test machines and containers run as root.  The others keep the browser
# from asking its maker's hosts for updates, so that every request seen is the page's.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Every tab in the process of the one before it, which has the code of the page warm.
ONE_PROCESS = (
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,PaintHolding",
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def find() -> str | None:
    """Path of the browser: the one in the environment, else the first installed."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class Reader:
    """
    Who looks at the page.

    Attributes
    ----------
    width : int
        Window in pixels: 1440 is a desk, 390 a phone.
    scheme : str
        Colours the system asks for: light or dark.
    locale : str
        Language of the browser, which is not that of the link.
    touch : bool
        A narrow window is that of a phone; else one on a desk.
    """

    width: int = 1440
    scheme: str = "light"
    locale: str = "en-GB"
    touch: bool = True

    @property
    def phone(self) -> bool:
        """Whether this reader holds a phone."""
        return self.touch and self.width < 720

    @property
    def plain(self) -> bool:
        """Whether a tab of the desk's browser can play this reader, by window and colours."""
        return not self.phone and self.locale == DESK.locale

    def options(self) -> dict[str, Any]:
        """Settings of a browser context that plays this reader."""
        settings: dict[str, Any] = {
            # What slides and fades is drawn twenty times: nobody looks at it here.
            "reduced_motion": "reduce",
            "viewport": {"width": self.width, "height": 844 if self.phone else 900},
            "color_scheme": self.scheme,
            "locale": self.locale,
            "timezone_id": "Europe/London",
            # A service worker's requests would not be seen.
            "service_workers": "block",
        }
        if self.phone:
            settings |= {
                "is_mobile": True,
                "has_touch": True,
                "device_scale_factor": 2,
                "user_agent": IPHONE,
            }
        return settings


DESK = Reader()
