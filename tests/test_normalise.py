import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normalise import normalise


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


def test_a_phrase_decides_between_two_simplified_characters() -> None:
    assert normalise("乾燥") == "干燥"
    assert normalise("乾隆") == "乾隆"


@given(st.one_of(st.text(), st.text(alphabet="ＡａÄß臺灣計劃①㎡\u3000 \n規划")))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_no_space_stands_at_an_end_or_beside_another(text: str) -> None:
    assert normalise(text).split() == [word for word in normalise(text).split(" ") if word]
