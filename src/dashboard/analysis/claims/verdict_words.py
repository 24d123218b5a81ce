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
    Quantity,
    Tally,
    tally,
)
from dashboard.case import Case, Claim, ClaimKind
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

_WITH_RATE: dict[ClaimKind, str] = {
    "part-of-whole": N_("{number} as {rate}"),
    "compound-growth": N_("{number}, {rate} a year"),
}


def say(remark: Message, t: Language) -> str:
    """Sentence about a claim in the reader's language, its names and numbers by its habits."""
    values = {
        name: say(value, t) if isinstance(value, Message) else _value(value, t)
        for name, value in remark.values.items()
    }
    return t.say(Message.of(remark.template, **values))


def _value(value: object, t: Language) -> object:
    match value:
        case Percent(fraction, digits, sign):
            said: object = t.percent(fraction, digits, sign=sign)
        case CaseName(text):
            said = t.pick(text)
        case NameList(names):
            said = t.listing([t.pick(each.text) for each in names])
        case Amount(number, digits):
            said = amount(number, t, digits)
        case Quantity(number, unit):
            said = quantity(number, unit, t)
        case Found(finding):
            said = words.finding(finding, t)
        case _:
            said = value
    return said


def amount(value: float, t: Language, digits: int = 2) -> str:
    """Return a number with the decimals it needs, `digits` at most."""
    needed = next((n for n in range(digits) if abs(round(value, n) - value) < 1e-9), digits)
    return t.number(value, needed)


# Money is counted in the large numbers of each language; yuan alone are known here.
_YUAN = {"yuan": 1.0, "million yuan": 1e6, "billion yuan": 1e9}
_LARGE: dict[str, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, " billion yuan"), (1e6, " million yuan"), (1.0, " yuan")),
    "zh": ((1e8, " 亿元"), (1e4, " 万元"), (1.0, " 元")),
}


def quantity(value: float, unit: str, t: Language) -> str:
    """
    Return a number with its unit, to three digits; yuan in the language's large numbers.

    >>> quantity(0.88, "billion yuan", Language()), quantity(68.2, "billion yuan", Language("zh"))
    ('880 million yuan', '682 亿元')
    """
    if unit not in _YUAN:
        return t("{number} {unit}", number=amount(_three(value), t), unit=unit)
    yuan = _three(value * _YUAN[unit])
    scale, name = next(
        (each for each in _LARGE[t.code] if abs(yuan) >= each[0]), _LARGE[t.code][-1]
    )
    return amount(yuan / scale, t) + name


def _three(value: float) -> float:
    return float(f"{value:.3g}")


# Recomputed beside stated ---------------------------------------------


def computed(result: ClaimResult, case: Case, t: Language) -> str:
    """Recomputed value as the ledger shows it."""
    claim, value = result.claim, result.computed
    if claim.kind in {"order", "evidence"} and result.verdict != "cannot-be-checked":
        fitting = sum(part.holds is True for part in result.parts)
        return t("{n} of {total}", n=fitting, total=len(result.parts))
    if claim.kind == "compound-growth" and result.parts:
        return t.plural("{n} reading", "{n} readings", len(result.parts))
    if value is None:
        return MISSING
    if isinstance(value, str):
        return name_of(value, case, t)
    if claim.kind in {"return", "group-mean"}:
        return t.percent(value, max(2, _decimals(claim.stated)))
    return _counted(value, claim, t)


def stated(result: ClaimResult, case: Case, t: Language) -> str:
    """
    What the article says, as the ledger shows it: its number, or a few of its words.

    Empty where it gives neither and the number is our reading.
    """
    if not result.claim.is_our_reading:
        return _reading(result, case, t)
    said = t.pick(result.claim.said)
    return t("“{quote}”", quote=said) if said else ""


def our_reading(result: ClaimResult, case: Case, t: Language) -> str:
    """Number or grade that we read into a statement; empty where the article gives it."""
    claim = result.claim
    if not claim.is_our_reading or (result.stated is None and claim.kind != "order"):
        return ""
    return t("our reading: {reading}", reading=_reading(result, case, t))


def _reading(result: ClaimResult, case: Case, t: Language) -> str:
    claim, value = result.claim, result.stated
    if claim.kind == "order":
        return t("all before")
    if claim.kind == "evidence":
        return t(_RELATIONS[claim.relation], finding=words.finding(claim.stated, t))
    if value is None or isinstance(value, str):
        return MISSING if value is None else name_of(value, case, t)
    if claim.kind in {"return", "group-mean"}:
        return t(_BOUNDS[claim.relation], bound=t.percent(value, _decimals(claim.stated)))
    counted = _counted(value, claim, t)
    if claim.kind not in _WITH_RATE:
        return counted
    rate = t.percent(float(claim.rate), _decimals(claim.rate), sign=False)
    return t(_WITH_RATE[claim.kind], number=counted, rate=rate)


def name_of(symbol: str, case: Case, t: Language) -> str:
    """Name of a stock by its symbol, or the text itself."""
    return next((t.name(stock) for stock in case.stocks if stock.symbol == symbol), symbol)


def _counted(value: float, claim: Claim, t: Language) -> str:
    if claim.unit == "multiple":
        return t("{number} times", number=amount(value, t))
    if claim.unit in _YUAN:
        return quantity(value, claim.unit, t)
    unit = t(NP_("unit", "sessions")) if claim.unit == "sessions" else claim.unit
    return t("{number} {unit}", number=amount(value, t), unit=unit)


def _decimals(number: str) -> int:
    """Decimals of a fraction's percent."""
    return max(0, len(number.partition(".")[2]) - 2)


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
        _listed(N_("Not checked: {list}."), _open(results, t), t),
    ]
    clashing = sum(bool(result.tensions) for result in results)
    if clashing:
        sentences.append(t("{n} statements are in tension: they cannot hold together.", n=clashing))
    return ("" if t.code == "zh" else " ").join(filter(None, sentences))


def _open(results: tuple[ClaimResult, ...], t: Language) -> list[str]:
    """What was not held against anything here, by reason."""
    counted = tally(results)
    circular, on_file = counted.of("circular"), counted.of("on-file")
    theses = sum(result.claim.kind == "thesis" for result in results)
    unchecked = counted.of("cannot-be-checked") - theses
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
        t.plural(
            "{n} that the case as a whole puts on trial",
            "{n} that the case as a whole puts on trial",
            theses,
        )
        if theses
        else "",
    ]


def _listed(template: str, parts: list[str], t: Language) -> str:
    said = [part for part in parts if part]
    # Clauses of a Chinese sentence follow each other with a comma.
    joined = "，".join(said) if t.code == "zh" else t.listing(said)
    return t(template, list=joined) if said else ""
