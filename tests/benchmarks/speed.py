"""Measure what the design promises: one table, beside the public stock-peers demo.

Run it by hand on a quiet machine, from the checkout:

    python -m tests.benchmarks.speed
    python -m tests.benchmarks.speed --only pages --rounds 7 --json speed.json

It starts the dashboard itself, on loopback.  Nothing is asserted: times depend on
the machine, so each row shows its spread, and the peer's numbers were taken on two
cores with browser, server and load client sharing them.
"""

import argparse
import asyncio
import contextlib
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks import load_client, page_timer, peer
from tests.benchmarks.processes import processor_seconds, resident
from tests.browser.chromium import FLAGS, Reader, find
from tests.browser.driving import OF_NO_CASE, PAGES
from tests.browser.serving import Server, serve

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("start", "pages", "peer", "unseen", "phone", "turn", "memory", "sessions")
_TAKEN = {
    "answer": "answer readable",
    "figure": "first figure",
    "everything": "all charts drawn",
    "alive": "all charts alive",
}
# Bases and last sessions of windows of the shipped case that no other part looks at.
UNSEEN = tuple(
    (base, last)
    for last in ("2025-02-17", "2025-02-18", "2025-02-19", "2025-02-20")
    for base in ("2025-02-07", "2025-02-10", "2025-02-11")
)
ACCEPTABLE = 1.0  # seconds: the 95th percentile a crowd may feel


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    unit: str
    values: tuple[float, ...]
    target: str = ""
    peer: str = ""

    @property
    def median(self) -> float:
        """Middle of the values."""
        return statistics.median(self.values) if self.values else float("nan")

    def cells(self) -> tuple[str, ...]:
        """Words of the line."""
        digits = 2 if self.unit in {"s", "MB", ""} else 0
        spread = f"{min(self.values):.{digits}f}–{max(self.values):.{digits}f}"
        shown = f"{self.median:.{digits}f} {self.unit}".strip()
        count = str(len(self.values))
        return (
            self.name,
            self.peer,
            self.target,
            shown,
            spread if len(self.values) > 1 else "",
            count,
        )


# What is measured -------------------------------------------------------


def measure_start(browser: Browser, folder: Path, rounds: int, path: str) -> list[Row]:
    """Start of the process, and the first visit after it."""
    healthy, visits = [], []
    for turn in range(rounds):
        with serve(ROOT, log=folder / f"start-{turn}.log") as server:
            healthy.append(server.started_in)
            with page_timer.reader_context(browser, Reader()) as context:
                visits.append(page_timer.load(context, server.url + path).everything)
    return [
        Row("process start to healthy", "s", tuple(healthy), peer="0.54 s"),
        Row("first visit after a start, all charts", "s", tuple(visits), peer="3.4 s"),
    ]


def measure_pages(browser: Browser, server: Server, rounds: int, path: str) -> list[Row]:
    """Loads and redraws as a person at a desk waits for them, layout shift at both widths."""
    address = server.url + path
    with page_timer.reader_context(browser, Reader()) as context:
        page_timer.load(context, address)  # the server's first visit is a row of its own
    cold, warm = _loads(browser, address, rounds, Reader())
    slow = []
    for _ in range(rounds):
        with page_timer.reader_context(browser, Reader()) as context:
            slow.append(page_timer.load(context, address, slow=True))
    phone, _ = _loads(browser, address, rounds, Reader(390))
    with page_timer.reader_context(browser, Reader()) as context:
        days = ["2025-02-12", "2025-02-11", "2025-02-10", "2025-02-14", "2025-02-13"]
        page_timer.redraws(context, address, days)  # compute each window once
        times = page_timer.redraws(context, address, (days * rounds)[: max(rounds, 10)])
    return [
        _row("answer readable, cold", cold, "answer", "<= 1.2 s"),
        _row("answer readable, warm", warm, "answer", "<= 0.5 s"),
        _row("first figure readable, cold", cold, "figure", "<= 1.2 s"),
        _row("first figure readable, warm", warm, "figure", "<= 0.5 s"),
        _row("all charts drawn, cold", cold, "everything", "<= 2.2 s", "2.5 s"),
        _row("all charts drawn, warm", warm, "everything", "<= 0.9 s", "1.3 s"),
        _row("all charts, cold, 20 Mbit/s + 20 ms", slow, "everything", "<= 2.5 s"),
        Row("click on a control to last chart redrawn", "s", tuple(times), "<= 0.2 s", "0.62 s"),
        _row("layout shift, 1440 px", cold, "shift", "<= 0.05", "0.47", unit=""),
        _row("layout shift, 390 px", phone, "shift", "<= 0.05", unit=""),
        _row("received on a cold load", cold, "megabytes", peer="5.45 MB", unit="MB"),
        _row("requests of a cold load", cold, "requests", peer="278", unit="requests"),
        _row("charts on the page", cold, "charts", peer="15", unit="charts"),
    ]


def measure_peer(
    browser: Browser,
    folder: Path,
    server: Server,
    rounds: int,
    paths: Sequence[str],
    reader: Reader,
    what: str,
) -> list[Row]:
    """
    Loads of ours and of the peer in turn, in one run: what a busy machine costs both.

    Parameters
    ----------
    paths : sequence of str
        Links that are opened one after the other; a single one is opened again and again.
    what : str
        What these links are, for the names of the rows.
    """
    ours: dict[str, list[page_timer.Load]] = {"cold": [], "warm": []}
    theirs: dict[str, list[page_timer.Load]] = {"cold": [], "warm": []}
    with peer.served(folder) as (other, healthy):
        for place in range(rounds + 1):
            for held, address, load in (
                (ours, server.url + paths[place % len(paths)], page_timer.load),
                (theirs, other, peer.load),
            ):
                with page_timer.reader_context(browser, reader) as context:
                    found = {each: load(context, address) for each in held}
                # The first visit after a start is a row of its own.
                for each in held if place else ():
                    held[each].append(found[each])
    rows = [
        _row(
            f"{told}, {each}, {what}, in turn with the peer",
            ours[each],
            name,
            peer=_median(theirs[each], name),
        )
        for name, told in _TAKEN.items()
        for each in ours
    ]
    rows.append(_row(f"layout shift, {what}", ours["cold"], "shift", "<= 0.02", unit=""))
    start = Row("process start to healthy", "s", (server.started_in,), peer=f"{healthy:.2f} s")
    return [start, *rows]


def _median(loads: Sequence[page_timer.Load], field: str) -> str:
    values = [float(getattr(one, field)) for one in loads]
    return f"{statistics.median(values):.2f} s ({min(values):.2f}–{max(values):.2f})"


def _loads(
    browser: Browser, address: str, rounds: int, reader: Reader
) -> tuple[list[page_timer.Load], list[page_timer.Load]]:
    cold, warm = [], []
    for _ in range(rounds):
        with page_timer.reader_context(browser, reader) as context:
            cold.append(page_timer.load(context, address))
            warm.append(page_timer.load(context, address))
    return cold, warm


def _row(
    name: str,
    loads: Sequence[page_timer.Load],
    field: str,
    target: str = "",
    peer: str = "",
    *,
    unit: str = "s",
) -> Row:
    return Row(name, unit, tuple(float(getattr(one, field)) for one in loads), target, peer)


def measure_memory(folder: Path, path: str, held: int) -> list[Row]:
    """Resident memory idle, after the first page, and for each session held open after it."""
    with serve(ROOT, log=folder / "memory.log") as server:
        idle, first, full = asyncio.run(load_client.hold(server.port, path, server.pid, held))
    each = (full - first) / held / 1024
    return [
        Row("memory, idle process", "MB", (idle / 1024,), peer="70 MB"),
        Row("memory, after the first page", "MB", (first / 1024,), "<= 200 MB", "190 MB"),
        Row(f"memory, each of {held} further sessions", "MB", (each,), "<= 0.1 MB", "0.10 MB"),
    ]


def measure_sessions(server: Server, steps: Sequence[int], seconds: float, path: str) -> list[Row]:
    """Rerun times of ever more sessions, each changing its window every two seconds."""
    asyncio.run(load_client.warm(server.port, path))
    rows, largest = [], 0
    for sessions in steps:
        used = processor_seconds(server.pid)
        load = asyncio.run(load_client.measure(server.port, path, sessions, seconds))
        each = (processor_seconds(server.pid) - used) / max(1, len(load.reruns) + sessions)
        p50, p95 = load.quantile(0.5), load.quantile(0.95)
        cost = f"{1000 * each:.0f} ms of processor each, {load.lost} lost"
        name = f"{sessions} sessions, rerun p50–p95 ({cost})"
        rows.append(Row(name, "s", (p50, p95)))
        print(f"  {name}: {p50:.2f}–{p95:.2f} s, {len(load.reruns)} reruns", flush=True)
        if p95 >= ACCEPTABLE or load.lost:
            break
        largest = sessions
        rows.append(Row(f"memory after {sessions} sessions", "MB", (resident(server.pid) / 1024,)))
    headline = Row(
        "sessions with p95 < 1 s, one process", "sessions", (largest,), ">= 60, then 100", "8"
    )
    return [headline, *rows]


# Running ----------------------------------------------------------------


def table(rows: Sequence[Row]) -> str:
    """Rows as a Markdown table."""
    heads = ("", "stock-peers", "target", "ours (median)", "range", "n")
    lines = [heads, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]

    def written(cells: Sequence[str]) -> str:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        return f"| {' | '.join(padded)} |"

    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([written(heads), rule, *(written(line) for line in lines[1:])])


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description="Measure the dashboard's speed; prints one table.",
        epilog="Needs Chromium for all but memory and sessions. Linux only.",
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to run")
    parser.add_argument(
        "--page", choices=list(PAGES), default="story", help="page that is measured"
    )
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of each load")
    parser.add_argument(
        "--steps",
        type=int,
        nargs="+",
        default=[8, 20, 40, 60, 80, 100, 130],
        help=f"numbers of sessions, at most {load_client.MOST_SESSIONS}; stops when too slow",
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each session step")
    parser.add_argument("--held", type=int, default=40, help="sessions held open for the memory")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every value in a file")
    return parser.parse_args()


@contextlib.contextmanager
def _chromium() -> Iterator[Browser]:
    found = find()
    if found is None:
        sys.exit("no Chromium found; measure the rest with --only memory sessions")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


def measured(part: str, asked: argparse.Namespace, folder: Path) -> list[Row]:
    """Rows of one part."""
    path = PAGES[asked.page]
    if part == "start":
        with _chromium() as browser:
            return measure_start(browser, folder, asked.rounds, f"{path}?lang=en")
    if part == "memory":
        return measure_memory(folder, path, asked.held)
    with serve(ROOT, log=folder / f"{part}.log") as server:
        if part == "sessions":
            return measure_sessions(server, asked.steps, asked.seconds, path)
        with _chromium() as browser:
            address = f"{path}?lang=en"
            if part == "pages":
                return measure_pages(browser, server, asked.rounds, address)
            paths, reader, what = links(part, path, asked.rounds)
            return measure_peer(browser, folder, server, asked.rounds, paths, reader, what)


def links(part: str, path: str, rounds: int) -> tuple[list[str], Reader, str]:
    """Links that a part loads in turn with the peer, who loads them, and what they are."""
    if part == "unseen":  # windows that nobody has looked at; the second load of each is warm
        found = [f"{path}?lang=en&base={base}&last={last}" for base, last in UNSEEN[: rounds + 1]]
        return found, Reader(), "never visited"
    if part == "phone":
        return [f"{path}?lang=en"], Reader(390), "phone"
    if part == "turn":
        every = [f"{each}?lang=en" for name, each in PAGES.items() if name not in OF_NO_CASE]
        return every, Reader(), "pages in turn"
    return [f"{path}?lang=en"], Reader(), "visited"


def main() -> None:
    """Measure, print, keep."""
    asked = arguments()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        for part in asked.only:
            print(f"measuring: {part}", flush=True)
            rows += measured(part, asked, Path(name))
    print()
    print(table(rows))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"\nPage: {asked.page}. {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"machine load {load}. Medians; n values each."
    )
    if asked.json:
        kept = {"page": asked.page, "cores": os.cpu_count(), "rows": [asdict(row) for row in rows]}
        asked.json.write_text(json.dumps(kept, indent=2, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
