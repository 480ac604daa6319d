"""Why an answer was chosen is told by the numbers that chose it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chat.bot import Bot
from chat.explain import Explanation, Verdict, explain, objection
from chat.judgement import Weigher
from chat.records import Conflict, ConflictKind
from index.grains import Grain
from index.reading import Reading
from index.records import Embedder
from index.reranker import load_reranker
from index.search import Searcher
from ingest.collection import collect
from ingest.corpus import load_corpus

GDP = "到2025年GDP要达到多少？"


def explained(bot: Bot, question: str) -> Explanation:
    (one,) = explain(bot, bot.ask(question))
    return one


def test_what_is_shown_is_the_citation_and_reaches_the_threshold(bot: Bot) -> None:
    answer = bot.ask(GDP)
    (one,) = explain(bot, answer)
    (shown,) = [weighed for weighed in one.weighed if weighed.verdict is Verdict.SHOWN]
    assert shown.quote == answer.citations[0].quote
    assert shown.probability == answer.confidence >= one.threshold == bot.min_score
    others = [weighed for weighed in one.weighed if weighed is not shown]
    assert len(others) == 4
    assert {weighed.verdict for weighed in others} <= {
        Verdict.UNSURE,
        Verdict.LACKS_KIND,
        Verdict.VETOED,
    }


def test_the_ranks_are_the_places_in_the_scores_of_the_search(bot: Bot) -> None:
    one = explained(bot, GDP)
    reading = one.part.reading
    found = bot.searcher.found(reading.text, reading.synonyms)
    for weighed in one.weighed:
        at = bot.collection.passages.index(weighed.hit.passage)
        better = [score for score in found.fused if score > found.fused[at]]
        assert (weighed.fused.rank, weighed.fused.score) == (len(better) + 1, found.fused[at])
        sentences = found.tables["sentence_vectors"]
        assert weighed.vectors[Grain.SENTENCE].score == sentences[at]
        assert weighed.vectors[Grain.SENTENCE].rank == 1 + sum(sentences > sentences[at])


def test_exchanges_are_counted_where_a_grain_is_of_exchanges(bot: Bot) -> None:
    n = len(bot.collection.substantive)
    ranks = [one.vectors[Grain.EXCHANGE].rank for one in explained(bot, GDP).weighed]
    assert len(set(ranks)) == len(ranks)
    assert all(rank is not None and rank <= n for rank in ranks)


def test_no_rank_is_given_where_no_word_matched(bot: Bot) -> None:
    for weighed in explained(bot, "今天天气怎么样？").weighed:
        standing = weighed.words[Grain.QUESTION]
        assert (standing.rank is None) == (standing.score == 0)


def test_the_weights_are_those_of_the_index(bot: Bot) -> None:
    first, *_ = explained(bot, GDP).weighed
    for grain in Grain:
        assert first.words[grain].weight == bot.searcher.model.fusion.get(f"{grain}_words", 0)
        assert first.vectors[grain].weight == bot.searcher.model.fusion.get(f"{grain}_vectors", 0)


def test_what_the_lists_hold_for_one_thing_is_not_vetoed(bot: Bot) -> None:
    question = "重点建设项目年度投资多少？"
    first = explained(bot, question).weighed[0]
    assert [one.kind for one in first.conflicts] == [ConflictKind.CONTRAST]
    same = {"年度投资": ["计划投资"]}
    searcher = bot.searcher
    known = searcher.alone, searcher.answering, searcher.model.limits
    weigher = Weigher(bot.rarity, lambda word: same.get(word, ()), *known)
    passages = bot.collection.passages_of(first.hit.exchange)
    wanted = weigher.wanted(question)
    assert weigher.weigh(Reading(question), wanted, first.hit, passages, 0).conflicts == ()


def test_a_question_of_another_place_is_vetoed_with_the_reason(bot: Bot) -> None:
    one = explained(bot, "晋江市“十四五”GDP目标是多少？")
    first = one.weighed[0]
    assert (first.verdict, first.probability) == (Verdict.VETOED, 0.0)
    assert objection(first.conflicts[0]).startswith("地名对不上：问的是“晋江市”，原话")


@pytest.mark.parametrize(
    ("conflict", "told"),
    [
        (Conflict(ConflictKind.YEAR, "2030年", "2025年"), "问的是“2030年”，原话说的是“2025年”"),
        (Conflict(ConflictKind.PERSON, "李四", ""), "问的是“李四”，原话没有说到"),
        (Conflict(ConflictKind.PLAN, "十四五", "十四五"), "规划期对不上：“十四五”"),
    ],
)
def test_an_objection_names_both_sides(conflict: Conflict, told: str) -> None:
    assert told in objection(conflict)


def test_a_nearer_question_that_is_left_open_is_told(bot: Bot) -> None:
    asked = "当时参加编制团队比选的有几家单位"
    assert asked in {one.text for one in bot.collection.open_questions}
    one = explained(bot, asked)
    assert not one.part.citations
    assert {weighed.left_open for weighed in one.weighed} == {asked}
    for weighed in explained(bot, "编制团队是比选出来的，选的谁？").weighed:
        features = weighed.hit.features
        assert bool(weighed.left_open) == (features.left_open > features.wording)


def test_every_kind_of_conflict_has_a_name() -> None:
    assert all(objection(Conflict(kind, "甲", "乙")) for kind in ConflictKind)


def test_each_part_of_a_question_is_explained(bot: Bot) -> None:
    answer = bot.ask("到2025年GDP要达到多少？重点建设项目有多少个？")
    assert [one.part for one in explain(bot, answer)] == list(answer.parts)
    assert len(answer.parts) == 2


def test_small_talk_needs_no_explanation(bot: Bot) -> None:
    assert explain(bot, bot.ask("谢谢")) == ()


def test_an_interview_that_the_question_names_is_told_and_ranked_first(
    write_corpus: Callable[[dict[str, str | bytes]], Path],
    page: Callable[..., str],
    toy_embedder: Embedder,
) -> None:
    details = ("时 间:2022-03-01 16:00-17:00", "嘉 宾:某局局长李四", "主 持 人:主持人")
    turns = (("主持人", "02:00:00", "请问水费多少?"), ("李四", "02:01:00", "每吨两元。"))
    other = page(turns, details=details, day="2022-03-01", head=("往期访谈_某委", "《水费》解读"))
    folder = write_corpus({"a.txt": page(), "b.txt": other})
    bot = Bot(Searcher.build(collect(load_corpus(folder)), toy_embedder))
    one = explained(bot, "李四说规划何时编制？")
    assert one.named == ("《水费》解读",)
    assert [weighed.is_named for weighed in one.weighed] == [True, False]
    assert [weighed.fused.rank for weighed in one.weighed] == [2, 1]


def test_the_rerankers_log_odds_are_told_where_there_is_one(bot: Bot) -> None:
    assert all(one.evidence is None for one in explained(bot, GDP).weighed)
    it = bot.searcher
    searcher = Searcher(it.collection, it.grains, it.embedder, load_reranker(), it.reader, it.model)
    first, *_ = explained(Bot(searcher), GDP).weighed
    passages = it.collection.passages_of(first.hit.exchange)
    assert first.evidence == max(first.hit.evidence[passages.index(first.hit.passage)])
