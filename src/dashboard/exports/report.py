"""One self-contained HTML report of a case over a window, in one language.

The page holds everything: its style, Plotly's script, every figure, every number of the
results as JSON.  It loads nothing from anywhere and its content policy forbids it to, so
it reads the same from a disk without a network in ten years.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from markupsafe import Markup
from plotly.offline import get_plotlyjs

from dashboard import __version__
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Reader
from dashboard.exhibits.registry import PAGES
from dashboard.exports.csv_files import file_name
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import source_line
from dashboard.exports.report_body import ReportPart, parts
from dashboard.exports.report_data import data_script
from dashboard.exports.results import results
from dashboard.html.elements import el, markup
from dashboard.html.lists import folded
from dashboard.language.language import Language
from dashboard.language.words import caution

_ASSETS = files("dashboard").joinpath("exports", "assets")
FRAGMENTS = ("story_table", "prices", "timeline", "exposure", "robustness", "claims", "data")
"""Styles of the pages whose fragments stand in a report too."""


def report_html(imprint: Imprint, look: Look) -> str:
    """
    Whole report as one HTML page.

    Parameters
    ----------
    imprint : Imprint
        The case, its window and all its numbers.
    look : Look
        Language and colours; a report is light and as wide as a desk.

    Returns
    -------
    str
        A page in UTF-8 of some six megabytes, most of them Plotly's script.
    """
    t, trial = look.language, imprint.trial
    plotly, own = get_plotlyjs(), _asset("report.js")
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy(plotly, own)),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="color-scheme", content="light"),
        el("meta", name="generator", content=f"market-narrative {__version__}"),
        el("title", f"{t.pick(trial.case.title)} · market / narrative"),
        el("style", _ours(style_sheet())),
    )
    body = parts(imprint, look)
    main = el(
        "main",
        _head(imprint, look),
        _contents(body, t),
        [_part(part, t) for part in body],
        _footer(imprint, t),
    )
    scripts = [el("script", _ours(script)) for script in (plotly, own)]
    numbers = data_script("results", results(trial))
    page = el(
        "html",
        head,
        el("body", main, numbers, scripts, data_file=_stem(imprint)),
        lang="zh-CN" if t.code == "zh" else "en",
    )
    return f"<!DOCTYPE html>{page}\n"


def _ours(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - a file of this package or of Plotly's


def policy(*scripts: str) -> str:
    """Content policy of the page: nothing from anywhere, no script but these."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'"
        for each in scripts
    )
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {hashes}",
            "style-src 'unsafe-inline'",  # Plotly writes its rules as it draws
            "img-src data: blob:",  # charts on their way to an image
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def style_sheet() -> str:
    """Style of the report: that of its fragments on the pages, then its own."""
    pages = files("dashboard").joinpath("ui", "assets")
    shared = (pages.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in FRAGMENTS)
    return "\n".join([*shared, _asset("report.css")])


def _asset(name: str) -> str:
    return _ASSETS.joinpath(name).read_text(encoding="utf-8")


def _stem(imprint: Imprint) -> str:
    """Start of the names of images saved from the page."""
    name = file_name(
        imprint.trial.case.slug, "", base=imprint.trial.base, last=imprint.trial.window.last
    )
    return name.removesuffix(".csv").replace("__", "_")


# Head, contents, foot -------------------------------------------------


def _head(imprint: Imprint, look: Look) -> Markup:
    """Answer first: question, headline, verdict, then what it rests on."""
    t, trial = look.language, imprint.trial
    opening = PAGES["story"].opening(trial, Reader(look, in_file=True))
    window = t(
        "Close of {base} to close of {last} · {n} sessions · benchmark: {benchmark}",
        base=t.long_day(trial.base),
        last=t.long_day(trial.window.last),
        n=len(trial.result.sessions),
        benchmark=t.pick(trial.case.benchmark(trial.benchmark).title),
    )
    made = t("Report made {time} UTC", time=f"{imprint.made:%Y-%m-%d %H:%M}")
    told = [window, source_line(imprint, t), f"{made} · market-narrative {__version__}"]
    return el(
        "header",
        el("p.kicker", t.pick(trial.case.title)),
        el("p.question", opening.question) if opening.question else None,
        el("h1", opening.title),
        el("p.standfirst", opening.standfirst),
        folded(*opening.folded) if opening.folded else None,
        el("p.meta", opening.remark) if opening.remark else None,
        [el("p.meta", line) for line in told],
    )


def _contents(body: list[ReportPart], t: Language) -> Markup:
    items = [el("li", el("a", t(part.title), href=f"#part-{part.name}")) for part in body]
    return el("nav", el("ul.contents", items))


def _part(part: ReportPart, t: Language) -> Markup:
    lead = el("p.standfirst", part.lead) if part.lead else None
    return markup(el("h2", t(part.title), id=f"part-{part.name}"), lead, part.content)


def _footer(imprint: Imprint, t: Language) -> Markup:
    told = caution(len(imprint.trial.case.stocks), len(imprint.trial.result.sessions), t)
    nothing = t("Without JavaScript the charts are pictures; their tables say the same.")
    return el("footer", told, el("noscript", " ", nothing))
