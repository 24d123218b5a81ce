"""What is sent to a component of ours: packed, after a tag by which an unchanged one is known.

Streamlit copies and hashes whatever it sends at every run, and its own HTML is cleaned in the
browser before it stands; what is packed costs a sixth of the one, and what nobody unfolds nothing
of the other.
"""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files
from typing import Any

import streamlit as st

TAG_LENGTH = 8  # bytes


def pack(plain: bytes) -> bytes:
    """
    Tag and packed bytes.

    >>> unpack(pack(b"words")), pack(b"words") == pack(b"words")
    (b'words', True)
    """
    return hashlib.blake2b(plain, digest_size=TAG_LENGTH).digest() + gzip.compress(
        plain, 6, mtime=0
    )


def unpack(payload: bytes) -> bytes:
    """Bytes that were packed."""
    return gzip.decompress(payload[TAG_LENGTH:])


def component(name: str, **words: object) -> Any:
    """
    Component whose script is ``assets/<name>.js``.

    Parameters
    ----------
    name : str
    **words : object
        Words in capitals that the script has in their place.
    """
    own = script(name, **words)
    return st.components.v2.component(name, js=own, isolate_styles=False)


def script(name: str, **words: object) -> str:
    """Script of a component, with what all of them share before it."""
    folder = files("dashboard").joinpath("ui", "assets")
    own = "".join(
        folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in ("unpack", name)
    )
    for word, value in {"TAG_LENGTH": TAG_LENGTH, **words}.items():
        own = own.replace(word, str(value))
    return own
