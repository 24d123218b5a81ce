"""A story that a reader types: the article told none, or another one is to stand against it."""

from __future__ import annotations

from dataclasses import replace

from dashboard.articles.draft.topics import predicted
from dashboard.articles.draft.wording import make_id, plain_words
from dashboard.case import Case, Expected, Story, Text
from dashboard.cases.folders import CaseFolder
from dashboard.errors import N_, InputError

LONGEST = 60


def with_story(content: CaseFolder, words: str, code: str) -> CaseFolder:
    """
    Return the folder with a story more; the question is about it where it was about none.

    Parameters
    ----------
    content : CaseFolder
    words : str
        What moved the stocks, as the reader says it.
    code : str
        Language that they are in: "zh" or "en".

    Raises
    ------
    InputError
        If there are no words, or a story of that title stands there already.
    """
    case = content.case
    title = _in(code, plain_words(words, LONGEST), plain_words(words, LONGEST))
    if title == Text():
        raise InputError(N_("Say in a few words what moved the stocks."))
    if any(each.title.en == title.en and each.title.zh == title.zh for each in case.stories):
        raise InputError(N_("A story of that title stands there already."))
    expects = _expected(case)
    name = make_id(words, [each.id for each in case.stories], otherwise="story")
    predicts = _in(code, *predicted(plain_words(words, LONGEST), "evidence", expects))
    story = Story(name, "evidence", title, predicts, expects)
    told = [each for each in case.stories if each.kind != "market"]
    market = [each for each in case.stories if each.kind == "market"]
    case = replace(case, stories=(*told, story, *market))
    if not told:
        case = replace(case, asks=name, question=_in(code, *asked(words, expects)))
        # Whoever says what is asked has settled what the article left open.
        marks = tuple(mark for mark in content.marks if "asks" not in mark.fields)
        return replace(content, case=case, marks=marks)
    return replace(content, case=case)


def asked(words: str, expects: Expected) -> tuple[str, str]:
    """Return the question whether a story moved the stocks, in English and Chinese."""
    rose, up = ("rose", "上涨") if expects == "rise" else ("fell", "下跌")
    return f"Was it “{words}” why these stocks {rose}?", f"这些股票{up}，是因为“{words}”吗？"


def _in(code: str, en: str, zh: str) -> Text:
    return Text(zh=zh) if code == "zh" else Text(en=en)


def _expected(case: Case) -> Expected:
    """Which way the stated moves go."""
    stated = [claim.stated for claim in case.claims if claim.kind == "return"]
    falls = sum(each.startswith("-") for each in stated)
    return "fall" if 2 * falls > len(stated) else "rise"
