"""Settings: where things are, which sources are asked in which order, and how politely.

Environment variables (``MARKET_NARRATIVE_STORE``, ``MARKET_NARRATIVE_TENCENT_BASE`` …)
win over the settings file, which wins over the defaults here.  The file is the one
that ``MARKET_NARRATIVE_SETTINGS`` names, else ``settings.toml`` in the user's
configuration folder; all faults of both are reported at once.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.errors import N_, SettingsError
from dashboard.settings.second_reader import (
    KEY_VARIABLE,
    READER,
    READER_OPTIONS,
    ReaderSettings,
)
from dashboard.settings.values import (
    AUTO,
    LOGS,
    MOST_TRIES,
    ONE_DAY,
    PROXY_SCHEMES,
    at_home,
    read_address,
    read_contact,
    read_count,
    read_editors,
    read_framing_sites,
    read_home,
    read_hosts,
    read_log,
    read_number,
    read_origins,
    read_path,
    read_proxy,
    read_public_address,
    read_seconds,
    read_some,
    read_word,
    read_yes_or_no,
)

PREFIX = "MARKET_NARRATIVE_"
FILE_VARIABLE = f"{PREFIX}SETTINGS"
APP = "market-narrative"

PRICE_SOURCES = ("yahoo", "tencent", "eastmoney")
"""Sources of daily prices; the others serve factors and lists of codes."""
FOLDERS = ("store", "editions")


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """
    How one source is asked.

    Attributes
    ----------
    base : str
        Address that paths are put behind: the source itself, a mirror, a test server.
    enabled : bool
        Whether it is asked at all.
    timeout : float
        Seconds for one whole request, however slowly it drips.
    spacing : float
        Seconds between the starts of two requests.
    retries : int
        Further tries after a passing fault (time-out, 502, 503, 504).
    proxy : str
        Proxy address for this source; empty leaves it to HTTPS_PROXY and the like.
    failures : int
        Failures in a row after which the source is left alone.
    pause : float
        For how many seconds.
    """

    base: str = ""
    enabled: bool = True
    timeout: float = 10.0
    spacing: float = 0.5
    retries: int = 1
    proxy: str = field(default="", repr=False)  # may hold a password
    failures: int = 3
    pause: float = 300.0


def _default_folder(name: str) -> Path:
    import platformdirs  # noqa: PLC0415 - only where nobody named a folder

    return Path(platformdirs.user_data_dir(APP)) / name


def _default_order() -> dict[str, tuple[str, ...]]:
    # Yahoo does not serve mainland China and lacks amounts; it leads everywhere else.
    return {"XSHG": ("tencent", "yahoo", "eastmoney"), "other": ("yahoo",)}


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Everything that can be set.

    Attributes
    ----------
    store, editions : Path
        Folders of the store of prices and of frozen editions.
    log : {"text", "json"}
        Form of the log: lines for people, or one JSON object a line.
    frame_ancestors : tuple of str
        Who may show a page in a frame: ``self``, ``none``, origins.
    api_origins : tuple of str
        Sites whose pages may read the addresses for programs; none by default.
    allowed_hosts : tuple of str
        Names, beside numbers and those of this machine, under which pages are served.
    login_required : bool
        Whether nothing is shown where no login is configured.
    editors : tuple of str
        Who may change things: verified e-mail addresses, ``group:NAME``, or ``*``.
    groups_claim : str
        Claim of the login in which a reader's groups stand.
    contact : str
        Who asks, with a mail address: the SEC demands it.
    address : str
        Public address of the dashboard, for links that leave it; empty where nobody named it.
    home : str
        What opens first: ``auto``, ``gallery``, or the slug of a case.
    order : dict of str to tuple of str
        Ids of the price sources by calendar, the preferred first; ``other`` is for
        every calendar that is not named.
    yahoo, tencent, sina, eastmoney, cninfo, sse, szse, bse : SourceSettings
    cninfo_files, szse_files, irm, sns, hkex, sec, sec_data, eastmoney_data : SourceSettings
        How each source is asked.
    reader : ReaderSettings
        The optional second reader of articles; off without an address.
    """

    store: Path = field(default_factory=lambda: _default_folder("store"))
    editions: Path = field(default_factory=lambda: _default_folder("editions"))
    log: str = "text"
    frame_ancestors: tuple[str, ...] = ("self",)
    api_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    login_required: bool = False
    editors: tuple[str, ...] = ()
    groups_claim: str = "groups"
    contact: str = ""
    address: str = ""
    home: str = AUTO
    order: dict[str, tuple[str, ...]] = field(default_factory=_default_order)
    yahoo: SourceSettings = SourceSettings(spacing=1.0, timeout=15.0, pause=900.0)
    tencent: SourceSettings = SourceSettings(base="https://proxy.finance.qq.com", spacing=0.3)
    sina: SourceSettings = SourceSettings(base="https://finance.sina.com.cn", pause=900.0)
    eastmoney: SourceSettings = SourceSettings(
        # One and a half seconds apart, left alone for half an hour after two refusals:
        # it cuts addresses off for hours.
        base="https://push2his.eastmoney.com",
        spacing=1.5,
        retries=0,
        failures=2,
        pause=1800.0,
    )
    cninfo: SourceSettings = SourceSettings(
        base="https://www.cninfo.com.cn", spacing=2.0, timeout=30.0
    )
    sse: SourceSettings = SourceSettings(base="https://query.sse.com.cn", spacing=2.0, timeout=30.0)
    szse: SourceSettings = SourceSettings(base="https://www.szse.cn", spacing=2.0, timeout=30.0)
    bse: SourceSettings = SourceSettings(base="https://www.bse.cn", spacing=2.0, timeout=30.0)
    # Documents stand on hosts of their own, and are larger than any list.
    cninfo_files: SourceSettings = SourceSettings(
        base="https://static.cninfo.com.cn", spacing=2.0, timeout=180.0
    )
    szse_files: SourceSettings = SourceSettings(
        base="https://disc.static.szse.cn", spacing=2.0, timeout=180.0
    )
    irm: SourceSettings = SourceSettings(
        base="https://irm.cninfo.com.cn", spacing=2.0, timeout=30.0
    )
    sns: SourceSettings = SourceSettings(base="https://sns.sseinfo.com", spacing=2.0, timeout=30.0)
    hkex: SourceSettings = SourceSettings(
        base="https://www1.hkexnews.hk", spacing=2.0, timeout=180.0
    )
    # Ten requests a second are the most; the contact that it demands is `contact`.
    sec: SourceSettings = SourceSettings(base="https://www.sec.gov", spacing=0.2, timeout=180.0)
    sec_data: SourceSettings = SourceSettings(
        base="https://data.sec.gov", spacing=0.2, timeout=60.0
    )
    # Another host than that of the prices, and a calmer one.
    eastmoney_data: SourceSettings = SourceSettings(
        base="https://datacenter.eastmoney.com", spacing=1.0, timeout=30.0
    )
    reader: ReaderSettings = field(default_factory=ReaderSettings)

    def sources_for(self, calendar: str) -> tuple[str, ...]:
        """Ids of the enabled price sources of a calendar, the preferred first."""
        named = self.order.get(calendar, self.order.get("other", ()))
        return tuple(name for name in named if self.source(name).enabled)

    def source(self, name: str) -> SourceSettings:
        """Return the settings of one source, or raise SettingsError."""
        found = getattr(self, name, None)
        if not isinstance(found, SourceSettings):
            raise SettingsError(
                N_("There is no source “{name}”; it can be {known}."),
                name=name,
                known=", ".join(source_names()),
            )
        return found


def source_names() -> tuple[str, ...]:
    """Ids of all sources that have settings."""
    return tuple(each.name for each in fields(Settings) if isinstance(each.default, SourceSettings))


def table_names() -> tuple[str, ...]:
    """Names of what has settings of its own: the sources and the second reader."""
    return (*source_names(), READER)


def settings_file() -> Path:
    """Return the settings file, which need not exist."""
    named = os.environ.get(FILE_VARIABLE, "").strip()
    if named:
        return at_home(named)
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_config_dir(APP)) / "settings.toml"


def load_settings() -> Settings:
    """
    Read the environment and the settings file.

    An empty variable counts as not set.  The file is read once for every state of the
    environment: a change of the file takes a new process.

    Raises
    ------
    SettingsError
        Naming every value that cannot be used, with where it stands and what it may be.
        Addresses of proxies and whatever may hold a password are not repeated.
    """
    return _load(settings_file(), _environment())


def _environment() -> tuple[tuple[str, str], ...]:
    """Variables of ours, without the key of the second reader: that is read where it is sent."""
    own = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    own.pop(KEY_VARIABLE, None)
    return tuple(sorted(own.items()))


@dataclass(frozen=True, slots=True)
class Given:
    """
    What the environment and the settings file say, before the defaults.

    Attributes
    ----------
    values : dict of str to object
        Usable values by path.
    places : dict of str to str
        Where each stands: the name of its variable, or the file and the key.
    faults : tuple of str
        Every value that cannot be used, with its place and what it may be.
    """

    values: dict[str, Any]
    places: dict[str, str]
    faults: tuple[str, ...]

    @property
    def settings(self) -> Settings:
        """Settings with these values over the defaults."""
        return _settings(self.values)


def read_given() -> Given:
    """Read the environment and the settings file as they are now; never raises."""
    return _given(settings_file(), _environment())


def _given(file: Path, environment: tuple[tuple[str, str], ...]) -> Given:
    faults: list[str] = []
    found = _from_file(file, faults) | _from_environment(environment, faults)
    options = known_options()
    values: dict[str, Any] = {}
    for path, (place, value) in found.items():
        try:
            values[path] = options[path].read(value)
        except (ValueError, OverflowError):
            hidden = path.endswith(".proxy") or path == f"{READER}.base" or "@" in str(value)
            shown = "…" if hidden else str(value)[:60]
            faults.append(f"{place} = “{shown}” ({options[path].rule})")
    for path in set(FOLDERS) & set(values):
        values[path] = file.parent.absolute() / values[path]
    places = {path: place for path, (place, _) in found.items() if path in values}
    return Given(values, places, tuple(faults))


@cache
def _load(file: Path, environment: tuple[tuple[str, str], ...]) -> Settings:
    given = _given(file, environment)
    if given.faults:
        raise SettingsError(
            N_("The settings cannot be used: {faults}. Correct them in {file} or the environment."),
            faults="; ".join(given.faults),
            file=file,
        )
    return given.settings


def _settings(values: dict[str, Any]) -> Settings:
    """Put values by path over the defaults."""
    settings = Settings()
    changes: dict[str, Any] = {}
    for name in table_names():
        own = {
            path.removeprefix(f"{name}."): value
            for path, value in values.items()
            if path.startswith(f"{name}.")
        }
        changes[name] = replace(getattr(settings, name), **own)
    changes |= {path: value for path, value in values.items() if path in _PLAIN}
    # Naming one calendar leaves the order of the others as it is.
    changes["order"] = settings.order | values.get("order", {})
    return replace(settings, **changes)


def _from_file(file: Path, faults: list[str]) -> dict[str, tuple[str, object]]:
    """Values of the file by path, each with where it stands."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if str(file).startswith("~"):
            faults.append(f"{FILE_VARIABLE} = “{file}” (/…, ~/…)")
        return {}
    except (OSError, ValueError, RecursionError) as error:
        known = isinstance(error, tomllib.TOMLDecodeError)
        faults.append(f"{file.name}: {error if known else type(error).__name__}")
        return {}
    found: dict[str, tuple[str, object]] = {}
    for key, value in tables.items():
        inner = value if key in table_names() and isinstance(value, dict) else None
        paths = {key: value} if inner is None else {f"{key}.{name}": v for name, v in inner.items()}
        for path, each in paths.items():
            if path in known_options():
                found[path] = (f"{file.name}: {path}", each)
            else:
                rule = KEY_VARIABLE if path == f"{READER}.key" else "?"
                faults.append(f"{file.name}: {path} ({rule})")
    return found


def _from_environment(
    environment: tuple[tuple[str, str], ...], faults: list[str]
) -> dict[str, tuple[str, object]]:
    """Values of variables by path; of a source's variables no other may exist."""
    paths = {option.variable: path for path, option in known_options().items()}
    sources = tuple(f"{PREFIX}{name.upper()}_" for name in table_names())
    found: dict[str, tuple[str, object]] = {}
    for variable, value in environment:
        if variable in paths and value.strip():
            path = paths[variable]
            # A relative folder is meant from here, in the file from the file's folder.
            meant = _from_here(value) if path in FOLDERS else value
            found[path] = (variable, meant.strip())
        elif variable not in paths and variable.startswith(sources):
            faults.append(f"{variable} (?)")
    return found


def _from_here(value: str) -> str:
    found = at_home(value)
    return value if str(found).startswith("~") else str(found.absolute())


# Options --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """
    One thing that can be set.

    Attributes
    ----------
    path : str
        As in the file: ``store``, ``tencent.timeout``.
    read : callable
        From the word of a variable or the value of the file; raises ValueError.
    rule : str
        What the value may be, in signs rather than words.
    """

    path: str
    read: Callable[[object], object]
    rule: str

    @property
    def variable(self) -> str:
        """Environment variable that sets it."""
        return PREFIX + self.path.replace(".", "_").upper()


@cache
def known_options() -> dict[str, Option]:
    """Every option by its path."""
    return {
        option.path: option
        for option in (
            *(Option(name, read, rule) for name, (read, rule) in _PLAIN.items()),
            Option("order", _order, f"XSHG=…;other=…: {', '.join(PRICE_SOURCES)}"),
            *(
                Option(f"{name}.{field}", read, rule)
                for name in source_names()
                for field, (read, rule) in _SOURCE_OPTIONS.items()
            ),
            *(
                Option(f"{READER}.{name}", read, rule)
                for name, (read, rule) in READER_OPTIONS.items()
            ),
        )
    }


def _order(value: object) -> dict[str, tuple[str, ...]]:
    """Read ``XSHG=tencent,yahoo;other=yahoo``, or a table of lists."""
    if isinstance(value, str):
        value = dict(part.split("=") for part in value.split(";") if part.strip())
    if not isinstance(value, dict):
        raise ValueError(value)  # noqa: TRY004 - one error for whatever is wrong
    found = {}
    for calendar, named in value.items():
        words = named.split(",") if isinstance(named, str) else named
        names = [str(word).strip() for word in words] if isinstance(words, list) else [""]
        if names == [""] and isinstance(named, str):
            names = []  # nobody is asked for this calendar
        if not calendar.strip() or not set(names) <= set(PRICE_SOURCES):
            raise ValueError(value)
        found[calendar.strip()] = tuple(dict.fromkeys(names))
    return found


_PLAIN: dict[str, tuple[Callable[[object], object], str]] = {
    "store": (read_path, "/…, ~/…"),
    "editions": (read_path, "/…, ~/…"),
    "log": (read_log, ", ".join(LOGS)),
    "frame_ancestors": (read_framing_sites, "self, none, https://…"),
    "api_origins": (read_origins, "https://host, http://host:port"),
    "allowed_hosts": (read_hosts, "name, *.name, *"),
    "login_required": (read_yes_or_no, "true, false"),
    "editors": (read_editors, "name@host, group:NAME, *"),
    "home": (read_home, "auto, gallery, slug"),
    "groups_claim": (read_word, "groups, roles, https://…/groups"),
    "contact": (read_contact, "Company name@host"),
    "address": (read_public_address, "https://host/path"),
}
_SOURCE_OPTIONS: dict[str, tuple[Callable[[object], object], str]] = {
    "base": (read_address, "http://…, https://…"),
    "enabled": (read_yes_or_no, "true, false"),
    "timeout": (read_seconds, f"0 < s ≤ {ONE_DAY}"),
    "spacing": (read_number, f"0 ≤ s ≤ {ONE_DAY}"),
    "retries": (read_count, f"0, 1, 2 … {MOST_TRIES}"),
    "proxy": (read_proxy, ", ".join(f"{scheme}://…" for scheme in PROXY_SCHEMES)),
    "failures": (read_some, f"1, 2, 3 … {MOST_TRIES}"),
    "pause": (read_number, f"0 ≤ s ≤ {ONE_DAY}"),
}
