"""A ready citation of a case over a window: plain text in both languages, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from dashboard import __version__
from dashboard.errors import NP_
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import edition, known, source
from dashboard.language.language import Language

PRODUCT = "market-narrative"

# Characters that TeX takes for commands; the backslash first.
_TEX = (
    ("\\", r"\textbackslash{}"),
    *((sign, f"\\{sign}") for sign in "&%$#_"),
    ("~", r"\textasciitilde{}"),
    ("^", r"\textasciicircum{}"),
)


def link_of(imprint: Imprint) -> str:
    """Address of the same view, if one was given and it is http(s)."""
    try:
        known = urlsplit(imprint.link).scheme in {"http", "https"}
    except ValueError:
        known = False
    return imprint.link if known else ""


def citation(imprint: Imprint, t: Language) -> str:
    """Plain text: title, window, benchmark, prices, edition or digest, version, access, link."""
    case = imprint.trial.case
    values = {
        "title": t.pick(case.title),
        "base": imprint.trial.base.isoformat(),
        "last": imprint.trial.window.last.isoformat(),
        "benchmark": t.pick(case.benchmark(imprint.trial.benchmark).title),
        "source": source(imprint, t),
        "retrieved": imprint.trial.note.retrieved[:10],
        "data": _data(imprint, t),
        "product": f"{PRODUCT} {__version__}",
        "accessed": imprint.made.date().isoformat(),
    }
    told = t(
        "“{title}”, close of {base} to close of {last}, benchmark {benchmark}. {product}. Prices: "
        "{source}, read {retrieved}; {data}. Accessed {accessed}.",
        **values,
    )
    link = link_of(imprint)
    return f"{told} {link}" if link else told


def _data(imprint: Imprint, t: Language) -> str:
    digest = t("data {digest}", digest=imprint.trial.folder.digest[:12])
    told = (edition(imprint, t), digest, known(imprint, t))
    return t(NP_("clauses", ", ")).join(each for each in told if each)


def key(imprint: Imprint) -> str:
    """
    Key of the entry: case, last session and digest; the same for the same numbers.

    Only letters, digits and hyphens, which every reference manager takes.
    """
    last = f"{imprint.trial.window.last:%Y%m%d}"
    digest, day = imprint.trial.folder.key
    known_by = "" if day is None else f"-{day:%Y%m%d}"
    return f"{imprint.trial.case.slug}-{last}-{digest[:8]}{known_by}"


def bibtex(imprint: Imprint, t: Language) -> str:
    """Entry for BibTeX and BibLaTeX, in UTF-8; what TeX would run is escaped."""
    fields = {
        "title": "{" + tex(t.pick(imprint.trial.case.title)) + "}",
        "author": "{" + tex(PRODUCT) + "}",
        "year": str(imprint.made.year),
        "version": __version__,
        "note": tex(_note(imprint, t)),
        "urldate": imprint.made.date().isoformat(),
        "url": link_of(imprint),
    }
    # An address is set as it is: \url takes every sign but braces and blanks.
    for sign in "{} \\":
        fields["url"] = fields["url"].replace(sign, f"%{ord(sign):02X}")
    lines = [f"  {name:<8}= {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key(imprint)},", *lines, "}"]) + "\n"


def tex(text: str) -> str:
    r"""
    Text that TeX prints as it is.

    >>> tex("R&D {50%}")
    'R\\&D (50\\%)'
    """
    # Braces delimit fields: an unbalanced one would break the whole file.
    text = text.replace("{", "(").replace("}", ")")
    for sign, written in _TEX:
        text = text.replace(sign, written)
    return " ".join(text.split())


def csl_json(imprint: Imprint, t: Language) -> str:
    """One item of CSL-JSON, which Zotero and pandoc read."""
    made = imprint.made
    item: dict[str, object] = {
        "id": key(imprint),
        "type": "dataset",
        "title": t.pick(imprint.trial.case.title),
        "author": [{"literal": PRODUCT}],
        "version": __version__,
        "issued": {"date-parts": [[made.year, made.month, made.day]]},
        "accessed": {"date-parts": [[made.year, made.month, made.day]]},
        "note": _note(imprint, t),
        "language": t.code,
    }
    if link_of(imprint):
        item["URL"] = link_of(imprint)
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _note(imprint: Imprint, t: Language) -> str:
    return t(
        "Close of {base} to close of {last}, benchmark {benchmark}; prices: {source}, read "
        "{retrieved}; {data}",
        base=imprint.trial.base.isoformat(),
        last=imprint.trial.window.last.isoformat(),
        benchmark=t.pick(imprint.trial.case.benchmark(imprint.trial.benchmark).title),
        source=source(imprint, t),
        retrieved=imprint.trial.note.retrieved[:10],
        data=_data(imprint, t),
    )
