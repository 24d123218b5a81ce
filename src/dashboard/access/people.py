"""Who a reader is and what they may do, from the claims of their login.

Whoever may log in reads; who may change things is named in the settings, by verified
e-mail address or by group.  Where no login is configured the dashboard is open, and
everybody may do both.  Nothing here is kept: the claims come with every run of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.errors import N_
from dashboard.message import Message
from dashboard.settings.loading import Settings

EVERYBODY = "*"
GROUP = "group:"

EXPIRED = N_("Your login has expired: log in again.")
FOREIGN = N_(
    "Your login was made for another application, and does not count here: log in again, and tell "
    "the people who run this dashboard if it stays."
)


@dataclass(frozen=True, slots=True)
class Person:
    """
    Somebody who logged in.

    Attributes
    ----------
    address : str
        E-mail address that the login's provider vouches for; empty when it has none, or
        does not.
    subject : str
        The provider's own name for the account.
    groups : tuple of str
        Groups as the provider names them.
    """

    address: str = ""
    subject: str = ""
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What stands in the history: the address, else the provider's name."""
        return self.address or self.subject


def read_person(claims: Mapping[str, object], settings: Settings) -> Person:
    """
    Person behind the claims of a login.

    An address counts only where the provider says that it is verified: an address that
    anybody can enter into their own profile opens no door.

    >>> read_person({"sub": "7", "email": "ann@example.org"}, Settings())
    Person(address='', subject='7', groups=())
    """
    address = claims.get("email")
    # Some providers write the truth as a word.
    known = claims.get("email_verified") in (True, "true") and isinstance(address, str)
    return Person(
        address=str(address).strip() if known else "",
        subject=str(claims.get("sub", "")),
        groups=_words(claims.get(settings.groups_claim)),
    )


def _words(claim: object) -> tuple[str, ...]:
    """One word or a list of them; anything else is none."""
    words = [claim] if isinstance(claim, str) else claim
    return tuple(w for w in words if isinstance(w, str)) if isinstance(words, list | tuple) else ()


def refusal(
    claims: Mapping[str, object], clients: Mapping[str, str], *, now: float
) -> Message | None:
    """
    Why a login does not count, or None.

    Streamlit keeps a login for thirty days and leaves the time of its token, and in one
    case its audience, to the application.

    Parameters
    ----------
    claims : mapping
        Of the login's ID token, and ``provider``, the section of the secrets it came by.
    clients : mapping of str to str
        Our client id at each provider.
    now : float
        Seconds since 1970.
    """
    client = clients.get(str(claims.get("provider", "")))
    if client is None or client not in _words(claims.get("aud")):
        return Message(FOREIGN)
    return None if seconds_left(claims, now=now) > 0 else Message(EXPIRED)


def seconds_left(claims: Mapping[str, object], *, now: float) -> float:
    """Seconds until a login ends; none where its token does not say."""
    end = claims.get("exp")
    return 0.0 if isinstance(end, bool) or not isinstance(end, int | float) else end - now


def may_edit(person: Person | None, settings: Settings) -> bool:
    """
    Whether somebody may change what all readers share.

    Parameters
    ----------
    person : Person or None
        Who logged in; None where no login is configured.
    settings : Settings
        With `editors`.  Without a login everybody may edit, unless editors are named:
        then nobody can show that they are one of them.
    """
    if person is None:
        return not settings.editors and not settings.login_required
    return any(_is_meant(person, editor) for editor in settings.editors)


def _is_meant(person: Person, editor: str) -> bool:
    if editor == EVERYBODY:
        return True
    if editor.startswith(GROUP):
        return editor.removeprefix(GROUP) in person.groups
    return bool(person.address) and _folded(person.address) == _folded(editor)


def _folded(address: str) -> str:
    # Other scripts have letters whose small form is an ASCII letter, such as the sign for
    # kelvin: an address with one of them is nobody else's.
    return address.lower() if address.isascii() else address
