"""Open questions alike in meaning are one gap, with its trend, its task and a day to be due."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.ledger.grouping import ALIKE, N_WEEKS, due_on, gaps
from chat.ledger.records import Entry, Gap, Task
from chat.records import Status
from index.embed import load_embedder
from index.records import Embedder, Vectors

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

# One meaning to a line.
CHOSEN_ON = """
台胞证怎么办理 | 台湾居民来往大陆通行证如何申请 | 怎么办台胞证？ | 台胞證去哪裡辦
医保怎么报销 | 看病的钱医保如何报 | 城乡居民医保报销流程是什么 | 醫保怎麼報銷
公积金怎么提取 | 住房公积金如何取出来 | 提取公积金要什么手续
小孩上小学怎么报名 | 小学一年级入学报名流程 | 孩子读小学怎么登记 | 台商子女怎么入学
身份证丢了怎么补办 | 补办身份证需要什么材料 | 身份证遗失如何重新办理
最低生活保障如何申请 | 低保怎么申请 | 申请低保要什么条件
台湾青年创业有什么补贴 | 台青来创业能拿多少补助 | 台湾年轻人创业扶持政策
垃圾分类怎么分 | 生活垃圾分类标准是什么 | 垃圾怎么分类
地铁什么时候开通 | 轨道交通几时通车 | 地铁哪年能坐
养老金什么时候发 | 每月几号发退休金 | 养老金发放时间
怎么投诉噪音扰民 | 楼上装修太吵找谁管 | 夜间施工噪声向哪里举报
营业执照怎么办 | 如何注册公司 | 办理营业执照需要什么材料
旧房改造有什么计划 | 老旧小区改造什么时候开始 | 老小区改造安排
失业金怎么领 | 失业保险金如何申领 | 领失业补助要什么条件
公交车路线什么时候调整 | 公交线路调整 | 哪些公交会改线
How do I apply for a Taiwan compatriot permit?
房贷利率是多少
今年高考几号
路灯坏了找谁
驾照到期怎么换
疫苗在哪里打
生育津贴怎么领
学区怎么划分
房子漏水怎么办
护照怎么办理
港澳通行证怎么办理
医保怎么参保
公积金贷款怎么申请
社保卡怎么办理
居住证怎么办理
台商怎么申请贷款 | 台资企业融资去哪办 | 台企贷款申请流程
新建的医院什么时候开业 | 新医院几时投入使用
停车难怎么解决 | 停车位不够有什么办法 | 小区没地方停车怎么办
台湾职业证书大陆承认吗 | 台湾的职业资格在这边能用吗 | 台灣證照可以在大陸採認嗎
人才引进有什么政策 | 引进人才的补助 | 高层次人才来有啥待遇
农村宅基地怎么申请 | 宅基地审批流程 | 乡下建房怎么申请宅基地
办理退休需要什么手续 | 退休怎么办 | 退休手续在哪里办理
怎么给孩子上户口 | 新生儿落户要什么材料 | 宝宝户口怎么登记
二手房过户要交多少税 | 二手房交易税费 | 买二手房要缴哪些税
残疾证怎么办 | 残疾人证如何申领 | 办残疾证要去哪里
企业用电能便宜吗 | 工业电价有优惠吗
污水直排海里谁管 | 海边有人偷排污水找谁举报
发票丢了怎么办
结婚登记要预约吗
老人免费坐公交吗
流浪狗谁来管
怎么领取养老补贴
残疾人有什么补贴
退休金能涨多少
房产证怎么办
停水了打什么电话
户口怎么迁出
人才公寓怎么申请
贷款利率多少
新医院在哪里
孩子怎么办医保
宅基地能买卖吗
"""
HELD_OUT = """
小孩办医保要什么材料 | 儿童医保怎么办理 | 孩子的醫保怎麼辦
驾驶证过期了怎么办 | 驾照到期如何换证 | 換駕照要什麼手續
台商子弟能上公立学校吗 | 台湾孩子可以读公办学校吗
路面坏了找谁修 | 道路破损向哪个部门反映 | 马路有坑谁来修
创业贷款有贴息吗 | 创业担保贷款贴息政策
疫苗接种点在哪里 | 去哪里打疫苗 | 打疫苗的地方有哪些
企业招工有什么支持 | 用工难政府怎么帮企业 | 企业招不到人怎么办
居家养老服务有哪些 | 老人在家养老有什么服务
海水养殖要办什么证 | 养殖证怎么申请 | 海上养殖许可怎么办理
图书馆几点开门 | 图书馆的开放时间 | 圖書館什麼時候開放
廉租房怎么申请 | 公租房申请条件 | 公共租赁住房如何申请
工伤怎么认定 | 工伤认定的流程 | 上班受伤如何申请工伤
什么时候修好海堤
今年招多少老师
广场舞太吵
怎么办健康证
电动车要上牌吗
村里的自来水什么时候通
摆摊要不要许可
台湾水果怎么进口
图书馆能借几本书
工伤能赔多少钱
"""


def entry(question: str, number: int = 0, age: timedelta = timedelta(), task: int = 0) -> Entry:
    return Entry(
        id=f"e{number:04}",
        asked_at=NOW - age,
        question=question,
        status=Status.REFUSED,
        answer="",
        citations=(),
        confidence=0.1,
        language="zh-CN",
        build="b1",
        feedback=None,
        reason="",
        left=False,
        contact="",
        task_id=task or None,
    )


def task(number: int) -> Task:
    return Task(number, "问", "局", date(2026, 3, 9), date(2026, 3, 2), "", None)


def by_angle(texts: Sequence[str]) -> Vectors:
    """Read a text as degrees, and return the unit vectors that point there."""
    angles = np.radians([float(text) for text in texts])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def grouped(entries: Sequence[Entry], tasks: Sequence[Task] = ()) -> list[Gap]:
    return gaps(entries, tasks, by_angle, NOW)


def questions(gap: Gap) -> set[str]:
    return {one.question for one in gap.entries}


def pairs(groups: Sequence[Sequence[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}


@pytest.fixture(scope="module")
def encoder() -> Embedder:
    return load_embedder()


@pytest.mark.parametrize(("lines", "least"), [(CHOSEN_ON, 0.65), (HELD_OUT, 0.75)])
def test_questions_alike_in_meaning_are_grouped_and_others_are_not(
    lines: str, least: float, encoder: Embedder
) -> None:
    meanings = [line.split(" | ") for line in lines.strip().splitlines()]
    asked = sorted(question for meaning in meanings for question in meaning)
    entries = [entry(question, number) for number, question in enumerate(asked)]
    found = gaps(entries, [], encoder.embed_questions, NOW)
    got, right = pairs([sorted(questions(gap)) for gap in found]), pairs(meanings)
    assert len(got & right) / len(got) >= least
    assert len(got & right) / len(right) >= least


def test_a_permit_by_two_names_is_one_gap_and_insurance_another(encoder: Embedder) -> None:
    asked = ["台胞证怎么办理", "台湾居民来往大陆通行证如何申请", "怎么办台胞证？", "医保怎么报销"]
    entries = [entry(question, number) for number, question in enumerate(asked)]
    permit, insurance = gaps(entries, [], encoder.embed_questions, NOW)
    assert questions(permit) == set(asked[:3])
    assert permit.question == "台胞证怎么办理"
    assert insurance.question == "医保怎么报销"


def test_the_central_question_stands_for_its_group_and_the_biggest_group_is_first() -> None:
    entries = [entry(angle, n) for n, angle in enumerate(["90", "0", "10", "21", "91"])]
    first, second = grouped(entries)
    assert (first.question, len(first.entries)) == ("10", 3)
    assert questions(second) == {"90", "91"}
    often = [*entries, *(entry("21", 10 + n) for n in range(5))]
    assert grouped(often)[0].question == "21"


def test_a_chain_of_neighbours_is_not_one_group() -> None:
    for gap in grouped([entry(str(angle), angle) for angle in range(0, 180, 9)]):
        vectors = by_angle(sorted(questions(gap)))
        assert (vectors @ vectors.T).mean() >= ALIKE


def test_questions_of_a_task_stay_together_and_new_ones_alike_join_them() -> None:
    entries = [
        entry("0", 1, task=2),
        entry("120", 2, task=2),
        entry("60", 3, task=1),
        entry("61", 4),
        entry("0", 5),  # the same words as one in a task
        entry("240", 6),
    ]
    found = grouped(entries, [task(1), task(2)])
    assert [(questions(gap), gap.task) for gap in found] == [
        ({"0", "120"}, task(2)),
        ({"60", "61"}, task(1)),
        ({"240"}, None),
    ]


def test_each_entry_is_in_one_gap_and_the_newest_come_first() -> None:
    entries = [entry("1", n, timedelta(days=n % 3)) for n in range(6)]
    (gap,) = grouped(entries)
    assert [one.id for one in gap.entries] == ["e0000", "e0003", "e0001", "e0004", "e0002", "e0005"]
    assert grouped([]) == []


@given(st.lists(st.tuples(st.integers(0, 359), st.integers(0, 3)), max_size=12), st.randoms())
def test_the_order_of_the_entries_does_not_matter(
    asked: list[tuple[int, int]], random: Random
) -> None:
    entries = [entry(str(angle), n, task=task_id) for n, (angle, task_id) in enumerate(asked)]
    shuffled = random.sample(entries, len(entries))
    found = grouped(entries, [task(1), task(2), task(3)])
    assert grouped(shuffled, [task(3), task(1), task(2)]) == found
    assert sorted(one.id for gap in found for one in gap.entries) == [one.id for one in entries]


def test_the_trend_counts_the_weeks_that_end_now() -> None:
    week = timedelta(weeks=1)
    second = timedelta(seconds=1)
    ages = [timedelta(), week - second, week, N_WEEKS * week - second, N_WEEKS * week]
    (gap,) = grouped([entry("1", n, age) for n, age in enumerate(ages)])
    assert gap.weeks == (1, 0, 0, 0, 0, 0, 1, 2)


def test_thousands_of_different_questions_are_grouped() -> None:
    random = np.random.default_rng(0)
    centres = random.normal(size=(500, 64))
    vectors = np.repeat(centres, 4, axis=0) + random.normal(scale=0.2, size=(2000, 64))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    entries = [entry(str(number), number) for number in range(2000)]
    found = gaps(entries, [], lambda texts: vectors[[int(text) for text in texts]], NOW)
    meanings = {frozenset(int(text) // 4 for text in questions(gap)) for gap in found}
    assert len(found) == 500
    assert meanings == {frozenset([number]) for number in range(500)}


@pytest.mark.parametrize(
    ("day", "working_days", "due"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday
        (date(2026, 3, 7), 5, date(2026, 3, 13)),  # Saturday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_a_task_is_due_after_so_many_days_from_monday_to_friday(
    day: date, working_days: int, due: date
) -> None:
    assert due_on(day, working_days) == due
