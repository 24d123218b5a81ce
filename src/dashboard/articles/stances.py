"""How far a statement holds: what is denied, hedged, and named or denied as a cause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboard.articles.finds import FoundCause, FoundDenial, FoundHedge, Hedge, Place, Speaker
from dashboard.articles.subjects import Subjects
from dashboard.articles.text import Text

# What a company can have none of: without it 没有 and 未 negate anything.
_THING = (
    r"业务|合作|投资|持有|持股|收入|营收|产品|订单|关系|参与|披露|涉及|收到|计划|布局|供货|研发|"
    r"证据|直接|相关|生产|关联|量产|应用|"
    r"重大|变化|往来|签署|签订|技术|股权|进展|客户|交易|接触|安排|存在"
)
_DENIAL = re.compile(
    # Here and below the look-ahead names the signs that the forms begin with: all other
    # places need none of them tried.
    r"(?=[并尚暂从未曾均无没不否辟子撇dhnuia])(?:"
    rf"(?P<cue>并未|尚未|暂未|从未|未曾|均未|暂无|尚无|并无|没有|未|无(?!法|线|人|锡|论|疑|数|需|"
    rf"形|缝))(?=[^，,。;；\n]{{0,24}}?(?:{_THING}))"
    r"|(?P<firm>不涉及|不存在|不属实|不实|否认|辟谣|不构成|不直接|不从事|不生产|不属于|并非|不是|"
    r"不具备|不掌握|子虚乌有|撇清)"
    r"|\b(?P<en>denied|denies|denying|has no|have no|had no|no plans?|does not|did not|do not|"
    r"is not|are not|has not|have not|not involved|untrue|no evidence)\b)",
    re.IGNORECASE,
)
_FIRM = frozenset({"否认", "不属实", "不实", "辟谣", "子虚乌有", "denied", "untrue"})
_BOILERPLATE = re.compile(r"虚假记载|误导性陈述|重大遗漏|投资建议|不构成投资|风险自担")
_SAYS = re.compile(
    r"公告|表示|称|回应|回复|澄清|互动平台|说明|指出|披露|坦言|强调|本公司|公司及|公司、|"
    r"公司(?=[未无没不尚暂并目前])|\bsaid\b|\bsays\b|\btold\b|statement|filing",
    re.IGNORECASE,
)
_HEDGES: tuple[tuple[Hedge, str], ...] = (
    (
        "rumour",
        (
            r"传闻|据传|网传|市场传言|传言|小道消息|未经证实|尚未(?:得到)?(?:任何)?[^，。]{0,6}证实|"
            r"推测|猜测|rumou?rs?|rumou?red|unconfirmed|reportedly|speculation"
        ),
    ),
    (
        "attributed",
        (
            r"被(?:市场|部分投资者|投资者|业内|外界|资金)?(?:普遍)?(?:认为|视为|视作|看作|归入|贴上)|"
            r"市场(?:普遍)?认为|业内(?:人士)?认为|据称|自称|所称的?|is seen as|are seen as|"
            r"believed to|considered"
        ),
    ),
    ("forecast", r"有望|预计|预期|料将|将会|预测|expected to|is set to|forecasts?|expects?"),
    (
        "possible",
        (
            r"或将|或会|或(?=有|成|受|迎|因|与|能)|可能|也许|恐将|不排除|疑似|could|might|"
            r"\bmay(?=\s[a-z])|possibly|likely"
        ),
    ),
    (
        "uncertain",
        (
            r"不确定性|存在(?:一定)?风险|注意风险|尚待|有待观察|缺乏[^，。]{0,6}证据|难以判断|"
            r"uncertain(?:ty)?"
        ),
    ),
)
_HEDGE = re.compile(
    "(?=[传据网市小未尚推猜被业自所有预料将或可也恐不疑存注缺难rusiabcefmpl])(?:"
    + "|".join(f"(?P<h{n}>{words})" for n, (_, words) in enumerate(_HEDGES))
    + ")"
)
_CAUSES = (
    (
        r"(?:受到?|受)(?P<c1>[^，,。;；\n]{2,40}?)(?:等)?(?:的)?(?:影响|刺激|提振|带动|推动|催化|"
        r"拖累|利好|驱动)"
    ),
    (
        r"在(?P<c2>[^，,。;；\n]{2,40}?)(?:的)?(?:带动|刺激|推动|催化|提振|影响|助推|加持|"
        r"驱动)(?:之)?下"
    ),
    r"(?:由于|因为|(?<![原起成诱])因(?![此而为素果子]))(?P<c3>[^，,。;；\n]{3,50})",
    (
        r"(?:得益于|受益于|源于|源自|归因于|归功于|缘于|出于|起因于|主要系|原因是|原因在于|导火索是|"
        r"诱因是|归结为|联系起来)(?P<c4>[^，,。;；\n]{2,30}?(?=的(?:是|还有|有|包括|主要|首推))|"
        r"[^，,。;；\n]{2,60})"
    ),
    (
        r"与(?P<c5>[^。;；\n，,]{2,40}[，,]?[^。;；\n，,]{0,12}?)(?:有着?|存在)(?:更高|较高|密切|"
        r"直接|紧密|很大|一定)?的?(?:关联度|关联性|关联|关系)"
    ),
    (
        r"(?:由|系|是|并非|非)(?P<c8>[^，,。;；\n]{2,30}?)(?:所致|导致|引起|引发|推动)|"
        r"与(?P<c6>[^，,。;；\n]{2,40}?)(?:密切)?(?:有关|无关|相关(?!的|业|公))"
    ),
    (
        r"\b(?:driven by|boosted by|lifted by|fuel(?:l)?ed by|thanks to|due to|because of|"
        r"on the back of|buoyed by|spurred by|"
        r"on (?:hopes|expectations|bets|news|optimism|speculation)(?: of| that| for)?|"
        r"as investors bet that|amid|after|attributed to|linked to)\s"
        r"(?P<c7>[^,.;\n]{4,80})"
    ),
)
_CAUSE = re.compile(
    rf"(?=[受在由因得源归缘出起主原导诱联与系是并非dblftosa])(?:{'|'.join(_CAUSES)})", re.IGNORECASE
)
_NEGATES = re.compile(
    r"(?:并非|不是|而非|并不|不应|没有|非|不再|很难|无法|未必|\bnot\b|n't|\bno\b|"
    r"rather than)[^，,。;；]{0,14}$",
    re.IGNORECASE,
)
_MARKET = re.compile(
    r"涨|跌|股价|走强|走弱|行情|交易焦点|个股|概念股|板块|爆炒|炒作|大爆|火爆|拉升|跳水|市场表现|"
    r"rall|rose|fell|gain|jump|surg|shares|stocks|"
    r"climb|drop|slump",
    re.IGNORECASE,
)


def denials_of(text: Text, subjects: Subjects) -> tuple[FoundDenial, ...]:
    """Negations of a company or of the article; the scope ends with the clause."""
    found: list[FoundDenial] = []
    for match in _DENIAL.finditer(text.plain):
        clause = text.clause_at(match.start())
        quote, place = text.quote(match.start(), clause.end)
        quote, place = _trimmed(text, place)
        if _BOILERPLATE.search(quote) or (found and found[-1].place.end >= place.end):
            continue
        symbols = subjects.at(match.start())
        if not symbols and match[0] not in _FIRM:
            continue
        speaker = speaker_at(text, match.start(), symbols)
        found.append(FoundDenial(symbols, match[0], speaker, quote, place))
    return tuple(found)


def hedges_of(text: Text, subjects: Subjects) -> tuple[FoundHedge, ...]:
    """Hedged statements, from their word to the end of the clause."""
    found: list[FoundHedge] = []
    for match in _HEDGE.finditer(text.plain):
        clause = text.clause_at(match.start())
        end = max(clause.end, match.end())
        _, place = _trimmed(text, Place(match.start(), end))
        kind = next(name for n, (name, _) in enumerate(_HEDGES) if match[f"h{n}"])
        quote = text.raw[place.start : place.end]
        found.append(FoundHedge(subjects.at(match.start()), match[0], kind, quote, place))
    return tuple(found)


def causes_of(text: Text, subjects: Subjects) -> tuple[FoundCause, ...]:
    """What the article gives as reasons for moves, in order."""
    return tuple(_causes(text, subjects))


def denial_cue(plain: str) -> str:
    """The word that denies, in a text in matching form; empty where none does."""
    match = _DENIAL.search(plain)
    return "" if match is None else match[0]


def hedge_in(plain: str) -> tuple[str, Hedge] | None:
    """The word that hedges, in a text in matching form, with its kind."""
    match = _HEDGE.search(plain)
    if match is None:
        return None
    return match[0], next(name for n, (name, _) in enumerate(_HEDGES) if match[f"h{n}"])


def speaker_at(text: Text, place: int, symbols: tuple[str, ...]) -> Speaker:
    """Whose the words at a place are."""
    sentence = text.sentence_at(place)
    says = _SAYS.search(text.plain, sentence.start, place)
    return "company" if says and symbols else "article"


def negates(plain: str) -> bool:
    """Whether words before something turn it into its contrary: 并非, 而非, not."""
    return bool(_NEGATES.search(plain))


def _causes(text: Text, subjects: Subjects) -> Iterator[FoundCause]:
    plain = text.plain
    last = -1
    for match in _CAUSE.finditer(plain):
        name = match.lastgroup or ""
        place = Place(match.start(name), match.end(name))
        sentence = text.sentence_at(match.start())
        around = plain[max(0, sentence.start - 160) : sentence.end]
        if place.start < last or not _MARKET.search(around):
            continue
        last = place.end
        clause = text.clause_at(match.start())
        before = plain[max(sentence.start, match.start() - 18) : match.start()]
        cause, _ = text.quote(*place)
        quote, where = text.quote(match.start(), match.end())
        negated = negates(before) or "无关" in match[0] or match[0].startswith(("并非", "非"))
        hedged = bool(_HEDGE.search(plain, clause.start, clause.end))
        hedged = hedged or bool(_HEDGE.search(plain, sentence.start, match.start()))
        yield FoundCause(
            cause.strip('“”"，, '), subjects.at(match.start()), negated, hedged, quote, where
        )


def _trimmed(text: Text, place: Place) -> tuple[str, Place]:
    """Leave out the sign that ends a clause, and a closing quotation mark."""
    start, end = place
    while end > start and text.plain[end - 1] in ' \n,，。;；:：.!！?？")）':
        end -= 1
    return text.quote(start, end)
