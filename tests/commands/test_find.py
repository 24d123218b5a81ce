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


def test_a_fresh_machine_without_a_network_knows_every_stock_and_says_of_when(command, live):
    live.routes.clear()

    done = command("find", "宁德时代")

    assert (0, "300750.SZ") == (done.exit_code, done.stdout.split()[0])
    assert "as of 13 Jun 2026" in done.stderr
    assert [] == live.asked


def test_a_former_name_and_an_old_code_are_said(command):
    former = command("find", "国华网安", "--language", "zh").stdout
    old = command("find", "835185").stdout

    assert "2021年9月" in former
    assert "920185.BJ" in old
    assert "code 835185 before 9 Oct 2025" in old


def test_a_code_with_the_wrong_exchange_is_said_and_nobody_is_asked(listed, live):
    done = listed("find", "300249.SH")

    assert 1 == done.exit_code
    assert "belongs to SZ, not to SH" in done.stderr
    assert [] == live.asked


@pytest.mark.slow
def test_what_no_list_knows_is_asked_for_and_exits_with_1(listed, live):
    done = listed("find", "并无此名")

    assert 1 == done.exit_code
    assert "No stock of the list by cninfo" in done.stderr
    assert live.asked


@pytest.mark.slow
def test_a_new_name_is_found_by_asking_and_the_one_before_still_finds_it(command, live):
    live.routes[CNINFO_PATH] = cninfo_list([cninfo_row("300249", "凉爽科技", "lskj")])

    assert "300249.SZ" in command("find", "凉爽科技").stdout
    assert "依米康, given up between June 2026 and" in command("find", "300249").stdout


def test_without_a_source_the_reason_is_one_sentence_beside_the_answer(listed, live):
    live.routes[CNINFO_PATH] = BLOCK_PAGE

    done = listed("find", "并无此名")

    assert 1 == done.exit_code
    assert done.stderr.startswith("Neither cninfo nor the exchanges gave a list of codes")
    assert 2 == len(done.stderr.splitlines())
