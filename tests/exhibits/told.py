"""Every word of a trial, and what the numbers in a sentence are, read back by its template."""

import html
import re
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

from dashboard.analysis.answer import words
from dashboard.charts.theme import Look
from dashboard.exhibits.exhibit import Absent, Figure, Reader
from dashboard.exhibits.registry import PAGES
from dashboard.html.links import Links
from dashboard.language.language import Language

LANGUAGES = (Language("en"), Language("zh"))


def every_word(trial, t):
    """Texts by where they stand: "page/exhibit/part"."""
    reader = Reader(Look(t), links=Links(numbered=trial.claim_numbers))
    found = {
        "answer/headline": words.headline(trial.answer, t),
        "answer/text": words.text(trial.answer, t),
        "answer/numbers": words.numbers(trial.answer, t),
        "answer/verdict": words.verdict_line(trial.answer, t),
    }
    for page in PAGES.values():
        opening = page.opening(trial, reader)
        found[f"{page.name}/head/title"] = opening.title
        found[f"{page.name}/head/standfirst"] = plain(opening.standfirst)
        found[f"{page.name}/head/remark"] = opening.remark
        for each in page.exhibits:
            found |= {
                f"{page.name}/{each.name}/{part}": text
                for part, text in _parts(trial, each, reader)
                if text
            }
    return found


KINDS = ("groups", "peers", "benchmark")


def _parts(trial, exhibit, reader):
    made = exhibit.make(trial, reader)
    if isinstance(made, Absent):
        yield "absent", made.title
        yield "reason", made.reason
    if isinstance(made, Figure):
        yield "title", made.title
        yield "note", made.note
        yield "alt", made.alt
        if made.body is not None:
            yield "body", plain(made.body())
    if exhibit.finding is not None:
        yield "paragraph", reader.t.sentences(exhibit.finding(trial, reader.t))
    if exhibit.name == "lines":
        for kind in KINDS:
            other = exhibit.make(trial, Reader(Look(reader.t), choices=(("kind", kind),)))
            if isinstance(other, Figure):
                yield f"title of {kind}", other.title


def plain(markup):
    """Text of a fragment; what stood in elements of its own stays apart."""
    text = re.sub(r"</(?:th|td|li|p|tr|summary|h\d)>|<br>", " | ", str(markup))
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def table_of(trial, name):
    """Rows of an exhibit's own table, as dicts by their English heads."""
    for page in PAGES.values():
        for each in page.exhibits:
            if each.name == name:
                made = each.make(trial, Reader(Look(LANGUAGES[0])))
                if isinstance(made, Figure) and made.table is not None:
                    return made.table().frame().to_dict("records")
    return []


# Templates ------------------------------------------------------------


@lru_cache(maxsize=1)
def _chinese():
    import dashboard.language  # noqa: PLC0415

    room = Path(dashboard.language.__path__[0])
    with (room / "locale/zh/LC_MESSAGES/dashboard.po").open("rb") as lines:
        catalogue = read_po(lines, locale="zh")
    return {message.id: message.string for message in catalogue if message.id}


@cache
def patterns(template, code):
    """Regular expressions of a template: of a plural (one, many) both."""
    forms = template if isinstance(template, tuple) else (template,)
    if code == "zh":
        string = _chinese()[template]
        forms = string if isinstance(string, tuple) else (string,)
    return tuple(re.compile(_pattern(form, code)) for form in forms)


NUMBER = r"[−+]?[\d,]+(?:\.\d+)?%?(?: points| 个百分点)?|–"
COUNTS = "n k m x y z gap size low high whole left points value share built few total most same"
COUNTS += " count windows hits others draws coverage up down"
FREE = {
    "both",
    "alone",
    "days",
    "parts",
    "groups",
    "stocks",
    "numbers",
    "did",
    "kept",
    "reason",
    "p",
    "p2",
}


def _pattern(form, code):
    found, seen = [], set()
    for text, name, _, _ in Formatter().parse(form):
        if code == "zh":
            # The space beside a field depends on what is filled in.
            found.append(" ?".join(["", re.escape(text.strip(" ")), ""]))
        else:
            found.append(re.escape(text))
        if name is None:
            continue
        if name in COUNTS.split():
            field = NUMBER
        else:
            field = ".+?" if name in FREE else r"(?:[^.。;；:：|，]|\.(?=\w))+?"
        found.append(f"(?P={name})" if name in seen else f"(?P<{name}>{field})")
        seen.add(name)
    return "".join(found)


def read(template, text, code):
    """Fields of a text that is this sentence and no other; None where it is not."""
    for pattern in patterns(template, code):
        match = pattern.fullmatch(text)
        if match:
            return match.groupdict()
    return None


def find(template, text, code):
    """Fields of every place in a text where this sentence stands."""
    for pattern in patterns(template, code):
        stop = "" if pattern.pattern.endswith((r"\.", "。")) else "[.。]"
        for match in re.finditer(rf"(?:^|(?<=[.。] )|(?<=。)){pattern.pattern}{stop}(?!\d)", text):
            yield match.groupdict()


def amount(said):
    """Number in a piece of text: “−26.7%”, “27.2 points”, “1,504”."""
    match = re.search(r"[−+]?\d[\d,]*(?:\.\d+)?", said)
    return float(match.group().replace("−", "-").replace(",", "")) if match else None
