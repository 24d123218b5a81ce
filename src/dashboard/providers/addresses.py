"""Asking an address that a reader may name, without becoming their way into this network.

Whatever is fetched for a reader goes through `fetch`: the article behind a new case, a
document that a link names.  The addresses of the sources do not: they are the settings',
and may well be a mirror inside.  A name is looked up once, every address it has must be
public, and the connection goes to the one that was checked, so that a second look-up
cannot lead elsewhere; redirects are followed by hand under the same rules.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from dashboard.errors import N_, InputError
from dashboard.providers.deadline import Deadline, HeldAdapter

SCHEMES = {"http": 80, "https": 443}
PORTS = frozenset(SCHEMES.values())
MOST_REDIRECTS = 5
MAX_BYTES = 20_000_000
SECONDS = 20.0  # for the whole of it, redirects included
CHUNK = 65_536
REDIRECTS = (301, 302, 303, 307, 308)

# A host whose last part begins like a number is an IPv4 address to many programs, in
# decimal, octal or hexadecimal: only the plain form is taken.
_NUMBER = re.compile(r"(.*\.)?(0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

# What Python's own registries miss in one version or another: protocol assignments, the
# host agent of a large cloud, site-local IPv6, and IPv6 that carries an IPv4 address,
# which a router turns into it.
_INSIDE = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "fec0::/10", "::/96"),
        *("64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16"),
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """
    An address that may be asked.

    Attributes
    ----------
    url : str
        As it was given.
    host : str
        Name for the certificate and the server.
    ip : str
        Where the connection goes.
    """

    url: str
    host: str
    ip: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """
    What came back.

    Attributes
    ----------
    url : str
        Where it came from in the end.
    body : bytes
    content_type : str
        As the header has it, in lower case.
    """

    url: str
    body: bytes
    content_type: str


def look_up(host: str, port: int) -> list[str]:
    """Every address of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def check_address(url: str, *, resolve: Resolve = look_up) -> Target:
    """
    Where an address leads, if it leads outside.

    Parameters
    ----------
    url : str
        As a reader or a redirect names it.
    resolve : callable, optional
        Look-up of a name.

    Raises
    ------
    InputError
        If it is not http or https on its usual port, carries a user, hides its host in
        an odd form, or leads into this network.
    """
    parts = _split(url)
    host = parts.hostname or ""
    port = _port(parts, url)
    try:
        found = [ipaddress.ip_address(host)]
    except ValueError:
        found = _resolved(host, port, url, resolve)
    if not found or not all(is_public(address) for address in found):
        raise InputError(
            N_("“{address}” was not opened: it leads into a private network, which is not read."),
            address=url[:80],
        )
    return Target(url, host, str(found[0]))


def is_public(address: _Address) -> bool:
    """Whether an IP address is outside, by the registries of special addresses."""
    inner = getattr(address, "ipv4_mapped", None)
    if inner is not None:
        return is_public(inner)
    special = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or any(address in network for network in _INSIDE if network.version == address.version)
    )
    return address.is_global and not special


def _split(url: str) -> SplitResult:
    wrong = InputError(
        N_(
            "“{address}” was not opened: an address is http:// or https:// with a plain host name "
            "and no user."
        ),
        address=url[:80],
    )
    # A blank, a line end or a backslash is read in one way here and in another elsewhere.
    if not url.isprintable() or any(sign in " \\\u3000" for sign in url):
        raise wrong
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise wrong from error
    odd = not host.isascii() or "%" in host or "@" in parts.netloc
    if parts.scheme not in SCHEMES or not host or odd or _is_odd_number(host):
        raise wrong
    return parts


def _is_odd_number(host: str) -> bool:
    if ":" in host or not _NUMBER.fullmatch(host):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False


def _port(parts: SplitResult, url: str) -> int:
    try:
        port = SCHEMES[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        port = 0
    if port not in PORTS:
        raise InputError(
            N_("“{address}” was not opened: only the ports 80 and 443 are asked."), address=url[:80]
        )
    return port


def _resolved(host: str, port: int, url: str, resolve: Resolve) -> list[_Address]:
    try:
        return [ipaddress.ip_address(each.split("%")[0]) for each in resolve(host, port)]
    except (OSError, ValueError) as error:  # ValueError: a part of the name is too long
        raise InputError(
            N_("“{address}” was not opened: its host is unknown in this network."),
            address=url[:80],
        ) from error


# Fetching -------------------------------------------------------------


class _Pinned(HeldAdapter):
    """Adapter that connects to the address that was checked, whatever the name means now."""

    def __init__(self, target: Target) -> None:
        self._target = target
        super().__init__()

    def build_connection_pool_key_attributes(self, *arguments: Any, **options: Any) -> Any:
        """Put the checked address in the place of the name; the certificate is the name's."""
        place, pool = super().build_connection_pool_key_attributes(*arguments, **options)
        place["host"] = self._target.ip
        host = self._target.host
        names = {"server_hostname": host, "assert_hostname": host}
        return place, {**pool, **(names if place["scheme"] == "https" else {})}


def fetch(url: str, *, resolve: Resolve = look_up) -> Fetched:
    """
    Read what an address has, within limits of time and size.

    It goes there directly and through no proxy: a proxy would look the name up again.

    Raises
    ------
    InputError
        If the address, or one it redirects to, may not be asked; if nothing usable comes
        back in time.
    """
    with Deadline(SECONDS) as deadline:
        for _ in range(MOST_REDIRECTS + 1):
            answer = _once(check_address(url, resolve=resolve), deadline)
            if isinstance(answer, Fetched):
                return answer
            url = answer
    raise InputError(
        N_("“{address}” was not opened: it redirects more than {n} times."),
        address=url[:80],
        n=MOST_REDIRECTS,
    )


def _once(target: Target, deadline: Deadline) -> Fetched | str:
    """Ask once: what came back, or the address it redirects to."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no password of whoever runs this
        for scheme in SCHEMES:
            session.mount(f"{scheme}://", _Pinned(target))
        try:
            with session.get(
                target.url,
                headers={"Host": urlsplit(target.url).netloc, "Accept-Encoding": "gzip, deflate"},
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
            ) as response:
                where = response.headers.get("Location", "")
                if response.status_code in REDIRECTS and where:
                    return urljoin(target.url, where)
                if response.status_code != 200:
                    raise _no_answer(target, str(response.status_code))
                kind = response.headers.get("Content-Type", "").lower()
                return Fetched(target.url, _body(response, target, deadline), kind)
        except (OSError, HTTPError, ValueError) as error:  # OSError: all of requests' own
            reason = "time-out" if deadline.passed else type(error).__name__
            raise _no_answer(target, reason) from error


def _body(response: requests.Response, target: Target, deadline: Deadline) -> bytes:
    parts, size = [], 0
    # read1 undoes compression in pieces: no bomb gets past the limit.
    while part := response.raw.read1(CHUNK, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise InputError(
                N_("“{address}” was not read: it has more than {n} MB."),
                address=target.url[:80],
                n=MAX_BYTES // 1_000_000,
            )
    if deadline.passed:
        raise _no_answer(target, "time-out")
    return b"".join(parts)


def _no_answer(target: Target, reason: str) -> InputError:
    return InputError(
        N_("“{address}” was not read: no usable answer came ({reason})."),
        address=target.url[:80],
        reason=reason,
    )
