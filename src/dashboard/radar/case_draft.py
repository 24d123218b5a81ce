"""From a theme of the radar to a draft of a case: its members, the split as groups, its stories.

Everything in it is what the radar kept or what a case has on file; every entry is marked until
somebody confirms it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from math import isfinite
from zoneinfo import ZoneInfo

from dashboard.case import (
    UNIVERSE_RETURNS,
    Benchmark,
    Case,
    ConceptTag,
    Evidence,
    Group,
    Moment,
    Source,
    Stock,
    Story,
    Text,
    Window,
)
from dashboard.cases.folders import CaseFolder
from dashboard.cases.marks import ESTIMATION, MARKET_STORY, Mark, Reason
from dashboard.cases.outline import CASE_FILE, EVIDENCE
from dashboard.cases.prices import empty_prices
from dashboard.errors import N_, InputError
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import load_sessions
from dashboard.market.theme_names import plain_theme
from dashboard.radar.kept import Entry, KeptEvening
from dashboard.radar.membership import Theme
from dashboard.radar.on_file import names_of
from dashboard.radar.splits import Split

CALENDAR, TIMEZONE, CURRENCY = "XSHG", "Asia/Shanghai", "CNY"  # the universe's
CLOSE = time(15, 0)
THEME, LABEL = "theme", "label"  # ids of its stories

LONGEST_TERM = 40  # signs
_BETWEEN = re.compile(r"[,;，；、|=\"“”]")  # parts terms in a case's file
_NAMELESS = re.compile(r"[\x00-\x1f\x7f]+")


def draft_of(
    entry: Entry,
    kept: KeptEvening,
    slug: str,
    names: Mapping[str, str],
    cases: Iterable[Case] = (),
) -> CaseFolder:
    """
    Draft a case of a theme that was looked at closely.

    Parameters
    ----------
    entry : Entry
    kept : KeptEvening
        The evening that it is of.
    slug : str
    names : mapping of str to str
        Chinese names of stocks by symbol.
    cases : iterable of Case
        Whose evidence on the theme goes along.

    Returns
    -------
    CaseFolder
        Without prices: they are the store's.

    Raises
    ------
    InputError
        If the theme was not looked at closely, or none of its members has a return.

    Notes
    -----
    Stocks are the members with a return over the span; of a suspended one nobody knows on
    which side it stands.  The groups were seen with their returns: chosen *after*.
    """
    detail = entry.detail
    symbols = [] if detail is None else [m.symbol for m in detail.members if isfinite(m.gain)]
    if detail is None or not symbols:
        raise InputError(N_("This theme was not looked at closely: no case can be made of it."))
    split = next(iter(detail.splits), None)
    groups, of = _groups(entry, symbols, split)
    label = split.label.theme if split is not None else None
    case = _case(entry, kept, slug, groups, label)
    stocks = tuple(Stock(each, _name(names, each), of[each]) for each in symbols)
    evidence = (
        *_on_file(entry.theme, frozenset(symbols), cases),
        *_filed_under(label, split, kept.listed_on),
    )
    tags = _tags(entry, split, symbols, kept.listed_on)
    case = replace(case, stocks=stocks, evidence=evidence, tags=tags)
    nothing = Market(empty_prices(), PriceNote("", "", "", ""))
    return CaseFolder(case, nothing, (), (), _marks(case))


def slug_of(entry: Entry, kept: KeptEvening, taken: Iterable[str]) -> str:
    """
    Name of the case in links, none of those taken.

    A Chinese name has no small letters: the day alone tells then.
    """
    plain = unicodedata.normalize("NFKD", entry.theme.name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:30].strip("-")
    found = "-".join(part for part in ("radar", stem, kept.day.isoformat()) if part)
    used, number, name = set(taken), 2, found
    while name in used:
        name, number = f"{found}-{number}", number + 1
    return name


def _said(text: str) -> str:
    """A source's words on one line, not longer than a case has them."""
    return _NAMELESS.sub(" ", text).strip()[:80] or "–"


def _name(names: Mapping[str, str], symbol: str) -> Text:
    found = names.get(symbol, "")
    return Text(zh=found) if found else Text(en=symbol, zh=symbol)


def _groups(
    entry: Entry, symbols: list[str], split: Split | None
) -> tuple[tuple[Group, ...], dict[str, str]]:
    """Those with the label and those without; one group where no label was tried."""
    theme = _said(entry.theme.name)
    if split is None:
        return (Group("members", Text(theme, theme), "after"),), dict.fromkeys(symbols, "members")
    en, zh = _label_title(split)
    groups = (
        Group("with", Text(en, zh), "after"),
        Group("without", Text(f"The others of {theme}", f"{theme}其余个股"), "after"),
    )
    inside = frozenset(split.symbols)
    return groups, {each: "with" if each in inside else "without" for each in symbols}


_TITLES = {
    ("past", "above"): ("Larger rise in the 20 sessions before", "前 20 个交易日涨得较多"),
    ("past", "below"): ("Smaller rise in the 20 sessions before", "前 20 个交易日涨得较少"),
    ("beta", "above"): ("Higher beta", "贝塔较高"),
    ("beta", "below"): ("Lower beta", "贝塔较低"),
    ("board", "main"): ("Main board", "主板"),
    ("board", "chinext"): ("ChiNext", "创业板"),
    ("board", "star"): ("STAR Market", "科创板"),
    ("board", "bse"): ("Beijing exchange", "北交所"),
}


def _label_title(split: Split) -> tuple[str, str]:
    """Name of a label in both languages; a theme's is its own in both."""
    name = _said(split.label.name)
    return _TITLES.get((split.label.kind, split.label.name), (name, name))


def _case(
    entry: Entry, kept: KeptEvening, slug: str, groups: tuple[Group, ...], label: Theme | None
) -> Case:
    theme = _said(entry.theme.name)
    sessions = load_sessions(CALENDAR, TIMEZONE)
    told = f"{theme}, {kept.day.isoformat()}"
    published = datetime.combine(kept.day, CLOSE, ZoneInfo(TIMEZONE))
    return Case(
        slug=slug,
        title=Text(told, f"{theme}，{kept.day.isoformat()}"),
        question=Text(
            f"Was it {theme} that lifted these stocks?", f"这些股票上涨，靠的是{theme}吗？"
        ),
        source=Source(f"Radar: {told}", "market / narrative", "", published),
        calendar=CALENDAR,
        timezone=TIMEZONE,
        currency=CURRENCY,
        window=Window(sessions.after(kept.base(entry.span)), kept.day),
        estimation=ESTIMATION,
        groups=groups,
        stocks=(),
        benchmarks=(
            Benchmark(
                "all-stocks", Text("Equal weight, all stocks", "等权平均，全市场"), UNIVERSE_RETURNS
            ),
            Benchmark("000300.SS", Text("CSI 300", "沪深 300")),
        ),
        stories=_stories(theme, label),
        asks=THEME,
    )


def _stories(theme: str, label: Theme | None) -> tuple[Story, ...]:
    """The theme as a story of evidence, the label as one of labels, and the market's."""
    found = [
        Story(
            THEME,
            "evidence",
            Text(theme, theme),
            Text(
                f"The better business in {theme} is documented, the more the stock rose.",
                f"{theme}业务披露得越扎实的公司，股价涨得越多。",
            ),
            terms=_terms(theme),
        )
    ]
    if label is not None:
        name = _said(label.name)
        found.append(
            Story(
                LABEL,
                "label",
                Text(f"Filed under {name}", f"被归入“{name}”"),
                Text(
                    f"Stocks filed under {name} rose more than the others, documented or not.",
                    f"被归入“{name}”的股票，不论有无依据，都比其他股票涨得多。",
                ),
            )
        )
    found.append(MARKET_STORY)
    return tuple(found)


def _terms(theme: str) -> tuple[tuple[str, ...], ...]:
    """What filings are searched for: the theme's name, where it can be a word to search for."""
    word = plain_theme(theme)
    can_be = 2 <= len(word) <= LONGEST_TERM and not _BETWEEN.search(word)
    return ((word,),) if can_be else ()


# What is known of the stocks ------------------------------------------


def _on_file(theme: Theme, symbols: frozenset[str], cases: Iterable[Case]) -> tuple[Evidence, ...]:
    """Evidence that cases have on file for the theme, each statement once."""
    found: dict[tuple[object, ...], Evidence] = {}
    wanted = plain_theme(theme.name)
    for case in cases:
        stories = {story.id for story in case.stories if wanted in names_of(case, story.id)}
        for row in case.evidence:
            if row.story in stories and row.stock in symbols:
                known = (row.stock, row.finding, row.document, row.statement, row.published)
                found.setdefault(known, row)
    return tuple(
        replace(row, id=f"file-{at}", story=THEME, confirms="", contradicts="")
        for at, row in enumerate(found.values(), start=1)
    )


def _filed_under(label: Theme | None, split: Split | None, listed_on: date) -> tuple[Evidence, ...]:
    """
    That a list files a stock under the label, as a row of the story of labels.

    It is a fact about what the market believes, and evidence of nothing else.
    """
    if label is None or split is None:
        return ()
    name, source = _said(label.name), _said(label.source)
    seen = Moment(datetime.combine(listed_on, time()), "day", TIMEZONE)
    return tuple(
        Evidence(
            id=f"label-{at}",
            stock=symbol,
            story=LABEL,
            finding="rumoured",
            document=f"{source}: {name}",
            source_kind="market-talk",
            published=seen,
            statement=Text(f"Listed by {source} under {name}.", f"{source}将其归入“{name}”。"),
        )
        for at, symbol in enumerate(split.symbols, start=1)
    )


def _tags(
    entry: Entry, split: Split | None, symbols: list[str], seen: date
) -> tuple[ConceptTag, ...]:
    """Under what the lists file the stocks, as concept tags."""
    theme = entry.theme
    found = [
        ConceptTag(f"theme-{at}", symbol, _said(theme.name), _said(theme.source), seen, THEME)
        for at, symbol in enumerate(symbols, start=1)
    ]
    label = None if split is None else split.label.theme
    if split is not None and label is not None and _tag(label) != _tag(theme):
        found += [
            ConceptTag(f"label-{at}", symbol, _said(label.name), _said(label.source), seen)
            for at, symbol in enumerate(split.symbols, start=1)
        ]
    return tuple(found)


def _tag(theme: Theme) -> tuple[str, str]:
    """What tells one tag of a stock from another."""
    return plain_theme(_said(theme.name)), plain_theme(_said(theme.source))


def _marks(case: Case) -> tuple[Mark, ...]:
    """Every entry waits for a yes."""

    def mark(row: str, *fields: str, reason: Reason = "proposed") -> Mark:
        return Mark(CASE_FILE, row, fields, reason)

    return (
        mark("", "title"),
        mark("", "question", "asks"),
        mark("source"),
        mark("window"),
        mark("estimation", reason="not-said"),
        *[mark(f"groups:{each.id}") for each in case.groups],
        *[mark(f"stocks:{each}") for each in case.symbols],
        *[mark(f"benchmarks:{each.id}") for each in case.benchmarks],
        *[mark(f"stories:{each.id}") for each in case.stories],
        *[Mark(EVIDENCE, row.id, (), "proposed") for row in case.evidence],
    )
