import jieba
import pytest

from index.tokens import content_tokens, dictionary, telling, tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("我区2035年远景目标", ["我区", "2035", "年", "远景", "目标"]),
        ("总投资2488亿元", ["总", "投资", "2488", "亿元"]),
        ("GDP年均增长拟按6.5%安排", ["gdp", "年均", "增长", "拟", "按", "6.5%", "安排"]),
        ("ＧＤＰ", ["gdp"]),
        ("What is the GDP target?", ["what", "is", "the", "gdp", "target"]),
        ("，。！“”", []),
        ("", []),
    ],
)
def test_text_is_cut_into_words_without_punctuation(text: str, tokens: list[str]) -> None:
    assert tokenise(text) == tokens


def test_a_long_word_comes_with_its_parts() -> None:
    assert tokenise("科学城") == ["科学", "科学城"]


def test_traditional_and_simplified_text_have_the_same_words() -> None:
    assert tokenise("臺商投資區規劃") == ["台商", "投资", "投资区", "规划"]
    assert tokenise("台商投资区规划") == ["台商", "投资", "投资区", "规划"]


def test_content_tokens_are_without_function_words() -> None:
    assert content_tokens("请问重点任务有哪些？") == ["重点", "任务"]


def test_content_tokens_of_english_are_without_function_words() -> None:
    assert content_tokens("What is the GDP target for 2025?") == ["gdp", "target", "2025"]


def test_content_tokens_come_once_each_in_reading_order() -> None:
    assert content_tokens("规划目标和目标规划") == ["规划", "目标"]


def test_small_talk_has_no_content() -> None:
    assert content_tokens("你好，请问一下") == []


@pytest.mark.parametrize(("common", "rare"), [("后面", "养老"), ("有没有", "科学城")])
def test_a_common_word_tells_less_than_a_rare_one(common: str, rare: str) -> None:
    assert telling(common) < telling(rare) <= 1.0


def test_a_word_that_the_dictionary_lacks_tells_all() -> None:
    assert telling("锟斤拷") == 1.0


def test_the_dictionary_is_as_jieba_reads_it() -> None:
    tokenizer = jieba.Tokenizer()
    assert dictionary() == tokenizer.gen_pfdict(tokenizer.get_dict_file())
