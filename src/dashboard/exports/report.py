"""One self-contained HTML report of a case over a window, in one language.

The page holds everything: its style, Plotly's script, every figure, every number of the
results as JSON.  It loads nothing from anywhere and its content policy forbids it to, so
it reads the same from a disk without a network in ten years.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from plotly.offline import get_plotlyjs

from dashboard import __version__
from dashboard.analysis.stories.verdict import verdict_text
from dashboard.analysis.trial import Trial
from dashboard.charts.theme import Look
from dashboard.exhibits.story.opening import title_answer
from dashboard.exports.csv_files import file_name
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import source_line
from dashboard.exports.report_body import Part, parts
from dashboard.exports.report_data import results_script
from dashboard.exports.report_parts import escape
from dashboard.language.language import Language

_ASSETS = files("dashboard").joinpath("exports", "assets")


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
    t = look.language
    body = parts(imprint, look)
    plotly, own = get_plotlyjs(), _asset("report.js")
    title = f"{t.pick(imprint.trial.case.title)} · market / narrative"
    code = "zh-CN" if t.code == "zh" else "en"
    return "".join(
        [
            f'<!DOCTYPE html><html lang="{code}"><head><meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" content="',
            escape(policy(plotly, own)),
            '"><meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="color-scheme" content="light">',
            f'<meta name="generator" content="market-narrative {__version__}">',
            f"<title>{escape(title)}</title><style>{_asset('report.css')}</style></head>",
            f'<body data-file="{escape(_stem(imprint))}"><main>',
            _head(imprint, t),
            _contents(body, t),
            *(_part(part, t) for part in body),
            _footer(imprint, t),
            f"</main>{results_script(imprint)}<script>{plotly}</script><script>{own}</script>",
            "</body></html>\n",
        ]
    )


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


def _asset(name: str) -> str:
    return _ASSETS.joinpath(name).read_text(encoding="utf-8")


def _stem(imprint: Imprint) -> str:
    """Start of the names of images saved from the page."""
    name = file_name(
        imprint.trial.case.slug, "", base=imprint.trial.base, last=imprint.trial.window.last
    )
    return name.removesuffix(".csv").replace("__", "_")


# Head, contents, foot -------------------------------------------------


def _opening(trial: Trial, t: Language) -> tuple[str, str]:
    """Headline and verdict; without a gap to speak of the question, and why there is none."""
    found, headline = trial.answer, trial.result.headline
    if found is not None and found.difference is not None:
        title = title_answer(found, len(trial.result.sessions), t)
        return title, verdict_text(trial.table.verdict, t)
    reason = headline.reason if headline is not None else None
    nothing = t("The case has no group whose return could be compared.")
    return t.pick(trial.case.question), nothing if reason is None else t.say(reason)


def _head(imprint: Imprint, t: Language) -> str:
    """Answer first: question, headline, verdict, then what it rests on."""
    case = imprint.trial.case
    title, verdict = _opening(imprint.trial, t)
    asked = t.pick(case.question)
    question = f'<p class="question">{escape(asked)}</p>' if title != asked else ""
    window = t(
        "Close of {base} to close of {last} · {n} sessions · benchmark: {benchmark}",
        base=t.long_day(imprint.trial.base),
        last=t.long_day(imprint.trial.window.last),
        n=len(imprint.trial.result.sessions),
        benchmark=t.pick(case.benchmark(imprint.trial.benchmark).title),
    )
    made = t("Report made {time} UTC", time=f"{imprint.made:%Y-%m-%d %H:%M}")
    told = [window, source_line(imprint, t), f"{made} · market-narrative {__version__}"]
    lines = "".join(f'<p class="meta">{escape(line)}</p>' for line in told)
    return (
        f'<header><p class="kicker">{escape(t.pick(case.title))}</p>{question}'
        f'<h1>{escape(title)}</h1><p class="standfirst">{escape(verdict)}</p>{lines}</header>'
    )


def _contents(body: list[Part], t: Language) -> str:
    items = "".join(
        f'<li><a href="#part-{part.name}">{escape(t(part.title))}</a></li>' for part in body
    )
    return f'<nav><ul class="contents">{items}</ul></nav>'


def _part(part: Part, t: Language) -> str:
    lead = f'<p class="standfirst">{escape(part.lead)}</p>' if part.lead else ""
    return f'<h2 id="part-{part.name}">{escape(t(part.title))}</h2>{lead}{part.content}'


def _footer(imprint: Imprint, t: Language) -> str:
    told = t(
        "{n} stocks over {sessions} sessions describe a pattern; “consistent with” is not "
        "“caused by”. Nothing here is advice to buy or sell.",
        n=len(imprint.trial.case.stocks),
        sessions=len(imprint.trial.result.sessions),
    )
    nothing = t("Without JavaScript the charts stay empty; their tables say the same.")
    return f"<footer>{escape(told)}<noscript> {escape(nothing)}</noscript></footer>"
