"""Feeds of what is new, for everybody who may open a page: of one case, or of all.

Nothing is worked out or written here: editions are listed, lines of news are read, and what is
due is told by the rules of the gallery.  Drafts, cases that were put away and folders with a fault
have no entries.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from dashboard.case import Text
from dashboard.cases import news
from dashboard.cases.due import STALE, Reason, prices_read, why
from dashboard.cases.entries import CaseEntry
from dashboard.cases.news import News
from dashboard.errors import DashboardError
from dashboard.exports.atom import Feed, FeedEntry, atom
from dashboard.language.language import Language
from dashboard.ui import data, edition_data, source_status

if TYPE_CHECKING:
    from dashboard.editions.folder import Edition

MOST = 100  # entries of a feed, the latest ones

_NEVER = datetime(2025, 1, 1, tzinfo=UTC)  # of a feed about no case at all


@dataclass(frozen=True, slots=True)
class MadeFeed:
    """
    A feed as it is sent.

    Attributes
    ----------
    content : bytes
    modified : datetime
        When anything in it was new last, or came here last.
    """

    content: bytes
    modified: datetime


def feed(slug: str, t: Language, base: str) -> MadeFeed:
    """
    Feed of a case that is shown to everybody; of all of them where none is named.

    Parameters
    ----------
    slug : str
        Of a case; empty for all.
    t : Language
    base : str
        What stands before the addresses that are named.
    """
    shown = [each for each in data.cases() if is_shown(each) and slug in {"", each.slug}]
    store = data.store_folder()
    told = _Telling(t, base, source_status.now(), store, _installation(store))
    found = [entry for each in shown for entry in told.of_case(each)]
    latest = sorted(found, key=lambda each: (each[0].updated, each[0].id), reverse=True)[:MOST]
    entries = [entry for entry, _ in latest]
    changed = max((datetime.fromtimestamp(each.changed, UTC) for each in shown), default=_NEVER)
    updated = max((each.updated for each in entries), default=changed)
    query = f"?{urlencode({'lang': t.code})}"
    title = t("What is new") if not slug else t.pick(shown[0].title) if shown else slug
    made = Feed(
        id=told.urn("feed", slug),
        title=f"{title} · market / narrative",
        subtitle=t(
            "New editions, evidence that arrived, verdicts that turned, old prices, reviews due"
        ),
        code=t.code,
        updated=updated,
        page=told.page("", **({"case": slug} if slug else {})),
        own=f"{address(slug, base)}{query}",
        entries=entries,
    )
    return MadeFeed(atom(made), max((came for _, came in latest), default=updated))


def address(slug: str, base: str) -> str:
    """Address of the feed of a case, or of all."""
    return f"{base}/api/cases/{slug}/feed.atom" if slug else f"{base}/feed.atom"


def is_shown(entry: CaseEntry) -> bool:
    """Whether a case of the list is for everybody."""
    return entry.window is not None and not entry.faults and not entry.draft


def offered(link: Mapping[str, str], base: str, t: Language) -> list[tuple[str, str]]:
    """Titles and addresses of the feeds that a page names in its head: all cases, and its own."""
    query = f"?{urlencode({'lang': t.code})}"
    found = [(t("What is new"), f"{address('', base)}{query}")]
    wanted = link.get("case", "").strip()
    entry = next((each for each in data.cases() if wanted and each.slug == wanted), None)
    if entry is not None and is_shown(entry):
        found.append((t.pick(entry.title), f"{address(entry.slug, base)}{query}"))
    return found


def _installation(store: Path) -> UUID:
    """Name of this installation; one of this machine where its store has none."""
    here = f"{socket.gethostname()}:{store.absolute()}"
    return news.identity(store) or uuid5(NAMESPACE_URL, hashlib.sha256(here.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class _Telling:
    """
    Entries in the language of a reader.

    Attributes
    ----------
    t : Language
    base : str
    now : datetime
    store : Path
    installation : UUID
    """

    t: Language
    base: str
    now: datetime
    store: Path
    installation: UUID

    def of_case(self, entry: CaseEntry) -> Iterator[tuple[FeedEntry, datetime]]:
        """Every entry of a case, each with the time at which it came here."""
        for edition in edition_data.public(entry.slug):
            made = self._edition(entry, edition)
            yield made, max(made.updated, edition_data.arrived(edition))
        told = news.read(self.store, entry.slug, MOST)
        there = (
            _on_file(entry, self.store)
            if any(each.kind == "evidence" for each in told)
            else frozenset()
        )
        for each in told:
            made_of_it = self._news(entry, each, there)
            if made_of_it is not None:
                yield made_of_it, made_of_it.updated
        for reason in self._reasons(entry):
            due = self._due(entry, reason)
            yield due, due.updated

    # Addresses --------------------------------------------------------

    def urn(self, *parts: str) -> str:
        """Name of what has none of its own: the same as long as this installation is."""
        return uuid5(self.installation, "\n".join(parts)).urn

    def page(self, name: str, **link: str) -> str:
        """Address of a page."""
        return f"{self.base}/{name}?{urlencode({**link, 'lang': self.t.code})}"

    # Kinds ------------------------------------------------------------

    def _edition(self, entry: CaseEntry, edition: Edition) -> FeedEntry:
        t, made = self.t, edition.made
        settings = edition.manifest.settings
        parts = [
            t(
                "Close of {base} to {last}.",
                base=t.long_day(settings.base),
                last=t.long_day(settings.window.last),
            ),
            t.pick(edition.manifest.verdict),
        ]
        parts += [t("Note: {note}", note=made.note)] if made.note else []
        return FeedEntry(
            # The id of an edition is the hash of all that is in it, wherever it stands.
            id=uuid5(NAMESPACE_URL, f"market-narrative edition {edition.id}").urn,
            kind="edition",
            label=t("New edition"),
            title=t("{case}: new edition", case=t.pick(entry.title)),
            summary=t.sentences(parts),
            updated=_moment(made.at) or edition_data.arrived(edition),
            link=self.page("", edition=edition.id),
        )

    def _news(self, entry: CaseEntry, told: News, there: frozenset[str]) -> FeedEntry | None:
        t, case = self.t, self.t.pick(entry.title)
        if told.kind == "evidence":
            n = told.n - sum(name not in there for name in told.rows)
            if not n:  # what was taken out since is not told of
                return None
            title = t.plural(
                "{case}: {n} piece of evidence arrived",
                "{case}: {n} pieces of evidence arrived",
                n,
                case=case,
            )
            summary = self._arrived(told, there, n)
            label, link = t("Evidence arrived"), self.page("exposure", case=entry.slug)
        else:
            title, summary = self._turn(case, told)
            label, link = t("Verdict turned"), self.page("", case=entry.slug)
        return FeedEntry(told.id.urn, told.kind, label, title, summary, told.when, link)

    def _arrived(self, told: News, there: frozenset[str], n: int) -> str:
        t = self.t
        rows = zip(told.rows, told.told, strict=False)  # only the first ones are told of
        said = [self._row(*texts) for name, texts in rows if name in there]
        more = n - len(said)
        rest = t.plural("{n} more piece of evidence.", "{n} more pieces of evidence.", more)
        if not said:
            rest = t.plural("{n} piece of evidence.", "{n} pieces of evidence.", more)
        return t.sentences([*said, *([rest] if more else [])])

    def _row(self, stock: Text, story: Text, statement: Text) -> str:
        t = self.t
        return t(
            "{stock}, {story}: {statement}.",
            stock=t.pick(stock),
            story=t.pick(story),
            statement=t.pick(statement).rstrip(".。 "),
        )

    def _turn(self, case: str, told: News) -> tuple[str, str]:
        t, before, after = self.t, told.before, told.after
        assert before is not None  # noqa: S101 - `news.read` leaves others out
        assert after is not None  # noqa: S101
        was, now = t.pick(before.headline), t.pick(after.headline)
        none = t("none yet")
        parts = [
            t("Now: {answer}.", answer=now or none),
            t("Before: {answer}.", answer=was or none),
        ]
        if before.program != after.program:
            parts.append(t("Another version of the program found it."))
        if not was:
            return t("{case}: a first verdict", case=case), t.sentences(parts)
        return t("{case}: the verdict turned", case=case), t.sentences(parts)

    def _due(self, entry: CaseEntry, reason: Reason) -> FeedEntry:
        t, case = self.t, self.t.pick(entry.title)
        since = reason.since or self._today(entry)
        if reason.kind == "prices":
            label, title = t("Prices are old"), t("{case}: prices are old", case=case)
            # The first day on which the rule of the house calls them old.
            since, link = since + timedelta(days=STALE + 1), self.page("data", case=entry.slug)
        else:
            label, title = t("Review due"), t("{case}: review is due", case=case)
            link = self.page("", case=entry.slug)
        return FeedEntry(
            id=self.urn("due", entry.slug, reason.kind, since.isoformat()),
            kind=reason.kind,
            label=label,
            title=title,
            summary=t.say(reason.message),
            updated=datetime.combine(since, time(), _zone(entry)),
            link=link,
        )

    # What is known ----------------------------------------------------

    def _reasons(self, entry: CaseEntry) -> Iterable[Reason]:
        """Why it should be looked at again, by the rule of the gallery."""
        read = _prices_read(entry, self.store) if entry.status == "open" else None
        found = why(entry, self._today(entry), read)
        return (each for each in found if each.kind in {"review", "prices"})

    def _today(self, entry: CaseEntry) -> date:
        return self.now.astimezone(_zone(entry)).date()


def _on_file(entry: CaseEntry, store: Path) -> frozenset[str]:
    """Ids of the evidence of a case as it is now: a folder changed by hand is read again."""
    known = news.on_file(store, entry.slug, entry.digest)
    return (
        known if known is not None else data.computed("on file", entry.digest, lambda: _ids(entry))
    )


def _ids(entry: CaseEntry) -> frozenset[str]:
    try:
        return frozenset(row.id for row in data.folder(entry.slug).case.evidence)
    except DashboardError:
        return frozenset()


def _prices_read(entry: CaseEntry, store: Path) -> date | None:
    try:
        return prices_read(store)(entry)
    except DashboardError:  # a damaged series is told of on the Data page
        return None


def _zone(entry: CaseEntry) -> ZoneInfo:
    return ZoneInfo(entry.timezone or "UTC")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
