"""Which sources of documents there are, made from the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pybreaker

from dashboard.errors import N_, SettingsError
from dashboard.providers.asking import Asker
from dashboard.providers.breaker import source_breaker
from dashboard.providers.disclosures import DisclosureSource
from dashboard.providers.disclosures.downloading import LARGEST
from dashboard.providers.registry import BREAKERS
from dashboard.settings.loading import Settings

NAMES = ("cninfo", "szse", "irm", "sns", "hkex", "sec")
"""Ids of the sources, the preferred first."""


@dataclass(frozen=True, slots=True)
class DisclosureSources:
    """
    Whom to ask for documents, in order.

    Attributes
    ----------
    sources : tuple of DisclosureSource
    breakers : mapping of str to CircuitBreaker
        By the name that `breaker_name` gives.
    """

    sources: tuple[DisclosureSource, ...]
    breakers: Mapping[str, pybreaker.CircuitBreaker]

    def breaker(self, source: DisclosureSource) -> pybreaker.CircuitBreaker:
        """Breaker of one of the sources."""
        return self.breakers[breaker_name(source)]


def breaker_name(source: DisclosureSource) -> str:
    """
    Name of the breaker of a source.

    It is apart from that of its list of codes, and that of records apart from that of
    announcements: one may be shut while the other answers.
    """
    return f"{source.id}-{'records' if source.gives == 'records' else 'documents'}"


def disclosure_sources(settings: Settings, *, only: str = "") -> DisclosureSources:
    """
    Sources of documents that are switched on, the preferred first.

    Raises
    ------
    SettingsError
        If `only` is none of them.
    """
    if only and only not in NAMES:
        raise SettingsError(
            N_("There is no source of documents “{name}”; it can be {known}."),
            name=only,
            known=", ".join(NAMES),
        )
    found = tuple(
        source
        for source in _made(settings)
        if settings.source(source.id).enabled and (not only or source.id == only)
    )
    folder = settings.store / BREAKERS
    breakers = {
        breaker_name(each): source_breaker(breaker_name(each), settings.source(each.id), folder)
        for each in found
    }
    return DisclosureSources(found, breakers)


def _made(settings: Settings) -> Iterator[DisclosureSource]:
    from dashboard.providers.disclosures.cninfo_announcements import (  # noqa: PLC0415
        CninfoAnnouncements,
        CninfoRecords,
    )
    from dashboard.providers.disclosures.edgar import Edgar  # noqa: PLC0415
    from dashboard.providers.disclosures.hong_kong import HongKong  # noqa: PLC0415
    from dashboard.providers.disclosures.shanghai_answers import ShanghaiAnswers  # noqa: PLC0415
    from dashboard.providers.disclosures.shenzhen_announcements import (  # noqa: PLC0415
        ShenzhenAnnouncements,
    )
    from dashboard.providers.disclosures.shenzhen_answers import ShenzhenAnswers  # noqa: PLC0415

    def files(name: str) -> Asker:
        return Asker(name, settings.source(f"{name}_files"), most_bytes=LARGEST)

    cninfo = CninfoAnnouncements(Asker("cninfo", settings.cninfo), files("cninfo"))
    yield cninfo
    yield CninfoRecords(cninfo)
    yield ShenzhenAnnouncements(Asker("szse", settings.szse), files("szse"))
    yield ShenzhenAnswers(Asker("irm", settings.irm))
    yield ShanghaiAnswers(Asker("sns", settings.sns))
    yield HongKong(Asker("hkex", settings.hkex, most_bytes=LARGEST))
    documents = Asker("sec", settings.sec, most_bytes=LARGEST)
    yield Edgar(documents, Asker("sec", settings.sec_data), settings.contact)
