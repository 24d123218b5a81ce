"""Optional columns of claims.csv: read, written, and refused where they make no sense."""

from dataclasses import replace

import pytest

from dashboard.case import Text
from dashboard.cases.writer import case_files

HEAD = "id,kind,subject,relation,stated,unit,first,last,tolerance,text_en,text_zh"
MORE = ",said_en,said_zh,rate,known,document,document_zh,beside"
PART = "p,part-of-whole,300249.SZ,,880,million yuan,,,5,Part,,about,约,35%,2513,Report,年报,"
GROWTH = "g,compound-growth,,,68.2,billion yuan,2022-01-01,2027-12-31,,Grows,,,,0.56,,,,"
LINK = "l,evidence,300249.SZ:cooling,at-most,mixed,,,,,Linked,,,,,,,,m"
OTHER = "m,evidence,300249.SZ:cooling,is,small,,,,,Small,,,,,,,,"
ROWS = (PART, GROWTH, LINK, OTHER)


def claims(small, *rows: str):
    small.bytes("claims.csv", lambda _: "\n".join((HEAD + MORE, *rows, "")).encode())
    return small


def test_every_optional_column_is_read(small):
    part, growth, link, _ = claims(small, *ROWS).read().case.claims

    assert (Text("about", "约"), "0.35", "2513") == (part.said, part.rate, part.known)
    assert ("Report", "年报") == (part.document, part.document_zh)
    assert ("0.56", 2022, 2027) == (growth.rate, growth.first.year, growth.last.year)
    assert ("m",) == link.beside
    assert (True, False, True) == (part.is_our_reading, growth.is_our_reading, link.is_our_reading)


def test_what_was_read_is_written_again_and_unused_columns_are_not(small):
    content = claims(small, *ROWS).read()
    written = case_files(content.case, content.market)["claims.csv"]
    small.bytes("claims.csv", lambda _: written)

    assert content.case.claims == small.read().case.claims
    one = replace(content.case, claims=content.case.claims[1:2])
    assert (
        HEAD + ",rate" == case_files(one, content.market)["claims.csv"].decode().partition("\n")[0]
    )


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("35%", "", "rate"),
        ("35%", "0", "rate"),
        ("35%", "135%", "rate"),
        ("35%", "a third", "rate"),
        ("880,", "-880,", "stated"),
        (",2513,Report,年报", ",-1,Report,年报", "known"),
        (",2513,Report,年报", ",2513,,", "known"),
        ("300249.SZ,,880", "300999.SZ,,880", "subject"),
        ("million yuan", "", "unit"),
        ("0.56", "-1", "rate"),
        ("0.56", "11", "rate"),
        ("2022-01-01", "", "first"),
        ("2022-01-01", "2027-01-01", "last"),
        ("2027-12-31", "2099-12-31", "last"),
        (",,,,,,,m", ",,,,,,,n", "beside"),
        (",,,,,,,m", ",,,0.5,,,,m", "rate"),
        (",,,,,,,m", ",,,,5,Report,,m", "known"),
        (",0.56,,,,", ",0.56,,,,m", "beside"),
    ],
)
def test_a_column_that_makes_no_sense_is_named(old, new, field, small):
    rows = [row.replace(old, new, 1) for row in ROWS]
    assert 1 == sum(a != b for a, b in zip(rows, ROWS, strict=True))

    assert [field] == [fault.field for fault in claims(small, *rows).faults()]


def test_the_author_of_the_article_is_read_and_written(small):
    small.edit("case.toml", "[source]", '[source]\nauthor = "A. B."')
    content = small.read()

    assert "A. B." == content.case.source.author
    assert b'author = "A. B."' in case_files(content.case, content.market)["case.toml"]
