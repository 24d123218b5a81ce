"""The words in the heads of tables, so that a page can show them in the reader's language.

A file keeps its English heads in every language: programs read them.
"""

from __future__ import annotations

import re

from dashboard.errors import N_
from dashboard.language import Language

WORDS: frozenset[str] = frozenset(
    {
        N_("5% of draws below"),
        N_("95% of draws below"),
        N_("actual"),
        N_("adjustment"),
        N_("all groups"),
        N_("alpha per session"),
        N_("assessed"),
        N_("base close"),
        N_("base or first day"),
        N_("benchmark"),
        N_("best"),
        N_("board"),
        N_("change since the close before"),
        N_("chosen"),
        N_("close"),
        N_("close at limit"),
        N_("closes at lower limit"),
        N_("closes at upper limit"),
        N_("code"),
        N_("computed"),
        N_("count"),
        N_("counts in the tests"),
        N_("daily rebalanced return"),
        N_("date"),
        N_("deadline only"),
        N_("denied later"),
        N_("denominator"),
        N_("difference"),
        N_("document"),
        N_("documented"),
        N_("documented story"),
        N_("draws and the observed"),
        N_("draws as high, the observed among them"),
        N_("earlier sessions"),
        N_("earlier sessions as high"),
        N_("earliest (exchange time)"),
        N_("estimation sessions"),
        N_("event"),
        N_("events"),
        N_("evidence"),
        N_("exact"),
        N_("excess"),
        N_("expected mean"),
        N_("finding"),
        N_("first"),
        N_("fit"),
        N_("fits all"),
        N_("from"),
        N_("grades are the groups"),
        N_("group"),
        N_("groups"),
        N_("groups at or above it"),
        N_("high"),
        N_("highest by rounding"),
        N_("highest return"),
        N_("id"),
        N_("in tension with"),
        N_("is the window"),
        N_("kind"),
        N_("last"),
        N_("last close"),
        N_("last close at limit"),
        N_("last day"),
        N_("latest (exchange time)"),
        N_("left out"),
        N_("level"),
        N_("limit-down closes"),
        N_("limit-up closes"),
        N_("low"),
        N_("lowest by rounding"),
        N_("lowest return"),
        N_("mark"),
        N_("mean abnormal return"),
        N_("mean of its group"),
        N_("mean return"),
        N_("mean return from"),
        N_("mean return of the cell"),
        N_("measure"),
        N_("median return"),
        N_("model"),
        N_("name (en)"),
        N_("name (zh)"),
        N_("number"),
        N_("observed mean"),
        N_("of K random stocks"),
        N_("of these with address or quote"),
        N_("one price all day"),
        N_("open"),
        N_("ordinal"),
        N_("p two-sided"),
        N_("p, denominator"),
        N_("p, numerator"),
        N_("p, one-sided"),
        N_("p, one-sided in the direction marked"),
        N_("page"),
        N_("period"),
        N_("position"),
        N_("precision"),
        N_("public before the window closed"),
        N_("published"),
        N_("published return"),
        N_("quote"),
        N_("reason"),
        N_("relation"),
        N_("remark"),
        N_("remarks"),
        N_("retrieved"),
        N_("return"),
        N_("return less benchmark"),
        N_("return since the base"),
        N_("return, highest by rounding"),
        N_("return, lowest by rounding"),
        N_("rounded to, plus or minus"),
        N_("row"),
        N_("rows"),
        N_("rumour"),
        N_("rumoured story"),
        N_("searched"),
        N_("seed"),
        N_("sentence"),
        N_("series"),
        N_("session"),
        N_("session 0"),
        N_("sessions expected"),
        N_("sessions of one price"),
        N_("sessions traded"),
        N_("sessions with a price"),
        N_("sessions without a price"),
        N_("severity"),
        N_("sha256"),
        N_("share of the gap before"),
        N_("shares no session"),
        N_("smallest possible p"),
        N_("source"),
        N_("source kind"),
        N_("splits"),
        N_("standard deviation"),
        N_("stated"),
        N_("statement (en)"),
        N_("statement (zh)"),
        N_("statements on file"),
        N_("step of the difference"),
        N_("stock"),
        N_("stocks"),
        N_("stocks in the cell's mean"),
        N_("stocks without a return"),
        N_("stories"),
        N_("story"),
        N_("strength"),
        N_("subject"),
        N_("symbol"),
        N_("symbols"),
        N_("table"),
        N_("timezone"),
        N_("title (en)"),
        N_("title (zh)"),
        N_("to"),
        N_("tolerance"),
        N_("unit"),
        N_("value"),
        N_("verdict"),
        N_("volume"),
        N_("why"),
        N_("window ends"),
    }
)

_UNIT = re.compile(r" \((?:fraction|CNY|[^()]*shares[^()]*)\)$")


def head(name: str, t: Language) -> str:
    """
    Head of a column for reading.

    A unit in brackets is left out; a head made of two parts, “story: finding” or
    “bmp, p two-sided”, is translated part by part; a name of the case stays as it is.

    >>> head("return (fraction)", Language("en")), head("bmp, p two-sided", Language("zh"))
    ('return', 'bmp，双侧 p')
    """
    bare = name.removesuffix(" (fraction)")
    if t.code == "en":
        return bare
    for text in (bare, _UNIT.sub("", bare)):
        if text in WORDS:
            return t(text)
    for mark, joint in ((": ", "："), (", ", "，")):
        first, found, rest = bare.partition(mark)
        if found and rest in WORDS:
            return f"{first}{joint}{t(rest)}"
    return t(bare)
