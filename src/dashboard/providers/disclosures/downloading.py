"""What an answer must be to be a document: a block page is none, however it is served."""

from __future__ import annotations

import re

from dashboard.errors import N_, BlockedError, UnreadableError
from dashboard.providers.asking import NOTHING, Reply

LARGEST = 100_000_000  # bytes
SHORTEST = 200  # bytes; an empty PDF has more

_BLOCKED = re.compile(
    rb"captcha|Access Denied|Request Rate Threshold|Undeclared Automated Tool"
    rb"|\xe9\xaa\x8c\xe8\xaf\x81|\xe8\xae\xbf\xe9\x97\xae\xe8\xbf\x87\xe4\xba\x8e\xe9\xa2\x91\xe7\xb9\x81",
    re.IGNORECASE,
)
SMALL_PAGE = 20_000  # bytes under which a page with such words is a block page


def document_body(reply: Reply, *, html: bool = False) -> bytes:
    """
    Bytes of a document.

    Parameters
    ----------
    reply : Reply
    html : bool
        Whether the source serves documents as pages too.

    Raises
    ------
    BlockedError
        If nothing came, or a page came where a document was asked for.
    UnreadableError
        If it is neither.
    """
    start = reply.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise BlockedError(NOTHING, source=reply.source)
    if b"%PDF-" in start:
        if len(reply.body) < SHORTEST:
            raise UnreadableError(
                N_("{source} served a document of {n} bytes, which none has."),
                source=reply.source,
                n=len(reply.body),
            )
        return reply.body
    if start.startswith(b"<"):
        blocked = len(reply.body) < SMALL_PAGE and _BLOCKED.search(reply.body)
        if html and not blocked:
            return reply.body
        raise BlockedError(
            N_(
                "{source} answered with a web page instead of a document: it shuts this client out."
            ),
            source=reply.source,
        )
    raise UnreadableError(
        N_("{source} served something that is neither PDF nor a page."), source=reply.source
    )
