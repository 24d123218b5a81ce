"""Who is logged in, whether they get in, and whether they may edit.

The login is Streamlit's own, by OpenID Connect, and is configured in its secrets.  What
Streamlit leaves open is decided here: a login ends with its token, a token for another
application does not count, and secrets that cannot be used lock the door instead of
leaving it open.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

from dashboard.access import people
from dashboard.access.people import Person
from dashboard.errors import N_, DashboardError, InputError, SettingsError
from dashboard.language.language import Language
from dashboard.message import Message
from dashboard.settings.loading import load_settings

NEEDED = ("client_id", "client_secret", "server_metadata_url")  # of each provider
SHORTEST_SECRET = 32  # characters: whoever guesses it can write a login of their own
DEFAULT = "default"  # Streamlit's name for the provider that stands in [auth] itself

UNREADABLE = N_(
    "Nobody can log in: the file of secrets cannot be read. Tell the people who run this dashboard."
)
INCOMPLETE = N_(
    "Nobody can log in: the section [auth] of the secrets lacks {missing}. Tell the people who run "
    "this dashboard."
)
WEAK = N_(
    "Nobody can log in: the cookie_secret of the secrets is shorter than {n} characters. Tell the "
    "people who run this dashboard."
)
NO_LIBRARY = N_(
    "Nobody can log in: the package Authlib is missing, which “market-narrative[login]” brings. "
    "Tell the people who run this dashboard."
)
NO_LOGIN = N_(
    "Nobody can log in: the setting login_required is on, and the secrets have no section [auth]. "
    "Tell the people who run this dashboard."
)

READERS_ONLY = N_(
    "Only editors may do this; you are logged in as a reader. Ask the people who run this "
    "dashboard to name you in the setting “editors”."
)
NOBODY = N_(
    "Only editors may do this, and nobody can log in here: configure the login, or take the "
    "setting “editors” out."
)


@dataclass(frozen=True, slots=True)
class Login:
    """
    How readers log in.

    Attributes
    ----------
    clients : dict of str to str
        Our client id at each provider; empty where no login is configured.
    fault : Message or None
        Why the login cannot be used; then nobody gets in.
    """

    clients: dict[str, str]
    fault: Message | None = None

    @property
    def is_on(self) -> bool:
        """Whether readers have to log in."""
        return bool(self.clients) or self.fault is not None


def login() -> Login:
    """Read how readers log in, from Streamlit's secrets."""
    if not st.secrets.load_if_toml_exists():
        # Streamlit takes secrets that it cannot read for none, which would open the door.
        files = st.get_option("secrets.files") or ()
        there = any(Path(file).exists() for file in files)
        return Login({}, Message(UNREADABLE) if there else None)
    if "auth" not in st.secrets:
        return Login({})
    section = st.secrets["auth"]
    found = _providers(section) if isinstance(section, Mapping) else {}
    fault = _fault(section if isinstance(section, Mapping) else {}, found)
    return Login({name: str(own.get("client_id", "")) for name, own in found.items()}, fault)


def _providers(section: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    named = {
        name: value
        for name, value in section.items()
        if isinstance(value, Mapping) and "client_id" in value
    }
    return ({DEFAULT: section} if "client_id" in section else {}) | named


def _fault(
    section: Mapping[str, object], providers: Mapping[str, Mapping[str, object]]
) -> Message | None:
    missing = [key for key in ("redirect_uri", "cookie_secret") if not section.get(key)]
    if not providers:
        missing.append("client_id")
    for name, own in providers.items():
        before = "" if name == DEFAULT else f"{name}."
        missing += [before + key for key in NEEDED if not own.get(key)]
    if missing:
        return Message.of(INCOMPLETE, missing=", ".join(missing))
    if len(str(section.get("cookie_secret"))) < SHORTEST_SECRET:
        return Message.of(WEAK, n=SHORTEST_SECRET)
    # Streamlit's login needs both.
    if any(find_spec(name) is None for name in ("authlib", "httpx")):
        return Message(NO_LIBRARY)
    return None


# Who gets in ----------------------------------------------------------


def barred(found: Login | None = None) -> DashboardError | None:
    """Why nobody gets in at all: settings or secrets that cannot be used; or None."""
    try:
        required = load_settings().login_required
    except SettingsError as error:
        # Whether a login is required is not known: nothing is shown until it is.
        return error
    found = found or login()
    fault = Message(NO_LOGIN) if required and not found.is_on else found.fault
    return None if fault is None else DashboardError(fault.template, **fault.values)


def refused() -> Message | None:
    """Why the login of this reader does not count; None when it does, or there is none."""
    claims = _claims()
    if not claims:
        return None
    return people.refusal(claims, login().clients, now=time.time())


def may_read() -> bool:
    """Whether this reader may see the pages; the entry script asks, and every page again."""
    found = login()
    if barred(found) is not None:
        return False
    return not found.is_on or (bool(_claims()) and refused() is None)


def seconds_left() -> float:
    """Seconds until the login of this reader ends."""
    return people.seconds_left(_claims(), now=time.time())


def _claims() -> dict[str, object]:
    """Claims of whoever is logged in; empty when nobody is."""
    claims: dict[str, object] = {**st.user.to_dict()}
    return claims if claims.get("is_logged_in") is True else {}


# Who it is ------------------------------------------------------------


def person() -> Person | None:
    """Whoever is logged in; None where no login is configured."""
    if not login().is_on:
        return None
    return people.read_person(_claims(), load_settings())


def who() -> str:
    """Name for the history; empty where no login is configured."""
    found = person()
    return found.name if found else ""


def may_edit() -> bool:
    """
    Whether this reader may change things; to be asked when drawing and when acting.

    A callback runs before the gate: a login that has ended meanwhile is refused here.
    """
    return may_read() and people.may_edit(person(), load_settings())


def editors_only(t: Language) -> str:
    """Sentence for readers who may not edit."""
    return t(READERS_ONLY) if login().is_on else t(NOBODY)


def refuse_readers() -> None:
    """
    Stop an action of somebody who may not edit; for callbacks, before they act.

    Raises
    ------
    InputError
    """
    if not may_edit():
        raise InputError(READERS_ONLY if login().is_on else NOBODY)
