"""Open a page as a reader, wait until it stands, read and change it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

# Read from the files: asking the frame would import Streamlit into every measurement.
# A page that the frame does not list yet has no link to click.
_ROOT = Path(__file__).resolve().parents[2]
_FRAME = (_ROOT / "src" / "dashboard" / "ui" / "frame.py").read_text(encoding="utf-8")
_LISTED = [file.stem for file in sorted((_ROOT / "pages").glob("*.py"))]
FIRST = "story"  # stands at the root address
CASE = "liquid-cooling-2025"  # the case it shows there
UNLISTED = ("edit",)  # reached from other pages: `test_editor`
OF_NO_CASE = ("cases", "radar", "article")  # pages with a bar of their own
# Those of no case come last: the way back from them is the gallery and the story.
PAGES = {FIRST: "/"} | {
    name: f"/{name}"
    for name in sorted(_LISTED, key=lambda name: (name in OF_NO_CASE, name))
    if name not in {FIRST, *UNLISTED} and f'"{name}": N_(' in _FRAME
}
PATIENCE = 60_000  # milliseconds; the machine may be busy with other tests
expect.set_options(timeout=PATIENCE)  # five seconds otherwise

# The script has run, the page has its name, every chart is drawn and no placeholder is left.
# Drawn by Plotly, which answers the mouse, or by the server in a tab that leaves Plotly out.
_STANDS = """alive => {
  const drawn = alive ? '.plot.alive:not([aria-busy])' : '.plot svg';
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('[class*="st-key-plot_"]')];
  return app?.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && document.querySelector('h1') !== null
    && (document.querySelector('#content') || !document.querySelector('[class*="st-key-page_"]'))
    && !document.querySelector('[data-testid="stSkeleton"]')
    && !document.querySelector('#first')
    && charts.every(chart => chart.querySelector(drawn));
}"""

# Streamlit hides a chart that another has replaced, and may keep it in the page for good.
CHARTS = "[...document.querySelectorAll('.js-plotly-plot')].filter(chart => chart.offsetWidth)"
"""JavaScript: the charts that a reader sees."""

_DRAWN = """[...document.querySelectorAll('.plot')].filter(chart => chart.offsetWidth)
  .flatMap(chart => [...chart.querySelectorAll('svg text')])
  .map(text => text.textContent).join(' ')"""

# Plotly is a third of the work of a page: what looks at no living chart goes without it.
_PLOTLY = "/program/plotly-"

# A list that opens while the page scrolls closes again.
_AT_REST = """async element => {
  const top = () => element.getBoundingClientRect().top;
  for (let before; before !== top();) {
    before = top();
    await new Promise(later => setTimeout(later, 100));
  }
}"""


@dataclass
class Visit:
    """
    One tab and everything that went wrong or out in it.

    Attributes
    ----------
    page : Page
    alive : bool
        Whether Plotly takes the place of the server's drawings, as for every reader.
    errors, requests, dialogs : list of str
        What the console said, what was asked for, what stood over the page.
    case : str
        Slug of the case it shows.
    """

    page: Page
    alive: bool = True
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    case: str = CASE

    def __post_init__(self) -> None:
        """Listen before anything is loaded."""
        page = self.page
        page.set_default_timeout(PATIENCE)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("dialog", self._dialog)
        if not self.alive:
            # A route of Playwright's would switch off what the browser keeps.
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            network.send("Network.setBlockedURLs", {"urls": [f"*{_PLOTLY}*"]})

    def _console(self, message: Any) -> None:
        left_out = not self.alive and _PLOTLY in message.location.get("url", "")
        if message.type == "error" and not left_out:
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> "Visit":
        """Go to an address and wait until the page stands."""
        self.page.goto(address)
        return self.settle()

    def settle(self) -> "Visit":
        """Wait until the script has run and every chart is drawn."""
        self.page.wait_for_function(_STANDS, arg=self.alive)
        return self

    def shows(self, name: str) -> "Visit":
        """Wait until that page of the dashboard is shown, whole."""
        self.page.locator(f".st-key-page_{name}").wait_for()
        return self.settle()

    @property
    def path(self) -> str:
        """Path of the address bar."""
        return urlsplit(self.page.evaluate("location.href")).path

    @property
    def query(self) -> dict[str, str]:
        """Parameters of the address bar."""
        address = urlsplit(self.page.evaluate("location.href"))
        return {name: values[-1] for name, values in parse_qs(address.query).items()}

    @property
    def head(self) -> str:
        """Question, headline and sentences of the page."""
        return self.page.locator(".head").first.inner_text()

    @property
    def headline(self) -> str:
        """Headline as read."""
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self) -> str:
        """Everything readable on the page."""
        return self.page.locator('[data-testid="stMain"]').inner_text()

    @property
    def drawn(self) -> str:
        """Words and numbers inside the charts."""
        return self.page.evaluate(_DRAWN)

    def draws(self, wanted: str) -> "Visit":
        """Wait until the charts show exactly these words and numbers."""
        self.page.wait_for_function(f"wanted => {_DRAWN} === wanted", arg=wanted)
        return self

    def draws_anew(self, other_than: str) -> str:
        """Wait until the charts show others, and return them."""
        self.page.wait_for_function(f"old => {_DRAWN} !== old", arg=other_than)
        self.settle()
        return self.drawn

    def value(self, name: str) -> str:
        """What a control shows."""
        return self.page.locator(f".st-key-{name}_control input[role=combobox]").input_value()

    def choose(self, name: str, label: str) -> None:
        """Pick an option of a control by what it is called."""
        box = self.page.locator(f".st-key-{name}_control input[role=combobox]")
        box.click()
        box.fill(label)
        self.page.get_by_role("option", name=label, exact=True).click()

    def bring(self, place: Locator) -> Locator:
        """Scroll to a place and wait until it has come to rest."""
        place.scroll_into_view_if_needed()
        place.evaluate(_AT_REST)
        return place

    def speak(self, label: str) -> None:
        """Use the language switch."""
        self.page.locator(".st-key-language_control button", has_text=label).click()

    def turn_to(self, name: str) -> "Visit":
        """
        Click the link of a page in the top bar.

        Pages of a case and pages about none have bars of their own: the way from one to the
        other is the gallery, and the card of the case that one comes from.
        """
        links = self.page.locator(".st-key-nav a")
        self.case = self.query.get("case", self.case)
        if not self._is_linked(name):
            links.and_(self.page.locator('[href*="cases"]')).click()
            self.shows("cases")
            if name not in OF_NO_CASE:
                self.page.locator(f'.card h2 a[href*="case={self.case}"]').click()
                self.shows(FIRST)
        if not self.page.locator(f".st-key-page_{name}").count() or name not in {FIRST, "cases"}:
            # The first link of a case's bar leads to the gallery, the second to its story.
            link = links.nth(1) if name == FIRST else links.and_(self._to(name))
            link.click()
        return self.shows(name)

    def _is_linked(self, name: str) -> bool:
        bar = self.page.locator(".st-key-nav a")
        if name == FIRST:
            name = "prices"  # which stands in the same bar
        return bar.and_(self._to(name)).count() > 0

    def _to(self, name: str) -> Locator:
        return self.page.locator(f'[href*="{name}?"], [href$="{name}"]')

    def wait_for_query(self, **wanted: str | None) -> None:
        """Wait until parameters have these values; None means absent."""
        self.page.wait_for_function(
            """wanted => {
              const query = new URLSearchParams(location.search);
              return Object.entries(wanted).every(([name, value]) => query.get(name) === value);
            }""",
            arg=wanted,
        )

    def wait_for_head(self, other_than: str) -> str:
        """Wait for another head and return it: not every window changes the headline."""
        self.page.wait_for_function(
            "old => (document.querySelector('.head')?.innerText ?? old) !== old", arg=other_than
        )
        self.settle()
        return self.head


def new_visit(browser: Browser, options: dict[str, Any]) -> Visit:
    """Tab in a context of its own: nothing cached, nothing remembered."""
    return Visit(browser.new_context(**options).new_page())
