"""The answer in words: a headline, at most three plain sentences, and the numbers behind them.

Every phrase is chosen by a fact of the `Answer`; none says more than its number.  Chances are
"one in seven", no statistic stands in the sentences: those are in `numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from dashboard.analysis.answer.facts import Answer, AnswerKind, Chance, Checked, Move, Reason
from dashboard.analysis.stories.verdict import LEAST_RANKED, STANDS, StoryVerdict, VerdictStatus
from dashboard.analysis.stories.words import decimal
from dashboard.case import Text
from dashboard.errors import N_
from dashboard.language.language import Language
from dashboard.stats.result import Undefined, known_number, or_nan

SMALLEST = 0.0005
"""A mean return under this rounds to 0.0 %: the group hardly moved."""

_COARSE = 0.0095  # from here on whole percents say enough

_UNTOLD: dict[Reason, str] = {
    "no-returns": N_("We cannot tell: there are no returns to look at"),
    "all-alike": N_("We cannot tell: all stocks did the same"),
    "looked-later": N_("We cannot tell: what is on file came out later"),
    "not-clear": N_("We cannot tell: one story is ahead, but not clearly"),
    "nobody-looked": N_("We cannot tell: nobody has looked"),
    "cannot-be-tested": N_("We cannot tell: {story} does not tell these stocks apart"),
    "grouping": N_("We cannot tell {story} from the way the groups were picked"),
    "several": N_("We cannot tell: more than one story goes with the returns"),
    "little-looked": N_("We cannot tell: too few companies have been checked"),
    "no-gap": N_("We cannot tell: no gap stands out"),
    "nothing-stands-out": N_("We cannot tell: no story stands out from chance"),
}

_ANSWERS: dict[AnswerKind, str] = {
    "yes": N_("Yes, as far as {n} stocks can say: {story}"),
    "rather": N_("Rather {best}"),
    "other-way": N_("{story} points the other way"),
    "nothing-for-it": N_("Nothing here speaks for {story}"),
}
_HINDSIGHT: dict[AnswerKind, str] = _ANSWERS | {
    "yes": N_("Yes, seen with hindsight: {story}"),
    "rather": N_("With hindsight rather {best}"),
    "other-way": N_("With hindsight {story} points the other way"),
}

STATUS_WORDS: dict[VerdictStatus, str] = {
    "fits-best": N_("one story stands out"),
    "cannot-be-told-apart": N_("cannot be told apart"),
    "leads": N_("one story is ahead, not clearly"),
    "no-gap": N_("no gap stands out"),
    "cannot-be-told": N_("cannot be told"),
}


def headline(found: Answer, t: Language) -> str:
    """What the question is answered with; what was chosen afterwards is never answered plainly."""
    if found.reason == "too-few":
        n = found.verdict.n
        return t.plural(
            "We cannot tell: {count} stock is too few",
            "We cannot tell: {count} stocks are too few",
            n,
            count=t.spelled(n),
        )
    if found.kind == "cannot-tell":
        template = _UNTOLD[found.reason or "nothing-stands-out"]
    else:
        template = _HINDSIGHT[found.kind] if found.hindsight else _ANSWERS[found.kind]
    return t(
        template,
        n=t.spelled(found.verdict.n),
        story=_quoted(found, found.asked, t),
        best=_quoted(found, found.verdict.story, t),
    )


def sentences(found: Answer, t: Language) -> list[str]:
    """What happened, which stories go with it, what is not known: three sentences at most."""
    return [each for each in (_happened(found, t), _stories(found, t), _unknown(found, t)) if each]


# What happened --------------------------------------------------------


def _happened(found: Answer, t: Language) -> str:
    moves = [known_number(move.value) for move in (*found.groups, found.market)]
    digits = 0 if all(abs(move) >= _COARSE for move in moves if move is not None) else 1
    groups = [_moved(move, digits, t) for move in found.groups]
    told = _market(found.market, digits, t)
    if groups:
        before = reduce(lambda told, move: t("{before}, {move}", before=told, move=move), groups)
        told = t("{before} and {move}", before=before, move=told)
    told = t.plural(
        "In {count} session {moves}",
        "In {count} sessions {moves}",
        found.sessions,
        count=t.spelled(found.sessions),
        moves=told,
    )
    chance = "" if found.chance is None else _chance(found.chance, t)
    return _stop([told, chance], t)


def _moved(move: Move, digits: int, t: Language) -> str:
    name = group_name(move.title, t)
    if isinstance(move.value, Undefined):
        return t("of {name} no return is known", name=name)
    if abs(move.value) < SMALLEST:
        return t("{name} hardly moved", name=name)
    size = t.percent(abs(move.value), digits, sign=False)
    if move.n > 1:
        if move.value > 0:
            return t("{name} rose {size} on average", name=name, size=size)
        return t("{name} fell {size} on average", name=name, size=size)
    if move.value > 0:
        return t("{name} rose {size}", name=name, size=size)
    return t("{name} fell {size}", name=name, size=size)


def _market(move: Move, digits: int, t: Language) -> str:
    if isinstance(move.value, Undefined):
        return t("what the market did is not known")
    if abs(move.value) < SMALLEST:
        return t("the market hardly moved")
    size = t.percent(abs(move.value), digits, sign=False)
    if move.value > 0:
        return t("the market rose {size}", size=size)
    return t("the market fell {size}", size=size)


def _chance(found: Chance, t: Language) -> str:
    often = how_often(found.pvalue, t)
    if found.pool:
        template = (
            N_("as many stocks drawn at random from {pool} others do as well {often}")
            if found.rose
            else N_("as many stocks drawn at random from {pool} others do as badly {often}")
        )
        return t(template, pool=t.number(found.pool), often=often)
    if found.sides:
        return t(
            "split at random, the stocks of {sides} differ as much in that direction {often}",
            sides=t.listing([group_name(side, t) for side in found.sides]),
            often=often,
        )
    return t(
        "split at random, these {n} stocks differ as much in that direction {often}",
        n=t.spelled(found.n),
        often=often,
    )


def how_often(pvalue: float, t: Language) -> str:
    """
    Chance as a plain count of times.

    >>> how_often(1 / 70, Language()), how_often(0.3, Language()), how_often(1e-5, Language())
    ('one time in 70', 'about one time in three', 'fewer than one time in 1,000')
    """
    if pvalue > 0.5:
        return t("more often than not")
    if pvalue < 0.001:
        return t("fewer than one time in 1,000")
    times = round(1 / pvalue)
    exact = abs(1 / pvalue - times) < 1e-9
    template = N_("one time in {times}") if exact else N_("about one time in {times}")
    return t(template, times=t.spelled(times))


# Stories --------------------------------------------------------------


def _stories(found: Answer, t: Language) -> str:
    if not found.verdict.tested:
        return t("No story of this case could be tested.")
    parts = [_verdict(found, t)]
    against = [each.story for each in found.verdict.stories if each.contradicted]
    if against:
        named = t.listing([_quoted(found, story, t) for story in against])
        parts.append(
            t.plural(
                "{named} points the other way",
                "{named} point the other way",
                len(against),
                named=named,
            )
        )
    return _stop(parts, t)


def _verdict(found: Answer, t: Language) -> str:
    verdict, n = found.verdict, found.verdict.n
    story = _quoted(found, verdict.story, t)
    match verdict.status:
        case "fits-best":
            return _best(found, story, t)
        case "leads":
            return t(
                "{story} is ahead of the other stories, but by chance the best one looks as good "
                "{often}",
                story=story,
                often=_often(verdict.of(verdict.story or ""), t),
            )
        case "cannot-be-told-apart":
            return _apart(found, n, t)
        case "no-gap":
            return t(
                "No gap stands out and no story does: that is a lack of evidence, not evidence "
                "against any of them"
            )
        case "cannot-be-told":
            return _undecided(found, t)


def _often(each: StoryVerdict, t: Language) -> str:
    return how_often(or_nan(each.familywise_p), t)


def _best(found: Answer, story: str, t: Language) -> str:
    """What speaks for the story named, and how often chance does as well."""
    named = found.verdict.story or ""
    often = _often(found.verdict.of(named), t)
    if isinstance(found.verdict.of(named).opposite_p, Undefined) and found.measure is not None:
        measure, more = found.measure
        template = (
            N_(
                "Of all stories {story} alone orders the stocks: with more of “{measure}” they "
                "did better; by chance the best story looks as good {often}"
            )
            if more
            else N_(
                "Of all stories {story} alone orders the stocks: with more of “{measure}” they "
                "did worse; by chance the best story looks as good {often}"
            )
        )
        return t(template, story=story, measure=t.say(measure), often=often)
    template = (
        N_(
            "Of all stories {story} alone goes with who did worse; by chance the best story "
            "looks as good {often}"
        )
        if named in found.falls
        else N_(
            "Of all stories {story} alone goes with who did better; by chance the best story "
            "looks as good {often}"
        )
    )
    return t(template, story=story, often=often)


def _undecided(found: Answer, t: Language) -> str:
    """No rule names a story: either none stands, or the one that does is not clear enough."""
    verdict = found.verdict
    if verdict.standing:
        return t(
            "{story} goes with the returns, but not clearly enough to name it",
            story=_quoted(found, verdict.standing[0].story, t),
        )
    if any(each.contradicted for each in verdict.stories):
        return t("No story goes with the returns")
    if len(verdict.tested) == 1:
        return t("The one story that could be tested cannot be told from chance")
    if len(verdict.tested) == 2:
        return t("Neither of the two stories that could be tested can be told from chance")
    return t(
        "None of the {n} stories that could be tested can be told from chance",
        n=t.spelled(len(verdict.tested)),
    )


def _apart(found: Answer, n: int, t: Language) -> str:
    standing = found.verdict.standing
    named = t.listing([_quoted(found, each.story, t) for each in standing])
    if len(standing) > 1:
        return t(
            "{named} go with the returns, and {n} stocks cannot tell them apart",
            named=named,
            n=t.spelled(n),
        )
    return t(
        "{named} goes with the returns, but it names the very groups that were picked: that is "
        "no test of its own",
        named=named,
    )


# What is not known ----------------------------------------------------


def _unknown(found: Answer, t: Language) -> str:
    parts = [
        part for each in found.checked for part in (_looked(found, each, t), _read(found, each, t))
    ]
    if found.reason == "nobody-looked" and not found.checked:
        parts.append(t("the case has no story about the companies that could be documented"))
    return _stop([_doubted(found, t), *parts, _picked(found, t)], t)


def _doubted(found: Answer, t: Language) -> str:
    if not found.doubted:
        return ""
    return t(
        "{stocks} moved more in a session than the exchange allows, so a price or a dividend "
        "is probably wrong (see Data)",
        stocks=t.listing([t.name(stock) for stock in found.doubted]),
    )


def _picked(found: Answer, t: Language) -> str:
    """What the choice of the groups leaves open."""
    if not found.hindsight:
        return t("that two things go together does not make one the reason of the other")
    if found.afterwards < len(found.groups):
        return t("not all groups were picked beforehand: this describes, it proves nothing")
    return t.plural(
        "the group was picked afterwards: this describes, it proves nothing",
        "the groups were picked afterwards: this describes, it proves nothing",
        len(found.groups),
    )


def _looked(found: Answer, checked: Checked, t: Language) -> str:
    if checked.assessed == checked.stocks:
        return ""
    story = _quoted(found, checked.story, t)
    if not checked.assessed and checked.statements:
        return t("what is on file on {story} came out after the window", story=story)
    if not checked.assessed:
        return t("nobody has checked the companies for {story}", story=story)
    return t.plural(
        "only {n} of {stocks} companies has been checked for {story}, the others count as if "
        "they had none of it",
        "only {n} of {stocks} companies have been checked for {story}, the others count as if "
        "they had none of it",
        checked.assessed,
        stocks=checked.stocks,
        story=story,
    )


def _read(found: Answer, checked: Checked, t: Language) -> str:
    if not checked.statements or checked.first_hand == checked.statements:
        return ""
    story = _quoted(found, checked.story, t)
    if not checked.first_hand:
        return t("nobody here has read the documents on {story} themselves", story=story)
    return t.plural(
        "of {statements} statements on {story} {n} was read in the document itself",
        "of {statements} statements on {story} {n} were read in the document itself",
        checked.first_hand,
        statements=checked.statements,
        story=story,
    )


# The numbers ----------------------------------------------------------


def numbers(found: Answer, t: Language) -> str:
    """Everything exact behind the answer: gap, p-values, false-alarm rate, detectable gap."""
    return t.sentences([*(t.say(each) for each in found.effect), *_story_numbers(found, t)])


def text(found: Answer, t: Language) -> str:
    """Headline and sentences in a row, for a paragraph."""
    return t.sentences([t("{sentence}.", sentence=headline(found, t)), *sentences(found, t)])


def _story_numbers(found: Answer, t: Language) -> list[str]:
    verdict = found.verdict
    told = [_exact(found, each, t) for each in verdict.tested]
    lines = []
    if told:
        lines.append(t("Familywise p: {stories}.", stories=t("; ").join(told)))
    hidden = [each.story for each in verdict.tested if not each.nameable]
    if hidden:
        lines.append(
            t(
                "No arrangement of these returns would have let {stories} stand.",
                stories=t.listing([_quoted(found, story, t) for story in hidden]),
            )
        )
    # Two stocks against each other have a p of 1 whatever they do: nothing was counted.
    counted = len(found.groups) == 1 or verdict.n >= LEAST_RANKED
    if not isinstance(verdict.groups_pvalue, Undefined) and counted:
        template = (
            N_("The widest gap among all groups: p {p} two-sided, adjusted for the pairs.")
            if len(found.groups) > 2
            else N_("The groups’ own difference: p {p} two-sided.")
        )
        lines.append(t(template, p=_p(verdict.groups_pvalue)))
    if not isinstance(verdict.false_alarm_rate, Undefined) and not isinstance(
        verdict.leads_rate, Undefined
    ):
        lines.append(
            t(
                "With the returns shuffled over the stocks this page would name a story in "
                "{named} of cases and call one ahead in {ahead}.",
                named=t.percent(verdict.false_alarm_rate, sign=False),
                ahead=t.percent(verdict.leads_rate, sign=False),
            )
        )
    if verdict.tested and not verdict.exact:
        lines.append(t("These p-values come from 9,999 random shuffles with a fixed seed."))
    if isinstance(found.gap, Undefined):
        lines.append(t.say(found.gap))
    else:
        lines.append(
            t(
                "A gap of {gap} would be found half of the time (two-sided, 0.05; noise of the "
                "estimation window).",
                gap=t.points(found.gap),
            )
        )
    return lines


def verdict_line(found: Answer, t: Language) -> str:
    """Verdict, who read the evidence, how often chance alone would name a story."""
    verdict = found.verdict
    told = [t("Verdict: {verdict}.", verdict=t(STATUS_WORDS[verdict.status]))]
    if found.statements:
        told.append(
            t.plural(
                "Evidence: {first_hand} of {n} statement read first hand.",
                "Evidence: {first_hand} of {n} statements read first hand.",
                found.statements,
                first_hand=found.first_hand,
            )
        )
    if verdict.false_alarm_rate == 0:
        told.append(t("With the returns shuffled, such a page never names a story."))
    elif not isinstance(verdict.false_alarm_rate, Undefined):
        told.append(
            t(
                "With the returns shuffled, such a page names a story in {share} of cases.",
                share=t.percent(verdict.false_alarm_rate, sign=False),
            )
        )
    return t.sentences(told)


def _exact(found: Answer, each: StoryVerdict, t: Language) -> str:
    own = _p(or_nan(each.familywise_p))
    name = _quoted(found, each.story, t)
    if isinstance(each.opposite_p, Undefined):
        return t("{story} {p}", story=name, p=own)
    return t(
        "{story} {p} (against it {opposite})",
        story=name,
        p=own,
        opposite=_p(each.opposite_p),
    )


def _p(pvalue: float) -> str:
    """P-value with three decimals, with four where three would hide on which side of 0.05 it is."""
    return f"{pvalue:.4f}" if abs(pvalue - STANDS) < 0.0005 else decimal(pvalue)


# Names and stops ------------------------------------------------------


def group_name(title: Text, t: Language) -> str:
    """Name of a group inside a sentence; quoted in Chinese and where it holds a comma or a stop."""
    name = t.pick(title)
    quoted = t.code == "zh" or any(mark in name for mark in ",，、;；.。")
    return _in_quotes(name, t) if quoted else name


def _quoted(found: Answer, story: str | None, t: Language) -> str:
    return "" if story is None else _in_quotes(t.pick(found.title(story)), t)


def _in_quotes(name: str, t: Language) -> str:
    # Quotation marks inside a quotation are single ones.
    return t("“{name}”", name=name.replace("“", "‘").replace("”", "’"))


def _stop(parts: Iterable[str], t: Language) -> str:
    """Clauses as one sentence."""
    joined = t("; ").join(part for part in parts if part)
    return t("{sentence}.", sentence=joined[:1].upper() + joined[1:])
