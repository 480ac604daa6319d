from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.collection import Collection
from ingest.passages import passages_of
from ingest.records import Exchange, Kind, Passage, Role, Turn
from ingest.sentences import clauses, sentences

MARKERS = [
    *("一是", "二是", "三是", "其一,", "其二,", "首先,", "其次,", "最后,"),
    *("1. ", "2、", "（一）", "(2)", "①", "②", "——", "第一部分", "第二,", "一、", "二、"),
    *("一方面", "另一方面,"),
]
POINTS = ["。", "；", ";", "，", ",", "：", ":", "、", "！", "?", "…"]
ENCLOSING = ["“", "”", "（", "）", "(", ")", "《", "》", "【", "】", '"']
WORDS = [
    *("规划", "提高水平", "我区2035年", "6.5%", "1,000万元", " ", "\u3000", "x", "建设" * 30),
    *("8:30", "https://a.cn/b?c=1"),
]
TEXTS = st.lists(st.sampled_from(MARKERS + POINTS + ENCLOSING + WORDS), min_size=1, max_size=80)
PARAGRAPHS = TEXTS.map(lambda parts: "".join(parts).strip()).filter(bool)
ANSWERS = st.lists(PARAGRAPHS, min_size=1, max_size=4)
ANY_TEXTS = st.one_of(
    st.text(), st.text(alphabet='规划。；，,.:：!？…“”（）()《》\n" 15', max_size=60)
)


def exchange_of(*turns: list[str]) -> Exchange:
    when = datetime(2021, 7, 12, 2, 0)
    answers = [
        Turn(number, "张三", Role.GUEST, when, tuple(paragraphs), number * 2)
        for number, paragraphs in enumerate(turns, 2)
    ]
    return Exchange("a#t001", "a", Kind.SUBSTANTIVE, None, tuple(answers))


def texts(*paragraphs: str, max_chars: int = 450) -> list[str]:
    return [p.text for p in passages_of(exchange_of(list(paragraphs)), max_chars)]


def headings(*paragraphs: str) -> list[str]:
    return [p.heading for p in passages_of(exchange_of(list(paragraphs)))]


def of_seed(collection: Collection, turn: str) -> list[Passage]:
    exchange_id = f"2021-07-12-quanzhou-14th-five-year-plan#{turn}"
    return [p for p in collection.passages if p.exchange_id == exchange_id]


def test_the_vision_of_2035_is_cut_into_its_four_cities(collection: Collection) -> None:
    starts = [(p.heading, p.text[:14]) for p in of_seed(collection, "t009")]
    assert starts == [
        ("", "立足“十三五”发展现状,展望"),
        ("融合示范城", "——融合示范城。突出“台商投"),
        ("科创产业城", "——科创产业城。突出“科技创"),
        ("海峡健康城", "——海峡健康城。突出“文旅健"),
        ("港湾幸福城", "——港湾幸福城。突出“共建共"),
        ("", "总之,“十四五”直至2035"),
    ]


def test_the_key_tasks_are_cut_into_five(collection: Collection) -> None:
    starts = [(p.heading, p.text[:14]) for p in of_seed(collection, "t011")]
    assert starts == [
        ("两岸融合方面", "1. 两岸融合方面。以两岸同"),
        ("科技创新方面", "2. 科技创新方面。“十四五"),
        ("人才引进方面", "3. 人才引进方面。城市的发"),
        ("产业发展方面", "4. 产业发展方面。锚定高质"),
        ("城市品质方面", "5. 城市品质方面。台商区作"),
    ]


def test_the_plan_is_cut_into_its_three_parts(collection: Collection) -> None:
    starts = [(p.heading, p.text[:13]) for p in of_seed(collection, "t007")]
    assert starts == [
        ("", "《规划》共十四章,由3大部"),
        ("第一部分——总论部分", "第一部分——总论部分(第一"),
        ("第二部分——分论部分", "第二部分——分论部分(第三"),
        ("第三部分——结尾部分", "第三部分——结尾部分(第十"),
    ]


def test_the_differences_are_cut_at_each_of_the_three(collection: Collection) -> None:
    starts = [(p.heading, p.text[:9]) for p in of_seed(collection, "t005")]
    assert starts == [
        ("", "与“十二五”“十三"),
        ("从形势上看", "其一,从形势上看。"),
        ("从目标上看", "其二,从目标上看。"),
        ("从问题上看", "其三,从问题上看。"),
    ]


def test_the_projects_are_cut_into_five_clauses_under_their_total(collection: Collection) -> None:
    total = "“十四五”期间我区计划实施重点建设项目165个,总投资2488亿元,计划投资1593.1亿元"
    assert [(p.heading, p.text) for p in of_seed(collection, "t015")] == [
        ("", f"{total}。其中:"),
        (total, "城建环保类项目36个,总投资932.1亿元,计划投资697.3亿元;"),
        (total, "工业科技类项目66个,总投资806.3亿元,计划投资475.5亿元;"),
        (total, "商贸服务类项目46个,总投资617亿元,计划投资332.6亿元;"),
        (total, "社会事业类项目15个,总投资106.5亿元,计划投资73亿元;"),
        (total, "农林水利类项目 2个,总投资26.3亿元,计划投资14.5亿元。"),
    ]


def test_the_reasons_for_the_growth_rate_are_cut_on_the_one_hand_and_on_the_other(
    collection: Collection,
) -> None:
    assert [p.text[:6] for p in of_seed(collection, "t013")] == [
        "“十四五”期",
        "一方面是衔接",
        "另一方面,“",
    ]


def test_passages_of_the_seed_are_numbered_in_order_below_their_exchange(
    collection: Collection,
) -> None:
    assert [p.id.partition("#")[2] for p in of_seed(collection, "t013")] == [
        "t013p01",
        "t013p02",
        "t013p03",
    ]


def test_passages_of_the_seed_joined_are_its_answers(collection: Collection) -> None:
    joined = {exchange.id: "" for exchange in collection.searched}
    for passage in collection.passages:
        joined[passage.exchange_id] += passage.text
    assert joined == {exchange.id: exchange.answer for exchange in collection.searched}


def test_a_short_paragraph_is_one_passage() -> None:
    assert texts("规划共十四章。由三大部分构成。") == ["规划共十四章。由三大部分构成。"]


def test_each_paragraph_begins_a_passage() -> None:
    assert texts("规划共十四章。", "历时半年。") == ["规划共十四章。\n", "历时半年。"]


def test_paragraphs_of_two_turns_are_never_in_one_passage() -> None:
    found = passages_of(exchange_of(["规划共十四章。"], ["我补充一点。"]))
    assert [p.text for p in found] == ["规划共十四章。\n", "我补充一点。"]


@pytest.mark.parametrize("marker", ["1. ", "2、", "3）", "（一）", "(2)", "三、", "①", "——", "- "])
def test_a_list_item_has_the_words_before_its_full_stop_as_heading(marker: str) -> None:
    assert headings(f"{marker}产业发展。做大做强产业。") == ["产业发展"]


def test_a_list_item_without_a_short_title_has_no_heading() -> None:
    assert headings("1. 着眼大局大势，注重落细落实，持续做好三篇文章。") == [""]


@pytest.mark.parametrize("figure", ["3.5万元以下", "6.5%", "1、2号线", "12．5亩"])
def test_a_figure_that_opens_a_paragraph_is_no_list_item(figure: str) -> None:
    assert headings(f"{figure}不收利息。") == [""]


def test_a_list_item_may_open_with_a_year() -> None:
    assert headings("1.2024年新建学校。共12所。") == ["2024年新建学校"]


@pytest.mark.parametrize("text", ["1. 每天上午9:00至11:30受理。", "1. 请登录https://a.cn查询。"])
def test_a_colon_in_a_time_or_an_address_ends_no_title(text: str) -> None:
    assert headings(text) == [""]


def test_two_clauses_between_semicolons_are_no_list() -> None:
    assert texts("建成学校；建成医院。") == ["建成学校；建成医院。"]


def test_three_clauses_between_semicolons_are_a_list_under_what_introduces_them() -> None:
    text = "今年的任务包括：建成学校；建成医院；建成公园。以上是全部任务。"
    assert texts(text) == [
        "今年的任务包括：",
        "建成学校；",
        "建成医院；",
        "建成公园。",
        "以上是全部任务。",
    ]
    assert headings(text) == ["", *["今年的任务包括"] * 3, ""]


def test_times_in_a_list_stay_whole() -> None:
    assert texts("办理时间为工作日8:30至12:00；周六9：00至11：30；周日休息。") == [
        "办理时间为工作日8:30至12:00；",
        "周六9：00至11：30；",
        "周日休息。",
    ]


def test_what_introduces_a_list_of_times_ends_in_the_first_colon_that_is_none_of_theirs() -> None:
    assert texts("窗口办理时间:工作日8:30至12:00；周六9:00至11:30；周日休息。") == [
        "窗口办理时间:",
        "工作日8:30至12:00；",
        "周六9:00至11:30；",
        "周日休息。",
    ]


def test_an_address_in_a_list_stays_whole() -> None:
    assert texts("详见https://a.cn/b.html，有办事指南；表格可以下载；样表可以查看。") == [
        "详见https://a.cn/b.html，有办事指南；",
        "表格可以下载；",
        "样表可以查看。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "应提供材料（身份证；户口本；失业证明）到窗口办理。",
        "应提供材料（身份证（原件）；户口本；失业证明）到窗口办理。",
        "坚持“一厂一策；一企一档；一事一议”抓好落实。",
        "做好两件事（一是扩岗位；二是强培训）就能见效。",
    ],
)
def test_a_list_in_brackets_or_quotation_marks_is_not_cut(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    "before",
    ["", "今年我们做三件事。", "今年我们做三件事："],
)
@pytest.mark.parametrize(
    "numbers",
    [
        ("一是", "二是", "三是"),
        ("第一，", "第二，", "第三，"),
        ("第一個方面，", "第二個方面，", "第三個方面，"),
        ("首先，", "其次，", "最後，"),
        ("1、", "2、", "3、"),
        ("1. ", "2. ", "3. "),
        ("1）", "2）", "3）"),
        ("一、", "二、", "三、"),
        ("（一）", "（二）", "（三）"),
    ],
)
def test_an_enumeration_in_a_paragraph_is_cut_into_members_with_their_titles(
    numbers: tuple[str, str, str], before: str
) -> None:
    first, second, third = numbers
    members = [f"{first}扩岗位。开发1万个。", f"{second}强培训。", f"{third}优服务（含网上）。"]
    paragraph = before + "".join(members)
    assert texts(paragraph) == [*filter(None, [before]), *members]
    assert headings(paragraph) == [*([""] if before else []), "扩岗位", "强培训", "优服务"]


def test_of_an_enumeration_in_another_the_outer_one_is_cut() -> None:
    text = (
        "下一步，我们继续努力。首先，扩岗位。一是开发岗位2000个；二是引导企业扩岗1万个。"
        "其次，强培训。一是订单式培训；二是发放培训券。最后，优服务。"
    )
    assert texts(text) == [
        "下一步，我们继续努力。",
        "首先，扩岗位。一是开发岗位2000个；二是引导企业扩岗1万个。",
        "其次，强培训。一是订单式培训；二是发放培训券。",
        "最后，优服务。",
    ]


@pytest.mark.parametrize("line", ["一、适用对象", "一、适用对象："])
def test_text_below_a_line_with_a_title_has_it_as_heading(line: str) -> None:
    found = headings(line, "本市居民可以申请。", "（二）高校毕业生。", "其他人不适用。")
    assert found[1:] == ["适用对象", "高校毕业生", "适用对象"]


def test_the_next_section_ends_the_one_before() -> None:
    assert headings(
        "一、适用对象", "本市居民。", "二、期限", "一年。", "三、其他：无。", "请来。"
    ) == [*("", "适用对象", "", "期限", "其他", "")]


def test_a_section_ends_with_its_turn() -> None:
    found = passages_of(exchange_of(["一、适用对象", "本市居民。"], ["我补充一点。"]))
    assert [p.heading for p in found] == ["", "适用对象", ""]


def test_numbered_lines_in_a_row_are_no_titles() -> None:
    assert headings("一、身份证", "二、户口本", "三、照片", "请到窗口办理。") == [""] * 4


def test_members_of_an_enumeration_are_cut_only_where_a_clause_begins() -> None:
    text = "任务有两项。一是建设学校，这也一是民生；二是建设医院。"
    assert texts(text) == ["任务有两项。", "一是建设学校，这也一是民生；", "二是建设医院。"]


def test_a_long_paragraph_is_cut_between_sentences_as_evenly_as_they_allow() -> None:
    text = "一二三四五六七八。" * 5
    assert texts(text, max_chars=20) == ["一二三四五六七八。" * 2] * 2 + ["一二三四五六七八。"]


def test_a_single_sentence_is_never_cut() -> None:
    assert texts("建设" * 300 + "。") == ["建设" * 300 + "。"]


@given(st.lists(ANSWERS, min_size=1, max_size=3))
@example([["一是建设。二是" + "建设。" * 200], ["1. "]])
def test_passages_joined_are_the_answer(turns: list[list[str]]) -> None:
    exchange = exchange_of(*turns)
    assert "".join(p.text for p in passages_of(exchange)) == exchange.answer


@given(st.lists(ANSWERS, min_size=1, max_size=3))
def test_passages_touch_and_hold_what_stands_at_their_offsets(turns: list[list[str]]) -> None:
    exchange = exchange_of(*turns)
    end = 0
    for passage in passages_of(exchange):
        assert passage.start == end
        assert passage.text == exchange.answer[passage.start : passage.end] != ""
        end = passage.end
    assert end == len(exchange.answer)


@given(st.lists(ANSWERS, min_size=1, max_size=3))
def test_passages_are_numbered_from_one_without_a_gap(turns: list[list[str]]) -> None:
    found = passages_of(exchange_of(*turns))
    assert [p.id for p in found] == [f"a#t001p{at:02d}" for at in range(1, len(found) + 1)]


@given(ANSWERS, st.integers(20, 200))
def test_a_passage_is_longer_than_allowed_only_if_it_is_one_sentence(
    paragraphs: list[str], max_chars: int
) -> None:
    for text in texts(*paragraphs, max_chars=max_chars):
        assert len(text) <= max_chars or sentences(text) == [(0, len(text))]


def cut(text: str) -> list[str]:
    return [text[slice(*span)] for span in clauses(text)]


def test_sentences_end_at_full_stops_with_their_closing_quotes() -> None:
    text = "他说：“开工！”规划共十四章。历时半年"
    found = [text[slice(*span)] for span in sentences(text)]
    assert found == ["他说：“开工！”", "规划共十四章。", "历时半年"]


def test_a_sentence_keeps_the_newline_that_ends_it() -> None:
    text = "规划共十四章。\n历时半年\n"
    assert [text[slice(*span)] for span in sentences(text)] == ["规划共十四章。\n", "历时半年\n"]


def test_a_full_stop_in_brackets_ends_no_sentence() -> None:
    assert sentences("规划（共十四章。历时半年）已经完成。") == [(0, 18)]


@pytest.mark.parametrize("marks", ["“”", "「」"])
def test_a_short_quotation_is_in_one_sentence(marks: str) -> None:
    text = f"{marks[0]}钱从哪里来？人往哪里去？{marks[1]}规划已经答了。"
    found = [text[slice(*span)] for span in sentences(text)]
    assert found == [f"{marks[0]}钱从哪里来？人往哪里去？{marks[1]}", "规划已经答了。"]


def test_a_long_quotation_is_in_several_sentences() -> None:
    assert len(sentences(f"他说：“{'规划共十四章。' * 10}”")) == 10


def test_a_question_mark_in_an_address_ends_no_sentence_and_no_clause() -> None:
    text = "请登录https://a.cn/b?id=3查询。"
    assert sentences(text) == clauses(text) == [(0, len(text))]


def test_a_half_width_question_mark_before_a_figure_ends_a_sentence() -> None:
    assert sentences("何时开工?2025年。") == [(0, 5), (5, 11)]


def test_clauses_end_at_commas_colons_and_semicolons() -> None:
    assert cut("其中:项目36个,总投资932.1亿元；计划投资697.3亿元。") == [
        "其中:",
        "项目36个,",
        "总投资932.1亿元；",
        "计划投资697.3亿元。",
    ]


@pytest.mark.parametrize("figure", ["1,000", "12,345,678", "3.5", "16:30", "1，000"])
def test_a_figure_stays_whole(figure: str) -> None:
    assert cut(f"投资{figure}元,今年完成") == [f"投资{figure}元,", "今年完成"]


@pytest.mark.parametrize("enclosed", ["(时空,人机交互)", "（时空，智能电网）", "《规划，纲要》"])
def test_what_is_enclosed_stays_whole(enclosed: str) -> None:
    assert cut(f"建设基地{enclosed},今年完成") == [f"建设基地{enclosed},", "今年完成"]


def test_an_empty_text_has_no_sentences_and_no_clauses() -> None:
    assert sentences("") == []
    assert clauses("") == []


@given(ANY_TEXTS)
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(text[slice(*span)] for span in sentences(text)) == text


@given(ANY_TEXTS)
def test_clauses_joined_are_the_text(text: str) -> None:
    assert "".join(cut(text)) == text


@given(ANY_TEXTS)
def test_every_sentence_ends_where_a_clause_ends(text: str) -> None:
    assert {end for _, end in sentences(text)} <= {end for _, end in clauses(text)}
