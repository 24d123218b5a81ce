"""`market-narrative find`: names and codes to securities, from the stored or a fresh list."""

import pytest

from tests.replay.listing_plays import CNINFO_PATH, cninfo_list, cninfo_row
from tests.replay.replaying import BLOCK_PAGE


@pytest.fixture
def listed(command, live):
    """cninfo plays a list of three."""
    rows = [
        cninfo_row("300249", "依米康", "ymk"),
        cninfo_row("600519", "贵州茅台", "gzmt"),
        cninfo_row("000002", "万  科Ａ", "wka"),
    ]
    live.routes[CNINFO_PATH] = cninfo_list(rows)
    return command


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("贵州茅台", "600519.SS"),
        ("600519", "600519.SS"),
        ("sh600519", "600519.SS"),
        ("gzmt", "600519.SS"),
        ("万科A", "000002.SZ"),
        ("XD依米康", "300249.SZ"),
    ],
)
def test_codes_names_and_initials_are_found(listed, text, symbol):
    done = listed("find", text)

    assert (0, symbol) == (done.exit_code, done.stdout.split()[0])


def test_what_is_not_on_the_list_exits_with_1_and_says_whose_list(listed):
    done = listed("find", "宁德时代")

    assert 1 == done.exit_code
    assert "No stock of the list by cninfo" in done.stderr


def test_the_stored_list_is_used_the_second_time(listed, live):
    listed("find", "600519")
    asked = len(live.asked)

    listed("find", "600519")

    assert asked == len(live.asked)


def test_without_any_list_the_reason_is_one_sentence(listed, live):
    live.routes[CNINFO_PATH] = BLOCK_PAGE

    done = listed("find", "600519")

    assert (1, True) == (done.exit_code, done.stderr.startswith("Error: "))
