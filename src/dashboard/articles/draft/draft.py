"""A draft of a case from an article's finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.analysis.claims.ledger import check_claims
from dashboard.analysis.claims.prover import WindowProof
from dashboard.analysis.claims.results import ClaimResult
from dashboard.articles.draft.assertions import assertions_of
from dashboard.articles.draft.byline import Byline, byline_of
from dashboard.articles.draft.cast import NO_STOCK, Cast, cast_of, chosen_when
from dashboard.articles.draft.happenings import happenings_of
from dashboard.articles.draft.span import Spanned, spanned
from dashboard.articles.draft.statements import statements_of
from dashboard.articles.draft.topics import Topic, asked_of, topics_of
from dashboard.articles.draft.typed_story import asked as question_of
from dashboard.articles.draft.wording import Wording
from dashboard.articles.finds import Finds
from dashboard.case import Benchmark, Case, Expected, Source, Story, Text, Window
from dashboard.cases.folders import CaseFolder
from dashboard.cases.marks import ESTIMATION, MARKET_STORY, Mark
from dashboard.cases.outline import CASE_FILE, Outline
from dashboard.cases.prices import empty_prices
from dashboard.cases.pricing import stored_case
from dashboard.errors import N_, InputError, PriceError
from dashboard.market.prices import Market, PriceNote
from dashboard.market.sessions import Sessions, load_sessions
from dashboard.message import Message
from dashboard.settings.loading import Settings
from dashboard.store.store import Store
from dashboard.store.universe_file import load_universe

Prices = Callable[[Case], Market | None]
"""Prices at hand for the stocks of a case; None where there are none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A case as an article tells it, none of it confirmed.

    Attributes
    ----------
    content : CaseFolder
        Case and marks, ready to be written; it keeps no prices.
    proofs : tuple of WindowProof
        From which closes the stated returns come out; empty without prices.
    first_check : tuple of ClaimResult
        The claims held against the prices at hand.
    priced : tuple of str
        Stocks with prices at hand.
    left_out : tuple of Message
        What the article says and the draft has not, and why.
    """

    content: CaseFolder
    proofs: tuple[WindowProof, ...]
    first_check: tuple[ClaimResult, ...]
    priced: tuple[str, ...]
    left_out: tuple[Message, ...]


def draft_of(
    finds: Finds, slug: str, *, url: str = "", prices: Prices | None = None, universe: bool = False
) -> Draft:
    """
    Draft a case from an article's finds.

    Parameters
    ----------
    finds : Finds
        As the reader gives them.
    slug : str
        Of the case; the name of its folder.
    url : str
        Address of the article, where it has one.
    prices : callable, optional
        Prices for the stocks of a case, such as the store's; they decide from which close the
        returns count.
    universe : bool
        Whether the whole market is at hand as a benchmark.

    Returns
    -------
    Draft

    Raises
    ------
    InputError
        If the article is about no stock, or its day is neither given nor to be inferred.
    """
    wording = Wording(finds)
    day = _day(finds)
    span = finds.window
    cast = cast_of(wording, chosen_when(day, day if span is None else span.first))
    exchange = cast.exchange
    sessions = load_sessions(exchange.calendar, exchange.timezone)
    byline = byline_of(wording, url=url)
    names = [each for stock in cast.stocks for each in (stock.name.zh, stock.name.en)]
    topics, over = topics_of(wording, names, _expected(finds), byline.title)
    asked = asked_of(topics, byline.title)
    stories = (*(topic.story for topic in topics), MARKET_STORY)
    case = _case(wording, slug, cast, byline, day, stories, asked, universe=universe)
    market = prices(case) if prices is not None else None
    closes = {} if market is None else {market.note.adjustment: market.closes}
    spans = spanned(wording, sessions, case.symbols, closes)
    case = replace(case, window=spans.window)
    marks = _case_marks(wording, cast, byline, topics, spans)
    case, row_marks, left_out = _with_tables(wording, case, sessions, topics, byline, spans)
    checked = () if market is None else check_claims(case, market, sessions)
    return Draft(
        CaseFolder(case, _no_market(), (), (), (*marks, *row_marks)),
        tuple(spans.proofs.values()),
        checked,
        () if market is None else tuple(s for s in case.symbols if s in market.closes.columns),
        (*cast.left_out, *over, *left_out),
    )


def _day(finds: Finds) -> date:
    if not finds.subjects:
        raise InputError(NO_STOCK)
    day = finds.published.day or (finds.window.last if finds.window else None)
    if day is None:
        raise InputError(
            N_("The article does not say when it appeared: give its day of publication.")
        )
    return day


def _expected(finds: Finds) -> Expected:
    """Which way the stated moves go: where most fall, the story is about a fall."""
    falls = sum(found.direction == "down" for found in finds.returns)
    return "fall" if 2 * falls > len(finds.returns) else "rise"


def _no_market() -> Market:
    return Market(empty_prices(), PriceNote("", "", "", ""))


def _case(
    wording: Wording,
    slug: str,
    cast: Cast,
    byline: Byline,
    day: date,
    stories: Sequence[Story],
    asked: Story,
    *,
    universe: bool,
) -> Case:
    exchange = cast.exchange
    zone = ZoneInfo(exchange.timezone)
    moment = wording.finds.published.moment or datetime.combine(day, datetime.min.time())
    published = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    index = Benchmark(exchange.index, exchange.index_title)
    everybody = Benchmark(
        "all-stocks", Text("Equal weight, all stocks", "等权平均，全市场"), "universe"
    )
    return Case(
        slug=slug,
        title=wording.text(byline.title),
        question=_question(wording, asked),
        source=Source(byline.title, byline.publisher, byline.url, published, byline.author),
        calendar=exchange.calendar,
        timezone=exchange.timezone,
        currency=exchange.currency,
        window=Window(day, day),
        estimation=ESTIMATION,
        groups=cast.groups,
        stocks=cast.stocks,
        benchmarks=(everybody, index) if universe and exchange.calendar == "XSHG" else (index,),
        stories=tuple(stories),
        asks=asked.id,
    )


def _question(wording: Wording, asked: Story) -> Text:
    if asked.kind == "market":
        return Text("Why did these stocks move?", "这些股票为什么涨跌？")
    return wording.own(*question_of(asked.title.zh or asked.title.en, asked.expects))


def _case_marks(
    wording: Wording,
    cast: Cast,
    byline: Byline,
    topics: Sequence[Topic],
    spans: Spanned,
) -> list[Mark]:
    """Marks of case.toml, in its order."""
    mark, place = wording.mark, byline.title_place
    found = [
        mark(
            CASE_FILE, "", "title", reason="read" if byline.has_title else "proposed", place=place
        ),
        mark(CASE_FILE, "", "question", "asks", reason="proposed", place=place),
    ]
    if not byline.has_title:
        found.append(mark(CASE_FILE, "source", "title", reason="proposed", place=place))
    said = [name for name in ("publisher", "author") if getattr(byline, name)]
    if said:
        found.append(mark(CASE_FILE, "source", *said, place=byline.place))
    unsaid = [name for name in ("publisher", "author", "url") if not getattr(byline, name)]
    if unsaid:
        found.append(mark(CASE_FILE, "source", *unsaid, reason="not-said"))
    published = wording.finds.published
    if published.origin == "inferred" or published.day is None:
        found.append(mark(CASE_FILE, "source", "published", reason="inferred"))
    elif published.moment is None:
        found.append(mark(CASE_FILE, "source", "published", reason="not-said"))
    found.append(mark(CASE_FILE, "window", reason=spans.reason, place=spans.place))
    found.append(mark(CASE_FILE, "estimation", reason="not-said"))
    found += cast.marks
    found.append(mark(CASE_FILE, f"benchmarks:{cast.exchange.index}", reason="not-said"))
    for topic in topics:
        row = f"stories:{topic.story.id}"
        found.append(mark(CASE_FILE, row, reason="proposed", place=topic.place))
    return found


def _with_tables(
    wording: Wording,
    case: Case,
    sessions: Sessions,
    topics: Sequence[Topic],
    byline: Byline,
    spans: Spanned,
) -> tuple[Case, tuple[Mark, ...], tuple[Message, ...]]:
    outline = Outline(case, sessions)
    events = happenings_of(wording, topics, byline, outline)
    rows = statements_of(wording, topics, byline, outline)
    told = (events.events, events.marks)
    claims = assertions_of(wording, case, sessions, topics, spans, told)
    case = replace(case, events=events.events, evidence=rows.rows, claims=claims.claims)
    left_out = [*events.left_out]
    if rows.unplaced:
        left_out.append(
            Message.of(
                N_("Statements about stocks that name no story, and so are no evidence: {n}."),
                n=rows.unplaced,
            )
        )
    return case, (*events.marks, *rows.marks, *claims.marks), tuple(left_out)


# What is at hand ------------------------------------------------------


def stored_prices(settings: Settings) -> Prices:
    """Prices of the store for the stocks of a case; none where it has no series of them."""

    def prices(case: Case) -> Market | None:
        bare = CaseFolder(case, _no_market(), (), ())
        order = settings.sources_for(case.calendar)
        try:
            market = stored_case(bare, Store(settings.store), order).market
        except PriceError:
            return None
        return market

    return prices


def has_universe(settings: Settings) -> bool:
    """Whether the store has the whole market, for a benchmark made of it."""
    return load_universe(settings.store) is not None
