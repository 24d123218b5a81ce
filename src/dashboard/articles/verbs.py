"""Words for rising and falling, and what stands between them and a size: parts of forms."""

from __future__ import annotations

import re

from dashboard.articles.numbers import COUNT, NUMBER, OPERATOR_WORDS

_UP_DEGREES, _DOWN_DEGREES = "大暴飙狂猛急劲小微收领跟续补累高最", "大暴急重狂猛小微收领跟续累"
_UP_WORDS = (
    "上涨|升幅|急升|劲升|累升|收升|飙升|走高|走强|拉升|攀升|上升|收高|反弹|弹升|上扬|连涨|"
    r"造好|高开|冲高(?!回落)|扬(?=[\d近逾超约])|飙(?=[\d近逾超约])|弹(?=[\d近逾超约])|升"
)
_DOWN_WORDS = (
    "低开|下跌|重挫|急挫|下挫|挫|走低|走弱|回落|下滑|下降|回调|收低|跳水|闪崩|跌去|降|回吐|"
    r"回撤|缩水|急泻|暴泻|泻|插(?=[\d近逾超约])"
)
UP = rf"(?:[{_UP_DEGREES}]*?涨幅?|{_UP_WORDS})(?!停|跌)"
DOWN = rf"(?:[{_DOWN_DEGREES}]*?跌幅?|{_DOWN_WORDS})(?!停)"
# Signs that a Chinese word of a move can begin with: no other place needs the forms tried.
FIRST = "".join(
    sorted(
        {*_UP_DEGREES, *_DOWN_DEGREES, "涨", "跌"}
        | {word[0] for word in f"{_UP_WORDS}|{_DOWN_WORDS}".split("|")}
    )
)
_NOUN_EN = r"(?:the|its|their)\s(?:(?:weekly|monthly|annual)\s)?"
_SEEN = r"(?:(?<=stock )|(?<=shares )|(?<=price ))"  # watched its stock climb 8%
UP_EN = (
    rf"\b(?:{_SEEN}(?:rise|soar|surge|climb|rally)|"
    r"rose|risen|rises|rising|gain(?:ed|s|ing)?|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|"
    r"surg(?:ed|es|ing)|soar(?:ed|s|ing)|"
    r"skyrocket(?:ed|s|ing)?|advanc(?:ed|es|ing)|add(?:ed|s|ing)|rall(?:ied|ies|ying)|up|higher|"
    r"increas(?:ed|es|ing)|gr(?:ew|ows|owing)|spik(?:ed|"
    r"es)|leap(?:t|ed|s|ing)?|edg(?:ed|es|ing)\sup|tick(?:ed|s)\sup|"
    r"ended up|rebound(?:ed|s)|recover(?:ed|s)|"
    rf"{_NOUN_EN}(?:advance|gains?|rise|rally)(?=\s(?:to|for)))\b"
)
DOWN_EN = (
    rf"\b(?:{_SEEN}(?:fall|drop|slump|plunge|tumble)|"
    r"fell|fallen|falls|falling|los(?:t|es|ing)|drop(?:ped|s|ping)?|declin(?:ed|es|ing)|"
    r"slid(?:es|ing)?|slump(?:ed|s|ing)?|dip(?:ped|s|ping)|eas(?:ed|es|ing)|crash(?:ed|es|ing)|"
    r"tumbl(?:ed|es|ing)|plung(?:ed|es|ing)|sank|sinks|sinking|down|lower|shed(?:s|ding)?|retreat(?:ed|s|ing)|"
    r"slipp(?:ed|ing)|slips|retract(?:ed|s|ing)?|retrac(?:ed|es|ing)|plummet(?:ed|s|ing)|g(?:ave|ives?|iving|iven)\sback|"
    rf"{_NOUN_EN}(?:drop|fall|loss|losses|slide|retreat)(?=\s(?:to|for)))\b"
)
FILL = (
    rf"(?:{OPERATOR_WORDS}|幅度|扩大|收窄|回落|缩小|收敛|分别|累计|合计|也就|仅仅|区间|已经|一度|最高|最大|最多|"
    rf"竟然|居然|或(?:达到|达|超过?)?|against\sthe\s(?:trend|tide|market)|"
    r"[了至到为有是也亦皆还已均都又再仍达仅只高竟各在：:\s\"】)（(的可共就]|"
    r"for the (?:day|week|month|year)|,\sby|by|to|of|another|as|"
    r"respectively|between|from|a|an|"
    rf"the|further|{NUMBER}(?:港元|美元|元|点)或)*?"
)
SIZE = (
    # A range has its lower end for size: 5%-8%.
    rf"(?:(?P<pct>{NUMBER})(?P<upto>\s?%?\s?(?:-|~|至|到|to\s)\s?{NUMBER}(?=\s?(?:%|per)))?\s?(?:%|个点|percent\b|per\s?cent\b|pct\b)|百分之(?P<words>{COUNT}|"
    rf"{NUMBER})(?P<upto2>[至到]{COUNT})?|"
    rf"(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?|(?P<times>{NUMBER}|"
    rf"[一二两三四五六七八九十])倍)"
)
# A rally named with its size: pulling back from a 6.72% rally, its 8 percent slide.
NOUN_OF_SIZE = re.compile(
    rf"\b(?:an?|its|the|with|after)\s(?:[a-z]+\s)?(?P<fill>(?:{OPERATOR_WORDS})?\s?)"
    rf"(?P<pct>{NUMBER})(?:%|[- ]per\s?cent|[- ]pct)\s(?:[a-z]+\s)?"
    r"(?:(?P<up>rally|gain|jump|surge|rise|advance|climb|rebound)|"
    r"(?P<down>drop|fall|slide|slump|decline|plunge|tumble|retreat))\b"
    r"(?!\s(?:in|of)\s(?!its\sshare|its\sstock|the\sstock|the\sshare))",
    re.IGNORECASE,
)
# A sum named with its days and its size: taking its gain since Aug. 29 to 26%.
SUM_EN = re.compile(
    r"\b(?:the|its|their|(?:this|the)\s(?:week|month|quarter|year)['’]s)\s"
    r"(?:(?P<up>advance|gains?|rise|rally)|(?P<down>drop|fall|loss|losses|slide|slump|decline|pullback|retreat))\s"
    rf"(?:(?:since|this|over|for|in|so\sfar)\s[^,;%]{{0,30}}?\s)?to\s(?P<fill>(?:{OPERATOR_WORDS})?\s?)"
    rf"(?P<pct>{NUMBER})\s?(?:%|per\s?cent\b|pct\b)",
    re.IGNORECASE,
)
