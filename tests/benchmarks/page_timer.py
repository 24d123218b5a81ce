"""What a person waits for, measured inside a real browser."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import Reader
from tests.browser.driving import Visit

# 20 Mbit/s and 20 ms, as an office behind a VPN has it.  The browser slows requests
# only; what comes through the websocket arrives at full speed.
SLOW = {
    "offline": False,
    "latency": 20,
    "downloadThroughput": 20_000_000 / 8,
    "uploadThroughput": 20_000_000 / 8,
}

# Notes, frame by frame, when the answer, the first figure and the last chart stood.
_WATCH = """
window.seen = {shifts: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) window.seen.shifts += entry.value;
}).observe({type: 'layout-shift', buffered: true});
(function frame() {
  const seen = window.seen, now = performance.now();
  const title = document.querySelector('h1');
  if (!seen.answer && title && title.innerText.trim() && title.getClientRects().length)
    seen.answer = now;
  // Canvases are those of another page, which is measured beside ours.
  const own = [...document.querySelectorAll('#root .plot')]
    .filter(chart => chart.checkVisibility({visibilityProperty: true}));
  const charts = own.filter(chart => chart.querySelector('svg .trace')).length
    + document.querySelectorAll('[_echarts_instance_] canvas').length;
  const alive = own.filter(chart => chart.matches('.alive')).length;
  if (alive !== seen.living) { seen.living = alive; seen.alive = now; }
  // The first HTML may have the figure as a drawing, in the place of the chart to come.
  if (!seen.figure && (charts || document.querySelector('#first .drawing svg'))) seen.figure = now;
  if (charts !== seen.charts) { seen.charts = charts; seen.all = now; }
  requestAnimationFrame(frame);
})();
"""

# From the click on an option to the last change inside any chart; hovering aside.
_CLICKED = """() => {
  const installed = Boolean(window.redraw);
  window.redraw = {start: 0, last: 0};
  if (installed) return;
  addEventListener('click', () => { window.redraw.start ||= performance.now(); }, {capture: true});
  new MutationObserver(changes => {
    const drawn = changes.some(({target}) => target instanceof Element
      && target.closest('.plot')
      && !target.closest('.hoverlayer'));
    if (drawn && window.redraw.start) window.redraw.last = performance.now();
  }).observe(document.body, {childList: true, subtree: true, attributes: true});
}"""


@dataclass
class Load:
    """
    One load of a page, in seconds from the start of the navigation.

    A chart is drawn when its marks can be seen, and alive when Plotly has taken it over.
    """

    answer: float
    figure: float
    everything: float
    alive: float
    charts: int
    shift: float
    megabytes: float
    requests: int


@dataclass
class _Traffic:
    received: float = 0.0
    requests: int = 0
    clients: list[Any] = field(default_factory=list)

    def watch(self, tab: Visit, *, slow: bool) -> None:
        wire = tab.page.context.new_cdp_session(tab.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._finished)
        wire.on("Network.webSocketFrameReceived", self._frame)
        if slow:
            wire.send("Network.emulateNetworkConditions", SLOW)
        self.clients.append(wire)

    def _finished(self, event: Any) -> None:
        self.requests += 1
        self.received += event["encodedDataLength"]

    def _frame(self, event: Any) -> None:
        # Binary frames are told in base64.
        self.received += len(event["response"]["payloadData"]) * 3 / 4


@contextlib.contextmanager
def reader_context(browser: Browser, reader: Reader) -> Iterator[BrowserContext]:
    """Context with nothing cached that notes what stands when."""
    context = browser.new_context(**reader.options())
    context.add_init_script(_WATCH)
    try:
        yield context
    finally:
        context.close()


def load(context: BrowserContext, address: str, *, slow: bool = False) -> Load:
    """Open an address in a new tab and wait until nothing changes any more."""
    tab, traffic = Visit(context.new_page()), _Traffic()
    traffic.watch(tab, slow=slow)
    tab.open(address)
    # Late shifts count too.
    tab.page.wait_for_timeout(700)
    seen = tab.page.evaluate("window.seen")
    tab.page.close()
    return Load(
        answer=seen["answer"] / 1000,
        figure=seen.get("figure", 0.0) / 1000,
        everything=max(seen["all"], seen["answer"]) / 1000,
        alive=seen["alive"] / 1000,
        charts=seen["charts"],
        shift=seen["shifts"],
        megabytes=traffic.received / 1e6,
        requests=traffic.requests,
    )


def redraws(context: BrowserContext, address: str, options: list[str]) -> list[float]:
    """Choose each last session in turn; seconds from click to the last chart redrawn."""
    tab = Visit(context.new_page()).open(address)
    times = []
    for option in options:
        box = tab.page.locator(".st-key-last_control input[role=combobox]")
        box.click()
        box.fill(option)
        entry = tab.page.get_by_role("option", name=option, exact=True)
        entry.wait_for()
        tab.page.evaluate(_CLICKED)
        entry.click()
        tab.wait_for_query(last=option)
        tab.settle()
        tab.page.wait_for_timeout(600)
        timing = tab.page.evaluate("window.redraw")
        if timing["last"] > timing["start"] > 0:
            times.append((timing["last"] - timing["start"]) / 1000)
    tab.page.close()
    return times
