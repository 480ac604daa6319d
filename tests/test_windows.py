from index.training.windows import closeness, window

TEXT = "规划共十四章。项目有165个。总投资2488亿元。人才政策更加开放。"


def test_a_short_passage_is_read_whole() -> None:
    assert window(TEXT, len(TEXT), closeness("投资")) == TEXT


def test_of_a_long_passage_the_sentences_nearest_to_the_question_are_read() -> None:
    assert window(TEXT, 20, closeness("总投资多少?")) == "项目有165个。总投资2488亿元。"
    assert window(TEXT, 12, closeness("总投资多少?")) == "总投资2488亿元。"


def test_a_sentence_that_is_too_long_stays_whole() -> None:
    assert window("总投资2488亿元。", 3, closeness("总投资")) == "总投资2488亿元。"


def test_of_equally_near_runs_the_first_is_read() -> None:
    assert window(TEXT, 10, closeness("天气")) == "规划共十四章。"
