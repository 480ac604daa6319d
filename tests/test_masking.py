"""What leads to a person is starred out; years, days, amounts and hotlines stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.ledger.masking import STAR, mask

SEPARATORS = st.sampled_from(["", " ", "-", "－", "　", " - ", "\u200b"])
DIGITS = st.sampled_from(["0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])
BEFORE = st.sampled_from(["", "我的电话", "tel:", "2025年", "在12345问过，", "2021-07-12 "])
AFTER = st.sampled_from(["", "，请回复", "\n", "转8", " 2025年", "是我的"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的手机13812345678请回复", "我的手机138＊＊＊＊5678请回复"),
        ("+86 138 1234 5678", "+86 138 ＊＊＊＊ 5678"),
        ("8613812345678", "86138＊＊＊＊5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 ＊ ＊ ＊ ＊ 5 6 7 8"),
        ("13812345678元旦前都可以打", "138＊＊＊＊5678元旦前都可以打"),
        ("0595-22501234", "0595-＊＊＊＊＊＊34"),
        ("(0595)2250 1234", "(0595)＊＊＊＊ ＊＊34"),
        ("010 65123456", "010 6＊＊＊＊＊56"),
        ("联系电话：22501234", "联系电话：22＊＊＊＊34"),
        ("0912-345-678", "0912-＊＊＊-＊78"),
        ("+886 912 345 678", "+886 912 ＊＊＊ ＊78"),
        ("(02)2345-6789", "(02)23＊＊-＊＊89"),
        ("037-123456", "037-1＊＊＊56"),
        ("+852 2345 6789", "+852 234＊ ＊＊89"),
        ("110101199003071234", "1101＊＊＊＊＊＊＊＊＊＊＊＊34"),
        ("11010119900307123x", "1101＊＊＊＊＊＊＊＊＊＊＊＊3x"),
        ("830000 19900307 1234", "8300＊＊ ＊＊＊＊＊＊＊＊ ＊＊34"),
        ("130503670401001", "1305＊＊＊＊＊＊＊＊＊01"),
        ("身分證A123456789，", "身分證A1＊＊＊＊＊＊89，"),
        ("居留證ab12345678", "居留證ab＊＊＊＊＊＊78"),
        ("护照E12345678", "护照E1＊＊＊＊＊78"),
        ("zhang.san@qq.com", "＊＊＊＊＊.＊＊＊@qq.com"),
        ("写信到１２３＠ｑｑ．ｃｏｍ", "写信到＊＊＊＠ｑｑ．ｃｏｍ"),
        ("4111111111111111", "4111＊＊＊＊＊＊＊＊1111"),
        ("6222 0200 0000 0000 000", "6222 ＊＊＊＊ ＊＊＊＊ ＊＊＊0 000"),
        ("4111 1111 1111 1111 25号办的", "4111 ＊＊＊＊ ＊＊＊＊ 1111 25号办的"),
        ("3500 4111 1111 1111 1111", "3500 4111 ＊＊＊＊ ＊＊＊＊ 1111"),
        ("13812341378 1234 567", "138＊＊＊＊137＊ ＊＊＊4 567"),
        ("2021-07-12 0595-22501234", "2021-07-12 0595-＊＊＊＊＊＊34"),
    ],
)
def test_what_leads_to_a_person_is_starred_out(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "到2025年GDP要达到806.3亿元吗？",
        "12345热线、110、119、96871、0595-12345、400-889-5598、0800-000-123",
        "2021-07-12 02:34:31",
        "20210712",
        "编号2021-0712345678",
        "on 20210712 V20210712",
        "2019 2020 2021 2022年",
        "2023-2024学年",
        "电话办理2025-2026学年报名",
        "投资13812345678元，其中13812345678.90元",
        "GB/T 18030-2022 第3条第12款",
        "1,234,567,890",
        "订单4111111111111112",
        "13 14 15 16 17 18",
        "闽政〔2021〕12号",
        "a@b",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert mask(text) == text


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), SEPARATORS, SEPARATORS, DIGITS, BEFORE, AFTER
)
def test_no_way_to_write_a_mobile_number_shows_it(
    number: str, one: str, two: str, digits: str, before: str, after: str
) -> None:
    written = one.join([number[:3], number[3:7]]) + two + number[7:]
    text = before + written.translate(str.maketrans("0123456789", digits)) + after
    assert mask(text).count(STAR) == 4


@given(st.text("0123456789１２ -－+()@.aXx元年＊电话", max_size=60))
def test_masking_twice_changes_nothing_and_the_length_stays(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert len(masked) == len(text)
    assert all(new in (old, STAR) for old, new in zip(text, masked, strict=True))


@given(st.text("的一在有吗？怎么办2025年月日", max_size=40))
def test_a_text_without_a_long_number_stays(text: str) -> None:
    if not re.search(r"[0-9]{5}", text):
        assert mask(text) == text
