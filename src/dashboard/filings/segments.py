"""
Revenue by industry, product or region, read from the tables of a report: proposals to confirm.

The two forms of mainland reports are known: 营业收入构成, with a total and the share of operating
revenue beside each amount, and 主营业务分行业、分产品情况, without shares, whose whole is the
smaller 主营业务收入.  What does not add up is refused with the reason, and views of one revenue are
never added to each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from dashboard.errors import N_
from dashboard.filings.document import Document
from dashboard.filings.library import Library
from dashboard.filings.page_text import Page
from dashboard.filings.segment_rows import Amount, Row, Section, sections_of
from dashboard.filings.tables import PageTable, tables_apart
from dashboard.message import Message

View = Literal["industry", "product", "region", "channel"]
VIEWS: tuple[View, ...] = get_args(View)
VIEW_WORDS: dict[View, str] = {
    "industry": N_("by industry"),
    "product": N_("by product"),
    "region": N_("by region"),
    "channel": N_("by channel"),
}
_SIGNS: dict[str, View] = {
    "行业": "industry",
    "产品": "product",
    "地区": "region",
    "销售": "channel",
}

# Words of the pages that a segment table stands on; without a page they say nothing is sure.
_ANCHOR = re.compile(
    r"营业收入构成|占营业收入比重|主营业务分(?:行业|产品|地区|销售模式)|"
    r"分(?:行业|产品|地区)[、,，]分(?:行业|产品|地区)"
)
HUNDRED = 100.0

NO_TOTAL = N_(
    "No total stands beside these rows, and no second view of them: they cannot be checked."
)
NOT_WHOLE = N_("The rows sum to {sum}, the total is {total}: this is not the whole of it.")
VIEWS_DIFFER = N_("The views sum to different totals ({one}, {other}): rows are missing.")
SHARE_DIFFERS = N_("“{label}” has {worked} % of the total and says {stated} %.")
PART_ONLY = N_("The table lists only what is over a tenth of revenue or profit.")


@dataclass(frozen=True, slots=True)
class Segment:
    """
    One row of a view.

    Attributes
    ----------
    label : str
    revenue : float
        In `unit` of its table.
    share : float
        Of the table's total, a fraction; worked out here.
    part_of : str
        Label of the row of which it is a part (其中); empty for a row of its own.
    page : int
    """

    label: str
    revenue: float
    share: float
    part_of: str
    page: int


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """
    One view of a company's revenue.

    Attributes
    ----------
    view : str
        One of `VIEWS`.
    denominator : {"营业收入", "主营业务收入"}
        Of what the shares are shares.
    period : str
        As the table heads its column; empty where it does not.
    unit : str
        Of the amounts, as the report writes it; empty where it does not say.
    total : float
        In that unit: as stated, or the sum that several views agree on; NaN when refused for
        want of it.
    segments : tuple of Segment
        Empty when refused.
    pages : tuple of int
    refused : Message or None
        Why nothing is proposed.
    """

    view: View
    denominator: str
    period: str
    unit: str
    total: float
    segments: tuple[Segment, ...]
    pages: tuple[int, ...]
    refused: Message | None = None


def reported_segments(library: Library, document: Document) -> tuple[SegmentTable, ...]:
    """
    Views of revenue in one report that was read; none where no page names one.

    Raises
    ------
    DashboardError
        If the extra is not installed, the bytes are gone, or their tables cannot be read.
    """
    pages = segment_pages(library.pages(document))
    if not pages:
        return ()
    return segments_of(tables_apart(library.data(document), pages, document.title))


def segment_pages(pages: Sequence[Page]) -> tuple[int, ...]:
    """Pages (from 1) that name a segment table, and those behind them, where it may go on."""
    named = [
        number
        for number, page in enumerate(pages, start=1)
        if page.state == "text" and _ANCHOR.search(page.folded.text)
    ]
    wanted = {page for number in named for page in (number, number + 1) if page <= len(pages)}
    return tuple(sorted(wanted))


def segments_of(tables: Iterable[PageTable]) -> tuple[SegmentTable, ...]:
    """Views of revenue in the tables of a report, in the order in which they stand there."""
    sections = [section for section in sections_of(tables) if _view(section) is not None]
    found = [_checked(section, sections) for section in sections]
    seen: set[tuple[View, str, tuple[Segment, ...]]] = set()
    kept = []
    for each in found:
        key = (each.view, each.denominator, each.segments)
        if each.refused is not None or key not in seen:
            kept.append(each)
        seen.add(key)
    return tuple(kept)


def _view(section: Section) -> View | None:
    return next((view for sign, view in _SIGNS.items() if sign in section.view), None)


def _checked(section: Section, others: Sequence[Section]) -> SegmentTable:
    view = _view(section)
    assert view is not None  # noqa: S101 - the others were left out
    table = SegmentTable(
        view=view,
        denominator=section.denominator,
        period=section.period,
        unit=section.unit,
        total=float("nan"),
        segments=(),
        pages=tuple(sorted({row.page for row in section.rows})),
    )
    if section.partial:
        return replace(table, refused=Message.of(PART_ONLY))
    if section.total is not None:
        total = section.total
    else:
        agreed = _agreed(section, others)
        if isinstance(agreed, Message):
            return replace(table, refused=agreed)
        total = agreed
    parts = _parts_of(section.rows, total)
    if parts is None:
        reason = Message.of(NOT_WHOLE, sum=_sum(section).plain, total=total.plain)
        return replace(table, refused=reason)
    table = replace(table, total=total.value)
    wrong = next(_wrong_shares(section, total), None)
    if wrong is not None:
        return replace(table, refused=wrong)
    return replace(table, segments=_segments(section, parts, total))


def _agreed(section: Section, others: Sequence[Section]) -> Amount | Message:
    """Return the sum that another view of the same whole has, too."""
    own = _sum(section)
    twins = [
        other
        for other in others
        if other is not section
        and other.view != section.view
        and (other.denominator, other.unit) == (section.denominator, section.unit)
    ]
    if not twins:
        return Message.of(NO_TOTAL)
    for other in twins:
        total = _sum(other)
        if _parts_of(section.rows, total) is not None:
            return total
        if _parts_of(other.rows, own) is not None:
            return own
    return Message.of(VIEWS_DIFFER, one=own.plain, other=_sum(twins[0]).plain)


def _sum(section: Section) -> Amount:
    """Sum of the rows without those that say themselves that they are parts (其中)."""
    rows = [row for row in section.rows if not row.of_which]
    return Amount(sum(row.amount.value for row in rows), section.rows[0].amount.step)


def _parts_of(rows: Sequence[Row], total: Amount) -> dict[int, int] | None:
    """
    Which rows are parts of which others, by place; None where no reading sums to the total.

    A 其中 begins the parts of the row before it; how many rows they are only the sum can tell.
    """
    return _fit(list(rows), total, 0, 0.0, {})


def _fit(
    rows: list[Row], total: Amount, place: int, summed: float, parts: dict[int, int]
) -> dict[int, int] | None:
    if place == len(rows):
        own = len(rows) - len(parts)
        return parts if Amount(summed, rows[0].amount.step).fits(total, own) else None
    row = rows[place]
    if not row.of_which:
        return _fit(rows, total, place + 1, summed + row.amount.value, parts)
    if place == 0:
        return None
    for stop in range(place + 1, len(rows) + 1):
        if stop > place + 1 and rows[stop - 1].of_which:
            break
        more = dict.fromkeys(range(place, stop), place - 1)
        found = _fit(rows, total, stop, summed, parts | more)
        if found is not None:
            return found
    return None


def _wrong_shares(section: Section, total: Amount) -> Iterator[Message]:
    for row in section.rows:
        if row.share is None or not total.value:
            continue
        worked = HUNDRED * row.amount.value / total.value
        if abs(worked - row.share.value) > row.share.step * 0.51:
            yield Message.of(
                SHARE_DIFFERS, label=row.label, worked=f"{worked:.2f}", stated=row.share.plain
            )


def _segments(section: Section, parts: dict[int, int], total: Amount) -> tuple[Segment, ...]:
    return tuple(
        Segment(
            row.label,
            row.amount.value,
            row.amount.value / total.value if total.value else float("nan"),
            section.rows[parts[place]].label if place in parts else "",
            row.page,
        )
        for place, row in enumerate(section.rows)
    )
