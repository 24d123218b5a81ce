"""Every figure as a paragraph to paste: its finding in numbers, then what the numbers rest on.

The words come from the same results and the same formatting as the figure, so that a
paragraph and its chart cannot disagree.
"""

from __future__ import annotations

from dashboard.errors import N_, NP_, InputError
from dashboard.exhibits.exhibit import Exhibit
from dashboard.exhibits.registry import with_paragraph
from dashboard.exports.imprint import Imprint
from dashboard.exports.origin_words import adjustment, edition, known, source
from dashboard.language.language import Language


def paragraph(imprint: Imprint, name: str, t: Language) -> str:
    """
    One figure in two or three sentences: finding, caution, window and sources.

    Parameters
    ----------
    imprint : Imprint
    name : str
        Name of the figure, as the registry has it.
    t : Language
        Language of the paragraph.

    Returns
    -------
    str
        Empty for a figure that this case does not have.

    Raises
    ------
    InputError
        If no figure has that name.
    """
    known = with_paragraph()
    if name not in known:
        raise InputError(
            N_("There is no figure “{name}”; it can be {known}."),
            name=name[:60],
            known=", ".join(known),
        )
    return _paragraph(imprint, known[name], t)


def paragraphs(imprint: Imprint, t: Language) -> dict[str, str]:
    """Paragraph of every figure the case has, in the order of the pages."""
    told = {name: _paragraph(imprint, each, t) for name, each in with_paragraph().items()}
    return {name: text for name, text in told.items() if text}


def _paragraph(imprint: Imprint, exhibit: Exhibit, t: Language) -> str:
    finding = () if exhibit.finding is None else exhibit.finding(imprint.trial, t)
    found = [sentence for sentence in finding if sentence]
    if not found:
        return ""
    return t.sentences([*found, _caution(imprint, exhibit, t), basis(imprint, exhibit.name, t)])


def basis(imprint: Imprint, name: str, t: Language) -> str:
    """What the numbers rest on: window, base, benchmark, prices, edition or digest."""
    values = {
        "base": t.long_day(imprint.trial.base),
        "last": t.long_day(imprint.trial.window.last),
        "sessions": t.plural("{n} session", "{n} sessions", len(imprint.trial.result.sessions)),
        "benchmark": t.pick(imprint.trial.case.benchmark(imprint.trial.benchmark).title),
        "source": source(imprint, t),
        "adjustment": adjustment(imprint, t),
        "retrieved": imprint.trial.note.retrieved[:10],
        "data": _data(imprint, t),
    }
    if name == "claims":
        return t(
            "(Each statement over its own days; prices: {source}, {adjustment}, read "
            "{retrieved}; {data}.)",
            **values,
        )
    return t(
        "(From the close of {base} to that of {last}, {sessions}; benchmark: {benchmark}; "
        "prices: {source}, {adjustment}, read {retrieved}; {data}.)",
        **values,
    )


def _data(imprint: Imprint, t: Language) -> str:
    data = t("data {digest}", digest=imprint.trial.folder.digest[:8])
    told = (edition(imprint, t) or data, known(imprint, t))
    return t(NP_("clauses", ", ")).join(each for each in told if each)


def _caution(imprint: Imprint, exhibit: Exhibit, t: Language) -> str:
    """Groups picked with hindsight are said wherever they are compared."""
    after = any(group.chosen == "after" for group in imprint.trial.case.groups)
    if not after or not exhibit.compares_groups:
        return ""
    return t(
        "The groups were named after the returns were known: this describes a pattern and "
        "confirms nothing."
    )
