"""The answer in words: a headline, at most three plain sentences, and the numbers behind them.

Every phrase is chosen by a fact of the `Answer`; none says more than its number.  Chances are
"one in seven", no statistic stands in the sentences: those are in `numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from dashboard.analysis.answer.facts import Answer, AnswerKind, Chance, Move, Reason
from dashboard.analysis.stories.verdict import StoryVerdict, VerdictStatus
from dashboard.analysis.stories.words import decimal
from dashboard.case import Text
from dashboard.errors import N_
from dashboard.language.language import Language

SMALLEST = 0.0005
"""A mean return under this rounds to 0.0 %: the group hardly moved."""

_COARSE = 0.0095  # from here on whole percents say enough

_UNTOLD: dict[Reason, str] = {
    "no-returns": N_("We cannot tell: there are no returns to look at"),
    "nobody-looked": N_("We cannot tell: nobody has looked"),
    "cannot-be-tested": N_("We cannot tell: {story} does not tell these stocks apart"),
    "grouping": N_("We cannot tell {story} from the way the groups were picked"),
    "several": N_("We cannot tell: more than one story goes with the returns"),
    "little-looked": N_("We cannot tell: too few companies have been checked"),
    "too-few": N_("We cannot tell: {n} stocks are too few"),
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
    known = [move for move in (*found.groups, found.market) if move.value is not None]
    digits = 0 if all(abs(move.value or 0.0) >= _COARSE for move in known) else 1
    groups = [
        _moved(move, digits, t, average=place == 0) for place, move in enumerate(found.groups)
    ]
    moves = _market(found.market, digits, t)
    if groups:
        before = reduce(lambda told, move: t("{before}, {move}", before=told, move=move), groups)
        moves = t("{before} and {move}", before=before, move=moves)
    told = t.plural(
        "In {count} session {moves}",
        "In {count} sessions {moves}",
        found.sessions,
        count=t.spelled(found.sessions),
        moves=moves,
    )
    chance = "" if found.chance is None else _chance(found.chance, t)
    return _stop([told, chance], t)


def _moved(move: Move, digits: int, t: Language, *, average: bool) -> str:
    name = group_name(move.title, t)
    if move.value is None:
        return t("of {name} no return is known", name=name)
    if abs(move.value) < SMALLEST:
        return t("{name} hardly moved", name=name)
    size = t.percent(abs(move.value), digits, sign=False)
    if average and move.n > 1:
        if move.value > 0:
            return t("{name} rose {size} on average", name=name, size=size)
        return t("{name} fell {size} on average", name=name, size=size)
    if move.value > 0:
        return t("{name} rose {size}", name=name, size=size)
    return t("{name} fell {size}", name=name, size=size)


def _market(move: Move, digits: int, t: Language) -> str:
    if move.value is None:
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
            N_("as many stocks drawn at random from {pool} others rise as much {often}")
            if found.rose
            else N_("as many stocks drawn at random from {pool} others fall behind as much {often}")
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
            return t(
                "Of all stories {story} alone goes with who rose more; by chance the best story "
                "looks as good {often}",
                story=story,
                often=_often(verdict.of(verdict.story or ""), t),
            )
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
                "No gap between the groups stands out and no story does: that is no evidence, "
                "neither for one nor against it"
            )
        case "cannot-be-told":
            return _undecided(found, t)


def _often(each: StoryVerdict, t: Language) -> str:
    return how_often(each.familywise_p or 0.0, t)


def _undecided(found: Answer, t: Language) -> str:
    """No rule names a story: either none stands, or the one that does is not clear enough."""
    verdict = found.verdict
    if verdict.standing:
        return t(
            "{story} goes with the returns, but not clearly enough to name it",
            story=_quoted(found, verdict.standing[0].story, t),
        )
    if len(verdict.tested) == 1:
        return t("The one story that could be tested cannot be told from chance")
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
    parts = [_looked(found, t), _read(found, t)]
    if found.hindsight:
        parts.append(t("the groups were picked afterwards: this describes, it proves nothing"))
    else:
        parts.append(t("that two things go together does not make one the reason of the other"))
    return _stop(parts, t)


def _looked(found: Answer, t: Language) -> str:
    checked = found.checked
    if checked is None or found.asked is None or checked.assessed == checked.stocks:
        return ""
    story = _quoted(found, found.asked, t)
    if not checked.assessed:
        return t("nobody has checked the companies for {story}", story=story)
    return t.plural(
        "only {n} of {stocks} companies has been checked for {story}",
        "only {n} of {stocks} companies have been checked for {story}",
        checked.assessed,
        stocks=checked.stocks,
        story=story,
    )


def _read(found: Answer, t: Language) -> str:
    checked = found.checked
    if checked is None or not checked.statements or checked.first_hand == checked.statements:
        return ""
    if not checked.first_hand:
        return t("nobody here has read the documents themselves")
    return t.plural(
        "of {statements} statements on file {n} was read in the document itself",
        "of {statements} statements on file {n} were read in the document itself",
        checked.first_hand,
        statements=checked.statements,
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
    if verdict.groups_pvalue is not None:
        lines.append(
            t("The groups’ own difference: p {p} two-sided.", p=decimal(verdict.groups_pvalue))
        )
    if verdict.false_alarm_rate is not None and verdict.leads_rate is not None:
        lines.append(
            t(
                "With the returns shuffled over the stocks this page would name a story in "
                "{named} of cases and call one ahead in {ahead}.",
                named=t.percent(verdict.false_alarm_rate, sign=False),
                ahead=t.percent(verdict.leads_rate, sign=False),
            )
        )
    if found.detectable_gap is None:
        lines.append(t("No gap, however large, would reach 0.05 two-sided in this design."))
    else:
        lines.append(
            t(
                "A gap of {gap} would be found half of the time (two-sided, 0.05; noise of the "
                "estimation window).",
                gap=t.points(found.detectable_gap),
            )
        )
    return lines


def verdict_line(found: Answer, t: Language) -> str:
    """Verdict, who read the evidence, how often chance alone would name a story."""
    verdict, checked = found.verdict, found.checked
    told = [t("Verdict: {verdict}.", verdict=t(STATUS_WORDS[verdict.status]))]
    if checked is not None and checked.statements:
        told.append(
            t.plural(
                "Evidence: {first_hand} of {n} statement read first hand.",
                "Evidence: {first_hand} of {n} statements read first hand.",
                checked.statements,
                first_hand=checked.first_hand,
            )
        )
    if verdict.false_alarm_rate is not None:
        told.append(
            t(
                "With the returns shuffled, such a page names a story in {share} of cases.",
                share=t.percent(verdict.false_alarm_rate, sign=False),
            )
        )
    return t.sentences(told)


def _exact(found: Answer, each: StoryVerdict, t: Language) -> str:
    own = decimal(each.familywise_p or 0.0)
    name = _quoted(found, each.story, t)
    if each.opposite_p is None:
        return t("{story} {p}", story=name, p=own)
    return t(
        "{story} {p} (against it {opposite})",
        story=name,
        p=own,
        opposite=decimal(each.opposite_p),
    )


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
