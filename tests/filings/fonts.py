"""Fonts that a document embeds: glyphs that are drawn, and no word of what signs they are."""

import struct
from collections.abc import Sequence

EM = 1_000


def true_type(glyphs: int) -> bytes:
    """
    Font program of as many glyphs, each a bar of its own height.

    It has what a subset in a document has: outlines and widths, no map and no names.
    """
    outlines = [b"", *(_bar(n) for n in range(1, glyphs))]
    places = [0]
    for outline in outlines:
        places.append(places[-1] + len(outline))
    tables = {
        b"glyf": b"".join(outlines),
        b"head": struct.pack(
            ">4I2H2q4h2H3h",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5),
            *(3, EM, 0, 0, 0, 0, EM, EM),
            *(0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, 800, -200, 0, EM, *(0,) * 11, glyphs),
        b"hmtx": struct.pack(">Hh", EM, 0) * glyphs,
        b"loca": struct.pack(f">{len(places)}I", *places),
        b"maxp": struct.pack(">I14H", 0x10000, glyphs, 4, 1, 0, 0, 2, *(0,) * 8),
    }
    return _font(tables)


def _bar(n: int) -> bytes:
    """Outline of one glyph: a bar as high as its number says."""
    wide, high = 700, 200 + 500 * (n % 17) // 17
    head = struct.pack(">5h", 1, 50, 0, 50 + wide, high)
    lines = struct.pack(">HH4B", 3, 0, *(1,) * 4)
    steps = struct.pack(">4h4h", 50, wide, 0, -wide, 0, 0, high, 0)
    outline = head + lines + steps
    return outline + b"\0" * (-len(outline) % 4)


def _font(tables: dict[bytes, bytes]) -> bytes:
    n = len(tables)
    span = 1 << (n.bit_length() - 1)
    head = struct.pack(">I4H", 0x10000, n, 16 * span, n.bit_length() - 1, 16 * (n - span))
    at, directory, body = len(head) + 16 * n, b"", b""
    for name, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32
        directory += name + struct.pack(">3I", total, at + len(body), len(table))
        body += padded
    return head + directory + body


def embedded(program: int) -> bytes:
    """Font of two-byte codes that are the numbers of glyphs; its program is another object."""
    descriptor = (
        b"/FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+Bars /Flags 4 "
        b"/FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 "
        b"/StemV 80 /FontFile2 %d 0 R >>" % program
    )
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Bars /Encoding /Identity-H "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Bars "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/CIDToGIDMap /Identity /DW 1000 %s >>] >>" % descriptor
    )


def drawn_glyphs(codes: Sequence[bytes]) -> bytes:
    """
    Font whose glyphs are little drawings (Type 3), by single-byte codes with names of no meaning.

    Parameters
    ----------
    codes : sequence of bytes
        References to the drawings, the first for the code 33.
    """
    names = b" ".join(b"/g%d" % n for n in range(len(codes)))
    drawings = b" ".join(b"/g%d %s" % (n, code) for n, code in enumerate(codes))
    return (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0] "
        b"/FirstChar 33 /LastChar %d /Widths [%s] /Resources << >> "
        b"/Encoding << /Type /Encoding /Differences [33 %s] >> /CharProcs << %s >> >>"
        % (32 + len(codes), b"1000 " * len(codes), names, drawings)
    )
