"""A ready citation of a case over a window: plain text in both languages, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from dashboard import __version__
from dashboard.exports.dossier import Dossier
from dashboard.exports.origin_words import source
from dashboard.language import Language

PRODUCT = "market-narrative"

# Characters that TeX takes for commands; the backslash first.
_TEX = (
    ("\\", r"\textbackslash{}"),
    *((sign, f"\\{sign}") for sign in "&%$#_"),
    ("~", r"\textasciitilde{}"),
    ("^", r"\textasciicircum{}"),
)


def link_of(dossier: Dossier) -> str:
    """Address of the same view, if one was given and it is http(s)."""
    try:
        known = urlsplit(dossier.link).scheme in {"http", "https"}
    except ValueError:
        known = False
    return dossier.link if known else ""


def citation(dossier: Dossier, t: Language) -> str:
    """Plain text: title, window, benchmark, prices, edition or digest, version, access, link."""
    case = dossier.case
    values = {
        "title": t.pick(case.title),
        "base": dossier.base.isoformat(),
        "last": dossier.window.last.isoformat(),
        "benchmark": t.pick(case.benchmark(dossier.benchmark).title),
        "source": source(dossier, t),
        "retrieved": dossier.note.retrieved[:10],
        "data": _data(dossier, t),
        "product": f"{PRODUCT} {__version__}",
        "accessed": dossier.made.date().isoformat(),
    }
    told = t(
        "“{title}”, close of {base} to close of {last}, benchmark {benchmark}. {product}. Prices: "
        "{source}, read {retrieved}; {data}. Accessed {accessed}.",
        **values,
    )
    link = link_of(dossier)
    return f"{told} {link}" if link else told


def _data(dossier: Dossier, t: Language) -> str:
    digest = t("data {digest}", digest=dossier.folder.digest[:12])
    if not dossier.edition:
        return digest
    return t("edition {edition}", edition=dossier.edition) + t(", ") + digest


def key(dossier: Dossier) -> str:
    """
    Key of the entry: case, last session and digest; the same for the same numbers.

    Only letters, digits and hyphens, which every reference manager takes.
    """
    last = f"{dossier.window.last:%Y%m%d}"
    return f"{dossier.case.slug}-{last}-{dossier.folder.digest[:8]}"


def bibtex(dossier: Dossier, t: Language) -> str:
    """Entry for BibTeX and BibLaTeX, in UTF-8; what TeX would run is escaped."""
    fields = {
        "title": "{" + tex(t.pick(dossier.case.title)) + "}",
        "author": "{" + tex(PRODUCT) + "}",
        "year": str(dossier.made.year),
        "version": __version__,
        "note": tex(_note(dossier, t)),
        "urldate": dossier.made.date().isoformat(),
        "url": link_of(dossier),
    }
    # An address is set as it is: \url takes every sign but braces and blanks.
    for sign in "{} \\":
        fields["url"] = fields["url"].replace(sign, f"%{ord(sign):02X}")
    lines = [f"  {name:<8}= {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key(dossier)},", *lines, "}"]) + "\n"


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


def csl_json(dossier: Dossier, t: Language) -> str:
    """One item of CSL-JSON, which Zotero and pandoc read."""
    made = dossier.made
    item: dict[str, object] = {
        "id": key(dossier),
        "type": "dataset",
        "title": t.pick(dossier.case.title),
        "author": [{"literal": PRODUCT}],
        "version": __version__,
        "issued": {"date-parts": [[made.year, made.month, made.day]]},
        "accessed": {"date-parts": [[made.year, made.month, made.day]]},
        "note": _note(dossier, t),
        "language": t.code,
    }
    if link_of(dossier):
        item["URL"] = link_of(dossier)
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _note(dossier: Dossier, t: Language) -> str:
    return t(
        "Close of {base} to close of {last}, benchmark {benchmark}; prices: {source}, read "
        "{retrieved}; {data}",
        base=dossier.base.isoformat(),
        last=dossier.window.last.isoformat(),
        benchmark=t.pick(dossier.case.benchmark(dossier.benchmark).title),
        source=source(dossier, t),
        retrieved=dossier.note.retrieved[:10],
        data=_data(dossier, t),
    )
