"""Chinese short names of securities: what stays of them when passing marks are gone.

Exchange and vendors write one name in several ways: with inner spaces and full-width
letters, with a mark for an ex-date, a first session or a status, cut off at eight bytes.
"""

from __future__ import annotations

import re
import unicodedata

# XD, XR, DR mark an ex-date, N and C the first sessions of a listing, S, ST and *ST a
# status, 退 a security on its way out: all of them come and go while the name stays.
# One letter alone may begin a name of its own (TCL, GQY), so no other may follow it.
_BEFORE = re.compile(r"(?:\*?ST|XD|XR|DR|退市|[SNC](?=\*?ST|[^A-Z]))+(?=.)")
# Shares of unequal votes, without profit, depositary receipts: 百济神州-U, 九号公司-WD.
_BEHIND = re.compile(r"(?<=.)(?:-[A-Z]{1,3}|退)$")
_HAN = re.compile(r"[\u3400-\u9fff]")


def plain_name(name: str) -> str:
    """
    Short name without spaces, full-width forms, punctuation and passing marks.

    >>> plain_name("万  科Ａ"), plain_name("XD依米康"), plain_name("S*ST康盛")
    ('万科A', '依米康', '康盛')
    >>> plain_name("百济神州-U"), plain_name("退市海医"), plain_name("-")
    ('百济神州', '海医', '')
    """
    text = "".join(unicodedata.normalize("NFKC", name).upper().split())
    text = _BEHIND.sub("", _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text)
    return "".join(sign for sign in text if sign.isalnum())


def same_name(asked: str, given: str) -> bool:
    """
    Whether two short names can belong to one security.

    One may contain the other, because vendors cut names off.  An empty name says
    nothing, and neither does one in another script (依米康 and Yimikang).

    >>> same_name("润泽科技", "XD润泽科"), same_name("依米康", "数据港")
    (True, False)
    """
    one, other = plain_name(asked), plain_name(given)
    if not one or not other or bool(_HAN.search(one)) != bool(_HAN.search(other)):
        return True
    return one in other or other in one
