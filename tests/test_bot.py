"""What is answered, what is refused, and what goes with it."""

import dataclasses
import re
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.bot import QUESTION_MAX, Bot
from chat.followup import complete
from chat.records import Status
from chat.smalltalk import GREETING
from index.embed import load_embedder
from index.lexicon import Lexicon, shipped_lists
from index.reading import Change, Reader
from index.records import Embedder
from index.reranker import load_reranker
from index.search import Searcher
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus
from ingest.records import OpenQuestion, Wording

GDP = "到2025年GDP要达到多少？"


def test_an_answer_cites_the_exchange_that_was_ranked_first(bot: Bot) -> None:
    answer = bot.ask(GDP)
    assert answer.text == "GDP年均增长拟按6.5%安排,到2025年达440亿元。"
    assert answer.citations[0].exchange == answer.ranking[0]


def test_related_questions_are_the_next_ranked_without_the_cited_one(bot: Bot) -> None:
    answer = bot.ask(GDP)
    assert answer.related == answer.ranking[1:4]


def test_below_the_minimum_score_a_question_is_refused_with_the_nearest(searcher: Searcher) -> None:
    answer = Bot(searcher, min_score=1.0).ask(GDP)
    assert (answer.status, answer.text, answer.citations) == (Status.REFUSED, "", ())
    assert answer.related == answer.ranking[:3]


def test_an_empty_or_overlong_question_is_refused_unread(bot: Bot) -> None:
    assert bot.ask(" \n ").ranking == ()
    assert bot.ask("规" * (QUESTION_MAX + 1)).ranking == ()
    assert bot.ask("规划有几章？" * (QUESTION_MAX // 6)).ranking != ()


@pytest.mark.parametrize(
    ("question", "history"),
    [("㍿" * 150 + "有多少个？", []), ("那它呢？", ["重点项目有多少个？", *["它呢？" * 160] * 4])],
)
def test_what_becomes_longer_than_the_models_read_is_answered_or_refused(
    bot: Bot, question: str, history: list[str]
) -> None:
    answer = bot.ask(question, history)
    assert all(len(part.question) <= QUESTION_MAX for part in answer.parts)


def test_a_follow_up_is_completed_from_the_question_before_and_says_so(bot: Bot) -> None:
    answer = bot.ask("其中工业科技类呢？", ["重点建设项目有多少个？"])
    assert answer.question == "其中工业科技类呢？"
    assert [part.question for part in answer.parts] == ["工业科技类重点建设项目有多少个？"]
    assert answer.text == "工业科技类项目66个,总投资806.3亿元,计划投资475.5亿元"


def test_each_of_several_questions_is_answered_or_refused_by_itself(bot: Bot) -> None:
    answer = bot.ask("到2025年GDP要达到多少？红烧肉怎么做好吃？")
    assert [bool(part.citations) for part in answer.parts] == [True, False]
    assert answer.text == "GDP年均增长拟按6.5%安排,到2025年达440亿元。"


def test_a_typing_mistake_is_mended_and_told(bot: Bot) -> None:
    (part,) = bot.ask("泉州科雪城以什么为牵引？").parts
    assert part.reading.text == "泉州科学城以什么为牵引？"
    (note,) = part.reading.notes
    assert (note.kind, note.original, note.replacement) == (
        Change.SPELLING,
        "科雪城",
        "科学城",
    )


def test_a_question_in_pinyin_is_read_as_one_without_gaps(bot: Bot) -> None:
    answer = bot.ask("2025 nian GDP mubiao duoshao")
    assert [part.reading.text for part in answer.parts] == ["2025年GDP目标多少"]
    assert answer.text == "GDP年均增长拟按6.5%安排,到2025年达440亿元。"


@pytest.mark.parametrize(
    "near_miss",
    ["厦门市2035年远景目标是什么？", "“十三五”期间GDP年均增长多少？", "到2030年GDP要达到多少？"],
)
def test_another_place_plan_or_year_is_refused_with_the_nearest(bot: Bot, near_miss: str) -> None:
    answer = bot.ask(near_miss)
    assert answer.status is Status.REFUSED
    assert len(answer.related) == 3


@pytest.mark.parametrize(
    ("asked", "names", "says"),
    [
        ("到2030年GDP要达到多少？", "2030年", "2025年"),
        ("“十三五”期间GDP年均增长多少？", "十三五", "2025年"),
    ],
)
def test_the_words_that_disagree_with_a_refused_question_are_its_near_miss(
    bot: Bot, asked: str, names: str, says: str
) -> None:
    answer = bot.ask(asked)
    (near,) = answer.near_misses
    assert near.citation.quote == "GDP年均增长拟按6.5%安排,到2025年达440亿元。"
    assert [(one.asked, one.said) for one in near.conflicts] == [(names, says)]
    assert near.citation.exchange not in answer.related


def test_neither_an_answer_nor_what_nothing_comes_near_has_a_near_miss(bot: Bot) -> None:
    assert bot.ask(GDP).near_misses == ()
    assert bot.ask("2030年故宫门票要多少钱？").near_misses == ()


def test_small_talk_is_replied_to_and_nothing_is_looked_up(bot: Bot) -> None:
    answer = bot.ask("你好")
    assert (answer.status, answer.parts) == (Status.REPLIED, ())
    assert answer.reply == GREETING


def test_only_the_chosen_interviews_answer(bot: Bot) -> None:
    interviews = ["2021-07-12-quanzhou-14th-five-year-plan"]
    assert bot.ask(GDP, within=bot.collection.select(ids=interviews)).citations
    assert not bot.ask(GDP, within=frozenset()).citations


def test_asking_leaves_nothing_behind_for_the_next_user(bot: Bot) -> None:
    alone = bot.ask("其中工业科技类呢？")
    bot.ask("重点建设项目有多少个？")
    again = bot.ask("其中工业科技类呢？")
    assert (alone.ranking, alone.citations) == (again.ranking, again.citations)


def test_half_a_surrogate_pair_is_asked_as_a_question_mark(bot: Bot) -> None:
    assert bot.ask("规划\ud800", ["\udfff"]).question == "规划?"


@given(st.text(max_size=60))
def test_no_input_raises_and_every_quote_stands_in_its_source(bot: Bot, question: str) -> None:
    for citation in bot.ask(question).citations:
        whole = citation.exchange.answer
        assert whole[citation.start : citation.end] == citation.quote
        assert not re.search(r"^\s|\s$", citation.quote)


@given(
    st.sampled_from([GDP, "重点任务", "今天天气怎么样？", "台胞"]), st.floats(0, 1), st.floats(0, 1)
)
def test_a_higher_minimum_score_never_answers_more(
    searcher: Searcher, question: str, one: float, other: float
) -> None:
    low, high = sorted([one, other])
    strict = Bot(searcher, min_score=high).ask(question)
    lax = Bot(searcher, min_score=low).ask(question)
    assert len(strict.citations) <= len(lax.citations)


def test_the_hosts_own_question_is_answered_for_certain(bot: Bot) -> None:
    for exchange in bot.collection.substantive:
        for question in (exchange.asked, exchange.asked.rstrip("？?")):
            [*_, citation] = bot.ask(question, literal=True).citations
            assert citation.exchange.id == exchange.id
            assert citation.score == 1.0
    strict = Bot(bot.searcher, min_score=0.999999)
    assert strict.ask("到2025年GDP要达到多少？").citations == ()
    assert strict.ask(exchange.asked, literal=True).citations


def test_what_leads_up_to_a_question_is_not_held_against_the_answer(bot: Bot) -> None:
    reading = bot.read("别的地方已经有300个项目。规划共有多少条？")
    first = bot.candidates(reading, None)[1][0]
    assert first.hit.exchange.id.endswith("#t007")
    assert first.conflicts == ()


def test_what_is_left_open_is_less_probably_answered(
    collection: Collection, toy_embedder: Embedder
) -> None:
    question = "重点建设项目总投资里财政出多少？"

    def confidence(*left_open: OpenQuestion) -> float:
        known = dataclasses.replace(collection, open_questions=left_open)
        return Bot(Searcher.build(known, toy_embedder)).ask(question).parts[0].confidence

    [interview] = collection.interviews
    alike = OpenQuestion("建设项目里财政一共出多少钱？", interview.id)
    assert 0 < confidence(alike) < confidence()
    assert confidence(OpenQuestion(question, interview.id)) == 0


def test_what_the_staff_noted_as_left_open_is_not_answered(bot: Bot) -> None:
    noted = "五大新兴产业里除了高端装备制造还有哪四个"
    assert noted in {one.text for one in bot.collection.open_questions}
    asked = "五大新兴产业除了高端装备制造,另外四个是什么?"
    answer = bot.ask(asked)
    assert (answer.citations, answer.parts[0].confidence) == ((), 0.0)
    known = dataclasses.replace(bot.collection, open_questions=())
    old = bot.searcher
    unaware = Bot(Searcher.build(known, old.embedder, reader=old.reader))
    assert unaware.ask(asked).parts[0].confidence > 0
    assert bot.ask("新兴产业是以哪个为引擎的").citations


def test_what_was_taken_for_a_follow_up_is_asked_alone_where_nothing_answers_it(bot: Bot) -> None:
    question, before = "定目标会不会太高够不着", ("台商区有没有参加编制团队比选的其他高校",)
    completed = complete(question, before, bot.knows)
    assert completed.carried
    taken, alone = (bot.ask(one).parts[0].confidence for one in (completed.text, question))
    assert taken < alone
    strict = Bot(bot.searcher, (taken + alone) / 2)
    answer = strict.ask(question, before)
    assert (answer.carried, answer.text) == ("", strict.ask(question).text)
    assert "跳一下能够得着" in answer.text
    assert bot.ask("2030年的呢？", (GDP,)).carried


@pytest.fixture(scope="module")
def bare(bot: Bot) -> Bot:
    """The seed interview without its wordings, with the reranker."""
    known = dataclasses.replace(bot.collection, wordings=(), open_questions=())
    old = bot.searcher
    return Bot(Searcher.build(known, old.embedder, reranker=load_reranker(), reader=old.reader))


def test_what_seems_to_stand_alone_is_asked_behind_the_subject_as_well(bare: Bot) -> None:
    question, before = "业态有哪些？", "产业发展怎么做？"
    answer, alone = bare.ask(question, [before]), bare.ask(question)
    assert (answer.carried, answer.parts[0].question) == ("产业发展", f"产业发展，{question}")
    assert answer.confidence > alone.confidence + 0.3
    assert "三大新经济基地" in answer.text


def test_what_the_staff_names_in_asking_for_words_does_not_speak_against_them(bare: Bot) -> None:
    said, asked = "确定华侨大学政治与公共管理学院", "规划是找厦门哪所大学编的？"
    exchange = next(one for one in bare.collection.exchanges if said in one.answer)
    start = exchange.answer.index(said)
    wording = Wording(asked, exchange.id, start, start + len(said))
    known = dataclasses.replace(bare.collection, wordings=(wording,))
    told = Bot(Searcher.build(known, bare.searcher.embedder, reader=bare.searcher.reader))

    def kinds(bot: Bot, question: str) -> set[str]:
        found = bot.candidates(bot.read(question), None)[1]
        own = next(one for one in found if one.hit.exchange == exchange)
        return {conflict.kind for conflict in own.conflicts}

    assert kinds(bare, asked) == {"place"}
    assert kinds(told, asked) == set()
    assert kinds(told, asked.replace("厦门", "福州")) == {"place"}


HOUSING = {
    2019: (
        ("请问今年老旧小区改造的任务是多少?", "今年我市计划改造老旧小区32个,总投资3.2亿元。"),
        ("地铁1号线建设进展如何?", "地铁1号线2016年9月28日开工,预计2021年底通车试运营。"),
    ),
    2022: (
        ("今年老旧小区改造计划是怎样安排的?", "今年我市计划改造老旧小区58个,总投资6.7亿元。"),
        ("地铁1号线运营情况怎么样?", "地铁1号线2022年1月18日开通试运营,日均客流18万人次。"),
    ),
}


@pytest.fixture(scope="module")
def two_years(page: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """Two interviews that were asked the same, in different years; 李小四 answers of the line."""
    folder = tmp_path_factory.mktemp("two") / "interviews"
    folder.mkdir()
    for year, pairs in HOUSING.items():
        host, (of_housing, of_line) = "主持人", pairs
        turns = (
            (host, "02:00:00", of_housing[0]),
            ("张三", "02:01:00", of_housing[1]),
            (host, "02:02:00", of_line[0]),
            ("李小四", "02:03:00", of_line[1]),
        )
        details = (
            f"时 间:{year}-05-20 10:00-11:00",
            "嘉 宾:市住房局局长张三、市交通局局长李小四",
            f"主 持 人:{host}",
        )
        text = page(turns, details=details, day=f"{year}-05-20")
        (folder / f"{year}.txt").write_text(text, encoding="utf-8")
    collection = collect(load_corpus(folder))
    reader = Reader.build(collection, Lexicon.read(shipped_lists(), folder))
    return Bot(Searcher.build(collection, load_embedder(), reranker=load_reranker(), reader=reader))


def test_of_interviews_that_answer_the_same_the_newest_comes_first(two_years: Bot) -> None:
    cited = two_years.ask("今年老旧小区改造多少个").citations
    assert [one.interview.id for one in cited] == ["2022", "2019"]
    assert "58个" in cited[0].quote


def test_a_newer_answer_that_lacks_what_is_asked_comes_behind(two_years: Bot) -> None:
    assert "2016年9月28日开工" in two_years.ask("地铁1号线什么时候开工？").text


@pytest.mark.parametrize(
    ("question", "year"),
    [("2019年的访谈里老旧小区改造多少个？", "2019"), ("2022年5月的访谈里地铁客流多少？", "2022")],
)
def test_the_interview_that_a_question_names_by_its_day_answers(
    two_years: Bot, question: str, year: str
) -> None:
    cited = two_years.ask(question).citations
    assert [one.interview.id for one in cited[:1]] == [year]


def test_the_name_of_who_answers_does_not_speak_against_the_answer(bare: Bot) -> None:
    plain, named = bare.ask("规划有几章"), bare.ask("荣跃科长说规划有几章")
    assert (named.text, named.confidence) == (plain.text, plain.confidence)


def test_an_office_leaves_only_what_its_people_answered(two_years: Bot) -> None:
    of_traffic = two_years.collection.select(offices=["交通局"])
    assert two_years.ask("地铁1号线什么时候开工？", within=of_traffic).citations
    assert not two_years.ask("今年老旧小区改造多少个", within=of_traffic).citations
    assert not two_years.ask(
        "地铁1号线什么时候开工？", within=two_years.collection.select(years=["2020"])
    ).citations


def test_a_wording_that_asks_whether_supposes_what_may_not_be(bare: Bot) -> None:
    said, asked = "计划实施重点建设项目165个,总投资2488亿元", "200个重点项目总投资多少？"
    exchange = next(one for one in bare.collection.exchanges if said in one.answer)
    start = exchange.answer.index(said)
    for text, kinds in ((asked, []), ("重点项目总投资多少？有200个吗？", ["quantity"])):
        wording = Wording(text, exchange.id, start, start + len(said))
        known = dataclasses.replace(bare.collection, wordings=(wording,))
        told = Bot(Searcher.build(known, bare.searcher.embedder, reader=bare.searcher.reader))
        found = told.candidates(told.read(asked), None)[1]
        own = next(one for one in found if one.hit.exchange == exchange)
        assert [conflict.kind for conflict in own.conflicts] == kinds


@pytest.mark.parametrize(
    ("before", "question", "quoted"),
    [
        ("GDP年均增长多少？", "依据是什么？", "主要考虑:一方面是衔接市里安排"),
        ("规划有几章？", "分几个部分？", "由3大部分"),
    ],
)
def test_reasons_and_lists_answer_a_follow_up_though_they_fit_the_question_before(
    bot: Bot, before: str, question: str, quoted: str
) -> None:
    searcher = copy(bot.searcher)
    searcher.reranker = load_reranker()
    assert quoted in Bot(searcher).ask(question, [before]).text


def test_what_stands_alone_takes_nothing_over(bare: Bot) -> None:
    answer = bare.ask("规划文本总共几章", ["港湾幸福城突出什么？"])
    assert answer.carried == ""
    assert answer.parts == bare.ask("规划文本总共几章").parts


def test_the_next_part_of_a_question_is_asked_behind_the_one_before(bare: Bot) -> None:
    alone = bare.ask("业态有哪些？")
    both = bare.ask("产业发展怎么做？业态有哪些？")
    assert len(both.parts) == 2
    assert both.parts[1].confidence > alone.confidence + 0.3


def test_a_part_that_was_given_what_it_left_out_is_not_asked_behind_as_well(
    bare: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_behind: list[str] = []

    def record(question: str, _: str) -> None:
        asked_behind.append(question)

    monkeypatch.setattr("chat.bot.behind", record)
    strict = Bot(bare.searcher, min_score=1.0)
    assert len(strict.ask("电影院几点开门？公园呢？").parts) == 2
    assert asked_behind == []
    strict.ask("电影院几点开门？业态有哪些？")
    assert asked_behind == ["业态有哪些？"]


def test_words_that_answer_the_question_before_do_not_answer_this_one(bare: Bot) -> None:
    before, question = "重点建设项目总投资多少？", "这里面外资占多少？"
    assert bare.ask(before).citations
    answer = bare.ask(question, [before])
    assert (answer.status, answer.confidence) == (Status.REFUSED, 0.0)
    assert bare.ask("其中工业科技类呢？", [before]).citations


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("到２０２５年ＧＤＰ达多少？", "到2025年GDP达多少?"),
        ("６．５％是什么", "6.5%是什么"),
        ("十四章、四十九条构成的是什么", "14章、49条构成的是什么"),
        ("计划投资七十三亿元的是哪一类", "计划投资73亿元的是哪一类"),
    ],
)
def test_another_width_or_numeral_makes_no_difference(bot: Bot, typed: str, same: str) -> None:
    one, other = bot.ask(typed), bot.ask(same)
    assert (one.text, one.confidence) == (other.text, other.confidence)


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("为什么？", "重点建设项目有多少个？"),
        ("为什么？", "编制团队是哪所大学？"),
        ("谁决定的？", "规划分几章？"),
        ("电影院呢", "规划编制开过座谈会吗"),
    ],
)
def test_what_names_nothing_of_its_own_is_not_answered_about_something_else(
    bare: Bot, question: str, before: str
) -> None:
    lenient = Bot(bare.searcher, min_score=0.0)
    answer = lenient.ask(question, [before])
    assert answer.carried
    assert (answer.citations, answer.confidence) == ((), 0.0)


def test_who_said_it_is_answered_by_the_same_words_again(bare: Bot) -> None:
    before = "重点建设项目有多少个？"
    assert bare.ask("谁说的？", [before]).citations == bare.ask(before).citations != ()


def test_the_reason_is_told_where_the_words_that_answered_give_it(
    bare: Bot, write_corpus: Callable[..., Path], page: Callable[..., str]
) -> None:
    turns = [
        ("主持人", "02:30:00", "请问地铁哪条线停运?"),
        ("荣跃", "02:31:00", "地铁2号线停运,因为隧道渗水需要抢修。"),
    ]
    known = collect(load_corpus(write_corpus({"line.txt": page(turns)})))
    told = Bot(Searcher.build(known, bare.searcher.embedder, reranker=load_reranker()), 0.0)
    assert "隧道渗水" in told.ask("为什么？", ["地铁哪条线停运？"]).text


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("How many old communities are renovated?", "And what about 2019?"),
        ("今年老旧小区改造任务是多少", "2019年呢？"),
    ],
)
def test_the_same_of_another_year_is_answered_by_that_years_words(
    two_years: Bot, before: str, question: str
) -> None:
    lenient = Bot(two_years.searcher, 0.1)
    assert "32个" in lenient.ask(question, [before]).text
    assert not lenient.ask(question.replace("2019", "2018"), [before]).citations


def test_a_list_answers_how_many_there_are_and_which_is_the_most(bare: Bot) -> None:
    answer = bare.ask("哪一类最多？", ["重点建设项目有多少个？"])
    assert "工业科技类项目66个" in answer.text


def test_reasons_that_the_host_asked_for_answer_whether_and_why(
    bare: Bot,
    write_corpus: Callable[..., Path],
    page: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = [
        ("主持人", "02:30:00", "跨海大桥为什么不允许货车通行?"),
        (
            "荣跃",
            "02:31:00",
            "主要考虑:一是桥面荷载有限;二是桥上风力较大,货车容易侧翻。货车可以绕行国道。",
        ),
        ("主持人", "02:32:00", "请问今年老旧小区改造的任务是多少?"),
        ("荣跃", "02:33:00", "今年我市计划改造老旧小区32个,涉及居民8600户,总投资3.2亿元。"),
    ]
    known = collect(load_corpus(write_corpus({"bridge.txt": page(turns)})))
    old = bare.searcher
    told = Bot(
        Searcher.build(known, old.embedder, reranker=load_reranker(), reader=old.reader), 0.0
    )
    whether, how_many = "跨海大桥允许货车通行吗", "老旧小区改造多少个"

    def fits(question: str, _: str) -> float:
        return 5.0 if question in {whether, how_many} else -5.0

    monkeypatch.setattr(told.searcher, "alone", fits)
    assert "主要考虑" in told.ask("为什么？", [whether]).text
    assert told.ask("为什么？", [how_many]).citations == ()
