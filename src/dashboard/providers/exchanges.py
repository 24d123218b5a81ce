"""The exchanges' own lists of shares, for when cninfo fails, and Shenzhen's changes of names."""

from __future__ import annotations

import io
import re
import time
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from dashboard.errors import N_, EmptyAnswerError, SourceError, UnreadableError
from dashboard.market.listing import Listed, Listing, Row, listing_of, six_digits, symbol_of
from dashboard.market.name_history import NameChange, NameSpan, name_spans
from dashboard.providers.asking import AskedSource, Reply
from dashboard.providers.cninfo import filled, rows_of
from dashboard.providers.mainland import unwrapped

SHANGHAI_PATH = "/sseQuery/commonQuery.do"
SHANGHAI_REFERER = "https://www.sse.com.cn/"  # without it the answer holds no list
SHANGHAI_KINDS = ("1", "8")  # main board, STAR
PAGE_SIZE = 10_000

SHENZHEN_PATH = "/api/report/ShowReport"
# The longest of its sheets has 10 MB unpacked, 11 columns and some 15,000 rows.
MAX_SHEET_BYTES = 40_000_000
MAX_COLUMNS = 40
MAX_ROWS = 50_000
MAX_SECONDS = 10.0

BEIJING_PATH = "/nqxxController/nqxxCnzq.do"
MAX_PAGES = 200  # of twenty; the exchange has some three hundred shares


class ShareList(Protocol):
    """A source of the list of shares."""

    @property
    def id(self) -> str:
        """Word for it in settings, files and links."""

    def listing(self) -> Listing:
        """Ask for the list, or raise the SourceError that says why none came."""


class ShanghaiList(AskedSource):
    """Shares of the Shanghai exchange, main board and STAR."""

    id = "sse"

    def listing(self) -> Listing:
        """
        Ask for both boards; one that fails fails the whole.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        replies = [self._ask(kind) for kind in SHANGHAI_KINDS]
        rows = [row for reply in replies for row in _shanghai_rows(reply)]
        return filled(replies[0], listing_of(rows, self.id), rows)

    def _ask(self, kind: str) -> Reply:
        return self._asker.get(
            SHANGHAI_PATH,
            {
                "sqlId": "COMMON_SSE_CP_GPJCTPZ_GPLB_GP_L",
                "STOCK_TYPE": kind,
                "COMPANY_STATUS": "2,4,5,7,8",  # all but the delisted
                "type": "inParams",
                "isPagination": "true",
                "pageHelp.beginPage": 1,
                "pageHelp.pageNo": 1,
                "pageHelp.pageSize": PAGE_SIZE,
            },
            headers={"Referer": SHANGHAI_REFERER},
        )


def _shanghai_rows(reply: Reply) -> Iterator[Row]:
    content = reply.json()
    rows = rows_of(reply, content, "result")
    pages = content.get("pageHelp")
    _whole(reply, len(rows), pages.get("total") if isinstance(pages, dict) else None)
    for row in rows:
        name = row.get("SEC_NAME_CN") or row.get("COMPANY_ABBR")
        listed, delisted = _day(row.get("LIST_DATE")), _day(row.get("DELIST_DATE"))
        yield row.get("A_STOCK_CODE"), name, "", listed, delisted


class ShenzhenList(AskedSource):
    """Shares of the Shenzhen exchange, main board and ChiNext, and their former names."""

    id = "szse"

    def listing(self) -> Listing:
        """
        Ask for the list, in one request.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        reply = self._ask("1110", "tab1")
        rows = sheet_rows(reply, ("A股代码", "A股简称", "A股上市日期"))
        found = listing_of(((code, name, "", _day(day), None) for code, name, day in rows), self.id)
        return filled(reply, found, rows)

    def name_changes(self) -> tuple[NameSpan, ...]:
        """
        Ask for all changes of short names, as names by date.

        A share that never changed its name is not among them.

        Raises
        ------
        SourceError
            Of the class that says why none came.
        """
        reply = self._ask("SSGSGMXX", "tab2")
        rows = sheet_rows(reply, ("变更日期", "证券代码", "变更前", "变更后"))
        changes = list(_name_changes(rows))
        if not changes:
            raise reply.unreadable(rows)
        if changes[0].day > changes[-1].day:
            changes.reverse()  # so that two changes on one day follow each other
        return name_spans(changes, self.id)

    def _ask(self, catalogue: str, tab: str) -> Reply:
        return self._asker.get(
            SHENZHEN_PATH, {"SHOWTYPE": "xlsx", "CATALOGID": catalogue, "TABKEY": tab}
        )


def _name_changes(rows: Sequence[Sequence[object]]) -> Iterator[NameChange]:
    for changed, code, before, after in rows:
        day, digits = _day(changed), six_digits(code)
        symbol = symbol_of(digits) if digits else None
        names = [name.strip() if isinstance(name, str) else "" for name in (before, after)]
        if day and symbol and all(names):
            yield NameChange(symbol, day, *names)


class BeijingList(AskedSource):
    """Shares of the Beijing exchange."""

    id = "bse"

    def listing(self) -> Listing:
        """
        Ask for page after page; one that fails fails the whole.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        rows: list[dict[str, Any]] = []
        page, pages = 0, 1
        while page < pages:
            reply = self._ask(page)
            block = _block(reply)
            rows += rows_of(reply, block, "content")
            pages = _count(reply, block.get("totalPages"))
            page += 1
        _whole(reply, len(rows), block.get("totalElements"))
        found = listing_of(
            (
                (row.get("xxzqdm"), row.get("xxzqjc"), "", _day(row.get("fxssrq")), None)
                for row in rows
            ),
            self.id,
        )
        return filled(reply, found, rows)

    def _ask(self, page: int) -> Reply:
        form: dict[str, str | int] = {
            "page": page,
            "typejb": "T",
            "xxfcbj[]": "2",
            "xxzqdm": "",
            "sortfield": "xxzqdm",
            "sorttype": "asc",
        }
        return self._asker.post(BEIJING_PATH, form)


def _block(reply: Reply) -> dict[str, Any]:
    """Return the one object of ``null([{…}])``."""
    _, content = unwrapped(reply)
    if not (isinstance(content, list) and content and isinstance(content[0], dict)):
        raise reply.unreadable(content)
    block: dict[str, Any] = content[0]
    return block


def _count(reply: Reply, value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= MAX_PAGES:
        raise reply.unreadable({"totalPages": value})
    return value


def _whole(reply: Reply, n: int, total: object) -> None:
    """Raise UnreadableError when there are fewer rows than the answer itself says."""
    if isinstance(total, int) and n < total:
        raise UnreadableError(
            N_("{source} sent {n} of the {total} rows of its list: it is not whole."),
            source=reply.source,
            n=n,
            total=total,
        )


def sheet_rows(reply: Reply, columns: Sequence[str]) -> list[list[object]]:
    """
    Cells of a workbook's first sheet under headings that begin with these words.

    Raises
    ------
    BlockedError
        If a web page or nothing came instead of a workbook.
    EmptyAnswerError
        If there is no row below the headings.
    UnreadableError
        If it is no workbook, is too large unpacked, or lacks a heading.
    """
    if not reply.body.startswith(b"PK"):
        raise reply.unreadable(reply.json())
    cells = _cells(reply)
    for place, heading in enumerate(cells):
        titles = ["".join(str(cell).split()) for cell in heading]
        found = [[i for i, title in enumerate(titles) if title.startswith(c)] for c in columns]
        if all(found):
            rows = [[row[places[0]] for places in found] for row in cells[place + 1 :]]
            if not rows:
                raise EmptyAnswerError(
                    N_("{source} answered with an empty list."), source=reply.source
                )
            return rows
    raise reply.unreadable(cells[0])


def _cells(reply: Reply) -> list[list[object]]:
    """Cells of the first sheet, of its first columns; refused where that would take long."""
    try:
        cells = list(_first_sheet(reply.body))
    except Exception as error:  # openpyxl raises a dozen classes on what is no workbook
        raise reply.unreadable("PK") from error
    while cells and not any(cell != "" for cell in cells[-1]):
        cells.pop()
    if not 0 < len(cells) < MAX_ROWS:
        raise reply.unreadable("PK")
    return cells


def _first_sheet(body: bytes) -> Iterator[list[object]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only one of many sources is a workbook

    end = time.monotonic() + MAX_SECONDS
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        # No more is ever unpacked of a part than it says it holds.
        if sum(part.file_size for part in parts.infolist()) > MAX_SHEET_BYTES:
            raise ValueError(MAX_SHEET_BYTES)
    with warnings.catch_warnings():
        # The exchange's workbooks have no style, of which openpyxl warns.
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True):
        yield [_cell(value) for value in row]
        if time.monotonic() > end:
            raise TimeoutError


def _cell(value: object) -> object:
    """Value of a cell: an empty one as no text, a whole number without its point."""
    if value is None:
        return ""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(value: object) -> date | None:
    """
    Day of a cell: 20201223, 1991-04-03, a time; None for anything else.

    >>> _day("1991-04-03"), _day(20201223), _day("-")
    (datetime.date(1991, 4, 3), datetime.date(2020, 12, 23), None)
    """
    match = re.match(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?![0-9])", str(value))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def load_listing(
    cninfo: ShareList, sse: ShareList, szse: ShareList, bse: ShareList
) -> tuple[Listing, tuple[SourceError, ...]]:
    """
    List of shares from cninfo, or from the three exchanges together.

    Returns
    -------
    listing : Listing
        Its `source` names who served it.
    failures : tuple of SourceError
        Why the others that were asked did not.  Without Beijing the list is used all
        the same; the exchange has one share in twenty.

    Raises
    ------
    SourceError
        Of the class of cninfo's failure, if Shanghai or Shenzhen gave no list either.
    """
    try:
        return cninfo.listing(), ()
    except SourceError as error:
        failures = [error]
    served: list[Listing] = []
    for exchange in (sse, szse, bse):
        try:
            served.append(exchange.listing())
        except SourceError as error:
            failures.append(error)
            if exchange is not bse:
                raise _nothing(cninfo.id, failures) from error
    return _together(served), tuple(failures)


def _together(listings: Sequence[Listing]) -> Listing:
    entries: list[Listed] = [entry for listing in listings for entry in listing.entries]
    return Listing(
        tuple(sorted(entries, key=lambda entry: entry.symbol)),
        "+".join(listing.source for listing in listings),
        min(listing.retrieved for listing in listings),
        sum(listing.skipped for listing in listings),
    )


def _nothing(source: str, failures: Sequence[SourceError]) -> SourceError:
    return type(failures[0])(
        N_("Neither {source} nor the exchanges gave a list of codes: {reasons}"),
        source=source,
        reasons=" ".join(map(str, failures)),
    )
