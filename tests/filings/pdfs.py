"""PDF documents written by hand: good ones, odd ones and hostile ones."""

import zlib
from collections.abc import Iterable, Sequence

from tests.filings import fonts

SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>] >>"
)
"""A CID font that no document embeds: readers know its map."""

MAPLESS = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Song /Encoding /Identity-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Song "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /ABCDEF+Song /Flags 4 "
    b"/FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 "
    b"/StemV 80 >> >>] >>"
)
"""A subset whose codes are the numbers of its glyphs, without a map to signs."""

SHENZHEN_ROWS = (
    ("", "2023 年", "", "2022 年", "", "同比增减"),
    ("", "金额", "占营业收入\n比重", "金额", "占营业收入\n比重", ""),
    ("营业收入合计", "1,200.00", "100%", "1,000.00", "100%", "20.00%"),
    ("分行业", "", "", "", "", ""),
    ("精密温控", "900.00", "75.00%", "700.00", "70.00%", "28.57%"),
    ("其他行业", "300.00", "25.00%", "300.00", "30.00%", "0.00%"),
    ("分产品", "", "", "", "", ""),
    ("机房温控", "800.00", "66.67%", "600.00", "60.00%", "33.33%"),
    ("其中：液冷\n产品", "60.00", "5.00%", "10.00", "1.00%", "500.00%"),
    ("车用空调", "400.00", "33.33%", "400.00", "40.00%", "0.00%"),
    ("分地区", "", "", "", "", ""),
    ("境内", "1,150.00", "95.83%", "980.00", "98.00%", "17.35%"),
    ("境外", "50.00", "4.17%", "20.00", "2.00%", "150.00%"),
)
"""Revenue of a made-up company in the form that Shenzhen asks for."""

TOP, LEADING, SIZE = 790, 16, 10

Line = tuple[float, float, str]


def lines(text: str, left: float = 50, top: float = TOP) -> list[Line]:
    """Lines of a text, one below the other."""
    return [(left, top - LEADING * n, line) for n, line in enumerate(text.split("\n"))]


def content(placed: Iterable[Line]) -> bytes:
    """Drawing of lines at their places."""
    shown = (
        f"BT /F1 {SIZE} Tf {x:g} {y:g} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for x, y, text in placed
    )
    return "\n".join(shown).encode()


def ruled(
    rows: Sequence[Sequence[str | None]], widths: Sequence[float], top: float, height: float = 24
) -> str:
    """Drawing of a table with its lines; None is a part of the cell before it."""
    drawn = []
    for n, row in enumerate(rows):
        y, left = top - n * height, 50
        spans = [(place, cell) for place, cell in enumerate(row) if cell is not None]
        for k, (place, cell) in enumerate(spans):
            stop = spans[k + 1][0] if k + 1 < len(spans) else len(row)
            x, wide = left + sum(widths[:place]), sum(widths[place:stop])
            drawn.append(f"{x} {y - height} {wide} {height} re S")
            for k_line, line in enumerate(cell.split("\n")):
                code = line.encode("utf-16-be").hex()
                drawn.append(f"BT /F1 8 Tf {x + 3} {y - 9 - 10 * k_line} Td <{code}> Tj ET")
    return "\n".join(drawn)


def placed(text: str, y: float) -> str:
    """Drawing of one line."""
    return f"BT /F1 {SIZE} Tf 50 {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def stream(data: bytes, head: bytes = b"") -> bytes:
    """Stream object, compressed."""
    packed = zlib.compress(data)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        head,
        len(packed),
        packed,
    )


def document(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """File of objects numbered from 1, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, held in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        at,
    )
    return bytes(out)


def pdf(
    pages: Sequence[str | Sequence[Line] | bytes],
    *,
    font: bytes = SONG,
    size: tuple[int, int] = (595, 842),
    catalogue: bytes = b"",
    picture: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """
    Document of pages: a text, lines at their places, or the drawing itself.

    `picture` is an image object that drawings name as ``/P``.
    """
    first = 5  # catalogue, tree, font, picture, then two objects a page
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        font,
        picture or b"null",
    ]
    named = b"/Font << /F1 3 0 R >>" + (b" /XObject << /P 4 0 R >>" if picture else b"")
    for n, page in enumerate(pages):
        drawn = (
            page
            if isinstance(page, bytes)
            else content(lines(page) if isinstance(page, str) else page)
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << %s >> "
            b"/Contents %d 0 R >>" % (*size, named, first + 2 * n + 1)
        )
        objects.append(stream(drawn))
    return document(objects, trailer)


def segments_report() -> bytes:
    """Report whose table of revenue goes over a page end, on its pages 2 and 3."""
    head = [
        ("", "2023 年", None, "2022 年", None, "同比增减"),
        *[tuple(row) for row in SHENZHEN_ROWS[1:9]],
    ]
    widths = (90, 80, 80, 80, 80, 80)
    # The last row of a page stands at its end, the first of the next at its top.
    one = "\n".join(
        [placed("（2）营业收入构成", 240), placed("单位：万元", 224), ruled(head, widths, 216)]
    )
    two = ruled([tuple(row) for row in SHENZHEN_ROWS[9:]], widths, 810)
    return pdf(["第一节", one.encode(), two.encode()])


def subset(codes: Sequence[int], pages: int = 1) -> bytes:
    """Pages in a font that the document embeds, a subset without a map to signs."""
    text = "".join(map(chr, codes))
    program = fonts.true_type(max(codes) + 1)
    held = stream(program, b"/Length1 %d" % len(program))
    return pdf([text] * pages, font=fonts.embedded(program=4), picture=held)


def drawings(codes: Sequence[int]) -> bytes:
    """A page in a font whose glyphs are drawings that the document holds (Type 3)."""
    glyph = stream(b"1000 0 50 0 750 700 d1 50 0 700 700 re f")
    shown = b"BT /F1 10 Tf 50 700 Td <%s> Tj ET" % bytes(codes).hex().encode()
    return pdf([shown], font=fonts.drawn_glyphs([b"4 0 R"] * 90), picture=glyph)


def scan(pages: int = 1) -> bytes:
    """Pages that are one picture each."""
    picture = stream(
        b"\x80" * 64,
        b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8",
    )
    return pdf([b"q 595 0 0 842 0 0 cm /P Do Q"] * pages, picture=picture)


def encrypted() -> bytes:
    """A document that opens with a password that nobody here has."""
    trailer = (
        b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >> "
        b"/ID [<%s> <%s>]" % (b"3a" * 32, b"5c" * 32, b"01" * 16, b"01" * 16)
    )
    return pdf(["机密"], trailer=trailer)


def circular(count: int = 1_000_000) -> bytes:
    """A tree of pages that contains itself."""
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count %d >>" % count,
        ]
    )


def bomb(size: int = 1_000_000_000) -> bytes:
    """A page whose drawing unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    piece = b" " * 1_000_000
    # After a full flush the same piece packs to the same bytes again.
    begun = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = begun + again * (size // len(piece) - 1)
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def scripted(text: str) -> bytes:
    """A document that runs an endless script as it opens, where anybody runs it."""
    action = b"/OpenAction << /S /JavaScript /JS (while \\(true\\) {}) >>"
    return pdf([text], catalogue=action)
