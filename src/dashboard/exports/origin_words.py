"""Where the numbers of a file come from, in one line: source, adjustment, dates, digest."""

from __future__ import annotations

import re

from dashboard.case import Text
from dashboard.exports.dossier import Dossier
from dashboard.language import Language

# What stands in brackets behind an adjustment is said in the file's method; a foot is one line.
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def adjustment(dossier: Dossier, t: Language) -> str:
    """What was done to the prices, without what stands in brackets behind it."""
    return _ASIDE.sub("", t.pick(Text(dossier.note.adjustment, dossier.note.adjustment_zh)))


def source(dossier: Dossier, t: Language) -> str:
    """Who serves the prices."""
    return t.pick(Text(dossier.note.source, dossier.note.source_zh))


def source_line(dossier: Dossier, t: Language) -> str:
    """Source, adjustment, last close, day of reading and digest of the data, in one line."""
    mark, last = dossier.folder.digest[:8], dossier.last_priced
    if last is None:
        return t("No prices yet · data {digest}", digest=mark)
    line = t(
        "{source} · {adjustment} · closes to {last} · read {read} · data {digest}",
        source=source(dossier, t),
        adjustment=adjustment(dossier, t),
        last=last.isoformat(),
        read=dossier.note.retrieved[:10],
        digest=mark,
    )
    return line if not dossier.edition else f"{line} · {edition(dossier, t)}"


def edition(dossier: Dossier, t: Language) -> str:
    """Name of the edition; empty without one."""
    return t("edition {edition}", edition=dossier.edition) if dossier.edition else ""
