"""Which security a row is about: codes as files write them, and codes that mean two things."""

from datetime import UTC, datetime

import pytest

from dashboard.errors import InputError
from dashboard.market.codes import read_code
from dashboard.pricefiles.days import read_day
from dashboard.pricefiles.hints import Hints
from dashboard.pricefiles.reading import read_price_file

NOW = datetime(2025, 8, 25, tzinfo=UTC)
PLAIN = Hints(adjustment="none", volume_unit="shares")


def read(text, name="prices.csv", hints=PLAIN):
    return read_price_file(text.encode(), name, hints, now=NOW)


def of(*codes, price=10, names=None):
    lines = ["date,code,name,open,high,low,close,volume"]
    for place, code in enumerate(codes):
        name = names[place] if names else ""
        lines.append(f"2025-02-06,{code},{name},{price},{price},{price},{price},5")
    return "\n".join(lines)


def symbols(preview):
    return [each.note.symbol for each in preview.series]


# Codes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "texts"),
    [
        ("300249.SZ", "300249 300249.SZ 300249.sz sz300249 SZ.300249 SZ#300249 0.300249 300249.0"),
        (
            "603881.SS",
            "603881 603881.SH 603881.SS sh603881 SH603881 sh.603881 1.603881 ６０３８８１",
        ),
        ("688041.SS", "688041 1.688041"),
        ("920599.BJ", "920599 920599.BJ bj920599 0.920599"),
        ("000300.SS", "000300.SH sh000300 1.000300"),
        ("000300.SZ", "000300.SZ"),
        ("399006.SZ", "399006 0.399006"),
        ("932000.SS", "2.932000"),
        ("002230.SZ", "2230"),
        ("AAPL", "AAPL aapl"),
        ("0700.HK", "0700.HK"),
    ],
)
def test_a_code_is_read_in_every_usual_writing(symbol, texts):
    for text in texts.split():
        assert symbol == read_code(text).symbol, text


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("no code of a security", "=cmd()"),
        ("no code of a security", "依米康"),
        ("no code of a security", "SZ30024"),
        ("no code of a security", "90.BK1629"),
        ("no code of a security", "3002491"),
        ("belongs to SS", "603881.SZ"),
        ("belongs to SZ", "1.300249"),
        ("begins with 0", "00700"),
        ("No exchange is known", "777777"),
    ],
)
def test_a_code_that_means_nothing_is_refused(sentence, text):
    with pytest.raises(InputError, match=sentence):
        read_code(text)


# Stock or index -------------------------------------------------------


def test_leading_zeros_that_a_spreadsheet_took_are_put_back_with_a_notice():
    preview = read(of("1", "300249"))

    assert ["000001.SZ", "300249.SZ"] == symbols(preview)
    assert "leading zeros" in " ".join(map(str, preview.notices))


def test_a_code_of_stock_and_index_needs_its_exchange():
    preview = read(of("000001", price=3300))

    assert [("code", "000001")] == [(each.field, each.value) for each in preview.faults]
    assert ["000001.SS"] == symbols(read(of("000001.SH", price=3300)))


def test_the_code_of_the_csi_300_needs_its_exchange_whatever_else_is_said():
    hints = Hints(adjustment="none", volume_unit="shares", bare_codes="stocks")

    assert 1 == len(read(of("000300", price=10), hints=hints).faults)


def test_a_price_below_any_index_makes_it_a_stock():
    assert ["000977.SZ"] == symbols(read(of("000977", price=60)))


def test_a_name_tells_stock_from_index():
    assert ["000858.SZ"] == symbols(read(of("000858", price=300, names=["五粮液"])))
    assert 1 == len(read(of("000001", price=3300, names=["上证指数"])).faults)


def test_many_stocks_in_the_file_make_it_a_stock():
    company = [f"300{n:03}" for n in range(20)]

    assert "000858.SZ" in symbols(read(of("000858", *company, price=300)))
    assert 1 == len(read(of("000858", *company[:19], price=300)).faults)


def test_the_reader_can_say_that_bare_codes_are_stocks():
    hints = Hints(adjustment="none", volume_unit="shares", bare_codes="stocks")

    assert ["000858.SZ"] == symbols(read(of("000858", price=300), hints=hints))


# Without a column of codes --------------------------------------------

ONE = "date,open,high,low,close,volume\n2025-02-06,10,11,9,10,5\n"


def test_the_reader_names_the_security_of_a_file_without_codes():
    hints = Hints(symbol="sz300249", adjustment="none", volume_unit="shares")

    assert ["300249.SZ"] == symbols(read(ONE, hints=hints))


@pytest.mark.parametrize("name", ["300249.SZ.csv", "SZ#300249.txt", "daily-300249-20250206.csv"])
def test_else_the_name_of_the_file_does_with_a_notice(name):
    preview = read(ONE, name)

    assert ["300249.SZ"] == symbols(preview)
    assert "was read from" in str(preview.notices[0])


@pytest.mark.parametrize("name", ["prices.csv", "300249 and 603881.csv", "123456.csv"])
def test_else_it_is_asked_for(name):
    assert ["symbol"] == [fault.field for fault in read(ONE, name).faults]


def test_a_code_in_the_name_of_the_file_that_means_two_things_is_asked_for():
    assert "000001.SZ or 000001.SS" in str(read(ONE, "000001.csv").faults[0])


def test_a_symbol_that_is_not_the_file_s_is_a_fault():
    hints = Hints(symbol="603881", adjustment="none", volume_unit="shares")

    assert "not 603881.SS" in str(read(of("300249"), hints=hints).faults[0])


def test_the_last_name_of_a_security_counts():
    text = of("300249", names=["N依米康"]) + "\n2025-02-07,300249,依米康,10,10,10,10,5\n"

    assert "依米康" == read(text).series[0].note.name


# Days -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-06",
        "2025/2/6",
        "20250206",
        "2025年2月6日",
        "２０２５－０２－０６",
        "2025-02-06 00:00:00",
        "2025/2/6 15:00",
        "2025-02-06T00:00:00.000",
        "2025-02-06 00:00:00+08:00",
        "2025-02-05T16:00:00Z",
        "2025-02-06,四",
    ],
)
def test_a_day_is_read_in_every_usual_writing(text):
    assert "2025-02-06" == read_day(text).isoformat()


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("day number of a spreadsheet", "45694"),
        ("day number of a spreadsheet", "45694.5"),
        ("not a date", "06.02.2025"),
        ("not a date", "1738800000"),
        ("no such day", "2025-02-30"),
        ("time of day 10:31", "2025-02-06 10:31:00"),
        ("no such time", "2025-02-06T25:00:00Z"),
    ],
)
def test_what_is_no_day_is_refused(sentence, text):
    with pytest.raises(InputError, match=sentence):
        read_day(text)
