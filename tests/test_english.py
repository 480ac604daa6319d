from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.english import EnglishReader, Translation
from index.lexicon import Lexicon, shipped_lists
from index.reading import Change, Reader
from index.records import Embedder
from index.search import Searcher
from index.spelling import Speller
from index.tokens import content_tokens, tokenise
from ingest.collection import Collection

SHIPPED = shipped_lists()
LIST = {
    "the": (),
    "of": (),
    "is": (),
    "for": (),
    "who": ("谁",),
    "what": ("什么",),
    "how many": ("多少",),
    "which university": ("哪所", "大学"),
    "plan": ("规划",),
    "five year plan": ("五年规划",),
    "draft": ("起草", "编制"),
    "company": ("企业",),
    "city": ("城市",),
    "growth": ("增长",),
    "growth rate": ("增速", "增长"),
    "tax": ("税",),
    "corporate": ("企业",),
    "people's livelihood": ("民生",),
    "news": ("新闻",),
    "new": ("新",),
}


def read(question: str, vocabulary: tuple[str, ...] = ()) -> Translation:
    reading = EnglishReader(LIST, vocabulary).read(question)
    assert reading
    return reading


@cache
def shipped_reader() -> EnglishReader:
    return EnglishReader(Lexicon.read(SHIPPED).english)


def test_the_longest_phrase_is_read() -> None:
    assert read("the growth rate of the city").pairs == (("growth rate", "增速"), ("city", "城市"))


def test_of_several_words_those_of_the_corpus_are_chosen() -> None:
    assert read("the growth rate of the city", ("增长",)).text == "增长 城市"


def test_a_word_is_of_the_corpus_if_all_its_pieces_are() -> None:
    reader = EnglishReader({"the": (), "plan": ("计划", "远景目标")}, tokenise("远景,目标"))
    reading = reader.read("the plan")
    assert reading
    assert reading.text == "远景目标"


def test_without_any_word_of_the_corpus_the_first_is_kept() -> None:
    assert read("the growth rate of the city", ("人才",)).text == "增速 城市"


@pytest.mark.parametrize(
    ("inflected", "chinese"),
    [
        ("plans", "规划"),
        ("planned", "规划"),
        ("planning", "规划"),
        ("cities", "城市"),
        ("companies", "企业"),
        ("city's", "城市"),
        ("drafted", "起草"),
    ],
)
def test_endings_are_taken_off(inflected: str, chinese: str) -> None:
    assert read(f"of the {inflected}").text == chinese


def test_a_listed_word_is_not_taken_for_another_with_an_ending() -> None:
    assert read("the news of the city").text == "新闻 城市"


def test_a_hyphen_and_a_typographic_apostrophe_make_no_difference() -> None:
    assert read("the five-year plan for people’s livelihood").text == "五年规划 民生"


def test_question_words_become_those_that_a_quote_is_chosen_by() -> None:
    assert read("How many companies?").text == "多少 企业"
    assert read("Which university drafted the plan?").text == "哪所 大学 起草 规划"


def test_a_relative_pronoun_is_no_question_word() -> None:
    assert read("the companies who plan").text == "企业 规划"


def test_a_question_without_a_question_word_asks_whether() -> None:
    assert read("Is the plan for the city?").text == "是否 规划 城市"


def test_years_figures_and_names_are_kept() -> None:
    reading = read("The plan of the city for 2025 and 1,234 of Acme 5G", ("5g",))
    assert reading.text == "规划 城市 2025年 1234 Acme 5g"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is on August 12?", "什么 8月12日"),
        ("What is for May 2018?", "什么 2018年5月"),
        ("What is the third part of?", "什么 第3部分"),
    ],
)
def test_a_date_or_a_numbered_part_alone_makes_a_question(question: str, text: str) -> None:
    reading = read(question)
    assert reading.text == text
    assert reading.pairs == (("what", "什么"),)


@pytest.mark.parametrize(
    ("vocabulary", "text"),
    [(("增长",), "什么 GDP 增长"), ((), "什么 GDP")],
)
def test_an_abbreviation_that_is_the_same_in_chinese_stays(
    vocabulary: tuple[str, ...], text: str
) -> None:
    words = {"what": ("什么",), "is": (), "the": (), "gdp growth": ("GDP", "增长")}
    reading = EnglishReader(words, vocabulary).read("What is the GDP growth?")
    assert reading
    assert reading.text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What are the other four new cities?", "其他四个新城市有哪些"),
        ("Which are the two companies?", "二个企业有哪些"),
        ("What cities are the five horizontal and five vertical companies?", "五横五纵企业有哪些"),
        ("What are the four cities of the lost companies?", "什么 城市 企业"),
        ("What are the five year plan cities?", "什么 五年规划 城市"),
        ("What are the cities?", "什么 城市"),
    ],
)
def test_the_members_of_what_is_counted_are_asked_for_as_in_chinese(
    question: str, text: str
) -> None:
    reading = EnglishReader({**LIST, "are": (), "which": ("哪些",)}).read(question)
    assert reading
    assert reading.text == text


def test_a_latin_word_of_the_corpus_is_understood() -> None:
    reading = read("The GDP growth", ("gdp", "增长"))
    assert (reading.text, reading.unknown) == ("gdp 增长", ())


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("200 billion", "2000亿"),
        ("2,488.5 million", "24.885亿"),
        ("700 thousand", "70万"),
        ("3 hundred", "300"),
        ("44 taxes", "44 税"),
        ("May 26th, 2018", "2018年5月26日"),
        ("26 May", "5月26日"),
        ("the 26th of May 2018", "2018年5月26日"),
        ("Aug 2018", "2018年8月"),
        ("Sept. 3", "9月3日"),
        ("2021-2025", "2021-2025年"),
        ("2021 to 2025", "2021-2025年"),
        ("2021 for 2025", "2021年 2025年"),
        ("6.5 percent", "6.5%"),
        ("6.5 per cent", "6.5%"),
        ("2 percentage points", "2个百分点"),
    ],
)
def test_figures_and_dates_are_those_that_chinese_says(said: str, chinese: str) -> None:
    assert read(f"the plan of the city for {said}").text == f"规划 城市 {chinese}"


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("line 2", "2号线"),
        ("Line No. 3", "3号线"),
        ("line two", "2号线"),
        ("bus 12", "12路公交"),
        ("bus route 5", "5路公交"),
        ("the No. 5 bus", "5路公交"),
        ("route 101", "101路"),
        ("chapter 3", "第3章"),
        ("phase one", "1期"),
        ("Part Four", "第4部分"),
        ("part 3", "第3部分"),
        ("the third part", "第3部分"),
        ("the second chapter", "第2章"),
        ("the 12th chapter", "第12章"),
        ("chapter fourteen", "第14章"),
        ("the first line of 2018", "2018年"),  # no 1号线
        ("five horizontal and six vertical", "五横六纵"),
        ("2021 line", "2021年"),  # “line” is not in the list
        ("line 2025", "2025年"),
    ],
)
def test_what_is_numbered_is_named_as_in_chinese(said: str, chinese: str) -> None:
    assert read(f"the plan of the city for {said}").text == f"规划 城市 {chinese}"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How long is metro line 1?", "多长"),
        ("How long will the new metro line be?", "多长"),
        ("How long are the bus lanes in the city?", "多长"),
        ("How long is the tunnel across the river?", "多长"),
        ("How long is the construction of the bridge?", "多久"),
        ("How long is the road closed?", "多久"),
        ("How long does it take to build line 2?", "多久"),
        ("How long will the bridge be closed?", "多久"),
        ("How long is the maternity leave?", "多久"),
    ],
)
def test_how_long_asks_for_a_length_of_what_has_one(question: str, asked: str) -> None:
    reading = shipped_reader().read(question)
    assert reading
    assert reading.text.split()[0] == asked


@pytest.mark.parametrize(
    ("compound", "chinese"),
    [
        ("public rental housing", "公租房"),
        ("the first train", "首班车"),
        ("old age allowance", "高龄津贴"),
        ("after-school care", "课后服务"),
        ("real estate registration", "不动产登记"),
    ],
)
def test_compounds_of_public_services_are_not_read_word_by_word(
    compound: str, chinese: str
) -> None:
    reading = shipped_reader().read(f"What is {compound}?")
    assert reading
    assert reading.text == f"什么 {chinese}"


@pytest.mark.parametrize("name", ["Lu Kang", "Kang Lu", "LuKang", "Lu Kang's"])
def test_a_name_in_pinyin_is_that_of_the_corpus(name: str) -> None:
    reader = EnglishReader(LIST, ("陆慷",), {"lukang": "陆慷"})
    reading = reader.read(f"What is the plan of {name} for the city?")
    assert reading
    assert (reading.text, reading.unknown) == ("什么 规划 陆慷 城市", ())
    assert any(chinese == "陆慷" for _, chinese in reading.pairs)


def test_small_letters_are_no_name() -> None:
    reading = EnglishReader(LIST, (), {"lukang": "陆慷"}).read("the plan of lu kang of the city")
    assert reading
    assert reading.text == "规划 城市"


def test_words_that_nothing_is_known_of_are_reported() -> None:
    reading = read("What is the corporate tax loophole of Acme?")
    assert (reading.text, reading.unknown) == ("什么 企业 税 Acme", ("loophole", "acme"))


def test_capital_letters_make_no_difference() -> None:
    assert read("WHAT IS THE GROWTH RATE").text == "什么 增速"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "GDP目标是多少？",
        "GDP 2025",
        "plan",  # one word may be anything
        "我区的 plan 是 what 时候编制的？",  # Chinese, with English words in it
        "who is the what",  # no term
        "guihua de plan shi shenme shihou kaishi",  # pinyin, one word apart
        "Quel est le taux de croissance?",  # French
    ],
)
def test_what_is_not_english_is_not_read(question: str) -> None:
    assert EnglishReader(LIST).read(question) is None


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("When did the 14th Five-Year Plan begin?", ("什么时候", "十四五", "启动")),
        ("How will traffic jams be solved?", ("如何", "堵车", "解决")),
        ("How many key construction projects are there?", ("多少个", "重点建设项目")),
        ("Who drafted the outline?", ("谁", "编制", "纲要")),
        ("What percentage of residents have pensions?", ("百分之几", "居民", "养老金")),
    ],
)
def test_the_shipped_list_reads_government_english(question: str, terms: tuple[str, ...]) -> None:
    reading = shipped_reader().read(question)
    assert reading
    assert set(tokenise(" ".join(terms))) <= set(tokenise(reading.text))
    assert reading.unknown == ()


@pytest.mark.parametrize(
    ("question", "answered_at"),
    [
        ("How many chapters does the plan have?", "02:14:10"),
        ("Which tourist resorts will be built?", "02:17:07"),
        ("How much will be invested in water conservancy projects?", "02:37:32"),
        ("What problems did the district face in the 13th Five-Year Plan?", "02:08:45"),
    ],
)
def test_an_english_question_finds_its_exchange(
    collection: Collection, toy_embedder: Embedder, question: str, answered_at: str
) -> None:
    # by its words: without wordings, whose nearness says nothing in the toy's vectors
    bare = replace(collection, wordings=(), open_questions=())
    searcher = Searcher.build(bare, toy_embedder)
    exchanges = bare.substantive
    corpus = " ".join(f"{exchange.asked} {exchange.answer}" for exchange in exchanges)
    reader = EnglishReader(Lexicon.read(SHIPPED).english, searcher.tokeniser.tokenise(corpus))
    reading = reader.read(question)
    assert reading
    best = searcher.search(reading.text, 1)[0]
    assert [f"{turn.time:%H:%M:%S}" for turn in best.exchange.answers] == [answered_at]


@pytest.mark.parametrize(
    ("typed", "text", "kinds"),
    [
        ("yuan jing mu biao", "远景目标", {Change.SPELLING}),
        ("quanzhou yuanjing", "泉州远景", {Change.SPELLING}),
        ("How many yuan?", "多少 元", {Change.ENGLISH}),
        ("What is the goal of Quanzhou?", "什么 目标 泉州", {Change.ENGLISH}),
    ],
)
def test_what_is_pinyin_as_a_whole_is_not_read_as_english(
    typed: str, text: str, kinds: set[Change]
) -> None:
    speller = Speller.build(["泉州的远景目标是什么？目标多少元？"])
    reading = Reader(Lexicon.read(SHIPPED), (), speller).read(typed)
    assert (reading.text, {note.kind for note in reading.notes}) == (text, kinds)


@given(st.text(max_size=80) | st.text("plan GDP's-12,%th哪’ＡＩ", max_size=60))
def test_any_characters_can_be_read(question: str) -> None:
    reading = shipped_reader().read(question)
    assert reading is None or content_tokens(reading.text)
