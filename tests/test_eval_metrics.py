import math
from collections.abc import Sequence

import pytest

from chat.evaluation.metrics import aurc, calibration_error, latency, risk_coverage, summarise
from chat.evaluation.records import (
    EvalQuestion,
    Interval,
    Latency,
    Measure,
    RiskPoint,
    Summary,
    Verdict,
)
from chat.records import Answer
from tests.data.eval_fakes import ANSWERS, TIMES, question, reply, verdict

QUESTIONS = (
    question("q1", time=TIMES[1], contains=(("440亿元",),)),
    question("q2", exchange_id="e3", contains=(("165个",),)),
    question("q3", time=TIMES[0], contains=(("2020年8月",), ("一年",))),
    question("q4", kind="everyday", exchange_id="e3", contains=(("2488亿元",),)),
    question("q5", kind="refuse", answerable=False),
    question("q6", kind="refuse", answerable=False),
)
REPLIES = (
    reply("GDP达到440亿元", ["e2", "e1", "e3"], 0.9, 10),  # right
    reply("历时一年", ["e1", "e3"], 0.6, 20),  # wrong exchange; the right one is second
    reply("规划于2020年8月启动", ["e1"], 0.8, 30),  # right exchange, but lacks 一年
    reply("", ["e1", "e2", "e3"], 0.3, 40),  # refused though answerable; the right one is third
    reply("", ["e1"], 0.2, 50),  # rightly refused
    reply("年均增长7%", ["e2"], 0.7, 60),  # answered though it should be refused
)


def judged(
    answers: Sequence[Answer], questions: Sequence[EvalQuestion] = QUESTIONS
) -> list[Verdict]:
    return [verdict(q, answer) for q, answer in zip(questions, answers, strict=True)]


def values(summary: Summary) -> dict[str, float | None]:
    return {measure.value: e.value for measure, e in summary.overall.measures.items()}


def test_where_no_question_is_unanswerable_nothing_is_said_of_refusals() -> None:
    measures = (
        summarise(judged(REPLIES)).kinds["everyday"].measures
    )  # q4, refused though answerable
    refusals = Measure.REFUSAL_PRECISION, Measure.REFUSAL_RECALL, Measure.REFUSAL_F1
    assert [measures[one].value for one in refusals] == [None, None, None]
    assert measures[Measure.ACCURACY].value == 0.0


def test_every_figure_of_six_questions_is_what_arithmetic_says() -> None:
    summary = summarise(judged(REPLIES), cold_start_ms=1500.0)
    assert values(summary) == pytest.approx(
        {
            "accuracy": 2 / 6,  # q1, q5
            "answered": 3 / 4,  # q1, q2, q3 of q1 to q4
            "answered_accuracy": 1 / 4,  # q1 of q1, q2, q3, q6
            "right_first": 2 / 4,  # q1, q3 of q1 to q4
            "holds": 1 / 4,  # q1 of q1 to q4
            "hit1": 2 / 4,  # the ranks are 1, 2, 1, 3
            "hit5": 4 / 4,
            "mrr": (1 / 1 + 1 / 2 + 1 / 1 + 1 / 3) / 4,
            "ndcg10": (1 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(2) + 1 / math.log2(4))
            / 4,
            "refusal_precision": 1 / 2,  # q5 of q4, q5
            "refusal_recall": 1 / 2,  # q5 of q5, q6
            "refusal_f1": 2 * (1 / 2) * (1 / 2) / (1 / 2 + 1 / 2),
            "quote_ok": 4 / 4,
            # GDP达到440亿元; 历时一年 for 共有165个项目; 12 of 规划于2020年8月启动，历时一年。
            "length_ratio": (10 / 10 + 4 / 8 + 12 / 18) / 3,
        },
        abs=1e-4,
    )
    # By confidence q1 right, q3 wrong, q6 wrong, q2 wrong; of six questions asked.
    assert summary.curve == (
        RiskPoint(0.9, 1 / 6, 0 / 1),
        RiskPoint(0.8, 2 / 6, 1 / 2),
        RiskPoint(0.7, 3 / 6, 2 / 3),
        RiskPoint(0.6, 4 / 6, 3 / 4),
    )
    assert summary.overall.aurc == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    # Each stands alone in its bin; q1 and q3 have the right exchange first, the others not.
    assert summary.overall.ece == pytest.approx(((1 - 0.9) + (1 - 0.8) + 0.7 + 0.6 + 0.3 + 0.2) / 6)
    assert summary.overall.latency == Latency(p50_ms=30.0, p95_ms=60.0, p99_ms=60.0)
    assert (summary.overall.n, summary.overall.n_correct, summary.cold_start_ms) == (6, 2, 1500.0)


def test_every_figure_says_of_how_many_questions_it_tells() -> None:
    measures = summarise(judged(REPLIES)).overall.measures
    assert {measure.value: estimate.n for measure, estimate in measures.items()} == {
        "accuracy": 6,
        "answered": 4,
        "answered_accuracy": 4,
        "right_first": 4,
        "holds": 4,
        "hit1": 4,
        "hit5": 4,
        "mrr": 4,
        "ndcg10": 4,
        "refusal_precision": 2,
        "refusal_recall": 2,
        "refusal_f1": 3,
        "quote_ok": 4,
        "length_ratio": 3,
    }


def test_kinds_are_summed_up_apart_in_the_order_they_were_asked() -> None:
    kinds = summarise(judged(REPLIES)).kinds
    told = [(k, f.n, f.n_correct, f.measures[Measure.ACCURACY].value) for k, f in kinds.items()]
    assert told == [("fact", 3, 1, 1 / 3), ("everyday", 1, 0, 0.0), ("refuse", 2, 1, 1 / 2)]
    assert kinds["refuse"].measures[Measure.MRR].value is None
    assert kinds["fact"].measures[Measure.REFUSAL_RECALL].value is None
    assert kinds["everyday"].latency == Latency(40.0, 40.0, 40.0)


def test_who_always_refuses_is_right_on_the_unanswerable_only() -> None:
    summary = summarise(judged([reply()] * 6))
    found = values(summary)
    assert (found["accuracy"], found["answered"], found["hit5"], found["mrr"]) == (2 / 6, 0, 0, 0)
    assert (found["right_first"], found["holds"], found["ndcg10"]) == (0, 0, 0)
    assert (found["refusal_recall"], found["refusal_precision"]) == (1, 2 / 6)
    assert found["refusal_f1"] == pytest.approx(2 * (2 / 6) / (1 + 2 / 6))
    assert (found["answered_accuracy"], found["quote_ok"], found["length_ratio"]) == (None,) * 3
    assert (summary.overall.aurc, summary.curve) == (None, ())


def test_who_always_answers_the_same_never_refuses() -> None:
    summary = summarise(judged([reply(ANSWERS[0], ["e1", "e2", "e3"])] * 6))
    found = values(summary)
    assert (found["accuracy"], found["answered"], found["answered_accuracy"]) == (1 / 6, 1, 1 / 6)
    assert (found["hit1"], found["hit5"], found["right_first"]) == (1 / 4, 1, 1 / 4)
    assert found["mrr"] == pytest.approx((1 / 2 + 1 / 3 + 1 + 1 / 3) / 4)
    assert (found["refusal_recall"], found["refusal_precision"], found["refusal_f1"]) == (
        0,
        None,
        0,
    )
    assert summary.overall.aurc == pytest.approx(5 / 6)


def test_who_is_perfect_gets_the_best_of_every_figure() -> None:
    perfect = [
        reply("GDP达到440亿元", ["e2"], 1.0),
        reply("共有165个项目", ["e3"], 1.0),
        reply(ANSWERS[0], ["e1"], 1.0),
        reply("总投资2488亿元。", ["e3"], 1.0),
        reply(confidence=0.0),
        reply(confidence=0.0),
    ]
    summary = summarise(judged(perfect))
    assert values(summary) == dict.fromkeys((measure.value for measure in Measure), 1.0)
    assert (summary.overall.aurc, summary.overall.ece) == (0.0, 0.0)
    intervals = [estimate.interval for estimate in summary.overall.measures.values()]
    assert intervals == [Interval(1.0, 1.0)] * 14


@pytest.mark.parametrize(
    ("rank", "hit1", "hit5", "mrr", "ndcg10"),
    [
        (1, 1, 1, 1, 1),
        (2, 0, 1, 1 / 2, 1 / math.log2(3)),
        (5, 0, 1, 1 / 5, 1 / math.log2(6)),
        (6, 0, 0, 1 / 6, 1 / math.log2(7)),
        (10, 0, 0, 1 / 10, 1 / math.log2(11)),
        (11, 0, 0, 1 / 11, 0),
        (None, 0, 0, 0, 0),
    ],
)
def test_ranking_measures_follow_from_the_rank(
    rank: int | None, hit1: float, hit5: float, mrr: float, ndcg10: float
) -> None:
    row = {**verdict(QUESTIONS[0], reply()).as_json(), "rank": rank}
    found = values(summarise([Verdict.from_json(row)]))
    assert [found[key] for key in ("hit1", "hit5", "mrr", "ndcg10")] == pytest.approx(
        [hit1, hit5, mrr, ndcg10]
    )


def test_a_question_that_found_nothing_counts_as_zero_not_as_missing() -> None:
    answers = [REPLIES[0], reply()]
    assert values(summarise(judged(answers, QUESTIONS[:2])))["mrr"] == 1 / 2


def test_a_question_that_names_no_exchange_is_not_counted_in_the_ranking() -> None:
    questions = [QUESTIONS[0], question("q7")]
    summary = summarise(judged([REPLIES[0], reply("历时一年", ["e1"])], questions))
    assert summary.overall.measures[Measure.MRR].n == 1
    assert summary.overall.measures[Measure.ACCURACY].n == 2


def test_intervals_are_the_same_each_time_and_shrink_with_more_questions() -> None:
    once = judged(REPLIES)
    first, again = (summarise(once).overall.measures[Measure.ACCURACY] for _ in range(2))
    assert first == again
    assert first.interval is not None
    many = summarise(once * 100).overall.measures[Measure.ACCURACY]
    assert many.interval is not None
    # Normal theory: 1/3 ± 1.96 * sqrt(1/3 * 2/3 / 600), that is 0.296 to 0.371.
    assert (many.interval.low, many.interval.high) == pytest.approx((0.296, 0.371), abs=0.005)
    assert many.interval.high - many.interval.low < first.interval.high - first.interval.low


def test_nothing_asked_gives_no_figures() -> None:
    summary = summarise([], n_planned=6)
    assert values(summary) == dict.fromkeys((measure.value for measure in Measure), None)
    assert (summary.overall.latency, summary.overall.ece, summary.kinds) == (None, None, {})
    assert summary.interrupted


def test_equal_confidences_are_covered_together_in_any_order() -> None:
    right, wrong = verdict(QUESTIONS[0], REPLIES[0]), verdict(QUESTIONS[5], REPLIES[5])
    tied = [Verdict.from_json({**v.as_json(), "confidence": 0.5}) for v in (right, wrong)]
    assert risk_coverage(tied) == risk_coverage(tied[::-1]) == (RiskPoint(0.5, 1.0, 0.5),)
    assert aurc(tied) == aurc(tied[::-1]) == 0.5


def test_confidence_that_is_right_on_average_within_each_bin_is_calibrated() -> None:
    right = [verdict(QUESTIONS[0], reply("GDP达到440亿元", ["e2"], 0.75))] * 3
    wrong = [verdict(QUESTIONS[0], reply("历时一年", ["e1"], 0.75))]
    assert calibration_error(right + wrong) == pytest.approx(0.0)
    assert calibration_error(right) == pytest.approx(0.25)


def test_percentiles_are_times_that_a_question_did_take() -> None:
    verdicts = [verdict(QUESTIONS[0], reply(took_ms=ms)) for ms in range(100, 0, -1)]
    assert latency(verdicts) == Latency(50.0, 95.0, 99.0)
