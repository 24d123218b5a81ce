"""SEC EDGAR: filings of companies listed in the United States, foreign ones among them.

It demands of every client a contact in its name, and at most ten requests a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from dashboard.errors import N_, EmptyAnswerError, NotCoveredError, WrongSecurityError
from dashboard.market.documents import FORMS
from dashboard.providers.asking import Asker, Reply
from dashboard.providers.disclosures import DisclosureAsk, Listed
from dashboard.providers.disclosures.downloading import document_body

TICKERS_PATH = "/files/company_tickers.json"
SUBMISSIONS_PATH = "/submissions/"
DOCUMENTS = "https://www.sec.gov"

_COLUMNS = ("accessionNumber", "form", "filingDate", "acceptanceDateTime", "primaryDocument")
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_FILE = re.compile(r"[\w.-]{1,120}")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
_OLDER = re.compile(r"CIK\d{10}-submissions-\d{3}\.json")


class Edgar:
    """
    The register of the United States.

    Parameters
    ----------
    asker, data : Asker
        For documents and the list of codes, and for lists of filings.
    contact : str
        Who asks, with a mail address.
    """

    id = "sec"
    gives: Literal["announcements"] = "announcements"

    def __init__(self, asker: Asker, data: Asker, contact: str) -> None:
        self._asker, self._data, self._contact = asker, data, contact
        self._companies: dict[str, int] = {}

    def covers(self, symbol: str) -> bool:
        """Whether it may be a stock of the United States."""
        return bool(re.fullmatch(r"[A-Z]{1,5}(?:-[A-Z])?", symbol))

    def listed(self, ask: DisclosureAsk) -> tuple[Listed, ...]:
        """
        List filings of the forms that are known here.

        Raises
        ------
        SourceError
            Of the class that says why no list came.
        """
        company = self._company(ask.symbol)
        reply = self._data.get(f"{SUBMISSIONS_PATH}CIK{company:010}.json", headers=self._headers)
        content = reply.json()
        if not isinstance(content, dict):
            raise reply.unreadable(content)
        if str(content.get("cik") or "").lstrip("0") != str(company):
            raise WrongSecurityError(
                N_("{source} answered for {given} when {symbol} was asked for."),
                source=self.id,
                symbol=ask.symbol,
                given=str(content.get("name"))[:40],
            )
        filings = content.get("filings")
        recent = filings.get("recent") if isinstance(filings, dict) else None
        found = list(_rows(reply, recent, company))
        for name in self._older(reply, filings, ask):
            older = self._data.get(SUBMISSIONS_PATH + name, headers=self._headers)
            found += _rows(older, older.json(), company)
        by_url = {each.url: each for each in found}
        return tuple(each for each in by_url.values() if ask.since <= each.day <= ask.until)

    def fetch(self, listed: Listed) -> bytes:
        """Bring one document, which is a page more often than a PDF."""
        return document_body(self._asker.get(listed.path, headers=self._headers), html=True)

    @property
    def _headers(self) -> dict[str, str]:
        if not self._contact:
            raise NotCoveredError(
                N_(
                    "{source} demands to know who asks and was not asked: set "
                    "MARKET_NARRATIVE_CONTACT to a name with a mail address."
                ),
                source=self.id,
            )
        return {"User-Agent": self._contact}

    def _company(self, symbol: str) -> int:
        if not self._companies:
            reply = self._asker.get(TICKERS_PATH, headers=self._headers)
            content = reply.json()
            if not isinstance(content, dict):
                raise reply.unreadable(content)
            rows = [row for row in content.values() if isinstance(row, dict)]
            self._companies = {
                str(row["ticker"]): row["cik_str"]
                for row in rows
                if row.get("ticker") and isinstance(row.get("cik_str"), int)
            }
            if not self._companies:
                raise reply.unreadable(content)
        if symbol not in self._companies:
            raise EmptyAnswerError(
                N_("{source} lists no company with the code of {symbol}."),
                source=self.id,
                symbol=symbol,
            )
        return self._companies[symbol]

    def _older(self, reply: Reply, filings: Any, ask: DisclosureAsk) -> Iterator[str]:
        """Names of the files of older filings that reach into the days asked for."""
        for each in filings.get("files") or ():
            name = str(each.get("name")) if isinstance(each, dict) else ""
            if not _OLDER.fullmatch(name):
                raise reply.unreadable(each)
            if str(each.get("filingTo") or "9999") >= ask.since.isoformat():
                yield name


def _rows(reply: Reply, table: object, company: int) -> Iterator[Listed]:
    """Filings of parallel columns; those of other forms are left out."""
    if not isinstance(table, dict):
        raise reply.unreadable(table)
    columns = [table.get(name) for name in _COLUMNS]
    if not all(isinstance(column, list) for column in columns):
        raise reply.unreadable(table)
    reports = table.get("reportDate") or [""] * len(columns[0] or ())
    try:
        rows = list(zip(*columns, reports, strict=True))  # type: ignore[arg-type]
    except ValueError as error:
        raise reply.unreadable("columns of different lengths") from error
    for accession, form, day, accepted, document, reported in rows:
        kind = FORMS.get(str(form).removesuffix("/A"))
        if kind is None or not document:
            continue
        if not (_ACCESSION.fullmatch(str(accession)) and _FILE.fullmatch(str(document))):
            raise reply.unreadable(accession)
        instant = _INSTANT.match(str(accepted))
        path = f"/Archives/edgar/data/{company}/{str(accession).replace('-', '')}/{document}"
        annual = kind == "annual-report"
        yield Listed(
            title=f"{form} {reported or day}",
            published=f"{instant[1]}T{instant[2]}+00:00" if instant else str(day),
            url=DOCUMENTS + path,
            path=path,
            kind=kind,
            period=str(reported)[:4] if annual else "",
        )
