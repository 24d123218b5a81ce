"""Claims in the reader's language: verdicts with their marks, sentences, numbers.

Ink alone tells the verdicts apart: a mark, and always its word beside it.
"""

from __future__ import annotations

from dashboard.analysis.claims.results import (
    Amount,
    CaseName,
    ClaimResult,
    ClaimVerdict,
    Found,
    NameList,
    Percent,
    Tally,
    tally,
)
from dashboard.case import Case, Claim
from dashboard.errors import N_, NP_
from dashboard.language import words
from dashboard.language.language import MISSING, Language
from dashboard.language.words import Word
from dashboard.message import Message

VERDICTS: dict[ClaimVerdict, Word] = {
    "holds": Word(
        "✔", N_("holds"), N_("The recomputed value lies inside the tolerance of the stated one.")
    ),
    "holds-within-rounding": Word(
        "✓",
        N_("holds within rounding"),
        N_("Outside the tolerance, but inside what the rounding of the prices allows."),
    ),
    "partly": Word(
        "◐", N_("holds partly"), N_("Of some of the stocks or events it names, not of all.")
    ),
    "does-not-hold": Word("✖", N_("does not hold"), N_("The data at hand say otherwise.")),
    "on-file": Word(
        "□",
        N_("on file"),
        N_("Agrees with the statements on file; none of them has an address or a checked quote."),
    ),
    "circular": Word(
        "○",
        N_("circular"),
        N_(
            "Supported only by what the same article reports of documents that nobody here has "
            "read: the article would be checking itself."
        ),
    ),
    "cannot-be-checked": Word(
        "–", N_("cannot be checked"), N_("Nothing in this case could decide it.")
    ),
}

_RELATIONS: dict[str, str] = {
    "at-least": N_("{finding} or stronger"),
    "at-most": N_("{finding} or weaker"),
    "is": N_("{finding}"),
}
_BOUNDS: dict[str, str] = {
    "=": N_("{bound}"),
    "<=": N_("at most {bound}"),
    ">=": N_("at least {bound}"),
}


def say(remark: Message, t: Language) -> str:
    """Sentence about a claim in the reader's language, its names and numbers by its habits."""
    values = {name: _value(value, t) for name, value in remark.values.items()}
    return t.say(Message.of(remark.template, **values))


def _value(value: object, t: Language) -> object:
    match value:
        case Percent(fraction, digits, sign):
            return t.percent(fraction, digits, sign=sign)
        case CaseName(text):
            return t.pick(text)
        case NameList(names):
            return t.listing([t.pick(each.text) for each in names])
        case Amount(number, digits):
            return amount(number, t, digits)
        case Found(finding):
            return words.finding(finding, t)
        case _:
            return value


def amount(value: float, t: Language, digits: int = 2) -> str:
    """Return a number with the decimals it needs, `digits` at most."""
    needed = next((n for n in range(digits) if abs(round(value, n) - value) < 1e-9), digits)
    return t.number(value, needed)


# Recomputed beside stated ---------------------------------------------


def computed(result: ClaimResult, case: Case, t: Language) -> str:
    """Recomputed value as the ledger shows it."""
    claim, value = result.claim, result.computed
    if claim.kind in {"order", "evidence"} and result.verdict != "cannot-be-checked":
        fitting = sum(part.holds is True for part in result.parts)
        return t("{n} of {total}", n=fitting, total=len(result.parts))
    if value is None:
        return MISSING
    if isinstance(value, str):
        return name_of(value, case, t)
    if claim.kind in {"return", "group-mean"}:
        return t.percent(value, max(2, _decimals(claim)))
    return _counted(value, claim, t)


def stated(result: ClaimResult, case: Case, t: Language) -> str:
    """Stated value as the ledger shows it."""
    claim, value = result.claim, result.stated
    if claim.kind == "order":
        return t("all before")
    if claim.kind == "evidence":
        return t(_RELATIONS[claim.relation], finding=words.finding(claim.stated, t))
    if value is None or isinstance(value, str):
        return MISSING if value is None else name_of(value, case, t)
    if claim.kind in {"return", "group-mean"}:
        return t(_BOUNDS[claim.relation], bound=t.percent(value, _decimals(claim)))
    return _counted(value, claim, t)


def name_of(symbol: str, case: Case, t: Language) -> str:
    """Name of a stock by its symbol, or the text itself."""
    return next((t.name(stock) for stock in case.stocks if stock.symbol == symbol), symbol)


def _counted(value: float, claim: Claim, t: Language) -> str:
    if claim.unit == "multiple":
        return t("{number} times", number=amount(value, t))
    if claim.unit == "billion yuan" and t.code == "zh":
        return f"{amount(value * 10, t)} 亿元"  # Chinese counts in hundred millions
    unit = {"sessions": t(NP_("unit", "sessions")), "billion yuan": t("billion yuan")}.get(
        claim.unit, claim.unit
    )
    return t("{number} {unit}", number=amount(value, t), unit=unit)


def _decimals(claim: Claim) -> int:
    return max(0, len(claim.stated.partition(".")[2]) - 2)


# The counter ----------------------------------------------------------


def tally_headline(counted: Tally, t: Language) -> str:
    """Counter in a line: “11 of 13 statements checked here hold”."""
    if not counted.checked:
        return t.plural(
            "The {n} statement could not be checked here",
            "None of {n} statements could be checked here",
            counted.total,
        )
    return t.plural(
        "{hold} of {n} statement checked here holds",
        "{hold} of {n} statements checked here hold",
        counted.checked,
        hold=counted.hold,
    )


def tally_rest(results: tuple[ClaimResult, ...], t: Language) -> str:
    """Return the other verdicts, what was not checked and why, and how many are in tension."""
    counted = tally(results)
    partly, otherwise = counted.of("partly"), counted.of("does-not-hold")
    checked = [
        t.plural("{n} holds partly", "{n} hold partly", partly) if partly else "",
        t.plural("{n} does not hold", "{n} do not hold", otherwise) if otherwise else "",
    ]
    sentences = [
        _listed(N_("{list}."), checked, t),
        _listed(N_("Not checked: {list}."), _open(counted, t), t),
    ]
    clashing = sum(bool(result.tensions) for result in results)
    if clashing:
        sentences.append(t("{n} statements are in tension: they cannot hold together.", n=clashing))
    return ("" if t.code == "zh" else " ").join(filter(None, sentences))


def _open(counted: Tally, t: Language) -> list[str]:
    """What was not held against anything here, by reason."""
    circular, on_file = counted.of("circular"), counted.of("on-file")
    unchecked = counted.of("cannot-be-checked")
    return [
        t.plural(
            "{n} that only the article itself supports",
            "{n} that only the article itself supports",
            circular,
        )
        if circular
        else "",
        t.plural(
            "{n} that agrees with statements on file which nobody can look up",
            "{n} that agree with statements on file which nobody can look up",
            on_file,
        )
        if on_file
        else "",
        t.plural(
            "{n} that nothing here could decide", "{n} that nothing here could decide", unchecked
        )
        if unchecked
        else "",
    ]


def _listed(template: str, parts: list[str], t: Language) -> str:
    said = [part for part in parts if part]
    # Clauses of a Chinese sentence follow each other with a comma.
    joined = "，".join(said) if t.code == "zh" else t.listing(said)
    return t(template, list=joined) if said else ""
