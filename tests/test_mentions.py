import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.mentions import Mention, MentionKind, larger_places, mentions, years_of
from index.normalise import normalise


def values(text: str, kind: MentionKind) -> list[str]:
    return [m.value for m in mentions(normalise(text)) if m.kind is kind]


def test_mentions_stand_where_they_say_and_come_in_reading_order() -> None:
    assert mentions("厦门市到2035年的“十四五”目标") == (
        Mention(MentionKind.PLACE, "厦门市", 0, 3, "厦门市"),
        Mention(MentionKind.YEAR, "2035年", 4, 9, "2035"),
        Mention(MentionKind.PLAN, "十四五", 11, 14, "14"),
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2025年", ["2025"]),
        ("2025GDP目标", ["2025"]),
        ("二〇三五年远景目标", ["2035"]),
        ("二0三五年远景目标", ["2035"]),
        ("2021—2025年", ["2021-2025"]),
        ("2021年至2025年", ["2021-2025"]),
        ("2023-2024学年", ["2023-2024"]),
        ("民國114年度補助", ["2025"]),
        ("民国110年底", ["2021"]),
        ("2022年底和2023年初", ["2022", "2023"]),
        ("今年、明年、去年", []),
        ("总投资2025亿元", []),
        ("共2025个项目", []),
        ("2025.5亿元", []),
        ("2035 台商区 建成哪些强区", ["2035"]),
    ],
)
def test_years_are_read_in_every_way_of_writing(text: str, years: list[str]) -> None:
    assert values(text, MentionKind.YEAR) == years


def test_years_are_read_where_numerals_were_not_folded() -> None:
    assert [m.value for m in mentions("二〇三五年、二0三五年")] == ["2035", "2035"]


@pytest.mark.parametrize(
    ("text", "plans"),
    [
        ("“十四五”期间", ["14"]),
        ("十三五时期和十五五", ["13", "15"]),
        ("第十四个五年规划", ["14"]),
        ("第14个5年规划", ["14"]),
        ("九五之尊", []),
        ("15个项目,十五条,第十五章", []),
    ],
)
def test_plans_are_told_by_their_number(text: str, plans: list[str]) -> None:
    assert values(text, MentionKind.PLAN) == plans


@pytest.mark.parametrize(
    ("plan", "years"),
    [("十二五", (2011, 2015)), ("十三五", (2016, 2020)), ("十四五", (2021, 2025))],
)
def test_a_plan_covers_five_years(plan: str, years: tuple[int, int]) -> None:
    assert years_of(mentions(plan)[0]) == years


def test_a_range_of_years_covers_all_of_them() -> None:
    assert years_of(mentions("2021—2025年")[0]) == (2021, 2025)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("8月12日", ["8月12日"]),
        ("八月十二日", ["8月12日"]),
        ("11月中旬", ["11月中旬"]),
        ("12月", ["12月"]),
        ("上半年", ["上半年"]),
        ("第三季度", ["3季度"]),
        ("一季度", ["1季度"]),
        ("首季度", ["1季度"]),
        ("第2、3个月", []),
    ],
)
def test_dates_are_written_alike(text: str, dates: list[str]) -> None:
    assert values(text, MentionKind.DATE) == dates


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("165个项目中", ["165个"]),
        ("2488亿元里", ["2488亿"]),
        ("1,593.1亿元", ["1593.1亿"]),
        ("占6.5%", ["6.5%"]),
        ("90平、90平米、90平方和90㎡", ["90平方米"] * 4),
        ("第14章", []),
    ],
)
def test_a_quantity_is_a_number_with_its_unit(text: str, quantities: list[str]) -> None:
    assert values(text, MentionKind.QUANTITY) == quantities


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("厦门和泉州市的差距", ["厦门市", "泉州市"]),
        ("漳州台商投资区有多少项目", ["漳州台商投资区"]),
        ("东园镇的小学", ["东园镇"]),
        ("臺北市與高雄", ["台北市", "高雄市"]),
        ("海淀区和朝阳区", ["海淀区", "朝阳区"]),
        ("请问吴兴区的政策", ["吴兴区"]),
        ("在德清县的政策", ["德清县"]),
        ("日本和韩国", ["日本", "韩国"]),
        ("广西的柳州", ["广西壮族自治区", "柳州市"]),
        ("我区、本市、全市、市区、片区、园区、社区、地区、小区", []),
        ("城市开发区的住宅区、工业区和示范区", []),
        ("服务平台中的数据", []),
        ("朝阳产业、日照时间、来宾、文山会海、两岸和平", []),
        ("厦门大学和南京路", []),
        ("新时代的超市", []),
        ("北城区和宝山区", ["北城区", "宝山区"]),
        ("白沙县和沙县", ["白沙县", "沙县区"]),
        ("在沙县、福建沙县、听说沙县", ["沙县区", "福建省", "沙县区", "沙县区"]),
        ("主城区、市城区、老城区、高山区、深山区", []),
        ("普通市民、眼下区里、跟省里市里", []),
    ],
)
def test_places_are_names_and_not_what_is_merely_called_a_place(
    text: str, places: list[str]
) -> None:
    assert values(text, MentionKind.PLACE) == places


def test_larger_places_come_nearest_first() -> None:
    assert larger_places("晋江市") == ("泉州市", "福建省", "中国")


def test_a_zone_that_the_gazetteer_lacks_lies_where_its_name_says() -> None:
    assert larger_places("厦门高新区") == ("厦门市", "福建省", "中国")


def test_nothing_holds_a_country() -> None:
    assert larger_places("日本") == ()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("特别是黄书记、梁主任等区领导", ["黄书记", "梁主任"]),
        ("我们邱龙吟局长的委托", ["邱龙吟局长"]),
        ("泉州市公安局长", []),
        ("区党工委书记和管委会主任", []),
        ("林业部长", []),
    ],
)
def test_people_are_surnames_before_titles(text: str, people: list[str]) -> None:
    assert values(text, MentionKind.PERSON) == people


def test_given_names_are_looked_for() -> None:
    found = mentions("荣跃怎么说", names=("荣跃",))
    assert found == (Mention(MentionKind.PERSON, "荣跃", 0, 2, "荣跃"),)


def test_aspects_of_one_meaning_have_one_value() -> None:
    assert values("人均GDP,每人收入,比上年增长", MentionKind.ASPECT) == ["人均", "人均", "同比"]


def test_a_choice_of_yes_or_no_is_no_negation() -> None:
    assert values("能不能报销,是不是,哪些不予报销", MentionKind.NEGATION) == ["不予"]


@given(
    st.text(
        alphabet=st.sampled_from(
            "一二三十百0123年月日第个五规划市县区省泉州厦门黄书记-至.,人均不能"
        )
    )
    | st.text()
)
def test_mentions_of_any_text_lie_apart_and_inside_it(text: str) -> None:
    end = 0
    for mention in mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.value
        if mention.kind in (MentionKind.YEAR, MentionKind.PLAN):
            years_of(mention)
        end = mention.end
