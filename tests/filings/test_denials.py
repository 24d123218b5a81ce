"""Sentences of a company that deny, and those that only look like it."""

import pytest

from dashboard.filings.denials import denies


@pytest.mark.parametrize(
    "sentence",
    [
        "公司目前不涉及液冷业务。",
        "截至目前,公司与阿里云不存在业务往来。",
        "公司暂无液冷相关产品。",
        "公司没有与阿里巴巴开展任何合作。",
        "公司尚未形成液冷收入。",
        "相关传闻不属实。",
        "The company has no business with Alibaba.",
        "The company is not a supplier of Apple.",
        # The stock phrase stands beside a denial of its own.
        "公司不涉及液冷业务,不存在应披露而未披露的重大事项。",
    ],
)
def test_a_denial_is_one(sentence):
    assert denies(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "公司有液冷业务。",
        "公司不存在应披露而未披露的重大事项,或处于筹划阶段的重大事项。",
        "公司不存在关于本公司的应予披露而未披露的重大信息。",
        "公司前期披露的信息不存在需要更正、补充之处。",
        "控股股东不存在买卖公司股票的情形。",
        "公司不存在违反信息公平披露的情形。",
        "本公司没有任何根据规定应予以披露而未披露的事项。",
        "公司并未停止液冷产品的研发。",
        "双方合作没有终止。",
        "The company has not abandoned liquid cooling.",
    ],
)
def test_what_every_notice_says_and_what_goes_on_is_no_denial(sentence):
    assert not denies(sentence)
