"""Short names of one security are recognised in all the ways they are written."""

import pytest

from dashboard.market.short_names import plain_name, same_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("万  科Ａ", "万科A"),
        ("新 华 都", "新华都"),
        ("XD依米康", "依米康"),
        ("XR依米康", "依米康"),
        ("DR宁德时", "宁德时"),
        ("XDTCL科", "TCL科"),
        ("*ST康盛", "康盛"),
        ("＊ＳＴ康盛", "康盛"),
        ("ST康盛", "康盛"),
        ("S*ST康盛", "康盛"),
        ("SST佳通", "佳通"),
        ("S佳通", "佳通"),
        ("XD*ST康盛", "康盛"),
        ("N科创", "科创"),
        ("C上市", "上市"),
        ("百济神州-U", "百济神州"),
        ("优刻得－Ｗ", "优刻得"),
        ("九号公司-WD", "九号公司"),
        ("N百济-U", "百济"),
        ("退市海医", "海医"),
        ("康得退", "康得"),
        ("TCL科技", "TCL科技"),
        ("GQY视讯", "GQY视讯"),
        ("三六零", "三六零"),
        ("沪深300", "沪深300"),
        ("-", ""),
        ("", ""),
        ("  ", ""),
    ],
)
def test_passing_marks_spaces_and_full_width_forms_go(name, plain):
    assert plain == plain_name(name)


@pytest.mark.parametrize("name", ["ST", "XD", "N", "C", "S", "退"])
def test_a_mark_alone_is_a_name(name):
    assert name == plain_name(name)


@pytest.mark.parametrize("name", ["XD依米康", "S*ST康盛", "N百济-U", "康得退", "万  科Ａ"])
def test_a_plain_name_stays_as_it_is(name):
    assert plain_name(name) == plain_name(plain_name(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("依米康", "XD依米康"),
        ("润泽科技", "XD润泽科"),
        ("TCL科技", "XDTCL科"),
        ("TCL科技", "NTCL科技"),
        ("康盛股份", "*ST康盛"),
        ("万 科Ａ", "万科A"),
        ("依米康", "Yimikang Tech.Group Co.,Ltd."),
        ("依米康", ""),
        ("依米康", "-"),
        ("", "数据港"),
    ],
)
def test_forms_of_one_name_are_one_security_either_way_round(one, other):
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("依米康", "数据港"), ("万科A", "万科B"), ("中国石油", "中国石化"), ("Apple", "Tesla")],
)
def test_different_names_are_different_securities(one, other):
    assert not same_name(one, other)
    assert not same_name(other, one)
