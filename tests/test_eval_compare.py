import pytest

from chat.evaluation.compare import as_json, compare
from chat.evaluation.records import Verdict
from tests.data.eval_fakes import question, reply, verdict

RIGHT, WRONG = "规划于2020年8月启动", "历时一年"


def run(*answers: str, prefix: str = "q") -> list[Verdict]:
    """Return a verdict for each answer; only `RIGHT` holds what is required."""
    return [
        verdict(question(f"{prefix}{n}", contains=(("8月",),)), reply(words, ["e1"]))
        for n, words in enumerate(answers)
    ]


def test_questions_won_lost_and_reworded_are_told_apart() -> None:
    before = run(WRONG, RIGHT, WRONG, RIGHT, RIGHT)
    after = run(RIGHT, WRONG, "一年", "2020年8月启动", RIGHT)
    found = compare(after, before)
    assert [change.after.asked.id for change in found.won] == ["q0"]
    assert [change.after.asked.id for change in found.lost] == ["q1"]
    assert [(c.before.answer, c.after.answer) for c in found.reworded] == [
        (WRONG, "一年"),
        (RIGHT, "2020年8月启动"),
    ]
    assert (found.before, found.after, found.difference) == (3 / 5, 3 / 5, 0.0)
    assert found.sentence == "5 道共同的题中，1 道由错变对，1 道由对变错：对的一样多。"


def test_only_questions_asked_alike_are_compared() -> None:
    same, new = run(RIGHT), run(RIGHT, prefix="new")
    otherwise = [verdict(question("q1", question="改了？"), reply())]
    found = compare([*same, *otherwise, *new], run(RIGHT, RIGHT, RIGHT))
    assert (found.n_common, found.added, found.removed) == (1, ("q1", "new0"), ("q1", "q2"))


def test_no_common_question_is_said_and_not_computed() -> None:
    found = compare(run(RIGHT), run(RIGHT, prefix="x"))
    assert (found.n_common, found.before, found.difference, found.p_value) == (0, None, None, None)
    assert found.sentence == "两次评测没有共同的题，无法比较。"


def test_the_same_run_twice_differs_in_nothing() -> None:
    found = compare(run(RIGHT, WRONG), run(RIGHT, WRONG))
    assert (found.won, found.lost, found.reworded, found.p_value) == ((), (), (), 1.0)
    assert found.sentence == "2 道共同的题，对错都没有变。"


def test_many_questions_won_are_more_than_luck() -> None:
    found = compare(run(*[RIGHT] * 80, *[WRONG] * 20), run(*[RIGHT] * 60, *[WRONG] * 40))
    assert found.difference == pytest.approx(0.2)
    assert found.interval is not None
    # Normal theory: 0.2 ± 1.96 * sqrt(0.2 * 0.8 / 100), that is 0.12 to 0.28.
    assert (found.interval.low, found.interval.high) == pytest.approx((0.12, 0.28), abs=0.011)
    assert found.p_value is not None
    assert found.p_value < 0.001
    assert found.sentence.startswith(
        "100 道共同的题中，20 道由错变对，0 道由对变错：变好了，差异不像是偶然"
    )


def test_ten_lost_and_six_won_may_be_luck() -> None:
    before = run(*[RIGHT] * 10, *[WRONG] * 6, *[RIGHT] * 84)
    after = run(*[WRONG] * 10, *[RIGHT] * 6, *[RIGHT] * 84)
    found = compare(after, before)
    # Normal theory: 4 / sqrt(16) is one standard deviation, beyond which lies 0.32, and with
    # the continuity of whole questions 2 * (1 - Phi(3.5 / 4)) = 0.38.
    assert found.p_value == pytest.approx(0.36, abs=0.05)
    assert "变差了，但差异可能只是偶然（p = 0." in found.sentence


def test_five_questions_won_are_too_few_to_tell() -> None:
    found = compare(run(*[RIGHT] * 100), run(*[WRONG] * 5, *[RIGHT] * 95))
    assert found.sentence.endswith("变好了，但有变化的题太少，差异可能只是偶然。")


def test_the_test_gives_the_same_each_time() -> None:
    before, after = run(*[WRONG] * 9, RIGHT), run(*[RIGHT] * 8, WRONG, RIGHT)
    assert compare(after, before) == compare(after, before)


def test_programs_get_the_ids_of_what_changed() -> None:
    told = as_json(compare(run(RIGHT, WRONG), run(WRONG, WRONG)))
    assert (told["won"], told["lost"], told["difference"]) == (["q0"], [], 0.5)
