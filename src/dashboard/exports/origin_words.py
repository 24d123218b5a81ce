"""Where the numbers of a file come from, in one line: source, adjustment, dates, digest."""

from __future__ import annotations

import re

from dashboard.case import Text
from dashboard.exports.imprint import Imprint
from dashboard.language.language import Language

# What stands in brackets behind an adjustment is said in the file's method; a foot is one line.
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def adjustment(imprint: Imprint, t: Language) -> str:
    """What was done to the prices, without what stands in brackets behind it."""
    return _ASIDE.sub(
        "", t.pick(Text(imprint.trial.note.adjustment, imprint.trial.note.adjustment_zh))
    )


def source(imprint: Imprint, t: Language) -> str:
    """Who serves the prices."""
    return t.pick(Text(imprint.trial.note.source, imprint.trial.note.source_zh))


def source_line(imprint: Imprint, t: Language) -> str:
    """Source, adjustment, last close, day of reading and digest of the data, in one line."""
    mark, last = imprint.trial.folder.digest[:8], imprint.trial.last_priced
    if last is None:
        return t("No prices yet · data {digest}", digest=mark)
    line = t(
        "{source} · {adjustment} · closes to {last} · read {read} · data {digest}",
        source=source(imprint, t),
        adjustment=adjustment(imprint, t),
        last=last.isoformat(),
        read=imprint.trial.note.retrieved[:10],
        digest=mark,
    )
    return " · ".join(each for each in (line, edition(imprint, t), known(imprint, t)) if each)


def known(imprint: Imprint, t: Language) -> str:
    """Day by whose end all evidence was public; empty where everything on file counts."""
    day = imprint.trial.folder.as_of
    return "" if day is None else t("evidence public by {day}", day=day.isoformat())


def edition(imprint: Imprint, t: Language) -> str:
    """Name of the edition; empty without one."""
    return t("edition {edition}", edition=imprint.edition) if imprint.edition else ""


def foot_lines(imprint: Imprint, t: Language) -> list[str]:
    """What stands under an image: case, window and benchmark; source; date and link."""
    case = imprint.trial.case
    window = t(
        "{case} · close of {base} to close of {last} · benchmark: {benchmark}",
        case=t.pick(case.title),
        base=imprint.trial.base.isoformat(),
        last=imprint.trial.window.last.isoformat(),
        benchmark=t.pick(case.benchmark(imprint.trial.benchmark).title),
    )
    made = t("Drawn {day} with market-narrative", day=imprint.made.date().isoformat())
    return [
        window,
        t("Prices: {source}", source=source_line(imprint, t)),
        f"{made} · {imprint.link}" if imprint.link else made,
    ]
