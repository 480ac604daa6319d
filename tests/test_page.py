from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from ingest.page import parse_page
from ingest.records import CorpusError, Guest, Interview, Role, Turn

Page = Callable[..., str]
PLAN = "《泉州台商投资区国民经济和社会发展第十四个五年规划和二0三五年远景目标纲要》"
QUESTION = ("主持人", "02:00:00", "请问规划何时编制?")
ANSWER = ("张三", "02:01:00", "规划于2020年8月启动。")


def parse(text: str) -> Interview:
    return parse_page(text, "a", "a.txt")


def test_the_seed_has_the_title_that_is_published(interview: Interview) -> None:
    assert interview.title == f"{PLAN}相关内容解读"


def test_the_seed_has_the_introduction_that_is_published(interview: Interview) -> None:
    assert interview.introduction == (
        f"{PLAN}需重点关注的问题进行说明"
        "(2035年远景目标、重点任务情况、主要经济社会指标设置情况、项目支撑等方面);"
    )


def test_the_seed_has_the_day_and_the_hours_of_the_heading(interview: Interview) -> None:
    held = (interview.date, interview.start, interview.end)
    assert held == (date(2021, 7, 12), time(16, 0), time(17, 0))


def test_the_seed_has_its_guest_with_his_office(interview: Interview) -> None:
    assert interview.guests == (Guest("荣跃", "科技经济发展局发改科科长"),)


def test_the_seed_tells_the_office_of_its_guest_and_of_nobody_else(interview: Interview) -> None:
    assert interview.office_of("荣跃") == "科技经济发展局发改科科长"
    assert interview.office_of("主持人") == ""


def test_the_seed_has_its_host_and_its_source(interview: Interview) -> None:
    assert interview.host == "主持人"
    assert interview.source == "往期访谈_泉州台商投资区管理委员会"


@pytest.mark.parametrize(
    ("number", "speaker", "role", "clock", "line", "first_words"),
    [
        (1, "主持人", Role.HOST, "02:00:00", 9, "各位网友大家好,欢迎大家关注"),
        (2, "荣跃", Role.GUEST, "02:02:12", 11, "主持人好!网友朋友们,大家好!"),
        (3, "主持人", Role.HOST, "02:02:45", 13, "请您详细描述下我区“十四五”"),
        (4, "荣跃", Role.GUEST, "02:03:09", 15, "区“十四五”规划编制工作于2020年8月"),
        (5, "主持人", Role.HOST, "02:08:16", 17, "我区这次的“十四五”规划编制"),
        (6, "荣跃", Role.GUEST, "02:08:45", 19, "与“十二五”“十三五”相比,"),
        (7, "主持人", Role.HOST, "02:13:56", 21, "请为我们简单介绍下"),
        (8, "荣跃", Role.GUEST, "02:14:10", 23, "《规划》共十四章,"),
        (9, "主持人", Role.HOST, "02:16:50", 28, "请谈谈我区2035年远景目标是什么呢?"),
        (10, "荣跃", Role.GUEST, "02:17:07", 30, "立足“十三五”发展现状,"),
        (11, "主持人", Role.HOST, "02:25:25", 37, "通过以上详细解答,"),
        (12, "荣跃", Role.GUEST, "02:25:57", 39, "1. 两岸融合方面。"),
        (13, "主持人", Role.HOST, "02:34:13", 45, "根据“十四五”期间指标体系,"),
        (14, "荣跃", Role.GUEST, "02:34:31", 47, "“十四五”期间指标体系的设置,"),
        (15, "主持人", Role.HOST, "02:37:03", 49, "请简单说下十四五”期间"),
        (16, "荣跃", Role.GUEST, "02:37:32", 51, "“十四五”期间我区计划实施重点建设项目165个,"),
        (17, "主持人", Role.HOST, "02:40:16", 53, "好的,谢谢荣跃科长耐心的解答!"),
        (18, "荣跃", Role.GUEST, "02:40:27", 55, "借此机会,"),
    ],
)
def test_each_turn_of_the_seed_is_read(
    interview: Interview,
    number: int,
    speaker: str,
    role: Role,
    clock: str,
    line: int,
    first_words: str,
) -> None:
    turn = interview.turns[number - 1]
    assert (turn.number, turn.speaker, turn.role, turn.line) == (number, speaker, role, line)
    assert turn.time == datetime.fromisoformat(f"2021-07-12 {clock}")
    assert turn.text.startswith(first_words)


def test_the_seed_has_no_more_turns_than_eighteen(interview: Interview) -> None:
    assert [turn.number for turn in interview.turns] == list(range(1, 19))


def test_the_seed_keeps_the_paragraphs_of_an_answer(interview: Interview) -> None:
    starts = [paragraph[:5] for paragraph in interview.turns[11].paragraphs]
    assert starts == ["1. 两岸", "2. 科技", "3. 人才", "4. 产业", "5. 城市"]


def test_the_last_turn_of_the_seed_ends_before_the_footer_of_the_site(interview: Interview) -> None:
    assert interview.turns[-1].text.endswith("为企业和广大群众做好服务工作。")


def test_a_page_becomes_an_interview(page: Page) -> None:
    text = page(head=("往期访谈_某某管委会", "《某某规划》解读", "介绍规划。", "欢迎提问。"))
    assert parse_page(text, "2021-plan", "a.txt") == Interview(
        id="2021-plan",
        title="《某某规划》解读",
        introduction="介绍规划。\n欢迎提问。",
        date=date(2021, 7, 12),
        start=time(16, 0),
        end=time(17, 0),
        guests=(Guest("张三", "某局局长"),),
        host="主持人",
        source="往期访谈_某某管委会",
        turns=(
            Turn(
                number=1,
                speaker="主持人",
                role=Role.HOST,
                time=datetime(2021, 7, 12, 2, 0),
                paragraphs=("请问规划何时编制?",),
                line=8,
            ),
            Turn(
                number=2,
                speaker="张三",
                role=Role.GUEST,
                time=datetime(2021, 7, 12, 2, 1),
                paragraphs=("规划于2020年8月启动。",),
                line=10,
            ),
        ),
    )


def test_full_width_colons_are_read_like_others(page: Page) -> None:
    details = ("时 间：2021-07-12 16：00-17：00", "嘉 宾：某局局长张三", "主 持 人：主持人")
    turns = (("主持人：", *QUESTION[1:]), ("张三：", "02：01：00", ANSWER[2]))
    assert parse(page(turns, details=details)) == parse(page())


def test_labels_in_traditional_characters_are_read(page: Page) -> None:
    found = parse(page(details=("時 間:2021-07-12 16:00-17:00", "嘉 賓:某局局长张三")))
    assert (found.start, found.end) == (time(16, 0), time(17, 0))
    assert found.guests == (Guest("张三", "某局局长"),)


def test_labels_without_spaces_or_with_more_words_are_read(page: Page) -> None:
    found = parse(page(details=("访谈时间:2021-07-12 16:00-17:00", "访谈嘉宾:某局局长张三")))
    assert (found.date, found.start) == (date(2021, 7, 12), time(16, 0))
    assert found.guests == (Guest("张三", "某局局长"),)


def test_a_time_without_an_end_is_no_turn(page: Page) -> None:
    found = parse(page(details=("时 间:2021-07-12 16:00", "嘉 宾:某局局长张三")))
    assert (found.start, found.end) == (time(16, 0), None)
    assert [turn.speaker for turn in found.turns] == ["主持人", "张三"]
    assert found.guests == (Guest("张三", "某局局长"),)


def test_a_day_without_hours_is_read(page: Page) -> None:
    found = parse(page(details=("时 间:2021年7月12日", "嘉 宾:某局局长张三")))
    assert (found.date, found.start, found.end) == (date(2021, 7, 12), None, None)


def test_a_page_without_details_has_the_day_of_its_first_turn(page: Page) -> None:
    found = parse(page(details=(), day="2022-03-04"))
    assert (found.date, found.start, found.host) == (date(2022, 3, 4), None, "主持人")
    assert found.guests == (Guest("张三", ""),)


def test_a_guest_line_may_put_the_name_first(page: Page) -> None:
    turns = (QUESTION, ("荣跃", "02:01:00", "2020年8月启动。"))
    found = parse(page(turns, details=("嘉 宾:荣跃（发改科科长）",)))
    assert found.guests == (Guest("荣跃", "发改科科长"),)


def test_two_guests_with_names_first_keep_their_own_offices(page: Page) -> None:
    turns = (QUESTION, ANSWER, ("李四", "02:02:00", "我补充一点。"))
    found = parse(page(turns, details=("嘉 宾:张三（局长）、李四（副局长）",)))
    assert found.guests == (Guest("张三", "局长"), Guest("李四", "副局长"))


def test_two_guests_with_offices_first_keep_their_own_offices(page: Page) -> None:
    turns = (QUESTION, ANSWER, ("李四", "02:02:00", "我补充一点。"))
    found = parse(page(turns, details=("嘉 宾:某局局长张三、副局长李四",)))
    assert found.guests == (Guest("张三", "某局局长"), Guest("李四", "副局长"))


def test_a_guest_who_never_speaks_lends_nobody_his_office(page: Page) -> None:
    details = ("嘉 宾:某局局长李四、党组书记、副局长张三",)
    assert parse(page(details=details)).guests == (Guest("张三", "党组书记、副局长"),)


def test_a_paragraph_that_ends_in_a_time_is_no_turn(page: Page) -> None:
    question = ("主持人", "02:00:00", "请问何时开会?")
    answer = ("张三", "02:01:00", "会议将于2021-07-12 16:00", "地点在礼堂。")
    assert [turn.paragraphs for turn in parse(page((question, answer))).turns] == [
        ("请问何时开会?",),
        ("会议将于2021-07-12 16:00", "地点在礼堂。"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "  • 网友“加油！”2021-07-12 02:02:00",
        "  • 网友：小雨 2021-07-12 02:02:00",
        "  • 网友[阳光]2021-07-12 02:02:00",
        "  • 网友小王2021/07/12 02:02:00",
        "  • 网友小王2021年7月12日02:02",
        "      网友小王 2021-07-12 02:02:00",
    ],
)
def test_a_heading_in_an_uncommon_form_is_never_taken_for_the_guests_words(
    page: Page, heading: str
) -> None:
    turns = (
        QUESTION,
        ANSWER,
        ("网友", "02:02:00", "系统天天坏。"),
        ("张三", "02:03:00", "已修复。"),
    )
    found = parse(page(turns).replace("  • 网友2021-07-12 02:02:00", heading))
    assert [turn.text for turn in found.turns] == [turn[2] for turn in turns]
    assert found.turns[2].role is Role.PUBLIC
    assert found.turns[2].time == datetime(2021, 7, 12, 2, 2)


def test_a_dated_item_of_an_answer_is_no_turn(page: Page) -> None:
    items = ("安排如下:", "• 报名截止:2021-07-30 17:00", "• 考试:2021-08-15 09:00")
    found = parse(page((QUESTION, (*ANSWER[:2], *items))))
    assert found.turns[1].paragraphs == items


def test_hours_of_an_office_are_not_those_of_the_interview(page: Page) -> None:
    details = (
        "时 间:2021-07-12 16:00-17:00",
        "嘉 宾:某局局长张三",
        "办公时间:周一至周五 9:00-17:00",
    )
    assert parse(page(details=details)).start == time(16, 0)


def test_when_the_site_printed_the_page_is_neither_a_turn_nor_the_day(page: Page) -> None:
    head = ("往期访谈_某某管委会", "《某某规划》解读", "发布日期：2021-07-20 09:12")
    details = ("时 间:2021-07-12 16:00-17:00", "嘉 宾:某局局长张三", "发布时间:2021-07-20 09:12")
    found = parse(page(head=head, details=details))
    assert (found.date, found.start) == (date(2021, 7, 12), time(16, 0))
    assert [turn.speaker for turn in found.turns] == ["主持人", "张三"]


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        ("2021年7月12日下午3:00-4:30", time(15, 0), time(16, 30)),
        ("2021-07-12 上午11:00-下午1:00", time(11, 0), time(13, 0)),
        ("2021-07-12 晚上7:30", time(19, 30), None),
        ("2021-07-12 中午12:00-1:30", time(12, 0), time(13, 30)),
    ],
)
def test_hours_of_the_afternoon_are_counted_from_midnight(
    page: Page, when: str, start: time, end: time | None
) -> None:
    found = parse(page(details=(f"时 间:{when}", "嘉 宾:某局局长张三")))
    assert (found.start, found.end) == (start, end)


def test_a_name_is_the_same_with_spaces_or_characters_that_nobody_sees(page: Page) -> None:
    turns = (QUESTION, ("张　三", *ANSWER[1:]), ("\u200b张 三", "02:02:00", "共十四章。"))
    found = parse(page(turns, details=("嘉 宾:某局局长张  三",)))
    assert [turn.speaker for turn in found.turns] == ["主持人", "张三", "张三"]
    assert found.guests == (Guest("张三", "某局局长"),)


def test_two_guest_lines_are_read_as_one(page: Page) -> None:
    turns = (QUESTION, ANSWER, ("李四", "02:02:00", "我补充一点。"))
    found = parse(page(turns, details=("嘉 宾:某局局长张三", "嘉 宾:某科科长李四")))
    assert found.guests == (Guest("张三", "某局局长"), Guest("李四", "某科科长"))


def test_a_host_with_a_name_and_an_office_is_no_guest(page: Page) -> None:
    turns = (("李明", *QUESTION[1:]), ANSWER)
    found = parse(page(turns, details=("嘉 宾:某局局长张三", "主 持 人:电视台主播李明")))
    assert [turn.role for turn in found.turns] == [Role.HOST, Role.GUEST]
    assert found.guests == (Guest("张三", "某局局长"),)


@pytest.mark.parametrize(
    "speaker",
    [
        "网友",
        "网友小王",
        "网友138",
        "網友",
        "市民陈先生",
        "村民“想盖房”",
        "记者",
        "現場觀眾",
        "台商林先生",
    ],
)
def test_one_of_the_public_is_no_guest(page: Page, speaker: str) -> None:
    found = parse(page(((speaker, *QUESTION[1:]), ANSWER)))
    assert [(turn.speaker, turn.role) for turn in found.turns] == [
        (speaker, Role.PUBLIC),
        ("张三", Role.GUEST),
    ]


@pytest.mark.parametrize("speaker", ["市民政局张三", "居民委员会主任张三", "学生处张三"])
def test_an_office_that_begins_like_one_of_the_public_is_a_guest(page: Page, speaker: str) -> None:
    found = parse(page((QUESTION, (speaker, *ANSWER[1:])), details=()))
    assert found.turns[-1].role is Role.GUEST


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("听说要重新分地。是真的吗?", Role.PUBLIC),
        ("会不会重新分地?我们家没有地。", Role.PUBLIC),
        ("为什么慢?因为停工。停工之后又查。查完再建。", Role.GUEST),
    ],
)
def test_who_only_asks_and_is_not_on_the_guest_line_is_one_of_the_public(
    page: Page, words: str, role: Role
) -> None:
    turns = (QUESTION, ANSWER, ("李四", "02:02:00", words), ("张三", "02:03:00", "不分。"))
    found = parse(page(turns, details=("嘉 宾:某局局长张三",)))
    assert found.turns[2].role is role
    listed = parse(page(turns, details=("嘉 宾:某局局长张三、某科科长李四",)))
    assert listed.turns[2].role is Role.GUEST


def test_other_line_ends_make_no_difference(page: Page) -> None:
    assert parse(page().replace("\n", "\r\n")) == parse(page())
    assert parse(page().replace("\n", "\r")) == parse(page())


def test_a_time_in_minutes_is_the_full_minute(page: Page) -> None:
    turns = (("主持人", "2:00", "请问规划何时编制?"), ("张三", "02:01", "2020年8月启动。"))
    found = parse(page(turns))
    assert [turn.time.time() for turn in found.turns] == [time(2, 0), time(2, 1)]


@pytest.mark.parametrize(("left", "right"), [("[", "]"), ("【", "】")])
def test_brackets_around_a_speaker_are_left_out(page: Page, left: str, right: str) -> None:
    host, guest = f"{left}主持人{right}", f"{left}张三{right} "
    found = parse(page(((host, *QUESTION[1:]), (guest, *ANSWER[1:]))))
    assert [turn.speaker for turn in found.turns] == ["主持人", "张三"]


def test_a_page_without_indents_is_read_without_its_footer(page: Page) -> None:
    turns = (QUESTION, (*ANSWER, "编制历时半年。"))
    found = parse(page(turns, indent="", footer="提示信息"))
    assert [turn.paragraphs for turn in found.turns] == [
        ("请问规划何时编制?",),
        ("规划于2020年8月启动。", "编制历时半年。"),
    ]


def test_unindented_lines_below_the_last_turn_are_the_site_s_own(page: Page) -> None:
    found = parse(page(footer="提示信息\n版权所有\n      地址：某路1号"))
    assert found.turns[-1].paragraphs == ("规划于2020年8月启动。",)


def test_blank_lines_make_no_difference(page: Page) -> None:
    found = parse(page().replace("\n", "\n\n"))
    assert [turn.paragraphs for turn in found.turns] == [
        ("请问规划何时编制?",),
        ("规划于2020年8月启动。",),
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n\u3000\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt:1: 文件是空的，没有访谈内容$"):
        parse(text)


def test_a_file_without_turns_is_refused_at_its_first_words() -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt:2: 不像访谈：没有找到“发言人\+时间”一行"):
        parse("\n关于印发某某规划的通知\n各乡镇:\n")


def test_a_turn_without_a_speaker_is_refused_at_its_line(page: Page) -> None:
    turns = (QUESTION, ("", "02:01:00", "2020年8月启动。"))
    with pytest.raises(CorpusError, match=r"^a\.txt:8: 这次发言没有发言人；"):
        parse(page(turns))


def test_a_turn_without_words_is_refused_at_its_line(page: Page) -> None:
    turns = (QUESTION, ("张三", "02:01:00"), ("李四", "02:02:00", "2020年8月启动。"))
    with pytest.raises(CorpusError, match=r"^a\.txt:8: 张三的这次发言没有内容$"):
        parse(page(turns))


def test_an_impossible_day_of_a_turn_is_refused_at_its_line(page: Page) -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt:6: 没有这样的时间：“2021-02-30 02:00:00”$"):
        parse(page(day="2021-02-30"))


def test_an_impossible_hour_of_a_turn_is_refused_at_its_line(page: Page) -> None:
    turns = (QUESTION, ("张三", "25:01:00", "2020年8月启动。"))
    with pytest.raises(CorpusError, match=r"^a\.txt:8: 没有这样的时间：“2021-07-12 25:01:00”$"):
        parse(page(turns))


def test_an_impossible_day_of_the_interview_is_refused_at_its_line(page: Page) -> None:
    details = ("嘉 宾:某局局长张三", "时 间:2021-13-12 16:00-17:00")
    with pytest.raises(CorpusError, match=r"^a\.txt:4: 没有这样的日期或钟点：“2021-13-12 16:00"):
        parse(page(details=details))


def test_an_unreadable_time_of_the_interview_is_refused_at_its_line(page: Page) -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt:3: 看不懂的时间“上周一下午”"):
        parse(page(details=("时 间:上周一下午",)))


def test_an_unindented_line_between_turns_is_refused_at_its_line(page: Page) -> None:
    text = page().replace("  • 张三", "请点击这里\n  • 张三")
    with pytest.raises(CorpusError, match=r"^a\.txt:8: 发言的段落应缩进；"):
        parse(text)


def test_a_head_without_source_or_title_is_refused(page: Page) -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt:1: 第一个发言之前应有两行"):
        parse(page(head=("《某某规划》解读",)))


def test_a_page_on_which_no_guest_speaks_is_refused_at_its_first_turn(page: Page) -> None:
    turns = (QUESTION, ("网友", "02:01:00", "我也想知道。"))
    with pytest.raises(CorpusError, match=r"^a\.txt:6: 没有嘉宾发言：.*主持人（主持人）或网友$"):
        parse(page(turns))
