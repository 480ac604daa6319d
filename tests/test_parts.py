"""What is taken apart into several questions, and what is one question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.parts import MAX_PARTS, split_parts

WORDS = [
    "项目",
    "规划",
    "有几个",
    "多少",
    "什么时候",
    "谁",
    "各",
    "分别",
    "和",
    "、",
    "，",
    "？",
    "。",
]
WORDS += ["一是", "二是", "1.", "2.", "吗", "的", "what", " and "]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "五年要上多少个重点项目,还有GDP每年打算涨多少？",
            ("五年要上多少个重点项目？", "GDP每年打算涨多少？"),
        ),
        (
            "项目有几个、总投资多少、计划投资多少？",
            ("项目有几个？", "项目总投资多少？", "项目计划投资多少？"),
        ),
        (
            "规划编制什么时候启动，由哪家单位编制？",
            ("规划编制什么时候启动？", "规划编制由哪家单位编制？"),
        ),
        ("居住证怎么办理，需要什么材料？", ("居住证怎么办理？", "居住证需要什么材料？")),
        ("谁编的规划、什么时候编的？", ("谁编的规划？", "规划什么时候编的？")),
        ("GDP目标是多少以及依据是什么？", ("GDP目标是多少？", "GDP目标的依据是什么？")),
        ("GDP目标是多少，重点项目有几个？", ("GDP目标是多少？", "重点项目有几个？")),
        ("項目有幾個、總投資多少？", ("項目有幾個？", "項目總投資多少？")),
        (
            "颱風是哪天打到島上的，有多少遊客走不了？",
            ("颱風是哪天打到島上的？", "有多少遊客走不了？"),
        ),
        (
            "博览会：几号到几号，在哪办，巴基斯坦谁来",
            ("博览会：几号到几号？", "博览会：在哪办？", "巴基斯坦谁来？"),
        ),
        ("五年要上多少個項目,還有GDP漲多少？", ("五年要上多少個項目？", "GDP漲多少？")),
        ("规划有几章，明天下雨吗？", ("规划有几章？", "明天下雨吗？")),
        ("明天下雨吗，规划有几章？", ("明天下雨吗？", "规划有几章？")),
        ("重点项目有多少个和GDP增速是多少", ("重点项目有多少个？", "GDP增速是多少？")),
        ("项目有多少个和总投资是多少", ("项目有多少个？", "项目总投资是多少？")),
        (
            "编制团队是哪所大学以及什么时候启动编制",
            ("编制团队是哪所大学？", "编制团队什么时候启动编制？"),
        ),
    ],
)
def test_clauses_that_ask_are_questions_and_share_the_subject(
    question: str, parts: tuple[str, ...]
) -> None:
    assert split_parts(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("城建类和工业类各有几个项目？", ("城建类有几个项目？", "工业类有几个项目？")),
        ("城建类和工业类,各有几个项目？", ("城建类有几个项目？", "工业类有几个项目？")),
        ("科创城和幸福城分别突出什么？", ("科创城突出什么？", "幸福城突出什么？")),
        ("三大片区、三大基地分别是哪些？", ("三大片区是哪些？", "三大基地是哪些？")),
        (
            "国家和泉州市2035年的目标各是什么？",
            ("国家2035年的目标是什么？", "泉州市2035年的目标是什么？"),
        ),
        (
            "“十三五”的产业短板和创新短板各有哪些？",
            ("“十三五”的产业短板有哪些？", "“十三五”的创新短板有哪些？"),
        ),
        ("公务员2023年和2024年分别招几人？", ("公务员2023年招几人？", "公务员2024年招几人？")),
        ("城市和农村的低保分别是多少？", ("城市的低保是多少？", "农村的低保是多少？")),
    ],
)
def test_what_is_asked_of_each_is_asked_of_each(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("规划分几章？分几条？", ("规划分几章？", "规划分几条？")),
        ("地铁几时开工？票价多少？", ("地铁几时开工？", "地铁票价多少？")),
        ("A级纳税人有多少户？B级呢？", ("A级纳税人有多少户？", "B级纳税人有多少户？")),
        ("2025年GDP目标是多少？2035年呢？", ("2025年GDP目标是多少？", "2035年GDP目标是多少？")),
        (
            "我家住东园镇。请问小学怎么划片？什么时候报名？",
            ("我家住东园镇。请问小学怎么划片？", "小学什么时候报名？"),
        ),
        (
            "初稿是哪天形成的？后面座谈会开了几次？",
            ("初稿是哪天形成的？", "后面座谈会开了几次？"),
        ),
    ],
)
def test_sentences_that_ask_are_questions(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "我想问两个事：一是2035年居民收入目标，二是公共服务能做到什么程度？",
            ("2035年居民收入目标？", "公共服务能做到什么程度？"),
        ),
        (
            "咨询几个问题：1. 公租房条件是什么？2. 多久能批下来？",
            ("公租房条件是什么？", "公租房多久能批下来？"),
        ),
    ],
)
def test_numbered_questions_are_questions(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


def test_english_questions_are_taken_apart_and_share_the_subject() -> None:
    question = "How many key construction projects are planned, and what is the total investment?"
    assert split_parts(question) == (
        "How many key construction projects are planned?",
        "What is the total investment of key construction projects?",
    )
    question = "What is the GDP target for 2025, and is there a zoo?"
    assert split_parts(question) == ("What is the GDP target for 2025?", "Is there a zoo?")
    question = "Is there a zoo? What is the GDP target?"
    assert split_parts(question) == ("Is there a zoo?", "What is the GDP target?")


@pytest.mark.parametrize(
    ("part", "completed"),
    [
        ("what is the total investment", "What is the total investment of farms, and mills?"),
        ("what is the planned investment by 2025", "What is the planned investment by 2025 of {}?"),
        ("what is their growth rate", "What is their growth rate of {}?"),
        ("how much will be spent", "How much will be spent of {}?"),
        ("how much money has been invested", "How much money has been invested of {}?"),
        ("what is the GDP growth rate", "What is the GDP growth rate?"),
        ("what is the GDP target for 2025", "What is the GDP target for 2025?"),
        ("how much will the metro cost", "How much will the metro cost?"),
        ("how much will be spent on roads", "How much will be spent on roads?"),
    ],
)
def test_an_english_part_shares_the_subject_only_if_it_has_none(part: str, completed: str) -> None:
    first = "How many farms, and mills are planned"
    parts = (f"{first}?", completed.format("farms, and mills"))
    assert split_parts(f"{first} and {part}?") == parts


def test_a_state_is_no_subject_in_english() -> None:
    question = "What is the number of farms that are planned and what is the total cost?"
    assert split_parts(question)[1] == "What is the total cost?"


@pytest.mark.parametrize(
    "question",
    [
        "我在台湾做了二十年生意，去年来你们这边看了看地。想问问台胞开公司，你们有什么优惠？",
        "“堵、挖、涝、停、扰”是哪些",
        "医疗、教育、社会福利等社会事业类项目预计投入多少经费？",
        "塞車、停車位不夠這些都市問題，未來會怎麼處理？",
        "教育和医疗方面有什么安排？",
        "目标定得是高还是低？",
        "如果企业没有用地，能申请吗？",
        "有没有补贴，没有的话怎么办？",
        "GDP增速为什么定在6.5%，考虑了什么？",
        "上一個五年留下哪些問題，龍頭企業夠不夠？",
        "重点项目的2488亿元里财政出多少、社会资本出多少？",
        "小孩差几天满6岁，哪个学校能收？",
        "各部门怎么分工？",
        "规划编制是2019年开始的吧？对吗？",
        "为什么年轻人要来这里？你们凭什么抢人",
        "停车难怎么办？？",
        "垃圾分类和污水处理怎么做？",
        "一是什么意思？",
        "GDP增速定了多少，为什么？",
        "远景目标是什么，还有哪些？",
        "公众参与情况如何？",
        "What are the goals and how will they be reached?",
        "Was the captain arrested, and who is he?",
        "Is it true that industry has the most projects? how many exactly",
        "What is the target, and can you explain why?",
        "孩子几岁入学，要带材料吗？",
        "景区门票要多少钱，是免费吗？",
        "普通市民能买票进去吗，票多少钱",
        "智慧城市有什么愿景，会影响住家社区吗？",
        "城建类项目有几个，工业类项目公布了吗",
        "什么条件的企业和个人有多少补贴",
        "我来了五六年，总觉得缺点什么，不像个城里。这一点你们清楚吗？",
        "规划有什么意义和作用",
        "哪些部门和哪些单位负责",
        "双方是谁和谁",
        "  ",
    ],
)
def test_one_question_stays_as_it_was_typed(question: str) -> None:
    assert split_parts(question) == (question,)


def test_more_questions_than_can_be_answered_at_once_stay_together() -> None:
    asked = [f"{name}是谁？" for name in "甲乙丙丁戊己庚辛壬癸子丑"]
    parts = split_parts("".join(asked))
    assert parts == (*asked[: MAX_PARTS - 1], "".join(asked[MAX_PARTS - 1 :]))
    assert split_parts("".join(asked[:6])) == tuple(asked[:6])


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS)).map("".join)))
def test_any_characters_can_be_split_and_no_part_is_empty(question: str) -> None:
    parts = split_parts(question)
    assert parts == split_parts(question)
    assert 1 <= len(parts) <= MAX_PARTS
    assert all(part.strip() for part in parts) or not question.strip()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "男职工和女职工退休年龄分别是多少？",
            ("男职工退休年龄是多少？", "女职工退休年龄是多少？"),
        ),
        (
            "居民医保和职工医保在三级医院的报销比例分别是多少？",
            ("居民医保在三级医院的报销比例是多少？", "职工医保在三级医院的报销比例是多少？"),
        ),
        (
            "东湖区和西山区改造小区分别有几个？",
            ("东湖区改造小区有几个？", "西山区改造小区有几个？"),
        ),
        (
            "居民和职工医保辅助生殖分别报多少？",
            ("居民医保辅助生殖报多少？", "职工医保辅助生殖报多少？"),
        ),
        ("老人和学生乘车分别多少钱？", ("老人乘车多少钱？", "学生乘车多少钱？")),
        ("单位和个人缴存比例各是多少？", ("单位缴存比例是多少？", "个人缴存比例是多少？")),
        ("硕士和博士租房补贴各多少？", ("硕士租房补贴多少？", "博士租房补贴多少？")),
        ("小学和初中课后服务分别多少钱？", ("小学课后服务多少钱？", "初中课后服务多少钱？")),
        ("城镇和农村辅助生殖分别报多少？", ("城镇和农村辅助生殖分别报多少？",)),
        ("门诊和住院大病费用分别能报多少？", ("门诊和住院大病费用分别能报多少？",)),
        ("公交和地铁换乘分别要多少钱？", ("公交和地铁换乘分别要多少钱？",)),
        ("普通住宅和别墅物业费标准分别是多少？", ("普通住宅和别墅物业费标准分别是多少？",)),
        ("总投资和建设工期分别是多少？", ("总投资是多少？", "建设工期是多少？")),
    ],
)
def test_what_is_asked_of_both_is_given_to_both_or_nothing_is_split(
    question: str, parts: tuple[str, ...]
) -> None:
    assert split_parts(question) == parts
