import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.numerals import fold_numerals

_PIECES = [
    *"零〇一二三四五六七八九十百千万亿两点成半第之年月日个人元岁至到-,./%‰0123o○几数上统周刻是热线",
    *("分之", "百分之", "公里", "千万", "十五", "规划", "百货", "人民", "热线", "以上", "多"),
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("四百四十亿元", "440亿元"),
        ("两千亿", "2000亿"),
        ("一千五百九十三点一亿元", "1593.1亿元"),
        ("二十三亿五千万", "23.5亿"),
        ("一万二千亿", "1.2万亿"),
        ("三万亿", "3万亿"),
        ("十二万三千四百五十六", "123456"),
        ("三万零五人", "30005人"),
        ("一百零八项", "108项"),
        ("一千零一十", "1010"),
        ("百亿产业", "100亿产业"),
        ("三千五", "3500"),
        ("三万五", "3.5万"),
    ],
)
def test_a_number_is_written_in_figures_with_its_large_unit(text: str, folded: str) -> None:
    assert fold_numerals(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("百分之六点五", "6.5%"),
        ("百分之6.5", "6.5%"),
        ("百分之百", "100%"),
        ("千分之三", "3‰"),
        ("三分之二以上", "2/3以上"),
        ("超六成", "超60%"),
        ("六成五", "65%"),
        ("一点五倍", "1.5倍"),
        ("零点五个百分点", "0.5个百分点"),
    ],
)
def test_parts_become_percentages_or_fractions(text: str, folded: str) -> None:
    assert fold_numerals(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("二〇三五年", "2035年"),
        ("二0三五年", "2035年"),
        ("二o三五年", "2035年"),
        ("一九九八年至二零二一年", "1998年至2021年"),
        ("一九年十二月一日", "19年12月1日"),
        ("一二三四五热线", "12345热线"),
    ],
)
def test_years_and_hotlines_are_read_digit_by_digit(text: str, folded: str) -> None:
    assert fold_numerals(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("第十四章", "第14章"),
        ("第一个", "第1个"),
        ("两家企业", "2家企业"),
        ("三到五年", "3到5年"),
        ("零至三岁", "0至3岁"),
        ("十多个", "10多个"),
        ("最后一公里", "最后1公里"),
        ("三点五十", "3点50"),
    ],
)
def test_a_single_numeral_counts_before_a_measure(text: str, folded: str) -> None:
    assert fold_numerals(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        *(
            "十四五",
            "十三五规划",
            "十五规划",
            "一是",
            "其一",
            "另一方面",
            "统一号码",
            "唯一",
            "一些",
        ),
        *("一下", "一起", "一般", "万一", "一带一路", "三产", "五横五纵", "三农", "九三学社"),
        *("老百姓", "千方百计", "万众一心", "四川", "五险一金", "双一流", "张三李四", "两岸"),
        *("两会", "二手房", "一卡通", "十分", "第一百货", "一站式", "零售", "零部件", "三元区"),
        *("七台河", "第三人民医院", "五位一体", "一成不变", "周三成立", "一户一表", "第一产业"),
        *("城乡二元结构", "二次供水", "两点一线", "千万别", "有一点五"),
    ],
)
def test_a_word_with_a_numeral_in_it_stays(text: str) -> None:
    assert fold_numerals(text) == text


@pytest.mark.parametrize("text", ["七八十", "两三年", "三五年", "几十个", "数百万", "上千亿元"])
def test_a_vague_number_stays(text: str) -> None:
    assert fold_numerals(text) == text


@pytest.mark.parametrize("text", ["一个", "一家企业", "一种", "这一年", "上一期"])
def test_an_article_is_no_count(text: str) -> None:
    assert fold_numerals(text) == text


def test_the_commas_between_thousands_go_and_others_stay() -> None:
    assert fold_numerals("1,593.1亿,1,234,567家,2020,2021") == "1593.1亿,1234567家,2020,2021"


def test_figures_stay_as_they_are() -> None:
    assert fold_numerals("2025年达440亿元,增长6.5%,1个") == "2025年达440亿元,增长6.5%,1个"


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)))
@settings(max_examples=1000)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_numerals(fold_numerals(text)) == fold_numerals(text)


@given(st.integers(min_value=11, max_value=9999))
def test_every_number_that_is_written_out_comes_back(number: int) -> None:
    assert fold_numerals(_spelt(number)) == str(number)


@pytest.mark.parametrize("piece", ["一", "百分之", "三至", "一点", "1,", "三到1111", "1,234"])
def test_a_long_text_takes_no_more_than_its_share_of_time(piece: str) -> None:
    def seconds(n: int) -> float:
        began = time.perf_counter()
        fold_numerals(piece * n)
        return time.perf_counter() - began

    assert seconds(40_000) < 60 * min(seconds(4_000) for _ in range(3))  # 10 if linear, 100 if not


def _spelt(number: int) -> str:
    """Spell a number below 10,000 place by place, as school teaches it."""
    words = ""
    for digit, power in zip(f"{number:04}", "千百十 ", strict=True):
        words += "零" if digit == "0" else "零一二三四五六七八九"[int(digit)] + power.strip()
    words = words.replace("零零", "零").replace("零零", "零").strip("零")
    return words.removeprefix("一") if words.startswith("一十") else words
