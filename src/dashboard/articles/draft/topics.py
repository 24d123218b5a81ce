"""Stories proposed from the causes that an article names, and which one its headline asks about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.articles.draft.wording import Wording, make_id, plain_words
from dashboard.articles.finds import FoundCause, Place
from dashboard.articles.names import words_of
from dashboard.case import Expected, Story, StoryKind
from dashboard.cases.marks import MARKET_STORY
from dashboard.errors import N_
from dashboard.message import Message

MOST = 4  # stories besides the market; more are named and left out
_MOST_CAUSES = 200  # phrases of an article that are weighed; ten are many

_HAN_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,}")
_CALLED = re.compile(r"^(?:这些|上述|该|所谓的?)?[^，,]{0,10}?(?:所称的?|所谓的?|所说的?|认为的)")
_FRAME = re.compile(r"^(?:的|是|由于|因为|在于|于|the |a |an )+|(?:的|等|等等|影响|带动)+$")
_THEME = re.compile(r"(?:概念股?|板块|产业链|题材股?|新贵|老牌|龙头股?|个股|股)+$|^(?:老牌|新贵)")
_CONCEPT = re.compile(
    r"(?P<run>[\u3400-\u9fffA-Za-z0-9]{2,8})[\"”’]?(?=(?:概念|板块|板塊|产业链|產業鏈|题材|題材|赛道))"
)
_NO_CAUSE = re.compile(
    r"^(?:此|该|该等|这|这一|上述|本)[\u3400-\u9fff]{0,4}$|股价|股價|异动|涨跌|涨停|跌停|尾盘|收盘|早盘|"
    r"^\w+$(?<=[a-z])"
)
_MARKET_ITSELF = re.compile(
    r"^(?:大盘|指数|市场(?:情绪|整体)?|资金面?|[沪深A]股(?:市场)?|"
    # A whole sector may be a theme of the headline, and is the reason for nothing.
    r"(?:基建|基础设施|消费|地产|制造业|外贸)(?:建设|投资|预期|行情|需求|链)?)$"
)
_FUNCTION = re.compile("[的了在将与和是而也都就被把对从于]")
_PLAIN = "plain_causes.txt"
_SHORTEST, _LONGEST_TERM, _SHORTEST_WORD = 2, 8, 3


@dataclass(frozen=True, slots=True)
class Topic:
    """
    A story as the article tells it.

    Attributes
    ----------
    story : Story
    terms : frozenset of str
        Words by which a sentence is known to speak of it.
    place : Place
        Where the article names it.
    """

    story: Story
    terms: frozenset[str]
    place: Place

    def named_in(self, words: str) -> int:
        """How far in it is named last; -1 where it is not named."""
        plain = words.lower()
        return max((plain.rfind(term) for term in self.terms), default=-1)


def topics_of(
    wording: Wording, names: Iterable[str], expects: Expected, title: str
) -> tuple[tuple[Topic, ...], tuple[Message, ...]]:
    """
    Topics by how much the article speaks of them, and what was left out.

    Causes that share a word of their own are one topic.  The theme of the headline is one where
    no cause has it; where there is neither, the labels of the groups are.
    """
    own = "\n".join(name.lower() for name in names)
    # Each is counted in the whole text.
    causes = wording.finds.causes[:_MOST_CAUSES]
    named = [(cause, _phrase(cause.cause)) for cause in causes]
    # The same reason is often given more than once.
    terms = {
        phrase: _terms(wording, phrase, own)
        for phrase in dict.fromkeys(phrase for _, phrase in named)
        if not _NO_CAUSE.search(phrase)
    }
    held = [(cause.place, phrase, terms[phrase]) for cause, phrase in named if terms.get(phrase)]
    theme = _headline(wording, title, own)
    if theme is not None and not any(_same_theme(theme[1].lower(), each) for each in held):
        held.append(theme)
    held = held or _labels(wording, own)
    clusters = _clusters(held)
    counted = sorted(clusters, key=lambda each: -_weight(wording, each))
    topics: list[Topic] = []
    for cluster in counted[:MOST]:
        topics.append(_topic(wording, cluster, [each.story.id for each in topics], expects))
    over = tuple(
        Message.of(
            N_("Left out, because it is named least: the cause “{cause}”."), cause=each.held[0][1]
        )
        for each in counted[MOST:]
    )
    return tuple(topics), over


def _same_theme(theme: str, held: _Held) -> bool:
    """Whether a cause names the theme, or has a word of its own in it: 水电 of 雅下水电."""
    return theme in held[1].lower() or any(term in theme for term in held[2])


def asked_of(topics: Sequence[Topic], title: str) -> Story:
    """Story that the headline names, else the one the article speaks of most, else the market."""
    named = [topic for topic in topics if topic.named_in(title) >= 0]
    return (named or [*topics])[0].story if topics else MARKET_STORY


_Held = tuple[Place, str, frozenset[str]]


def _phrase(cause: str) -> str:
    phrase = plain_words(cause, 60)
    phrase = _CALLED.sub("", phrase) or phrase
    return _FRAME.sub("", phrase).strip(" “”\"'，,") or phrase


def _terms(wording: Wording, phrase: str, own: str) -> frozenset[str]:
    """Words of a cause that the article repeats and not every article has; else the whole."""
    if not phrase or _MARKET_ITSELF.match(phrase):
        return frozenset()
    if _is_generic(phrase.lower()) and not _FUNCTION.search(phrase):
        return frozenset()
    if wording.is_chinese:
        runs = _HAN_RUN.findall(phrase.lower())
        found = {part for run in runs for part in _parts(run, wording)}
    else:
        found = {word.lower() for word in _WORD.findall(phrase)}
    counts = {part: wording.count(part) for part in found if not _is_generic(part)}
    kept = {part: n for part, n in counts.items() if n > 1 and part not in own}
    closed = frozenset(
        part
        for part, n in kept.items()
        if not any(part != other and part in other and n == m for other, m in kept.items())
    )
    return closed or (frozenset() if phrase.lower() in own else frozenset([phrase.lower()]))


def _parts(run: str, wording: Wording) -> Iterable[str]:
    """Parts of a run that the article repeats."""
    for start in range(len(run)):
        for length in range(_SHORTEST, min(_LONGEST_TERM, len(run) - start) + 1):
            part = run[start : start + length]
            if wording.count(part) < 2:
                break  # a longer one stands there no more often
            # A code or a word of Latin letters is not cut.
            if not (part.isascii() and not _whole_word(run, start, start + length)):
                yield part


def _whole_word(run: str, start: int, end: int) -> bool:
    before, behind = run[start - 1 : start], run[end : end + 1]
    return not (before.isascii() and before) and not (behind.isascii() and behind)


@lru_cache(maxsize=4096)
def _is_generic(part: str) -> bool:
    """Whether a word is made of nothing but what every article has."""
    plain = words_of(_PLAIN)
    if part.isascii() and len(part) < _SHORTEST_WORD:
        return True
    if part in plain or part.isdigit() or _FUNCTION.search(part):
        return True
    return any(
        part.startswith(word) and _is_generic(part[len(word) :])
        for word in plain
        if len(word) < len(part) and not word.isascii()
    )


def _headline(wording: Wording, title: str, own: str) -> _Held | None:
    """Theme that the headline names and the article calls a concept, a sector, a chain."""
    best, place = "", Place(0, 0)
    for match in _CONCEPT.finditer(wording.finds.text):
        run = match["run"]
        for start in range(len(run) - _SHORTEST + 1):
            part = run[start:]
            if not _whole_word(run, start, len(run)) and part[:1].isascii():
                continue
            if len(part) > len(best) and part.lower() in title.lower():
                if not _is_generic(part.lower()) and part.lower() not in own:
                    best, place = part, Place(match.start("run") + start, match.end("run"))
                break
    return (place, best, frozenset([best.lower()])) if best else None


def _labels(wording: Wording, own: str) -> list[_Held]:
    found: list[_Held] = []
    for group in wording.finds.groups:
        theme = _THEME.sub("", _THEME.sub("", plain_words(group.label, 40))).strip(" “”\"'")
        if len(theme) >= _SHORTEST and theme.lower() not in own and not _is_generic(theme):
            found.append((group.place, theme, frozenset([theme.lower()])))
    return found


# Not comparable: two clusters are the same only if they are one.
@dataclass(slots=True, eq=False)
class _Cluster:
    """Causes that share words, and the number of the one that came last."""

    held: list[_Held]
    terms: set[str]
    last: int


def _clusters(held: Sequence[_Held]) -> list[_Cluster]:
    """Causes joined by the words they share, in the order in which they last grew."""
    home: dict[str, _Cluster] = {}
    for number, each in enumerate(held):
        met = sorted({home[term] for term in each[2] if term in home}, key=_last)
        cluster = met[0] if met else _Cluster([], set(), number)
        for other in met[1:]:
            cluster.held += other.held
            cluster.terms |= other.terms
            home |= dict.fromkeys(other.terms, cluster)
        cluster.held.append(each)
        cluster.terms |= each[2]
        cluster.last = number
        home |= dict.fromkeys(each[2], cluster)
    return sorted(set(home.values()), key=_last)


def _last(cluster: _Cluster) -> int:
    return cluster.last


def _weight(wording: Wording, cluster: _Cluster) -> int:
    return max(map(wording.count, cluster.terms))


def _topic(wording: Wording, cluster: _Cluster, taken: Iterable[str], expects: Expected) -> Topic:
    terms = frozenset(cluster.terms)
    head = max(sorted(terms), key=lambda term: (wording.count(term), len(term)))
    place, phrase, _ = min(cluster.held, key=lambda each: len(each[1]))
    name = make_id(head, [*taken, MARKET_STORY.id], otherwise="story")
    kind = _kind(wording, terms)
    predicts = wording.own(*predicted(phrase, kind, expects))
    return Topic(Story(name, kind, wording.text(phrase), predicts, expects), terms, place)


def _kind(wording: Wording, terms: frozenset[str]) -> StoryKind:
    """A label where the market is said to believe it of stocks and no figure bears on it."""
    measures = [share.measure.lower() for share in wording.finds.shares]
    if any(term in measure for measure in measures for term in terms):
        return "evidence"
    believed = [
        hedge.quote.lower()
        for hedge in wording.finds.hedges
        if hedge.kind in {"attributed", "rumour"} and hedge.symbols
    ]
    return "label" if any(term in quote for quote in believed for term in terms) else "evidence"


def predicted(phrase: str, kind: StoryKind, expects: Expected) -> tuple[str, str]:
    """What a story predicts, in English and Chinese."""
    rose, up = ("rose", "涨") if expects == "rise" else ("fell", "跌")
    if kind == "label":
        return (
            (
                f"Stocks that the market linked to “{phrase}” {rose} more than the others, "
                "documented or not."
            ),
            f"被市场视为与“{phrase}”有关的股票，不论有无依据，都比其他股票{up}得多。",
        )
    return (
        f"The better a company's part in “{phrase}” is documented, the more its stock {rose}.",
        f"与“{phrase}”的关联越有据可查的公司，股价{up}得越多。",
    )


def cause_topic(topics: Sequence[Topic], cause: FoundCause) -> Topic | None:
    """Topic that a cause belongs to."""
    phrase = _phrase(cause.cause).lower()
    held = [topic for topic in topics if any(term in phrase for term in topic.terms)]
    return held[0] if held else None
