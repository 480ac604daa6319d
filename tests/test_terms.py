from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.terms import repeated, terms_of
from index.tokens import Tokeniser, tokenise
from ingest.page import parse_page
from ingest.records import Interview

NEIGHBOURS = "天地人山水火木金土日月星"
OTHER_TEXT = "".join(chr(code) for code in range(0x5000, 0x5800))
"""2,048 other characters, each once, so that what comes back is rare by itself."""


def interview_saying(page: Callable[..., str], *paragraphs: str) -> Interview:
    turns = [("主持人", "02:00:00", "请介绍"), ("张三", "02:01:00", *paragraphs)]
    return parse_page(page(turns), "some", "some.txt")


def among_neighbours(word: str) -> list[str]:
    """Return the word between 12 characters on its left and 12 others on its right."""
    return [f"{one}{word}{chr(ord(one) + 1)}" for one in NEIGHBOURS]


def test_a_guests_name_and_departments_are_terms(page: Callable[..., str]) -> None:
    interview = interview_saying(page, "好。")
    office = "泉城区科技经济发展局发改科科长"
    guest = replace(interview.guests[0], name="荣跃", office=office)
    terms = terms_of([replace(interview, guests=(guest,))])
    assert "荣跃" in terms
    assert "泉城区科技经济发展局" in terms
    assert not [term for term in terms if "科长" in term]


def test_quoted_words_are_terms_but_quoted_sentences_are_not(page: Callable[..., str]) -> None:
    interview = interview_saying(page, "打好“抢人大战”，做到“人民的城市”“城市好、人民笑”。")
    terms = terms_of([interview])
    assert "抢人大战" in terms
    assert not [term for term in terms if "人民" in term]


def test_short_titles_are_terms_and_long_ones_are_not(page: Callable[..., str]) -> None:
    interview = interview_saying(
        page, "依据《无人载具条例》和《某某市国民经济和社会发展第二个规划》。"
    )
    assert "无人载具条例" in terms_of([interview])
    assert not [term for term in terms_of([interview]) if "国民经济" in term]


def test_items_are_cut_out_without_the_verb_and_the_number(page: Callable[..., str]) -> None:
    interview = interview_saying(
        page, "培优做强百崎风情小镇、三大张坂产业片区，其中:城建环保类项目36个。"
    )
    terms = terms_of([interview])
    assert {"百崎风情小镇", "张坂产业片区", "城建环保类项目"} <= set(terms)
    assert not [term for term in terms if term.startswith(("培优", "做强", "三大"))]


def test_an_item_with_loose_characters_is_no_term(page: Callable[..., str]) -> None:
    terms = terms_of([interview_saying(page, "听见小公司，看见大医院。")])
    assert terms == ["张三", "某某规划"]  # the guest, and the page's title


def test_what_the_dictionary_keeps_whole_is_no_term(page: Callable[..., str]) -> None:
    assert "积极性" in tokenise("积极性")
    assert "积极性" not in terms_of([interview_saying(page, "要有“积极性”。")])


def test_a_run_that_keeps_together_among_changing_neighbours_is_found() -> None:
    texts = [OTHER_TEXT, *among_neighbours("瞪羚")]
    assert repeated(texts) == ["瞪羚"]


def test_a_run_with_always_the_same_neighbour_is_a_piece() -> None:
    texts = [OTHER_TEXT, *among_neighbours("瞪羚企业")]
    assert repeated(texts) == ["瞪羚企业"]


def test_a_run_whose_parts_go_with_anything_does_not_cohere() -> None:
    pairs = [first + second for first in NEIGHBOURS for second in NEIGHBOURS]
    assert repeated([OTHER_TEXT, *pairs * 5]) == []


def test_the_seed_has_its_names_and_no_fragments(interview: Interview) -> None:
    terms = terms_of([interview])
    assert {
        "荣跃",
        "科技经济发展局",
        "融合示范城",
        "科创产业城",
        "八仙过海旅游度假区",
        "抢人大战",
        "工业科技类项目",
        "总投资",
    } <= set(terms)
    assert not [term for term in terms if "的" in term or term[0] in "我年类" or len(term) > 10]


def test_segmentation_improves(interview: Interview) -> None:
    text = "港湾幸福城,融合示范城"
    assert tokenise(text) == ["港湾", "幸福", "城", "融合", "示范", "城"]
    with_terms = Tokeniser(terms_of([interview])).tokenise(text)
    assert with_terms == ["港湾", "幸福", "港湾幸福城", "融合", "示范", "融合示范城"]


def test_the_order_of_interviews_makes_no_difference(
    interview: Interview, page: Callable[..., str]
) -> None:
    other = interview_saying(page, "打造“某某幸福城”。")
    assert terms_of([interview, other]) == terms_of([other, interview])


@given(st.lists(st.text("“”《》的区城小镇打造一二台臺12 ,。ab", max_size=30), max_size=5))
def test_any_characters_give_sorted_terms(texts: list[str]) -> None:
    found = repeated(texts)
    assert found == sorted(set(found))
