from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.normalise import half_width, normalise


def _lines_of_taiwan_words() -> list[list[str]]:
    text = (files("index") / "taiwan_words.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


_LINES = _lines_of_taiwan_words()
_WORDS = [word for line in _LINES for word in line]


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("ＧＤＰ２０３５", "gdp2035"),
        ("（一）：", "(一):"),
        ("①㎡", "1m2"),
        ("GDP Growth", "gdp growth"),
        ("Straße", "strasse"),
        ("臺灣計劃", "台湾计划"),
        ("請問頭髮與發展", "请问头发与发展"),
        ("  海 \u3000峡\n健康城\t", "海 峡 健康城"),
        ("", ""),
        ("我区2035年远景目标", "我区2035年远景目标"),
    ],
)
def test_text_is_folded_to_one_form(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


def test_half_width_leaves_chinese_punctuation() -> None:
    assert half_width("（ＧＤＰ）：６．５％，２０２１～２０２５！？；①㎡") == (
        "（GDP）：6.5%，2021~2025！？；①㎡"
    )


def test_a_phrase_decides_between_two_simplified_characters() -> None:
    assert normalise("乾燥") == "干燥"
    assert normalise("乾隆") == "乾隆"


@given(st.one_of(st.text(), st.text(alphabet="ＡａÄß臺灣計劃①㎡\u3000 \n規划")))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_no_space_stands_at_an_end_or_beside_another(text: str) -> None:
    assert normalise(text).split() == [word for word in normalise(text).split(" ") if word]


@pytest.mark.parametrize(
    ("taiwan", "mainland"),
    [
        ("觀光產業的專案", "旅游产业的项目"),
        ("計程車與捷運", "出租车与地铁"),
        ("資訊軟體", "信息软件"),
        ("機車塞車", "摩托车堵车"),
        ("經濟成長率", "经济增长率"),
        ("三公尺", "3米"),
        ("投資訊息", "投资消息"),
    ],
)
def test_a_word_of_taiwan_becomes_the_mainlands(taiwan: str, mainland: str) -> None:
    assert normalise(taiwan) == mainland


@pytest.mark.parametrize(
    "text",
    [
        *("程序", "进程", "文件", "文件夹", "档案", "建立档案", "信息", "质量", "产品质量", "项目"),
        *("土地", "互联网", "激光", "打印", "智慧城市", "新增", "支援", "资料", "公车改革", "机车"),
        *("专案", "全国小学", "快捷运输", "出租屋", "对美金融", "人民调解", "同志工作", "方程式"),
    ],
)
def test_a_word_of_the_mainland_stays(text: str) -> None:
    assert normalise(text) == text


def test_a_word_that_only_holds_a_word_of_taiwan_stays() -> None:
    assert normalise("專案小組") == "专案小组"
    assert normalise("堵塞車道") == "堵塞车道"


def test_numerals_of_either_script_become_figures() -> None:
    assert normalise("兩千億、二○三五年、１，５９３．１億") == "2000亿、2035年、1593.1亿"


def test_each_word_of_taiwan_is_listed_once() -> None:
    lefts = [line[0] for line in _LINES]
    assert sorted(set(lefts)) == sorted(lefts)


@pytest.mark.parametrize("line", [line for line in _LINES if len(line) > 1], ids=" ".join)
def test_a_pair_of_words_becomes_one(line: list[str]) -> None:
    left, right = line
    assert normalise(left) == right
    assert normalise(right) == right


@given(
    st.lists(st.sampled_from([*_WORDS, *"產品質全國小學乾隆薴三年百分之成", *_WORDS]), max_size=6)
)
@example(["产销班", "会", "住宅", "屋税"])  # takes three passes
def test_words_put_together_are_folded_once_for_all(words: list[str]) -> None:
    text = "".join(words)
    assert normalise(normalise(text)) == normalise(text)
