import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.spelling import Change, Correction, Speller

TEXTS = (
    "《规划》共十四章，由3大部分、49条构成。请谈谈我区2035年远景目标是什么呢？",
    "“十四五”期间，计划实施重点建设项目165个，总投资2488亿元。根据“十四五”期间指标体系设置。",
    "建设海峡健康城、港湾幸福城，推进泉州科学城和两岸融合，打造三大产业片区。",
    "工业科技类项目61个，商贸服务类项目12个。全面贯通“五横五纵”路网，打赢“抢人大战”。",
    "“十三五”期间，重点建设项目顺利推进，泉州台商投资区经济平稳发展。停车南侧的道路已经修好。",
)


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.build(TEXTS, ["荣跃"])


def read(speller: Speller, question: str) -> str:
    return speller.correct(question).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("泉州科雪城以什么为支撑", "泉州科学城以什么为支撑"),
        ("两暗融合是什么", "两岸融合是什么"),
        ("重点健设项目有多少个", "重点建设项目有多少个"),
        ("规化一共几章", "规划一共几章"),
        ("五恒五纵路网", "五横五纵路网"),
        ("三大产也片区", "三大产业片区"),
        ("重点项目总投姿是多少", "重点项目总投资是多少"),
    ],
)
def test_a_character_of_the_same_sound_is_mended(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("远紧目标", "远景目标"), ("总投高", "总投高"), ("泉粥台商投资区", "泉州台商投资区")],
)
def test_a_near_sound_is_mended_but_not_a_far_one(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("商贸服类项目", "商贸服务类项目"),
        ("工业技科类项目", "工业科技类项目"),
        ("指标系体", "指标体系"),
        ("规划划有几章", "规划有几章"),
        ("远目标景", "远景目标"),
        ("重建点设项目", "重点建设项目"),
        ("港幸福湾城", "港湾幸福城"),
        ("目景远标", "远景目标"),
    ],
)
def test_a_slip_of_the_hand_is_mended(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("海峡建康城", "海峡健康城"),
        ("抢人大站", "抢人大战"),
        ("建康", "建康"),
        ("人大站", "人大站"),
    ],
)
def test_a_real_word_gives_way_only_to_a_longer_phrase(
    speller: Speller, typed: str, meant: str
) -> None:
    assert read(speller, typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "停车难怎么解决？",
        "我市市民常常堵车，怎么办？",
        "规划一共几张图？",
        "这个公式是谁提出的？",
        "厦门市2035年远景目标是什么？",
        "漳州台商投资区有多少个项目？",
        "身份证丢了去哪里补办？",
        "第四章讲什么？",
        "“十二五”期间有多少个项目？",
        "李白是哪个朝代的诗人？",
        "",
        "？？？",
    ],
)
def test_what_is_typed_right_stays(speller: Speller, question: str) -> None:
    assert speller.correct(question) == Correction(question, ())


def test_a_number_is_never_read_as_another(speller: Speller) -> None:
    assert read(speller, "“四十五”期间，是三五还是十四无？") == "“四十五”期间，是三五还是十四无？"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhongdian jianshe xiangmu you duoshao ge", "重点建设项目有多少个"),
        ("2035 yuanjing mubiao shi shenme", "2035 远景目标是什么"),
        ("2025 nian GDP zongtouzi duoshao", "2025 年 GDP 总投资多少"),
        ("guihua yigong duoshao zhang", "规划一共多少章"),
        ("yuanjingmubiao", "远景目标"),
        ("liang'an ronghe", "两岸融合"),
        ("liangan ronghe", "两岸融合"),
        ("泉州kexuecheng以什么为支撑", "泉州科学城以什么为支撑"),
        ("yuánjǐng mùbiāo", "远景目标"),
        ("ｙｕａｎｊｉｎｇ mubiao", "远景目标"),
        ("Yuanjing Mubiao shi shenme?", "远景目标是什么?"),
        ("yuanjin mubiao", "远景目标"),
        ("yuan3jing3 mu4biao1", "远景目标"),
        ("zhong4dian3 xiang4mu4 shi4 shen2me", "重点项目是什么"),
        ("yuajing mubiao", "远景目标"),
        ("zhongdian jianshe xiangmy", "重点建设项目"),
        ("chong dian jian she xiang mu", "重点建设项目"),
    ],
)
def test_pinyin_is_read(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GDP liangqian ershiwu nian", "GDP 2025年"),
        ("liangqianershiwu nian GDP", "2025年 GDP"),
        ("erlingerwu nian GDP", "2025年 GDP"),
        ("GDP er ling er wu", "GDP 2025"),
        ("erlingsanwu nian yuanjing mubiao", "2035年远景目标"),
        ("yibai liushiwu ge xiangmu", "165个项目"),
        ("liangqian sibai bashiba yi", "2488亿"),
        ("sibai sishi yi yuan", "440亿元"),
        ("baifenzhi liu dian wu", "6.5%"),
        ("shisiwu qijian", "十四五期间"),
        ("xiangmu shi shenme", "项目是什么"),
        ("liangqian sibai bashiba yi shi shenme", "2488亿是什么"),
        ("wubai wan shi shenme", "500万是什么"),
        ("yi er san", "yi er san"),
        ("san ge", "san ge"),
    ],
)
def test_numbers_in_pinyin_are_figures(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed).replace(" ", "") == meant.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("renai 远景目标", "renai 远景目标"), ("renai mubiao", "renai 目标")],
)
def test_letters_that_make_no_word_are_left(speller: Speller, typed: str, meant: str) -> None:
    assert read(speller, typed) == meant


def test_initials_are_read_as_the_word_that_alone_has_them(speller: Speller) -> None:
    assert read(speller, "zdjsxm有多少个") == "重点建设项目有多少个"


def test_initials_of_two_words_as_common_are_left() -> None:
    speller = Speller.build(["十四五期间。十四五规划。", "十三五期间。十三五规划。"])
    assert read(speller, "ssw期间有多少项目") == "ssw期间有多少项目"


@pytest.mark.parametrize(
    "question",
    [
        "How many chapters does the plan have?",
        "What is the Quanzhou plan?",
        "talent",
        "women",
        "she can",
        "GDP",
        "PM2.5是多少",
        "mp3 mp4",
        "A4纸和B5纸",
        "Python csv",
        "Python怎么读取csv文件",
        "pdf在哪里下载",
        "A7县有多少项目",
        "xyzzy 12345",
        "lisi zhangsan",
    ],
)
def test_other_letters_are_not_read_as_pinyin(speller: Speller, question: str) -> None:
    assert speller.correct(question) == Correction(question, ())


def test_a_change_says_what_was_typed_and_what_it_is_read_as(speller: Speller) -> None:
    correction = speller.correct("請問兩暗融合和　重点健设项目？")
    assert correction.text == "請問两岸融合和　重点建设项目？"
    assert correction.changes == (Change("兩暗", "两岸"), Change("健设项目", "建设项目"))


def test_readings_of_letters_that_touch_are_one_change(speller: Speller) -> None:
    assert speller.correct("yuanjing mubiao?").changes == (Change("yuanjing mubiao", "远景目标"),)


def test_a_name_that_no_text_has_is_known_from_the_terms(speller: Speller) -> None:
    assert speller.correct("荣跃科长").changes == ()
    assert read(speller, "rongyue shi shui") == "荣跃是谁"


@pytest.mark.parametrize(
    ("typed", "meant"), [("shei", "谁"), ("celue", "策略"), ("celüe", "策略"), ("nuedai", "虐待")]
)
def test_syllables_that_are_written_in_two_ways_are_read(typed: str, meant: str) -> None:
    speller = Speller.build(["策略。虐待。荣跃。"], ["荣跃"])
    assert read(speller, f"rongyue shi {typed}") == f"荣跃是{meant}"


def test_a_corpus_without_words_changes_no_chinese() -> None:
    assert Speller.build([]).correct("重点健设项目") == Correction("重点健设项目", ())


def test_the_state_survives_json(speller: Speller) -> None:
    state = speller.as_state()
    loaded = Speller.from_state(json.loads(json.dumps(state)))
    assert loaded.as_state() == state
    question = "重点健设项目 you duoshao ge"
    assert loaded.correct(question) == speller.correct(question)


def test_equal_texts_give_equal_states(speller: Speller) -> None:
    assert json.dumps(Speller.build(TEXTS, ["荣跃"]).as_state()) == json.dumps(speller.as_state())


ANYTHING = st.text(max_size=60) | st.text(
    "重点健设项目规化两暗十四五zhongdian' GDPü 　？", max_size=60
)


@given(question=ANYTHING)
@settings(max_examples=200, deadline=None)
def test_any_characters_are_read_and_the_changes_account_for_the_difference(
    speller: Speller, question: str
) -> None:
    correction = speller.correct(question)
    rest, place = "", 0
    for change in correction.changes:
        at = question.index(change.original, place)
        rest += question[place:at] + change.replacement
        place = at + len(change.original)
    assert rest + question[place:] == correction.text


@given(question=st.text("zhongdianjsxmu ", max_size=60))
@settings(max_examples=100, deadline=None)
def test_what_is_read_once_is_not_read_otherwise_again(speller: Speller, question: str) -> None:
    once = speller.correct(question).text
    assert not set(once) - set(question) or speller.correct(once).text == once
