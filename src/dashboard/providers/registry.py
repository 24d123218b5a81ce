"""Which sources there are, made from the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dashboard.errors import N_, SettingsError
from dashboard.providers import FactorSource, MinuteSource, PriceSource, Sources
from dashboard.providers.asking import Asker
from dashboard.providers.breaker import source_breaker
from dashboard.settings.loading import PRICE_SOURCES, Settings

if TYPE_CHECKING:
    import pybreaker

    from dashboard.providers.exchanges import ShareList

BREAKERS = "breakers"  # folder of their states, inside the store
CACHE = "cache"  # folder of what yfinance keeps, inside the store


def price_source(name: str, settings: Settings) -> PriceSource:
    """Source of daily prices of that id, imported only now."""
    return _MAKERS[name](settings)


def minute_source(settings: Settings) -> tuple[MinuteSource, pybreaker.CircuitBreaker]:
    """Source of minute bars, the only one there is, and its breaker."""
    from dashboard.providers.eastmoney import Eastmoney  # noqa: PLC0415

    source = Eastmoney(Asker("eastmoney", settings.eastmoney))
    folder = settings.store / BREAKERS
    return source, source_breaker(source.id, settings.source(source.id), folder)


def sources(settings: Settings, calendar: str, *, only: str = "") -> Sources:
    """
    Sources of a calendar in their order of preference.

    Parameters
    ----------
    settings : Settings
    calendar : str
        exchange_calendars name.
    only : str
        Id of the one source to ask, whatever the order says.

    Raises
    ------
    SettingsError
        If `only` is no source.
    """
    if only and only not in PRICE_SOURCES:
        raise SettingsError(
            N_("There is no source of prices “{name}”; it can be {known}."),
            name=only,
            known=", ".join(PRICE_SOURCES),
        )
    names = (only,) if only else settings.sources_for(calendar)
    folder = settings.store / BREAKERS
    asked = [*names, "sina"]
    return Sources(
        prices=tuple(price_source(name, settings) for name in names),
        factors=_sina(settings) if settings.sina.enabled else None,
        breakers={name: source_breaker(name, settings.source(name), folder) for name in asked},
    )


def code_lists(settings: Settings) -> tuple[ShareList, ...]:
    """Sources of the list of shares: cninfo, then the three exchanges."""
    from dashboard.providers.cninfo import Cninfo  # noqa: PLC0415
    from dashboard.providers.exchanges import (  # noqa: PLC0415
        BeijingList,
        ShanghaiList,
        ShenzhenList,
    )

    return (
        Cninfo(Asker("cninfo", settings.cninfo)),
        ShanghaiList(Asker("sse", settings.sse)),
        ShenzhenList(Asker("szse", settings.szse)),
        BeijingList(Asker("bse", settings.bse)),
    )


def _yahoo(settings: Settings) -> PriceSource:
    from dashboard.providers.yahoo import Yahoo  # noqa: PLC0415

    return Yahoo(settings.yahoo, settings.store / CACHE)


def _tencent(settings: Settings) -> PriceSource:
    from dashboard.providers.tencent import Tencent  # noqa: PLC0415

    return Tencent(Asker("tencent", settings.tencent))


def _eastmoney(settings: Settings) -> PriceSource:
    from dashboard.providers.eastmoney import Eastmoney  # noqa: PLC0415

    return Eastmoney(Asker("eastmoney", settings.eastmoney))


def _sina(settings: Settings) -> FactorSource:
    from dashboard.providers.sina import SinaFactors  # noqa: PLC0415

    return SinaFactors(Asker("sina", settings.sina))


_MAKERS: dict[str, Callable[[Settings], PriceSource]] = {
    "yahoo": _yahoo,
    "tencent": _tencent,
    "eastmoney": _eastmoney,
}
