"""The rows of a segment table: which are heads, which amounts, which go on over a page end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dashboard.filings.folding import fold
from dashboard.filings.tables import PageTable

_AMOUNT = re.compile(r"\(?-?\d{1,3}(?:,?\d{3})*(?:\.(?P<decimals>\d+))?\)?")
_SHARE = re.compile(r"(?P<value>-?\d+(?:\.(?P<decimals>\d+))?)%?")
_VIEW = re.compile(r"分(?:行业|产品|地区|销售模式)")
_PARTIAL = re.compile(r"10\s?%\s?以上|10%及以上")
_MAIN = re.compile(r"主营业务")
_UNIT = re.compile(
    r"单位\s?[::]?\s?(?:人民币)?\s?(?P<unit>[百千万亿]{0,2}元)|\((?P<head>[百千万亿]{0,2}元)\)"
)
_TOTAL = re.compile(r"(?:营业收入|主营业务收入)?(?:合计|总计)|营业收入")
_OF_WHICH = re.compile(r"其中\s?[::]?\s?")
_PERIOD = re.compile(r"20\d\d\s?年(?:度|半年度|1-6\s?月)?|本报告期|本期(?:数|金额)?")
_NOT_REVENUE = re.compile(r"成本|毛利|比重|增减|比上年|占|同期|费用")
_SHARES = re.compile(r"比重|占比|占(?:主营业务|营业)?收入(?:的)?比例")
NEAR = 160  # signs above a table that are its heading
_REVENUE = re.compile(r"金额|营业收入|主营业务收入|收入")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written, and the size of its last digit."""

    value: float
    step: float

    @property
    def plain(self) -> str:
        """With thousands, and as many decimals as were written."""
        decimals = max(0, len(f"{self.step:.10f}".rstrip("0").partition(".")[2]))
        return f"{self.value:,.{decimals}f}"

    def fits(self, other: Amount, rows: int) -> bool:
        """Whether two sums are equal, so many rounded numbers having gone into them."""
        return abs(self.value - other.value) <= 0.5 * (rows + 1) * max(self.step, other.step)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with an amount; `of_which` where it says 其中."""

    label: str
    amount: Amount
    share: Amount | None
    of_which: bool
    page: int


@dataclass(slots=True)
class Section:
    """
    The rows of one view, under one head.

    Attributes
    ----------
    view : str
        As written: 分行业, 分产品.
    denominator, period, unit : str
    partial : bool
        Whether the report says that small rows are left out.
    rows : list of Row
    total : Amount or None
    """

    view: str
    denominator: str
    period: str
    unit: str
    partial: bool
    rows: list[Row] = field(default_factory=list)
    total: Amount | None = None


@dataclass(slots=True)
class _Head:
    """What stands above the rows that are read."""

    main: bool
    partial: bool
    unit: str
    view: str = ""
    lines: list[tuple[str, ...]] = field(default_factory=list)
    revenue: int | None = None
    share: int | None = None
    period: str = ""
    total: Amount | None = None


def sections_of(tables: Iterable[PageTable]) -> Iterator[Section]:
    """Rows of all views in some tables, those of a table over a page end together."""
    for table in joined(tables):
        yield from _sections(table)


def joined(tables: Iterable[PageTable]) -> list[PageTable]:
    """Tables with what goes on at the top of the next page; each row keeps its page by a cell."""
    found: list[PageTable] = []
    ends: list[PageTable] = []
    for table in tables:
        rows = tuple((*row, str(table.page)) for row in table.rows)
        before = ends[-1] if ends else None
        if before is not None and _goes_on(before, table):
            held = found[-1]
            found[-1] = PageTable(held.page, (*held.rows, *rows), held.above)
        else:
            found.append(PageTable(table.page, rows, table.above))
        ends.append(table)
    return found


def _goes_on(before: PageTable, table: PageTable) -> bool:
    return (
        before.last
        and table.first
        and table.page == before.page + 1
        and len(before.rows[-1]) == len(table.rows[0])
        and not _is_head(tuple(map(fold, table.rows[0])))
    )


def _sections(table: PageTable) -> list[Section]:
    found: list[Section] = []
    above = fold(table.above)
    # The last unit said above is the one of this table.
    units = [match["unit"] for match in _UNIT.finditer(above) if match["unit"]]
    near = above[-NEAR:]
    head = _Head(bool(_MAIN.search(near)), bool(_PARTIAL.search(near)), units[-1] if units else "")
    section: Section | None = None
    for raw in table.rows:
        page, cells = int(raw[-1]), tuple(fold(cell) for cell in raw[:-1])
        if _is_head(cells):
            if _take_head(cells, head):
                section = None
            continue
        _settle_columns(head)
        amount = _amount(cells, head)
        if amount is None:
            continue
        if _TOTAL.fullmatch(cells[0].replace(" ", "")):
            if section is None:
                head.total = amount
            elif section.total is None:
                section.total = amount
            continue
        if section is None and head.view:
            whole = "主营业务收入" if head.main else "营业收入"
            section = Section(head.view, whole, head.period, head.unit, head.partial)
            section.total = head.total
            found.append(section)
        if section is not None:
            section.rows.append(_row(amount, cells, head, page))
    return found


def _row(amount: Amount, cells: Sequence[str], head: _Head, page: int) -> Row:
    label = cells[0]
    of_which = _OF_WHICH.match(label)
    share = _number(_SHARE, cells[head.share]) if head.share is not None else None
    name = label[of_which.end() :] if of_which else label
    return Row(name.replace(" ", ""), amount, share, of_which is not None, page)


def _is_head(cells: Sequence[str]) -> bool:
    """Whether a row is a title or a head: words, and no number behind its first cell."""
    if any(_number(_AMOUNT, cell) or _number(_SHARE, cell) for cell in cells[1:]):
        return False
    return bool(
        _VIEW.search(cells[0])
        or any(_REVENUE.search(cell) or _PERIOD.search(cell) for cell in cells[1:])
    )


def _take_head(cells: Sequence[str], head: _Head) -> bool:
    """Take a title or a line of heads; returns whether another view begins."""
    view = _VIEW.search(cells[0])
    if view:
        head.view = view[0]
        head.main = head.main or bool(_MAIN.search(cells[0]))
    if any(cells[1:]):
        head.lines.append(tuple(cells))
    return view is not None


def _settle_columns(head: _Head) -> None:
    """Find amount, share and period in the lines of a head, joined column by column."""
    if not head.lines:
        return
    lines, head.lines = head.lines, []
    words: list[str] = []
    carried = ""  # a year above two columns stands in the first of them
    for place in range(min(map(len, lines))):
        carried = lines[0][place] or (carried if len(lines) > 1 else "")
        words.append(carried + "".join(line[place] for line in lines[1:]))
    amounts = [
        place
        for place, each in enumerate(words)
        if place and _REVENUE.search(each) and not _NOT_REVENUE.search(each)
    ]
    head.revenue = amounts[0] if amounts else None
    if head.revenue is None:
        return
    shares = (place for place, each in enumerate(words) if _SHARES.search(each))
    head.share = next((place for place in shares if place > amounts[0]), None)
    if head.share is not None and len(amounts) > 1 and head.share > amounts[1]:
        head.share = None  # it belongs to another year
    period = _PERIOD.search(words[head.revenue])
    head.period = period[0].replace(" ", "") if period else ""
    unit = _UNIT.search(words[head.revenue])
    head.unit = unit["head"] if unit and unit["head"] else head.unit


def _amount(cells: Sequence[str], head: _Head) -> Amount | None:
    if head.revenue is None or head.revenue >= len(cells):
        return None
    return _number(_AMOUNT, cells[head.revenue])


def _number(pattern: re.Pattern[str], cell: str) -> Amount | None:
    text = cell.replace(" ", "")
    match = pattern.fullmatch(text)
    if match is None:
        return None
    value = float(text.strip("()%").replace(",", ""))
    step = 10.0 ** -len(match["decimals"] or "")
    return Amount(-value if text.startswith("(") else value, step)
