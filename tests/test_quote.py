"""Which words of an answer are shown for which question."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from chat.evidence import Evidence
from chat.lists import announced, reasons
from chat.quote import answering_spans
from chat.wanted import Wanted
from index.grains import Grain
from index.records import Features, Hit, NearWording
from index.search import Searcher
from ingest.collection import Collection, collect
from ingest.corpus import load_corpus

NO_FEATURES = Features(0.0, 0.0, 0.0, 0.0)


def quoted(collection: Collection, searcher: Searcher, question: str, exchange: str) -> str:
    """Return what is quoted for a question out of one exchange, hit in its first passage."""
    return quotable(collection, searcher, question, exchange)[0]


def quotable(collection: Collection, searcher: Searcher, question: str, exchange: str) -> list[str]:
    """Return all that may be quoted so, best first."""
    found = next(e for e in collection.exchanges if e.id.endswith(exchange))
    first = collection.passage_at(found, 0)
    passages = collection.passages_of(found)
    scores = (0.0,) * len(passages)
    interview = collection.interview(found.interview_id)
    unread = ((),) * len(passages)
    hit = Hit(first, found, interview, 1.0, NO_FEATURES, (), scores, unread)
    wanted = Wanted.of(question, searcher.grains.words[Grain.PASSAGE].idf, lambda _: ())
    spans = answering_spans(
        wanted, hit, passages, Evidence.of(hit, passages), searcher.answering.passage
    )
    return [found.answer[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    ("question", "exchange", "words"),
    [
        ("到2025年GDP要达到多少？", "#t013", "GDP年均增长拟按6.5%安排,到2025年达440亿元。"),
        ("“十四五”GDP目标是多少？", "#t013", "GDP年均增长拟按6.5%安排,到2025年达440亿元。"),
        ("规划共有多少条？", "#t007", "《规划》共十四章,由3大部分、49条构成。"),
        (
            "社会事业类项目有多少个？",
            "#t015",
            "社会事业类项目15个,总投资106.5亿元,计划投资73亿元",
        ),
    ],
)
def test_a_figure_is_answered_by_its_clause(
    collection: Collection, searcher: Searcher, question: str, exchange: str, words: str
) -> None:
    assert quoted(collection, searcher, question, exchange) == words


def test_which_ones_is_no_question_for_a_figure(collection: Collection, searcher: Searcher) -> None:
    quote = quoted(collection, searcher, "规划最后一部分从哪几个方面保障实施？", "#t007")
    assert "完善规划实施机制、项目支撑体系、考评监督体系" in quote


def test_a_figure_that_no_clause_has_gets_the_passage_not_a_heading(
    collection: Collection, searcher: Searcher
) -> None:
    # only the heading 1. 两岸融合方面。 has the question's words, and no figure that was asked for
    words = quoted(collection, searcher, "两岸融合方面多久见效？", "#t011")
    assert words.startswith("1. 两岸融合方面。以两岸同胞福祉为依归")
    assert words.endswith("成为海峡两岸融合发展主阵地。")


def test_a_question_as_broad_as_the_hosts_gets_the_whole_short_answer(
    collection: Collection, searcher: Searcher
) -> None:
    found = next(e for e in collection.exchanges if e.id.endswith("#t015"))
    assert quoted(collection, searcher, "重点建设项目支撑情况怎么样", "#t015") == found.answer


def test_a_broad_question_gets_the_paragraph_that_sums_up_a_long_answer(
    collection: Collection, searcher: Searcher
) -> None:
    words = quoted(collection, searcher, "2035年远景目标是什么？", "#t009")
    assert words.startswith("立足“十三五”发展现状,展望2035年远景目标")
    assert words.endswith("建设成为现代化、花园式的泉州城市副中心。")


def test_a_long_answer_that_opens_with_an_item_is_quoted_as_a_complete_list(
    collection: Collection, searcher: Searcher
) -> None:
    words = quoted(collection, searcher, "重点任务实施情况", "#t011")
    assert [words.count(f"{number}. ") for number in range(1, 6)] == [1, 1, 1, 1, 1]


def test_a_question_on_a_part_gets_the_passage_that_has_its_words_not_the_one_that_was_hit(
    collection: Collection, searcher: Searcher
) -> None:
    words = quoted(collection, searcher, "总论部分写的是哪些内容？", "#t007")
    assert words.startswith("第一部分——总论部分(第一章至第二章)")
    assert words.endswith("阐述未来五年经济社会发展的指导思想、发展原则和主要目标。")


def test_the_run_that_a_near_wording_asks_for_is_quoted(
    collection: Collection, searcher: Searcher
) -> None:
    # without the wording the sum of all projects has as much of the question's words
    question, words = "要投多少钱？", "社会事业类项目15个,总投资106.5亿元,计划投资73亿元"
    found = next(e for e in collection.exchanges if e.id.endswith("#t015"))
    start = found.answer.index(words)
    hits = searcher.search("重点建设项目总投资多少", 40)
    hit = next(one for one in hits if one.exchange.id == found.id)
    passages = collection.passages_of(found)
    wanted = Wanted.of(question, searcher.grains.words[Grain.PASSAGE].idf, lambda _: ())

    def quoted_of(*wordings: NearWording) -> str:
        own = dataclasses.replace(hit, wordings=wordings)
        evidence = Evidence.of(own, passages)
        (first, last), *_ = answering_spans(
            wanted, own, passages, evidence, searcher.answering.passage
        )
        return found.answer[first:last]

    assert quoted_of() != words
    assert quoted_of(NearWording(start, start + len(words), question, 4.0)) == words


def test_of_a_broad_question_that_a_wording_asks_the_sentences_it_asks_for_are_quoted(
    collection: Collection, searcher: Searcher
) -> None:
    question = "领导说的新形势指什么"
    found = next(e for e in collection.exchanges if "其一,从形势上看" in e.answer)
    start = found.answer.index("我国正在加快形成以国内大循环为主体")
    end = found.answer.index("的新发展格局", start)
    hit = next(one for one in searcher.search("形势", 40) if one.exchange.id == found.id)
    passages = collection.passages_of(found)
    wanted = Wanted.of(question, searcher.grains.words[Grain.PASSAGE].idf, lambda _: ())

    def quoted_of(nearness: float) -> str:
        near = (NearWording(start, end, question, nearness),)
        own = dataclasses.replace(hit, wordings=near)
        evidence = Evidence.of(own, passages)
        (first, last), *_ = answering_spans(wanted, own, passages, evidence, {"wording": 1.0})
        return found.answer[first:last]

    assert quoted_of(0.3).startswith("其一,从形势上看。")
    assert quoted_of(4.0).startswith("我国正在加快形成以国内大循环为主体")
    assert quoted_of(4.0).endswith("新形势。")


def test_a_yes_or_no_is_quoted_in_whole_sentences_and_first_what_a_wording_asks_for(
    collection: Collection, searcher: Searcher
) -> None:
    question = "定目标会不会太高够不着"
    found = next(e for e in collection.exchanges if "跳一下能够得着" in e.answer)
    start = found.answer.index("按照“跳一下能够得着”的要求")
    hit = next(one for one in searcher.search("远景目标", 40) if one.exchange.id == found.id)
    passages = collection.passages_of(found)
    wanted = Wanted.of(question, searcher.grains.words[Grain.PASSAGE].idf, lambda _: ())
    assert wanted.narrow
    assert not wanted.has_kind

    def quoted_of(*wordings: NearWording) -> list[str]:
        own = dataclasses.replace(hit, wordings=wordings)
        spans = answering_spans(wanted, own, passages, Evidence.of(own, passages), {})
        return [found.answer[first:last] for first, last in spans]

    for quote in quoted_of():
        end = found.answer.index(quote) + len(quote)
        assert found.answer[end - 1] in "。！？" or found.answer[end] in ";；"
    first, *others = quoted_of(NearWording(start, start + 20, question, 3.0))
    assert "跳一下能够得着" in first
    assert all(first not in other and other not in first for other in others)


def test_a_short_yes_or_no_is_quoted_with_the_sentence_behind_it(
    collection: Collection, searcher: Searcher
) -> None:
    quote = quoted(collection, searcher, "“十三五”期间问题突出吗", "#t005")
    assert quote.startswith("“十三五”期间,成效显著,问题也突出。城市骨架虽已撑开")
    assert quote.endswith("大项目好项目接续不畅。")


def test_two_clauses_that_are_worth_nearly_the_same_are_quoted_together(
    collection: Collection, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "设置多少个指标？", "#t013"
    monkeypatch.setattr("chat.quote._UNSURE", 0.0)
    best = quoted(collection, searcher, *asked)
    monkeypatch.setattr("chat.quote._UNSURE", 99.0)
    both = quoted(collection, searcher, *asked)
    assert best in both
    assert len(best) < len(both) <= 200


def test_a_clause_that_lacks_a_rare_word_of_the_question_is_not_quoted_beside(
    collection: Collection, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.quote._UNSURE", 99.0)
    quote = quoted(collection, searcher, "安全生产等方面设置了多少个指标？", "#t013")
    assert quote.startswith("经与各职能单位衔接后设置")


def test_two_passages_that_are_worth_nearly_the_same_are_quoted_together(
    collection: Collection, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "大变局新格局", "#t005"
    monkeypatch.setattr("chat.best_passage._UNSURE", 0.0)
    best = quoted(collection, searcher, *asked)
    monkeypatch.setattr("chat.best_passage._UNSURE", 99.0)
    both = quoted(collection, searcher, *asked)
    assert best.startswith("其一,从形势上看。")
    assert best in both
    assert len(best) < len(both) <= 600


def test_words_that_say_far_less_may_not_stand_in(
    collection: Collection, searcher: Searcher
) -> None:
    quotes = quotable(collection, searcher, "到2025年GDP年均增长按多少安排？", "#t013")
    assert quotes[0] == "GDP年均增长拟按6.5%安排,到2025年达440亿元。"
    assert not any("33个经济社会发展指标" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("question", "exchange"),
    [
        ("GDP目标的依据是什么？", "#t013"),
        ("为什么GDP增速定为6.5%？", "#t013"),
        ("经济增长这样定是怎么考虑的", "#t013"),
    ],
)
def test_why_is_answered_by_the_list_of_reasons(
    collection: Collection, searcher: Searcher, question: str, exchange: str
) -> None:
    quote = quoted(collection, searcher, question, exchange)
    assert quote.startswith("主要考虑:一方面是衔接市里安排")
    assert quote.endswith("支撑GDP增长。")


@pytest.mark.parametrize(
    ("asked", "question", "answer", "opening"),
    [
        (
            "课后服务收费吗?",
            "课后服务收费吗",
            "收费。小学每生每学期不超过600元。课后服务一般到下午5点30分结束,可以延长到6点30分。",
            "收费。小学每生每学期不超过600元。",
        ),
        (
            "请介绍一下创业担保贷款政策。",
            "能贷50万吗？",
            "个人最高能贷30万元,小微企业最高400万元。贷款期限不超过3年。财政给予50%的贴息。",
            "个人最高能贷30万元",
        ),
    ],
)
def test_clauses_are_told_apart_by_more_than_what_they_all_are_about(
    searcher: Searcher,
    page: Callable[..., str],
    write_corpus: Callable[[dict[str, str | bytes]], Path],
    asked: str,
    question: str,
    answer: str,
    opening: str,
) -> None:
    turns = (("主持人", "02:00", asked), ("张三", "02:01", answer))
    collection = collect(load_corpus(write_corpus({"a.txt": page(turns)})))
    assert opening in quoted(collection, searcher, question, "#t001")


@pytest.mark.parametrize("member", [1, 2])
def test_reasons_are_quoted_from_what_leads_to_them(
    page: Callable[..., str], write_corpus: Callable[[dict[str, str | bytes]], Path], member: int
) -> None:
    said = "主要考虑:一是桥面荷载有限,大桥设计荷载为公路二级;二是桥上风力较大,货车容易侧翻。"
    turns = (("主持人", "02:00", "货车能走吗?"), ("张三", "02:01", said))
    collection = collect(load_corpus(write_corpus({"a.txt": page(turns)})))
    (exchange,) = collection.exchanges
    own = collection.passages_of(exchange)
    span = reasons(own[-member], own)
    assert span is not None
    assert exchange.answer[slice(*span)].strip() == said


@pytest.mark.parametrize("question", ["五类里哪一类的数量最多？", "社会事业和农林水利哪类项目少？"])
def test_which_is_the_most_is_answered_by_all_that_are_compared(
    collection: Collection, searcher: Searcher, question: str
) -> None:
    quote = quoted(collection, searcher, question, "#t015")
    assert quote.endswith("计划投资14.5亿元。")
    assert [quote.count(f"{name}类项目") for name in ("城建环保", "工业科技", "农林水利")] == [
        1
    ] * 3


def test_how_many_are_there_compares_nothing(collection: Collection, searcher: Searcher) -> None:
    quote = quoted(collection, searcher, "社会事业类项目哪年起有多少？", "#t015")
    assert "农林水利" not in quote


def test_what_was_set_is_no_question_for_its_reasons(
    collection: Collection, searcher: Searcher
) -> None:
    assert not quoted(collection, searcher, "指标体系怎么设置？", "#t013").startswith("主要考虑")


def test_a_heading_alone_is_never_quoted_for_a_narrow_question(
    collection: Collection, searcher: Searcher
) -> None:
    found = next(e for e in collection.exchanges if "其二,从目标上看。" in e.answer)
    hits = searcher.search("目标", 40)
    hit = next(one for one in hits if one.exchange.id == found.id)
    passages = collection.passages_of(found)
    question = "从目标上看，是不是太高？"
    wanted = Wanted.of(question, searcher.grains.words[Grain.PASSAGE].idf, lambda _: ())
    spans = answering_spans(wanted, hit, passages, Evidence.of(hit, passages), {})
    assert "其二,从目标上看。" not in [found.answer[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    "question", ["这次规划编制与以往有什么不同", "这次规划编制是不是与以往不同"]
)
def test_words_that_only_announce_a_list_are_quoted_with_the_list(
    collection: Collection, searcher: Searcher, question: str
) -> None:
    words = quoted(collection, searcher, question, "#t005")
    assert words.startswith("与“十二五”“十三五”相比,这次的“十四五”规划编制,有三点不同往常。其一,")
    assert "其三,从问题上看" in words
    assert words.endswith("大项目好项目接续不畅。")


def test_how_many_there_are_is_told_by_the_words_that_announce_the_list(
    collection: Collection, searcher: Searcher
) -> None:
    words = quoted(collection, searcher, "这次规划编制有几点不同往常", "#t005")
    assert words.endswith("有三点不同往常。")


def test_the_parts_that_a_sentence_counts_are_quoted_with_it(collection: Collection) -> None:
    found = next(e for e in collection.exchanges if "由3大部分、49条构成" in e.answer)
    counted = "《规划》共十四章,由3大部分、49条构成。"
    span = announced((0, len(counted)), found.answer, collection.passages_of(found))
    assert span == (0, len(found.answer))
    assert "\n第三部分——结尾部分" in found.answer


def test_words_of_the_hosts_question_count_half_among_its_clauses() -> None:
    wanted = Wanted.of("课后服务收费吗", lambda _: 1.0, lambda _: ())
    asked = "课后服务收费吗?"
    assert wanted.overlap("课后服务到下午5点半") > 0
    assert wanted.overlap("课后服务到下午5点半", asked) == wanted.overlap("课后服务到下午5点半") / 2
    assert wanted.overlap("收费。", "请介绍课后服务。") == wanted.overlap("收费。")
